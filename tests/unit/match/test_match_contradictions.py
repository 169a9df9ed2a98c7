"""What a brief asks for that cannot all be true."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shoal.domain.brief import Circle, Wish
from shoal.domain.values import Window
from shoal.match import contradictions


def circle(name: str, longitude: float) -> Wish:
    return Wish(
        field="circle", test="within", value=Circle(name=name, latitude=48.2, longitude=longitude, radius_km=15.0)
    )


def wish(field: str, test: str, *value: str) -> Wish:
    return Wish(field=field, test=test, value=value)


LEAST = Wish(field="followers", test="at_least", value=20_000)
CASES = [
    ({"wishes": (LEAST, Wish(field="followers", test="at_most", value=9_000))}, "at least 20,000 and at most 9,000"),
    ({"wishes": (LEAST, wish("tier", "is", "nano"))}, "tier = nano in the scheme shoal lies outside"),
    (
        {"wishes": (wish("country", "is", "AT"),), "markets": ("DE",)},
        "country = AT and markets DE have nothing",
    ),
    ({"wishes": (wish("city", "is", "Graz"), wish("city", "is", "Wien"))}, "city = Graz and city = Wien"),
    ({"wishes": (wish("language", "is", "de"), wish("language", "is_not", "de"))}, "is asked for and ruled out"),
    (
        {"wishes": (wish("topic", "mentions", "fur"),), "exclusions": ("Fur",)},
        "fur is asked for and excluded",
    ),
    ({"wishes": (circle("Wien", 16.37), circle("Graz", 15.44))}, "do not meet"),
    ({"least_creators": 9, "most_creators": 3}, "at least 9 creators and at most 3"),
    ({"least_creators": 50, "shortlist_size": 40}, "at least 50 creators are wanted and the shortlist holds 40"),
    ({"window": Window(start=date(2026, 5, 2), end=date(2026, 5, 1))}, "before they start"),
    (
        {"window": Window(end=date(2026, 5, 1)), "created_at": datetime(2026, 6, 1, tzinfo=UTC)},
        "before the brief was written",
    ),
    (
        {"wishes": (Wish(field="price", test="at_least", value=25_000),), "least_creators": 3},
        "3 at €250.00 or more cost more than the budget of €600.00",
    ),
]


@pytest.mark.parametrize(("changes", "said"), CASES)
def test_a_contradiction_is_named_in_words(brief, changes, said):
    found = contradictions(brief(**changes))

    assert (len(found), said in found[0]) == (1, True), found


def test_a_brief_that_can_be_met_has_none(brief):
    wishes = (LEAST, wish("tier", "is", "micro", "nano"), wish("language", "is", "de"), wish("language", "is", "en"))

    assert contradictions(brief(wishes=wishes, markets=("AT", "DE"), least_creators=2)) == ()


def test_soft_wishes_never_clash(brief):
    soft = tuple(Wish(field="city", test="is", value=(town,), hard=False) for town in ("Graz", "Wien"))

    assert contradictions(brief(wishes=soft)) == ()


def test_the_shortlist_carries_the_contradictions_of_its_brief(build, brief, market):
    result = build(brief(wishes=(LEAST, wish("tier", "is", "nano"))), market([{}]))

    assert result.notes[0].startswith("the brief contradicts itself: tier = nano")
