"""Wishes on protected traits are refused; what a product is, or whom it is sold to, is not such a wish."""

from __future__ import annotations

import pytest

from shoal.domain.brief import Wish
from shoal.errors import ProtectedTraitError
from shoal.match import refuse_protected, survivors

REFUSED = {
    "religion": ["muslim", "Christian", "jüdisch", "catholique", "Muslims"],
    "ethnicity": ["asian", "latina creators", "black women", "African American"],
    "health": ["diabetic", "schwanger", "HIV positive", "disabled moms"],
    "sexuality": ["gay", "LGBTQ", "lesbisch", "transgender"],
    "politics": ["right-wing", "conservative people", "AfD Wähler"],
    "income": ["low income", "wealthy", "rich people"],
    "age": ["teenager", "under 25", "18-24 years", "aged 30", "20 bis 30 Jahre", "young women"],
}
ALLOWED = [
    "vegan", "halal", "kosher", "modest fashion", "asian food", "mental health", "over 18", "black dress", "Roma",
    "christian dior", "black friday", "rich flavour", "green living", "senior design", "under 30 minutes",
    "10 years of experience", "indian cuisine", "gay-friendly", "christmas", "politics", "white sneakers",
    "trans fat free",    "young fashion", "HIV awareness", "straight leg jeans", "left bank coffee", "maternity wear",
]  # fmt: skip
REFUSED_TEXT = [
    "We are looking for muslim creators in Berlin.",
    "Christian lifestyle influencers wanted",
    "creators who are gay",
    "creators under 25, in Vienna",
    "influencers aged 18 to 24",
    "creators under 18",
    "wir suchen junge Influencerinnen",
    "rich creators only",
]
ALLOWED_TEXT = [
    "A young sustainable-fashion brand looks for creators who care about linen.",
    "Find the right creators for rich content",
    "rich content creators with green ideas",
    "creators under 20,000 followers",
    "creators under 50 km from the shop",
    "creators over 18",
    "Asian food creators and healthy cooking",
    "modest fashion for muslim women",
    "serum for mature skin, for women over 40",
    "Our shop turns 25 years and wants creators",
]


@pytest.mark.parametrize(("trait", "value"), [(trait, value) for trait, values in REFUSED.items() for value in values])
def test_a_wish_on_a_protected_trait_is_refused_by_its_name(brief, trait, value):
    with pytest.raises(ProtectedTraitError) as refused:
        refuse_protected(brief(wishes=(Wish(field="value_word", test="mentions", value=(value,), hard=False),)))

    assert list(refused.value.fields.values()) == [f"a wish on {trait}"]


@pytest.mark.parametrize("value", ALLOWED)
def test_a_wish_on_content_or_products_passes(brief, value):
    assert refuse_protected(brief(wishes=(Wish(field="topic", test="mentions", value=(value,)),))) is None


@pytest.mark.parametrize("text", REFUSED_TEXT)
def test_a_text_that_selects_creators_by_a_trait_is_refused(brief, text):
    with pytest.raises(ProtectedTraitError):
        refuse_protected(brief(text=text))


@pytest.mark.parametrize("text", ALLOWED_TEXT)
def test_a_text_that_speaks_of_products_or_customers_passes(brief, text):
    assert refuse_protected(brief(text=text)) is None


@pytest.mark.parametrize("text", ["muslim", "gay people"])
def test_an_exclusion_by_a_trait_is_refused(brief, text):
    with pytest.raises(ProtectedTraitError):
        refuse_protected(brief(exclusions=(text,)))


@pytest.mark.parametrize("text", ["@christian", "Christian Schmidt", "Gay Talese"])
def test_an_exclusion_of_a_person_by_name_passes(brief, text):
    assert refuse_protected(brief(exclusions=(text,))) is None


def test_the_refusal_comes_before_anything_is_counted(brief, market):
    with pytest.raises(ProtectedTraitError):
        survivors(brief(text="muslim creators"), market([{}]))
