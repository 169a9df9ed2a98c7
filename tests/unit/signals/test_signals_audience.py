"""Audiences as supplied: shares with their limits, each supplier for itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from shoal.domain.finding import Finding
from shoal.domain.values import Estimate, Provenance, Value, unknown
from shoal.signals import (
    AudienceTask,
    Segment,
    audience_findings,
    language_share,
    local_share,
    segment_share,
    supplied_by,
    vendor_minor_band,
)

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
GERMAN_SPEAKING = ("DE", "AT")


def supplied(name: str, share: float | None, *, days: int = 10, source: str = "modash_report") -> Value:
    origin = Provenance(source=source, policy="vendor.modash", ref="ba_1:1", observed_at=AS_OF - timedelta(days=days))
    if share is None:
        return unknown(name, "not given", "")
    estimate = Estimate(value=share, low=share, high=share, level=1.0, n=1, method="as written")
    return Value(name=name, state="observed", unit="", estimate=estimate, provenance=origin)


def modash(days: int = 10, **countries: float | None) -> list[Value]:
    return [supplied(f"modash.audience.country.{code}", share, days=days) for code, share in countries.items()]


def local(values: list[Value], countries: tuple[str, ...] = GERMAN_SPEAKING, followers: float = 10_000) -> Value:
    return local_share(supplied_by(values)[0], countries, followers, AS_OF)


def told(values: list[Value], followers: float = 10_000, **asked: object) -> tuple[Finding, ...]:
    task = AudienceTask(**{"as_of": AS_OF, "countries": GERMAN_SPEAKING, "languages": ("de",), **asked})
    return audience_findings({0: values}, np.array([followers]), task).get(0, ())


# shares --------------------------------------------------------------------------------------------------------------


def test_shares_of_several_countries_add_up():
    assert local(modash(DE=0.62, AT=0.13, CH=0.07)).estimate.value == pytest.approx(0.75)


def test_the_range_is_that_of_a_sample_of_a_hundred_and_n_says_that_none_is_known():
    estimate = local(modash(DE=0.5, AT=0.0)).estimate
    assert (estimate.n, 0.40 < estimate.low < 0.44, 0.56 < estimate.high < 0.60) == (0, True, True)


def test_a_country_that_is_not_listed_is_no_zero():
    value = local(modash(DE=0.62, CH=0.07))
    assert (value.reason.startswith("at least: 1 of 2"), value.estimate.high > 0.62 + 0.07) == (True, True)


def test_no_country_of_the_brand_listed_is_unknown_with_the_most_it_can_be():
    value = local(modash(FR=0.8, BE=0.05))
    assert (value.state, value.reason) == (
        "unknown", "de, at is not among the 2 that Modash lists; at most 5.0 %",
    )  # fmt: skip


def test_figures_that_the_vendor_withdrew_are_unknown():
    value = local(modash(DE=None, AT=None))
    assert (value.state, value.reason) == ("unknown", "Modash is not sure of its figures")


def test_a_group_below_a_hundred_people_is_withheld():
    assert [local(modash(DE=0.05, AT=0.01), followers=many).state for many in (1_000, 3_000)] == [
        "withheld", "estimated",
    ]  # fmt: skip


def test_an_unknown_follower_count_leaves_the_size_of_the_group_unchecked_and_says_so():
    assert "not checked" in local(modash(DE=0.05), followers=float("nan")).reason


@pytest.mark.parametrize(("days", "state"), [(90, "estimated"), (91, "stale")])
def test_a_share_is_stale_after_ninety_days(days: int, state: str):
    assert local(modash(days=days, DE=0.62)).state == state


def test_shares_above_everybody_are_unknown():
    assert local(modash(DE=0.9, AT=0.4)).state == "unknown"


def test_the_newest_of_two_observations_counts():
    assert local([*modash(DE=0.6), *modash(days=60, DE=0.2)], ("DE",)).estimate.value == 0.6


def test_languages_are_read_like_countries():
    values = [supplied("modash.audience.language.de", 0.81), supplied("modash.audience.language.en", 0.11)]
    assert language_share(supplied_by(values)[0], ("de", "en"), 10_000, AS_OF).estimate.value == pytest.approx(0.92)


def test_a_share_without_a_vendor_is_told_under_its_source():
    values = [supplied("audience_country:AT", 0.4, source="insights.png, typed")]
    assert supplied_by(values)[0].supplier == "insights.png, typed"


# segments ------------------------------------------------------------------------------------------------------------


def test_a_segment_of_age_and_gender_is_read_from_the_table_of_both():
    values = [supplied("hypeauditor.audience.age_gender.25-34.female", 0.324)]
    share = segment_share(supplied_by(values)[0], Segment(ages=("25-34",), genders=("female",)), 10_000, AS_OF)
    assert share.estimate.value == pytest.approx(0.324)


def test_without_that_table_only_limits_are_known():
    values = [supplied("modash.audience.age.25-34", 0.6), supplied("modash.audience.gender.FEMALE", 0.7)]
    share = segment_share(supplied_by(values)[0], Segment(ages=("25-34",), genders=("female",)), 10_000, AS_OF)
    assert (share.estimate.low, share.estimate.high) == (pytest.approx(0.3), pytest.approx(0.6))


def test_an_age_band_is_added_up_over_genders_where_only_both_are_listed():
    values = [supplied(f"hypeauditor.audience.age_gender.25-34.{one}", 0.2) for one in ("male", "female")]
    assert segment_share(supplied_by(values)[0], Segment(ages=("25-34",)), 10_000, AS_OF).estimate.value == 0.4


# findings ------------------------------------------------------------------------------------------------------------


def test_two_suppliers_stand_side_by_side():
    values = [*modash(DE=0.62), supplied("hypeauditor.audience.country.DE", 0.608, source="hypeauditor_report")]
    claims = [one.claim for one in told(values, countries=("DE",))]
    assert claims == [
        "61 % of the audience in DE, as HypeAuditor supplies it", "62 % of the audience in DE, as Modash supplies it",
    ]  # fmt: skip


def test_credibility_keeps_the_name_and_the_direction_of_its_supplier():
    claims = [one.claim for one in told([supplied("modash.credibility", 0.832)])]
    assert claims == ["Modash: credibility 83.2 % by its own measure: higher is better"]


def test_everything_supplied_is_neutral():
    values = [*modash(DE=0.62), supplied("modash.credibility", 0.4), supplied("modash.audience.age.13-17", 0.3)]
    assert {one.weight for one in told(values)} == {"0"}


def test_a_young_audience_is_never_taken_for_a_young_creator():
    values = [supplied("modash.audience.age.13-17", 0.6)]
    (found,) = told(values)
    assert (vendor_minor_band(values), found.check, "not of them" in found.claim) == (None, "young_audience", True)


def test_a_vendors_guess_that_the_creator_is_under_18_asks_a_person():
    (found,) = told([supplied("modash.creator_age.13-17", 1.0)])
    assert (found.check, found.weight, found.settle) == (
        "vendor_age_band", "-", "a person asks whether the creator is an adult",
    )  # fmt: skip


def test_who_has_no_supplied_audience_is_absent():
    assert audience_findings({0: [supplied("modash.avgShares", 3.0)]}, np.array([1e4]), AudienceTask(as_of=AS_OF)) == {}


def test_the_findings_hang_on_the_line_of_the_file():
    assert told(modash(DE=0.62))[0].evidence[0].ref == "ba_1:1"
