"""Orders out of shop exports: the published outcome of the sample file, and each trap by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from shoal.domain.intake import FileFacts, Reading, ReadOptions
from shoal.errors import FileFormatError, InputError
from shoal.sources.shops import orders_shape, read_orders

FACTS = FileFacts(name="orders.csv", format="csv", size_bytes=1, sha256="0" * 64)
SHOPIFY = (
    "Name", "Email", "Financial Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Name", "Billing City",
    "Shipping Phone", "Notes", "Cancelled at", "Refunded Amount", "Payment Reference", "Tags", "Shipping Country",
)  # fmt: skip


def hasher(kind: str, text: str) -> str:
    return f"{kind}:{sum(text.encode())}:{len(text)}"


def read(lines: list[dict[str, str]], **said: object) -> Reading:
    return read_orders(enumerate(lines, start=1), ReadOptions(**said), hasher, FACTS)  # type: ignore[arg-type]


def shopify(**cells: str) -> dict[str, str]:
    """Return the first line of a paid Shopify order, with the cells that a test changes."""
    first = {
        "Name": "#1", "Email": "Ada@Example.com ", "Financial Status": "paid", "Currency": "EUR", "Subtotal": "20.00",
        "Shipping": "4.90", "Taxes": "3.10", "Total": "24.90", "Created at": "2026-05-01 10:00:00 +0200",
        "Lineitem quantity": "2", "Lineitem name": "Loaf", "Lineitem price": "10.00", "Billing Name": "Ada",
        "Billing City": "Ulm", "Shipping Phone": "'1", "Notes": "ring", "Refunded Amount": "0.00",
        "Payment Reference": "p1", "Shipping Country": "DE",
    }  # fmt: skip
    return dict.fromkeys(SHOPIFY, "") | first | {key.replace("_", " "): value for key, value in cells.items()}


def item(name: str = "#1", **cells: str) -> dict[str, str]:
    """Return a further line of an order: only its name and the item."""
    return dict.fromkeys(SHOPIFY, "") | {"Name": name, "Lineitem quantity": "1"} | cells


def generic(**cells: str) -> dict[str, str]:
    line = {"Order ID": "A1", "Date": "2026-05-01 10:00", "Total": "12.50", "Currency": "EUR", "Code": "MINA10"}
    return line | {"Refunded": "", "Status": "completed", "E-mail": "ada@example.com"} | cells


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> Reading:
    with (shared_data / "import_samples" / "shopify_orders.csv").open(encoding="utf-8", newline="") as file:
        return read_orders(enumerate(csv.DictReader(file), start=1), ReadOptions(), hasher, FACTS)


def test_the_sample_export_gives_the_published_totals(sample: Reading) -> None:
    published = {
        "orders": "400", "orders_with_several_lines": "126", "units": "709", "cancelled": "21", "pending": "12",
        "counted": "367", "gifts": "6", "refunded_full": "13", "refunded_part": "26", "currency": "EUR",
        "gross_total": "14773.55", "refunds": "823.70", "net_total": "12700.68", "net_goods": "11348.28",
    }  # fmt: skip
    assert {name: sample.totals[name] for name in published} == published


def test_the_sample_export_has_241_customers_by_the_hash_of_their_mail(shared_data: Path) -> None:
    with (shared_data / "import_samples" / "shopify_orders.csv").open(encoding="utf-8", newline="") as file:
        lines = enumerate(csv.DictReader(file), start=1)
        reading = read_orders(lines, ReadOptions(), lambda kind, text: f"{kind}|{text}", FACTS)
    assert reading.totals["customers"] == "241"


def test_the_sample_export_gives_the_published_figures_as_the_second_program_found_them(
    sample: Reading, shared_data: Path
) -> None:
    expected = json.loads((shared_data / "import_samples" / "expected.json").read_text("utf-8"))["shopify_orders"]
    assert (sample.rows, len(sample.orders)) == (expected["file_lines"], expected["orders"])


def test_the_sample_export_raises_no_question_and_no_note(sample: Reading) -> None:
    assert (sample.questions, sample.notes, sample.results) == ((), (), ())


def test_the_sample_export_drops_23_personal_columns_and_says_so(sample: Reading) -> None:
    assert any(fact.startswith("23 personal columns dropped") for fact in sample.facts_found)


def test_nothing_personal_of_the_sample_export_is_in_the_reading(sample: Reading) -> None:
    shown = repr(sample)
    assert not any(text in shown for text in ("@example.com", "Beispielweg", "Exempeldorf", "Customer 0", "555 01"))


def test_a_blank_cell_on_a_further_line_is_no_zero_but_belongs_to_the_order_above() -> None:
    reading = read([shopify(), item(), shopify(Name="#2"), item("#2")])
    assert [(order.total_minor, len(order.lines)) for order in reading.orders] == [(2490, 2), (2490, 2)]


def test_further_lines_find_their_order_by_name_wherever_they_stand() -> None:
    reading = read([shopify(), shopify(Name="#2"), item("#1")])
    assert [len(order.lines) for order in reading.orders] == [2, 1]


def test_an_item_without_its_order_is_an_error_and_no_order() -> None:
    reading = read([shopify(), item("#9")])
    assert [(result.row, result.outcome) for result in reading.results] == [(2, "error")]


def test_an_order_without_an_id_is_known_by_its_name() -> None:
    assert read([shopify()]).orders[0].external_id == "#1"


def test_an_order_that_stands_twice_in_the_file_is_counted_once_with_a_note() -> None:
    reading = read([shopify(), item(), shopify(), item()])
    assert (len(reading.orders), len(reading.orders[0].lines), [n.code for n in reading.notes]) == (
        1,
        2,
        ["order_twice"],
    )


def test_times_keep_their_offset_on_both_sides_of_the_clock_change() -> None:
    lines = [
        shopify(Created_at="2026-03-28 23:30:00 +0100"),
        shopify(Name="#2", Created_at="2026-03-30 00:30:00 +0200"),
    ]
    assert [order.at.isoformat() for order in read(lines).orders] == [
        "2026-03-28T22:30:00+00:00",
        "2026-03-29T22:30:00+00:00",
    ]


def test_several_codes_in_one_cell_are_all_kept_in_order() -> None:
    order = read([shopify(Discount_Code="MINA10 , FREESHIP")]).orders[0]
    assert order.codes == ("MINA10", "FREESHIP")


def test_cancelled_is_not_refunded() -> None:
    order = read([shopify(Cancelled_at="2026-05-02 08:00:00 +0200", Financial_Status="voided")]).orders[0]
    assert (order.cancelled_at is not None, order.refunded_minor, order.counted) == (True, 0, False)


def test_a_refund_does_not_uncount_an_order() -> None:
    order = read([shopify(Financial_Status="refunded", Refunded_Amount="24.90")]).orders[0]
    assert (order.counted, order.net_total_minor) == (True, 0)


def test_the_mail_address_is_hashed_without_case_and_spaces_and_not_kept() -> None:
    order = read([shopify()]).orders[0]
    assert order.customer_key == hasher("email", "ada@example.com")


def test_an_amount_of_a_currency_without_decimals_is_whole() -> None:
    order = read([shopify(Currency="JPY", Total="1200", Subtotal="1200", Shipping="0", Taxes="0")]).orders[0]
    assert order.total_minor == 1200


def test_an_amount_of_a_currency_with_three_decimals_keeps_them() -> None:
    order = read([shopify(Currency="KWD", Total="1.250", Subtotal="1.250", Shipping="0", Taxes="0")]).orders[0]
    assert order.total_minor == 1250


def test_a_currency_that_does_not_exist_is_refused() -> None:
    reading = read([shopify(Currency="XXQ")])
    assert (reading.orders, reading.results[0].text) == ((), "currency XXQ is not known")


def test_sums_that_do_not_add_up_are_noted_and_the_order_is_kept() -> None:
    reading = read([shopify(Total="99.00")])
    assert (len(reading.orders), [note.code for note in reading.notes]) == (1, ["unbalanced"])


def test_amounts_of_two_currencies_are_never_added() -> None:
    totals = read([shopify(), shopify(Name="#2", Currency="USD")]).totals
    assert (totals["gross_total EUR"], totals["gross_total USD"], "gross_total" in totals) == ("24.90", "24.90", False)


def test_a_list_of_creators_is_not_taken_for_orders() -> None:
    assert orders_shape(["Influencer", "Platform", "Handle or profile URL", "Followers", "Code", "Revenue"]) is None


def test_a_list_with_order_number_date_and_total_is_read_by_its_aliases() -> None:
    order = read([generic()], timezone="Europe/Berlin").orders[0]
    assert (order.name, order.total_minor, order.codes, order.state) == ("A1", 1250, ("MINA10",), "paid")


def test_a_decimal_comma_and_points_of_thousands_are_read_in_a_euro_column() -> None:
    lines = [generic(Total="1.234,50"), generic(**{"Order ID": "A2", "Total": "2.500"})]
    assert [order.total_minor for order in read(lines, timezone="UTC").orders] == [123450, 250000]


def test_a_day_and_month_that_could_be_either_is_asked_and_not_guessed() -> None:
    reading = read([generic(Date="03/04/2026 10:00")], timezone="UTC")
    assert ([q.code for q in reading.questions], reading.orders, reading.results[0].outcome) == (["dates"], (), "error")


def test_the_answer_day_first_settles_the_dates() -> None:
    order = read([generic(Date="03/04/2026 10:00")], dates="day-first", timezone="UTC").orders[0]
    assert order.at.date().isoformat() == "2026-04-03"


def test_one_day_beyond_twelve_settles_the_order_of_a_whole_column() -> None:
    lines = [generic(Date="03/04/2026"), generic(**{"Order ID": "A2", "Date": "25/04/2026"})]
    assert read(lines, timezone="UTC").orders[0].at.date().isoformat() == "2026-04-03"


def test_times_without_an_offset_ask_for_the_zone() -> None:
    assert [question.code for question in read([generic()]).questions] == ["timezone"]


def test_a_day_without_an_hour_stays_that_day_in_the_shops_zone() -> None:
    order = read([generic(Date="2026-05-01")], timezone="America/New_York").orders[0]
    assert order.at.date().isoformat() == "2026-05-01"


def test_a_missing_currency_is_asked_and_gives_no_order_until_it_is_said() -> None:
    line = {key: value for key, value in generic().items() if key != "Currency"}
    reading = read([line], timezone="UTC")
    assert ([q.code for q in reading.questions], reading.orders) == (["currency"], ())


def test_a_currency_that_is_said_is_taken() -> None:
    line = {key: value for key, value in generic().items() if key != "Currency"}
    assert read([line], timezone="UTC", currency="eur").orders[0].currency == "EUR"


def test_a_currency_that_does_not_exist_cannot_be_said() -> None:
    with pytest.raises(InputError):
        read([generic()], currency="ZZZ")


def test_a_payment_state_that_is_not_known_is_asked_and_the_order_is_not_counted() -> None:
    reading = read([generic(Status="beamed")], timezone="UTC")
    assert ([q.code for q in reading.questions], reading.orders[0].counted) == (["state"], False)


def test_a_list_without_states_counts_its_orders_and_says_that_it_assumes_so() -> None:
    line = {key: value for key, value in generic().items() if key != "Status"}
    reading = read([line], timezone="UTC")
    assert reading.orders[0].counted
    assert "no column says which orders were paid: all are read as paid" in reading.facts_found


def test_a_cancelled_order_of_another_shop_is_not_counted() -> None:
    assert not read([generic(Status="cancelled")], timezone="UTC").orders[0].counted


def test_a_refund_column_shows_through_a_finished_order() -> None:
    reading = read([generic(Refunded="-5,00"), generic(**{"Order ID": "A2", "Refunded": "12.50"})], timezone="UTC")
    assert [(o.state, o.refunded_minor) for o in reading.orders] == [("partially_refunded", 500), ("refunded", 1250)]


def test_coupon_items_of_woocommerce_give_their_codes() -> None:
    line = {
        "order_number": "7", "date": "2026-05-01 10:00:00", "status": "processing", "order_total": "20.0000",
        "order_currency": "EUR", "shipping_total": "0",
        "coupon_items": "code:mina10|amount:2.00;code:freeship|amount:0",
        "billing_first_name": "Ada", "billing_email": "ada@example.com",
    }  # fmt: skip
    reading = read([line], timezone="UTC")
    assert (reading.source, reading.orders[0].codes) == ("woo_orders", ("mina10", "freeship"))


def test_items_on_repeated_lines_of_another_shop_belong_to_one_order() -> None:
    line = generic() | {"SKU": "a", "Quantity": "1"}
    reading = read([line, line | {"SKU": "b"}], timezone="UTC")
    assert [len(order.lines) for order in reading.orders] == [2]


def test_a_line_of_totals_is_skipped() -> None:
    reading = read([generic(), generic(**{"Order ID": "TOTAL", "Total": "99"})], timezone="UTC")
    assert [(result.row, result.outcome) for result in reading.results] == [(2, "skipped")]


def test_a_file_without_an_order_line_is_refused() -> None:
    with pytest.raises(FileFormatError):
        read([])


def test_a_file_without_totals_is_refused_with_the_word_that_is_missing() -> None:
    with pytest.raises(FileFormatError, match="a total"):
        read([{"Order ID": "1", "Date": "2026-05-01"}])


def test_a_column_that_a_person_names_is_taken() -> None:
    line = {"Beleg": "B-1", "Wann": "2026-05-01", "Summe": "5,00"}
    told = {"Beleg": "name", "Wann": "at", "Summe": "total"}
    assert read([line], columns=told, currency="EUR", timezone="UTC").orders[0].total_minor == 500


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("wc-completed", "paid"), ("wc-on-hold", "pending"), ("wc-refunded", "refunded"), ("In Bearbeitung", "paid"),
        ("En attente", "pending"), ("Fallido", "voided"), ("Awaiting Fulfillment", "paid"), ("Closed", "unknown"),
    ],
)  # fmt: skip
def test_the_states_of_other_shops_are_known(word: str, state: str) -> None:
    assert read([generic(Status=word)]).orders[0].state == state


@pytest.mark.parametrize("header", ["Refund Amount", "Amount Refunded", "Total Refunded"])
def test_what_was_refunded_is_found_by_its_usual_headers(header: str) -> None:
    line = generic() | {header: "4.00"}
    del line["Refunded"]

    assert read([line]).orders[0].refunded_minor == 400
