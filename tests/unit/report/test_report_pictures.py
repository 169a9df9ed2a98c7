"""The pictures of the web pages: true positions, unknowns as words, doubts in the finding, and their tables."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from shoal.domain.creator import Post
from shoal.domain.values import Money, counted, unknown
from shoal.report import (
    Break,
    Expiring,
    FollowerPoint,
    FrontierPoint,
    OverlapPair,
    RateCurve,
    RateDot,
    expiry_bars,
    follower_line,
    frontier_chart,
    histogram,
    outcome_bar,
    overlap_map,
    post_strip,
    rate_forest,
    rate_scatter,
    render_chart,
)
from shoal.report.axes import across, day_marks, linear_axis

START = datetime(2026, 1, 3, tzinfo=UTC)


def rate(factory, value, factor=1.3, **changes):
    return factory.estimated("er_lc_f", value, factor, 12, "fraction", level=0.9, **changes)


def dots(factory, many):
    return [
        RateDot(
            label=f"creator {n}", followers=counted("followers", 1_000 + 50 * n, "people"), rate=rate(factory, 0.03)
        )
        for n in range(many)
    ]


def posts(*likes, dated=True, **changes):
    return [
        Post(id=str(n), account_id="a", at=START + timedelta(days=7 * n) if dated else None, likes=like, **changes)
        for n, like in enumerate(likes)
    ]


def point(day, value):
    return FollowerPoint(day=day, value=counted("followers", value, "people"), source="sheet")


def step(factory, budget, value, **changes):
    result = factory.estimated("orders", value, 1.5, 3, "orders")
    return FrontierPoint(budget=Money(minor=budget * 100, currency="EUR"), result=result, **changes)


def pair(factory, one, other, share, evidence="likers"):
    return OverlapPair(
        one=one, other=other, share=factory.estimated("o", share, 1.2, 99, "fraction"), evidence=evidence
    )


def gallery(factory):
    return [
        histogram("h", "ER", [0.01, 0.02, 0.5], "fraction", 2),
        outcome_bar({"new": 45, "held": 2}),
        rate_scatter("s", "List", dots(factory, 5), RateCurve(points=((500, 0.04), (5_000, 0.03)), note="n")),
        rate_forest(
            "f", "Rates", "Five.", [("a / b", rate(factory, 0.03)), ("c", unknown("c", "no posts", "fraction"))]
        ),
        post_strip("p", posts(100, 0, None, 900)),
        follower_line("l", [point(date(2026, 1, 1), 900), point(date(2026, 3, 1), 1_100)]),
        frontier_chart("b", [step(factory, 500, 20, bound=21.0), step(factory, 900, 30, here=True)], "orders"),
        overlap_map("o", ["Ann", "Bea", "Cem"], [pair(factory, 0, 1, 0.2)]),
        expiry_bars([Expiring(source="a.csv", values=3, first=date(2026, 5, 20))]),
    ]


def test_every_picture_has_title_description_finding_table_and_no_style(factory):
    for chart in gallery(factory):
        shown = render_chart(chart)
        assert re.search(r"<title id=.+?</title><desc id=.+?</desc>", shown), chart.id
        assert chart.finding.endswith((".", "?")), chart.id
        assert chart.table.rows, chart.id
        assert "style=" not in shown, chart.id


def test_scales_are_named_logarithmic_or_said_to_start_at_nought(factory):
    unnamed = [
        chart.id
        for chart in gallery(factory)
        if not re.search(r"logarithmic scale|linear scale|starts? at 0", chart.svg) and chart.id not in ("outcome", "o")
    ]
    assert unnamed == []


def test_a_column_of_per_cent_with_some_fractions_shows_two_hills_and_is_asked_about():
    chart = histogram("h", "ER", [0.034, 0.021, 0.05, 0.04, 0.00031, 0.0004], "fraction")
    assert "Are per cent and fractions mixed" in chart.finding
    assert "logarithmic" in chart.svg


def test_an_ordinary_column_is_not_asked_about(dice):
    chart = histogram("h", "ER", list(dice.lognormal(-3.5, 0.6, 400)), "fraction")
    assert "mixed" not in chart.finding


def test_the_bars_of_a_histogram_hold_every_number_once(dice):
    for numbers in (dice.lognormal(9, 1.5, 500), dice.normal(0, 1, 500), [7.0] * 5, [1_000.0, 1_001.0]):
        chart = histogram("h", "x", [float(n) for n in numbers], "")
        assert sum(int(row[1].text.replace(",", "")) for row in chart.table.rows) == len(numbers)


def test_cells_without_a_number_and_noughts_are_said_and_never_bars():
    chart = histogram("h", "Followers", [0, 100, 200, 90_000], "people", 3)
    assert "1 of them 0" in chart.finding
    assert "3 cells without a number" in chart.finding
    assert [row[0].text for row in chart.table.rows][-2:] == ["0", "no number"]


def test_the_outcome_bar_keeps_one_order_and_leaves_out_what_did_not_happen():
    chart = outcome_bar({"skipped": 4, "error": 4, "held": 0, "same": 4, "changed": 3, "new": 45})
    assert chart.finding == "60 lines: 45 new, 3 changed, 4 same as before, 4 in error, 4 skipped."
    assert len({entry.fill for entry in chart.legend}) == len(chart.legend) == 5
    assert outcome_bar({"new": 0}) is None


def test_of_many_creators_four_hundred_are_drawn_and_the_rest_is_counted(factory):
    chart = rate_scatter("s", "List", dots(factory, 1_000))
    assert chart.svg.count("<circle") == len(chart.table.rows) == 400
    assert "400 of 1,000 creators" in chart.finding


def test_a_creator_without_a_rate_is_counted_and_not_drawn(factory):
    nobody = RateDot(
        label="x", followers=counted("followers", 500, "people"), rate=unknown("er_lc_f", "no posts", "fraction")
    )
    chart = rate_scatter("s", "List", [*dots(factory, 3), nobody])
    assert chart.svg.count("<circle") == 3
    assert "1 more lack" in chart.finding
    assert "nobody" in rate_scatter("s", "List", [nobody]).finding


def test_a_rate_from_benchmarks_is_hollow_in_the_plane_and_in_the_forest(factory):
    hollow = rate(factory, 0.03, state="prior_only")
    one = RateDot(label="x", followers=counted("followers", 500, "people"), rate=hollow)
    assert 'class="dot hollow"' in rate_scatter("s", "List", [one]).svg
    assert 'class="dot hollow"' in rate_forest("f", "Rates", "One.", [("a", hollow)]).svg


def test_who_lies_off_the_curve_with_the_whole_range_is_counted(factory):
    curve = RateCurve(points=((100.0, 0.01), (100_000.0, 0.01)), note="fitted", prior_only=True)
    chart = rate_scatter("s", "List", dots(factory, 7), curve)
    assert "7 lie above" in chart.finding
    assert "curve hollow" in chart.svg


def test_an_unknown_rate_keeps_its_row_with_the_reason(factory):
    chart = rate_forest("f", "Rates", "Two.", [("a", rate(factory, 0.03)), ("b", unknown("b", "no views", "fraction"))])
    assert "unknown: no views" in chart.svg
    assert chart.svg.count("<circle") == 1
    assert "n 12" in chart.svg


def test_hidden_likes_have_no_dot_and_nought_likes_stand_below_the_scale():
    chart = post_strip("p", posts(100, 0, None, 300))
    assert chart.svg.count("<circle") == 3
    assert "The likes of 1 post are hidden" in chart.finding
    assert "below the scale" in chart.legend[-1].text
    assert [row[1].text for row in chart.table.rows] == ["100", "0", "unknown", "300"]


def test_a_post_far_above_the_median_is_named():
    assert "strongest post has 40 times the median" in post_strip("p", posts(100, 100, 100, 4_000)).finding


def test_posts_without_days_keep_their_order_and_say_so():
    chart = post_strip("p", posts(300, 100, dated=False))
    assert [row[0].text for row in chart.table.rows] == ["post 1", "post 2"]
    assert "days not known" in chart.svg


def test_paid_posts_have_another_shape():
    assert 'class="dot square"' in post_strip("p", posts(100, 200, sponsored=True)).svg


def test_a_break_of_definition_cuts_the_line_and_the_comparison():
    seen = [point(date(2026, month, 1), count) for month, count in ((1, 1_000), (2, 1_100), (4, 9_000), (5, 9_900))]
    chart = follower_line("l", seen, [Break(day=date(2026, 3, 1), text="the source changed")])
    assert chart.svg.count('class="course"') == 2
    assert "are not compared; since then up 10 %" in chart.finding


def test_one_observation_claims_no_change():
    assert "unknown until it is seen again" in follower_line("l", [point(date(2026, 1, 1), 900)]).finding
    assert follower_line("l", []) is None


def test_a_change_within_rounding_is_no_change():
    chart = follower_line("l", [point(date(2026, 1, 1), 12_500), point(date(2026, 2, 1), 12_510)])
    assert "no change beyond rounding" in chart.finding


def test_the_frontier_marks_this_plan_and_says_what_the_next_step_adds(factory):
    chart = frontier_chart(
        "b", [step(factory, 500, 20), step(factory, 900, 30, here=True), step(factory, 1_500, 45)], "orders"
    )
    assert chart.svg.count("you are here") == 1
    assert "€600 more adds about 15 orders" in chart.finding
    assert "the ranges overlap" in chart.finding
    assert chart.table.rows[0][2].text == "not proven"


def test_a_step_that_adds_almost_nothing_says_so(factory):
    chart = frontier_chart("b", [step(factory, 500, 20, here=True), step(factory, 1_000, 20.2)], "orders")
    assert "adds almost nothing" in chart.finding


def test_a_result_that_is_not_known_is_a_sign_and_no_dot(factory):
    lost = FrontierPoint(
        budget=Money(minor=90_000, currency="EUR"), result=unknown("orders", "not worked out", "orders"), here=True
    )
    chart = frontier_chart("b", [step(factory, 500, 20), lost], "orders")
    assert ">?</text>" in chart.svg
    assert chart.svg.count("<circle") == 1


def test_creators_who_share_much_stand_together(factory):
    shares = [pair(factory, 0, 3, 0.4), pair(factory, 1, 2, 0.3), pair(factory, 0, 1, 0.01, "guess")]
    chart = overlap_map("o", ["Ann", "Bea", "Cem", "Dua"], shares)
    rows = [(row[0].text, row[1].text, row[3].text) for row in chart.table.rows]
    assert rows[0] == ("Ann", "Dua", "people who liked")
    assert "Known for 3 of 6 pairs; 3 pairs are not known" in chart.finding


def test_every_cell_of_the_map_says_its_evidence_or_that_it_is_unknown(factory):
    chart = overlap_map("o", ["Ann", "Bea", "Cem"], [pair(factory, 0, 1, 0.4, "vendor")])
    assert {entry.text for entry in chart.legend} == {"rests on a vendor's report", "not known"}
    assert (chart.svg.count('class="part'), chart.svg.count('class="unknown-cell"')) == (2, 4)


def test_at_most_forty_creators_are_mapped_in_a_bearable_picture(factory):
    pairs = [pair(factory, a, b, 0.1) for a in range(50) for b in range(a)]
    chart = overlap_map("o", [f"c{n}" for n in range(50)], pairs)
    assert "The first 40 of 50" in chart.finding
    assert len(chart.table.rows) == 780
    assert len(chart.svg) < 250_000
    assert overlap_map("o", ["one"], []) is None


def test_what_expires_is_listed_most_first_with_its_day():
    rows = [
        Expiring(source="a.csv", values=3, first=date(2026, 5, 20)),
        Expiring(source="b.csv", values=9, first=date(2026, 5, 28)),
    ]
    chart = expiry_bars(rows)
    assert chart.finding == "12 values expire within 30 days; the first on 20 May 2026, from a.csv."
    assert [row[0].text for row in chart.table.rows] == ["b.csv", "a.csv"]
    assert expiry_bars([]) is None


@pytest.mark.parametrize("numbers", [[0.0], [3.2, 7.9], [-4.0, 2.0], [0.001], [123_456.0]])
def test_a_linear_axis_holds_nought_and_every_number(numbers):
    axis = linear_axis(numbers)
    assert axis.bottom <= min(0.0, *numbers)
    assert axis.top >= max(0.0, *numbers)
    assert 2 <= len(axis.ticks) <= 7


def test_days_stand_between_their_ends_and_one_day_in_the_middle():
    first, last = date(2026, 1, 1), date(2026, 1, 11)
    assert [across(day, first, last) for day in (first, date(2026, 1, 6), last)] == [0, 50, 100]
    assert [at for at, _ in day_marks(first, first)] == [across(first, first, first)] == [50]


def test_names_in_pictures_are_escaped(factory):
    bad = "<script>alert(1)</script>"
    one = RateDot(label=bad, followers=counted("followers", 500, "people"), rate=rate(factory, 0.03))
    shown = [
        rate_scatter("s", bad, [one]),
        overlap_map("o", [bad, "b"], [pair(factory, 0, 1, 0.4)]),
        histogram("h", bad, [1.0, 2.0], ""),
        expiry_bars([Expiring(source=bad, values=1, first=date(2026, 5, 20))]),
        rate_forest("f", "t", "f.", [(bad, rate(factory, 0.03))]),
    ]
    assert [chart.id for chart in shown if "<script" in render_chart(chart)] == []
