"""Vendor reports: every figure under the vendor's own name, in the vendor's own direction, and nothing about race."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from shoal.domain.intake import CreatorRow, FileFacts, Reading, ReadOptions
from shoal.errors import FileFormatError
from shoal.sources.vendors import read_report, recognise

FACTS = FileFacts(name="report.json", format="json", size_bytes=1, sha256="0" * 64)
MODASH: dict[str, Any] = {
    "error": False,
    "profile": {
        "userId": "9",
        "profile": {
            "userId": "9", "username": "Ada.Xmpl", "fullname": "Ada", "url": "https://www.instagram.com/ada.xmpl/",
            "followers": 1000, "engagements": 31, "engagementRate": 0.031,
        },
        "ageGroup": "25-34", "avgLikes": 31, "stats": {"avgShares": {"value": None}},
        "contacts": [{"type": "email", "value": "ada@example.com"}],
        "statHistory": [{"month": "2026-04", "followers": 990}, {"month": "2026-05", "followers": 1000}],
        "recentPosts": [{"id": "p1", "created": "2026-05-14T16:07:00", "likes": 40, "comments": None}],
        "popularPosts": [{"id": "p0", "likes": 9000, "views": 90000, "type": "video"}],
        "audience": {"credibility": 0.8, "ages": [{"code": "13-17", "weight": 0.03}], "ethnicities": [{"code": "x"}]},
    },
}  # fmt: skip
HYPE: dict[str, Any] = {
    "report_state": "READY",
    "report": {
        "basic": {"id": "9", "username": "ada.xmpl", "title": "Ada"},
        "metrics": {"subscribers_count": {"value": 1000}, "er": {"value": 3.41}},
        "features": {
            "audience_by_type": {"data": {"real": 70.0, "bots": 14.0, "infs": 4.0, "mass": 12.0}},
            "audience_geo": {"data": {"countries": [{"code": "de", "prc": 60.8}]}},
            "audience_races": {"data": [{"code": "x", "prc": 100.0}]},
            "aqs": {"data": {"value": 78}},
        },
    },
}


def only(reading: Reading) -> CreatorRow:
    return reading.sighting.creators[0]


def sample(shared_data: Path, name: str) -> Reading:
    return read_report(json.loads((shared_data / "import_samples" / name).read_text("utf-8")), FACTS)


def changed(document: dict[str, Any], *path: str, value: object) -> dict[str, Any]:
    """Return a copy of a report with one thing in it changed."""
    copied = copy.deepcopy(document)
    place = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copied


def test_both_samples_describe_the_same_account(shared_data: Path) -> None:
    rows = [only(sample(shared_data, f"{name}_report.json")) for name in ("modash", "hypeauditor")]
    assert {(row.platform, row.handle, row.platform_id) for row in rows} == {
        ("instagram", "mina.backt.xmpl", "900000000001")
    }


def test_the_modash_sample_gives_the_published_figures(shared_data: Path) -> None:
    row = only(sample(shared_data, "modash_report.json"))
    assert row.followers is not None
    assert row.er is not None
    figures = (row.followers.value, row.er.value, row.er_definition, row.observed["modash.credibility"])
    assert figures == (12480.0, 0.03116987, "modash.engagementRate", 0.832)


def test_the_modash_sample_keeps_each_kind_of_doubtful_follower_under_its_own_name(shared_data: Path) -> None:
    observed = only(sample(shared_data, "modash_report.json")).observed
    kinds = ("suspicious", "mass_followers")
    assert [observed[f"modash.audience_type.{kind}"] for kind in kinds] == [0.126, 0.131]


def test_the_modash_sample_has_five_recent_posts_of_which_one_went_viral(shared_data: Path) -> None:
    posts = sample(shared_data, "modash_report.json").sighting.posts
    assert [post.likes for post in posts] == [412, 377, 351, 2980, 398]


def test_the_modash_sample_marks_the_month_that_only_repeats_the_one_before(shared_data: Path) -> None:
    reading = sample(shared_data, "modash_report.json")
    assert "stale_repeat" in [note.code for note in reading.notes]
    assert only(reading).observed["modash.history.2026-05.stale_repeat"] == 1.0


def test_the_hypeauditor_sample_gives_the_published_figures(shared_data: Path) -> None:
    row = only(sample(shared_data, "hypeauditor_report.json"))
    assert row.followers is not None
    assert row.er is not None
    figures = (row.followers.value, row.er.value, row.er_definition)
    assert figures == (12510.0, pytest.approx(0.0341, abs=1e-12), "hypeauditor.er")


def test_the_hypeauditor_sample_keeps_bots_mass_and_score_under_its_own_names(shared_data: Path) -> None:
    row = only(sample(shared_data, "hypeauditor_report.json"))
    kept = (row.observed["hypeauditor.bots"], row.observed["hypeauditor.mass"], row.extra["hypeauditor.aqs"])
    assert kept == (0.142, 0.118, "78")


@pytest.mark.parametrize("name", ["modash_report.json", "hypeauditor_report.json"])
def test_no_protected_trait_and_no_mail_address_of_a_sample_is_in_the_reading(shared_data: Path, name: str) -> None:
    shown = repr(sample(shared_data, name))
    assert not any(text in shown for text in ("group_a", "Invented group", "mina@example.com", "kai.xmpl.kocht"))


def test_reports_are_told_apart_by_their_keys() -> None:
    assert (recognise(MODASH), recognise(HYPE), recognise({"creators": []}), recognise([])) == (
        "modash",
        "hypeauditor",
        None,
        None,
    )


def test_a_fraction_stays_one_and_a_percentage_becomes_one() -> None:
    rates = [only(read_report(document, FACTS)).er for document in (MODASH, HYPE)]
    assert [round(rate.value, 6) for rate in rates if rate] == [0.031, 0.0341]


def test_a_rate_carries_the_precision_it_was_written_with() -> None:
    rate = only(read_report(HYPE, FACTS)).er
    assert rate is not None
    assert (rate.low, rate.high) == (pytest.approx(0.03405), pytest.approx(0.03415))


def test_null_is_unknown_and_not_zero() -> None:
    reading = read_report(MODASH, FACTS)
    assert (only(reading).observed["modash.avgShares"], reading.sighting.posts[0].comments) == (None, None)


def test_protected_traits_and_contacts_are_dropped_with_a_note_each() -> None:
    codes = {note.code for document in (MODASH, HYPE) for note in read_report(document, FACTS).notes}
    assert codes == {"trait_dropped", "contact_dropped"}


def test_the_share_of_an_audience_under_18_is_kept() -> None:
    assert only(read_report(MODASH, FACTS)).observed["modash.audience.age.13-17"] == 0.03


def test_a_guess_at_the_persons_age_is_kept_only_where_it_says_under_18() -> None:
    minor = only(read_report(changed(MODASH, "profile", "ageGroup", value="13-17"), FACTS))
    adult = only(read_report(MODASH, FACTS))
    kept = [row.observed.get("modash.creator_age.13-17") for row in (minor, adult)]
    assert (kept, "25-34" in repr(adult)) == ([1.0, None], False)


def test_popular_posts_are_not_taken_for_a_sample() -> None:
    posts = read_report(MODASH, FACTS).sighting.posts
    assert [(post.post_key, post.views) for post in posts] == [("p1", None)]


def test_low_confidence_makes_the_audience_unknown_and_keeps_the_rest() -> None:
    row = only(read_report(changed(HYPE, "report_state", value="READY_LOW_CONFIDENCE"), FACTS))
    assert row.observed["hypeauditor.bots"] is None
    assert row.observed["hypeauditor.audience.country.DE"] is None
    assert row.er is not None


def test_parts_that_do_not_add_up_to_a_hundred_are_unknown() -> None:
    fractions = {"real": 0.7, "bots": 0.14, "infs": 0.04, "mass": 0.12}
    document = changed(HYPE, "report", "features", "audience_by_type", "data", value=fractions)
    assert only(read_report(document, FACTS)).observed["hypeauditor.bots"] is None


def test_a_report_that_is_not_ready_is_refused() -> None:
    with pytest.raises(FileFormatError):
        read_report(changed(HYPE, "report_state", value="IN_PROGRESS"), FACTS)


def test_an_error_answer_is_refused() -> None:
    with pytest.raises(FileFormatError):
        read_report(changed(MODASH, "error", value=True), FACTS)


def test_a_network_that_the_report_does_not_name_is_asked() -> None:
    document = changed(HYPE, "report", "features", value={})
    reading = read_report(document, FACTS)
    assert ([q.code for q in reading.questions], reading.sighting.creators) == (["platform"], ())


def test_a_network_that_is_said_is_taken() -> None:
    document = changed(HYPE, "report", "features", value={})
    assert only(read_report(document, FACTS, ReadOptions(platform="tiktok"))).platform == "tiktok"


def test_a_broken_report_of_odd_types_is_read_without_guessing() -> None:
    document = changed(MODASH, "profile", "audience", value="none")
    row = only(read_report(document, FACTS))
    assert row.observed["modash.credibility"] is None
