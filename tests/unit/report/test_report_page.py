"""The page: whole, safe, readable without eyes, colour, script or network."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from shoal.domain.creator import Creator
from shoal.domain.finding import Evidence, Finding
from shoal.report import kept_together, render_html, timeless

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Every element with its attributes, and the balance of opening and closing."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.open = []
        self.problems = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(tag)

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def parsed(page):
    return Page(page)


def test_every_element_is_closed_where_it_was_opened(parsed):
    assert (parsed.problems, parsed.open) == ([], [])


def test_there_is_one_heading_of_the_first_level_and_none_is_skipped(parsed):
    levels = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_landmarks_skip_link_and_language_are_there(parsed):
    assert parsed.of("html")[0]["lang"] == "en"
    assert [len(parsed.of(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert parsed.of("a")[0]["href"] == "#main"


def test_ids_are_unique_and_every_reference_leads_somewhere(parsed):
    ids = Counter(attrs["id"] for _, attrs in parsed.elements if "id" in attrs)
    wanted = {word for _, attrs in parsed.elements for word in (attrs.get("aria-labelledby") or "").split()}
    wanted |= {attrs["href"][1:] for _, attrs in parsed.elements if (attrs.get("href") or "").startswith("#")}
    assert max(ids.values()) == 1
    assert wanted <= set(ids)


def test_nothing_carries_a_style_attribute_a_script_or_a_handler(parsed):
    assert not parsed.of("script")
    assert not [attrs for _, attrs in parsed.elements for name in attrs if name == "style" or name.startswith("on")]


def test_nothing_is_loaded_from_elsewhere(page, parsed):
    assert not [attrs for tag in ("img", "link", "iframe", "object", "embed", "source") for attrs in parsed.of(tag)]
    assert not re.search(r"url\(\s*['\"]?(?!#|['\"]?#)", page)
    assert "@import" not in page


def test_tables_have_captions_and_heads_with_scope(parsed):
    assert len(parsed.of("table")) == len(parsed.of("caption"))
    assert all(attrs.get("scope") in ("row", "col") for attrs in parsed.of("th"))


def test_every_table_scrolls_in_a_container_that_the_keyboard_reaches(parsed):
    containers = [attrs for attrs in parsed.of("div") if attrs.get("class") == "scroll"]
    assert len(containers) == len(parsed.of("table"))
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in containers)


def test_every_picture_has_title_description_finding_and_its_table(page, parsed):
    charts = [attrs for attrs in parsed.of("svg") if attrs.get("class") == "chart"]
    assert len(charts) == len(parsed.of("figcaption")) == page.count("The same figures as a table") == 6
    assert len(parsed.of("title")) == len(charts) + 1
    assert len(parsed.of("desc")) == len(charts)


def test_sections_come_in_the_order_that_the_reader_needs(page):
    order = [
        page.index(f'<section id="{name}"') for name in ("evidence", "plan", "sheet", "shortlist", "unknowns", "method")
    ]
    assert order == sorted(order)


def test_the_untracked_share_stands_before_everything_else_about_the_shop(page):
    section = page[page.index('<section id="sheet"') :]
    assert section.index("65 of 367 orders (17.7\u00a0%) are untracked") < section.index("Orders in the shop")
    assert page.index("are untracked") < page.index("<main")


def test_the_parts_of_the_orders_are_in_the_bar_and_in_its_legend(page):
    for words in (
        "no code: 17.7\u00a0%, 65 orders",
        "nobody in the sheet holds: 9.0\u00a0%, 33 orders",
        "code: 73.3\u00a0%, 269 orders",
    ):
        assert words in page.replace("&#x27;", "'")


def test_a_number_keeps_its_unit_on_one_line_and_what_was_typed_stays_as_it_is():
    written = '<p title="80 %">80 %, EUR 5 in 30 min, n 12 of 3 shops</p><textarea>80 %</textarea>'
    together = '<p title="80 %">80_%, EUR_5 in 30_min, n_12 of 3 shops</p><textarea>80 %</textarea>'

    assert kept_together(written) == together.replace("_", "\u00a0")


def test_without_orders_there_is_no_sheet_section_and_no_dead_link(factory):
    text = render_html(factory.report_input(sheet=None))
    assert 'id="sheet"' not in text
    assert "#sheet" not in text


def test_typed_and_booked_stand_side_by_side_for_each_code(page):
    row = re.search(r"<tr><th scope=\"row\"><code class=\"code\">MINA10</code>.*?</tr>", page).group(0)
    assert re.findall(r"<td class=\"number\">(.*?)</td>", row)[:6] == ["16", "16", "1", "0", "15", "1, 2"]


def test_differences_are_named_and_never_matched_silently(page):
    for words in ("Phantom:", "Mistyped:", "Shared:", "Possibly leaked:", "Uses differ", "Revenue differs"):
        assert f"<h4>{words}" in page


def test_text_of_people_cannot_become_markup(page):
    assert "<script" not in page
    assert "Ben &lt;script&gt;alert(1)&lt;/script&gt; Sampleton" in page


def test_text_in_a_finding_or_a_source_cannot_become_markup(factory):
    plan = replace(factory.plan(), changes=("<img src=x onerror=alert(1)> {cr_01}",))
    text = render_html(factory.report_input(plan=plan, sources=("<b>bold</b>",)))
    assert "<img" not in text
    assert "<b>bold" not in text


def test_names_keep_their_own_direction(page):
    assert "<bdi>سارة مثال</bdi>" in page


def test_marks_that_turn_the_direction_of_what_follows_are_taken_out(factory):
    evil = replace(factory.creator(0), name="moc.live\u202egpj")
    text = render_html(factory.report_input(creators=(evil,)))
    assert "\u202e" not in text


def test_an_address_that_is_no_web_page_is_no_link(factory):
    creator = factory.creator(0)
    bad = replace(creator, accounts=(replace(creator.accounts[0], url="javascript:alert(1)"),))
    assert "javascript:" not in render_html(factory.report_input(creators=(bad,)))


def test_hidden_names_leave_no_trace_of_anybody(factory):
    text = render_html(factory.report_input(names_shown=False)).casefold()
    leaks = ["secret", "graz", "script&gt;"]
    for name, handle, *_ in factory.PEOPLE:
        leaks += [name.casefold(), handle.casefold()]
    leaks += [factory.code_of(number).casefold() for number in range(len(factory.PEOPLE))]
    assert [leak for leak in leaks if leak in text] == []


def test_hidden_names_leave_row_ids_in_their_place(factory):
    text = render_html(factory.report_input(names_shown=False))
    assert "<bdi>cr_01</bdi>" in text
    assert "<bdi>cr_05</bdi> leaves above €340" in text


def test_hidden_names_are_struck_out_of_free_text_too(factory):
    plan = replace(
        factory.plan(), changes=("@mina.backt.xmpl, Mina Muster and @somebody.else at https://x.example/mina",)
    )
    text = render_html(factory.report_input(plan=plan, names_shown=False))
    assert "cr_01, cr_01 and a creator at a link" in text


def test_long_quotes_are_not_shown_where_names_are_hidden(factory):
    plan = replace(factory.plan(), changes=("Her bio says “I bake every day in my little kitchen by the river”",))
    text = render_html(factory.report_input(plan=plan, names_shown=False))
    assert "little kitchen" not in text


def test_creators_who_are_gone_are_shown_as_erased(factory):
    creators: tuple[Creator, ...] = tuple(factory.creator(number) for number in range(1, 12))
    text = render_html(factory.report_input(creators=creators))
    assert "<bdi>erased creator</bdi>" in text
    assert "Mina Muster" not in text


def test_bios_and_notes_are_never_on_the_page(page):
    assert "SECRETBIO" not in page
    assert "SECRETNOTE" not in page


def test_equal_input_gives_equal_bytes(factory, page):
    assert render_html(factory.report_input()) == page


def test_the_time_stands_in_one_element_only(factory, page):
    later = render_html(factory.report_input(as_of=factory.AS_OF.replace(month=9, hour=23)))
    assert later != page
    assert timeless(later) == timeless(page)


def test_a_made_up_market_is_marked_and_a_real_one_is_not(factory, page):
    assert "Made-up market." in page
    assert "Made-up market." not in render_html(factory.report_input(made_up=False))


def test_an_unknown_is_a_word_with_its_reason_and_never_a_nought(page):
    row = page[page.index('id="candidate-10"') : page.index('id="candidate-11"')]
    assert "the sheet has no readable follower count" in row
    assert not re.search(r'class="main">0(?:\.0)?[ %<]', row)


def test_the_bound_and_the_reasons_of_each_line_are_there(factory, page):
    section = page[page.index('<section id="plan"') : page.index('<section id="sheet"')]
    assert "No other choice in this model brings more than 0.7\u00a0% more." in section
    assert section.count("Rests on ") == factory.CHOSEN


def test_codes_that_did_nothing_are_named_in_a_sentence_and_not_in_rows_of_noughts(factory):
    sheet = factory.sheet()
    quiet = replace(sheet.codes[0], code="QUIET10", owners=("ac_away",), orders=0, counted=0)
    text = render_html(factory.report_input(sheet=replace(sheet, codes=(*sheet.codes, quiet))))
    assert "1 code without an order or a typed use: QUIET10." in text
    assert '<code class="code">QUIET10</code>' not in text


def test_evidence_that_repeats_its_claim_keeps_only_its_reference(factory):
    finding = Finding(check="place", claim="country is DE", evidence=(Evidence(text="Country is DE", ref="ba_01:77"),))
    plan = replace(factory.plan(), not_chosen=(finding,))
    text = render_html(factory.report_input(plan=plan))
    assert "Country is DE" not in text
    assert '<code class="ref">ba_01:77</code>' in text


def test_an_empty_plan_and_an_empty_list_still_make_a_page(factory):
    plan = replace(factory.plan(), lines=(), evidence_mix=(), tier_mix=(), changes=(), not_chosen=(), binding=())
    shortlist = replace(factory.shortlist(), candidates=(), apart=(), left_out=(), wish_counts=(), left_out_total=0)
    text = render_html(factory.report_input(plan=plan, shortlist=shortlist, creators=(), sheet=None))
    assert "relax one of the hard wishes" in text
    assert Page(text).problems == []


def test_forty_candidates_stay_small_and_quick(factory):
    report = factory.forty_candidates()
    render_html(report)
    begun = time.process_time()
    text = render_html(report)
    spent = time.process_time() - begun
    assert len(text.encode()) < 600_000
    assert spent < 0.4


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else(page):
    assert re.search(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'", page)


def test_the_engine_needs_no_settings():
    code = "import shoal.report; from django.conf import settings; print(settings.configured)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
