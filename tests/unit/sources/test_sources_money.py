from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.sources.cells.money import MoneyColumn, currency_code, read_money

NOTHING = MoneyColumn()


@pytest.mark.parametrize(
    ("text", "cell", "minor", "currency"),
    [
        ("120", "EUR", 12_000, "EUR"), ("250,00", "EUR", 25_000, "EUR"), ("1.200,50", "PLN", 120_050, "PLN"),
        ("€300", "EUR", 30_000, "EUR"), ("2.500", "EUR", 250_000, "EUR"), ("1,150.00", "DKK", 115_000, "DKK"),
        ("65", "€", 6_500, "EUR"), ("150", "Euro", 15_000, "EUR"), ("605,73 €", "", 60_573, "EUR"),
        ("0", "NOK", 0, "NOK"),
        ("1200", "JPY", 1_200, "JPY"), ("1.5k", "EUR", 150_000, "EUR"), ("$150", "CAD", 15_000, "CAD"),
        ("100,-", "EUR", 10_000, "EUR"), ("CHF 1'200.50", "", 120_050, "CHF"),
    ],
)  # fmt: skip
def test_an_amount_becomes_minor_units_of_its_currency(text: str, cell: str, minor: int, currency: str) -> None:
    money = read_money(text, currency_cell=cell, column=NOTHING)

    assert (money.minor, money.currency, money.notes) == (minor, currency, ())


@pytest.mark.parametrize(
    ("text", "cell", "minor", "currency", "code"),
    [
        ("$150", "EUR", 15_000, None, "currency_disagrees"), ("$150", "", 15_000, None, "currency_open"),
        ("100-150", "EUR", None, "EUR", "fee_is_range"), ("150 + product", "EUR", 15_000, "EUR", "fee_plus_product"),
        ("2.500", "", None, None, "amount_ambiguous"), ("2.500", "KWD", None, "KWD", "amount_ambiguous"),
        ("-50", "EUR", None, "EUR", "negative"), ("1e999", "EUR", None, "EUR", "not_finite"),
        ("12.5", "JPY", None, "JPY", "amount_unread"), ("see mail", "EUR", None, "EUR", "amount_unread"),
        ("150/post", "EUR", 15_000, "EUR", "amount_words"), ("=A1*2", "EUR", None, "EUR", "formula_text"),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_pointed_out(
    text: str, cell: str, minor: int | None, currency: str | None, code: str
) -> None:
    money = read_money(text, currency_cell=cell, column=NOTHING)

    assert (money.minor, money.currency) == (minor, currency)
    assert [note.code for note in money.notes] == [code]


@pytest.mark.parametrize("text", ["gifted", "free product", "Produkt", "gratis"])
def test_a_gift_is_a_fee_of_nothing(text: str) -> None:
    money = read_money(text, column=NOTHING)

    assert (money.minor, money.gift, money.notes) == (0, True, ())


@pytest.mark.parametrize("text", ["", "-", "n/a", "?"])
def test_a_missing_fee_is_no_fee_of_nothing(text: str) -> None:
    assert read_money(text, currency_cell="EUR", column=NOTHING).minor is None


def test_the_columns_currency_holds_for_a_bare_cell_and_settles_a_dollar() -> None:
    assert read_money("2.500", column=MoneyColumn(currency="EUR")).minor == 250_000
    assert read_money("$5", column=MoneyColumn(currency="AUD")).currency == "AUD"


def test_a_sign_of_several_currencies_names_none() -> None:
    assert currency_code("kr") is None
    assert currency_code("zł") == "PLN"


@given(st.text(max_size=30), st.sampled_from(["", "EUR", "JPY", "KWD", "kr", "?"]))
def test_any_text_gives_whole_minor_units_or_nothing(text: str, cell: str) -> None:
    money = read_money(text, currency_cell=cell, column=NOTHING)

    assert money.minor is None or money.minor >= 0


@given(
    cents=st.integers(min_value=0, max_value=10**9),
    form=st.sampled_from(["{:,.2f}", "{:.2f}"]),
    comma=st.booleans(),
)
def test_two_decimals_read_back_exactly_in_both_customs(cents: int, form: str, *, comma: bool) -> None:
    text = form.format(cents / 100)
    if comma:
        text = text.replace(",", "\0").replace(".", ",").replace("\0", ".")

    assert read_money(text, currency_cell="EUR", column=NOTHING).minor == cents
