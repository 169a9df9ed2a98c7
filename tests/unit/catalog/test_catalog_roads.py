"""Large files take the fast road, small ones the slow road: the same cells must give the same catalogue."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from shoal.catalog import Catalog, open_catalog
from shoal.domain.intake import ReadOptions
from shoal.sources import read, survey

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HEADER = (
    "handle", "platform", "followers", "er", "country", "city", "language", "niche", "bio", "posts", "fee", "currency",
    "code", "code uses", "revenue", "Vibe", "e-mail",
)  # fmt: skip
PLAIN = {
    "handle": "mina.backt", "platform": "instagram", "followers": "12500", "er": "3.4 %", "country": "Germany",
    "city": "Leipzig", "language": "de", "niche": "bread", "bio": "I bake, slowly.", "posts": "214", "fee": "120",
    "currency": "EUR", "code": "MINA10", "code uses": "16", "revenue": "", "Vibe": "warm", "e-mail": "",
}  # fmt: skip
# one cell of the plain line replaced: what a rule has to read, what looks plain and is not, what is plain at the edge
CELLS = {
    "followers": ["12,5k", "1.2M", "10k+", "0", "12500.0", "-5", "1e999", "", "unknown", "1 250", "999999999999"],
    "er": ["3,4 %", "0.034", "0.6", "120 %", "49.99 %", "0.01 %", "3.40%", "", "4.125 %", "n/a"],
    "handle": [
        "@Mina.Backt2",
        "@mina.lower",
        "@@twice",
        "@x.com",
        "@unknown",
        "https://www.instagram.com/lin.k/",
        "see DM",
        "",
        "unknown",
        "a_b",
        "x.com",
        "handle",
    ],
    "platform": ["IG", "Tik Tok", "youtube", "", "myspace", "TikTok"],
    "country": ["DE", "Österreich", "Narnia", "", "Polska"],
    "city": ["", "Köln", "Nowhere-at-all", "-", "Graz"],
    "language": ["German", "de, en", "", "Klingon"],
    "niche": [
        "=2+5",
        "'=2+5",
        " spaced ",
        "",
        "-",
        "ok",
        "…",
        "🌸",
        "Total",
        "behind  ",
        "n/a ",
        "-  ",
        "niche ",
        "tab\t ",
        "unknown" + " " * 60,
        "naïve ",
        "  ",
    ],
    "bio": ["=HYPERLINK(1)", "two\nlines", "", "?", "تجربة", "ends with space "],
    "posts": ["1,024", "", "12.5"],
    "fee": ["gifted", "1.250", "100-150", "", "0", "120.50", "150 + product", "$150"],
    "currency": ["", "Euro", "PLN", "JPY", "XXX?", "EUR "],
    "code": ["MINA10 / MINA15", "", "mina10", "-", "A"],
    "code uses": ["", "0", "1k", "-3"],
    "revenue": ["12.50", "€12.50", "1.234,50 €", "0"],
    "Vibe": ['say "hi"', "", "=1", "n/a", "ünïcödé", "back\\slash", "warm  ", "? ", " "],
    "e-mail": ["mina@example.com"],
}


def lines_with_one_odd_cell() -> list[dict[str, str]]:
    lines = [PLAIN]
    for header, cells in CELLS.items():
        for cell in cells:
            line = {**PLAIN, "handle": f"mina.{len(lines)}", "code": f"MINA{len(lines)}", header: cell}
            lines.append(line)
    return lines


def write(path: Path, lines: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(lines)
    return path


def by_slow_road(folder: Path, path: Path, told: ReadOptions | None = None) -> tuple[Catalog, dict[str, int]]:
    catalog = open_catalog("duckdb://", folder / "slow", b"k" * 32)
    reading = read(path, told or ReadOptions(), catalog.hasher)
    draft = catalog.draft(reading, NOW, frozenset())
    catalog.commit(draft, reading, "ba_1", NOW, "slow")
    return catalog, dict(+draft.counts)


def by_fast_road(folder: Path, path: Path, name: str = "fast", batch: str = "ba_1") -> tuple[Catalog, dict[str, int]]:
    catalog = open_catalog("duckdb://", folder / name, b"k" * 32)
    found = survey(path, ReadOptions())
    assert catalog.takes_fast_road(found)
    draft, _batch = catalog.bring_in_large(found, batch, NOW, name, frozenset())
    return catalog, dict(draft.counts)


def shown(catalog: Catalog) -> dict[str, dict[str, object]]:
    """Everything that is shown of every account, by handle; JSON texts as objects."""
    creators = catalog.creators([str(account) for account in catalog.pool(NOW).account_id], NOW)
    return {
        f"{c.accounts[0].platform} {c.accounts[0].handle}": {"creator": c, "extra": dict(c.extra)} for c in creators
    }


@pytest.fixture(params=["words known before", "words of odd lines alone"])
def looked_up(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look up all words before the file is read, or nearly none, so that its odd lines give them."""
    if request.param == "words of odd lines alone":
        monkeypatch.setattr("shoal.catalog.fast.LOOKED_UP_BYTES", 500)
        monkeypatch.setattr("shoal.catalog.fast.LOOKED_UP_PIECES", 2)
        monkeypatch.setattr("shoal.catalog.fast.FEWEST_AGAIN", 1)


@pytest.mark.usefixtures("looked_up")
def test_both_roads_give_the_same_catalogue(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.csv", lines_with_one_odd_cell())

    slow, slow_counts = by_slow_road(tmp_path, path)
    fast, fast_counts = by_fast_road(tmp_path, path)

    assert slow_counts == fast_counts
    left, right = shown(slow), shown(fast)
    assert left.keys() == right.keys()
    for name, creator in left.items():
        assert creator == right[name], name


@pytest.mark.usefixtures("looked_up")
def test_both_roads_give_the_same_pool(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.csv", lines_with_one_odd_cell())

    slow = by_slow_road(tmp_path, path)[0].pool(NOW)
    fast = by_fast_road(tmp_path, path)[0].pool(NOW)

    for column in slow.__slots__:
        np.testing.assert_array_equal(getattr(slow, column), getattr(fast, column), err_msg=column)


def test_a_currency_that_was_said_belongs_to_amounts_alone_on_both_roads(tmp_path: Path) -> None:
    lines = [{**PLAIN, "handle": "mina.a", "fee": "", "currency": ""}, {**PLAIN, "handle": "mina.b", "currency": ""}]
    path, told = write(tmp_path / "said.csv", lines), ReadOptions(currency="EUR")
    catalog = open_catalog("duckdb://", tmp_path / "fast", b"k" * 32)

    catalog.bring_in_large(survey(path, told), "ba_1", NOW, "said", frozenset())

    stored = "SELECT handle, fee_minor, fee_currency FROM accounts ORDER BY handle"
    slow = by_slow_road(tmp_path, path, told)[0]._engine.rows(stored)
    assert slow == catalog._engine.rows(stored) == [("mina.a", None, None), ("mina.b", 12_000, "EUR")]


AMOUNTS = [
    *("120 EUR", "EUR 120", "€300", "1.234,50 €", "$150", "¥500", "gifted", "gratis", "150 + product", "100-150"),
    *("-", "", "0", "0 EUR", "120", "120.50", "free shipping", "99 XXX", "-5 EUR"),
]


@pytest.mark.parametrize("said", [None, "EUR"])
def test_amounts_with_their_currency_in_the_cell_are_the_same_on_both_roads(tmp_path: Path, said: str | None) -> None:
    header = [name for name in HEADER if name != "currency"]
    lines = [{**PLAIN, "handle": f"mina.{place}", "code": f"M{place}", "fee": amount, "revenue": amount}
             for place, amount in enumerate(AMOUNTS)]  # fmt: skip
    path, told = tmp_path / "amounts.csv", ReadOptions(currency=said)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)
    catalog = open_catalog("duckdb://", tmp_path / "fast", b"k" * 32)

    draft, _batch = catalog.bring_in_large(survey(path, told), "ba_1", NOW, "amounts", frozenset())

    slow, counts = by_slow_road(tmp_path, path, told)
    stored = ("SELECT handle, fee_minor, fee_currency, gift, revenue_minor, revenue_currency FROM accounts "
              "ORDER BY handle")  # fmt: skip
    assert slow._engine.rows(stored) == catalog._engine.rows(stored)
    assert dict(draft.counts) == counts


def test_an_amount_with_its_currency_is_looked_up_once_and_its_lines_meet_no_rule(tmp_path: Path) -> None:
    header = [name for name in HEADER if name != "currency"]
    path = tmp_path / "amounts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}", "fee": "120 EUR"} for row in range(200))
    catalog, counts = by_fast_road(tmp_path, path)

    (manifest,) = catalog._engine.batches()

    assert (counts, len(manifest.segments["accounts"])) == ({"new": 200}, 1)


def test_most_plain_lines_never_meet_a_rule(tmp_path: Path) -> None:
    plain = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(200)]
    catalog, counts = by_fast_road(tmp_path, write(tmp_path / "plain.csv", plain))

    (manifest,) = catalog._engine.batches()

    assert counts == {"new": 200}
    assert len(manifest.segments["accounts"]) == 1  # a second segment would hold the lines that rules had read


def lines_read_by_rules(catalog: Catalog) -> int:
    """Lines that went through the engine carry the hash of their cells."""
    ((lines,),) = catalog._engine.rows("SELECT count(*) FROM accounts WHERE cells_hash IS NULL")
    return int(lines)


def test_a_space_behind_a_text_or_a_fee_without_a_currency_sends_no_line_through_the_rules(tmp_path: Path) -> None:
    """A preview of 1.3 million lines that had both took minutes, one of lines that had neither some seconds."""
    amounts = ["50", "120.50", "1250", "0"]
    lines = [
        {
            **PLAIN,
            "handle": f"mina.{row}a",
            "code": "",
            "fee": amounts[row % 4],
            "bio": f"{row} notes ",
            "Vibe": "warm ",
        }
        for row in range(200)
    ]
    path = tmp_path / "spaces.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in HEADER if name != "currency"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)

    fast, counts = by_fast_road(tmp_path, path)

    slow, slow_counts = by_slow_road(tmp_path, path)
    assert (counts, lines_read_by_rules(fast)) == (slow_counts, 0)
    assert shown(fast) == shown(slow)


TOWNS = (("Leipzig", "DE"), ("Graz", "AT"), ("Utrecht", "NL"), ("Bologna", "IT"), ("Lyon", "FR"), ("Porto", "PT"))


@pytest.mark.parametrize("again", [1, 10**9], ids=["odd lines looked up again", "looked up before"])
def test_in_a_sorted_file_a_word_that_comes_late_sends_no_line_through_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: int
) -> None:
    monkeypatch.setattr("shoal.catalog.fast.LOOKED_UP_BYTES", 10_000 if again > 1 else 400)
    monkeypatch.setattr("shoal.catalog.fast.LOOKED_UP_PIECES", 50 if again > 1 else 1)
    monkeypatch.setattr("shoal.catalog.fast.FEWEST_AGAIN", again)
    lines = [
        {**PLAIN, "handle": f"mina.{town}.{row}", "code": "", "city": town, "country": country, "followers": f"{k},5k"}
        for k, (town, country) in enumerate(TOWNS, start=1)
        for row in range(100)
    ]
    lines = [{**line, "handle": line["handle"].lower()} for line in lines]

    catalog, counts = by_fast_road(tmp_path, write(tmp_path / "sorted.csv", lines))

    assert (counts, lines_read_by_rules(catalog)) == ({"new": 600}, 0)
    found = "SELECT followers, city, country, count(*) FROM accounts GROUP BY ALL ORDER BY 1"
    assert catalog._engine.rows(found) == [(k * 1_000 + 500, *town, 100) for k, town in enumerate(TOWNS, start=1)]


def test_a_line_pasted_twice_far_apart_is_one_account_on_both_roads(tmp_path: Path) -> None:
    lines = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(100)]
    again = {**lines[3], "city": "Graz", "followers": "13000"}
    filled = {**lines[5], "niche": "", "bio": "new words"}
    path = write(tmp_path / "twice.csv", [*lines, again, filled, lines[7]])

    slow, slow_counts = by_slow_road(tmp_path, path)
    fast, fast_counts = by_fast_road(tmp_path, path)

    assert slow_counts == fast_counts == {"new": 100, "same": 3}
    assert shown(slow) == shown(fast)


def test_the_same_file_again_adds_nothing_by_the_fast_road(tmp_path: Path) -> None:
    path = write(tmp_path / "plain.csv", lines_with_one_odd_cell())
    catalog, first = by_fast_road(tmp_path, path)

    draft, batch = catalog.bring_in_large(survey(path, ReadOptions()), "ba_2", NOW, "again", frozenset())

    assert batch is None
    assert draft.counts["same"] == first["new"] + first.get("changed", 0) + first.get("same", 0)
    assert [b.id for b in catalog.batches()] == ["ba_1"]


def test_a_changed_line_shows_its_new_value_and_undo_brings_the_old_one_back(tmp_path: Path) -> None:
    lines = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(50)]
    catalog, _ = by_fast_road(tmp_path, write(tmp_path / "one.csv", lines))
    before = shown(catalog)
    newer = write(tmp_path / "two.csv", [{**lines[0], "followers": "13000"}, *lines[1:]])

    draft, _batch = catalog.bring_in_large(survey(newer, ReadOptions()), "ba_2", NOW, "two", frozenset())
    after = catalog.pool(NOW)
    catalog.undo("ba_2")

    assert dict(+draft.counts) == {"changed": 1, "same": 49}
    assert after.followers[after.handle == "mina.0a"].tolist() == [13000.0]
    assert shown(catalog) == before


def test_a_suppressed_account_is_held_on_the_fast_road(tmp_path: Path) -> None:
    lines = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(20)]
    path = write(tmp_path / "one.csv", lines)
    catalog = open_catalog("duckdb://", tmp_path / "held", b"k" * 32)
    gone = catalog.hasher.account_id("instagram", "handle", "mina.4a")

    draft, _ = catalog.bring_in_large(survey(path, ReadOptions()), "ba_1", NOW, "x", frozenset({gone}))

    assert dict(+draft.counts) == {"new": 19, "held": 1}
    assert gone not in catalog.pool(NOW).account_id.tolist()


def test_erasing_from_a_fast_batch_leaves_the_other_lines_and_their_numbers(tmp_path: Path) -> None:
    lines = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(20)]
    catalog, _ = by_fast_road(tmp_path, write(tmp_path / "one.csv", lines))
    gone = catalog.hasher.account_id("instagram", "handle", "mina.4a")
    refs = {str(handle): ref for handle, ref in zip(catalog.pool(NOW).handle, catalog.pool(NOW).ref, strict=True)}

    catalog.erase((gone,))

    pool = catalog.pool(NOW)
    left = {str(handle): ref for handle, ref in zip(pool.handle, pool.ref, strict=True)}
    assert left == {handle: ref for handle, ref in refs.items() if handle != "mina.4a"}


@pytest.mark.parametrize("header", ["Vibe"])
def test_unknown_columns_come_back_as_they_were(tmp_path: Path, header: str) -> None:
    catalog, _ = by_fast_road(tmp_path, write(tmp_path / "one.csv", [{**PLAIN, header: 'say "hi", ünï'}]))

    (creator,) = catalog.creators([str(account) for account in catalog.pool(NOW).account_id], NOW)

    assert json.loads(json.dumps(dict(creator.extra))) == {header: 'say "hi", ünï'}


def test_every_line_of_a_long_file_keeps_its_number_and_its_account(tmp_path: Path) -> None:
    """Behind a join the engine gives the lines of large files in another order: then the wrong one is read again.

    Two cores and more than one of the engine's 32 MB buffers are needed to see it.
    """
    lines, filler = 100_000, "x" * 500
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("handle", "platform", "followers", "er", "country", "city", "bio"))
        for row in range(1, lines + 1):
            handle = f"@Mina.{row}a" if row % 999 == 0 else f"mina.{row}a"
            followers, town = "12,5k" if row % 50 == 1 else str(1_000 + row), ("Leipzig", "Graz", "")[row % 3]
            writer.writerow(
                (handle, "instagram", followers, f"{1 + row % 90 / 10} %", "DE", town, f"{filler} nr {row}")
            )

    catalog, counts = by_fast_road(tmp_path, path)

    assert counts == {"new": lines}
    wrong = "SELECT count(*) FROM accounts WHERE bio NOT LIKE '%nr ' || row OR handle <> 'mina.' || row || 'a'"
    assert catalog._engine.rows(wrong) == [(0,)]


def test_erasing_an_account_that_a_file_named_twice_leaves_nothing_of_it_in_any_file(tmp_path: Path) -> None:
    lines = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(20)]
    again = {**lines[4], "followers": "13000", "bio": "seen a second time"}
    catalog, _ = by_fast_road(tmp_path, write(tmp_path / "twice.csv", [*lines, again]))
    gone = catalog.hasher.account_id("instagram", "handle", "mina.4a")

    catalog.erase((gone,))

    files = [str(path) for path in (tmp_path / "fast").rglob("*.parquet")]
    held = f"SELECT count(*), count(*) FILTER (WHERE account_id = '{gone}') FROM read_parquet({files})"  # noqa: S608  our own
    assert catalog._engine.rows(held) == [(19, 0)]


def test_a_town_that_comes_late_in_the_file_has_its_place_on_the_fast_road_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shoal.catalog.fast.LOOKED_UP_BYTES", 500)
    lines = [{**PLAIN, "handle": f"mina.{row}a", "code": f"M{row}"} for row in range(10)]
    path = write(tmp_path / "late.csv", [*lines, {**PLAIN, "handle": "mina.late", "city": "Graz", "country": "AT"}])

    fast, _ = by_fast_road(tmp_path, path)
    slow, _ = by_slow_road(tmp_path, path)

    assert shown(fast) == shown(slow)
