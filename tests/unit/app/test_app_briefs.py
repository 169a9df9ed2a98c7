from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shoal.app.briefs.field_values import amount_told as money
from shoal.app.briefs.written import brief_from, read_brief_file, slug
from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.values import Money
from shoal.errors import FileFormatError, InputError

AT = datetime(2026, 6, 1, tzinfo=UTC)


def brief(**told: Any) -> Brief:
    return brief_from({"name": "Spring", "budget": "5000 EUR", **told}, brief_id="br_1", version=1, at=AT)


def wish(made: Brief, field: str) -> Wish:
    return next(found for found in made.wishes if found.field == field)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("5000 EUR", 500_000, "EUR"),
        ("EUR 5,000.00", 500_000, "EUR"),
        ("5.000,50 eur", 500_050, "EUR"),
        ("1.250 EUR", 125_000, "EUR"),
        ("5000EUR", 500_000, "EUR"),
        ("1'200 CHF", 120_000, "CHF"),
        ("5000 JPY", 5_000, "JPY"),
    ],
)
def test_an_amount_is_read_as_a_person_writes_it(text: str, minor: int, currency: str):
    assert money(text, "budget") == Money(minor=minor, currency=currency)


@pytest.mark.parametrize("text", ["", "5000", "EUR", "lots EUR", "5000 XXQ", None, "-5 EUR", "1e9 EUR"])
def test_an_amount_that_cannot_be_is_refused_with_the_way_to_write_it(text: str | None):
    with pytest.raises(InputError) as refused:
        money(text, "budget")
    assert "5000 EUR" in f"{refused.value.allowed} {refused.value.next_step}"


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(InputError, match="more than nothing"):
        brief(budget="0 EUR")


def test_a_misspelt_field_is_named_and_the_right_ones_are_listed():
    with pytest.raises(InputError, match="no field marktes") as refused:
        brief(marktes=["DE"])
    assert "markets" in refused.value.allowed


def test_countries_and_languages_may_be_written_in_words():
    made = brief(markets=["Österreich", "Germany"], languages=["Deutsch"])

    assert (made.markets, wish(made, "language").value) == (("AT", "DE"), ("de",))


def test_a_country_nobody_knows_is_refused():
    with pytest.raises(InputError, match="country is not known"):
        brief(markets=["Atlantis"])


def test_a_place_becomes_a_circle():
    circle = wish(brief(place="Leipzig", radius_km=15), "circle").value

    assert isinstance(circle, Circle)
    assert (circle.radius_km, round(circle.latitude)) == (15.0, 51)


def test_a_price_ceiling_in_another_currency_is_refused_and_nothing_is_converted():
    with pytest.raises(InputError, match="different currencies"):
        brief(price_at_most="300 USD")


def test_a_price_ceiling_without_currency_is_in_that_of_the_budget():
    assert wish(brief(price_at_most=300), "price").value == 30_000.0


def test_values_are_soft_and_tiers_are_hard():
    made = brief(values=["repair"], tiers=["nano"])

    assert (wish(made, "value_word").hard, wish(made, "tier").hard) == (False, True)


@pytest.mark.parametrize(
    "told",
    [
        {"tiers": ["tiny"]}, {"goal": "fame"}, {"platforms": ["myspace"]}, {"formats": ["poster"]},
        {"followers_at_least": -1}, {"followers_at_least": True}, {"most_creators": "many"}, {"start": "soon"},
        {"start": "2026-05-02", "end": "2026-05-01"}, {"name": "!!!"}, {"markets": [1]}, {"text": 5},
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused(told: dict[str, Any]):
    with pytest.raises(InputError):
        brief(**told)


def test_a_name_becomes_one_that_can_stand_in_a_command():
    assert slug("Spring 2026: Öats & more!") == "spring-2026-ats-more"


def test_a_brief_file_may_be_toml_or_json(tmp_path: Path):
    (tmp_path / "a.toml").write_text('budget = "5 EUR"\n', encoding="utf-8")
    (tmp_path / "b.json").write_text('{"budget": "5 EUR"}', encoding="utf-8")

    assert read_brief_file(tmp_path / "a.toml") == read_brief_file(tmp_path / "b.json") == {"budget": "5 EUR"}


@pytest.mark.parametrize("content", [b"budget = ", b"\xff\xfe", b"[1, 2"])
def test_a_brief_file_that_is_none_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "a.toml").write_bytes(content)

    with pytest.raises(FileFormatError):
        read_brief_file(tmp_path / "a.toml")
