"""Orders that come again: monotone, idempotent, in any order of arrival."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.trade import Order
from shoal.ledger.orders import merge_orders, merged_order

ORDER = Order(
    store="shopify", external_id="900", name="#1", at=datetime(2026, 5, 1, tzinfo=UTC), currency="EUR", state="pending",
    subtotal_minor=1000, shipping_minor=0, tax_minor=0, discount_minor=0, total_minor=1000, refunded_minor=0,
    cancelled_at=None, codes=("MINA10",), customer_key="k", country="DE", tags=(), lines=(),
)  # fmt: skip
LATER = datetime(2026, 5, 2, tzinfo=UTC)
VERSIONS = st.builds(
    lambda state, refunded, cancelled: replace(ORDER, state=state, refunded_minor=refunded, cancelled_at=cancelled),
    st.sampled_from(["unknown", "pending", "voided", "paid", "partially_refunded", "refunded"]),
    st.integers(0, 1000),
    st.sampled_from([None, LATER, datetime(2026, 5, 3, tzinfo=UTC)]),
)


def test_the_same_export_again_adds_and_changes_nothing() -> None:
    merge = merge_orders([ORDER], [ORDER])
    assert (merge.new, merge.changed, merge.same) == ((), (), (ORDER,))


def test_a_refund_in_a_later_export_changes_the_order() -> None:
    refunded = replace(ORDER, state="refunded", refunded_minor=1000)
    assert merge_orders([ORDER], [refunded]).changed == (refunded,)


def test_an_old_export_that_comes_late_takes_nothing_back() -> None:
    refunded = replace(ORDER, state="refunded", refunded_minor=1000, cancelled_at=LATER)
    assert merge_orders([refunded], [ORDER]).same == (refunded,)


@given(st.lists(VERSIONS, min_size=1, max_size=3))
def test_any_order_of_arrival_ends_in_the_same_place(versions: list[Order]) -> None:
    ends = set()
    for arrival in permutations(versions):
        known = arrival[0]
        for version in arrival[1:]:
            known = merged_order(known, version)
        ends.add(known)
    assert len(ends) == 1


def test_an_export_without_ids_meets_the_order_it_belongs_to_by_name() -> None:
    nameless = replace(ORDER, external_id="#1", state="paid")
    merge = merge_orders([ORDER], [nameless])
    assert [(order.external_id, order.state) for order in merge.changed] == [("900", "paid")]


def test_an_order_first_known_by_name_keeps_that_key_when_its_id_arrives() -> None:
    nameless = replace(ORDER, external_id="#1")
    assert merge_orders([nameless], [ORDER]).same == (nameless,)


def test_two_orders_of_one_name_with_different_ids_are_two_orders() -> None:
    other = replace(ORDER, external_id="901")
    assert merge_orders([ORDER], [other]).new == (other,)


def test_two_stores_do_not_share_order_numbers() -> None:
    other = replace(ORDER, store="shop", external_id="#1")
    assert merge_orders([ORDER], [other]).new == (other,)


def test_an_order_that_comes_twice_in_one_file_is_new_once() -> None:
    paid = replace(ORDER, state="paid")
    assert merge_orders([], [ORDER, paid])[:3] == ((paid,), (), ())


def test_an_edited_total_is_pointed_out_and_not_taken() -> None:
    edited = replace(ORDER, total_minor=900)
    merge = merge_orders([ORDER], [edited])
    assert (merge.same, merge.disputed) == ((ORDER,), (("#1", ("total_minor",)),))
