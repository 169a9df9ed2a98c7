"""What a look-up brought: previewed, brought in as one batch, undone; sealed while it waits, and gone in time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from graph_server import AT, OWN_ID, TOKEN, account, media
from lookups_cast import know, looked_up

from shoal.app import TERMS_VERSION, Shoal
from shoal.domain.people import Actor
from shoal.errors import ConflictError, NotFoundError

BEN = Actor(id="ben", name="Ben", role="editor")
CLEO = Actor(id="cleo", name="Cleo", role="viewer")


@pytest.fixture
def shoal(bare: Shoal) -> Shoal:
    bare.connections.connect(token=TOKEN, user_id=OWN_ID, confirmed=TERMS_VERSION)
    return bare


def test_the_preview_says_what_is_new_and_stores_nothing(shoal, server):
    know(server, "mina")
    run = looked_up(shoal, "@mina\n@private.person")
    found = shoal.lookups.preview(run.id)

    assert (found.preview.counts, found.posts, shoal.creators.batches()) == ({"error": 1, "new": 1}, 3, ())


def test_brought_in_it_is_one_batch_with_its_source_policy_and_expiry(shoal, server):
    know(server, "mina")
    batch = shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    followers = shoal.creators.show("mina").creator.value("followers")

    assert (batch.kind, batch.policy, batch.counts["new"]) == ("creators", "instagram.discovery", 1)
    assert (followers.estimate.value, followers.provenance.source, followers.provenance.expires_at) == (
        4_321, "Instagram business_discovery", AT + timedelta(days=90),
    )  # fmt: skip


def test_after_ninety_days_nothing_of_it_shows(shoal, server):
    know(server, "mina")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    shoal._clock = AT + timedelta(days=90, minutes=1)

    assert shoal.creators.find("mina") == ()


def test_undone_it_is_as_if_it_had_never_been(shoal, server):
    know(server, "mina")
    batch = shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    shoal.creators.undo(batch.id)

    assert shoal.creators.find("mina") == ()


def test_hidden_likes_are_unknown_in_the_workspace_too(shoal, server):
    hidden = [{name: value for name, value in media(place).items() if name != "like_count"} for place in range(1, 13)]
    server.accounts["mina"] = account("mina", hidden)
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    (row,) = shoal.catalog._engine.rows("SELECT count(*), count(likes), min(comments) FROM posts")

    assert row == (12, 0, 11)


def test_a_second_look_up_says_what_changed_and_that_new_posts_came(shoal, server):
    know(server, "mina")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    server.accounts["mina"] = account("mina", [media(number) for number in range(1, 6)], followers_count=4_400)
    found = shoal.lookups.preview(looked_up(shoal, "@mina").id)
    (changed,) = found.preview.results

    assert (changed.outcome, [(change.field, change.before, change.after) for change in changed.changes]) == (
        "changed", [("followers", 4_321.0, 4_400.0)],
    )  # fmt: skip
    assert found.posts == 2


def test_new_posts_alone_are_news_enough(shoal, server):
    know(server, "mina")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    server.accounts["mina"] = account("mina", [media(number) for number in range(1, 5)])
    run = looked_up(shoal, "@mina")

    assert shoal.lookups.preview(run.id).coming
    assert shoal.lookups.bring_in(run.id).counts["same"] == 1


def test_what_says_nothing_new_makes_no_batch(shoal, server):
    know(server, "mina")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    run = looked_up(shoal, "@mina")

    assert not shoal.lookups.preview(run.id).coming
    with pytest.raises(ConflictError):
        shoal.lookups.bring_in(run.id)


def test_another_number_of_the_same_handle_is_said(shoal, server):
    know(server, "mina")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    know(server, "mina", id="17841499999999999", followers_count=12)
    found = shoal.lookups.preview(looked_up(shoal, "@mina").id)

    assert "account_id_changed" in {note.code for note in found.preview.notes}


def test_the_lines_without_an_answer_can_be_had_as_a_file(shoal, server):
    know(server, "mina")
    batch = shoal.lookups.bring_in(looked_up(shoal, "@mina\n@private.person").id)

    assert "private.person" in Path(batch.rejects).read_text(encoding="utf-8")


def test_an_account_of_a_sheet_and_one_looked_up_are_one(shoal, server, tmp_path):
    (tmp_path / "sheet.csv").write_text("Platform,Handle,Followers,Fee\nInstagram,@mina,4k,100 EUR\n", encoding="utf-8")
    shoal.creators.bring_in(tmp_path / "sheet.csv")
    know(server, "mina")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    creator = shoal.creators.show("mina").creator

    assert (creator.value("followers").estimate.value, len(creator.deals)) == (4_321, 1)


# what waits ----------------------------------------------------------------------------------------------------------


def test_what_waits_lies_sealed_and_goes_when_it_is_brought_in(shoal, server):
    know(server, "mina")
    run = looked_up(shoal, "@mina")
    folder = shoal.settings.folder / "lookups" / run.id
    lying = b"".join(path.read_bytes() for path in folder.iterdir())
    shoal.lookups.bring_in(run.id)

    assert (b"mina" in lying, folder.exists(), shoal.lookups.waiting()) == (False, False, ())


def test_dropped_nothing_of_it_stays(shoal, server):
    know(server, "mina")
    run = looked_up(shoal, "@mina")
    shoal.lookups.drop(run.id)

    assert not list((shoal.settings.folder / "lookups").glob("lk_*/*"))
    with pytest.raises(NotFoundError):
        shoal.lookups.show(run.id)


def test_another_brands_look_up_looks_like_none(shoal, server):
    know(server, "mina")
    run = looked_up(shoal, "@mina")
    other = shoal.team.add_brand("Tea House", currency="GBP", timezone="Europe/London")
    with shoal.acting(shoal.actor, other):
        assert shoal.lookups.waiting() == ()
        with pytest.raises(NotFoundError):
            shoal.lookups.show(run.id)


@pytest.mark.parametrize("run_id", ["", "..", "lk_../../etc", "lk_x", "LK_0000000000000", "lk_0000000000000/run"])
def test_what_is_no_id_of_a_look_up_becomes_no_path(shoal, run_id):
    with pytest.raises(NotFoundError):
        shoal.lookups.show(run_id)


def test_erasing_somebody_deletes_the_look_ups_that_name_her(shoal, server):
    know(server, "mina", "lea")
    shoal.lookups.bring_in(looked_up(shoal, "@mina").id)
    waits, stays = looked_up(shoal, "@mina\n@lea"), looked_up(shoal, "@lea")
    (who,) = (found.creator.id for found in shoal.creators.find("mina"))
    shoal.creators.forget(who, confirmed=True)

    assert ([run.id for run in shoal.lookups.waiting()], waits.id != stays.id) == ([stays.id], True)


def test_after_a_day_what_waited_is_gone(shoal, server):
    import os

    know(server, "mina")
    run = looked_up(shoal, "@mina")
    old = (AT - timedelta(days=1, minutes=1)).timestamp()
    for path in (shoal.settings.folder / "lookups" / run.id).iterdir():
        os.utime(path, (old, old))
    shoal.lookups.plan("@lea")

    assert run.id not in [waits.id for waits in shoal.lookups.waiting()]


def test_the_audit_says_that_somebody_looked_up_how_many_and_names_nobody(shoal, server):
    know(server, "mina")
    with shoal.acting(BEN):
        looked_up(shoal, "@mina")
    entry = next(entry for entry in shoal.ledger.audit.entries(limit=5) if entry.verb == "lookups.send")

    assert (entry.actor_name, dict(entry.payload)) == ("Ben", {"handles": 1})
    assert "mina" not in repr(shoal.connections.calls())
