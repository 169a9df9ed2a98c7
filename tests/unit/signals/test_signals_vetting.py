from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from shoal.domain.trade import OwnRecord
from shoal.domain.values import Money
from shoal.signals import engagement, summary, vet


def record(account: str, orders: int = 12, minor: int = 43_839) -> OwnRecord:
    net = Money(minor=minor, currency="EUR")
    return OwnRecord(
        account_id=account,
        codes=("MINA10",),
        orders=orders,
        net=net,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 5, 2),
    )


@pytest.fixture
def judge(make_posts, as_of, by):
    def run(pool, posts=None, own=None):
        table = make_posts([]) if posts is None else posts
        return vet(pool, engagement(pool, table, as_of=as_of), table, own or {}, by)

    return run


def finding(verdict, check: str):
    return next(found for found in verdict.findings if found.check == check)


def test_the_note_of_row_57_blocks_and_asks_a_person(make_pool, judge):
    pool = make_pool(1, name=["Leo Muster"], notes=["account run by parents"], niche=["kids cook"], followers=[4_900])
    verdict = judge(pool, own={"ac_00000": record("ac_00000", 2)})[0]
    assert (verdict.blocked, verdict.state, verdict.kind) == (True, "review", "suspected minor")
    asked = finding(verdict, "suspected_minor")
    assert asked.evidence[0].text == 'notes: "account run by parents"'
    assert asked.evidence[0].ref == "ba_1:1"
    assert "person" in asked.settle


def test_a_suspected_minor_blocks_the_other_accounts_of_the_same_creator(make_pool, judge):
    pool = make_pool(3, creator_id=["cr_a", "cr_a", "cr_b"], bio=["I'm 15", "", ""], followers=[900] * 3)
    assert [verdict.blocked for verdict in judge(pool)] == [True, True, False]


def test_nothing_but_written_words_blocks(make_pool, judge):
    pool = make_pool(2, name=["Kiddo", "Baby Blue"], handle=["little.one", "teenspirit"], followers=[300, 300])
    assert not any(verdict.blocked for verdict in judge(pool))


def test_own_sales_make_an_ok_of_their_own_kind(make_pool, judge):
    pool = make_pool(1, followers=[12_500], er=[0.034], er_definition=["typed"])
    verdict = judge(pool, own={"ac_00000": record("ac_00000")})[0]
    assert (verdict.state, verdict.kind) == ("ok", "own record")
    assert finding(verdict, "own_record").claim == "12 net orders by code MINA10, €438.39"


def test_a_code_that_sold_nothing_yet_is_said_and_does_not_count_for_her(make_pool, judge):
    verdict = judge(make_pool(1, followers=[7_400]), own={"ac_00000": record("ac_00000", 0, 0)})[0]
    assert verdict.state == "unknown"
    assert finding(verdict, "own_record").weight == "0"


def test_amounts_of_currencies_without_cents_are_written_without_them(make_pool, judge):
    yen = OwnRecord(account_id="ac_00000", codes=("A", "B"), orders=1, net=Money(minor=5_200, currency="JPY"))
    verdict = judge(make_pool(1, followers=[900]), own={"ac_00000": yen})[0]
    assert finding(verdict, "own_record").claim == "1 net order by codes A, B, ¥5,200"


def test_a_sheet_line_without_posts_is_unknown_and_names_the_quickest_remedy(make_pool, judge):
    verdict = judge(make_pool(1, followers=[4_300]))[0]
    found = finding(verdict, "engagement")
    assert verdict.state == "unknown"
    assert (found.weight, found.settle_seconds) == ("?", 30)
    assert "three posts" in found.settle


def test_a_typed_rate_alone_stays_unknown(make_pool, judge):
    verdict = judge(make_pool(1, followers=[12_500], er=[0.034], er_definition=["typed"]))[0]
    assert verdict.state == "unknown"
    assert "3.4 % as reported (typed)" in finding(verdict, "engagement").claim


def test_three_counted_posts_and_a_follower_count_are_ok(make_pool, make_posts, judge):
    verdict = judge(make_pool(1, followers=[3_000]), make_posts([(0, 80, 3)] * 3))[0]
    assert (verdict.state, verdict.kind) == ("ok", "counted posts")


def test_two_counted_posts_are_not_enough(make_pool, make_posts, judge):
    assert judge(make_pool(1, followers=[3_000]), make_posts([(0, 80, 3)] * 2))[0].state == "unknown"


def test_a_missing_follower_count_is_asked_for_first(make_pool, make_posts, judge):
    verdict = judge(make_pool(1), make_posts([(0, 80, 3)] * 5))[0]
    assert verdict.state == "unknown"
    assert finding(verdict, "engagement").settle_seconds == 10
    assert finding(verdict, "followers").weight == "?"


def test_hidden_likes_are_counted_and_insights_would_settle_it(make_pool, make_posts, judge):
    found = finding(judge(make_pool(1, followers=[3_000]), make_posts([(0, np.nan, 3)] * 5))[0], "engagement")
    assert found.evidence[0].text == "5 of 5 posts hide their likes"
    assert "insights" in found.settle


def test_a_rate_above_one_half_is_reviewed_even_beside_own_sales(make_pool, judge):
    pool = make_pool(1, followers=[19_000], er=[1.2], er_definition=["typed"])
    verdict = judge(pool, own={"ac_00000": record("ac_00000")})[0]
    assert (verdict.state, verdict.kind) == ("review", "rate above one half")


def test_a_counted_rate_above_one_half_asks_for_the_follower_count_since_there_is_no_cell_to_misread(
    make_pool, make_posts, judge
):
    found = finding(judge(make_pool(1, followers=[300]), make_posts([(0, 250, 9)] * 5))[0], "rate_above_half")
    assert found.settle == "compare the follower count with the profile"
    assert not any("percent sign" in one for one in found.explanations)


def test_a_tiny_account_whose_size_explains_a_rate_above_half_is_not_asked_about(make_pool, make_posts, judge):
    pool = make_pool(40, followers=np.linspace(40, 120, 40))
    posts = make_posts([(row, round(0.7 * (40 + 2 * row)) + step, 1) for row in range(40) for step in range(4)])
    in_line = [one for one in judge(pool, posts) if finding(one, "engagement").weight == "+"]
    assert min(finding(one, "engagement").value.estimate.value for one in in_line) > 0.5
    assert {one.state for one in in_line} == {"ok"}


@pytest.mark.parametrize("factor", [8.0, 1 / 8.0])
def test_far_above_and_far_below_the_size_curve_are_both_unusual(league_world, as_of, by, factor: float):
    pool, posts, _ = league_world(200, 12)
    likes = posts.likes.copy()
    likes[posts.account == 0] = np.round(0.8 * pool.followers[0] ** 0.8 * 0.5 * factor)
    table = type(posts)(**{name: getattr(posts, name) for name in posts.__slots__} | {"likes": likes})
    verdict = vet(pool, engagement(pool, table, as_of=as_of), table, {}, by)[0]
    found = finding(verdict, "engagement")
    assert (verdict.state, verdict.kind) == ("review", "unusual engagement")
    assert "unusual for" in found.claim
    assert "because about" in found.claim
    assert found.settle


def test_no_word_of_a_verdict_accuses_anybody(league_world, as_of, by):
    pool, posts, _ = league_world(300, 3)
    verdicts = vet(pool, engagement(pool, posts, as_of=as_of), posts, {}, by)
    words = " ".join(f"{found.claim} {found.settle} {found.evidence}" for one in verdicts for found in one.findings)
    assert not any(bad in words.lower() for bad in ("fraud", "fake", "cheat", "suspicious"))


def test_nobody_is_refused_by_a_rule(league_world, as_of, by):
    pool, posts, _ = league_world(300, 12)
    verdicts = vet(pool, engagement(pool, posts, as_of=as_of), posts, {}, by)
    assert {verdict.state for verdict in verdicts} <= {"ok", "review", "unknown"}


def test_a_row_number_instead_of_a_handle_is_said(make_pool, judge):
    found = finding(judge(make_pool(1, key_kind=["row_id"], followers=[900]))[0], "identity")
    assert found.settle_seconds == 15


def test_the_words_of_a_company_are_a_neutral_hint(make_pool, judge):
    found = finding(judge(make_pool(1, bio=["Official store of Brot GmbH"], followers=[900]))[0], "kind")
    assert found.weight == "0"


def test_the_summary_adds_up_to_all_accounts(make_pool, judge):
    pool = make_pool(4, followers=[900] * 4, er=[np.nan, 1.5, np.nan, np.nan], notes=["", "", "run by mum", ""])
    counts = summary(judge(pool, own={"ac_00003": record("ac_00003")}))
    assert counts == {"own record": 1, "ok": 0, "review": 2, "unknown": 1, "refuse": 0}


def test_verdicts_are_aligned_with_the_pool(make_pool, judge):
    pool = make_pool(3, creator_id=["cr_z", "cr_a", "cr_m"], followers=[900] * 3)
    assert [verdict.creator_id for verdict in judge(pool)] == ["cr_z", "cr_a", "cr_m"]
