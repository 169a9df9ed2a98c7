"""Figures and sentences: what is shown is true, and what is not known is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shoal.domain.plan import Bound, EvidenceShare
from shoal.domain.values import Estimate, Money, Provenance, Value, counted, unknown
from shoal.report import (
    bound_sentence,
    change_sentences,
    cost_sentence,
    evidence_mix_sentence,
    moment_text,
    money_text,
    name_book,
    number_text,
    price_text,
    reach_sentence,
    remedies,
    seconds_text,
    share_text,
    shortlist_sentence,
    size_sentence,
    untracked_sentence,
)


def figure(value, low, high, *, level=0.8, n=12, unit="people", **changes):
    estimate = Estimate(value=value, low=low, high=high, level=level, n=n, method=changes.pop("method", "EB"))
    return Value(name="reach", state=changes.pop("state", "estimated"), unit=unit, estimate=estimate, **changes)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (figure(12_412, 9_821, 15_287), "12,400 (9,820 to 15,300, 80 %) · n 12"),
        (figure(12_412, 12_401, 12_423), "12,412 (12,401 to 12,423, 80 %) · n 12"),
        (figure(61.7, 30.9, 108.2, unit="orders"), "62 (31 to 108, 80 %) · n 12"),
        (figure(0.23, 0.007, 6.98, unit="orders"), "0.23 (0.0070 to 7.0, 80 %) · n 12"),
        (figure(0.0912, 0.0524, 0.1401, level=0.9, n=6, unit="fraction"), "9.1 % (5.2 to 14, 90 %) · n 6"),
        (figure(0.034, 0.034, 0.034, level=1.0, unit="fraction", method="typed"), "3.4 % typed"),
        (figure(12_500, 12_450, 12_550, level=1.0, method="typed"), "12,500 (12,450 to 12,550) · typed"),
        (figure(12_345, 6_000, 30_000, unit="EUR"), "€123 (€60 to €300, 80 %) · n 12"),
        (figure(500, 100, 2_000, n=0, state="prior_only"), "500 (100 to 2,000, 80 %) · benchmark only"),
        (counted("followers", 12_400, "people"), "12,400 counted"),
        (counted("refunds", 0, "orders"), "0 counted"),
    ],
)
def test_a_figure_shows_value_range_level_and_n(value, text):
    assert number_text(value) == text


def test_a_figure_of_a_vendor_names_the_vendor():
    source = Provenance(source="Modash report", policy="vendor")
    value = figure(0.041, 0.041, 0.041, level=1.0, unit="fraction", method="vendor", provenance=source)
    assert number_text(value) == "4.1 % reported by Modash report"


def test_an_unknown_figure_is_the_word_and_its_reason():
    assert (
        number_text(unknown("er_lc_f", "no posts were brought in", "fraction")) == "unknown: no posts were brought in"
    )


def test_a_reason_that_is_a_code_is_written_out():
    assert number_text(unknown("er_lc_f", "likes_hidden", "fraction")) == "unknown: likes are hidden"


@pytest.mark.parametrize("state", ["unknown", "withheld", "not_applicable"])
def test_no_state_without_a_number_ever_shows_a_digit(state):
    value = Value(name="reach", state=state, unit="people", reason="the policy says so")
    assert not any(mark.isdigit() for mark in number_text(value))


def test_a_figure_that_is_not_a_number_is_unknown_and_not_nan():
    assert number_text(figure(float("nan"), 0, 1)).startswith("unknown")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(minor=493_500, currency="EUR"), "€4,935.00"),
        (Money(minor=4_935, currency="JPY"), "¥4,935"),
        (Money(minor=120_050, currency="PLN"), "PLN 1,200.50"),
        (Money(minor=1_234_567, currency="KWD"), "KWD 1,234.567"),
        (Money(minor=-250, currency="EUR"), "-€2.50"),
    ],
)
def test_money_keeps_the_decimals_of_its_currency(money, text):
    assert money_text(money) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0.0 %"), (0.0002, "under 0.1 %"), (0.9997, "over 99.9 %"), (1.0, "100.0 %")]
)
def test_a_share_never_rounds_a_part_to_none_or_to_all(share, text):
    assert share_text(share) == text


def test_a_bound_is_rounded_up_so_that_it_stays_true():
    bound = Bound(value=100.0, upper=100.61, unit="orders", method="knapsack")
    assert bound_sentence(bound) == (
        "No other choice in this model brings more than 0.7 % more. The model itself is uncertain: see the ranges."
    )


def test_a_bound_of_exactly_seven_tenths_is_not_rounded_to_eight():
    assert "more than 0.7 % more" in bound_sentence(Bound(value=1000.0, upper=1007.0, unit="orders", method="knapsack"))


@pytest.mark.parametrize(("value", "upper"), [(0.0, 5.0), (3.0, float("inf"))])
def test_no_bound_is_claimed_where_there_is_none(value, upper):
    assert bound_sentence(Bound(value=value, upper=upper, unit="orders", method="")).startswith("No bound is stated")


def test_the_mix_starts_with_the_strongest_evidence_and_skips_what_is_absent(factory):
    assert evidence_mix_sentence(factory.plan().evidence_mix) == (
        "Of the plan's expected value, 81.1 % rests on own sales (4 lines), 12.8 % on counted posts (2 lines), "
        "6.0 % on typed or vendor figures (2 lines)."
    )


def test_a_mix_that_is_mostly_benchmark_says_so():
    mix = (EvidenceShare(basis="benchmark", share=0.8, lines=4), EvidenceShare(basis="own_sales", share=0.2, lines=1))
    assert "More than half is benchmark" in evidence_mix_sentence(mix)


def test_an_empty_plan_has_a_sentence_and_no_figures():
    assert not any(mark.isdigit() for mark in evidence_mix_sentence(()))


def test_cost_names_budget_and_rest(factory):
    assert cost_sentence(factory.plan()) == "€1,355.00 of €1,500.00, left €145.00"


def test_size_lists_tiers_from_small_to_large_with_their_scheme(factory):
    assert size_sentence(factory.plan(), "shoal") == "8 creators (2 nano, 6 micro; scheme shoal)"


def test_reach_is_never_shown_without_the_sum_and_the_evidence_of_overlap(factory):
    sentence = reach_sentence(factory.plan().forecast)
    assert "27,400" in sentence
    assert "31,700" in sentence
    assert sentence.endswith("Overlap from samples.")


def test_untracked_is_a_share_of_the_counted_orders_and_codes_of_nobody_are_named_too(factory):
    assert untracked_sentence(factory.sheet()) == (
        "65 of 367 orders (17.7 %) are untracked: they carry no code. "
        "33 more carry only codes that nobody in the sheet holds."
    )


def test_a_price_nobody_knows_is_a_word_and_never_a_nought(factory):
    nothing = dict.fromkeys(("low", "fair", "high", "ceiling"))
    price = replace(factory.shortlist().candidates[0].price, **nothing, basis="unknown", reason="no fee")
    assert price_text(price) == "unknown: no fee"


def test_a_gift_says_what_it_does_not_price_and_has_no_price_to_walk_away_from(factory):
    price = replace(factory.shortlist().candidates[0].price, low=0, fair=0, high=0, ceiling=0, reason="gift deal")
    assert price_text(price) == "no fee (gift) · product and shipping not priced"


def test_a_fee_typed_as_nothing_is_not_called_a_gift(factory):
    price = replace(factory.shortlist().candidates[0].price, low=0, fair=0, high=0, ceiling=0, reason="Fee typed")
    assert price_text(price) == "no fee · typed as 0; product and shipping not priced"


def test_a_sum_with_missing_parts_says_at_least(factory):
    assert number_text(factory.plan().forecast.engagements) == (
        "at least 6,210 (4,140 to 9,320, 80 %) · n 6 · not known for 2 of 8 lines"
    )


def test_those_set_apart_are_counted_beyond_the_list(factory):
    assert ", 90 set apart" in shortlist_sentence(replace(factory.shortlist(), apart_total=90))


@pytest.mark.parametrize(
    ("policy", "text"),
    [("user_file", "12,400 typed"), ("vendor", "12,400 reported by a report"), ("demo", "12,400 counted")],
)
def test_a_count_says_who_counted(policy, text):
    assert (
        number_text(counted("followers", 12_400, "people", provenance=Provenance(source="a report", policy=policy)))
        == text
    )


def test_a_shop_without_sales_gets_no_share(factory):
    assert "%" not in untracked_sentence(replace(factory.sheet(), counted=0))


def test_placeholders_become_names_and_gone_creators_are_erased(factory):
    changes = change_sentences(factory.plan(), name_book(factory.report_input().creators))
    assert changes[0] == "Zoë Voorbeeld leaves above €340"
    assert changes[2] == "erased creator would have come in below €90"


def test_remedies_are_grouped_with_the_most_helpful_first(factory):
    first = remedies(factory.shortlist())[0]
    assert first.text == "Count the likes and comments of three posts: 4 creators, about 30 s each"


def test_the_shortlist_sentence_accounts_for_everybody(factory):
    assert shortlist_sentence(factory.shortlist()) == (
        "1,240 creators looked at: 12 candidates (ok 5, review 2, unknown 4, refuse 1), 1 set apart because something "
        "is unknown, 611 left out."
    )


def test_a_price_shows_its_zones(factory):
    price = factory.shortlist().candidates[1].price
    assert price_text(price) == "€110 (€50 to €231, 80 %) · benchmarks · walk away above €264"


def test_a_typed_fee_has_no_range_but_says_that_it_was_typed(factory):
    price = factory.shortlist().candidates[0].price
    assert price_text(price) == "€120.00 · typed in your own sheet · walk away above €288"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "time not known"), (30, "about 30 s"), (660, "about 11 min"), (9_000, "about 2.5 h")]
)
def test_durations_are_said_the_way_people_say_them(seconds, text):
    assert seconds_text(seconds) == text


def test_a_moment_is_shown_in_the_zone_of_the_brand_with_its_name(factory):
    assert moment_text(factory.AS_OF, "Europe/Vienna") == "18 May 2026, 11:30 Europe/Vienna (UTC+0200)"


def test_a_zone_that_does_not_exist_falls_back_to_utc_and_says_so(factory):
    assert moment_text(factory.AS_OF, "Mars/Olympus") == "18 May 2026, 09:30 UTC (UTC+0000)"
