"""From a vendor's report to what its captions and its audience say, through the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from shoal.app import open_workspace
from shoal.domain.finding import Finding
from shoal.signals import AudienceTask, CaptionTask, audience_findings, findings_of, lists_of

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def found(shared_data: Path, tmp_path: Path) -> list[Finding]:
    """Return the findings on the one creator of the sample reports, whose third post begins with "Werbung:"."""
    with open_workspace(tmp_path / "one.shoal", clock=AS_OF) as shoal:
        for vendor in ("modash", "hypeauditor"):
            shoal.creators.bring_in(shared_data / "import_samples" / f"{vendor}_report.json")
        pool = shoal.catalog.pool(AS_OF)
        accounts = pool.account_id.tolist()
        task = CaptionTask(lists=lists_of(), as_of=AS_OF, jurisdictions=("DE",), competitors=("Krumenhof",))
        told = findings_of(shoal.catalog.captions(accounts, AS_OF), task)[0]
        asked = AudienceTask(as_of=AS_OF, countries=("DE", "AT"), languages=("de",))
        supplied = audience_findings(shoal.catalog.supplied(accounts, AS_OF), np.asarray(pool.followers), asked)[0]
        return [*told, *supplied]


def test_the_labelled_post_is_the_one_of_five(found: list[Finding]):
    claims = {one.check: one.claim for one in found}
    assert claims["commercial_share"] == "at least 1 of 5 posts of the last 90 days show signs of a deal"


def test_its_label_holds_by_the_rules_of_germany(found: list[Finding]):
    value = next(one.value for one in found if one.check == "disclosure")
    assert value is not None
    assert dict(value.parts) == {"label holds": 1.0, "label does not hold": 0.0, "cannot tell": 0.0}


def test_both_vendors_say_how_much_of_the_audience_is_near(found: list[Finding]):
    assert [one.claim for one in found if one.check == "local_share"] == [
        "74 % of the audience in DE, AT, as HypeAuditor supplies it",
        "75 % of the audience in DE, AT, as Modash supplies it",
    ]


def test_a_young_part_of_the_audience_is_no_young_creator(found: list[Finding]):
    assert [one.check for one in found if "13 to 17" in one.claim or "under 18" in one.claim] == ["young_audience"]


def test_nothing_in_the_sample_asks_a_person(found: list[Finding]):
    assert [one.check for one in found if one.weight == "-"] == []
