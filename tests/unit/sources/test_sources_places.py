from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.domain.creator import Place
from shoal.sources import country_code, language_code, let_go_of_cells, locate, place_of
from shoal.sources.cells.shipped import Lines


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"), ("DE", "DE"), ("Deutschland", "DE"), ("Polska", "PL"), ("Österreich", "AT"), ("UK", "GB"),
        ("USA", "US"), ("GBR", "GB"), ("España", "ES"), ("日本", "JP"), ("🇩🇪", "DE"), ("Czechia", "CZ"),
        ("Nowhere", None),
        ("", None), ("Europe", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_and_by_name_in_many_languages(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("German", "de"),
        ("deutsch", "de"),
        ("de", "de"),
        ("pt-BR", "pt"),
        ("español", "es"),
        ("Hindi", "hi"),
        ("zz", None),
    ],
)
def test_a_language_is_known_by_code_and_by_name(text: str, code: str | None) -> None:
    assert language_code(text) == code


@pytest.mark.parametrize(
    ("city", "country"),
    [
        ("Leipzig", "DE"),
        ("München", "DE"),
        ("Bruxelles", "BE"),
        ("Wien", "AT"),
        ("Plzeň", "CZ"),
        ("Kraków", "PL"),
        ("Gent", "BE"),
    ],
)
def test_a_town_is_found_under_its_own_name(city: str, country: str) -> None:
    place = locate(city, country)

    assert place is not None
    assert (place.country, place.city) == (country, city)


def test_a_name_of_many_towns_is_found_only_with_its_country() -> None:
    assert locate("Springfield") is None
    assert locate("Springfield", "US") is not None


def test_a_name_that_is_clearly_one_large_town_needs_no_country() -> None:
    place = locate("Paris")

    assert place is not None
    assert place.country == "FR"


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_any_text_is_looked_up_without_an_exception(text: str) -> None:
    code = country_code(text)

    assert code is None or len(code) == 2
    assert language_code(text) is None or len(language_code(text) or "") == 2
    assert locate(text, "DE") is None or locate(text, "DE").country == "DE"  # type: ignore[union-attr]


def test_towns_are_found_again_after_cells_were_let_go() -> None:
    locate("Graz", "AT")
    let_go_of_cells()

    assert locate.cache_info().currsize == 0
    assert locate("Graz", "AT") is not None


@pytest.mark.parametrize(
    ("text", "country", "town"),
    [
        ("Graz, Austria", "AT", "Graz"), ("Wien/Österreich", "AT", "Wien"), ("London (UK)", "GB", "London"),
        ("Austin, Texas, United States", "US", "Austin"), ("Los Angeles, CA", "US", "Los Angeles"),
        ("Berlin, DE", "DE", "Berlin"), ("Atlanta, Georgia", "US", "Atlanta"), ("Tbilisi, Georgia", "GE", "Tbilisi"),
        ("France", "FR", None), ("Texas", "US", None), ("CA", "CA", None),
        ("Springfield, Illinois, USA", "US", None), ("Paris, Texas", "US", None), ("Nowhere-at-all, Chile", "CL", None),
    ],
)  # fmt: skip
def test_a_place_is_read_with_what_it_lies_in(text: str, country: str, town: str | None) -> None:
    place = place_of(text)

    assert place is not None
    assert (place.country, place.city, place.latitude is None) == (country, town, town is None)


@pytest.mark.parametrize("text", ["", ",", "London / Berlin", "Graz (Steiermark)", "Springfield", "Georgia, Nowhere"])
def test_a_place_that_is_not_clear_is_none(text: str) -> None:
    assert place_of(text) is None


def test_a_country_that_was_said_wins_over_the_one_behind_a_town() -> None:
    assert place_of("Graz, Austria", "DE") == Place(country="DE")


def test_the_table_of_names_is_what_the_library_says():
    from scripts.make_names import TARGET, lines

    assert gzip.decompress(TARGET.read_bytes()).decode() == lines(), "out of date: run python scripts/make_names.py"


@given(st.lists(st.text("abcé,-z", max_size=4)), st.text("abcé,-z", max_size=3))
def test_lines_that_begin_with_a_key_are_found_by_halving(words: list[str], key: str) -> None:
    lines = sorted(words, key=str.encode)

    assert Lines("".join(f"{line}\n" for line in lines).encode()).starting(key) == [
        line for line in lines if line.startswith(key)
    ]
