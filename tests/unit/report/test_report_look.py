"""Pictures and colours: true positions, and contrast that WCAG 2.2 AA asks for."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import shoal.report.render
from shoal.report.charts import DotRow, Part, day_strip, dot_and_range, stacked_bar
from shoal.report.frame import log_axis
from shoal.report.markup import Column, Html, safe, table

TOKENS = (Path(shoal.report.render.__file__).parent / "styles" / "tokens.css").read_text(encoding="utf-8")
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)", TOKENS.split("@media")[0])
LIGHT = {name: light for name, light, _ in PAIRS}
DARK = {name: dark for name, _, dark in PAIRS}
TEXT_PAIRS = [
    (ink, ground)
    for ink in ("ink", "soft", "accent", "ok", "review", "refuse", "unknown")
    for ground in ("paper", "surface", "sunk")
]
TEXT_PAIRS += [
    ("ink", "note"),
    ("ink", "accent-soft"),
    ("soft", "accent-soft"),
    ("surface", "fill-1"),
    ("ink", "fill-4"),
    ("on-accent", "accent"),
    ("ok", "ok-soft"),
    ("review", "review-soft"),
    ("refuse", "refuse-soft"),
]
SHAPE_PAIRS = [
    ("fill-1", "surface"),
    ("fill-2", "surface"),
    ("fill-3", "surface"),
    ("note-edge", "paper"),
    ("edge", "surface"),
]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(mark * 2 for mark in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_keeps_four_and_a_half_to_one(tokens):
    weak = [pair for pair in TEXT_PAIRS if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_keep_three_to_one(tokens):
    weak = [pair for pair in SHAPE_PAIRS if contrast(tokens[pair[0]], tokens[pair[1]]) < 3]
    assert weak == []


def test_every_part_of_a_bar_has_another_fill_than_its_neighbour(page):
    for chart in re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL):
        fills = re.findall(r'class="part (fill-\d)" x="[^"]+" y="1"', chart)
        assert all(one != other for one, other in pairwise(fills))


def test_the_log_axis_puts_equal_factors_at_equal_distances():
    axis = log_axis([1, 1000])
    assert (axis.place(1), axis.place(1000)) == (0, 100)
    assert axis.place(100) - axis.place(10) == pytest.approx(axis.place(10) - axis.place(1))


def test_the_log_axis_of_nothing_positive_is_no_axis():
    assert log_axis([0, -3, float("nan")]) is None


def test_a_range_that_goes_far_beyond_the_dots_is_cut_with_a_mark_at_both_ends(factory):
    rows = [
        DotRow(label="a", cells=(safe("a"), safe("1")), value=factory.estimated("orders", 1000.0, 1e8, 3, "orders")),
        DotRow(label="b", cells=(safe("b"), safe("2")), value=factory.estimated("orders", 2000.0, 1.5, 3, "orders")),
    ]
    chart = dot_and_range("x", "Title", "Finding.", rows, "Orders")
    assert chart.svg.count('class="cut"') == 2


def test_a_dot_that_rests_on_a_benchmark_is_hollow(factory):
    value = factory.estimated("orders", 3.0, 2.0, 0, "orders", state="prior_only")
    chart = dot_and_range(
        "x", "Title", "Finding.", [DotRow(label="a", cells=(safe("a"), safe("3")), value=value)], "Orders"
    )
    assert 'class="dot hollow"' in chart.svg


def test_an_unknown_has_a_word_and_no_dot(factory):
    value = factory.response(9).orders
    chart = dot_and_range(
        "x", "Title", "Finding.", [DotRow(label="a", cells=(safe("a"), safe("?")), value=value)], "Orders"
    )
    assert "<circle" not in chart.svg
    assert ">unknown</text>" in chart.svg


def test_the_parts_of_a_bar_fill_it_without_gap():
    parts = [
        Part(label=str(n), share=share, note="", fill=f"fill-{n}") for n, share in enumerate((0.5, 0.3, 0.2), start=1)
    ]
    svg = stacked_bar("x", "Title", "Finding.", parts, ("What", "How many")).svg
    spans = [(float(x), float(w)) for x, w in re.findall(r'x="([\d.]+)%" y="1" width="([\d.]+)%"', svg)]
    assert spans == [(0.0, 50.0), (50.0, 30.0), (80.0, 20.0)]


def test_labels_in_pictures_are_escaped():
    part = Part(label="<b>&", share=1.0, note="1", fill="fill-1")
    assert "<b>" not in stacked_bar("x", "<b>", "Finding.", [part], ("What", "How many")).svg


def test_a_day_without_orders_is_an_observed_nought_in_the_table():
    chart = day_strip("x", "Title", "Finding.", [("2026-03-16", 4), ("2026-03-18", 2)])
    assert [cell.text for cell in chart.table.rows[0]] == [
        "16 March 2026",
        "4",
        "0",
        "2",
        "outside",
        "outside",
        "outside",
        "outside",
        "6",
    ]


def test_years_of_days_are_drawn_by_weeks_and_stay_small():
    days = [(f"{year}-{month:02d}-01", 5) for year in range(1990, 2026) for month in range(1, 13)]
    chart = day_strip("x", "Title", "Finding.", days)
    assert chart.svg.count("<rect") <= 130


def test_the_lines_of_a_table_are_escaped_but_for_what_is_markup_already():
    made = table(
        "Rates", (Column("Who"), Column("Rate", numeric=True)), [("<b>Mina", Html("<i>3</i>")), ("Ö & co", "4")]
    )

    assert made.lines == (
        '<tr><th scope="row">&lt;b&gt;Mina</th><td class="number"><i>3</i></td></tr>\n'
        '<tr><th scope="row">Ö &amp; co</th><td class="number">4</td></tr>\n'
    )
