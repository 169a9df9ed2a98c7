"""Followers counted by hand, from the plan to the kept count: what is refused, kept half-way, undone and erased."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.domain.people import Actor
from shoal.errors import DeniedError, InputError, NotFoundError

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SHEET = """Name,Profile,Followers
Mina Muster,instagram.com/mina.xmpl,4000
Zoe Sample,instagram.com/zoe.xmpl,
"""
COUNT = {"every": 40, "real": 81, "unsure": 7, "fake": 12}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with two creators, made once: each test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
    with open_workspace(folder / "market.shoal", clock=AT) as found:
        found.creators.bring_in(folder / "sheet.csv")
    return folder / "market.shoal"


@pytest.fixture
def shoal(made: Path, tmp_path: Path) -> Iterator[Shoal]:
    shutil.copytree(made, tmp_path / "market.shoal")
    with open_workspace(tmp_path / "market.shoal", clock=AT) as found:
        yield found


def test_the_plan_spreads_the_labels_over_the_whole_list(shoal: Shoal):
    plan = shoal.following.plan("mina.xmpl")

    assert (plan.every, plan.labels, plan.left, plan.followers) == (40, 100, 100, 4_000)
    assert plan.words == "every 40th follower, opened by a person: 100 labels"


def test_without_a_follower_count_the_plan_says_so(shoal: Shoal):
    assert shoal.following.plan("zoe.xmpl").followers is None


def test_a_count_is_kept_and_read_back(shoal: Shoal):
    done = shoal.following.save("mina.xmpl", **COUNT)
    found = shoal.following.latest("mina.xmpl")

    assert done.batch is not None
    assert found.value == done.value
    assert (found.value.name, found.value.estimate.n, found.counts[0].provenance.policy) == (
        "fake_share",
        100,
        "manual",
    )


def test_nobody_counted_is_unknown(shoal: Shoal):
    found = shoal.following.latest("mina.xmpl")

    assert (found.counts, found.finding, found.value.state) == ((), None, "unknown")


def test_of_two_counts_the_newest_speaks_and_both_are_kept(shoal: Shoal):
    shoal.following.save("mina.xmpl", **COUNT)
    found = shoal.following.save("mina.xmpl", **{**COUNT, "real": 85, "unsure": 3})

    assert [count.real for count in found.counts] == [85, 81]
    assert dict(found.value.parts)["real"] == 85


def test_a_count_is_undone_like_any_import(shoal: Shoal):
    first = shoal.following.save("mina.xmpl", **COUNT)
    shoal.following.save("mina.xmpl", **{**COUNT, "real": 85, "unsure": 3})
    shoal.creators.undo(first.batch.id)

    assert [count.real for count in shoal.following.latest("mina.xmpl").counts] == [85]


def test_the_count_is_in_the_list_of_imports(shoal: Shoal):
    done = shoal.following.save("mina.xmpl", **COUNT)

    batch = shoal.creators.batches()[-1]
    assert (batch.id, batch.kind, batch.policy, dict(batch.counts)) == (
        done.batch.id,
        "hand_count",
        "manual",
        {"new": 1},
    )


def test_the_audit_names_nobody(shoal: Shoal):
    shoal.following.save("mina.xmpl", **COUNT)

    (entry,) = shoal.ledger.audit.entries(verb="hand_count.bring_in")
    assert not {"mina", "Mina"} & set(repr(entry).replace("'", " ").replace(".", " ").split())


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"every": 0}, "every"),
        ({"every": -2}, "every"),
        ({"real": -1}, "real"),
        ({"real": 0, "unsure": 0, "fake": 0}, "real"),
        ({"real": 4_500}, "real"),
    ],
)
def test_a_count_that_cannot_be_is_refused_by_its_field(shoal: Shoal, told: dict[str, int], field: str):
    with pytest.raises(InputError) as caught:
        shoal.following.save("mina.xmpl", **{**COUNT, **told})

    assert field in caught.value.fields
    assert shoal.following.latest("mina.xmpl").counts == ()


def test_a_slip_of_the_hand_is_refused(shoal: Shoal):
    with pytest.raises(InputError, match="slip"):
        shoal.following.save("zoe.xmpl", **{**COUNT, "real": 30_000})


def test_somebody_who_is_not_here_cannot_be_counted(shoal: Shoal):
    with pytest.raises(NotFoundError):
        shoal.following.plan("nobody.xmpl")


# half-way ----------------------------------------------------------------------------------------------------------


def test_labels_are_kept_half_way_and_taken_up_again(shoal: Shoal):
    shoal.following.keep("mina.xmpl", "rrfu", every=50)
    plan = shoal.following.plan("mina.xmpl")

    assert (plan.keys, plan.every, plan.left) == ("rrfu", 50, 96)
    assert shoal.following.latest("mina.xmpl").counts == ()


def test_labels_sent_twice_are_kept_once(shoal: Shoal):
    for _ in range(2):
        plan = shoal.following.keep("mina.xmpl", "rrfu", every=40)

    assert plan.keys == "rrfu"


def test_a_label_can_be_taken_back(shoal: Shoal):
    shoal.following.keep("mina.xmpl", "rrfu", every=40)

    assert shoal.following.keep("mina.xmpl", "rrf", every=40).keys == "rrf"
    assert shoal.following.keep("mina.xmpl", "", every=40).keys == ""


def test_a_finished_count_is_kept_as_counts_and_the_labels_go(shoal: Shoal):
    shoal.following.keep("mina.xmpl", "rrfu", every=40)
    done = shoal.following.finish("mina.xmpl", "rrfu" * 25, every=40)

    assert (done.counts[0].real, done.counts[0].fake, done.counts[0].unsure) == (50, 25, 25)
    assert shoal.following.plan("mina.xmpl").keys == ""


def test_each_person_has_labels_of_their_own(shoal: Shoal):
    shoal.following.keep("mina.xmpl", "rr", every=40)
    with shoal.acting(Actor(id="us_other", name="Ben", role="editor")):
        assert shoal.following.plan("mina.xmpl").keys == ""


def test_labels_may_be_dropped(shoal: Shoal):
    shoal.following.keep("mina.xmpl", "rr", every=40)
    for _ in range(2):
        shoal.following.drop("mina.xmpl")

    assert shoal.following.plan("mina.xmpl").keys == ""


@pytest.mark.parametrize("keys", ["rrx", "RR", "r r"])
def test_another_letter_is_no_label(shoal: Shoal, keys: str):
    with pytest.raises(InputError):
        shoal.following.keep("mina.xmpl", keys, every=40)


def test_only_some_counts_wait_half_way(shoal: Shoal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shoal.app.counting.followers.MOST_HALF_WAY", 2)
    shoal.creators.add("https://www.instagram.com/kim.xmpl/")
    names = ("mina.xmpl", "zoe.xmpl", "kim.xmpl")
    for name in names:
        shoal.following.keep(name, "r", every=40)

    assert [shoal.following.plan(name).keys for name in names] == ["", "r", "r"]


# roles and erasure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["plan", "keep", "drop", "finish", "save"])
def test_who_only_looks_counts_nothing(shoal: Shoal, verb: str):
    told = {
        "plan": {}, "keep": {"keys": "r", "every": 40}, "drop": {}, "finish": {"keys": "r", "every": 40}, "save": COUNT,
    }  # fmt: skip
    with shoal.acting(Actor(id="us_v", name="Vera", role="viewer")), pytest.raises(DeniedError):
        getattr(shoal.following, verb)("mina.xmpl", **told[verb])


def test_who_only_looks_may_read_what_was_counted(shoal: Shoal):
    shoal.following.save("mina.xmpl", **COUNT)
    with shoal.acting(replace(shoal.actor, role="viewer")):
        assert len(shoal.following.latest("mina.xmpl").counts) == 1


def test_an_erasure_takes_counts_and_labels_half_way(shoal: Shoal):
    account = shoal.following.save("mina.xmpl", **COUNT).account_id
    shoal.following.keep("mina.xmpl", "rr", every=40)
    shoal.creators.forget("mina.xmpl", confirmed=True)

    assert shoal.catalog.hand_counts([account], AT) == {}
    assert account not in repr(shoal.ledger.notes.setting(f"follower count {shoal.actor.id}", {}))


def test_vendor_figures_keep_their_own_name(shoal: Shoal):
    shoal.following.save("mina.xmpl", **COUNT)
    creator = shoal.creators.show("mina.xmpl").creator

    names = {value.name for value in creator.values}
    assert {"hand_real", "hand_unsure", "hand_fake", "hand_every"} <= names
    assert "fake_share" not in names
