"""Plain cells, cast by the engine's own expressions, give what the rules give."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.intake import CreatorRow, ReadOptions, RowNote
from shoal.sources import HANDLE_PLATFORMS, PlainCell, Survey, creator_rows, currency_code, plain_patterns, survey

HEADER = (
    "Platform,Handle,Followers,Avg likes,ER,Name,City,Country,Language,Fee,Currency,Code,Code uses,Revenue,Notes,Shoe"
)
LINE = "instagram,abc.xmpl,1200,35.5,3.4 %,Ab,Leipzig,Germany,German,120,EUR,AB10,3,45.50,hello,41"
ALPHABET = st.sampled_from(list("aàß0123456789.,%kx -_'@=&/\u00a0😀日AEU€"))


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    path = tmp_path_factory.mktemp("plain") / "a.csv"
    path.write_text(f"{HEADER}\n{LINE}\n{LINE.replace('abc', 'def')}\n", encoding="utf-8")
    return survey(path, ReadOptions(er="percent"))


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def plain(engine: duckdb.DuckDBPyConnection, rule: PlainCell, text: str) -> bool:
    found = engine.execute("SELECT regexp_full_match(?, ?)", [text, rule.pattern]).fetchone()
    return bool(found and found[0]) and text.lower() not in rule.but_not


def read_one(looked: Survey, header: str, text: str) -> tuple[CreatorRow | None, list[RowNote]]:
    cells = {"Platform": "instagram", "Handle": "abc", "Currency": "EUR", header: text}
    rows, notes, _ = creator_rows(looked, [(1, cells)])
    return (rows[0] if rows else None), notes


def cast(engine: duckdb.DuckDBPyConnection, rule: PlainCell, text: str) -> object:
    """Return what an engine makes of a plain cell."""
    if rule.cast == "number":
        return float(text)
    if rule.cast == "percent":
        found = engine.execute("SELECT CAST(? AS DOUBLE)", [f"{text.rstrip(' %')}e-2"]).fetchone()
        return found[0] if found else None
    if rule.cast == "money":
        return round(float(text) * 100)
    return currency_code(text) if rule.cast == "currency" else text


def rule_value(row: CreatorRow, rule: PlainCell) -> object:
    """Return what the rules made of the same cell."""
    name = {"fee": "fee_minor", "revenue": "revenue_minor", "currency": "fee_currency", "code": "codes"}.get(
        rule.field or "", rule.field
    )
    if name is None:
        return row.extra.get(rule.header)
    value = getattr(row, name)
    if rule.cast == "codes":
        return value[0] if len(value) == 1 else value
    return getattr(value, "value", value)


@given(
    header=st.sampled_from(
        ["Followers", "Avg likes", "ER", "Name", "City", "Fee", "Code", "Code uses", "Revenue", "Notes", "Shoe"]
    ),
    text=st.text(ALPHABET, min_size=1, max_size=9) | st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,3})?( ?%)?", fullmatch=True),
)
def test_a_plain_cell_cast_by_the_engine_is_what_the_rules_read(
    looked: Survey, engine: duckdb.DuckDBPyConnection, header: str, text: str
) -> None:
    rule = plain_patterns(looked)[header]
    if not plain(engine, rule, text):
        return
    row, notes = read_one(looked, header, text)

    assert row is not None
    assert rule_value(row, rule) == cast(engine, rule, text)
    assert notes == []


@given(
    text=st.text(st.sampled_from(list("abcXYZ019._-@ /")), min_size=1, max_size=14)
    | st.sampled_from(["t.co", "x.com", "tbd", "handle"])
)
def test_a_plain_handle_without_its_at_is_the_comparison_form(
    looked: Survey, engine: duckdb.DuckDBPyConnection, text: str
) -> None:
    rule = plain_patterns(looked)["Handle"]
    if not plain(engine, rule, text):
        return
    for platform in HANDLE_PLATFORMS:
        rows, _, _ = creator_rows(looked, [(1, {"Platform": platform, "Handle": text, "Followers": "5"})])

        assert [(row.platform, row.handle, row.key_kind) for row in rows] == [
            (platform, text.removeprefix("@"), "handle")
        ]


def test_ordinary_cells_are_plain(looked: Survey, engine: duckdb.DuckDBPyConnection) -> None:
    rules = plain_patterns(looked)
    cells = dict(zip(HEADER.split(","), LINE.split(","), strict=True))

    assert [header for header, text in cells.items() if not plain(engine, rules[header], text)] == []


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Followers", "12.5k"), ("Followers", "-5"), ("Handle", "@@abc"), ("Handle", "@Abc"),
        ("Handle", "tbd"), ("Handle", "https://x.com/abc"),
        ("ER", "120 %"), ("ER", "0.0"), ("Name", "=1+1"), ("Name", "'=1+1"), ("Notes", "-"), ("Fee", "gifted"),
        ("Code", "A10 / B10"),
        ("Fee", "2.500"), ("Name", " Ab"),
    ],
)  # fmt: skip
def test_odd_cells_go_to_the_rules(looked: Survey, engine: duckdb.DuckDBPyConnection, header: str, text: str) -> None:
    assert not plain(engine, plain_patterns(looked)[header], text)


def test_lines_in_any_order_and_part_give_the_same_rows(looked: Survey) -> None:
    cells = dict(zip(HEADER.split(","), LINE.split(","), strict=True))
    lines = [(row, {**cells, "Handle": f"name{row}"}) for row in range(1, 9)]

    whole, _, _ = creator_rows(looked, lines)
    parts = creator_rows(looked, lines[4:])[0] + creator_rows(looked, lines[:4])[0]

    assert sorted(parts, key=lambda row: row.row) == whole
