"""Comments are read by the shipped reader and weighed alike in the list, on the page and when worked out again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from vetting_market import COUNTED

from shoal.app import Shoal
from shoal.app.known.findings import told_closely
from shoal.app.known.look import look
from shoal.domain.intake import ReadOptions
from shoal.domain.listing import ListQuery

FANS = (
    "this bread looks so good, what flour did you use for it", "my kids loved it when we baked this last weekend",
    "how long do you let it rest in the fridge", "the crust came out perfect, thank you for sharing the recipe",
    "I tried it with rye and it worked really well", "where did you get that lovely blue bowl",
    "we make this every sunday morning now", "so happy you are back with a new recipe",
)  # fmt: skip
SELLERS = (
    "I earn 5000 dollars weekly trading bitcoin, contact my manager on whatsapp +12025550101 to invest now",
    "DM me to promote your page, send it to our official account for a collab and guaranteed profit",
    "I recovered my lost crypto with the help of this expert trader, message him on telegram @xmplprofit today",
    "invest 500 and get 5000 in 24 hours, no scam, text my broker on whatsapp +12025550102",
)  # fmt: skip


def comments(folder: Path, sellers: tuple[int, ...] = (3,)) -> Path:
    """Twenty-four comments for each counted creator, over three posts; under some of them mostly sellers write."""
    lines = ["post id,platform,author,text,created at"]
    for n in range(COUNTED):
        for k in range(24):
            words = SELLERS[k % 4] if n in sellers and k % 6 else FANS[(n + k) % 8]
            lines.append(f'p{n}-{k % 3},instagram,fan{n}x{k % 9},"{words} {k}",2026-05-21T1{k % 10}:00:00Z')
    path = folder / "comments.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def desk(vetting_desk: Shoal, tmp_path: Path) -> Shoal:
    vetting_desk.creators.bring_in(comments(tmp_path), ReadOptions(kind="comments"))
    return vetting_desk


def test_comments_that_sell_are_unusual_in_their_league_everywhere_alike(desk: Shoal):
    page = desk.creators.show("creator.3").verdict
    spam = next(one for one in page.findings if one.check == "spam_share")
    listed = {row.account_id: (row.verdict, row.verdict_kind) for row in desk.listing.page(ListQuery(limit=100)).rows}
    vetted = {creator.accounts[0].id: (one.state, one.kind) for creator, one in desk.vetting.run(keep=False).found}

    assert (spam.weight, page.state) == ("-", "review")
    assert "unusual, because" in spam.claim
    assert len(spam.explanations) > 2
    assert listed == vetted
    assert listed[f"ac_{page.creator_id.removeprefix('cr_')}"] == (page.state, page.kind)


def test_ordinary_fans_speak_against_nobody_and_what_they_write_is_on_the_page_alone(desk: Shoal):
    page = {one.check: one.weight for one in desk.creators.show("creator.5").verdict.findings}
    ((_, kept),) = desk.vetting.run(who=["creator.5"], keep=False).found

    assert page["spam_share"] == "0"
    assert {"comment_words", "commenters"} <= set(page)
    assert {"comment_words", "commenters"} & {one.check for one in kept.findings} == set()


def test_what_comments_told_is_worked_out_again_byte_for_byte(desk: Shoal, tmp_path: Path):
    kept = desk.vetting.run()
    assert any(one.check == "spam_share" for _, verdict in kept.found for one in verdict.findings)
    (tmp_path / "more.csv").write_text(
        "post id,platform,author,text,created at\np1-1,instagram,new,lovely,2026-05-22T10:00:00Z\n", encoding="utf-8"
    )
    desk.creators.bring_in(tmp_path / "more.csv", ReadOptions(kind="comments"))

    assert Counter(one.outcome for one in desk.vetting.verify().rechecked) == {"same": 43}


def test_who_has_no_comments_has_nothing_said_of_them(desk: Shoal):
    assert "spam_share" not in {one.check for one in desk.creators.show("creator.40").verdict.findings}
    assert len(look(desk).texts.talking) == COUNTED


@pytest.mark.parametrize("sellers", [(), (3,), (1, 2, 3), tuple(range(0, COUNTED, 2))])
def test_the_sieve_before_the_ranges_passes_over_nobody_who_weighs(
    vetting_desk: Shoal, tmp_path: Path, sellers: tuple[int, ...]
):
    """Whatever share of a league is full of sellers, the quick pass finds what reading everybody closely finds."""
    vetting_desk.creators.bring_in(comments(tmp_path, sellers), ReadOptions(kind="comments"))
    seen = look(vetting_desk)
    accounts = sorted(seen.texts.talking)
    closely = told_closely(seen.task, seen.texts, accounts)
    against = {
        accounts[place]: told
        for place, findings in closely.items()
        if (told := tuple(one for one in findings if one.weight == "-"))
    }

    assert against == seen.told
    assert bool(against) == (0 < len(sellers) < 4)


def test_a_rule_that_asks_for_more_of_comments_has_everybody_read_closely(desk: Shoal):
    path = Path(desk.vetting.copy_rules())
    told = '[[rule]]\ncheck = "question_replies"\nwhen = { weight = "+0" }\nverdict = "ok"\nwhy = "w"\nsource = "s"\n'
    path.write_text(told + path.read_text(encoding="utf-8"), encoding="utf-8")
    listed = {row.account_id: (row.verdict, row.verdict_kind) for row in desk.listing.page(ListQuery(limit=100)).rows}
    vetted = {creator.accounts[0].id: (one.state, one.kind) for creator, one in desk.vetting.run(keep=False).found}

    assert listed == vetted
    assert len(look(desk).told) == COUNTED
