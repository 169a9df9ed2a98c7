"""Token buckets: a burst, a steady rate, one per member and kind, and words that say how long to wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from shoal.errors import TooOftenError
from shoal.web.limits import ALLOWANCES, WORDS, Allowance, Limits, kinds_of


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock) -> Limits:
    return Limits(allowances={"search": Allowance(burst=3, per_second=0.5)}, clock=clock)


def taken(limits: Limits, times: int, who: str = "me_ben") -> int:
    """Return how many of so many searches in a row were let through."""
    through = 0
    for _ in range(times):
        try:
            limits.count(who, ("search",))
        except TooOftenError:
            continue
        through += 1
    return through


def test_a_burst_is_let_through_and_no_more(limits):
    assert taken(limits, 10) == 3


def test_a_bucket_fills_again_by_its_rate(limits, clock):
    taken(limits, 10)
    clock.at += 4

    assert taken(limits, 10) == 2


def test_a_bucket_that_rests_holds_no_more_than_its_burst(limits, clock):
    taken(limits, 1)
    clock.at += 86_400

    assert taken(limits, 10) == 3


def test_what_was_refused_costs_nothing(limits, clock):
    taken(limits, 500)
    clock.at += 2

    assert taken(limits, 10) == 1


def test_one_member_takes_nothing_from_another(limits):
    taken(limits, 10)

    assert taken(limits, 10, who="me_ada") == 3


def test_a_kind_without_an_allowance_has_no_limit(limits):
    assert [limits.count("me_ben", ("page",)) for _ in range(1000)] == [None] * 1000


def test_many_threads_take_no_token_twice(clock):
    limits = Limits(allowances={"search": Allowance(burst=50, per_second=0.001)}, clock=clock)
    with ThreadPoolExecutor(8) as threads:
        through = sum(threads.map(lambda _: taken(limits, 50), range(8)))

    assert through == 50


@pytest.mark.parametrize(("moved", "words"), [(0, "Wait 2 seconds"), (1.2, "Wait a second")])
def test_the_words_say_how_long_to_wait(limits, clock, moved, words):
    taken(limits, 3)
    clock.at += moved
    with pytest.raises(TooOftenError, match="More searches at once") as error:
        limits.count("me_ben", ("search",))

    assert (error.value.next_step.startswith(words), error.value.allowed) == (True, ("3 at once",))


def test_waiting_as_long_as_was_said_is_enough(limits, clock):
    taken(limits, 3)
    clock.at += 2

    assert taken(limits, 1) == 1


@pytest.mark.parametrize(
    ("method", "name", "query", "kinds"),
    [
        ("GET", "home", {}, ("page",)),
        ("GET", "creators", {"q": "oats"}, ("page", "search")),
        ("HEAD", "creators-export", {}, ("page", "file out")),
        ("GET", "import", {}, ("page",)),
        ("POST", "import", {}, ("page", "file in")),
        ("POST", "shortlist", {}, ("page", "long work")),
        ("GET", "vetting", {}, ("page",)),
        ("GET", "vetting", {"verify": "vr_1"}, ("page", "long work")),
        ("GET", "home", {"verify": "vr_1"}, ("page",)),
    ],
)
def test_a_request_is_counted_as_what_it_costs(method, name, query, kinds):
    assert kinds_of(method, name, query) == kinds


def test_every_kind_has_its_words():
    assert {*ALLOWANCES} == {*WORDS}
