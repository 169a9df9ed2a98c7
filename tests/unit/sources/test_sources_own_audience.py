from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.application import OwnAudience, OwnFollower
from shoal.errors import FileFormatError, InputError, NotFoundError, ShoalError, TooLargeError
from shoal.sources import match_own_audience, read_own_audience
from shoal.sources.own_audience.parts import read_part

FOLLOWED = 1_760_000_000


def instagram(*names: str, since: int = FOLLOWED) -> list[dict[str, object]]:
    """Return entries as Instagram writes them."""
    return [
        {
            "title": "",
            "media_list_data": [],
            "string_list_data": [{"href": f"https://www.instagram.com/{name}", "value": name, "timestamp": since}],
        }
        for name in names
    ]


def written(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def handles(audience: OwnAudience) -> list[str]:
    return [follower.handle for follower in audience.followers]


@pytest.mark.parametrize("wrap", [lambda entries: entries, lambda entries: {"relationships_followers": entries}])
def test_both_layouts_of_instagram_give_handles_and_days(tmp_path: Path, wrap: object) -> None:
    path = written(tmp_path / "followers_1.json", wrap(instagram("Mina.Xmpl", "theo_xmpl")))  # type: ignore[operator]
    audience = read_own_audience(path)

    assert (audience.platform, handles(audience)) == ("instagram", ["mina.xmpl", "theo_xmpl"])
    assert audience.followers[0].since == datetime.fromtimestamp(FOLLOWED, UTC)


def test_a_name_under_title_or_only_in_the_link_is_found(tmp_path: Path) -> None:
    entries = [
        {"title": "mina.xmpl", "string_list_data": [{"href": "https://www.instagram.com/_u/mina.xmpl"}]},
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/_u/theo.xmpl", "timestamp": 0}]},
    ]

    audience = read_own_audience(written(tmp_path / "followers_1.json", entries))

    assert handles(audience) == ["mina.xmpl", "theo.xmpl"]
    assert [follower.since for follower in audience.followers] == [None, None]


def test_an_old_export_maps_names_to_moments(tmp_path: Path) -> None:
    path = written(tmp_path / "connections.json", {"followers": {"mina.xmpl": "2019-05-01T10:00:00"}, "following": {}})

    assert read_own_audience(path).followers == (
        OwnFollower(handle="mina.xmpl", since=datetime(2019, 5, 1, 10, tzinfo=UTC)),
    )


def test_numbered_parts_are_one_list_and_a_gap_is_named(tmp_path: Path) -> None:
    first = written(tmp_path / "followers_1.json", instagram("a.xmpl", "b.xmpl"))
    third = written(tmp_path / "followers_3.json", instagram("b.xmpl", "c.xmpl", since=FOLLOWED - 1000))

    audience = read_own_audience(first, third)

    assert sorted(handles(audience)) == ["a.xmpl", "b.xmpl", "c.xmpl"]
    assert {f.handle: f.since for f in audience.followers}["b.xmpl"] == datetime.fromtimestamp(FOLLOWED - 1000, UTC)
    assert "followers_2.json" in audience.notes[0]


FANS = [{"Date": "2024-01-01 00:00:00", "UserName": "fan.one"}, {"Date": "2024-01-02 00:00:00", "UserName": "fan_two"}]


@pytest.mark.parametrize(
    "document",
    [
        {"Activity": {"Follower List": {"FansList": FANS}, "Following List": {"Following": [{"UserName": "idol"}]}}},
        {"Your Activity": {"Follower": {"FansList": FANS}}},
        {"Profile And Settings": {"Follower": {"FansList": FANS}, "Following": {"Following": [{"UserName": "idol"}]}}},
        {"Activity": {"Follower": {"FansList": [{"date": fan["Date"], "userName": fan["UserName"]} for fan in FANS]}}},
    ],
)
def test_every_place_of_the_list_of_tiktok_is_found(tmp_path: Path, document: object) -> None:
    audience = read_own_audience(written(tmp_path / "user_data_tiktok.json", document))

    assert (audience.platform, handles(audience)) == ("tiktok", ["fan.one", "fan_two"])
    assert audience.followers[1].since == datetime(2024, 1, 2, tzinfo=UTC)


def test_the_text_form_of_tiktok_is_read(tmp_path: Path) -> None:
    text = "Date: 2024-05-01 10:00:00 UTC\nUsername: skater_one\n\nDate: 2024-04-01 09:00:00\nUsername: skater_two\n"

    audience = read_own_audience(written(tmp_path / "Follower.txt", text))

    assert handles(audience) == ["skater_one", "skater_two"]
    assert audience.followers[0].since == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_no_followers_at_all_is_an_empty_list(tmp_path: Path) -> None:
    assert read_own_audience(written(tmp_path / "a.json", [])).followers == ()
    nobody = {"Activity": {"Follower List": {"FansList": None}}}
    assert read_own_audience(written(tmp_path / "b.json", nobody)).followers == ()


def archive(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return path


def test_an_archive_gives_its_lists_and_nothing_else_in_it_is_read(tmp_path: Path) -> None:
    folder = "connections/followers_and_following"
    path = archive(
        tmp_path / "export.zip",
        {
            f"{folder}/followers_1.json": json.dumps(instagram("a.xmpl")),
            f"{folder}/followers_2.json": json.dumps(instagram("b.xmpl")),
            f"{folder}/following.json": json.dumps({"relationships_following": instagram("idol")}),
            "your_instagram_activity/messages/inbox/x/message_1.json": "{ this would not even parse",
        },
    )

    audience = read_own_audience(path)

    assert handles(audience) == ["a.xmpl", "b.xmpl"]
    assert audience.files == ("followers_1.json", "followers_2.json")


def test_the_web_page_form_says_how_to_get_the_other(tmp_path: Path) -> None:
    page = written(tmp_path / "followers_1.html", "<!DOCTYPE html><html><body>a.xmpl</body></html>")
    packed = archive(tmp_path / "export.zip", {"followers_1.html": "<html></html>"})

    for path in (page, packed):
        with pytest.raises(FileFormatError, match="JSON") as caught:
            read_own_audience(path)
        assert "format JSON" in caught.value.next_step


@pytest.mark.parametrize(
    "content",
    [
        {"relationships_following": instagram("idol")}, [{"a": 1}], {"Activity": {}}, "[{", "hello", "a,b\n1,2\n",
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_list_of_followers_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(FileFormatError):
        read_own_audience(written(tmp_path / "following.json", content))


def test_two_platforms_at_once_are_refused(tmp_path: Path) -> None:
    first = written(tmp_path / "followers_1.json", instagram("a.xmpl"))
    second = written(tmp_path / "user_data.json", {"Activity": {"Follower List": {"FansList": FANS}}})

    with pytest.raises(InputError, match="two platforms"):
        read_own_audience(first, second)


def test_an_archive_that_unpacks_too_far_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        read_own_audience(archive(tmp_path / "bomb.zip", {"followers_1.json": " " * 30_000_000}))


def test_a_damaged_archive_and_a_missing_file_are_told(tmp_path: Path) -> None:
    whole = archive(tmp_path / "export.zip", {"followers_1.json": json.dumps(instagram("a.xmpl"))})
    whole.write_bytes(whole.read_bytes()[:60])

    with pytest.raises(FileFormatError, match="damaged"):
        read_own_audience(whole)
    with pytest.raises(NotFoundError):
        read_own_audience(tmp_path / "none.zip")


def test_only_known_accounts_come_out_and_others_are_a_count(tmp_path: Path) -> None:
    path = written(tmp_path / "followers_1.json", instagram("mina.xmpl", "stranger.one", "stranger.two"))
    pool = [("ac_1", "instagram", "Mina.Xmpl"), ("ac_2", "tiktok", "stranger.one"), ("ac_3", "instagram", "other")]

    found = match_own_audience(read_own_audience(path), pool)

    assert [match.account_id for match in found.matched] == ["ac_1"]
    assert (found.unmatched, found.total, found.known) == (2, 3, 2)
    assert "stranger" not in repr(found)


def test_followers_do_not_show_in_what_may_be_logged(tmp_path: Path) -> None:
    path = written(tmp_path / "followers_1.json", [*instagram("mina.xmpl"), {"string_list_data": []}])

    audience = read_own_audience(path)

    assert "mina" not in repr(audience)
    assert audience.unreadable == 1


NAMES = st.from_regex(r"[a-z0-9_]{3,12}", fullmatch=True)


@given(st.sets(NAMES, max_size=30), st.sets(NAMES, max_size=30))
def test_matched_and_unmatched_are_the_two_parts_of_a_set(followers: set[str], pool: set[str]) -> None:
    audience = OwnAudience(platform="instagram", followers=tuple(OwnFollower(handle=name) for name in followers))

    found = match_own_audience(audience, [(name, "instagram", name) for name in pool])

    assert {match.account_id for match in found.matched} == followers & pool
    assert found.unmatched == len(followers - pool)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=8), lambda inner: st.lists(
    inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["string_list_data", "title", "value", "timestamp", "FansList", "UserName", "relationships_followers", "x"]
    ), inner, max_size=4), max_leaves=12))  # fmt: skip
def test_any_document_is_a_list_or_a_clear_error(document: object) -> None:
    try:
        platform, found = read_part(json.dumps(document).encode(), "followers_1.json")
    except ShoalError:
        return

    assert platform in ("instagram", "tiktok")
    assert all(follower is None or follower.handle for follower in found)
