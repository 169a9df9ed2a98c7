"""The report: a page of its own whose one style sheet is allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from briefs_market import BRIEF, fill

URL = "brief/spring/report/"


@pytest.fixture
def planned(cast, tmp_path):
    """Return a workspace with a plan."""
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    cast.shoal.planning.shortlist("spring")
    cast.shoal.planning.build("spring")
    return cast


def test_the_page_leads_to_the_report_its_file_and_every_picture(planned):
    cleo = planned.client("cleo")
    page = cleo.get(planned.url(URL))
    addresses = [url for _, url in page.context["pictures"]]

    assert {"mix", "tiers", "candidates", "survivors"} <= {chart.id for chart, _ in page.context["pictures"]}
    assert {cleo.get(url).status_code for url in addresses} == {200}


def test_the_report_runs_under_a_policy_that_allows_its_own_style_alone(planned):
    answer = planned.client("cleo").get(planned.url(URL + "page/"))
    style = re.search(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer["Content-Security-Policy"]

    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b"<script" not in answer.content


def test_the_file_is_the_same_page(planned):
    kept = planned.client("cleo").get(planned.url(URL + "page/?download=1"))

    assert kept["Content-Disposition"] == 'attachment; filename="spring.html"'
    assert kept.content.startswith(b"<!doctype html>")


def test_without_a_plan_the_page_leads_to_the_planner(cast):
    cast.shoal.planning.brief(BRIEF)
    text = cast.client("cleo").get(cast.url(URL)).content.decode()

    assert "No report yet" in text
    assert cast.client("cleo").get(cast.url(URL + "page/")).status_code == 404


@pytest.mark.parametrize("path", ["", "page/", "pictures/mix.csv"])
def test_another_brand_sees_no_report(planned, path):
    assert planned.client("dov").get(planned.url(URL + path)).status_code == 404
    assert planned.client().get(planned.url(URL + path)).status_code == 302
    assert planned.client("dov").get(planned.url(URL + path, planned.other)).status_code == 404
