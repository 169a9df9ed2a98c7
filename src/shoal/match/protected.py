"""Wishes that nobody may select people by (sources.md section 10; metric dictionary section 1, rule 10).

Refused are words for religion, ethnicity, health, sexuality, politics, income and age of the creator: in wishes and
exclusions, and in the text of a brief where they stand beside a word for creators ("muslim creators"). What a product
is or whom it is sold to is no wish on creators: "halal", "kosher", "modest fashion", "asian food", "mental health",
"over 18" and "serum for mature skin" pass. The list is small, in six languages, and no proof that a brief is clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shoal.domain.brief import Brief
from shoal.errors import ProtectedTraitError
from shoal.match.text import plain

# Words that name a trait of a person in nearly any wish.
STRONG = {
    "religion": """muslim muslima muslime muslimisch moslem musulman musulmane musulmana musulmano islamitisch moslim
        christian christlich chretien chretienne cristiano cristiana catholic katholisch katholiek catholique catolico
        cattolico protestant evangelical jewish jew judisch juif juive judio judia ebreo ebrea joods hindu buddhist
        sikh atheist mormon""",
    "ethnicity": """asian latino latina latinx hispanic arab caucasian bipoc poc african-american
        afro-american dark-skinned light-skinned fair-skinned mixed-race biracial romani sinti
        dunkelhautig hellhautig asiatisch asiatique asiatico asiatica""",
    "health": """disabled disability behindert behinderung handicape handicapee discapacitado discapacitada disabile
        gehandicapt diabetic diabetiker diabetikerin diabetique diabetico hiv hiv-positive depressed depressiv bipolar
        autistic autistisch autiste adhd pregnant schwanger enceinte embarazada incinta zwanger infertile obese
        overweight ubergewichtig""",
    "sexuality": """gay lesbian lesbisch lesbienne lesbiana lesbica homosexual homosexuell homosexuel bisexual
        bisexuell queer transgender transsexual transsexuell heterosexual heterosexuell lgbt lgbtq lgbtqia""",
    "politics": """republican-voter democrat-voter left-wing right-wing linksradikal rechtsradikal socialist communist
        conservative-voter liberal-voter trump-supporter maga-supporter afd-wahler cdu-wahler spd-wahler trade-unionist
        gewerkschafter union-member""",
    "income": """wealthy affluent millionaire millionar millionnaire millonario low-income high-income
        einkommensschwach einkommensstark geringverdiener besserverdiener wohlhabend""",
    "age": """teenager elderly pensioner pensionist rentner rentnerin retraite jubilado pensionato
        minderjahrig underage""",
}
# Words with many other meanings: only beside a word for people.
WEAK = {
    "religion": "islamic orthodox believers glaubige",
    "ethnicity": "black white brown schwarze weisse noire blanche negra blanca nera bianca",
    "health": "sick ill krank kranke malade enferma malata",
    "sexuality": "straight trans hetero",
    "politics": "republican democrat conservative liberal tory labour afd cdu spd",
    "income": "rich poor reich reiche arm arme riche pauvre rica pobre ricca povera rijk",
    "age": "young old older younger teen teens boomer millennial junge alte jeune vieux joven vieja giovane jong oude",
}
MAKERS = """creator creators influencer influencers influencerin influencerinnen blogger bloggers youtuber youtubers
    tiktoker tiktokers ambassador ambassadors botschafter botschafterin host hosts
    createur createurs creatrice creatrices creador creadora creadores creatore creatori creatrici"""
PERSONS = """person persons people model models woman women man men girl girls boy boys mom moms mum mums frau frauen
    mann manner menschen femme femmes homme hommes mujer mujeres hombre hombres donna donne uomo uomini vrouw vrouwen"""
CREATORS = frozenset(MAKERS.split())
PEOPLE = CREATORS | frozenset(PERSONS.split())
# A trait word in front of one of these speaks of a thing: "asian food", "christian dior", "hiv awareness" stay out.
THING_WORDS = """food foods cuisine recipe recipes cooking kitchen restaurant restaurants kuche rezepte cocina recetas
    cucina ricette market style art music history skincare tea grocery fusion noodles dior louboutin lacroix siriano
    friday holiday holidays christmas festival studies literature film awareness rights inclusion access design aids
    accessibility aid wear fashion clothing studio garden"""
THINGS = frozenset(THING_WORDS.split())
YEARS = r"(?:years?|yrs?|yo|y/o|jahre?n?|ans|anos|anni|jaar)\b"
BORDER = (
    r"(?:(?P<over>over|older than|uber|alter als|plus de|mas de|oltre i|boven)|"
    r"under|below|younger than|unter|junger als|moins de|menos de|sotto i|onder|aged?)"
)
AGE_SPAN = re.compile(
    rf"\b[1-9]\d\s*(?:-|\u2013|to|bis|a|tot)\s*[1-9]\d\s*{YEARS}(?!\s+(?:of\s+)?experience)|\baged\s+[1-9]\d\b"
)
AGE_BORDER = re.compile(rf"\b{BORDER}\s+(?:de\s+)?(?P<age>[1-9]\d)(?:\s*{YEARS})?\s*$")
ADULT = "18"  # adulthood has to be confirmed by law, so to ask for it is not a wish on age


def refuse_protected(brief: Brief) -> None:
    """Raise :class:`ProtectedTraitError` where a brief would select creators by a protected trait.

    The message names the trait and the place, never more of the text than the word that was read.
    """
    for place, text in _wished(brief):
        for trait, word in _traits_in_wish(plain(text)):
            raise _refusal(trait, word, place)
    for trait, word in _traits_in_text(plain(brief.text)):
        raise _refusal(trait, word, "the text of the brief")


def _wished(brief: Brief) -> Iterator[tuple[str, str]]:
    for wish in brief.wishes:
        # Names of networks, tiers and places are no traits: only wishes on words are read.
        if isinstance(wish.value, tuple) and wish.field in {"topic", "value_word"}:
            yield from ((f"the wish on {wish.field.replace('value_word', 'values')}", value) for value in wish.value)
    for target in brief.mix:
        if target.field == "niche":
            yield from (("the mix", value) for value, _ in target.shares)
    for text in brief.exclusions:
        # "Christian Schmidt" is a name: an exclusion of several words is read only where it speaks of people.
        words = _split(plain(text))
        if not text.startswith("@") and (len(words) == 1 or not PEOPLE.isdisjoint(words)):
            yield "the exclusions", text


def _traits_in_wish(text: str) -> Iterator[tuple[str, str]]:
    words = _split(text)
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        trait = _strong(word)
        if trait and following not in THINGS:
            yield trait, word
        if word in WEAK_WORDS and following in PEOPLE:
            yield WEAK_WORDS[word], f"{word} {following}"
    span, border = AGE_SPAN.search(text), AGE_BORDER.search(text)
    if span:
        yield "age", span[0]
    if border and not _asks_for_adults(border):
        yield "age", border[0].strip()


def _traits_in_text(text: str) -> Iterator[tuple[str, str]]:
    """Read a trait only where it describes creators: in front of the word, or after "creators who are".

    A word with many meanings must stand directly in front: "rich content creators" are not rich.
    """
    words = _split(text)
    for place, word in enumerate(words):
        if word not in CREATORS:
            continue
        near = words[max(place - 2, 0) : place]
        strong = [
            one for one, following in zip(near, words[place - len(near) + 1 :], strict=False) if following not in THINGS
        ]
        found = [(_strong(one), one) for one in strong] + [(WEAK_WORDS.get(one, ""), one) for one in near[-1:]]
        said = SAID.match(" ".join(words[place + 1 : place + 4]))
        if said:
            found.append((_strong(said[1]) or WEAK_WORDS.get(said[1], ""), said[1]))
        yield from ((trait, f"{one}, of {word}") for trait, one in found if trait)
    yield from (("age", found[0]) for found in AGE_OF_CREATORS.finditer(text) if not _asks_for_adults(found))


def _asks_for_adults(found: re.Match[str]) -> bool:
    return bool(found["over"]) and found["age"] == ADULT


def _strong(word: str) -> str:
    return STRONG_WORDS.get(word) or STRONG_WORDS.get(word.removesuffix("s"), "")


def _split(text: str) -> list[str]:
    """Return words in order; a pair that the lists join with a hyphen is read as one ("low income")."""
    words = re.findall(r"[\w-]+", text)
    joined: list[str] = []
    for word in words:
        if joined and f"{joined[-1]}-{word}" in STRONG_WORDS:
            joined[-1] = f"{joined[-1]}-{word}"
        else:
            joined.append(word)
    return joined


def _refusal(trait: str, word: str, place: str) -> ProtectedTraitError:
    return ProtectedTraitError(
        f"'{word}' in {place} selects creators by {trait}, which nobody may be selected by.",
        received=word,
        allowed=("what creators make and talk about", "where they live", "languages", "what they cost"),
        next_step="Leave the word out, or say what the content should be about.",
        fields={place: f"a wish on {trait}"},
    )


def _by_word(lists: dict[str, str]) -> dict[str, str]:
    return {word: trait for trait, words in lists.items() for word in words.split()}


STRONG_WORDS = _by_word(STRONG)
WEAK_WORDS = _by_word(WEAK)
SAID = re.compile(r"(?:who|that|die|qui|que|che)\s+(?:are|is|sind|ist|sont|est|son|es|sono|zijn)\s+([\w-]+)")
# "creators under 25" and "creators aged 18 to 24", but not "creators under 50 km" or "under 20,000 followers".
AGE_OF_CREATORS = re.compile(
    rf"\b(?:{'|'.join(sorted(CREATORS))})\s+(?:(?:who|that)\s+)?(?:(?:are|is)\s+)?{BORDER}\s+(?P<age>[1-9]\d)"
    rf"(?=\s*(?:{YEARS}|[.;!?)]|,\D|$|(?:-|\u2013|to|bis)\s*[1-9]\d\b(?![,.]\d)(?!\s*(?:k|km|eur|followers))))"
)
