"""What a creator answers stands beside a finding; a person who looked lifts the under-18 block, nothing else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from vetting_market import AT, KID

from shoal.app import Shoal
from shoal.domain.brief import Brand
from shoal.domain.listing import ListQuery
from shoal.domain.people import LOCAL, Actor
from shoal.errors import ConflictError, DeniedError, InputError, NotFoundError

VIEWER = Actor(id="me_cleo", name="Cleo", role="viewer")
EDITOR = Actor(id="me_ben", name="Ben", role="editor")
APPROVER = Actor(id="me_ada", name="Ada", role="approver")


# what creators answer ------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(vetting_desk: Shoal) -> Shoal:
    return vetting_desk


def test_her_answer_stands_beside_the_finding_and_moves_no_verdict(desk: Shoal):
    before = desk.creators.show("creator.1").verdict
    first = desk.vetting.answer("creator.1", "engagement", "I was ill in May", said_on=date(2026, 5, 30))
    second = desk.vetting.answer("creator.1", "engagement", "I was ill in April and May", proof="https://x.example/1")
    shown = desk.creators.show("creator.1")

    assert (first.version, second.version, second.said_on) == (1, 2, date(2026, 6, 1))
    assert (shown.answers, shown.verdict) == ((second,), before)
    assert desk.vetting.answer_versions(before.creator_id, "engagement") == (second, first)


def test_an_answer_is_taken_back_by_an_empty_version_and_the_older_ones_stay(desk: Shoal):
    desk.vetting.answer("creator.1", "engagement", "I was ill")
    desk.vetting.answer("creator.1", "engagement", " ")
    shown = desk.creators.show("creator.1")
    assert shown.answers == ()
    assert len(desk.vetting.answer_versions(shown.creator.id, "engagement")) == 2


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"check": "horoscope"}, "no such finding"),
        ({"said_on": date(2026, 6, 2)}, "future"),
        ({"proof": "javascript:alert(1)"}, "proof is a link"),
        ({"text": "x" * 4_001}, "too long"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_its_field(desk: Shoal, told: dict[str, object], words: str):
    whole: dict[str, object] = {"check": "engagement", "text": "fine", **told}
    with pytest.raises(InputError, match=words) as refused:
        desk.vetting.answer("creator.1", **whole)  # type: ignore[arg-type]
    assert refused.value.fields


def test_an_answer_is_seen_by_its_brand_alone(desk: Shoal):
    other = Brand(id="bd_other", name="Other", currency="EUR", timezone="UTC", slug="other")
    desk._whole_ledger.people.add_brand(other, AT)
    desk.vetting.answer("creator.1", "engagement", "between us")
    with desk.acting(LOCAL, other):
        assert desk.creators.show("creator.1").answers == ()


def test_who_may_only_read_writes_no_answer(desk: Shoal):
    with desk.acting(VIEWER), pytest.raises(DeniedError):
        desk.vetting.answer("creator.1", "engagement", "x")


# under 18 ------------------------------------------------------------------------------------------------------------


def test_a_look_needs_an_approver_and_is_in_the_audit_without_her_name(desk: Shoal):
    with desk.acting(EDITOR), pytest.raises(DeniedError):
        desk.vetting.looked(KID, "adult")
    with desk.acting(APPROVER):
        kept = desk.vetting.looked(KID, "adult", note="passport shown in a call")
    (entry,) = desk.ledger.audit.entries(verb="creators.looked")

    assert (entry.actor_name, entry.subject, (entry.payload or {})["said"]) == ("Ada", "", "adult")
    assert desk.creators.show(KID).looks == (kept.looked,)


def test_a_look_lifts_the_block_and_taking_it_back_puts_it_up_again(desk: Shoal):
    def blocked() -> tuple[bool, bool]:
        (row,) = desk.listing.page(ListQuery(text=KID)).rows
        return row.blocked, desk.creators.show(KID).verdict.blocked

    seen = [blocked()]
    for said in ("adult", "open"):
        desk.vetting.looked(KID, said)
        seen.append(blocked())
    assert seen == [(True, True), (False, False), (True, True)]


def test_other_words_that_come_in_later_block_again(desk: Shoal, tmp_path: Path):
    desk.vetting.looked(KID, "adult")
    (tmp_path / "bio.csv").write_text(f"Handle,Platform,Bio\n{KID},instagram,I'm 15\n", encoding="utf-8")
    desk.creators.bring_in(tmp_path / "bio.csv")
    (row,) = desk.listing.page(ListQuery(text=KID)).rows

    assert row.blocked
    assert "other words came in since" in desk.creators.show(KID).verdict.findings[0].claim


def test_nobody_is_looked_at_of_whom_nothing_suggests_it(desk: Shoal):
    with pytest.raises(ConflictError, match="no block to lift"):
        desk.vetting.looked("creator.1", "adult")
    with pytest.raises(InputError):
        desk.vetting.looked(KID, "old enough")


def test_a_minor_stays_blocked_until_an_owner_erases_her_and_then_a_mark_keeps_her_out(desk: Shoal, tmp_path: Path):
    with desk.acting(APPROVER):
        kept = desk.vetting.looked("creator.2", "minor")
        with pytest.raises(DeniedError):
            desk.vetting.looked("creator.2", "minor", confirmed=True)
    assert kept.erasing is not None
    assert (kept.erasing.done, desk.creators.show("creator.2").verdict.blocked) == (False, True)
    row = next(row for row in desk.listing.page(ListQuery(limit=100)).rows if row.handle == "creator.2")
    assert row.blocked

    gone = desk.vetting.looked("creator.2", "minor", confirmed=True)
    assert gone.erasing is not None
    assert gone.erasing.done
    with pytest.raises(NotFoundError):
        desk.creators.show("creator.2")
    assert desk.vetting.looks(row.creator_id) == ()
    (tmp_path / "again.csv").write_text("Handle,Platform,Followers\ncreator.2,instagram,10\n", encoding="utf-8")
    preview = desk.creators.preview(tmp_path / "again.csv")
    assert preview.counts["held"] == 1


def test_a_look_of_one_brand_lifts_nothing_for_another(desk: Shoal):
    other = Brand(id="bd_other", name="Other", currency="EUR", timezone="UTC", slug="other")
    desk._whole_ledger.people.add_brand(other, AT)
    with desk.acting(LOCAL, other):
        desk.creators.bring_in(_bio(desk))
        assert desk.creators.show(KID).verdict.blocked
    desk.vetting.looked(KID, "adult")
    with desk.acting(LOCAL, other):
        assert desk.creators.show(KID).verdict.blocked


def _bio(desk: Shoal) -> Path:
    path = desk.settings.folder.parent / "bio.csv"
    path.write_text(f"Handle,Platform,Bio\n{KID},instagram,kids account\n", encoding="utf-8")
    return path
