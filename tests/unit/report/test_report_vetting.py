"""How a shortlist was vetted, and what texts say on a creator's page: counts, explanations, marked places, bounds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shoal.domain.finding import Finding, Verdict
from shoal.domain.values import Estimate, Value, unknown
from shoal.domain.vetting import Rule
from shoal.report import (
    AudienceTold,
    CaptionsRead,
    CreatorView,
    FollowersOpened,
    FurtherRate,
    Html,
    LabelRead,
    PostPlace,
    Quote,
    Talk,
    chart_csv,
    count_chart,
    creator_charts,
    render_creator,
    render_html,
    render_part,
)

AS_OF = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)
PLACE = PostPlace(post="p4", day=date(2026, 5, 2), address="https://example.com/p4", ref="ba_01:5")
LABEL = LabelRead(
    at=PLACE, sign="label", quote=Quote(before="here <b> is ", marked="#ad", after=" and more"),
    answers=(("Germany", "fail", "it stands late"),), suspect=False,
)  # fmt: skip
SUSPECT = Finding(
    check="undisclosed_suspects", claim="to be checked: 1 post", weight="-", explanations=("their own shop", "a deal"),
    settle="open the post", settle_seconds=20,
)  # fmt: skip


def share(name: str, value: float, low: float, high: float, n: int = 40) -> Value:
    estimate = Estimate(value=value, low=low, high=high, level=0.9, n=n, method="test")
    return Value(name=name, state="estimated", unit="fraction", estimate=estimate)


@pytest.fixture
def view(factory) -> CreatorView:
    verdict = Verdict(creator_id="cr_01", state="review", kind="labels to be checked", findings=(SUSPECT,))
    return CreatorView(creator=factory.creator(0), verdict=verdict, as_of=AS_OF, timezone="Europe/Vienna")


def told(shown: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def test_the_rule_that_decided_is_named_with_why_and_source(view):
    rule = Rule(
        check="undisclosed_suspects", weights=("-",), verdict="review", why="It is common and no proof.",
        source="house", kind="labels to be checked",
    )  # fmt: skip
    shown = render_creator(replace(view, rule=rule, rules_address="/b/x/vetting/"))
    assert "Rule: labels to be checked. It is common and no proof. Source: house." in told(shown)
    assert 'href="/b/x/vetting/"' in shown


def test_what_is_decisive_stands_first(view):
    other = Finding(check="brand_clash", claim="promoted another", weight="-")
    rule = Rule(check="brand_clash", weights=("-",), verdict="review", why="w", source="s", kind="promotes")
    judged = replace(view.verdict, findings=(SUSPECT, other))
    shown = render_creator(replace(view, verdict=judged, rule=rule))
    assert shown.index("promoted another") < shown.index("to be checked: 1 post")


def test_a_place_in_a_caption_is_marked_and_the_words_around_it_are_text(view):
    captions = CaptionsRead(posts=12, rules=(("Germany", "https://example.com/rule"),), labels=(LABEL,), words=())
    shown = render_creator(replace(view, captions=captions))
    assert "here &lt;b&gt; is <mark>#ad</mark> and more" in shown
    assert "fail Germany : it stands late" in told(shown)


def test_where_names_are_hidden_no_caption_is_quoted(view):
    captions = CaptionsRead(posts=12, rules=(), labels=(LABEL,), words=())
    shown = render_creator(replace(view, captions=captions, names_shown=False))
    assert ("#ad" in shown, "example.com/p4" in shown) == (False, False)


def test_a_share_that_is_not_known_keeps_its_row_with_the_reason(view):
    talk = Talk(figures=(share("reply_rate", 0.4, 0.3, 0.5), unknown("spam_share", "no_text", "fraction")))
    chart = creator_charts(replace(view, talk=talk))["talk"]
    assert "1 of 2 shares can be told" in chart.finding
    assert "the comments came without their words" in chart_csv(chart)


def test_what_an_audience_is_stands_under_its_supplier_with_the_day(view):
    shares = (("at", share("country", 0.6, 0.5, 0.7)), ("de", share("country", 0.2, 0.1, 0.3)))
    supplied = AudienceTold(supplier="Modash", day=date(2026, 4, 1), kinds=(("country", shares),))
    text = told(render_creator(replace(view, audience=(supplied,))))
    assert "All that Modash supplies, of 1 April 2026" in text
    assert text.index("Austria") < text.index("Germany")


def test_a_hand_count_has_both_bounds():
    opened = FollowersOpened(
        value=share("fake_share", 0.13, 0.08, 0.26), all_real=share("fake_share", 0.12, 0.08, 0.18),
        all_not=share("fake_share", 0.19, 0.13, 0.26), words="81 real", day=None, ref="",
    )  # fmt: skip
    labels = [line.split(",")[0] for line in chart_csv(count_chart(opened)).split("\r\n")[1:4]]
    assert labels == ["all unsure ones real", "among those judged", "all unsure ones not real"]


def test_a_further_rate_says_why_it_is_not_held_against_the_house_rate(view):
    further = FurtherRate(
        value=share("er_raw_mean12", 0.04, 0.03, 0.05, 12), counts="likes + comments / followers", over="12 posts",
        statistic="plain mean", apart="statistic differs",
    )  # fmt: skip
    assert "no: statistic differs" in told(render_creator(replace(view, further=(further,))))


def test_what_the_page_puts_beside_a_finding_stands_once_for_its_check(view):
    twice = replace(view.verdict, findings=(SUSPECT, replace(SUSPECT, claim="another")))
    shown = render_creator(replace(view, verdict=twice, asides={"undisclosed_suspects": Html("<p>hers</p>")}))
    assert shown.count("<p>hers</p>") == 1


# the report ----------------------------------------------------------------------------------------------------------


def test_a_report_says_how_its_people_were_vetted(factory):
    shown = told(render_part(factory.report_input(), "vetting"))
    assert ("How these were vetted" in shown, "What was looked at" in shown) == (True, True)


def test_findings_add_up_to_those_of_the_candidates(factory):
    report = factory.report_input()
    section = render_part(report, "vetting")
    numbers = [int(number) for number in re.findall(r'<td class="number">([\d,]+)</td>', section)]
    findings = [finding for candidate in report.shortlist.candidates for finding in candidate.verdict.findings]
    assert sum(numbers) == len(findings)


def test_what_nobody_brought_in_is_said_not_to_have_been_looked_at(factory):
    assert "Captions: nobody on this list has any." in told(render_part(factory.report_input(), "vetting"))


def test_the_steps_of_the_page_are_counted_through(factory):
    page = render_html(factory.report_input())
    steps = [int(number) for number in re.findall(r'<span class="step">(\d)</span>', page)]
    assert steps == list(range(1, len(steps) + 1))
