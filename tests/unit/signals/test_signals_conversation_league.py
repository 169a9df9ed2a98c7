"""What is usual, and what findings say of who is not: claims, quotes, explanations, and how often they are wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conversation_cast import AS_OF, DAY, HER, HOUR, SECONDS, UNSURE, Said, posts_of, table, talk, unsure

from shoal.signals.conversation import (
    Conversation,
    conversation_figures,
    conversation_findings,
    conversation_league,
    conversation_of,
    conversation_shares,
)
from shoal.signals.conversation.findings import quote
from shoal.signals.conversation.resample import moved_range, person_draws, weights_of

POSTS, EACH = 12, 10


def crowd(accounts: int, texts=("nice+", "plain", "what?", "the mug*", "plain")) -> list[Said]:
    return [
        one
        for account in range(accounts)
        for one in posts_of(list(texts) * 2, POSTS, account=account, first=account * POSTS)
    ]


def judged(said, accounts: int, *, resample: bool = False):
    """Return the findings of everybody, each against the league of all."""
    everybody = talk(said)
    platforms = ["instagram"] * accounts
    league = conversation_league(everybody, platforms)
    return conversation_findings(everybody, platforms, league=league, resample=resample)


def found(findings, account: int, check: str):
    return next(finding for finding in findings[account] if finding.check == check)


def test_spam_far_above_everybody_is_the_one_thing_that_weighs():
    said = [*crowd(40), *posts_of(["buy$", "buy$", "plain", "plain", "plain"] * 2, POSTS, account=40, first=480)]
    findings = judged(said, 41)

    assert found(findings, 40, "spam_share").weight == "-"
    assert {finding.weight for account in range(40) for finding in findings[account]} <= {"0", "+"}


def test_what_is_unusual_comes_with_other_explanations_and_what_would_settle_it():
    said = [*crowd(40), *posts_of(["buy$", "plain"] * 5, POSTS, account=40, first=480)]
    finding = found(judged(said, 41), 40, "spam_share")

    assert "unusual, because" in finding.claim
    assert (len(finding.explanations) >= 2, bool(finding.settle), finding.settle_seconds) == (True, True, 90)


@pytest.mark.parametrize("others", [0, 28])
def test_in_a_small_league_nothing_is_unusual(others: int):
    said = [*crowd(others), *posts_of(["buy$"] * 10, POSTS, account=others, first=others * POSTS)]
    finding = found(judged(said, others + 1), others, "spam_share")

    assert finding.weight == "0"
    assert "nobody can say what is usual" in finding.claim


def test_accounts_of_another_platform_are_no_league():
    said = crowd(45)
    everybody = talk(said)
    platforms = ["instagram"] * 20 + ["tiktok"] * 25
    league = conversation_league(everybody, platforms)

    assert league.usual("tiktok", "generic_share", np.nan) is None


def test_who_has_few_comments_is_in_no_league():
    said = [*crowd(2), *posts_of(["a+"], 5, account=2, first=24)]

    assert np.isnan(conversation_shares(talk(said))["generic_share"][2])


def test_an_account_is_not_held_against_itself():
    everybody = talk(crowd(30))
    league = conversation_league(everybody, ["instagram"] * 30)
    own = conversation_shares(everybody)["generic_share"][0]

    assert league.usual("instagram", "generic_share", own) is None  # 29 others
    assert league.usual("instagram", "generic_share", np.nan).accounts == 30


def test_the_league_and_the_figure_say_the_same_share():
    said = posts_of(["a+", "b", "c*", "d?"] * 3, POSTS)
    told = talk(said, eye=unsure)
    figures = conversation_figures(told)

    for name, shares in conversation_shares(told).items():
        if figures[name].estimate is not None and np.isfinite(shares[0]):
            assert float(shares[0]) == pytest.approx(figures[name].estimate.value, abs=0.02)


def test_generic_praise_alone_weighs_against_nobody():
    said = [*crowd(40), *posts_of(["so cute+"] * 10, POSTS, account=40, first=480)]
    finding = found(judged(said, 41), 40, "comment_words")

    assert finding.weight == "0"
    assert any("ordinary fans" in text for text in finding.explanations)


def test_many_who_come_back_are_a_loyal_core_or_a_group_that_trades():
    loyal = [Said(post=480 + post, by=1 + place, account=40) for post in range(POSTS) for place in range(EACH)]
    finding = found(judged([*crowd(40), *loyal], 41, resample=True), 40, "commenters")

    assert (finding.weight, "unusual" in finding.claim) == ("0", True)
    assert any("loyal core" in text for text in finding.explanations)
    assert any("traded" in text for text in finding.explanations)


def conversation(answered: float, posts: int = POSTS) -> list[Said]:
    said: list[Said] = []
    for post in range(posts):
        at = SECONDS - (90 - post) * DAY
        for place in range(3):
            said.append(Said(text=f"which one {place}?", post=post, by=1 + post * 3 + place, at=at))
            if (post * 3 + place) % 10 < 10 * answered:
                said.append(Said(text="the blue one", post=post, by=HER, to=len(said) - 1, at=at + HOUR))
    return said


def test_who_answers_most_questions_is_told_so():
    finding = found(judged(conversation(0.9), 1), 0, "question_replies")

    assert (finding.weight, finding.claim.startswith("answers most questions: 92 %")) == ("+", True)


def test_half_of_the_questions_is_not_most():
    assert found(judged(conversation(0.5), 1), 0, "question_replies").weight == "0"


def test_few_questions_are_told_as_a_range():
    claim = found(judged(conversation(1.0, posts=2), 1), 0, "question_replies").claim

    assert claim.startswith("answers between")
    assert "6 questions came in" in claim


def test_comments_without_threads_ask_for_a_look():
    said = [replace(one, to=-1, threaded=False) for one in conversation(1.0)]
    finding = found(judged(said, 1), 0, "replies")

    assert (finding.weight, finding.settle_seconds, finding.value.state) == ("?", 60, "unknown")


def test_comments_that_nobody_can_read_ask_for_a_reader():
    everybody = talk(conversation(1.0), language="xx")
    (finding,) = (one for one in conversation_findings(everybody, ["instagram"])[0] if one.check == "conversation")

    assert finding.weight == "?"


def test_accounts_without_comments_are_absent():
    assert set(conversation_findings(talk(posts_of(["a"], 3, account=2)), ["instagram"] * 4)) == {2}


def test_quotes_are_few_and_say_where_they_came_in():
    finding = found(judged(posts_of([f"word {number}*" for number in range(9)], POSTS), 1), 0, "comment_words")

    assert len(finding.evidence) == 3
    assert all(told.ref.startswith("ba_1:") for told in finding.evidence)


def test_no_key_of_a_person_is_in_a_finding():
    said = [replace(one, by=8_765_432_101) for one in posts_of(["nice+", "the mug*", "what?"], POSTS)]

    assert "8765432101" not in repr(judged(said, 1))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("thank you @mina.bakes and @theo_1!", "thank you … and …!"),
        ("write to mina@example.org", "write to …"),
        ("look at https://example.org/x?y=1 now", "look at … now"),
        ("call +43 660 123 45 67", "call …"),
        ("two\nlines   of it", "two lines of it"),
    ],
)
def test_a_quote_names_nobody(text: str, shown: str):
    assert quote(text) == shown


def test_a_long_quote_is_cut():
    assert len(quote("word " * 60)) <= 80


def test_findings_recompute_byte_for_byte():
    said = crowd(3)

    assert repr(judged(said, 3, resample=True)) == repr(judged(said, 3, resample=True))


# how often it is wrong ---------------------------------------------------------------------------------------------


def read_by_an_eye(dice: np.random.Generator, shares: np.ndarray) -> Conversation:
    """Return accounts of 120 comments with true shares of spam, flagged by a reader that errs as ``UNSURE`` does."""
    truth = dice.random((len(shares), POSTS * EACH)) < shares[:, None]
    chance = np.where(truth, UNSURE.caught, UNSURE.wrong)
    flagged = (dice.random(truth.shape) < chance).ravel()
    said = [
        Said(post=account * POSTS + place // EACH, by=1 + place, account=account, text="$" if flag else "plain")
        for (account, place), flag in zip(np.ndindex(truth.shape), flagged, strict=True)
    ]
    return talk(said, eye=unsure)


def test_ordinary_spam_is_rarely_called_unusual(dice: np.random.Generator):
    """Five leagues of 60 with 0 to 8 % spam: fewer than 1 in 40 accounts get a weight against them.

    False-alarm rate of the test: the rule marks about 0.5 %; 8 of 300 would be far off.
    """
    marked = 0
    for _ in range(5):
        everybody = read_by_an_eye(dice, dice.uniform(0.0, 0.08, 60))
        platforms = ["instagram"] * 60
        league = conversation_league(everybody, platforms)
        findings = conversation_findings(everybody, platforms, league=league, resample=False)
        marked += sum(finding.weight == "-" for told in findings.values() for finding in told)

    assert marked <= 7


def test_an_account_full_of_spam_is_found(dice: np.random.Generator):
    """Ten accounts with 35 % spam among 50 ordinary ones: the rule compares with a league that holds them too.

    One in six of a league is more than one in twenty, so the ten are told one at a time: each alone among the ordinary.
    """
    caught = 0
    for _ in range(10):
        everybody = read_by_an_eye(dice, np.append(dice.uniform(0.0, 0.08, 50), 0.35))
        platforms = ["instagram"] * 51
        league = conversation_league(everybody, platforms)
        findings = conversation_findings(everybody, platforms, league=league, resample=False)
        caught += found(findings, 50, "spam_share").weight == "-"

    assert caught >= 9


def test_the_range_of_those_who_come_back_holds(dice: np.random.Generator):
    """A place with 400 people of uneven zeal, 12 posts of about 12 comments: 90 % promised, alarm below 85.

    Of 100 samples the plain percentiles hold about 16; the moved range held 96 of 100 in a longer run. The truth is the
    mean over 300 samples.
    """
    zeal = dice.gamma(0.6, 1.0, 400)
    zeal[:8] *= 6

    def sample() -> np.ndarray:
        return np.array(
            [dice.multinomial(max(1, dice.poisson(12)), zeal / zeal.sum()) > 0 for _ in range(12)], dtype=float
        )

    def back(posts: np.ndarray) -> np.ndarray:
        return (posts >= 3).sum(axis=1) / np.maximum((posts > 0).sum(axis=1), 1)

    truth = float(np.mean([back(sample().sum(axis=0)[None, :])[0] for _ in range(300)]))
    held = plain = 0
    for number in range(100):
        there = sample()
        draws = person_draws(weights_of(number, "posts", 12)[:400], there, back)
        value = float(back(there.sum(axis=0)[None, :])[0])
        low, high = moved_range(value, draws, level=0.9, clusters=12, scale="share")
        held += low <= truth <= high
        plain += bool(np.quantile(draws, 0.05) <= truth <= np.quantile(draws, 0.95))

    assert held >= 85
    assert plain < 60


def test_the_range_of_a_mean_of_few_posts_holds(dice: np.random.Generator):
    """Means of 8 gamma amounts: 90 % promised, alarm below 82 of 100 over 400 samples; plain draws hold about 80."""
    held = 0
    for number in range(400):
        amounts = dice.gamma(4.0, 5.0, 8)
        draws = (weights_of(number, "posts", 8)[:500] @ amounts) / 8
        low, high = moved_range(float(amounts.mean()), draws, level=0.9, clusters=8, scale="amount")
        held += low <= 20.0 <= high

    assert held / 400 >= 0.84


def test_for_a_whole_pool_the_weights_are_the_same():
    said = [*crowd(31), *posts_of(["buy$", "plain"] * 5, POSTS, account=31, first=372)]
    whole, close = (judged(said, 32, resample=resample) for resample in (False, True))

    weights = [{account: [one.weight for one in told] for account, told in some.items()} for some in (whole, close)]
    assert weights[0] == weights[1]


def test_a_little_spam_among_none_weighs_against_nobody():
    """Three in a hundred: above a league without any, and nothing that a reader of the page would see."""
    little = posts_of(["buy$", *["plain"] * 29], POSTS, account=40, first=480)

    assert found(judged([*crowd(40), *little], 41), 40, "spam_share").weight == "0"


def test_a_table_of_nobody_gives_no_findings():
    nobody = conversation_of(table([]), talk([]).labels, unsure, as_of=AS_OF)

    assert conversation_findings(nobody, []) == {}
