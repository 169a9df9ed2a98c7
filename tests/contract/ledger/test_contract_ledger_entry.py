"""How things come in, and what people write beside them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BATCH, MINA, ORDER, THEO

from shoal.domain.people import Actor, ImportRecord, Upload
from shoal.domain.trade import Order
from shoal.errors import ConflictError, InputError, NotFoundError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

ANA = Actor(id="me_ana", name="Ana", role="owner")
BEN = Actor(id="me_ben", name="Ben", role="editor")
CLEO = Actor(id="me_cleo", name="Cleo", role="viewer")
HER = f"cr_{MINA}"
UPLOAD = Upload(
    id="up_1", name="list.csv", path="/x/list.csv", size_bytes=3_000_000_000, sha256="0" * 64, label="June",
    by_id="me_ben", at=AT, options={"kind": "creators"},
)  # fmt: skip
RECORD = ImportRecord(
    batch_id="ba_1", kind="creators", label="June", file_name="list.csv", by_id="me_ben", by_name="Ben", at=AT
)


# uploads ------------------------------------------------------------------------------------------------------------


def test_an_upload_waits_until_it_is_done_or_dropped(ledger: Ledger) -> None:
    entry = ledger.entry
    entry.add_upload(UPLOAD)
    second = entry.add_upload(replace(UPLOAD, id="up_2"))
    assert (entry.upload("up_1"), entry.uploads()) == (UPLOAD, (second, UPLOAD))
    entry.change_upload(UPLOAD, state="done", batch_id="ba_1")
    entry.change_upload(second, state="dropped")
    assert (entry.uploads(), entry.upload("up_1").batch_id) == ((), "ba_1")


def test_answers_and_mended_cells_are_kept_with_an_upload(ledger: Ledger) -> None:
    ledger.entry.add_upload(UPLOAD)
    changed = ledger.entry.change_upload(UPLOAD, fixes={"7": {"handle": "@mina"}}, options={"kind": "posts"})
    assert (ledger.entry.upload("up_1"), changed.version) == (changed, 2)


def test_an_upload_that_somebody_else_changed_meanwhile_is_not_written_over(ledger: Ledger) -> None:
    ledger.entry.add_upload(UPLOAD)
    ledger.entry.change_upload(UPLOAD, label="mine")
    with pytest.raises(ConflictError, match="Somebody else") as error:
        ledger.entry.change_upload(UPLOAD, label="theirs")
    assert (error.value.received, ledger.entry.upload("up_1").label) == ("version 1, now 2", "mine")


def test_an_upload_that_is_gone_says_so(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="not waiting here"):
        ledger.entry.upload("up_1")


def test_a_state_that_does_not_exist_is_refused_by_the_database(ledger: Ledger) -> None:
    ledger.entry.add_upload(UPLOAD)
    with pytest.raises(Exception, match="a_known_upload_state"):
        ledger.entry.change_upload(UPLOAD, state="eaten")


# imports ------------------------------------------------------------------------------------------------------------


def test_an_import_is_noted_once_and_taken_back_once(ledger: Ledger) -> None:
    entry = ledger.entry
    entry.record_import(RECORD)
    entry.record_import(replace(RECORD, by_name="somebody who repeats"))
    assert entry.imports() == (RECORD,)
    entry.record_undo("ba_1", ANA, AT + timedelta(hours=1))
    entry.record_undo("ba_1", BEN, AT + timedelta(hours=2))
    assert entry.imports() == (replace(RECORD, undone_at=AT + timedelta(hours=1), undone_by="Ana"),)


# notes, tags, views, settings ---------------------------------------------------------------------------------------


def test_notes_are_read_newest_first_and_private_ones_by_their_author_and_approvers(ledger: Ledger) -> None:
    notes = ledger.notes
    shown = notes.add_note(HER, "answers fast", private=False, by=BEN, at=AT)
    hidden = notes.add_note(HER, "asked for more", private=True, by=ANA, at=AT)
    own = notes.add_note(HER, "my guess", private=True, by=BEN, at=AT)
    notes.add_note(f"cr_{THEO}", "another", private=False, by=BEN, at=AT)
    assert notes.notes(HER, ANA) == (own, hidden, shown)
    assert (notes.notes(HER, BEN), notes.notes(HER, CLEO)) == ((own, shown), ())
    notes.drop_note(shown.id)
    assert notes.notes(HER, BEN) == (own,)


def test_a_tag_is_put_on_once_and_taken_off(ledger: Ledger) -> None:
    notes = ledger.notes
    assert notes.tag([HER, HER, "cr_x"], "bread") == 2
    assert (notes.tag([HER, "cr_y"], "bread"), notes.tag([HER], "Bread")) == (1, 1)
    assert notes.tags() == {"Bread": (HER,), "bread": (HER, "cr_x", "cr_y")}
    notes.untag(HER, "bread")
    notes.untag(HER, "bread")
    assert (notes.tags_of(HER), notes.tags_of("cr_x")) == (("Bread",), ("bread",))


def test_the_same_tag_from_many_at_once_is_one_tag(house: House) -> None:
    found = house.at_once(*(lambda: house.ledger.notes.tag([HER], "bread") for _ in range(6)))
    assert not [one for one in found if isinstance(one, Exception)]
    assert house.ledger.notes.tags() == {"bread": (HER,)}


def test_a_view_is_written_over_by_its_author_and_seen_by_whom_it_is_shared_with(ledger: Ledger) -> None:
    notes = ledger.notes
    notes.save_view("Bakers", "topic=bread", shared=False, by=BEN)
    mine = notes.save_view("Bakers", "topic=cake", shared=False, by=BEN)
    theirs = notes.save_view("Bakers", "topic=rolls", shared=True, by=ANA)
    assert ([view.query for view in notes.views(BEN)], notes.views(CLEO)) == (["topic=cake", "topic=rolls"], (theirs,))
    with pytest.raises(NotFoundError):
        notes.drop_view(theirs.id, BEN)
    notes.drop_view(mine.id, BEN)
    notes.drop_view(theirs.id, ANA)
    assert notes.views(ANA) == ()


def test_a_setting_belongs_to_the_brand_or_to_the_workspace(house: House) -> None:
    mine, other = house.ledger.notes, house.other.notes
    mine.set("columns", ["reach"])
    mine.set("columns", ["reach", "price"])
    mine.set("retention_days", 30, workspace=True)
    assert (mine.setting("columns"), other.setting("columns", "none")) == (["reach", "price"], "none")
    assert (other.setting("retention_days", workspace=True), other.setting("retention_days")) == (30, None)


def test_a_setting_from_many_at_once_is_one_setting(house: House) -> None:
    found = house.at_once(*(lambda n=n: house.ledger.notes.set("seen", n) for n in range(6)))
    assert found == [None] * 6
    assert house.ledger.notes.setting("seen") in range(6)


def test_words_that_are_too_long_are_refused_and_named(ledger: Ledger) -> None:
    with pytest.raises(InputError) as error:
        ledger.notes.tag([HER], "x" * 41)
    assert error.value.fields == {"word": "at most 40 characters"}
    assert ledger.notes.tags() == {}


# orders -------------------------------------------------------------------------------------------------------------

PENDING = replace(ORDER, state="pending")
REFUNDED = replace(ORDER, state="refunded", refunded_minor=900)
CANCELLED = replace(ORDER, cancelled_at=AT + timedelta(days=1))
OTHER = replace(ORDER, external_id="2", name="#2", at=AT - timedelta(days=1))


def bring_in(ledger: Ledger, batch: str, *orders: Order) -> None:
    ledger.trade.add_orders(ledger.trade.draft_orders(orders), replace(BATCH, id=batch))


def batches(ledger: Ledger) -> list[str]:
    return [batch.id for batch in ledger.trade.order_batches()]


def test_orders_are_listed_by_their_time_and_the_batch_comes_back_whole(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", ORDER, OTHER)
    assert (ledger.trade.orders(), ledger.trade.order_batches()) == ((OTHER, ORDER), (BATCH,))


def test_a_draft_of_orders_stores_nothing(ledger: Ledger) -> None:
    draft = ledger.trade.draft_orders([ORDER])
    assert (draft.new, draft.changed, draft.same, ledger.trade.orders()) == ((ORDER,), (), (), ())


def test_orders_that_come_again_are_the_same(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", ORDER, OTHER)
    draft = ledger.trade.draft_orders([OTHER, ORDER])
    assert (draft.new, draft.changed, len(draft.same), draft.incoming) == ((), (), 2, ())


def test_a_batch_that_is_kept_twice_is_kept_once(ledger: Ledger) -> None:
    draft = ledger.trade.draft_orders([ORDER])
    ledger.trade.add_orders(draft, BATCH)
    ledger.trade.add_orders(draft, BATCH)
    assert (batches(ledger), ledger.trade.orders()) == (["ba_1"], (ORDER,))


def test_undoing_a_batch_of_orders_restores_the_earlier_values(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    before, version = ledger.trade.orders(), ledger.trade.orders_version()
    bring_in(ledger, "ba_2", REFUNDED, OTHER)
    assert (ledger.trade.orders(), ledger.trade.orders_version() == version) == ((OTHER, REFUNDED), False)
    ledger.trade.drop_orders("ba_2")
    assert (ledger.trade.orders(), batches(ledger), ledger.trade.orders_version()) == (before, ["ba_1"], version)


def test_undoing_a_batch_in_the_middle_takes_all_it_said_and_nothing_else(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    bring_in(ledger, "ba_2", REFUNDED)
    bring_in(ledger, "ba_3", CANCELLED)
    assert ledger.trade.orders() == (replace(REFUNDED, cancelled_at=CANCELLED.cancelled_at),)
    ledger.trade.drop_orders("ba_2")
    assert ledger.trade.orders() == (CANCELLED,)


def test_batches_of_orders_stay_in_the_order_of_their_coming_after_an_undo(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    bring_in(ledger, "ba_2", OTHER)
    ledger.trade.drop_orders("ba_1")
    bring_in(ledger, "ba_3", REFUNDED)
    bring_in(ledger, "ba_1", CANCELLED)
    assert batches(ledger) == ["ba_2", "ba_3", "ba_1"]


def test_undoing_an_unknown_batch_of_orders_says_so(house: House) -> None:
    bring_in(house.ledger, "ba_12", ORDER)
    for ledger, batch in ((house.ledger, "2"), (house.other, "ba_12")):
        with pytest.raises(NotFoundError, match="no such batch"):
            ledger.trade.drop_orders(batch)
    assert house.ledger.trade.orders() == (ORDER,)


def test_an_export_without_ids_moves_on_the_order_it_belongs_to(ledger: Ledger) -> None:
    bring_in(ledger, "ba_1", PENDING)
    nameless = replace(REFUNDED, external_id="#1")
    bring_in(ledger, "ba_2", nameless)
    assert ledger.trade.orders() == (REFUNDED,)
    assert ledger.trade.draft_orders([nameless]).incoming == ()


def test_a_batch_of_the_same_name_in_another_brand_is_another_batch(house: House) -> None:
    bring_in(house.ledger, "ba_1", ORDER)
    bring_in(house.other, "ba_1", OTHER)
    assert (house.ledger.trade.orders(), house.other.trade.orders()) == ((ORDER,), (OTHER,))
