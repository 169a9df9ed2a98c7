"""The list as a whole: who is on it, who waits, who is left out, and what is said of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shoal.domain.brief import Circle, Wish
from shoal.domain.finding import Evidence

NAN = float("nan")
AT = Wish(field="country", test="is", value=("AT",))
NANO = Wish(field="tier", test="is", value=("nano",))
CENTRE = Circle(name="Neubau", latitude=48.2021, longitude=16.3493, radius_km=15.0)


def finding(findings, check: str):
    return next(one for one in findings if one.check == check)


def test_everybody_is_somewhere_once(build, brief, market, dice):
    countries = dice.choice(["AT", "DE", ""], size=300)
    rows = [{"country": str(country), "creator_id": f"c{n // 2}"} for n, country in enumerate(countries)]
    result = build(brief(wishes=(AT,)), market(rows))

    assert result.pool == len(result.candidates) + result.apart_total + result.left_out_total == 150


def test_whoever_is_left_out_has_the_first_failed_wish_with_its_figure(build, brief, market):
    circle = Wish(field="circle", test="within", value=CENTRE)
    result = build(brief(wishes=(circle, NANO)), market([{"latitude": 48.57, "followers": 99_000.0}]))

    assert result.left_out[0].because.claim == "lives 40.9 km from Neubau, wish: within 15 km of Neubau"


def test_the_fact_that_left_somebody_out_can_be_opened(build, brief, market):
    result = build(brief(wishes=(AT,)), market([{"country": "DE", "ref": "b3:44"}]))

    assert result.left_out[0].because.evidence == (Evidence(text="country is DE", ref="b3:44"),)


def test_the_nearest_of_those_left_out_come_first(build, brief, market):
    wishes = (Wish(field="followers", test="at_least", value=10_000), AT)
    rows = [{"followers": 100.0}, {"followers": 9_000.0}, {"followers": 9_500.0, "country": "DE"}]
    result = build(brief(wishes=wishes), market(rows))

    assert [one.account_id for one in result.left_out] == ["a00001", "a00000", "a00002"]


def test_sixty_of_many_are_shown_and_all_are_counted(build, brief, market):
    result = build(brief(wishes=(AT,)), market([{"country": "DE"}] * 100))

    assert (len(result.left_out), result.left_out_total) == (60, 100)


def test_who_fits_but_stands_behind_the_last_place_is_next_in_line(build, brief, market):
    result = build(brief(shortlist_size=2), market([{}, {}, {}]))

    assert result.left_out[0].because.claim == "fits every hard wish, at place 3: the list holds 2"


def test_who_waits_on_a_fact_is_told_apart_with_the_quickest_remedy(build, brief, market):
    because = build(brief(wishes=(AT,)), market([{"country": ""}])).apart[0].because

    assert (because.weight, because.settle, because.settle_seconds) == ("?", "look at their profile for a country", 20)


def test_who_fails_one_wish_and_is_unknown_on_another_is_left_out(build, brief, market):
    result = build(brief(wishes=(AT, NANO)), market([{"country": "", "followers": 90_000.0}]))

    assert result.left_out[0].because.check == "tier"


@pytest.mark.parametrize("unknowns", ["open", "strict"])
def test_whoever_waits_for_the_under_18_check_is_neither_listed_nor_apart(build, brief, market, unknowns):
    rows = [{"blocked": True, "bio": "15 y/o"}, {"blocked": True, "country": ""}]
    result = build(brief(wishes=(AT,), unknowns=unknowns), market(rows))

    assert (list(result.candidates), list(result.apart), result.left_out_total) == ([], [], 2)


def test_the_under_18_rule_speaks_neutrally_and_quotes_nothing(build, brief, market):
    because = build(brief(), market([{"blocked": True, "bio": "15 y/o"}])).left_out[0].because

    assert (because.check, because.weight, because.evidence) == ("suspected_minor", "0", ())


def test_whoever_waits_for_the_under_18_check_is_never_hidden_among_the_rest(build, brief, market):
    rows = [*[{"country": "DE"}] * 100, {"country": "DE", "followers": 9e6, "blocked": True}]
    result = build(brief(wishes=(AT, NANO)), market(rows))

    assert result.left_out[0].because.check == "suspected_minor"


def test_no_account_of_a_blocked_creator_slips_through(build, brief, market):
    result = build(brief(), market([{"creator_id": "c", "blocked": True}, {"creator_id": "c"}]))

    assert (len(result.candidates), result.left_out_total) == (0, 1)


def test_a_creator_with_two_accounts_is_one_candidate_by_her_better_one(build, brief, market):
    rows = [{"creator_id": "c"}, {"creator_id": "c", "platform": "tiktok", "own_orders": 9.0}]
    result = build(brief(), market(rows))

    assert [one.account_id for one in result.candidates] == ["a00001"]


def test_her_other_account_is_mentioned(build, brief, market):
    rows = [{"creator_id": "c", "followers": 70_000.0}, {"creator_id": "c", "own_orders": 9.0}]
    result = build(brief(wishes=(NANO,)), market(rows))

    claim = finding(result.candidates[0].reasons, "other_account").claim
    assert claim.startswith("another account of theirs on instagram, 70,000 followers: does not fit every wish")
    assert claim.endswith("people together: how many follow both is not known")


def test_accounts_of_which_a_person_says_that_they_are_one_are_taken_once(build, brief, market):
    supply = market([{"creator_id": name} for name in "abc"])
    joined = replace(supply, person=np.array(["a", "a", "c"], dtype=object))

    assert [len(build(brief(), one).candidates) for one in (supply, joined)] == [3, 2]


def test_one_fitting_account_is_enough_for_a_creator(build, brief, market):
    rows = [{"creator_id": "c", "country": "DE"}, {"creator_id": "c"}, {"creator_id": "d", "country": ""}]
    result = build(brief(wishes=(AT,)), market(rows))

    assert [(one.wish, one.kept, one.dropped, one.unknown) for one in result.wish_counts] == [("country = AT", 1, 0, 1)]


def test_a_list_that_keeps_nobody_says_which_wish_costs_most(build, brief, market):
    rows = [{"country": "DE"}] * 14 + [{"followers": 90_000.0}] * 3
    result = build(brief(wishes=(AT, NANO)), market(rows))

    assert result.notes == ("0 matches: dropping the wish “country = AT” gives 14",)


def test_a_list_that_no_single_wish_can_save_says_so(build, brief, market):
    result = build(brief(wishes=(AT, NANO)), market([{"country": "DE", "followers": 90_000.0}]))

    assert result.notes == ("0 matches: dropping any single hard wish gives no more",)


def test_a_brief_without_wishes_lists_everybody(build, brief, market):
    result = build(brief(), market([{}] * 3))

    assert (len(result.candidates), result.wish_counts, result.left_out) == (3, (), ())


def test_an_empty_pool_gives_an_empty_list(build, brief, market):
    result = build(brief(wishes=(AT,), text="coffee"), market([]))

    assert (result.pool, len(result.candidates), result.left_out_total) == (0, 0, 0)


def test_the_same_inputs_give_the_same_list(build, brief, market):
    rows = [{"bio": "vegan coffee", "own_orders": 2.0}, {"bio": "coffee"}, {"country": ""}]

    assert build(brief(wishes=(AT,), text="coffee"), market(rows)) == build(
        brief(wishes=(AT,), text="coffee"), market(rows)
    )


def test_a_matched_word_is_a_reason_with_a_quote(build, brief, market):
    result = build(brief(text="vegan coffee"), market([{"bio": "Vegan baker", "ref": "b1:9"}]))

    assert finding(result.candidates[0].reasons, "words").evidence == (Evidence(text='bio: "Vegan baker"', ref="b1:9"),)


def test_every_unknown_has_a_remedy_and_its_seconds(build, brief, market):
    row = {"rate": NAN, "followers": NAN, "price": NAN, "country": "", "city": ""}
    unknowns = build(brief(), market([row])).candidates[0].unknowns

    assert {one.check: one.settle_seconds for one in unknowns} == {
        "engagement": 30,
        "followers": 10,
        "price": 60,
        "city": 20,
        "text": 20,
        "audience": 120,
    }


def test_a_price_that_is_only_a_benchmark_is_an_open_question(build, brief, market):
    unknowns = build(brief(), market([{"price_basis": "benchmark"}])).candidates[0].unknowns

    assert finding(unknowns, "price").claim == "no price of their own is known, only a benchmark"


def test_followers_that_were_counted_keep_their_source(build, brief, market):
    value = build(brief(), market([{"ref": "b1:7"}])).candidates[0].followers

    assert (value.state, value.estimate.level, value.provenance.ref) == ("observed", 1.0, "b1:7")


def test_followers_that_were_rounded_keep_the_ends_of_their_writing(build, brief, market):
    row = {"followers": 12_500.0, "followers_low": 12_450.0, "followers_high": 12_550.0}
    value = build(brief(), market([row])).candidates[0].followers

    assert (value.state, value.estimate.low, value.estimate.high) == ("estimated", 12_450.0, 12_550.0)


def test_unknown_figures_are_words_with_a_reason_and_never_zero(build, brief, market):
    row = {"followers": NAN, "rate": NAN, "reach": NAN}
    one = build(brief(), market([row])).candidates[0]
    figures = (one.followers, one.engagement, one.response.reach)

    assert all(figure.estimate is None and figure.state == "unknown" and figure.reason for figure in figures)


def test_an_unknown_price_says_unknown(build, brief, market):
    assert build(brief(), market([{"price": NAN}])).candidates[0].price.basis == "unknown"


def test_the_rate_keeps_its_interval_level_and_count(build, brief, market):
    seen = build(brief(), market([{}])).candidates[0].engagement.estimate

    assert (seen.value, seen.low, seen.high, seen.level, seen.n) == (0.03, 0.025, 0.036, 0.8, 6)


def test_the_last_digit_of_another_processor_is_not_on_the_list(build, brief, market):
    row = {"reach": 900.123456789012, "orders": 1.23456789012}
    last_digit = {name: float(np.nextafter(figure, np.inf)) for name, figure in row.items()}
    here, there = (build(brief(), market([one])).candidates[0].response for one in (row, last_digit))
    assert here == there
    assert here.reach.estimate.value == 900.123457  # nine digits, from which the dice of a plan are thrown
