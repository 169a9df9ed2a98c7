"""``shoal creators find`` and ``like``, and ``shoal index``: looking for creators, with the reason for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, opened
from shoal.cli.helping import Verbs
from shoal.cli.output import answer_json, say, some, table
from shoal.domain.search import IndexState, SearchHit, SearchPage, SearchQuery, Understood

MAY_BE_A_MINOR = "may be under 18: a person must look"
FACETS_TOLD = ("platform", "tier", "country", "language", "niche")
VALUES_TOLD = 5
FACTS = {"circle": "place", "er": "engagement", "last_post": "last post"}
Limit = Annotated[int, typer.Option(min=1, max=500, help="How many at most.")]
index = typer.Typer(help="The search index: what it is made of, and building it anew.", cls=Verbs)


def find(
    words: Annotated[list[str], typer.Argument(help="Words, or a sentence with wishes.", show_default=False)],
    workspace: Workspace = None, *, limit: Limit = 20,
    only_words: Annotated[
        bool, typer.Option("--words", help="Read no wishes out of it: every word is looked for.")
    ] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Find creators by words, meaning and wishes ("vegan bakers near Graz under 30k"), with why each is there."""
    text = " ".join(words)
    with opened(workspace) as shoal:
        told = None if only_words else shoal.searching.understand(text)
        query = SearchQuery(text=text) if told is None else told.query
        page = shoal.searching.find(replace(query, limit=limit))
    if as_json:
        answer_json("creators find", {"understood": told, "found": page})
        return
    if told is not None:
        tell_understood(told)
    tell_page(page)


def like(
    who: Annotated[list[str], typer.Argument(help="Handles, platform:handle, or ids.", show_default=False)],
    workspace: Workspace = None, *, limit: Limit = 20, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Find creators like one or several others, with what they have in common."""
    with opened(workspace) as shoal:
        page = shoal.searching.like(who, SearchQuery(limit=limit))
    answer_json("creators like", page) if as_json else tell_page(page)


@index.command("build")
def build_index(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Build the search index anew from everything that is known; the one before answers until it is whole."""
    with opened(workspace) as shoal:
        state = shoal.searching.build()
    answer_json("index build", state) if as_json else tell_state(state)


@index.command("show")
def show_index(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Say what the search index is made of now."""
    with opened(workspace) as shoal:
        state = shoal.searching.state()
    answer_json("index show", state) if as_json else tell_state(state)


def tell_understood(told: Understood) -> None:
    """Print what was read out of a sentence, where there was something to read."""
    if told.wishes:
        said = "; ".join(f"{wish.says} (“{wish.words}”)" for wish in told.wishes)
        say(f"Understood: {said}{f'; words: {told.rest}' if told.rest else ''}.")
    for doubt in told.doubts:
        say(doubt)


def tell_page(page: SearchPage) -> None:
    """Print what was found: how many and how, the lines, and how the rest is spread."""
    if not page.hits:
        say("Nobody matches.")
        for one in page.relaxations:
            say(f"  leaving out {one.label} gives {some(one.count, 'creator')}")
    else:
        ways = [f"{page.by_words:,} by words", f"{page.by_meaning:,} close in meaning"]
        how = f" ({', '.join(ways)})" if page.by_words + page.by_meaning else ""
        say(f"{some(page.total, 'creator')} of {page.everybody:,}{how}.")
    rows = [
        (hit.name, accounts_of(hit), place_of(hit), followers_of(hit), "; ".join(reasons(hit))) for hit in page.hits
    ]
    if rows:
        table("", ("name", "account", "place", "followers", "because"), rows, right=(3,))
    for name, count in page.unknown.items():
        say(f"{count:,} more would fit if their {FACTS.get(name, name)} were known.")
    for note in page.notes:
        say(note)
    if page.total > len(page.hits):
        tell_facets(page)


def tell_facets(page: SearchPage) -> None:
    """Print how what was found is spread."""
    for facet in FACETS_TOLD:
        values = page.facets.get(facet, ())
        if len(values) > 1:
            say(f"{facet}: {', '.join(f'{value.label} {value.count:,}' for value in values[:VALUES_TOLD])}")


def tell_state(state: IndexState) -> None:
    """Print what the index is made of."""
    if not state.version:
        say(f"There is no search index: {state.reason}.")
        return
    made = f", of {state.made_at:%Y-%m-%d %H:%M}" if state.made_at else ""
    say(f"{some(state.rows, 'creator')}, version {state.version}{made}, {state.disk_bytes / 1e6:,.1f} MB on disk.")
    say(f"Meaning by {state.embedder}." if state.embedder else f"Words only: {state.reason}.")


def accounts_of(hit: SearchHit) -> str:
    """Return the account that was found, and the others of the same person."""
    return ", ".join([f"{hit.platform}:{hit.handle}", *(f"{one.platform}:{one.handle}" for one in hit.also)])


def place_of(hit: SearchHit) -> str:
    """Return town and country with the distance where a circle was asked for, or the word unknown."""
    place = ", ".join(part for part in (hit.city, hit.country) if part) or "unknown"
    return place if hit.distance_km is None else f"{place} ({hit.distance_km:.0f} km)"


def followers_of(hit: SearchHit) -> str:
    """Return the followers, or the word unknown."""
    return "unknown" if hit.followers is None else f"{hit.followers:,.0f}"


def reasons(hit: SearchHit) -> tuple[str, ...]:
    """Return why somebody is on the list, what a person has to look at first."""
    return (*((MAY_BE_A_MINOR,) if hit.blocked else ()), *hit.because)
