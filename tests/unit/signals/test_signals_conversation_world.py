"""The made-up market read as a conversation: who is innocent there is left alone, what is put in is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conversation_cast import DAY, HER, HOUR, SECONDS, UNSURE, Marks, Said, talk, unsure
from readings import AT, Desk

from shoal.domain.bulk import CommentTable
from shoal.signals.conversation import (
    conversation_figures,
    conversation_findings,
    conversation_league,
    conversation_of,
)
from shoal.sources import read_synthetic

PLATFORM = "instagram"


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> CommentTable:
    """Return the comments of a market of 400 creators, of whom about 120 have any, as the catalogue gives them."""
    desk = Desk(tmp_path_factory.mktemp("market") / "catalog")
    made, _ = read_synthetic("synthetic://?seed=7&creators=400")
    made = replace(made, sighting=replace(made.sighting, audience=()))
    desk.catalog.commit(desk.catalog.draft(made, AT, frozenset()), made, "ba_1", AT, "made up")
    pool = desk.catalog.pool(AT)
    found = desk.catalog.comments([str(account) for account in pool.account_id], AT)
    desk.catalog.close()
    return found


def judged(comments: CommentTable, spam: np.ndarray):
    """Return the findings of a market whose spam is flagged as an eye that errs would."""
    here = np.ones(len(comments), dtype=np.bool_)
    asks = np.array(["?" in text for text in comments.text.tolist()])
    plain = np.array([not any(sign.isalpha() for sign in text) for text in comments.text.tolist()])
    reader = Marks(np.full(len(comments), "de", dtype=object), spam, plain, asks, ~here, here)
    everybody = conversation_of(comments, reader, unsure, as_of=AT)
    platforms = [PLATFORM] * everybody.accounts
    league = conversation_league(everybody, platforms)
    return conversation_findings(everybody, platforms, league=league, resample=False)


def read(dice: np.random.Generator, truth: np.ndarray) -> np.ndarray:
    return dice.random(len(truth)) < np.where(truth, UNSURE.caught, UNSURE.wrong)


def test_nobody_in_an_ordinary_market_is_marked(market: CommentTable, dice: np.random.Generator):
    """No comment sells; the reader wrongly flags 5 %. Of about 120 accounts at most two may be marked."""
    findings = judged(market, read(dice, np.zeros(len(market), dtype=np.bool_)))

    assert len(findings) > 100
    assert sum(finding.weight == "-" for told in findings.values() for finding in told) <= 2


def test_accounts_that_are_filled_with_spam_are_found(market: CommentTable, dice: np.random.Generator):
    """Sixty per cent of the comments of three accounts with 30 or more sell: at least two of the three are marked.

    With 30 to 48 comments a smaller share is not told from chance; the league tests have the curve for 120.
    """
    sizes = np.bincount(market.account[~market.by_creator])
    chosen = np.flatnonzero(sizes >= 30)[:3]
    sells = np.isin(market.account, chosen) & (dice.random(len(market)) < 0.6) & ~market.by_creator
    findings = judged(market, read(dice, sells))

    assert len(chosen) == 3
    caught = [account for account in chosen.tolist() if any(one.weight == "-" for one in findings[account])]
    assert len(caught) >= 2


def test_what_the_world_answered_is_what_is_counted(market: CommentTable):
    """A file with times and threads: the rate of each account is the plain share of its older comments answered."""
    reader = Marks(
        np.full(len(market), "de", dtype=object), *(np.zeros(len(market), dtype=np.bool_) for _ in range(4)),
        np.ones(len(market), dtype=np.bool_),
    )  # fmt: skip
    everybody = conversation_of(market, reader, unsure, as_of=AT)
    answered = np.zeros(len(market), dtype=np.bool_)
    answered[market.parent[market.parent >= 0]] = True
    settled = ~market.by_creator & (market.seen - market.at >= 7 * DAY)
    for account in np.unique(market.account)[:20].tolist():
        rows = (market.account == account) & settled
        value = conversation_figures(everybody, account, resample=False)["reply_rate"]
        if rows.any():
            assert value.estimate.value == pytest.approx(answered[rows].mean(), abs=1e-6)


@pytest.mark.parametrize("alike", [False, True])
def test_the_range_of_the_reply_rate_holds(dice: np.random.Generator, *, alike: bool):
    """12 posts of 8 comments, answered with a share of her own; alike: some posts she answers, some she does not.

    200 creators, 90 % promised, alarm below 84; false-alarm rate of the test under 1 in 100.
    """
    held = 0
    for _ in range(200):
        truth = dice.beta(1.5, 4.0)
        strength = 4.0 if alike else 1e6
        by_post = dice.beta(truth * strength, (1 - truth) * strength, 12)
        said: list[Said] = []
        for post in range(12):
            at = SECONDS - (60 - post) * DAY
            for place in range(8):
                said.append(Said(post=post, by=1 + place, at=at))
                if dice.random() < by_post[post]:
                    said.append(Said(post=post, by=HER, to=len(said) - 1, at=at + HOUR))
        found = conversation_figures(talk(said), resample=False)["reply_rate"].estimate
        held += found.low <= truth <= found.high

    assert held / 200 >= 0.84
