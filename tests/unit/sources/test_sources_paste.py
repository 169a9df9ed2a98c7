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


INSTAGRAM_PAGES = """lumi_bakes
Follow
Message

87 posts

6,800 followers

312 following
Lumi · sourdough
3 videos a week, thank you for 10k followers!

theo.cooks.xmpl
Verified

1,204 posts

12.5K followers

611 following
Theo"""
TIKTOK_PAGE = "minabackt\nMina\nFollow\nMessage\n611\nFollowing\n12.5K\nFollowers\n1.2M\nLikes\nRye bread"


def test_pages_copied_one_after_the_other_are_one_row_each() -> None:
    rows = read_paste(INSTAGRAM_PAGES, platform="instagram").creators

    assert [(row.handle, row.followers.value if row.followers else None) for row in rows] == [
        ("lumi_bakes", 6_800), ("theo.cooks.xmpl", 12_500),
    ]  # fmt: skip
    assert rows[0].bio == "Lumi · sourdough 3 videos a week, thank you for 10k followers!"


def test_numbers_and_words_on_lines_of_their_own_belong_together() -> None:
    row = read_paste(TIKTOK_PAGE, platform="tiktok").creators[0]

    figures = (row.following, row.followers, row.total_likes)
    assert [figure.value for figure in figures if figure] == [611, 12_500, 1_200_000]
    assert (row.handle, row.name, row.bio) == ("minabackt", "Mina", "Rye bread")


@pytest.mark.parametrize(
    ("text", "handle", "followers"),
    [
        ("Mina Backt\n@minabackt\n•\n12.5K subscribers\n•\n214 videos", "minabackt", (12_450, 12_550)),
        ("مينا\n@mina.ar\n\u0661\u0662\u066b\u0665 ألف متابع\nأحب الخبز", "mina.ar", (12_450, 12_550)),
        ("ゆき\n@yuki.xmpl\nフォロワー1.2万人\n投稿214件", "yuki.xmpl", (11_500, 12_500)),
        ("Юля\nyulia.xmpl\n12,5 тыс. подписчиков", "yulia.xmpl", (12_450, 12_550)),
        ("@dana.xmpl\n\u200f3,402 עוקבים\nלחם", "dana.xmpl", (3_402, 3_402)),
        ("@min.xmpl 팔로워 1.2만", "min.xmpl", (11_500, 12_500)),
        ("@a.xmpl · Follower: 1.234", "a.xmpl", (1_234, 1_234)),
    ],
)
def test_followers_are_read_in_many_languages_with_their_precision(
    text: str, handle: str, followers: tuple[int, int]
) -> None:
    row = read_paste(text, platform="instagram").creators[0]

    assert row.handle == handle
    assert row.followers is not None
    assert (row.followers.low, row.followers.high) == followers


def test_a_list_of_handles_with_followers_is_one_row_each() -> None:
    rows = read_paste("@a.xmpl 12.5k followers\n@b.xmpl - 3k followers\n@c.xmpl", platform="instagram").creators

    assert [(row.handle, row.followers.value if row.followers else None) for row in rows] == [
        ("a.xmpl", 12_500), ("b.xmpl", 3_000), ("c.xmpl", None),
    ]  # fmt: skip


def test_a_name_is_never_taken_for_a_handle() -> None:
    found = read_paste("Mina Backt (12.5k followers)", platform="instagram")

    assert found.creators == ()
    assert [question.code for question in found.questions] == ["no_handle"]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://www.instagram.com/p/Cxmpl/", "which_profile"),
        ("instagram.com/reel/Cxmpl", "which_profile"),
        ("https://www.tiktok.com/video/7301", "which_profile"),
        ("https://www.youtube.com/watch?v=xmpl", "which_profile"),
        ("https://www.youtube.com/shorts/xmpl", "which_profile"),
        ("https://youtu.be/xmpl", "which_profile"),
        ("https://vm.tiktok.com/ZMxmpl/", "short_link"),
        ("https://bit.ly/xmpl", "short_link"),
        ("@solo.xmpl", "platform"),
    ],
)
def test_a_link_that_is_no_profile_is_a_question(link: str, code: str) -> None:
    found = read_paste(f"https://www.instagram.com/abc.xmpl/\n{link}")

    assert [(question.code, question.rows) for question in found.questions] == [(code, (2,))]
    assert found.results[0].cells == {"pasted": link}


def test_a_video_link_that_names_its_profile_is_that_profile() -> None:
    assert read_paste("https://www.tiktok.com/@theo.xmpl/video/7301").creators[0].handle == "theo.xmpl"


def test_a_question_is_settled_by_the_platform_or_by_an_answer_to_its_row() -> None:
    text = "@solo.xmpl\nhttps://www.instagram.com/p/Cxmpl/"
    found = read_paste(text, platform="tiktok", answers={2: "https://www.instagram.com/abc.xmpl/"})

    assert [(row.row, row.platform, row.handle) for row in found.creators] == [
        (1, "tiktok", "solo.xmpl"), (2, "instagram", "abc.xmpl"),
    ]  # fmt: skip
    assert found.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"@h{number}" for number in range(10_000)),
        "\n".join(f"{number}k followers" for number in range(10_000)),
        "\n".join(["@a.xmpl", "12 followers"] * 5_000),
    ],
)
def test_a_paste_of_ten_thousand_lines_is_refused_with_its_count(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_paste(text, platform="instagram")

    assert "10,000 lines" in caught.value.message
    assert "file" in caught.value.next_step


@pytest.mark.parametrize("text", ["1 " * 190_000, "@" * 390_000, "a." * 190_000, "9" * 390_000, "https://x/" * 39_000])
@pytest.mark.timeout(60)  # a pattern that tries every way takes hours
def test_a_hostile_line_names_nobody(text: str) -> None:
    found = read_paste(text, platform="instagram")

    assert (found.creators, [one.outcome for one in found.results]) == ((), ["error"])


def test_five_hundred_are_taken_and_one_more_is_not() -> None:
    lines = [f"@h{number}" for number in range(500)]

    assert len(read_paste("\n".join(lines), platform="tiktok").creators) == 500
    with pytest.raises(InputError, match="501 lines"):
        read_paste("\n".join([*lines, "@more"]), platform="tiktok")


def test_five_hundred_and_one_handles_on_one_line_are_too_many() -> None:
    with pytest.raises(InputError, match="more than 500"):
        read_paste(" ".join(f"@h{number}" for number in range(501)), platform="tiktok")


PIECES = st.one_of(
    st.characters(),
    st.sampled_from("@./ \n0123456789k,"),
    st.characters(min_codepoint=0x590, max_codepoint=0x6FF),
    st.sampled_from(["\u202e", "\u200f", "\u0000", "<script>", "متابع", " followers ", "\n\n"]),
)
SCRIPTS = st.lists(PIECES, max_size=100).map("".join)


@given(SCRIPTS)
def test_every_piece_of_a_paste_is_one_row_in_order(text: str) -> None:
    if not text.strip():
        return
    found = read_paste(text, platform="instagram")

    rows = sorted([row.row for row in found.creators] + [result.row for result in found.results])
    assert rows == list(range(1, len(rows) + 1))


@given(SCRIPTS, st.integers(0, 10**7))
def test_a_bio_of_any_script_leaves_handle_and_followers_alone(bio: str, followers: int) -> None:
    plain = " ".join(word for word in bio.split() if not any(character in "@/.:" for character in word))
    plain = "".join(character for character in plain if not character.isdecimal() and not character.isnumeric())
    row = read_paste(f"@mina.xmpl\n{followers} followers\n{plain}", platform="instagram").creators[0]

    assert row.handle == "mina.xmpl"
    assert row.followers is not None
    assert row.followers.value == followers
