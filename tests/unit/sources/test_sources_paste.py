from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.errors import InputError
from shoal.sources import counted_posts, read_paste


def test_links_and_handles_of_a_paste_are_accounts() -> None:
    found = read_paste(
        "https://www.tiktok.com/@theo.xmpl, https://www.instagram.com/abc.xmpl/\n@def.xmpl\nYT: @ghi.xmpl",
        platform="instagram",
    )

    assert [(row.platform, row.handle) for row in found.creators] == [
        ("tiktok", "theo.xmpl"), ("instagram", "abc.xmpl"), ("instagram", "def.xmpl"), ("youtube", "ghi.xmpl"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://vm.tiktok.com/ZMxmplAB/", "short link"),
        ("https://www.instagram.com/p/Cxmpl123456/", "link to a post"),
        ("@olga.xmpl", "without a platform"), ("hello there", "no usable handle"),
    ],
)  # fmt: skip
def test_what_names_no_account_is_asked_back(text: str, words: str) -> None:
    found = read_paste(text)

    assert found.creators == ()
    assert words in found.results[0].text


def test_a_copied_profile_gives_its_counts_and_its_text() -> None:
    text = "mina.backt.xmpl\n214 posts\n12.5K followers\n611 following\nMina\nRye bread and quiet mornings"

    row = read_paste(text, platform="instagram").creators[0]

    assert row.handle == "mina.backt.xmpl"
    assert [figure.value for figure in (row.posts_count, row.followers, row.following) if figure] == [214, 12_500, 611]
    assert row.followers is not None
    assert (row.followers.low, row.followers.high) == (12_450, 12_550)
    assert row.bio == "Mina Rye bread and quiet mornings"


def test_a_copied_profile_on_one_line_reads_the_same() -> None:
    row = read_paste(
        "mina.backt.xmpl 214 posts 12.5K followers 611 following Mina Brot", platform="instagram"
    ).creators[0]

    assert (row.handle, row.bio) == ("mina.backt.xmpl", "Mina Brot")


def test_a_copied_profile_in_another_language_reads_too() -> None:
    row = read_paste("@lumi.xmpl\n87 Beiträge\n6.800 Follower\n312 gefolgt\nSauerteig", platform="instagram").creators[
        0
    ]

    assert row.followers is not None
    assert row.followers.value == 6_800


def test_an_empty_paste_says_what_to_paste() -> None:
    with pytest.raises(InputError) as caught:
        read_paste("  \n ")

    assert caught.value.next_step


def test_counted_posts_keep_hidden_likes_unknown() -> None:
    posts = counted_posts(["412,18", "1.2k/20", "?,7"], platform="instagram", handle="abc", batch="2026-05-01")

    assert [(post.likes, post.comments) for post in posts] == [(412, 18), (1_200, 20), (None, 7)]
    assert [post.post_key for post in posts] == ["2026-05-01/3", "2026-05-01/2", "2026-05-01/1"]


@pytest.mark.parametrize(
    "pairs", [["1,2"] * 2, ["1,2"] * 13, ["1,2", "1,2", "many"], ["1,2", "1,2", "-1,2"], ["1", "2", "3"]]
)
def test_counts_that_are_no_three_to_twelve_pairs_are_refused(pairs: list[str]) -> None:
    with pytest.raises(InputError):
        counted_posts(pairs, platform="instagram", handle="abc")


@given(st.text(max_size=120), st.sampled_from([None, "instagram", "youtube"]))
def test_any_paste_gives_accounts_or_questions(text: str, platform: str | None) -> None:
    if not text.strip():
        return
    found = read_paste(text, platform=platform)

    assert all(row.platform and row.handle for row in found.creators)
    assert all(result.outcome == "error" and result.text for result in found.results)
