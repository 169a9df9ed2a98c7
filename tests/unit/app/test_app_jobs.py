"""Long verbs: who they act for, how they end, and that a worker survives whatever a job does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import shoal.app.jobs
from shoal.app import Shoal, open_workspace
from shoal.app.jobs import KINDS, Told
from shoal.domain.people import Actor
from shoal.errors import ConflictError, DeniedError, InputError, JobStoppedError, NotFoundError, WorkspaceBusyError

Work = Callable[[Shoal, Mapping[str, Any], Told], Mapping[str, Any]]
PASSWORD = "a rather long password"  # noqa: S105  of people who do not exist
BEN = Actor(id="me_ben", name="Ben", role="editor")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shoal]:
    with open_workspace(tmp_path / "jobs.shoal") as opened:
        yield opened


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Return a way to say what a job called ``try`` does."""
    return lambda work: monkeypatch.setitem(KINDS, "try", work)


def queued(house: Shoal, key: str = "one", **arguments: Any) -> str:
    return house.jobs.add("try", arguments, key=key).id


def test_a_worker_does_what_waits_and_says_how_it_ended(house: Shoal, kind: Callable[[Work], None]) -> None:
    kind(lambda _shoal, told, _say: {"doubled": told["number"] * 2})
    first, second = queued(house, "one", number=1), queued(house, "two", number=2)
    assert (house.jobs.waiting(), house.jobs.work(), house.jobs.waiting()) == (True, 2, False)
    assert [house.jobs.job(one).result for one in (first, second)] == [{"doubled": 2}, {"doubled": 4}]


def test_a_job_acts_as_who_started_it_for_the_brand_it_was_started_for(
    house: Shoal, kind: Callable[[Work], None]
) -> None:
    kind(lambda shoal, _told, _say: {"who": shoal.actor.name, "door": shoal.actor.door, "brand": shoal.brand.slug})
    other = house.team.add_brand("Tea House", currency="GBP", timezone="Europe/London")
    with house.acting(BEN, other):
        job_id = queued(house)
    house.jobs.work()
    with house.acting(BEN, other):
        assert house.jobs.job(job_id).result == {"who": "Ben", "door": "worker", "brand": "tea-house"}
    with pytest.raises(NotFoundError):
        house.jobs.job(job_id)


def test_a_role_that_was_taken_away_meanwhile_counts(house: Shoal, kind: Callable[[Work], None]) -> None:
    kind(lambda shoal, _told, _say: {"role": shoal.actor.role})
    house.team.start(name="Oat", currency="EUR", timezone="UTC", password=PASSWORD)
    _, token = house.team.invite("ben@oat.example", "editor")
    ben = house.team.join(token, name="Ben", email="", password=PASSWORD).member
    with house.acting(house.team.actor(ben, house.brand.id), house.brand):
        first, second = queued(house, "one"), queued(house, "two")
    house.team.change_role(ben.id, "viewer")
    house.jobs._do(house.ledger.jobs.claim("w", house.wall_clock()), "w")
    house.team.close_account(ben.id, closed=True)
    house.jobs.work()
    assert house.jobs.job(first).result == {"role": "viewer"}
    assert (house.jobs.job(second).state, house.jobs.job(second).error["code"]) == ("failed", "denied")


def test_an_expected_failure_is_kept_in_its_own_words(house: Shoal, kind: Callable[[Work], None]) -> None:
    def refuse(*_: Any) -> Mapping[str, Any]:
        raise InputError("No such column.", next_step="Name another.")

    kind(refuse)
    job_id = queued(house)
    house.jobs.work()
    job = house.jobs.job(job_id)
    assert (job.state, job.error["message"], job.error["next_step"]) == ("failed", "No such column.", "Name another.")


def test_what_was_busy_waits_for_its_next_turn(house: Shoal, kind: Callable[[Work], None]) -> None:
    def busy(*_: Any) -> Mapping[str, Any]:
        raise WorkspaceBusyError("busy", retryable=True)

    kind(busy)
    job_id = queued(house)
    assert (house.jobs.work(), house.jobs.job(job_id).state, house.jobs.waiting()) == (1, "queued", False)


def test_a_mistake_of_ours_gets_a_number_and_other_jobs_go_on(
    house: Shoal, kind: Callable[[Work], None], caplog: pytest.LogCaptureFixture
) -> None:
    kind(lambda _shoal, told, _say: {"whole": 1 // told["by"]})
    wrong, right = queued(house, "one", by=0), queued(house, "two", by=1)
    assert house.jobs.work() == 2
    job = house.jobs.job(wrong)
    assert (job.state, job.error["id"] in caplog.text, "division" in str(job.error)) == ("failed", True, False)
    assert house.jobs.job(right).state == "done"


def test_a_job_that_is_cancelled_stops_where_it_is(house: Shoal, kind: Callable[[Work], None]) -> None:
    steps = []

    def walk(shoal: Shoal, _told: Mapping[str, Any], say: Told) -> Mapping[str, Any]:
        for step in range(3):
            say.progress(f"step {step}", step, 3)
            steps.append(step)
            shoal.jobs.cancel(say.job.id) if step == 1 else None
        return {}

    kind(walk)
    job_id = queued(house)
    house.jobs.work()
    assert (steps, house.jobs.job(job_id).state, house.jobs.job(job_id).done) == ([0, 1], "cancelled", 1)


def test_counts_are_written_every_few_seconds_and_other_words_at_once(
    house: Shoal, kind: Callable[[Work], None]
) -> None:
    seen = []

    def count(shoal: Shoal, _told: Mapping[str, Any], say: Told) -> Mapping[str, Any]:
        for done, words in enumerate(("reading", "reading", "writing", "writing")):
            say.progress(words, done)
            seen.append((shoal.jobs.job(say.job.id).words, shoal.jobs.job(say.job.id).done))
        return {}

    kind(count)
    queued(house)
    house.jobs.work()
    assert seen == [("reading", 0), ("reading", 0), ("writing", 2), ("writing", 2)]


def test_the_lease_is_renewed_while_a_job_is_busy_with_one_thing(
    house: Shoal, kind: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shoal.app.jobs, "HOLD_SECONDS", 0.01)
    told: list[bool] = []

    def busy(opened: Shoal, _told: Mapping[str, Any], say: Told) -> Mapping[str, Any]:
        opened.ledger.jobs.cancel(say.job.id, opened.wall_clock())  # by somebody else, in a moment without progress
        told.append(say.lost.wait(timeout=20))
        say.progress("done")
        return {}

    kind(busy)
    queued(house)
    house.jobs.work()
    assert told == [True]


def test_a_lease_that_went_to_another_worker_ends_the_work(house: Shoal, kind: Callable[[Work], None]) -> None:
    def slow(shoal: Shoal, _told: Mapping[str, Any], say: Told) -> Mapping[str, Any]:
        later = shoal.wall_clock() + timedelta(minutes=2)
        assert shoal.ledger.jobs.claim("another", later).id == say.job.id
        with pytest.raises(JobStoppedError):
            say.progress("still here")
        raise JobStoppedError("over")

    kind(slow)
    job_id = queued(house)
    held = house.ledger.jobs.claim("mine", house.wall_clock())
    house.jobs._do(held, "mine")
    assert (house.jobs.job(job_id).state, house.jobs.job(job_id).attempts) == ("running", 2)


def test_cancelling_and_trying_again_are_written_down_only_where_they_happened(
    house: Shoal, kind: Callable[[Work], None]
) -> None:
    kind(lambda *_: {})
    job_id = queued(house)
    house.jobs.cancel(job_id)
    with pytest.raises(ConflictError):
        house.jobs.cancel(job_id)
    house.jobs.retry(job_id)
    assert [entry.verb for entry in house.ledger.audit.entries()] == ["jobs.retry", "jobs.cancel"]
    viewer = Actor(id="me_cleo", name="Cleo", role="viewer")
    with house.acting(viewer), pytest.raises(DeniedError):
        house.jobs.cancel(job_id)


def test_an_unknown_kind_of_job_is_not_queued(house: Shoal) -> None:
    with pytest.raises(NotFoundError, match="no such kind"):
        house.jobs.add("dance", {}, key="x")
