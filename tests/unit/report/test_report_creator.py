"""The page of one creator: claims with evidence and remedy, five definitions, gaps, provenance, hidden names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shoal.domain.creator import Place, Post
from shoal.domain.finding import Evidence, Finding, Verdict
from shoal.domain.intake import Batch
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Estimate, Money, Provenance, Value
from shoal.report import FACTS, CreatorView, Explained, Places, chart_csv, creator_charts, render_creator
from shoal.report.creator_facts import FIVE_RATES, five_rates

AS_OF = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)
UNUSUAL = Finding(
    check="engagement",
    claim="9.1 % is unusual for accounts of this size",
    weight="-",
    evidence=(Evidence(text="six posts, one far above the others", ref="ba_01:1"),),
    settle="A screenshot of insights",
    settle_seconds=120,
)


def known(value, **changes):
    made = Provenance(source="brand_spreadsheet.csv", policy="user_file", ref="ba_01:1", observed_at=AS_OF, **changes)
    return replace(value, provenance=made)


def posts(many, **changes):
    return tuple(
        Post(id=str(n), account_id="ac_01", at=AS_OF - timedelta(days=9 * n), likes=300 + n, comments=9, **changes)
        for n in range(many)
    )


@pytest.fixture
def view(factory):
    verdict = Verdict(creator_id="cr_01", state="review", findings=(UNUSUAL,))
    return CreatorView(creator=factory.creator(0), verdict=verdict, as_of=AS_OF, timezone="Europe/Vienna")


@pytest.fixture
def one_row(view):
    bare = replace(view.creator, place=Place(country="AT"), languages=(), topics=(), bio=None, deals=())
    return replace(view, creator=bare, verdict=Verdict(creator_id="cr_01", state="unknown"))


def told(shown):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def test_a_claim_stands_before_what_it_rests_on_and_that_before_what_would_settle_it(view):
    shown = told(render_creator(view))
    places = [
        shown.index(text) for text in (UNUSUAL.claim, "Rests on", "six posts", "What would settle it", "A screen")
    ]
    assert places == sorted(places)


def test_one_row_of_a_sheet_says_how_many_facts_are_known_and_how_each_gap_is_filled(one_row):
    shown = render_creator(replace(one_row, fills={"posts": "/b/x/count/"}))
    assert "3 of 11 facts known" in shown
    assert shown.count('<span class="gap">') == 8
    assert '<a href="/b/x/count/">count likes and comments of three posts' in shown


def test_nothing_is_a_gap_once_it_is_known(view, factory):
    whole = replace(
        view,
        rates=(factory.estimated("er_lc_f", 0.03, 1.2, 3, "fraction"),),
        posts=posts(3, views=900),
        record=OwnRecord(account_id="ac_01", codes=("MINA10",), orders=0, net=Money(minor=0, currency="EUR")),
    )
    shown = render_creator(whole)
    assert f"{len(FACTS)} of {len(FACTS)} facts known" in shown
    assert '<span class="gap">' not in shown


def test_two_counted_posts_leave_the_gap_open(view):
    assert "Likes of at least three posts" in render_creator(replace(view, posts=posts(2)))


def test_five_definitions_stand_side_by_side_and_the_missing_ones_say_why(factory):
    rates = five_rates((factory.estimated("er_lc_f", 0.03, 1.2, 3, "fraction"),), posts(3))
    assert [rate.name for rate in rates] == list(FIVE_RATES)
    assert [rate.known for rate in rates] == [True, False, False, False, False]
    assert [rate.reason for rate in rates[1:]] == [
        "not worked out in this version",
        "shares and saves are not known",
        "shares and views are not known",
        "reach is in their own insights only",
    ]


def test_without_posts_the_reason_is_that_there_are_none():
    assert {rate.reason for rate in five_rates((), ())[:4]} == {"no posts were brought in"}


def test_a_typed_rate_stands_apart_with_its_own_definition(view):
    typed = Value(
        name="typed",
        state="observed",
        unit="fraction",
        estimate=Estimate(value=0.08, low=0.0795, high=0.0805, level=1.0, n=1, method="precision of writing"),
    )
    shown = told(render_creator(replace(view, rates=(typed,))))
    assert "None of 5 definitions can be worked out" in shown
    assert "as typed, definition not known 8 %" in shown


def test_competing_explanations_show_their_shares_and_what_would_settle_it(view):
    jump = Explained(
        claim="Followers rose by a third", causes=(("a purchase", 0.1), ("a viral post", 0.9)), settle="views"
    )
    shown = render_creator(replace(view, explained=(jump,)))
    assert "a viral post 90, a purchase 10" in shown
    assert 'id="figure-causes-1"' in shown


def test_an_expired_value_keeps_its_place_and_says_since_when(view):
    old = known(view.creator.values[0], expires_at=datetime(2026, 5, 3, tzinfo=UTC))
    shown = told(render_creator(replace(view, creator=replace(view.creator, values=(old,)))))
    assert "12,500" in shown
    assert "expired since 3 May 2026" in shown


def test_a_withheld_value_names_the_rule(view):
    rule = "YouTube: raw counts only, the amendment is not accepted here"
    held = Value(name="avg_comments", state="withheld", unit="comments", reason=rule)
    shown = told(render_creator(replace(view, creator=replace(view.creator, values=(held,)), refusals=(rule,))))
    assert shown.count(rule) == 2
    assert f"withheld: {rule}" in shown


def test_the_source_of_a_value_opens_at_its_import(view):
    batch = Batch(
        id="ba_01", kind="creators", source="spreadsheet", label="brand_spreadsheet.csv", at=AS_OF, counts={},
        policy="user_file",
    )  # fmt: skip
    with_batch = replace(view, batches=(batch,))
    shown = render_creator(with_batch, Places(batch="/b/x/imports/{batch}/?line={line}"))
    assert 'href="/b/x/imports/ba_01/?line=1"' in shown
    assert '<a class="ref"' not in render_creator(with_batch)


def test_a_fee_without_currency_is_not_taken_for_money(view):
    deal = replace(view.creator.deals[0], fee=None, fee_minor_without_currency=125_000)
    shown = told(render_creator(replace(view, creator=replace(view.creator, deals=(deal,)))))
    assert "1,250, currency unknown" in shown


def test_ids_are_unique_and_nothing_carries_a_style(view):
    jump = Explained(claim="A jump", causes=(("x", 1.0),))
    shown = render_creator(replace(view, posts=posts(4), explained=(jump, jump)))
    ids = Counter(re.findall(r' id="([^"]+)"', shown))
    assert max(ids.values()) == 1
    assert not re.search(r"style=|<script|<h1", shown)


def test_hidden_names_texts_and_codes_stay_hidden(view):
    record = OwnRecord(account_id="ac_01", codes=("MINA10",), orders=3, net=Money(minor=900, currency="EUR"))
    shown = render_creator(replace(view, names_shown=False, record=record))
    assert not re.search(r"Mina|mina\.backt|MINA10|SECRET", shown)
    assert "3 orders booked by" in shown


def test_every_picture_of_the_page_is_found_by_its_id_and_has_figures(view):
    charts = creator_charts(replace(view, posts=posts(4)))
    assert list(charts) == ["rates", "posts"]
    assert all(chart_csv(chart).count("\r\n") > 1 for chart in charts.values())
    shown = render_creator(replace(view, posts=posts(4)), Places(csv="/b/x/{chart}.csv"))
    assert 'href="/b/x/posts.csv"' in shown
