"""Long verbs on both databases: queued once, held by one worker, taken up again after a crash, three times at most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BRAND, OTHER_BRAND

from shoal.domain.people import Job
from shoal.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

AFTER = timedelta(seconds=61)
BUSY = {"code": "conflict.busy", "message": "busy"}


def job(number: int = 1, brand: str = BRAND.id) -> Job:
    return Job(
        id=f"jb_{brand}_{number}", kind="import", arguments={"upload": number}, state="queued", by_id="me_ben",
        by_name="Ben", role="editor", brand_id=brand, created_at=AT,
    )  # fmt: skip


def test_a_job_goes_from_the_queue_to_its_end(ledger: Ledger) -> None:
    jobs = ledger.jobs
    assert (jobs.waiting(AT), jobs.claim("a", AT)) == (False, None)
    jobs.add(job(), "upload 1")
    assert jobs.waiting(AT)
    held = jobs.claim("a", AT)
    assert (held.state, held.attempts, held.arguments) == ("running", 1, {"upload": 1})
    assert jobs.beat(held.id, "a", AT, words="reading", done=5, total=None)
    assert (jobs.job(held.id).words, jobs.job(held.id).done, jobs.job(held.id).total) == ("reading", 5, None)
    assert jobs.finish(held.id, "a", AT + AFTER, {"batch": "ba_1"})
    ended = jobs.job(held.id)
    assert (ended.state, ended.result, ended.finished_at) == ("done", {"batch": "ba_1"}, AT + AFTER)
    assert not jobs.waiting(AT + 9 * AFTER)


def test_the_same_key_is_queued_once_also_when_many_ask_at_once(house: House) -> None:
    found = house.at_once(*(lambda n=n: house.ledger.jobs.add(job(n), "upload 1") for n in range(6)))
    assert len({one.id for one in found}) == 1
    assert len(house.ledger.jobs.recent()) == 1


def test_the_same_key_of_another_brand_is_another_job(house: House) -> None:
    house.ledger.jobs.add(job(), "upload 1")
    other = house.other.jobs.add(job(brand=OTHER_BRAND.id), "upload 1")
    assert (other.brand_id, house.other.jobs.recent()) == (OTHER_BRAND.id, (other,))


def test_a_brand_neither_sees_nor_touches_another_brand_s_job(house: House) -> None:
    mine = house.ledger.jobs.add(job(), "upload 1")
    assert house.other.jobs.recent() == ()
    for verb in (house.other.jobs.job, house.other.jobs.retry, lambda uid: house.other.jobs.cancel(uid, AT)):
        with pytest.raises(NotFoundError, match="no such job"):
            verb(mine.id)
    assert house.ledger.jobs.job(mine.id).state == "queued"


def test_workers_take_the_oldest_first_and_serve_every_brand(house: House) -> None:
    house.other.jobs.add(job(1, OTHER_BRAND.id), "one")
    house.ledger.jobs.add(job(2), "two")
    claimed = [house.ledger.jobs.claim("a", AT), house.ledger.jobs.claim("b", AT), house.ledger.jobs.claim("c", AT)]
    assert [one and one.brand_id for one in claimed] == [OTHER_BRAND.id, BRAND.id, None]


def test_two_workers_never_hold_one_job(house: House) -> None:
    for number in range(12):
        house.ledger.jobs.add(job(number), f"upload {number}")

    def worker(name: str) -> list[str]:
        held = []
        while one := house.ledger.jobs.claim(name, AT):
            held.append(one.id)
        return held

    found = house.at_once(*(lambda name=f"worker {n}": worker(name) for n in range(4)))
    claimed = [one for held in found for one in held]
    assert (len(claimed), len(set(claimed))) == (12, 12)


def test_a_lease_that_is_renewed_is_not_taken(ledger: Ledger) -> None:
    ledger.jobs.add(job(), "upload 1")
    held = ledger.jobs.claim("a", AT)
    assert ledger.jobs.beat(held.id, "a", AT + timedelta(seconds=50))
    assert ledger.jobs.claim("b", AT + AFTER) is None


def test_a_lease_that_ran_out_goes_to_another_and_the_first_is_told(ledger: Ledger) -> None:
    ledger.jobs.add(job(), "upload 1")
    held = ledger.jobs.claim("a", AT)
    again = ledger.jobs.claim("b", AT + AFTER)
    assert (again.id, again.attempts) == (held.id, 2)
    assert not ledger.jobs.beat(held.id, "a", AT + AFTER)
    assert not ledger.jobs.finish(held.id, "a", AT + AFTER, {"late": True})
    assert not ledger.jobs.fail(held.id, "a", AT + AFTER, BUSY, again=True)
    assert ledger.jobs.finish(held.id, "b", AT + AFTER, {"late": False})
    assert ledger.jobs.job(held.id).result == {"late": False}


def test_a_job_that_killed_three_workers_is_given_up_and_others_go_on(ledger: Ledger) -> None:
    ledger.jobs.add(job(), "upload 1")
    for turn in range(3):
        assert ledger.jobs.claim("a", AT + turn * AFTER)
    ledger.jobs.add(job(2), "upload 2")
    assert ledger.jobs.claim("a", AT + 3 * AFTER).id == job(2).id
    given_up = ledger.jobs.job(job().id)
    assert (given_up.state, given_up.error["message"]) == ("failed", "It stopped its worker three times.")


def test_what_was_busy_is_tried_again_later_and_says_at_last_why_not(ledger: Ledger) -> None:
    ledger.jobs.add(job(), "upload 1")
    at, waits = AT, []
    for _ in range(3):
        held = ledger.jobs.claim("a", at)
        assert ledger.jobs.fail(held.id, "a", at, BUSY, again=True)
        pause = next((s for s in range(0, 121, 30) if ledger.jobs.waiting(at + timedelta(seconds=s))), None)
        waits.append(pause)
        at += timedelta(seconds=pause or 0)
    ended = ledger.jobs.job(job().id)
    assert (waits, ended.state, ended.error, ended.attempts) == ([30, 60, None], "failed", BUSY, 3)


def test_what_cannot_be_done_fails_at_once(ledger: Ledger) -> None:
    ledger.jobs.add(job(), "upload 1")
    held = ledger.jobs.claim("a", AT)
    ledger.jobs.fail(held.id, "a", AT, {"message": "no such file"}, again=False)
    assert (ledger.jobs.job(held.id).state, ledger.jobs.claim("a", AT + AFTER)) == ("failed", None)


def test_a_cancelled_job_is_not_taken_and_its_worker_is_told(ledger: Ledger) -> None:
    ledger.jobs.add(job(1), "one")
    ledger.jobs.add(job(2), "two")
    held = ledger.jobs.claim("a", AT)
    assert [ledger.jobs.cancel(job(n).id, AT).state for n in (1, 2)] == ["cancelled", "cancelled"]
    assert not ledger.jobs.beat(held.id, "a", AT, words="on", done=1)
    assert not ledger.jobs.finish(held.id, "a", AT, {})
    assert ledger.jobs.claim("b", AT + AFTER) is None
    with pytest.raises(ConflictError, match="is over"):
        ledger.jobs.cancel(held.id, AT)


def test_a_failed_or_cancelled_job_starts_anew_with_all_its_attempts(ledger: Ledger) -> None:
    ledger.jobs.add(job(), "upload 1")
    with pytest.raises(ConflictError, match="failed or was cancelled"):
        ledger.jobs.retry(job().id)
    ledger.jobs.cancel(job().id, AT)
    again = ledger.jobs.retry(job().id)
    assert (again.state, again.attempts, again.finished_at, again.error) == ("queued", 0, None, {})
    assert ledger.jobs.claim("a", AT).id == job().id
