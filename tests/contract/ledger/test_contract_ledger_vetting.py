"""Answers, looks and kept vettings: the newest counts, nothing is written over, and none leaves its brand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT

from shoal.domain.people import Actor
from shoal.domain.vetting import CreatorAnswer, KeptVerdict, Looked, VettingRun
from shoal.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

ANA = Actor(id="me_ana", name="Ana", role="owner")
ANSWER = CreatorAnswer(
    creator_id="cr_1", check="engagement", text="a giveaway in May", said_on=date(2026, 5, 30), version=1,
    by_id="me_ana", by_name="Ana", at=AT, proof="https://x.example/1",
)  # fmt: skip
LOOKED = Looked(creator_id="cr_1", said="adult", words_sha256="a" * 64, by_name="Ana", at=AT, note="asked her")
RUN = VettingRun(
    id="vr_1", about="everybody", as_of=AT, rules="r1", rules_text="[[rule]]\n", rules_origin="shipped",
    batches=("ba_1", "ba_2"), catalog="c1", orders=("bo_1",), looked=3, code="0.1", by_name="Ana", at=AT, creators=2,
)  # fmt: skip
KEPT = tuple(
    KeptVerdict(account_id=f"ac_{n}", creator_id=f"cr_{n}", document=f'{{"x":"ä{n}"}}', sha256=str(n) * 64)
    for n in (1, 2)
)


def test_an_answer_comes_back_as_it_was_with_all_its_versions_the_newest_first(ledger: Ledger) -> None:
    newer = replace(ANSWER, version=2, text="", proof="")
    ledger.vetting.add_answer(ANSWER)
    ledger.vetting.add_answer(newer)
    assert ledger.vetting.answers("cr_1") == (newer, ANSWER)


def test_two_who_write_the_same_version_of_an_answer_do_not_write_over_each_other(ledger: Ledger) -> None:
    ledger.vetting.add_answer(ANSWER)
    with pytest.raises(ConflictError, match="meanwhile"):
        ledger.vetting.add_answer(replace(ANSWER, text="another"))
    assert ledger.vetting.answers("cr_1") == (ANSWER,)


def test_of_several_looks_the_newest_counts_and_an_earlier_state_can_be_read_again(ledger: Ledger) -> None:
    ledger.vetting.add_look(LOOKED, ANA)
    then = ledger.vetting.looked_version()
    ledger.vetting.add_look(replace(LOOKED, said="open"), ANA)
    ledger.vetting.add_look(replace(LOOKED, creator_id="cr_2"), ANA)
    assert ledger.vetting.looked_version() > then
    assert {one: told.said for one, told in ledger.vetting.looked().items()} == {"cr_1": "open", "cr_2": "adult"}
    assert ledger.vetting.looked(then) == {"cr_1": LOOKED}
    assert [told.said for told in ledger.vetting.looks_of("cr_1")] == ["open", "adult"]


def test_a_kept_vetting_comes_back_byte_for_byte(ledger: Ledger) -> None:
    ledger.vetting.add_run(RUN, KEPT, ANA)
    assert (ledger.vetting.run("vr_1"), ledger.vetting.verdicts("vr_1")) == (RUN, KEPT)
    assert ledger.vetting.runs() == (RUN,)


def test_a_vetting_that_was_never_kept_is_not_found_and_the_kept_ones_are_named(ledger: Ledger) -> None:
    ledger.vetting.add_run(RUN, KEPT, ANA)
    with pytest.raises(NotFoundError) as told:
        ledger.vetting.run("vr_2")
    assert told.value.allowed == ("vr_1",)


@pytest.mark.parametrize("table", ["creatoranswer", "adultlook", "vettingrun", "keptverdict"])
@pytest.mark.parametrize("statement", ["UPDATE ledger_{} SET by_id = by_id", "DELETE FROM ledger_{}"])
def test_the_database_refuses_to_change_or_delete_a_row(house: House, table: str, statement: str) -> None:
    house.ledger.vetting.add_answer(ANSWER)
    house.ledger.vetting.add_look(LOOKED, ANA)
    house.ledger.vetting.add_run(RUN, KEPT, ANA)
    column = "sha256" if table == "keptverdict" else "by_id"
    with pytest.raises(Exception, match="never changed"):
        house.sql(statement.format(table).replace("by_id", column))


def test_the_database_refuses_a_verdict_in_the_run_of_another_brand(house: House) -> None:
    house.ledger.vetting.add_run(RUN, KEPT[:1], ANA)
    ((key,),) = house.sql("SELECT id FROM ledger_vettingrun")
    with pytest.raises(Exception, match="another brand"):
        house.sql(
            "INSERT INTO ledger_keptverdict (brand_id, run_id, account_id, creator_id, document, sha256) "
            "VALUES (%s, %s, 'ac_9', 'cr_9', '{}', '')",
            [house.other.desk.brand_id, key],
        )


def test_a_brand_sees_nothing_that_another_wrote(house: House) -> None:
    house.ledger.vetting.add_answer(ANSWER)
    house.ledger.vetting.add_look(LOOKED, ANA)
    house.ledger.vetting.add_run(RUN, KEPT, ANA)
    other = house.other.vetting
    assert (other.answers("cr_1"), other.looked(), other.looked_version(), other.runs()) == ((), {}, 0, ())
