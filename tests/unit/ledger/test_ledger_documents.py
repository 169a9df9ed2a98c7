"""What was decided is kept as it was: whole documents, versions for ever, and nothing of a person who asks to go."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_nouns import AT, BATCH, BRIEF, EVERY, MINA, ORDER, PLAN, SHORTLIST, THEO

import shoal.ledger.documents
from shoal.domain.brief import Brief
from shoal.domain.trade import Order
from shoal.errors import ConflictError, FileFormatError, NotFoundError, WorkspaceBusyError
from shoal.ledger import Ledger, open_ledger
from shoal.ledger.codec import from_plain, to_plain
from shoal.ledger.documents import DocumentStore


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path / "ledger")


def text_of(folder: Path) -> str:
    return "\n".join(f"{path}\n{path.read_text(encoding='utf-8')}" for path in folder.rglob("*") if path.is_file())


# nouns to plain values and back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", EVERY, ids=lambda noun: type(noun).__name__)
def test_a_noun_comes_back_from_its_document_as_it_went_in(noun) -> None:
    assert from_plain(type(noun), json.loads(json.dumps(to_plain(noun)))) == noun


def test_a_noun_with_nothing_optional_comes_back_too() -> None:
    bare = Brief(id="br_1", name="x", version=1, goal="reach", text="", budget=BRIEF.budget)
    assert from_plain(Brief, json.loads(json.dumps(to_plain(bare)))) == bare


def test_fields_newer_than_the_document_take_their_default_and_older_ones_are_passed_over() -> None:
    plain = to_plain(BRIEF)
    del plain["unknowns"], plain["shortlist_size"]
    assert from_plain(Brief, {**plain, "mood": "bright"}) == BRIEF


# documents ----------------------------------------------------------------------------------------------------------


def test_what_was_kept_is_found_again_by_another_process(ledger: Ledger, tmp_path: Path) -> None:
    kept = (ledger.add_brief(BRIEF), ledger.add_shortlist(SHORTLIST), ledger.add_plan(PLAN))
    other = open_ledger(tmp_path / "ledger")
    assert (other.brief("coffee"), other.shortlist("coffee"), other.plan("coffee")) == kept


def test_the_newest_version_is_shown_and_older_ones_stay(ledger: Ledger) -> None:
    for version in range(1, 12):
        ledger.add_brief(replace(BRIEF, version=version))
    assert (ledger.brief("coffee").version, ledger.brief("coffee", 2).version) == (11, 2)
    assert (ledger.next_version("briefs", "coffee"), ledger.next_version("briefs", "tea")) == (12, 1)


def test_a_name_that_looks_like_a_version_is_not_mixed_up(ledger: Ledger) -> None:
    ledger.add_brief(replace(BRIEF, name="coffee-v2"))
    ledger.add_brief(BRIEF)
    assert (ledger.brief("coffee-v2").name, ledger.next_version("briefs", "coffee")) == ("coffee-v2", 2)


@pytest.mark.parametrize("verb", ["add_brief", "add_shortlist", "add_plan"])
def test_a_version_is_never_written_over(ledger: Ledger, verb: str) -> None:
    noun = {"add_brief": BRIEF, "add_shortlist": SHORTLIST, "add_plan": PLAN}[verb]
    getattr(ledger, verb)(noun)
    with pytest.raises(ConflictError, match="never written over"):
        getattr(ledger, verb)(replace(noun, id="other"))
    kept = {"add_brief": ledger.brief, "add_shortlist": ledger.shortlist, "add_plan": ledger.plan}[verb]
    assert kept("coffee") == noun


def test_a_brief_that_is_not_there_is_named_with_those_that_are(ledger: Ledger) -> None:
    ledger.add_brief(BRIEF)
    with pytest.raises(NotFoundError, match="no brief called 'tea'") as error:
        ledger.brief("tea")
    assert (error.value.allowed, error.value.next_step) == (("coffee",), "shoal briefs add FILE.toml")


@pytest.mark.parametrize(
    ("verb", "step"), [("shortlist", "shoal shortlist build coffee"), ("plan", "shoal plan build coffee")]
)
def test_what_was_not_built_yet_says_how_to_build_it(ledger: Ledger, verb: str, step: str) -> None:
    ledger.add_brief(BRIEF)
    with pytest.raises(NotFoundError, match=f"There is no {verb} for the brief 'coffee'") as error:
        getattr(ledger, verb)("coffee")
    assert error.value.next_step == step


def test_a_version_that_is_not_there_is_named(ledger: Ledger) -> None:
    ledger.add_brief(BRIEF)
    with pytest.raises(NotFoundError) as error:
        ledger.brief("coffee", 9)
    assert error.value.received == "coffee version 9"


def test_a_crash_while_writing_leaves_the_old_document(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add_brief(BRIEF)
    half = tmp_path / "ledger" / "briefs" / "coffee-v2.77.draft"
    half.write_text('{"name": "cof', encoding="utf-8")
    assert (ledger.briefs(), ledger.next_version("briefs", "coffee")) == ((BRIEF,), 2)
    ledger.add_brief(replace(BRIEF, version=2))
    assert ledger.brief("coffee").version == 2


def test_a_damaged_document_is_named(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add_brief(BRIEF)
    (tmp_path / "ledger" / "briefs" / "coffee-v1.json").write_text('{"name": "cof', encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"coffee-v1\.json is damaged"):
        ledger.brief("coffee")


def test_a_second_writer_is_told_that_the_workspace_is_busy(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shoal.ledger.documents, "LOCK_SECONDS", 0.01)
    with DocumentStore(tmp_path / "ledger").lock(), pytest.raises(WorkspaceBusyError):
        ledger.add_brief(BRIEF)
    ledger.add_brief(BRIEF)
    assert ledger.brief("coffee") == BRIEF


# orders -------------------------------------------------------------------------------------------------------------

PENDING = replace(ORDER, state="pending")
REFUNDED = replace(ORDER, state="refunded", refunded_minor=900)
CANCELLED = replace(ORDER, cancelled_at=AT + timedelta(days=1))
OTHER = replace(ORDER, external_id="2", name="#2", at=AT - timedelta(days=1))


def bring_in(ledger: Ledger, batch: str, *orders: Order) -> None:
    ledger.add_orders(ledger.draft_orders(orders), replace(BATCH, id=batch))


def test_orders_are_listed_by_their_time(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", ORDER, OTHER)
    assert ledger.orders() == (OTHER, ORDER)


def test_a_draft_of_orders_stores_nothing(ledger: Ledger) -> None:
    draft = ledger.draft_orders([ORDER])
    assert (draft.new, draft.changed, draft.same, ledger.orders()) == ((ORDER,), (), (), ())


def test_orders_that_come_again_are_the_same(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", ORDER, OTHER)
    draft = ledger.draft_orders([OTHER, ORDER])
    assert (draft.new, draft.changed, len(draft.same), draft.incoming) == ((), (), 2, ())


def test_undoing_a_batch_of_orders_restores_the_earlier_values(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    before = ledger.orders()
    bring_in(ledger, "ba_2", REFUNDED, OTHER)
    assert ledger.orders() == (OTHER, REFUNDED)
    ledger.drop_orders("ba_2")
    assert (ledger.orders(), [batch.id for batch in ledger.order_batches()]) == (before, ["ba_1"])


def test_undoing_a_batch_in_the_middle_takes_all_it_said_and_nothing_else(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    bring_in(ledger, "ba_2", REFUNDED)
    bring_in(ledger, "ba_3", CANCELLED)
    assert ledger.orders() == (replace(REFUNDED, cancelled_at=CANCELLED.cancelled_at),)
    ledger.drop_orders("ba_2")
    assert ledger.orders() == (CANCELLED,)


def test_batches_of_orders_are_numbered_on_after_an_undo(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    bring_in(ledger, "ba_2", OTHER)
    ledger.drop_orders("ba_1")
    bring_in(ledger, "ba_3", REFUNDED)
    bring_in(ledger, "ba_1", CANCELLED)
    assert [batch.id for batch in ledger.order_batches()] == ["ba_2", "ba_3", "ba_1"]


def test_undoing_an_unknown_batch_of_orders_says_so(ledger: Ledger) -> None:
    bring_in(ledger, "ba_12", ORDER)
    with pytest.raises(NotFoundError, match="no such batch"):
        ledger.drop_orders("2")
    assert ledger.orders() == (ORDER,)


def test_an_export_without_ids_moves_on_the_order_it_belongs_to(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    nameless = replace(REFUNDED, external_id="#1")
    bring_in(ledger, "ba_2", nameless)
    assert ledger.orders() == (REFUNDED,)
    assert ledger.draft_orders([nameless]).incoming == ()


# erasure ------------------------------------------------------------------------------------------------------------


def test_the_suppression_outlives_the_process_and_repeats_without_harm(ledger: Ledger, tmp_path: Path) -> None:
    ledger.suppress([f"ac_{MINA}", "pm_1"], "request", AT)
    ledger.suppress([f"ac_{MINA}"], "request", AT)
    assert open_ledger(tmp_path / "ledger").suppressed() == {f"ac_{MINA}", "pm_1"}


def test_forgetting_takes_every_trace_of_her_out_of_the_documents(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add_brief(BRIEF)
    ledger.add_shortlist(SHORTLIST)
    ledger.add_plan(PLAN)
    (tmp_path / "ledger" / "plans" / "coffee-v2.77.draft").write_text(f"cr_{MINA}", encoding="utf-8")
    words = ("mina.bakes", "Mina Muster")
    assert ledger.mentions(f"cr_{MINA}", words) == ("briefs/coffee-v1", "shortlists/coffee-v1", "plans/coffee-v1")
    ledger.forget(f"cr_{MINA}", words)
    held = text_of(tmp_path / "ledger")
    assert [word for word in (MINA, *words) if word in held] == []
    assert (ledger.mentions(f"cr_{MINA}", words), THEO in held) == ((), True)


def test_forgetting_leaves_sums_and_everybody_else_as_they_were(ledger: Ledger) -> None:
    ledger.add_shortlist(SHORTLIST)
    ledger.add_plan(PLAN)
    ledger.forget(f"cr_{MINA}")
    plan, shortlist = ledger.plan("coffee"), ledger.shortlist("coffee")
    assert (plan.cost, plan.forecast, plan.bound, plan.tier_mix, plan.lines[1]) == (
        PLAN.cost, PLAN.forecast, PLAN.bound, PLAN.tier_mix, PLAN.lines[1],
    )  # fmt: skip
    assert sum(line.price.minor for line in plan.lines) == sum(line.price.minor for line in PLAN.lines)
    assert shortlist.candidates[1] == SHORTLIST.candidates[1]
    assert (plan.lines[0].creator_id, plan.lines[0].reasons, shortlist.candidates[0].reasons) == ("erased", (), ())


def test_forgetting_twice_is_forgetting_once(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add_plan(PLAN)
    assert ledger.forget(f"cr_{MINA}") == 1
    once = text_of(tmp_path / "ledger")
    assert (ledger.forget(f"cr_{MINA}"), text_of(tmp_path / "ledger")) == (0, once)


def test_forgetting_leaves_the_other_exclusions_of_a_brief_and_its_words(ledger: Ledger) -> None:
    ledger.add_brief(replace(BRIEF, text="like @Mina.Bakes, a baker"))
    ledger.forget(f"cr_{MINA}", ("mina.bakes", "Baker"))
    assert (ledger.brief("coffee").exclusions, ledger.brief("coffee").text) == (
        ("Theo", "casino"),
        "like erased, a baker",
    )


def test_the_shop_s_orders_stay_for_the_books(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", ORDER)
    ledger.forget(f"cr_{MINA}", ("mina",))
    assert ledger.orders() == (ORDER,)
