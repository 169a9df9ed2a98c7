"""Two briefs from life, as plain data: a young fashion brand in three countries, a coffee shop in one quarter."""

from __future__ import annotations

from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.values import Money
from shoal.world.places import LEIPZIG

FASHION_BUDGET_MINOR = 500_000
COFFEE_BUDGET_MINOR = 60_000
COFFEE_RADIUS_KM = 15.0

# One wish per value, with the words creators use for it in German, Dutch and English.
VALUE_WORDS: tuple[tuple[str, ...], ...] = (
    ("organic", "organic cotton", "bio", "Biobaumwolle", "biologisch"),
    ("fair", "fair trade", "fairly made", "eerlijk gemaakt", "fair produziert"),
    ("repair", "reparieren", "repareren", "mending", "Repair Café"),
    ("second hand", "thrifted", "gebraucht", "tweedehands"),
    ("slow fashion", "weniger, aber besser", "minder maar beter"),
)
FASHION_WORDS = ("fashion", "Mode", "Outfits", "Kleiderschrank", "kledingkast", "wardrobe")
COFFEE_WORDS = ("coffee", "Kaffee", "Cafés", "Espresso", "food", "Küche", "Rezepte")
NEIGHBOURHOOD_WORDS = ("local", "neighbourhood", "Nachbarschaft", "lokal", "um die Ecke", "Plagwitz")


def life_briefs(currency: str = "EUR") -> tuple[Brief, Brief]:
    """Return both briefs in the brand's currency."""
    return fashion_brief(currency=currency), coffee_brief(currency=currency)


def fashion_brief(*, currency: str = "EUR") -> Brief:
    """Return the brief of a young sustainable-fashion brand: 5,000, three markets, orders, values matter."""
    values = tuple(
        Wish(field="value_word", test="mentions", value=words, hard=False, weight=0.6) for words in VALUE_WORDS
    )
    return Brief(
        id="made-up-fashion",
        name="Sustainable fashion, autumn",
        version=1,
        goal="orders",
        text=(
            "A young label for organic and fairly made clothes looks for people who talk about slow fashion, repair "
            "and second hand in Germany, Austria and the Netherlands."
        ),
        budget=Money(minor=FASHION_BUDGET_MINOR, currency=currency),
        markets=("DE", "AT", "NL"),
        wishes=(
            Wish(field="tier", test="is", value=("nano", "micro")),
            Wish(field="country", test="is", value=("DE", "AT", "NL")),
            Wish(field="topic", test="mentions", value=FASHION_WORDS, hard=False),
            *values,
        ),
        most_creators=30,
    )


def coffee_brief(*, currency: str = "EUR") -> Brief:
    """Return the brief of a coffee shop that opens in one quarter: 600, 15 km around it, visits."""
    name, latitude, longitude = LEIPZIG.quarters[0]
    circle = Circle(name=f"{LEIPZIG.name} {name}", latitude=latitude, longitude=longitude, radius_km=COFFEE_RADIUS_KM)
    return Brief(
        id="made-up-coffee",
        name=f"Coffee shop opening in {LEIPZIG.name} {name}",
        version=1,
        goal="visits",
        text=(
            f"A small coffee shop opens in {name}. It looks for neighbours who write about coffee, food and the "
            "quarter, and who would come by."
        ),
        budget=Money(minor=COFFEE_BUDGET_MINOR, currency=currency),
        markets=("DE",),
        wishes=(
            Wish(field="tier", test="is", value=("nano", "micro")),
            Wish(field="circle", test="within", value=circle),
            Wish(field="topic", test="mentions", value=COFFEE_WORDS, hard=False),
            Wish(field="value_word", test="mentions", value=NEIGHBOURHOOD_WORDS, hard=False, weight=0.5),
        ),
        shortlist_size=20,
    )
