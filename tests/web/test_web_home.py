"""The first page: doors where nothing is there yet, and what waits for somebody."""

from __future__ import annotations

import re
from pathlib import Path

from shoal.domain.people import Upload

ROOT = Path(__file__).resolve().parents[2]


def waiting(cast, name="list.csv"):
    upload = Upload(
        id="up_1", name=name, path="", size_bytes=1, sha256="0", by_id="me", at=cast.shoal.wall_clock()
    )  # fmt: skip
    cast.shoal.ledger.entry.add_upload(upload)


def test_an_empty_brand_has_doors_and_no_list(cast):
    text = cast.client("ana").get(cast.url()).content.decode()

    assert ("Start with my own files" in text, "Waiting for somebody" in text) == (True, False)


def test_a_file_that_waits_is_named_and_hidden_until_tomorrow_on_request(cast):
    cast.shoal.planning.brief(goal="orders", budget="100 EUR", name="spring", text="oats")
    waiting(cast)
    browser = cast.client("ben")
    before = browser.get(cast.url()).content.decode()
    browser.post(cast.url(), {"hide": "upload up_1"})
    after = browser.get(cast.url()).content.decode()

    assert ("list.csv" in before, "list.csv" in after, "hidden until tomorrow" in after) == (True, False, True)


def test_what_one_person_hides_others_still_see(cast):
    cast.shoal.planning.brief(goal="orders", budget="100 EUR", name="spring", text="oats")
    waiting(cast)
    cast.client("ben").post(cast.url(), {"hide": "upload up_1"})

    assert b"list.csv" in cast.client("ada").get(cast.url()).content


def test_a_file_name_with_markup_is_shown_as_text(cast):
    cast.shoal.planning.brief(goal="orders", budget="100 EUR", name="spring", text="oats")
    waiting(cast, name="<script>alert(1)</script>.csv")

    assert b"<script>alert" not in cast.client("ana").get(cast.url()).content


def test_news_are_what_others_did_and_go_once_seen(cast):
    ben, ada = cast.client("ben"), cast.client("ada")
    member = next(member for member in cast.shoal.team.members() if member.name == "Ben")
    with cast.shoal.acting(cast.shoal.team.actor(member, cast.brand.id), cast.brand):
        cast.shoal.planning.brief(goal="orders", budget="100 EUR", name="spring", text="oats")
    seen_by_ada = b"wrote a brief" in ada.get(cast.url()).content
    ada.post(cast.url(), {"seen": "all"})

    found = (
        seen_by_ada,
        b"wrote a brief" in ada.get(cast.url()).content,
        b"wrote a brief" in ben.get(cast.url()).content,
    )
    assert found == (True, False, False)


def test_a_second_brand_sees_nothing_of_the_first(cast):
    waiting(cast)

    assert b"list.csv" not in cast.client("dov").get(cast.url(brand=cast.other)).content


def test_news_of_a_day_stand_together_and_what_was_done_again_stands_once(cast):
    ben = next(member for member in cast.shoal.team.members() if member.name == "Ben")
    with cast.shoal.acting(cast.shoal.team.actor(ben, cast.brand.id), cast.brand):
        for name in ("spring", "summer"):
            cast.shoal.planning.brief(goal="orders", budget="100 EUR", name=name, text="oats")
    days = cast.client("ada").get(cast.url()).context["page"].news
    told = [(event.times, event.detail) for event in days[0].events if event.verb == "briefs.add"]

    assert (len(days), told) == (1, [(2, "summer-v1; spring-v1")])


def test_everything_that_is_written_down_has_words():
    from shoal.web.pages.history import SENTENCES

    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "shoal" / "app").rglob("*.py"))
    verbs = set(re.findall(r'\.record\(\s*"([a-z_]+\.[a-z_]+)"', code))

    assert len(verbs) > 40
    assert verbs - set(SENTENCES) == set()


def test_what_is_known_of_creators_leads_to_them_and_says_what_would_settle_the_rest(cast):
    cast.shoal.creators.add("instagram.com/mina.home.xmpl\ninstagram.com/theo.home.xmpl")
    text = cast.client("ada").get(cast.url()).content.decode()

    assert re.search(r'href="[^"]*creators/\?verdict=unknown">Unknown</a></dt><dd><span class="main">2</span>', text)
    assert "What is known of 2 creators" in text
    assert "What would settle the unknown ones" in text


def test_a_brand_without_creators_is_told_nothing_of_them(cast):
    cast.shoal.planning.brief(goal="orders", budget="100 EUR", name="spring", text="oats")

    assert "What is known" not in cast.client("ada").get(cast.url()).content.decode()
