from __future__ import annotations

from pathlib import Path

import pytest

from shoal.domain.intake import ReadOptions
from shoal.errors import FileFormatError, InputError, UnknownColumnError
from shoal.sources import read, survey
from shoal.sources.mapping import match_columns, recognise


def fields(*headers: str, **said: str) -> list[str | None]:
    return [column.field for column in match_columns(headers, {}, "creators", ReadOptions(**said))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Followers ", "followers"), ("Abonnés", "followers"), ("Abonnenten", "followers"), ("Seguidores", "followers"),
        ("number_of_followers", "followers"), ("Obserwujący", "followers"), ("Engagement Rate", "er"), ("Preis", "fee"),
        ("Gage", "fee"), ("Ville", "city"), ("Kraj", "country"), ("Sprache", "language"), ("Código", "code"),
        ("Umsatz", "revenue"), ("Notizen", "notes"), ("Handle or profile URL", "handle"), ("Shoe size", None),
        ("Följare", "followers"), ("Takipçi", "followers"), ("Подписчики", "followers"), ("フォロワー数", "followers"),
        ("粉丝数", "followers"), ("Follower (Stand: 1.10.2026)", "followers"), ("Followers (growth 30)", None),
    ],
)  # fmt: skip
def test_a_header_is_known_in_several_languages(header: str, field: str | None) -> None:
    assert fields(header)[0] == field


@pytest.mark.parametrize(
    "header",
    [
        "Ethnicity",
        "audience_races",
        "Religion",
        "Household income",
        "political views",
        "Gesundheit",
        "Konfession.value",
    ],
)
def test_a_protected_trait_is_dropped_with_its_reason(header: str) -> None:
    column = match_columns([header], {}, "creators", ReadOptions())[0]

    assert column.field is None
    assert column.dropped is not None


@pytest.mark.parametrize(
    "header",
    ["E-Mail", "Telefon", "Shipping address", "contact_email", "contact.handle", "basics/phone", "owner.email.value"],
)
def test_contact_details_stay_in_the_file(header: str) -> None:
    column = match_columns([header], {}, "creators", ReadOptions())[0]

    assert column.dropped is not None
    assert "stay in the file" in column.dropped


def test_dropped_columns_reach_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Platform,Handle,Religion,E-Mail,Shoe size\ninstagram,@abc,x,a@example.com,41\n", encoding="utf-8")

    row = read(path, None, lambda _, text: text).sighting.creators[0]

    assert row.extra == {"Shoe size": "41"}
    assert "example.com" not in repr(row)


def test_a_header_that_names_a_platform_holds_its_handles(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Instagram,TikTok,TikTok followers,Fee EUR\nAb Cd,abc,@abc.tok,5k,100\n", encoding="utf-8")

    rows = read(path, None, lambda _, text: text).sighting.creators

    assert [(row.platform, row.handle, row.fee_minor) for row in rows] == [
        ("instagram", "abc", 10_000),
        ("tiktok", "abc.tok", None),
    ]
    assert rows[1].followers is not None


def test_a_unit_in_the_header_settles_percent(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Platform,Handle,ER (%)\ninstagram,@abc,0.9\n", encoding="utf-8")

    row = read(path, None, lambda _, text: text).sighting.creators[0]

    assert row.er is not None
    assert row.er.value == 0.009


def test_rows_with_likes_settle_the_rate_of_the_column(tmp_path: Path) -> None:
    lines = "".join(f"instagram,@abc{at},10000,{170 + at},10,1.8\n" for at in range(5)) + "instagram,@last,9000,,,0.9\n"
    path = tmp_path / "a.csv"
    path.write_text(f"Platform,Handle,Followers,Likes,Comments,ER\n{lines}", encoding="utf-8")

    found = read(path, None, lambda _, text: text)

    assert "“ER”: percent: agrees with likes and followers on 5 of 5 rows" in found.facts_found
    assert [row.er.value for row in found.sighting.creators if row.er] == [0.018] * 5 + [0.009]


def test_a_region_of_counties_is_no_country(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Platform,Handle,Region\ninstagram,@abc,Upper Swabia\ninstagram,@def,Lower Saxony\n", encoding="utf-8"
    )

    row = read(path, None, lambda _, text: text).sighting.creators[0]

    assert (row.country_raw, row.extra) == (None, {"Region": "Upper Swabia"})


def test_what_a_person_says_of_a_column_comes_first() -> None:
    assert fields("Number", "Followers", columns={"Number": "followers"}) == ["followers", None]  # type: ignore[arg-type]
    assert fields("Followers", columns={"followers": "keep"}) == [None]  # type: ignore[arg-type]


@pytest.mark.parametrize("said", [{"columns": {"Nope": "followers"}}, {"columns": {"Handle": "nope"}}, {"key": "nope"}])
def test_a_column_or_field_that_is_not_there_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(UnknownColumnError):
        fields("Handle", **said)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (("Influencer", "Platform", "Handle", "Followers", "Fee"), "creators"), (("creator_id", "user_id"), "audience"),
        (("post", "creator", "caption", "like_count", "comments_count"), "posts"),
        (("post", "user_idx", "text"), "comments"),
        (("Instagram", "Name"), "creators"), (("handle", "date", "likes", "comments", "post url"), "posts"),
        (("a", "b"), None),
    ],
)  # fmt: skip
def test_what_a_table_holds_is_told_by_its_headers(headers: tuple[str, ...], kind: str | None) -> None:
    found = recognise(headers, ReadOptions())

    assert (found[0] if found else None) == kind


def test_a_file_without_handles_asks_for_platform_and_key(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,followers\n17,1200\n", encoding="utf-8")

    assert [question.option for question in survey(path).questions] == ["--key", "--platform"]
    row = read(path, ReadOptions(platform="Insta", key="number"), lambda _, text: text).sighting.creators[0]
    assert (row.platform, row.handle, row.key_kind) == ("instagram", "17", "row_id")


@pytest.mark.parametrize(
    "said", [{"er": "maybe"}, {"dates": "year"}, {"platform": "carrier pigeon"}, {"thousands": "x"}]
)
def test_an_answer_that_is_none_is_refused(tmp_path: Path, said: dict[str, str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Platform,Handle\ninstagram,@abc\n", encoding="utf-8")

    with pytest.raises(InputError):
        survey(path, ReadOptions(**said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "option"),
    [
        ("Platform,Handle,Fee\ninstagram,@abc,150\n", "--currency"),
        ("Platform,Handle,Fee\ninstagram,@abc,$150\n", "--currency"),
        ("Platform,Handle,Followers\ninstagram,@abc,12.345k\n", "--thousands"),
        ("Platform,Handle,ER\ninstagram,@abc,0.9\n", "--er"),
        ("Platform,Handle,Updated\ninstagram,@abc,03/04/2026\n", "--dates"),
        ("Handle,Followers\n@abc,5\n", "--platform"),
        ("Platform,Handle,Code uses\n" + "instagram,@abc,0\n" * 3, "--column"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_once_with_its_option(tmp_path: Path, content: str, option: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")

    assert [question.option for question in survey(path).questions] == [option]


@pytest.mark.parametrize("said", [{"kind": "insights"}, {"kind": "orders"}])
def test_a_kind_that_the_file_is_not_is_refused(tmp_path: Path, said: dict[str, str]) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"platform": "instagram", "handle": "abc"}]', encoding="utf-8")

    with pytest.raises(FileFormatError):
        read(path, ReadOptions(**said), lambda _, text: text)  # type: ignore[arg-type]


def test_a_column_of_profile_links_holds_the_handles_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Name;Kanal;Abonnenten\nTina kocht;https://www.tiktok.com/@tina?lang=de;23.500\nJo;instagram.com/jo.fit;7,8k\n",
        encoding="utf-8",
    )

    rows = read(path, None, lambda _, text: text).sighting.creators

    assert [(row.platform, row.handle) for row in rows] == [("tiktok", "tina"), ("instagram", "jo.fit")]


@pytest.mark.parametrize(
    "cell", ["https://www.instagram.com/p/ABC/", "https://example.org/about", "jo@example.org", ""]
)
def test_a_column_that_holds_no_profile_is_not_taken_for_handles(cell: str) -> None:
    columns = match_columns(["Name", "Seen in"], {"Name": ["Jo"], "Seen in": [cell]}, "creators", ReadOptions())

    assert [column.field for column in columns] == ["name", None]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("statistics.subscriberCount", "followers"), ("metrics/er/value", "er"), ("authorMeta.fans", "followers"),
        ("audience.country", None), ("latest.likes", None), ("value", None),
    ],
)  # fmt: skip
def test_a_nested_name_counts_where_its_boxes_say_nothing(header: str, field: str | None) -> None:
    assert fields(header)[0] == field


def test_objects_in_json_become_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"items": [{"username": "kim", "platform": "instagram", "metrics": {"subscribers_count": {"value": 5200}}},'
        ' {"username": "bo", "platform": "instagram", "metrics": {}}]}',
        encoding="utf-8",
    )

    rows = read(path, None, lambda _, text: text).sighting.creators

    assert [(row.handle, row.followers and row.followers.value) for row in rows] == [("kim", 5200), ("bo", None)]


def test_contact_details_inside_of_objects_reach_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    contact = '{"phone": "0151 2345678", "who": {"mail": "k@e.org"}}'
    path.write_text(f'[{{"username": "kim", "platform": "instagram", "contact": {contact}}}]', encoding="utf-8")

    row = read(path, None, lambda _, text: text).sighting.creators[0]

    assert row.extra == {}
    assert "0151" not in repr(row)


def taken(path: Path) -> dict[str, str | None]:
    return {column.header: column.field for column in survey(path).columns}


def test_totals_of_a_channel_are_not_taken_for_means_of_a_post(tmp_path: Path) -> None:
    path = tmp_path / "channels.csv"
    path.write_text(
        "Channel,Channel URL,Subscribers,Views,Video Count\n"
        'Mina Bakes,https://www.youtube.com/@minabakes,"12,300","1,200,000",88\n',
        encoding="utf-8",
    )

    assert taken(path) == {
        "Channel": "name", "Channel URL": "url", "Subscribers": "followers", "Views": "total_views",
        "Video Count": "posts_count",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("handle,platform,followers,views,posts", "mina,tiktok,12000,9000,88"),  # plausible for one post
        ("handle,platform,followers,views", "mina,tiktok,12000,1200000"),  # nothing says how many posts there are
        ("handle,platform,followers,avg views,posts", "mina,tiktok,12000,1200000,88"),  # the header says a mean
    ],
)
def test_views_stay_a_mean_where_nothing_speaks_against_it(tmp_path: Path, header: str, cells: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")

    assert "avg_views" in taken(path).values()


def test_a_list_of_comments_with_likes_is_no_list_of_creators() -> None:
    headers = ("Instagram Post URL", "Comment ID", "Username", "Comment Date", "Comment Text", "Likes", "Reply To")

    assert (recognise(headers, ReadOptions()) or ("",))[0] == "comments"


def test_posts_are_known_by_their_ids_and_a_link_beside_them_says_the_platform(tmp_path: Path) -> None:
    path = tmp_path / "media.json"
    path.write_text(
        '[{"id": "17", "permalink": "https://www.instagram.com/reel/AA/", "like_count": 4, "username": "mina"}]',
        encoding="utf-8",
    )

    assert (taken(path)["permalink"], taken(path)["id"]) == ("url", "post_key")


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Contact mail", "mina@example.org"), ("WhatsApp Nr", "0660 1234567"), ("Kontakt-E-Mail", ""),
        ("How to reach", "mina@example.org"), ("Reach", "+43 660 1234567"), ("Notes", "mina@example.org"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("said", [{}, {"columns": "keep"}])
def test_contact_details_are_dropped_under_any_header(header: str, cell: str, said: dict[str, str]) -> None:
    options = ReadOptions(columns={header: "keep"}) if said else ReadOptions()
    column = match_columns((header,), {header: [cell]}, "creators", options)[0]

    assert (column.field, bool(column.dropped)) == (None, True)


def test_a_column_of_notes_stays_where_addresses_stand_among_other_words() -> None:
    column = match_columns(("Notes",), {"Notes": ["wrote to mina@example.org"]}, "creators", ReadOptions())[0]

    assert (column.field, column.dropped) == ("notes", None)


@pytest.mark.parametrize("field", ["keep", "notes"])
def test_a_protected_trait_is_dropped_whatever_is_said_of_it(field: str) -> None:
    column = match_columns(("Religion",), {}, "creators", ReadOptions(columns={"Religion": field}))[0]

    assert (column.field, bool(column.dropped)) == (None, True)


def test_a_column_of_contacts_may_hold_handles_where_a_person_says_so() -> None:
    column = match_columns(
        ("Kontakt",), {"Kontakt": ["@mina"]}, "creators", ReadOptions(columns={"Kontakt": "handle"})
    )[0]

    assert (column.field, column.dropped) == ("handle", None)
