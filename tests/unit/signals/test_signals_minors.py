from __future__ import annotations

import pytest

from shoal.signals import suspected_minor


@pytest.mark.parametrize(
    "text",
    [
        "account run by parents",
        "Account run by mum ❤️",
        "managed by my Mom",
        "this page is monitored by her parents",
        "parent-run | dance",
        "mom managed account",
        "my mum runs this account",
        "Account wird von meinen Eltern betreut",
        "Konto geführt von Mama",
        "compte géré par mes parents",
        "cuenta administrada por mis padres",
        "profilo gestito dai miei genitori",
        "conta gerida pelos meus pais",
        "beheerd door mijn ouders",
        "konto prowadzone przez mamę",
        "drivs av mina föräldrar",
        "a kids account about lego",
        "teen creator from Graz",
        "I'm 15 and I love horses",
        "I\u2019m 16 🎂",
        "14 years old | gymnast",
        "13yo skater",
        "ich bin 17 und komme aus Wien",
        "12 Jahre alt",
        "tengo 16 años",
        "j'ai 15 ans",
        "ho 14 anni",
        "mam 13 lat",
        "16 | Berlin | dance",
        "born 2011 in Leeds",
        "nacida el 1 de julio del 2011",
    ],
)
def test_words_of_a_young_creator_ask_a_person(text: str):
    assert suspected_minor(text, 2026)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mum of two, coffee first",
        "Proud mom of a 12 year old",
        "our 15 year old sourdough starter",
        "my son is 14 years old",
        "kids fashion and toys",
        "kids cook",
        "loves rye bread",
        "same person as row above, other platform",
        "I'm 15k followers away",
        "I'm 12 minutes from the sea",
        "Top 10 things to bake",
        "17yrs nursing",
        "born in 1994",
        "born and raised in Sydney 🇦🇺",
        "Disappointing my parents for a living",
        "managed by Bright Talent",
        "open 10 | 18",
        "01/10 / promos by mail",
        "23 / Virgo / cat mom",
        "19 | NYC",
        "12",
        "seit 15 Jahren Bäcker",
        "tengo 15 gatos",
        "content for kids aged 10 to 12",
    ],
)
def test_ordinary_words_about_families_and_numbers_do_not(text: str):
    assert suspected_minor(text, 2026) is None


def test_the_words_are_quoted_with_a_little_around_them():
    assert suspected_minor("Dance! account run by parents, no direct messages", 2026) == (
        "Dance! account run by parents, no direct messages"
    )


def test_somebody_born_2011_is_no_question_any_more_in_2030():
    assert suspected_minor("born 2011", 2030) is None
