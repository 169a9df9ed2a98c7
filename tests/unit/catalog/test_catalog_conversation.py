"""Comments out of the catalogue: whose they are, who wrote them, what answers what; and followers counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from readings import AT, Desk, comment, creator, post, reading

from shoal.catalog.post_columns import texts_of
from shoal.catalog.text_prints import read_prints
from shoal.domain.intake import HandCountRow
from shoal.errors import ConflictError
from shoal.sources import read_synthetic

HOUR = timedelta(hours=1)
MINA, THEO = "mina", "theo"


@pytest.fixture
def cast(desk: Desk) -> Desk:
    """Two creators with a post each, Mina with two."""
    desk.bring_in(creator(MINA, handle_raw="Mina.Bakes", platform_id="17"), creator(THEO, row=2))
    posts = (
        post(MINA, "old", at=AT - 9 * 24 * HOUR, caption="first"),
        post(MINA, "new", row=2, at=AT - 24 * HOUR, caption="second"),
        post(THEO, "his", row=3, at=AT - 24 * HOUR),
    )
    desk.bring_in(*posts, kind="posts")
    return desk


def keyed(name: str, *told: object, **more: object):
    return replace(comment(*told, **more), key=name)


def account(desk: Desk, handle: str) -> str:
    pool = desk.catalog.pool(AT)
    return str(pool.account_id[pool.handle.tolist().index(handle)])


def comments(desk: Desk, *handles: str):
    return desk.catalog.comments([account(desk, handle) for handle in handles or (MINA, THEO)], AT)


def test_comments_come_by_account_post_and_time(cast: Desk):
    cast.bring_in(
        comment("his", "c", 1, author="a", at=AT),
        comment("new", "b2", 2, author="a", at=AT + HOUR),
        comment("new", "b1", 3, author="a", at=AT),
        comment("old", "a", 4, author="a", at=AT),
        comment("elsewhere", "x", 5, author="a", at=AT),
        kind="comments",
    )
    found = comments(cast)

    assert found.text.tolist() == ["a", "b1", "b2", "c"]
    assert found.account.tolist() == [0, 0, 0, 1]
    assert (found.post[1] == found.post[2], found.post[0] < found.post[1]) == (True, True)


def test_each_comment_knows_its_caption_and_its_line(cast: Desk):
    batch = cast.bring_in(comment("old", "a", 7), comment("his", "b", 8), kind="comments")
    found = comments(cast)

    assert [found.captions[at] if at >= 0 else "" for at in found.caption] == ["first", ""]
    assert found.ref.tolist() == [f"{batch}:7", f"{batch}:8"]


@pytest.mark.parametrize("name", ["mina", "@mina", "Mina.Bakes", "17"])
def test_the_creator_is_known_by_every_name_that_came_in(cast: Desk, name: str):
    cast.bring_in(comment("old", "thanks", author=name), comment("his", "hi", 2, author=name), kind="comments")

    assert comments(cast).by_creator.tolist() == [True, False]


def test_the_creator_is_known_in_a_file_that_does_not_say_its_platform(cast: Desk):
    cast.bring_in(comment("old", "thanks", author="mina", platform=""), kind="comments")

    assert comments(cast, MINA).by_creator.tolist() == [True]


def test_a_comment_without_platform_under_a_key_of_two_platforms_is_nobodys(cast: Desk):
    cast.bring_in(creator("tik", platform="tiktok"))
    cast.bring_in(post("tik", "old", platform="tiktok"), kind="posts")
    cast.bring_in(comment("old", "whose?", platform=""), comment("old", "hers", 2), kind="comments")

    assert comments(cast, MINA).text.tolist() == ["hers"]


def test_an_answer_is_found_by_its_line(cast: Desk):
    cast.bring_in(
        comment("old", "where?", 1, at=AT), comment("old", "there", 2, at=AT + HOUR, parent="1"), kind="comments"
    )
    found = comments(cast, MINA)

    assert (found.parent.tolist(), found.threaded.tolist(), found.answers.tolist()) == (
        [-1, 0],
        [True] * 2,
        [False, True],
    )


def test_an_answer_is_found_by_the_key_of_the_comment(cast: Desk):
    cast.bring_in(
        keyed("k2", "old", "there", 1, at=AT + HOUR, parent="k1"),
        keyed("k1", "old", "where?", 2, at=AT),
        kind="comments",
    )

    assert comments(cast, MINA).parent.tolist() == [-1, 0]


def test_where_comments_have_keys_a_number_is_no_line(cast: Desk):
    cast.bring_in(
        keyed("900", "old", "one", 1, at=AT),
        keyed("901", "old", "two", 2, at=AT, parent="1"),
        kind="comments",
    )
    found = comments(cast, MINA)

    assert (found.parent.tolist(), found.answers.tolist()) == ([-1, -1], [False, True])


def test_a_batch_without_threads_says_so_beside_one_with_them(cast: Desk):
    cast.bring_in(comment("old", "plain", 1), kind="comments")
    cast.bring_in(comment("new", "where?", 1), comment("new", "there", 2, parent="1"), kind="comments")

    assert comments(cast, MINA).threaded.tolist() == [False, True, True]


def test_a_file_that_tells_of_threads_is_news_after_one_that_did_not(cast: Desk):
    plain = (comment("old", "where?", 1, author="a"), comment("old", "there", 2, author="mina"))
    threads = (plain[0], replace(plain[1], parent="1"))
    cast.bring_in(*plain, kind="comments")
    named = tuple(replace(row, key=f"k{row.row}", parent=row.parent and "k1") for row in threads)
    draft = cast.draft(*named, kind="comments")
    cast.bring_in(*named, kind="comments")
    found = comments(cast, MINA)

    assert draft.counts == {"changed": 2}
    assert (len(found), found.threaded.all(), sorted(found.parent.tolist())) == (2, True, [-1, 0])


def test_the_same_file_again_adds_nothing(cast: Desk):
    rows = (keyed("a", "old", "where?", 1), keyed("b", "old", "there", 2, parent="a"))
    cast.bring_in(*rows, kind="comments")

    with pytest.raises(ConflictError):
        cast.bring_in(*rows, kind="comments")


def test_who_was_not_named_is_nobody(cast: Desk):
    cast.bring_in(comment("old", "hi"), kind="comments")

    assert comments(cast, MINA).author.tolist() == [0]


def test_comments_that_expired_are_gone(cast: Desk):
    cast.bring_in(comment("old", "hi"), kind="comments", policy="vendor.modash")

    late = cast.catalog.comments([account(cast, MINA)], AT + timedelta(days=91))
    assert len(late) == 0


def test_an_undone_batch_takes_its_comments(cast: Desk):
    batch = cast.bring_in(comment("old", "hi"), kind="comments")
    cast.catalog.undo(batch)

    assert len(comments(cast)) == 0


def test_nobody_asked_for_gives_an_empty_table(cast: Desk):
    assert len(cast.catalog.comments([], AT)) == 0


def test_the_whole_pool_is_counted_without_reading_texts(cast: Desk):
    cast.bring_in(
        comment("old", "where?", 1, author="a"),
        comment("old", "there", 2, author="mina", parent="1"),
        comment("new", "ho", 4),
        kind="comments",
    )
    cast.bring_in(comment("his", "plain", 1, author="a"), comment("nobodys", "hi", 2), kind="comments")
    found = read_prints(cast.catalog._engine, cast.catalog._whole(AT))
    told = dict(zip(texts_of(found.ids), zip(found.comments, found.texts, found.captions, strict=True), strict=True))

    assert told == {account(cast, MINA): (3, 5, True), account(cast, THEO): (1, 1, False)}


def test_the_made_up_market_is_read_as_it_was_made(desk: Desk):
    market, _ = read_synthetic("synthetic://?seed=7&creators=60")
    draft = desk.catalog.draft(market, AT, frozenset())
    desk.catalog.commit(draft, market, "ba_1", AT, "made up")
    pool = desk.catalog.pool(AT)
    found = desk.catalog.comments([str(one) for one in pool.account_id], AT)
    rows = market.sighting.comments

    answers = [row for row in rows if row.parent]
    assert (len(found), int((found.parent >= 0).sum())) == (len(rows), len(answers))
    assert found.by_creator.tolist() == (found.parent >= 0).tolist()  # there only creators answer
    assert (found.at[found.parent >= 0] > found.at[found.parent[found.parent >= 0]]).all()


# followers counted by hand -----------------------------------------------------------------------------------------


def hand(handle: str = MINA, **told: int) -> HandCountRow:
    return HandCountRow(
        row=1, platform="instagram", handle=handle, **{"real": 81, "unsure": 7, "fake": 12, "every": 40, **told}
    )


def counted(desk: Desk, *rows: HandCountRow, batch: str = "", **told) -> str:
    """Bring hand counts in as the app does; the desk's readings know no such rows."""
    desk.made += 1
    plain = reading(kind="hand_count", policy="manual", source="followers opened by a person")
    what = replace(plain, sighting=replace(plain.sighting, hand_counts=rows))
    draft = desk.catalog.draft(what, told.get("at", AT), desk.suppressed)
    return desk.catalog.commit(draft, what, batch or f"ba_{desk.made}", told.get("at", AT), "counted").id


def counts_of(desk: Desk, handle: str = MINA):
    return desk.catalog.hand_counts([account(desk, handle)], AT + HOUR).get(account(desk, handle), ())


def test_a_hand_count_is_read_back_with_where_it_is_from(cast: Desk):
    batch = counted(cast, hand(followers=4_000))
    (found,) = counts_of(cast)

    assert (found.real, found.unsure, found.fake, found.every, found.followers) == (81, 7, 12, 40, 4_000)
    assert (found.provenance.ref, found.provenance.policy) == (f"{batch}:1", "manual")


def test_the_newest_count_comes_first_and_both_are_kept(cast: Desk):
    counted(cast, hand())
    counted(cast, hand(real=85, unsure=3), at=AT + HOUR / 2)

    assert [one.real for one in counts_of(cast)] == [85, 81]


def test_two_counts_at_one_moment_are_two(cast: Desk):
    counted(cast, hand())
    counted(cast, hand())

    assert len(counts_of(cast)) == 2


def test_undoing_one_count_leaves_the_other_whole(cast: Desk):
    first = counted(cast, hand())
    counted(cast, hand(real=85, unsure=3))
    cast.catalog.undo(first)

    assert [(one.real, one.unsure, one.fake, one.every) for one in counts_of(cast)] == [(85, 3, 12, 40)]


def test_a_hand_count_changes_nothing_else_that_is_known(cast: Desk):
    before = cast.shown()["pool"]
    counted(cast, hand())

    assert cast.shown()["pool"] == before


def test_a_count_of_somebody_erased_is_held(cast: Desk):
    cast.suppressed = frozenset({account(cast, MINA)})
    with pytest.raises(ConflictError):
        counted(cast, hand())


def test_an_erasure_takes_the_counts(cast: Desk):
    counted(cast, hand())
    cast.catalog.erase((account(cast, MINA),))

    rows = cast.catalog.counts()
    assert rows["metrics"] == 0


def test_an_account_without_counts_is_absent(cast: Desk):
    assert cast.catalog.hand_counts([account(cast, THEO)], AT) == {}
