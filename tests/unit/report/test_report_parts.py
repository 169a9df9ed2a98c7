"""Parts of a report on pages of the web: the same sections, no dead link, no double id, and figures as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from shoal.domain.guard import guarded_text
from shoal.report import (
    PARTS,
    Places,
    chart_csv,
    name_book,
    part_charts,
    render_chart,
    render_html,
    render_part,
    render_sheet,
    sprite,
    survivor_chart,
    tier_chart,
)
from shoal.report.charts import Part, stacked_bar
from shoal.report.markup import Column, Html, table

WEB = Places(
    here=("evidence", "plan"),
    parts={"shortlist": "/b/krumenhof/shortlist/3/"},
    creator="/b/krumenhof/creators/{creator}/",
    batch="/b/krumenhof/imports/{batch}/?line={line}",
    csv="/b/krumenhof/pictures/{chart}.csv",
)


class Elements(HTMLParser):
    """Every element with its attributes, and the balance of opening and closing."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.problems = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(tag)


@pytest.fixture
def whole(factory):
    return "".join(render_part(factory.report_input(), part, WEB) for part in PARTS)


def test_every_part_is_balanced_and_carries_no_style_script_or_first_heading(whole):
    page = Elements(whole)
    assert (page.problems, page.open) == ([], [])
    assert not [tag for tag, attrs in page.found if tag in ("style", "script", "h1") or "style" in attrs]


def test_ids_are_unique_over_all_parts_of_one_report(whole):
    ids = Counter(attrs["id"] for _, attrs in Elements(whole + sprite()).found if "id" in attrs)
    assert max(ids.values()) == 1


def test_each_part_is_one_section_with_a_heading_of_the_second_level(factory):
    for part in PARTS:
        levels = re.findall(r"<h(\d)", render_part(factory.report_input(), part))
        assert levels[0] == "2", part
        assert levels.count("2") == 1, part


def test_parts_say_the_same_words_as_the_report(factory, page):
    report = factory.report_input()
    words = {part: re.sub(r"<[^>]+>", " ", render_part(report, part, Places(here=PARTS))).split() for part in PARTS}
    whole = set(re.sub(r"<[^>]+>", " ", page).split())
    titles = {"Unknown,", "and", "what", "would", "settle", "it", "Left", "out,", "why"}
    assert {part: set(said) - whole - titles for part, said in words.items()} == {part: set() for part in PARTS}


def test_a_link_inside_the_page_leads_to_something_on_it(factory):
    shown = "".join(render_part(factory.report_input(), part, WEB) for part in WEB.here)
    ids = {attrs["id"] for _, attrs in Elements(shown).found if "id" in attrs}
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= ids


def test_a_part_alone_has_no_link_to_what_is_nowhere(factory):
    alone = render_part(factory.report_input(), "plan")
    assert "Place 1 of the shortlist" in alone
    assert 'href="#candidate' not in alone


def test_names_and_places_lead_to_the_pages_of_the_web(factory):
    shown = render_part(factory.report_input(), "plan", WEB)
    assert '<a class="who" href="/b/krumenhof/creators/cr_01/"><bdi>Mina Muster</bdi></a>' in shown
    assert 'href="/b/krumenhof/shortlist/3/#candidate-1"' in shown


def test_an_erased_creator_has_a_word_and_no_link(factory):
    report = factory.report_input()
    shown = render_part(replace(report, creators=report.creators[1:]), "plan", WEB)
    assert "erased creator" in shown
    assert "/creators/cr_01/" not in shown


def test_hidden_names_stay_hidden_in_every_part(factory):
    report = factory.report_input(names_shown=False)
    shown = "".join(render_part(report, part, WEB) for part in PARTS)
    assert not re.search(r"Mina|mina\.backt|MINA10|SECRET|Exemplaire", shown)


def test_a_report_without_orders_has_no_sheet_and_another_part_is_refused(factory):
    assert render_part(factory.report_input(sheet=None), "sheet") == ""
    with pytest.raises(ValueError, match="its parts are evidence"):
        render_part(factory.report_input(), "footer")


def test_the_sheet_stands_without_brief_and_plan_as_it_does_in_the_report(factory):
    report = factory.report_input()
    names = name_book(report.creators, sheet=report.sheet, places=WEB)
    assert render_sheet(report.sheet, names) == render_part(replace(report, batches=()), "sheet", WEB)


def test_unknown_and_left_out_share_a_section_in_the_report_and_none_of_their_pictures(factory):
    report = factory.report_input()
    assert list(part_charts(report, "unknowns")) == []
    assert list(part_charts(report, "left_out")) == ["survivors"]
    assert "figure-survivors" not in render_part(report, "unknowns")


def test_pictures_of_parts_link_to_their_figures_and_those_of_the_report_do_not(factory):
    assert 'href="/b/krumenhof/pictures/mix.csv" download' in render_part(factory.report_input(), "evidence", WEB)
    assert (
        ".csv"
        not in render_html(factory.report_input(sources=(), batches=())).split("<main", 1)[1].split('id="sheet"')[0]
    )


def test_the_tiers_and_the_survivors_can_be_drawn_alone(factory):
    assert "micro" in tier_chart(factory.plan(), "shoal").finding
    counts = factory.shortlist().wish_counts
    assert "331 are left" in survivor_chart(1_240, counts).finding
    assert survivor_chart(1_240, ()) is None


def test_a_template_prints_a_part_as_it_is(factory):
    assert render_part(factory.report_input(), "evidence").__html__().startswith("<section")
    assert render_chart(tier_chart(factory.plan(), "shoal")).startswith("<figure")


def test_the_figures_of_every_picture_come_out_as_csv_with_one_header(factory):
    for part in PARTS:
        for name, chart in part_charts(factory.report_input(), part).items():
            rows = list(csv.reader(io.StringIO(chart_csv(chart))))
            assert len(rows) == len(chart.table.rows) + 1, name
            assert {len(row) for row in rows} == {len(chart.table.columns)}, name


def test_csv_has_text_where_the_page_has_markup():
    data = table(
        "t",
        (Column("Creator"), Column("Reach", numeric=True), Column("Orders", numeric=True)),
        [(Html("<bdi>A &amp; B</bdi>"), "12,400", Html('<span class="main">5.1</span> (3 to 8)'))],
    )
    chart = replace(stacked_bar("x", "t", "f", [], ("a", "b")), table=data)
    assert list(csv.reader(io.StringIO(chart_csv(chart))))[1] == ["A & B", "12400", "5.1 (3 to 8)"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@SUM(A1)", "-2+3", "\uff1d1", "'=1", " =1", "\t=1"])
def test_what_a_spreadsheet_would_run_is_guarded(text):
    part = Part(label=text, share=1.0, note="1", fill="fill-1")
    row = list(csv.reader(io.StringIO(chart_csv(stacked_bar("x", "t", "f", [part], ("a", "b"))))))[1]
    assert row[0].startswith("'")


@pytest.mark.parametrize("text", ["-3", "-1,240.5", "+0.20", "-3 %", "3", "a=b", ""])
def test_plain_numbers_and_words_are_not_guarded(text):
    assert guarded_text(text) == text
