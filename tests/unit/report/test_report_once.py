"""Said once: what lines and candidates share stands above their table, what is only hers in her row."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shoal.domain.finding import Evidence, Finding
from shoal.domain.intake import Batch
from shoal.domain.values import Money
from shoal.report import render_html

GUESS = "nobody reported their views: counted at the low side"
BATCH = Batch(
    id="ba_01",
    kind="creators",
    source="brand_spreadsheet.csv",
    label="brand_spreadsheet",
    at=datetime(2026, 5, 17, 8, 0, tzinfo=UTC),
    counts={"error": 4, "new": 45},
    policy="user_file",
    sha256="ab" * 32,
)


def section(text, name):
    return re.search(rf'<section id="{name}".*?(?=<section id="|</main>)', text, re.DOTALL).group(0)


def rows(text):
    body = text.split('<table class="lines">')[1].split("</table>")[0]
    return re.findall(r'<tr><th scope="row">.*?</tr>', body, re.DOTALL)


def planned(factory, extra, count):
    """Return a plan of which the first lines carry one more finding each."""
    plan = factory.plan()
    lines = [replace(line, reasons=(*line.reasons, extra(line, at))) for at, line in enumerate(plan.lines[:count])]
    return replace(plan, lines=(*lines, *plan.lines[count:]))


def guess(line, at):
    del at
    return Finding(check="views_guessed", claim=GUESS, weight="?", evidence=(Evidence(text="", ref=line.creator_id),))


def test_what_three_lines_say_is_said_once_above_them(factory):
    text = section(render_html(factory.report_input(plan=planned(factory, guess, 5))), "plan")
    assert text.count(GUESS) == 1
    assert f"<strong>5 of 8 lines:</strong> {GUESS}" in text


def test_what_two_lines_say_stays_in_the_lines(factory):
    text = section(render_html(factory.report_input(plan=planned(factory, guess, 2))), "plan")
    assert text.count(GUESS) == 2


def test_each_line_leads_to_the_notes_that_hold_for_it(factory):
    text = render_html(factory.report_input(plan=planned(factory, guess, 5)))
    mark = re.search(rf'id="line-note-(\w)"(?:(?!</li>).)*{GUESS}', text).group(1)
    assert [f'href="#line-note-{mark}"' in row for row in rows(text)] == [True] * 5 + [False] * 3


def test_guessed_prices_are_one_note_though_each_has_its_own_range(factory):
    def priced(line, at):
        del line
        return Finding(
            check="price_guessed", claim=f"their price is a guess (EUR {at}.00 to EUR 90.00, 80 %)", weight="?"
        )

    text = section(render_html(factory.report_input(plan=planned(factory, priced, 4))), "plan")
    assert "<strong>4 of 8 lines:</strong> the price is a guess" in text


def test_a_line_shows_two_reasons_at_most_and_what_speaks_against_her_first(factory):
    def doubted(line, at):
        return Finding(check="verdict", claim=f"a look at {line.platform} is due, number {at}", weight="-")

    text = render_html(factory.report_input(plan=planned(factory, doubted, 8)))
    first = [re.search(r'<ul class="findings brief">(.*?)</ul>', row, re.DOTALL) for row in rows(text)]
    shown = [found.group(1) for found in first]
    assert all(item.count("<li") <= 2 for item in shown)
    assert all(item.index("Against") < 60 for item in shown)


def test_every_line_opens_its_place_on_the_shortlist(page):
    assert [f'href="#candidate-{at}"' in row for at, row in enumerate(rows(page), start=1)] == [True] * 8


def test_ids_of_creators_are_never_text_where_names_are_shown(page):
    assert not re.findall(r">[^<]*\b(?:cr|ac)_\w+", page.split("</style>")[1])


def test_references_open_the_import_that_they_come_from(factory):
    text = render_html(factory.report_input(batches=(BATCH,)))
    assert '<a class="ref" href="#ba_01">brand_spreadsheet, line 1</a>' in text
    assert '<li id="ba_01"><strong>brand_spreadsheet</strong>: creators from brand_spreadsheet.csv' in text
    assert "17 May 2026: 45 new, 4 in error. Kept as your own file." in text


def test_a_reference_to_an_import_that_is_not_listed_stays_readable(page):
    assert '<code class="ref">ba_01:1</code>' in page


def test_names_of_people_stay_out_of_links_to_imports(factory):
    batch = replace(BATCH, label="list of Mina Muster")
    text = render_html(factory.report_input(batches=(batch,), names_shown=False))
    assert "Mina Muster" not in text


def test_a_deal_without_a_fee_names_what_is_not_priced(factory):
    plan, shortlist = factory.plan(), factory.shortlist()
    price = replace(shortlist.candidates[0].price, low=0, fair=0, high=0, ceiling=0, reason="gift deal: no fee")
    candidates = (replace(shortlist.candidates[0], price=price), *shortlist.candidates[1:])
    lines = (replace(plan.lines[0], price=Money(minor=0, currency="EUR")), *plan.lines[1:])
    report = factory.report_input(plan=replace(plan, lines=lines), shortlist=replace(shortlist, candidates=candidates))
    row = rows(render_html(report))[0]
    assert "no fee (gift)" in row
    assert "product and shipping not priced" in row
    assert "€0.00" not in row


def test_there_are_four_figures_and_the_sum_of_reaches_stands_small_under_the_reach(page):
    tiles = re.search(r'<dl class="tiles">.*?</dl>', page, re.DOTALL).group(0)
    titles = re.findall(r"<dt>(.*?)</dt>", tiles)
    assert titles == ["Cost", "Reach, each person once", "Engagements", "Orders"]
    assert "<span>sum of reaches: 31,700 (" in tiles


def test_orders_stand_with_their_decimal_points_below_each_other(page):
    cells = [re.findall(r'<td class="number">(.*?)</td>', row)[2] for row in rows(page)]
    assert all('<span class="frac">' in cell for cell in cells)


def test_what_half_of_the_candidates_do_not_know_is_said_once_with_its_remedy(factory):
    base = factory.shortlist()
    open_question = Finding(
        check="audience", claim="where their audience lives is not known", weight="?", settle="ask them"
    )
    known = tuple(replace(one, unknowns=(*one.unknowns, open_question)) for one in base.candidates)
    text = render_html(factory.report_input(shortlist=replace(base, candidates=known)))
    above, table = section(text, "shortlist").split('<table class="candidates">')
    visible = re.sub(r'<tr class="behind">.*?</tr>', "", table, flags=re.DOTALL)
    assert "All 12 candidates:" in above
    assert "What would settle it: ask them" in above
    assert "where their audience lives" not in visible


def test_meeting_a_hard_wish_is_no_reason_that_tells_candidates_apart(factory):
    base = factory.shortlist()
    met = Finding(check="country", claim="country is AT", weight="+")
    own = Finding(check="topic", claim="mentions rye", weight="+")
    changed = tuple(replace(one, reasons=(met, own)) for one in base.candidates)
    text = render_html(factory.report_input(shortlist=replace(base, candidates=changed)))
    row = re.search(r'<tr class="candidate" id="candidate-1">.*?</tr>', text, re.DOTALL).group(0)
    assert "mentions rye" in row
    assert "country is Austria" not in row


def test_orders_without_a_code_come_first_and_all_codes_are_summed_last(factory, page):
    table = section(page, "sheet").rsplit("code by code; amounts in EUR", 1)[1]
    heads = re.findall(r'<tr><th scope="row">(.*?)</th>', table.split("</table>")[0])
    assert heads[0] == "no code: untracked"
    assert heads[-1] == "all"
    last = re.findall(r'<tr><th scope="row">all</th>(.*?)</tr>', table)[0]
    booked = sum(record.orders for record in factory.sheet().codes)
    assert re.findall(r'<td class="number">(.*?)</td>', last)[1] == f"{booked:,}"


def test_typed_figures_are_marked_where_a_difference_was_found_and_nowhere_else(factory):
    sheet = factory.sheet()
    differing = replace(sheet.differences[0], kind="uses_differ", code="mina10")
    text = render_html(factory.report_input(sheet=replace(sheet, differences=(differing,))))
    table = section(text, "sheet").rsplit("code by code; amounts in EUR", 1)[1]
    marked = [row for row in re.findall(r'<tr><th scope="row">.*?</tr>', table) if "differs</span>" in row]
    assert [re.findall(r'<code class="code">(\w+)', row)[0] for row in marked] == ["MINA10"]
    assert marked[0].count("differs</span>") == 1


def test_a_phantom_code_whose_holder_is_kept_off_the_page_is_not_called_quiet(factory):
    sheet = factory.sheet()
    ghost = replace(sheet.codes[0], code="GHOST10", owners=("ac_away",), orders=0, counted=0)
    phantom = replace(sheet.differences[0], kind="typed_not_booked", code="GHOST10", account_ids=("ac_away",))
    haunted = replace(sheet, codes=(*sheet.codes, ghost), differences=(phantom,))
    text = section(render_html(factory.report_input(sheet=haunted)), "sheet")
    assert '<code class="code">GHOST10</code></th>' in text
    assert "without an order or a typed use" not in text


@pytest.mark.parametrize("count", [40, 60])
def test_long_shortlists_stay_below_half_a_megabyte(factory, count):
    base = factory.shortlist()
    many = tuple(replace(base.candidates[n % 12], score=9 - n / 20) for n in range(count))
    text = render_html(factory.report_input(shortlist=replace(base, candidates=many), batches=(BATCH,)))
    assert len(text.encode()) < 500_000
