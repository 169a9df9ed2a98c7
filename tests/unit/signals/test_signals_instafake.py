"""Rows of science.md S1 on the InstaFake file of ordinary accounts (700 accounts, 57,816 posts, counts only)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from shoal.signals import fit_league, next_posts, shrink, size_curve
from shoal.stats import Levels, forecast_levels

FILE = Path(__file__).parents[4] / "shared" / "data" / "instafake" / "ordinary_posts.json"
AHEAD = 20


@dataclass(frozen=True)
class Person:
    followers: float
    likes: np.ndarray
    comments: np.ndarray


@pytest.fixture(scope="module")
def people() -> list[Person]:
    """Accounts with at least 12 posts and 100 followers, posts from old to new."""
    if not FILE.exists():
        pytest.skip("shared/data/instafake is not beside the checkout: see its SOURCE.md for where to obtain it")
    found = []
    for account in json.loads(FILE.read_text()):
        order = np.argsort(account["mediaUploadTimes"], kind="stable")
        likes, comments = (np.array(account[f"media{kind}Numbers"], float) for kind in ("Like", "Comment"))
        if len(order) >= 12 and account["userFollowerCount"] >= 100:
            found.append(Person(float(account["userFollowerCount"]), likes[order], comments[order]))
    return found


@dataclass(frozen=True)
class Scored:
    """RMSE on the log scale and how often the 80 % interval held, means of four splits.

    ``raw`` is the plain mean of the past posts, ``raw12`` that of the newest 12 of them.
    """

    raw: float
    raw12: float
    model: float
    covered: float
    terciles: tuple[float, float, float]

    @property
    def cut(self) -> float:
        return 1.0 - (self.model / self.raw) ** 2

    @property
    def cut12(self) -> float:
        return 1.0 - (self.model / self.raw12) ** 2


def halves(accounts: int) -> list[np.ndarray]:
    """One split by position and three by dice: one split alone moves the coverage by about two points."""
    order = np.arange(accounts)
    return [order % 2, *(np.random.Generator(np.random.PCG64(seed)).permutation(order) % 2 for seed in (1, 2, 3))]


def past_only(people: list[Person], count: int, *, blind: bool = False) -> Scored:
    """Predict the mean of the last 20 posts from the ``count`` before them; each half judged by the other's league.

    The league is fitted on the earlier posts of the other half alone. ``blind`` takes the follower counts away, as the
    file has only those of the day it was made, which is after the posts that are predicted.
    """
    long = [person for person in people if person.likes.shape[0] >= 60]
    past = np.array([person.likes[-AHEAD - count : -AHEAD] for person in long])
    target = np.log1p(np.array([person.likes[-AHEAD:] for person in long])).mean(axis=1)
    followers = np.array([person.followers for person in long])
    known = np.full(len(long), 500.0) if blind else followers
    misses, held = [], []
    for half in halves(len(long)):
        miss, hit = np.empty(len(long)), np.empty(len(long))
        for side in (0, 1):
            learn, judge = half == side, half != side
            league = fit_league(np.log1p(past[learn]), known[learn])
            ahead = next_posts(past[judge], known[judge], league, ahead=AHEAD, level=0.8)
            miss[judge] = target[judge] - ahead.log_mean
            reached = np.log1p(np.array([ahead.low, ahead.high]))
            hit[judge] = (reached[0] <= target[judge]) & (target[judge] <= reached[1])
        misses.append(float(np.mean(miss**2)))
        held.append(hit)
    hits = np.mean(held, axis=0)
    third = np.argsort(np.argsort(followers, kind="stable")) * 3 // len(long)
    logs = np.log1p(past)
    return Scored(
        raw=float(np.sqrt(np.mean((logs.mean(axis=1) - target) ** 2))),
        raw12=float(np.sqrt(np.mean((logs[:, -12:].mean(axis=1) - target) ** 2))),
        model=float(np.sqrt(np.mean(misses))),
        covered=float(hits.mean()),
        terciles=tuple(float(hits[third == part].mean()) for part in range(3)),
    )


@pytest.fixture(scope="module")
def scores(people: list[Person]) -> dict[int, Scored]:
    found = {count: past_only(people, count) for count in (12, 40)}
    for count, scored in found.items():
        show(f"n={count}", scored)
    return found


def show(name: str, scored: Scored) -> None:
    thirds = " ".join(f"{part:.1%}" for part in scored.terciles)
    words = (
        f"raw {scored.raw:.3f} (last 12 {scored.raw12:.3f}) model {scored.model:.3f} cut {scored.cut:.1%} "
        f"(last 12 {scored.cut12:.1%}) 80 % held {scored.covered:.1%}, by third of followers {thirds}"
    )
    print(f"\n{name} {words}")  # noqa: T201  docs/explanation/signals.md tells readers to run this with -s


def test_the_file_has_the_accounts_that_the_table_speaks_of(people):
    assert len(people) == 537
    assert sum(person.likes.shape[0] >= 60 for person in people) == 270


def test_likes_follow_followers_with_the_published_slope(people):
    """Log of the mean of the newest 50 posts; S1 prints slope .903 (se .029), residual sd .474."""
    means = np.log([person.likes[-50:].mean() for person in people])
    curve = size_curve(means, np.log([person.followers for person in people]))
    assert (round(curve.slope, 3), round(curve.slope_se, 3), round(curve.residual_sd, 3)) == (0.903, 0.029, 0.474)
    assert curve.level - curve.slope * curve.middle == pytest.approx(-1.18, abs=0.01)


def test_comments_follow_followers_as_published(people):
    """S1 prints slope .660 (se .051), residual sd .83, without saying how accounts without a comment were taken.

    Tolerance of science.md: two standard errors for the slope, 5 % for the sd. Measured .647 (.049), .795 without them.
    """
    means = np.array([person.comments[-50:].mean() for person in people])
    some = means > 0
    curve = size_curve(np.log(means[some]), np.log([person.followers for person in people])[some])
    assert curve.slope == pytest.approx(0.660, abs=2 * 0.051)
    assert curve.residual_sd == pytest.approx(0.83, rel=0.05)


def test_likes_of_one_account_scatter_and_follow_each_other_as_published(people):
    """S1 prints sd .49 and median lag-1 correlation .46; the window is not said. Newest 50 posts: .50 and .48."""
    logs = [np.log1p(person.likes[-50:]) for person in people]
    away = [series - series.mean() for series in logs]
    lagged = [float(np.sum(part[1:] * part[:-1]) / max(np.sum(part**2), 1e-12)) for part in away]
    assert float(np.sqrt(np.mean([series.var() for series in logs]))) == pytest.approx(0.49, rel=0.05)
    assert float(np.median(lagged)) == pytest.approx(0.46, rel=0.05)


def test_shrinking_alone_cuts_the_error_as_published(people):
    """S1 prints 43, 33, 27, 16, 8 % at n = 1, 2, 3, 6, 12. Measured with its own tau .474 and s .49: 45, 32, 27, 17, 9.

    The standard error of such a cut over 353 accounts is 1 to 3 points, by resampling accounts: 3 points are allowed.
    """
    some = [person for person in people if person.likes.shape[0] >= 40]
    logs = [np.log1p(person.likes) for person in some]
    size = np.log([person.followers for person in some])
    target = np.array([series[-AHEAD:].mean() for series in logs])
    cuts = []
    for count in (1, 2, 3, 6, 12):
        mean = np.array([series[-AHEAD - count : -AHEAD].mean() for series in logs])
        shrunk = np.empty(len(some))
        for side in (0, 1):
            learn, judge = np.arange(len(some)) % 2 == side, np.arange(len(some)) % 2 != side
            curve = size_curve(mean[learn], size[learn])
            prior = curve.level + curve.slope * (size[judge] - curve.middle)
            shrunk[judge] = shrink(mean[judge], np.full(int(judge.sum()), count), prior, 0.474**2, 0.49**2).mean
        cuts.append(100 * (1 - float(np.mean((shrunk - target) ** 2) / np.mean((mean - target) ** 2))))
    assert len(some) == 353
    assert cuts == pytest.approx([43, 33, 27, 16, 8], abs=3.0)


def test_twelve_past_posts_cut_the_squared_error_by_thirty_percent(scores):
    """Goal of S1. Measured .245 against .334 raw: 46 % less, mean of four splits. S1's own run: .279."""
    assert scores[12].raw == pytest.approx(0.334, abs=0.001)
    assert scores[12].cut >= 0.30


def test_forty_past_posts_cut_the_squared_error_by_seventy_percent(scores):
    """Goal of S1, against the plain mean of all forty. Measured .244 against .544: 80 % less. S1's own run: .285."""
    assert scores[40].raw == pytest.approx(0.544, abs=0.001)
    assert scores[40].cut >= 0.70


def test_forty_past_posts_are_better_than_the_mean_of_the_last_twelve_too(scores):
    """The other reading of the goal: against the newest 12 of the 40, .334. Measured 47 % less; for 70 see below."""
    assert scores[40].raw12 == pytest.approx(0.334, abs=0.001)
    assert scores[40].cut12 >= 0.40


def test_seventy_percent_less_than_the_last_twelve_is_not_in_the_past_posts(people):
    """Three who are helped by the answers stay below 70 %: levels move on while the 20 posts appear.

    Measured: 60 % by whoever knows the level of the last day exactly (by the walk and the noise of the fit), 63 % by a
    regression on all 40 posts and the followers that is fitted on the very answers, 66 % by the mean of the first five
    of the 20 posts themselves. The best constant of each account, known afterwards, is the answer but for noise: 95 %.
    """
    long = [person for person in people if person.likes.shape[0] >= 60]
    logs, followers = np.log1p([person.likes[-60:] for person in long]), np.array([one.followers for one in long])
    past, coming = logs[:, :40], logs[:, 40:]
    answer = coming.mean(axis=1)
    given = np.column_stack([np.ones(len(long)), past, np.log(followers)])
    fitted = given @ np.linalg.lstsq(given, answer, rcond=None)[0]
    raw12 = float(np.mean((past[:, -12:].mean(axis=1) - answer) ** 2))
    left = {
        "level of the last day": known_level_error(past, followers),
        "regression on the answers": float(np.mean((fitted - answer) ** 2)),
        "first five of the 20": float(np.mean((coming[:, :5].mean(axis=1) - answer) ** 2)),
    }
    constant = float(coming.var(axis=1, ddof=1).mean()) / AHEAD
    cuts = {name: 1.0 - error / raw12 for name, error in (left | {"best constant": constant}).items()}
    print("\nagainst the last 12, helped by the answers: " + ", ".join(f"{n} {c:.1%}" for n, c in cuts.items()))  # noqa: T201  as above
    assert max(cuts[name] for name in left) < 0.70 < cuts["best constant"]


def known_level_error(past: np.ndarray, followers: np.ndarray) -> float:
    """Return the squared error that is left for the mean of the next 20 posts where today's level is known exactly."""
    model = fit_league(past, followers).model
    nothing = np.zeros(1)
    known = Levels(
        level=nothing, variance=nothing, count=nothing.astype(int), log_likelihood=nothing, centre=nothing
    )  # fmt: skip
    return float(forecast_levels(known, model, AHEAD).variance[0])


@pytest.mark.parametrize("count", [12, 40])
def test_eighty_percent_intervals_hold_as_promised_over_all_accounts(scores, count: int):
    """Goal 77 to 83 %. Measured 81.0 and 80.7 %."""
    assert 0.77 <= scores[count].covered <= 0.83


@pytest.mark.parametrize("count", [12, 40])
def test_eighty_percent_intervals_hold_in_every_third_of_followers(scores, count: int):
    """Goal: the 95 % binomial band of 90 accounts, 72 to 88 %. Measured 84, 79, 80 and 83, 78, 82 %."""
    assert all(0.72 <= part <= 0.88 for part in scores[count].terciles)


@pytest.mark.parametrize(("count", "cut"), [(12, 0.30), (40, 0.70)])
def test_the_goals_hold_without_any_follower_count(people, count: int, cut: float):
    """Follower counts of the file are later than the posts that are predicted; the gain must not come from them alone.

    Measured without them: 38 % and 77 % less, 82 and 81 % held.
    """
    scored = past_only(people, count, blind=True)
    show(f"n={count} without followers", scored)
    assert scored.cut >= cut
    assert 0.77 <= scored.covered <= 0.83
