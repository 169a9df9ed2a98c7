"""Plans on the page: built under a budget, steered by people, compared, adopted."""

from __future__ import annotations

import re

import pytest
from briefs_market import BRIEF, fill

URL = "brief/spring/plan/"


@pytest.fixture
def listed(cast, tmp_path):
    """Return a workspace with a shortlist and no plan."""
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    cast.shoal.planning.shortlist("spring")
    return cast


@pytest.fixture
def planned(listed):
    """Return a workspace with a plan."""
    listed.shoal.planning.build("spring")
    return listed


def ask(cast, who="ben", **told):
    return cast.client(who).post(cast.url(URL), {"budget": "1500", "use": "typed", "after": "1", **told})


def newest(cast):
    return cast.shoal.planning.show_plan("spring")


def inside(cast):
    return {line.account_id for line in newest(cast).lines}


def outside(cast):
    shortlist = cast.shoal.planning.show_shortlist("spring")
    return [one.account_id for one in shortlist.candidates if one.account_id not in inside(cast) and one.price.known]


def test_a_typed_budget_builds_a_plan_and_the_same_form_twice_builds_one(listed):
    first, second = (ask(listed, budget="1.000", after="0") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert newest(listed).version == 1
    assert newest(listed).budget.minor == 100_000
    assert newest(listed).cost.minor <= 100_000


def test_without_a_shortlist_the_first_plan_builds_it(cast, tmp_path):
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    ask(cast, after="0")

    assert newest(cast).lines


def test_the_page_says_evidence_first_then_the_bound_and_ranges(planned):
    text = planned.client("cleo").get(planned.url(URL)).content.decode()

    assert text.index("What it rests on") < text.index("No other choice in this model brings more")
    assert "The model itself is uncertain: see the ranges." in text
    assert "80\u00a0%" in text
    assert "What would change this plan" in text


def test_the_slider_counts_where_its_own_button_was_pressed(planned):
    ask(planned, budget="700", slider="900", use="slider")

    assert newest(planned).budget.minor == 90_000


def test_the_slider_fills_the_typed_field_and_reads_it_back(planned):
    part = planned.client("ben").get(planned.url(URL + "?part=budget&slider=900")).content.decode()

    assert 'value="900 EUR"' in part
    assert "nine hundred EUR" in part


def test_a_pin_a_ban_and_a_fee_hold_in_the_next_plan(planned):
    pinned, banned = outside(planned)[0], next(iter(inside(planned)))
    ask(planned, **{f"steer-{pinned}": "pin", f"steer-{banned}": "ban", f"fee-{pinned}": "12,50"})

    line = next(line for line in newest(planned).lines if line.account_id == pinned)
    assert banned not in inside(planned)
    assert (line.price.minor, line.price_basis) == (1_250, "typed_in_plan")
    assert planned.shoal.planning.show_plan("spring", 1).steering.pinned == ()


def test_what_was_decided_on_the_shortlist_counts_in_the_plan(planned):
    wanted, unwanted = outside(planned)[0], next(iter(inside(planned)))
    planned.shoal.decisions.decide("spring", [wanted], "wanted", "old friend")
    planned.shoal.decisions.decide("spring", [unwanted], "unwanted", "not again")
    ask(planned, **{f"steer-{unwanted}": "pin"})

    assert wanted in inside(planned)
    assert unwanted not in inside(planned)


def test_wishes_that_clash_are_named_with_the_way_out_and_what_was_typed_stays(planned):
    pins = {f"steer-{account}": "pin" for account in sorted(inside(planned))}
    dear = sorted(inside(planned))[0]
    answer = ask(planned, **pins, budget="250 EUR", **{f"fee-{dear}": "240"})
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "clash" in text
    assert "raise the budget" in text.casefold()
    assert not re.search(r"\{cr_", text)
    assert 'value="250 EUR"' in text
    assert 'value="240"' in text
    assert newest(planned).version == 1


@pytest.mark.parametrize(("field", "typed"), [("budget", "plenty"), ("budget", "0"), ("budget", "900 USD")])
def test_a_budget_that_cannot_be_is_said_beside_it(planned, field, typed):
    answer = ask(planned, **{field: typed})

    assert (answer.status_code, bool(answer.context["wrong"]["budget"])) == (422, True)
    assert f'value="{typed}"' in answer.content.decode()


def test_a_fee_that_cannot_be_read_is_said_beside_it(planned):
    her = next(iter(inside(planned)))
    answer = ask(planned, **{f"fee-{her}": "cheap"})

    assert (answer.status_code, f'value="cheap" aria-invalid="true"' in answer.content.decode()) == (422, True)  # noqa: F541


def test_only_an_approver_adopts_and_undo_puts_the_one_before_back(planned):
    planned.shoal.planning.build("spring", budget="900 EUR")
    ada, url = planned.client("ada"), planned.url(URL + "adopt/")
    refused = planned.client("ben").post(url, {"version": "1"})
    ada.post(url, {"version": "1"})
    ada.post(url, {"version": "2"})
    now = planned.shoal.decisions.adopted("spring")
    undo = ada.get(planned.url(URL)).context["messages"][-1]["undo_url"]
    ada.post(undo)

    assert (refused.status_code, now, planned.shoal.decisions.adopted("spring")) == (403, 2, 1)
    ada.post(url, {"version": "none"})
    assert planned.shoal.decisions.adopted("spring") is None


def test_two_plans_stand_beside_each_other(planned):
    planned.shoal.planning.build("spring", budget="600 EUR")
    page = planned.client("cleo").get(planned.url(URL + "compare/?one=1&other=2"))

    assert page.status_code == 200
    assert page.context["found"].only_one > 0
    assert b"\xe2\x82\xac600.00" in page.content


def test_the_frontier_is_drawn_on_demand_and_then_stands_on_the_page(planned):
    cleo = planned.client("cleo")
    before = cleo.get(planned.url(URL)).content.decode()
    drawn = cleo.get(planned.url(URL + "?part=pictures")).content.decode()
    after = cleo.get(planned.url(URL)).content.decode()

    assert "Draw it now" in before
    assert "you are here" in drawn
    assert "you are here" in after
    assert drawn.count("(this plan)") == 1


def test_without_a_script_the_frontier_is_a_link_away(planned):
    assert b"you are here" in planned.client("cleo").get(planned.url(URL + "?draw=1")).content


@pytest.mark.parametrize("chart", ["mix", "tiers", "frontier"])
def test_the_figures_of_each_picture_come_as_csv(planned, chart):
    assert planned.client("cleo").get(planned.url(URL + f"pictures/{chart}.csv")).status_code == 200


def test_a_viewer_reads_the_plan_and_changes_nothing(planned):
    cleo = planned.client("cleo")
    text = cleo.get(planned.url(URL)).content.decode()

    assert ('name="budget"' in text, "Adopt plan" in text) == (False, False)
    assert ask(planned, "cleo").status_code == 403
    assert newest(planned).version == 1


@pytest.mark.parametrize("path", ["", "compare/", "pictures/mix.csv", "?part=pictures"])
def test_another_brand_sees_no_plan(planned, path):
    assert planned.client("dov").get(planned.url(URL + path)).status_code == 404
    assert planned.client().get(planned.url(URL + path)).status_code == 302
    assert planned.client("dov").get(planned.url(URL + path, planned.other)).status_code == 404
