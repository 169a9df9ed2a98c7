"""Looking creators up: a plan first, then a yes, then a preview, then in; resumed where it stopped."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from graph_server import AT, OWN_ID, TOKEN, Reply, refused
from lookups_cast import know, looked_up, many

from shoal.app import TERMS_VERSION, Shoal, make_workspace, open_workspace
from shoal.config import Settings
from shoal.domain.people import Actor
from shoal.errors import ConflictError, DeniedError, InputError, PolicyError, TooLargeError

BEN = Actor(id="ben", name="Ben", role="editor")
CLEO = Actor(id="cleo", name="Cleo", role="viewer")


@pytest.fixture
def shoal(bare: Shoal) -> Shoal:
    bare.connections.connect(token=TOKEN, user_id=OWN_ID, confirmed=TERMS_VERSION)
    return bare


# before anything is sent ---------------------------------------------------------------------------------------------


def test_a_plan_asks_nothing_and_says_what_it_would_cost(shoal, server):
    run = shoal.lookups.plan("@mina\nhttps://www.instagram.com/lea/\n@mina")
    cost = shoal.lookups.cost(run)

    assert (server.asked, run.state, [handle for _, handle in run.asked]) == ([], "planned", ["mina", "lea"])
    assert (cost.questions, cost.left, cost.host, "followers_count" in cost.fields) == (
        2,
        180,
        "graph.facebook.com",
        True,
    )


def test_a_plan_names_what_is_no_account_at_instagram(shoal):
    run = shoal.lookups.plan("@mina\nhttps://www.tiktok.com/@lea\nhttps://www.instagram.com/p/Abc123/")

    assert ([handle for _, handle in run.asked], len(run.unread)) == (["mina"], 2)


@pytest.mark.parametrize("text", ["", "   \n", "https://www.tiktok.com/@lea"])
def test_a_plan_without_a_handle_is_none(shoal, text):
    with pytest.raises(InputError):
        shoal.lookups.plan(text)


def test_more_than_five_hundred_are_refused_before_anything_is_kept(shoal):
    with pytest.raises(TooLargeError):
        shoal.lookups.plan("\n".join(f"@{handle}" for handle in many(501)))

    assert shoal.lookups.waiting() == ()


def test_a_plan_can_be_made_before_there_is_a_connection_and_sends_nothing(bare, server):
    run = bare.lookups.plan("@mina")
    with pytest.raises(PolicyError):
        bare.lookups.send(run.id)

    assert (server.asked, bare.lookups.show(run.id).state) == ([], "planned")


def test_a_made_up_market_looks_nobody_up(tmp_path):
    make_workspace(Settings(folder=tmp_path / "made.shoal", seed=7))
    with open_workspace(tmp_path / "made.shoal") as made, pytest.raises(ConflictError):
        made.lookups.plan("@mina")


def test_a_viewer_looks_nobody_up_and_an_editor_does(shoal, server):
    know(server, "mina")
    with shoal.acting(CLEO), pytest.raises(DeniedError):
        shoal.lookups.plan("@mina")
    with shoal.acting(BEN):
        assert looked_up(shoal, "@mina").state == "answered"


# sending -------------------------------------------------------------------------------------------------------------


def test_each_handle_gets_its_answer_or_its_failure(shoal, server):
    know(server, "mina", "lea")
    run = looked_up(shoal, "@mina\n@private.person\n@lea")

    assert (len(run.answered), [(failure.handle, failure.code) for failure in run.failures], run.state) == (
        2, [("private.person", "not_found")], "answered",
    )  # fmt: skip


def test_sent_twice_it_asks_once(shoal, server):
    know(server, "mina")
    run = looked_up(shoal, "@mina")
    again = shoal.lookups.send(run.id)

    assert (again.state, server.handles) == ("answered", ["mina"])


def test_who_was_erased_is_not_asked_for(shoal, server):
    know(server, "mina", "lea")
    batch = shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    (who,) = (found.creator.id for found in shoal.creators.find("mina"))
    shoal.creators.forget(who, confirmed=True)
    server.asked.clear()
    run = looked_up(shoal, "@mina\n@lea")

    assert (batch.counts["new"], server.handles, run.failures[0].code) == (1, ["lea"], "held")


def test_an_expired_token_stops_at_once_and_keeps_what_came(shoal, server):
    know(server, "mina", "eva")
    server.accounts["lea"] = refused(190, 463, status=401)
    run = looked_up(shoal, "@mina\n@lea\n@eva")

    assert (run.state, len(run.answered), [handle for _, handle in run.left]) == ("stopped", 1, ["lea", "eva"])
    assert "does not accept the access token" in run.stopped
    assert server.handles == ["mina", "lea"]


def test_going_on_asks_only_for_the_rest(shoal, server):
    know(server, "mina", "eva")
    server.accounts["lea"] = refused(4, status=403)
    run = looked_up(shoal, "@mina\n@lea\n@eva")
    know(server, "lea")
    server.asked.clear()
    shoal._clock = AT + timedelta(hours=1, minutes=1)
    run = shoal.lookups.send(run.id)

    assert (run.state, server.handles) == ("answered", ["lea", "eva"])


def test_what_was_answered_comes_in_and_the_rest_waits_on(shoal, server):
    know(server, "mina", "eva")
    server.accounts["lea"] = refused(4, status=403)
    run = looked_up(shoal, "@mina\n@lea\n@eva\n@private.person")
    first = shoal.lookups.bring_in(run.id)
    know(server, "lea")
    server.asked.clear()
    shoal._clock = AT + timedelta(hours=1, minutes=1)
    shoal.lookups.send(run.id)
    second = shoal.lookups.bring_in(run.id)

    assert (first.counts, server.handles) == ({"new": 1}, ["lea", "eva", "private.person"])
    assert (second.counts, shoal.lookups.waiting()) == ({"new": 2, "error": 1}, ())


def test_before_the_limit_is_free_again_going_on_asks_nothing(shoal, server):
    server.accounts["mina"] = refused(4, status=403)
    run = looked_up(shoal, "@mina")
    know(server, "mina")
    server.asked.clear()
    again = shoal.lookups.send(run.id)

    assert (again.state, "Go on in 60 min" in again.stopped, server.asked) == ("stopped", True, [])


def test_it_stops_before_the_vendors_limit_and_the_next_look_up_knows(shoal, server):
    know(server, *many(5))
    server.headers = {"X-App-Usage": json.dumps({"call_count": 93, "total_time": 1, "total_cputime": 1})}
    run = looked_up(shoal, "\n".join(f"@{handle}" for handle in many(5)))
    other = looked_up(shoal, "@creator_004")

    assert (len(run.answered), run.state, len(other.answered), len(server.asked)) == (1, "stopped", 0, 1)


def test_three_silences_in_a_row_stop_it(shoal, server):
    server.accounts |= {handle: Reply(b"<html>", kind="text/html") for handle in many(5)}
    run = looked_up(shoal, "\n".join(f"@{handle}" for handle in many(5)))

    assert (run.state, len(server.asked), len(run.left), "3 questions in a row" in run.stopped) == (
        "stopped",
        3,
        5,
        True,
    )


def test_private_accounts_in_a_row_do_not_stop_it(shoal, server):
    know(server, "mina")
    run = looked_up(shoal, "@a1\n@a2\n@a3\n@a4\n@mina")

    assert (run.state, len(run.answered), len(run.failures)) == ("answered", 1, 4)


def test_one_silence_is_asked_for_once_more_by_going_on(shoal, server):
    know(server, "mina", "eva")
    server.accounts["lea"] = Reply(b"{", status=200)
    run = looked_up(shoal, "@mina\n@lea\n@eva")
    know(server, "lea")
    done = shoal.lookups.send(run.id)

    assert (run.state, len(run.answered), done.state, done.failures) == ("stopped", 2, "answered", ())


# many at a time ------------------------------------------------------------------------------------------------------


def test_more_than_ten_are_a_job_that_a_worker_does(shoal, server):
    know(server, *many(11))
    run = looked_up(shoal, "\n".join(f"@{handle}" for handle in many(11)))
    before = (run.state, list(server.asked))
    shoal.jobs.work()
    done = shoal.lookups.show(run.id)

    assert (before, done.state, len(done.answered)) == (("working", []), "answered", 11)


def test_sixty_handles_go_on_after_a_crash_without_asking_anybody_twice(shoal, server):
    """The worker dies after the 23rd answer; the next one goes on with the 24th."""
    know(server, *many(60))
    handles, asked = many(60), []

    class Worker:
        def progress(self, _words: str, done: int = 0, _total: int | None = None) -> None:
            asked.append(done)
            if done == 23 and len(asked) == 24:
                raise KeyboardInterrupt

    run = shoal.lookups.plan("\n".join(f"@{handle}" for handle in handles))
    with pytest.raises(KeyboardInterrupt):
        shoal.lookups.work(run.id, Worker())
    between = len(shoal.lookups.show(run.id).answered)
    done = shoal.lookups.work(run.id, Worker())

    assert (between, len(done.answered), done.state) == (23, 60, "answered")
    assert server.handles == handles


def test_a_cancelled_job_keeps_what_was_answered(shoal, server):
    know(server, *many(12))
    run = looked_up(shoal, "\n".join(f"@{handle}" for handle in many(12)))
    shoal.jobs.cancel(run.job_id)
    stopped = shoal.lookups.show(run.id)

    assert (stopped.state, len(stopped.left)) == ("stopped", 12)


def test_a_job_whose_connection_was_removed_meanwhile_asks_nothing_and_says_so(shoal, server):
    know(server, *many(12))
    run = looked_up(shoal, "\n".join(f"@{handle}" for handle in many(12)))
    shoal.connections.remove()
    shoal.jobs.work()
    stopped = shoal.lookups.show(run.id)

    assert (server.asked, stopped.state, "off" in stopped.stopped) == ([], "stopped", True)
