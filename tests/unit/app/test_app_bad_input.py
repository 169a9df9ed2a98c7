"""Files with everything that can be wrong with posts and comments, brought in as somebody would: a league of five.

Every figure has its documented state with the reason; nothing crashes, and nothing that is not known is told as 0.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from vetting_market import AT, open_market

from shoal.app import Shoal
from shoal.app.creator_page.portrait import Addresses
from shoal.app.known.look import look
from shoal.domain.finding import Finding
from shoal.domain.intake import ReadOptions
from shoal.domain.listing import ListQuery
from shoal.signals import conversation_figures, read_conversations

# handle -> its posts: (key, posted at, likes, comments, caption)
POSTS = {
    "shy.likes": [(f"h{n}", f"2026-05-{10 + n}", "hidden", 4, "bread #ad code LOAF10") for n in range(4)],
    "negative": [(f"n{n}", f"2026-05-{10 + n}", -5, 4, "bread") for n in range(4)],
    "tomorrow": [(f"t{n}", f"2027-05-{10 + n}", 90, 4, "use my code LOAF10") for n in range(4)],
    "once": [("o0", "2026-05-10", 120, 9, "bread")],
    "plain": [(f"p{n}", f"2026-05-{10 + n}", 90 + n, 4, "bread") for n in range(6)],
}
RATES = {
    "shy.likes": "likes_hidden", "negative": "likes_hidden", "tomorrow": "posts_in_future", "once": "benchmark_curve",
    "plain": "benchmark_curve",
}  # fmt: skip  # a negative count is no count: the reader of files says so, and it comes in as not known
# comments without threads: (post, who, words, when)
SAID = [
    ("h0", "fan1", "lovely loaf", "2026-05-11T10:00:00Z"), ("h1", "", "so good", "2026-05-12T10:00:00Z"),
    ("n0", "fan2", "", "2026-05-11T10:00:00Z"), ("t0", "fan3", "when?", "2030-01-01T10:00:00Z"),
    ("o0", "fan4", "what flour did you use?", ""), ("o0", "fan4", "what flour did you use?", ""),
    ("gone", "fan5", "nobody's post", "2026-05-11T10:00:00Z"), ("p0", "plain", "thank you all", "2026-05-11T10:00:00Z"),
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path):
    sheet = ["Name,Handle,Platform,Followers,Country", *(f"N,{who},instagram,{3000 + len(who)},AT" for who in POSTS)]
    rows = [f'{who},instagram,{",".join(map(str, told[:4]))},"{told[4]}"' for who in POSTS for told in POSTS[who]]
    files = {
        "creators": sheet,
        "posts": ["handle,platform,post id,posted at,likes,comments,caption", *rows],
        "comments": ["post id,platform,author,text,created at", *(f"{p},instagram,{a},{t},{w}" for p, a, t, w in SAID)],
    }
    with open_market(tmp_path) as shoal:
        for kind, lines in files.items():
            (tmp_path / f"{kind}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
            shoal.creators.bring_in(tmp_path / f"{kind}.csv", ReadOptions(kind=kind))
        shoal.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["AT"], competitors=["loaf"])
        yield shoal


def findings(shoal: Shoal, who: str) -> dict[str, Finding]:
    return {one.check: one for one in shoal.creators.show(who).verdict.findings}


@pytest.mark.parametrize("who", POSTS)
def test_rates_of_bad_posts_have_their_documented_state(desk: Shoal, who: str):
    row = next(row for row in desk.listing.page(ListQuery(limit=9)).rows if row.handle == who)
    known = RATES[who] == "benchmark_curve"

    assert (row.er.reason, row.er.known) == (RATES[who], known)
    assert findings(desk, who)["engagement"].weight == ("0" if who == "plain" else "?")  # of one post nobody can tell
    assert not known or row.er.estimate.value > 0


def test_a_league_of_five_calls_nobody_unusual(desk: Shoal):
    told = [one for who in POSTS for one in findings(desk, who).values()]

    assert [one.claim for one in told if "unusual" in one.claim] == []
    assert {one.check for one in told if one.weight == "-"} <= {"brand_clash", "undisclosed_suspects"}


@pytest.mark.parametrize("who", POSTS)
def test_comments_without_threads_say_nothing_of_answers_and_nothing_is_a_zero(desk: Shoal, who: str):
    account = desk.creators.show(who).creator.accounts[0].id
    figures = conversation_figures(read_conversations(desk.catalog.comments([account], AT), as_of=AT))
    names = ("reply_rate", "question_reply_rate", "thread_depth", "reply_latency_p50")
    replies = findings(desk, who)["replies"]

    assert {(figures[name].state, figures[name].reason) for name in names} == {("unknown", "threads_not_supplied")}
    assert all(one.estimate is not None or one.reason for one in figures.values())
    assert (replies.weight, "not known" in replies.claim) == ("?", True)


def test_words_that_did_not_come_in_are_no_share_of_nothing(desk: Shoal):
    account = desk.creators.show("negative").creator.accounts[0].id
    figures = conversation_figures(read_conversations(desk.catalog.comments([account], AT), as_of=AT))

    assert {figures[name].reason for name in ("spam_share", "generic_share", "question_share")} == {"no_text"}
    assert findings(desk, "negative")["conversation"].weight == "?"


def test_what_only_she_wrote_is_no_comment_of_others(desk: Shoal):
    assert "spam_share" not in findings(desk, "plain")


def test_posts_of_the_future_tell_nothing_of_her_captions_yet(desk: Shoal):
    found = findings(desk, "tomorrow")

    assert (found["commercial_share"].weight, found["brand_clash"].weight) == ("?", "?")
    assert "undisclosed_suspects" not in found
    assert found["commercial_share"].value.estimate is None


def test_page_list_vetting_and_shortlist_go_through(desk: Shoal):
    listed = {row.account_id: row.verdict for row in desk.listing.page(ListQuery(limit=9)).rows}
    vetted = {creator.accounts[0].id: one.state for creator, one in desk.vetting.run().found}
    pages = [desk.about.portrait(desk.creators.show(who).creator.id, Addresses()) for who in POSTS]
    desk.planning.shortlist("spring")

    assert listed == vetted
    assert {one.outcome for one in desk.vetting.verify(brief="spring").rechecked} == {"same"}
    assert all(page.shown.verdict.findings for page in pages)
    assert look(desk).texts.league.usual("instagram", "spam_share", 0.0) is None
