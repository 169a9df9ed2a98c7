"""Handles, links and figures as people write them: both roads store the same, warn of the same and count the same."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from shoal.catalog import Catalog, open_catalog
from shoal.domain.intake import ReadOptions
from shoal.sources import read, survey

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Told = tuple[list[tuple[object, ...]], dict[str, int], list[tuple[object, ...]]]
STORED = "SELECT * EXCLUDE (cells_hash) FROM accounts ORDER BY row"

# names that are handles, and what looks like one: numbers that lost digits, pages of a site, ids of channels, hosts
NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._]{0,12}[A-Za-z0-9_.]?", fullmatch=True) | st.sampled_from([
    "Mina.Bakes", "lin_k", "1e10", "1.5e10", "12e10x", "_9lives", "___", "explore", "Reel", "watch", "unknown",
    "Handle", "x.com", "www.instagram.com", "mina.", "a" * 24, "A" * 29, "b" * 31, "UCxmplxmplxmplxmplxmplxm", "n/a",
    "K\u212am",
])  # fmt: skip
FRONTS = st.sampled_from(["", "@", "@@", " ", "ig: ", "https://www.instagram.com/", "instagram.com/", "m.tiktok.com/@",
    "https://www.tiktok.com/@", "http://youtube.com/@", "youtube.com/", "https://www.youtube.com/channel/",
    "https://www.threads.net/@", "HTTPS://Instagram.com/", "https://x.com/", "https://instagram.com/p/"])  # fmt: skip
ENDS = st.sampled_from(["", "", "", "/", " ", "\u00a0", "\t", "?hl=en", "/?igsh=x#top", "/reels/", "?a\u200b"])
HANDLES = st.builds("{}{}{}".format, FRONTS, NAMES, ENDS)
PLATFORMS = st.sampled_from(
    ["instagram", "instagram", " Instagram ", "TikTok", "youtube", "threads", "x", "", "myspace"]
)
DIGITS = st.from_regex(r"[0-9]{1,3}([,.' \u00a0][0-9]{3}){0,3}([.,][0-9]{1,3})?", fullmatch=True)
SHORT = st.from_regex(r"[0-9]{1,3}([.,][0-9]{1,3})?[kKmM]", fullmatch=True)
FIGURES = SHORT | st.builds(
    "{}{}{}".format, st.sampled_from(["", " ", "\u00a0"]), DIGITS, st.sampled_from(["", "", " ", "k", " M", "+"])
)
DECIMALS = st.from_regex(r"[0-9]{1,2}[.,][0-9]{1,14}", fullmatch=True)
RATES = st.builds("{}{}".format, DIGITS | DECIMALS, st.sampled_from(["", "%", " %", " % "]))
TEXTS = st.text(st.sampled_from(list("aZ9 \u00a0\t#@(=+-_'\"✨❤\ufe0f\u200d…é.,")), max_size=6)
CELLS = {
    "handle": HANDLES, "profile link": HANDLES, "instagram handle": HANDLES, "platform": PLATFORMS,
    "followers": FIGURES, "avg likes": FIGURES, "tiktok followers": FIGURES, "er": RATES, "bio": TEXTS, "Vibe": TEXTS,
}  # fmt: skip
LAYOUTS = (
    ("handle", "platform", "followers", "avg likes", "er", "bio", "Vibe"),
    ("profile link", "followers", "bio"),
    ("handle", "followers", "avg likes"),
    ("handle", "platform", "profile link", "followers"),
    ("handle", "profile link", "followers", "er"),
    ("instagram handle", "platform", "followers"),
    ("handle", "platform", "tiktok followers", "er"),
)
LINES = {header: st.lists(st.tuples(*(CELLS[name] for name in header)), min_size=20, max_size=40) for header in LAYOUTS}


def write(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(lines)
    return path


def told(catalog: Catalog, counts: dict[str, int], notes: Sequence[object]) -> Told:
    said = {(note.row, note.code, note.text, note.column, note.received) for note in notes}  # type: ignore[attr-defined]
    return catalog._engine.rows(STORED), counts, sorted(said, key=str)


def by_slow_road(folder: Path, path: Path) -> Told:
    catalog = open_catalog("duckdb://", folder / "slow", b"k" * 32)
    reading = read(path, ReadOptions(er="percent"), catalog.hasher)
    draft = catalog.draft(reading, NOW, frozenset())
    if not draft.empty:
        catalog.commit(draft, reading, "ba_1", NOW, "slow")
    return told(catalog, dict(+draft.counts), [*reading.notes, *draft.notes])


def by_fast_road(folder: Path, path: Path) -> Told:
    catalog = open_catalog("duckdb://", folder / "fast", b"k" * 32)
    found = survey(path, ReadOptions(er="percent"))
    assert catalog.takes_fast_road(found)
    draft, _batch = catalog.bring_in_large(found, "ba_1", NOW, "fast", frozenset())
    return told(catalog, dict(+draft.counts), draft.notes)


# to make a failing file of many lines smaller would take minutes, and its lines say enough
@settings(max_examples=3, phases=(Phase.generate,), suppress_health_check=(HealthCheck.too_slow,), deadline=None)
@pytest.mark.parametrize("header", LAYOUTS, ids="+".join)
@given(data=st.data())
def test_both_roads_tell_the_same_of_cells_in_any_spelling(header: tuple[str, ...], data: st.DataObject) -> None:
    lines = data.draw(LINES[header])
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "spelled.csv", header, lines)
        # a column "instagram handle" that holds counts is taken for followers
        assume({"handle", "url"} & {column.field for column in survey(path).columns})

        assert by_fast_road(Path(folder), path) == by_slow_road(Path(folder), path)


ORDINARY = {
    "capitals and @": (("handle", "platform"), ("@Mina.Bakes_{}", "Instagram")),
    "a digit or a line in front": (("handle", "platform"), ("_{}mina", "tiktok")),
    "links": (("handle", "platform"), ("https://www.instagram.com/Mina.{}/?hl=en", "instagram")),
    "links alone": (("profile link", "followers"), ("https://www.tiktok.com/@Mina.{}", "1200")),
    "links in capitals": (("profile link", "followers"), ("HTTPS://WWW.TikTok.COM/@Mina.{}", "1200")),
    "rates of three decimals": (("handle", "platform", "er"), ("mina{}", "tiktok", "0.{} %")),
    "rates of many decimals": (("handle", "platform", "er"), ("mina{}", "tiktok", "3.0456{} %")),
    "fractions of many decimals": (("handle", "platform", "er"), ("mina{}", "tiktok", "0.04561{}")),
    "handle and link": (("handle", "platform", "profile link"), ("Mina{}", "YT", "https://www.youtube.com/@mina{}")),
    "a header that names the platform": (("instagram handle", "followers"), ("Mina{}", "1200")),
    "thousands": (("handle", "platform", "followers", "avg likes"), ("mina{}", "tiktok", "12,{:03}", "1,{:03}.5")),
    "thousands with a point": (("handle", "platform", "followers", "er"), ("mina{}", "tiktok", "1.200.{:03}", "4,5 %")),
    "thousands with a space": (("handle", "platform", "followers"), ("mina{}", "tiktok", "12\u00a0{:03}")),
    "short figures of all sizes": (
        ("handle", "platform", "followers", "posts"),
        ("mina{0}", "tiktok", "{0},5k", "{0}K"),
    ),
    "short figures": (("handle", "platform", "followers"), ("mina{}", "tiktok", "1.2M")),
    "spaces around": (("handle", "platform", "followers", "bio"), (" Mina{} ", " IG", " 12{:03} ", "\u00a0I bake ")),
    "a town with its country": (
        ("handle", "platform", "location"),
        ("mina{}", "tiktok", "Austin, Texas, United States"),
    ),
    "pictures in front": (
        ("handle", "platform", "bio", "hashtags"),
        ("mina{}", "tiktok", "✨ I bake {} ❤\ufe0f", "#a #b"),
    ),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_cells_as_most_people_write_them_send_no_line_through_the_rules(tmp_path: Path, name: str) -> None:
    header, cells = ORDINARY[name]
    lines = [[cell.format(100 + row) for cell in cells] for row in range(300)]
    path = write(tmp_path / "ordinary.csv", header, lines)

    rows, counts, notes = by_fast_road(tmp_path, path)

    assert (rows, counts, notes) == by_slow_road(tmp_path, path)
    by_rules = open_catalog("duckdb://", tmp_path / "fast", b"k" * 32)._engine.rows(
        "SELECT count(*) FROM accounts WHERE cells_hash IS NULL"
    )
    assert (counts, by_rules) == ({"new": 300}, [(0,)])


def test_no_road_stores_a_mail_address_out_of_an_unknown_column_a_note_or_a_name(tmp_path: Path) -> None:
    header = ("handle", "platform", "Status", "Notes", "Name")
    lines = [(f"mina{row}", "tiktok", "open, ask @leo.bakes", "kind", "Mina") for row in range(300)]
    lines[7] = ("mina7", "tiktok", "mina@example.org", "wrote to mina@example.org twice", "mina@example.org")
    path = write(tmp_path / "mails.csv", header, lines)

    rows, counts, notes = by_fast_road(tmp_path, path)

    assert (rows, counts, notes) == by_slow_road(tmp_path, path)
    assert "example.org" not in str(rows)
    assert ("wrote to (contact removed) twice" in str(rows), "@leo.bakes" in str(rows)) == (True, True)
