"""Versions are kept as they were, for ever, on both databases; decisions outlive them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BRIEF, MINA, PLAN, SHORTLIST, THEO

from shoal.domain.people import Decision
from shoal.errors import ConflictError, InputError, NotFoundError
from shoal.ledger import open_ledger

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

TOLD = {"by_id": "me_ana", "at": AT}
WANTED = Decision(account_id=f"ac_{MINA}", choice="wanted", reason="her bread", by_name="Ana", at=AT)


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """Return a ledger with one brief, shortlist and plan."""
    ledger.planning.add_brief(BRIEF, **TOLD)
    ledger.planning.add_shortlist(SHORTLIST, **TOLD)
    ledger.planning.add_plan(PLAN, **TOLD)
    return ledger


def test_what_was_kept_is_found_again_by_another_process(kept: Ledger, house: House) -> None:
    other = open_ledger(house.settings, bytes(32))
    planning = other.of(kept.desk.brand_id).planning
    assert (planning.brief("coffee"), planning.shortlist("coffee"), planning.plan("coffee")) == (BRIEF, SHORTLIST, PLAN)
    other.close()


def test_versions_are_found_by_their_id_too(kept: Ledger) -> None:
    assert (kept.planning.brief_of("br_1"), kept.planning.shortlist_of("sl_1")) == (BRIEF, SHORTLIST)


def test_who_the_creators_are_is_never_stored_with_a_shortlist(ledger: Ledger) -> None:
    ledger.planning.add_brief(BRIEF, **TOLD)
    peopled = replace(SHORTLIST, candidates=(replace(SHORTLIST.candidates[0], creator=object()),))  # type: ignore[arg-type]
    ledger.planning.add_shortlist(peopled, **TOLD)
    assert ledger.planning.shortlist("coffee").candidates[0].creator is None


def test_the_newest_version_is_shown_and_older_ones_stay(ledger: Ledger) -> None:
    for version in range(1, 12):
        ledger.planning.add_brief(replace(BRIEF, id=f"br_{version}", version=version), **TOLD)
    planning = ledger.planning
    assert (planning.brief("coffee").version, planning.brief("coffee", 2).version) == (11, 2)
    assert (planning.next_version("briefs", "coffee"), planning.next_version("briefs", "tea")) == (12, 1)
    assert [version for version, _, _ in planning.versions("briefs", "coffee")] == list(range(11, 0, -1))


def test_briefs_are_listed_by_name_the_same_way_on_every_database(ledger: Ledger) -> None:
    for number, name in enumerate(("b", "a", "B", "ä", "a-b", "ab")):
        ledger.planning.add_brief(replace(BRIEF, id=f"br_{number}", name=name), **TOLD)
    assert [brief.name for brief in ledger.planning.briefs()] == ["B", "a", "a-b", "ab", "b", "ä"]


@pytest.mark.parametrize("verb", ["brief", "shortlist", "plan"])
def test_a_version_is_never_written_over(kept: Ledger, verb: str) -> None:
    noun = {"brief": BRIEF, "shortlist": SHORTLIST, "plan": PLAN}[verb]
    with pytest.raises(ConflictError, match="never written over") as error:
        getattr(kept.planning, f"add_{verb}")(replace(noun, id="other"), **TOLD)
    assert (error.value.retryable, getattr(kept.planning, verb)("coffee")) == (True, noun)


def test_two_who_save_the_same_version_at_once_do_not_both_win(house: House) -> None:
    def save(number: int) -> object:
        return house.ledger.planning.add_brief(replace(BRIEF, id=f"br_{number}"), **TOLD)

    found = house.at_once(*(lambda number=number: save(number) for number in range(4)))
    assert sorted(type(one).__name__ for one in found) == ["Brief", *["ConflictError"] * 3]


def test_a_brief_that_is_not_there_is_named_with_those_that_are(kept: Ledger) -> None:
    with pytest.raises(NotFoundError, match="no brief called 'tea'") as error:
        kept.planning.brief("tea")
    assert (error.value.allowed, error.value.next_step) == (("coffee",), "shoal briefs add FILE.toml")


@pytest.mark.parametrize(
    ("verb", "step"), [("shortlist", "shoal shortlist build coffee"), ("plan", "shoal plan build coffee")]
)
def test_what_was_not_built_yet_says_how_to_build_it(ledger: Ledger, verb: str, step: str) -> None:
    ledger.planning.add_brief(BRIEF, **TOLD)
    with pytest.raises(NotFoundError, match=f"There is no {verb} for the brief 'coffee'") as error:
        getattr(ledger.planning, verb)("coffee")
    assert error.value.next_step == step


def test_a_version_that_is_not_there_is_named(kept: Ledger) -> None:
    with pytest.raises(NotFoundError) as error:
        kept.planning.brief("coffee", 9)
    assert error.value.received == "coffee version 9"


def test_a_shortlist_needs_the_brief_it_was_made_from(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="brief it was made from"):
        ledger.planning.add_shortlist(SHORTLIST, **TOLD)


@pytest.mark.parametrize("table", ["brief", "shortlist", "plan"])
@pytest.mark.parametrize(
    "edit", ["UPDATE ledger_{} SET document = '{{}}'", "UPDATE ledger_{} SET version = 2", "DELETE FROM ledger_{}"]
)
def test_the_database_itself_refuses_to_change_a_version(kept: Ledger, house: House, table: str, edit: str) -> None:
    with pytest.raises(Exception, match="never changed"):
        house.sql(edit.format(table))
    assert kept.planning.plan("coffee") == PLAN


def test_the_database_itself_refuses_a_reference_into_another_brand(kept: Ledger, house: House) -> None:
    from shoal.ledger import models

    brief = kept.desk.own(models.Brief).get()
    with pytest.raises(Exception, match="another brand"):
        house.other.desk.add(
            models.Shortlist, uid="sl_x", name="x", version=1, document={}, by_id="x", created_at=AT, brief=brief
        )
    assert house.sql("SELECT count(*) FROM ledger_shortlist") == [(1,)]


# adopting and deciding ----------------------------------------------------------------------------------------------


def test_one_plan_of_a_brief_is_adopted_at_a_time(kept: Ledger) -> None:
    kept.planning.add_plan(replace(PLAN, id="pl_2", version=2), **TOLD)
    assert kept.planning.adopted("coffee") is None
    kept.planning.adopt_plan("coffee", 1, **TOLD)
    kept.planning.adopt_plan("coffee", 2, **TOLD)
    assert kept.planning.adopted("coffee") == 2


def test_two_who_adopt_at_once_leave_one_adopted_plan(kept: Ledger, house: House) -> None:
    kept.planning.add_plan(replace(PLAN, id="pl_2", version=2), **TOLD)
    found = house.at_once(*(lambda n=n: kept.planning.adopt_plan("coffee", n % 2 + 1, **TOLD) for n in range(6)))
    assert found == [None] * 6
    assert house.sql("SELECT count(*) FROM ledger_plan WHERE adopted_at IS NOT NULL") == [(1,)]


def test_a_plan_that_is_not_there_is_not_adopted(kept: Ledger) -> None:
    with pytest.raises(NotFoundError):
        kept.planning.adopt_plan("coffee", 7, **TOLD)


def test_a_decision_is_kept_changed_and_taken_back(ledger: Ledger) -> None:
    planning = ledger.planning
    planning.decide("coffee", f"ac_{MINA}", WANTED)
    assert planning.decisions("coffee") == {f"ac_{MINA}": WANTED}
    unwanted = replace(WANTED, choice="unwanted", at=AT + timedelta(hours=1))
    planning.decide("coffee", f"ac_{MINA}", unwanted)
    planning.decide("coffee", f"ac_{THEO}", replace(WANTED, account_id=f"ac_{THEO}"))
    assert planning.decisions("coffee")[f"ac_{MINA}"] == unwanted
    planning.decide("coffee", f"ac_{MINA}", None)
    planning.decide("coffee", f"ac_{MINA}", None)
    assert list(planning.decisions("coffee")) == [f"ac_{THEO}"]


def test_many_who_decide_about_one_candidate_at_once_leave_one_decision(house: House) -> None:
    planning = house.ledger.planning
    found = house.at_once(*(lambda: planning.decide("coffee", f"ac_{MINA}", WANTED) for _ in range(6)))
    assert (found, len(planning.decisions("coffee"))) == ([None] * 6, 1)


# what both databases hold -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d of a character"])
def test_characters_that_one_database_cannot_store_are_refused_by_both(ledger: Ledger, text: str) -> None:
    with pytest.raises(InputError, match="cannot be stored"):
        ledger.planning.add_brief(replace(BRIEF, text=text), **TOLD)
    with pytest.raises(InputError, match="cannot be stored"):
        ledger.planning.decide("coffee", f"ac_{MINA}", replace(WANTED, reason=text))


def test_a_name_that_is_too_long_for_one_database_is_refused_by_both(ledger: Ledger) -> None:
    with pytest.raises(InputError) as error:
        ledger.planning.add_brief(replace(BRIEF, name="x" * 81), **TOLD)
    assert error.value.fields == {"name": "at most 80 characters"}


def test_every_other_character_comes_back_as_it_went_in(ledger: Ledger) -> None:
    text = "ü \N{PILE OF POO} \N{RIGHT-TO-LEFT OVERRIDE}<script>'\"\\u0000 \\ud800 ' ; -- \x01\x7f"
    ledger.planning.add_brief(replace(BRIEF, text=text), **TOLD)
    assert ledger.planning.brief("coffee").text == text


def test_whom_the_newest_documents_name_is_told_without_making_nouns_of_them(kept: Ledger) -> None:
    planning = kept.planning
    listed = {one.account_id for one in (*SHORTLIST.candidates, *SHORTLIST.apart, *SHORTLIST.left_out)}
    assert (planning.accounts("shortlists", "coffee"), planning.accounts("plans", "coffee")) == (
        listed,
        {line.account_id for line in PLAN.lines},
    )
    assert planning.accounts("plans", "tea") == frozenset()
