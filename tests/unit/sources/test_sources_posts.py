from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.domain.intake import Reading, ReadOptions
from shoal.errors import FileFormatError
from shoal.sources import read


def reading(path: Path, **said: str) -> Reading:
    return read(path, ReadOptions(**said), lambda kind, text: f"{kind}:{text}")  # type: ignore[arg-type]


def csv_of(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_post_keeps_hidden_counts_unknown(tmp_path: Path) -> None:
    text = (
        "handle,post url,date,likes,comments,type\n@abc,https://www.instagram.com/reel/Cx1/,2026-05-01,hidden,12,Reel\n"
    )

    post = reading(csv_of(tmp_path, text), platform="instagram").sighting.posts[0]

    assert (post.likes, post.comments, post.format) == (None, 12, "video")
    assert post.at == datetime(2026, 5, 1, tzinfo=UTC)


def test_a_negative_count_of_likes_is_unknown_and_pointed_out(tmp_path: Path) -> None:
    found = reading(csv_of(tmp_path, "handle,post,likes,comments\n@abc,1,-1,3\n"), platform="instagram")

    assert found.sighting.posts[0].likes is None
    assert [note.code for note in found.notes] == ["likes_negative"]


def test_dates_that_could_be_either_order_are_asked(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "handle,post,date,likes\n@abc,1,03/04/2026,5\n")

    assert [question.option for question in reading(path, platform="instagram").questions] == ["--dates"]
    assert reading(path, platform="instagram", dates="day-first").sighting.posts[0].at == datetime(
        2026, 4, 3, tzinfo=UTC
    )


def test_a_line_of_a_post_without_its_account_is_an_error_with_its_cells(tmp_path: Path) -> None:
    found = reading(csv_of(tmp_path, "handle,post,likes\nsee list,1,5\n"), platform="instagram")

    assert [result.outcome for result in found.results] == ["error"]
    assert found.results[0].cells["handle"] == "see list"


def test_comments_need_the_post_they_belong_to(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="which post"):
        reading(csv_of(tmp_path, "number,text\n1,lovely\n"))


def test_a_comment_without_text_is_kept_as_unknown(tmp_path: Path) -> None:
    comments = reading(csv_of(tmp_path, "post,user,text\n7,u1,Yes!\n7,u2,\n"), platform="instagram").sighting.comments

    assert [(comment.post_key, comment.author, comment.text) for comment in comments] == [
        ("7", "u1", "Yes!"),
        ("7", "u2", None),
    ]


def test_an_audience_table_joins_accounts_and_people(tmp_path: Path) -> None:
    people = reading(csv_of(tmp_path, "creator_id,user_id\nC0,66\nC0,67\n"), platform="instagram").sighting.audience

    assert [(person.handle, person.person, person.key_kind) for person in people] == [
        ("C0", "66", "row_id"),
        ("C0", "67", "row_id"),
    ]


def test_switched_off_comments_are_unknown_and_not_zero(tmp_path: Path) -> None:
    account = {
        "userFollowerCount": 500, "mediaLikeNumbers": [10, 20], "mediaCommentNumbers": [0, 0],
        "mediaCommentsAreDisabled": [1, 0], "mediaUploadTimes": [1537180761],
    }  # fmt: skip
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps([account]), encoding="utf-8")

    found = reading(path).sighting

    assert [(post.likes, post.comments) for post in found.posts] == [(10, None), (20, 0)]
    assert [post.at for post in found.posts] == [datetime(2018, 9, 17, 10, 39, 21, tzinfo=UTC), None]
    assert (found.creators[0].handle, found.creators[0].key_kind) == ("1", "row_id")


@pytest.mark.parametrize(
    ("name", "said", "counts"),
    [
        ("tiktok/creators.csv", {"platform": "tiktok", "key": "creator_id"}, (5_000, 0, 0, 0)),
        ("youtube/creators.csv", {"platform": "youtube", "key": "creator_id"}, (2_554, 0, 0, 0)),
        ("instagram_climbing/creators.csv", {"platform": "instagram", "key": "creator_id"}, (119, 0, 0, 0)),
        ("instagram_climbing/audience_edges.csv", {"platform": "instagram"}, (0, 0, 0, 114_422)),
        ("instafake/ordinary_posts.json", {}, (700, 57_816, 0, 0)),
        ("comments_instagram_2025/posts.csv", {"platform": "instagram", "key": "creator"}, (0, 500, 0, 0)),
        ("comments_instagram_2025/comments.csv", {"platform": "instagram"}, (0, 0, 9_982, 0)),
    ],
)  # fmt: skip
def test_real_tables_are_read_whole(
    shared_data: Path, name: str, said: dict[str, str], counts: tuple[int, ...]
) -> None:
    found = reading(shared_data / name, **said)
    seen = found.sighting

    assert (len(seen.creators), len(seen.posts), len(seen.comments), len(seen.audience)) == counts
    assert (found.results, found.rows) == ((), max(counts) if name.endswith("csv") else 700)


def test_real_profiles_keep_their_counts_places_and_languages(shared_data: Path) -> None:
    row = reading(shared_data / "tiktok/creators.csv", platform="tiktok", key="creator_id").sighting.creators[0]

    assert (row.handle, row.country, row.languages) == ("T0000", "CH", ("de",))
    assert row.followers is not None
    assert row.total_likes is not None
    assert row.posts_count is not None
    assert (row.followers.value, row.total_likes.value, row.posts_count.value) == (427_300, 11_500_000, 2_048)


def test_likes_of_the_top_post_are_kept_as_a_metric(shared_data: Path) -> None:
    row = reading(shared_data / "instagram_climbing/creators.csv", platform="instagram").sighting.creators[0]

    assert row.observed == {"top_post_likes": 4_619}
    assert row.captions is not None
    assert row.hashtags is not None


def test_a_posts_link_says_the_platform_where_no_column_does(tmp_path: Path) -> None:
    lines = "mina,https://www.instagram.com/p/Cx1/,5\nmina,https://www.tiktok.com/@mina/video/1,7\n"
    found = reading(csv_of(tmp_path, "username,permalink,likes\n" + lines))

    assert [(post.platform, post.handle) for post in found.sighting.posts] == [
        ("instagram", "mina"),
        ("tiktok", "mina"),
    ]
    assert found.questions == ()


def test_a_link_that_names_nobody_does_not_hide_what_is_wrong_with_the_line(tmp_path: Path) -> None:
    found = reading(csv_of(tmp_path, "username,permalink,likes\nsee list,https://www.instagram.com/p/Cx1/,5\n"))

    assert "“see list”" in found.results[0].text


def test_a_comments_link_says_the_platform(tmp_path: Path) -> None:
    found = reading(csv_of(tmp_path, "post url,text\nhttps://www.instagram.com/p/Cx1/,lovely\n"))

    assert [comment.platform for comment in found.sighting.comments] == ["instagram"]
