"""Which account a line means: certain identity only; everything else is a suggestion. And keyed hashes."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from readings import AT, KEY, Desk, creator, post, seen

from shoal.catalog import Hasher, creator_id_of
from shoal.engines import open_engine

ODD = (
    "mina",
    "Mina Müller",
    "日本語",
    "o'brien",
    'quo"te',
    "tab\there",
    "semi;--",
    "🌸",
    "a" * 300,
    "",
    "back\\slash",
    "%x",
)


def handles(desk: Desk) -> list[str]:
    return sorted(desk.catalog.pool(AT).handle)


def test_the_hash_of_a_person_is_the_library_s_hmac() -> None:
    expected = [hmac.new(KEY, f"mail\x1f{text}".encode(), hashlib.sha256).hexdigest() for text in ODD]
    assert [Hasher(KEY)("mail", text) for text in ODD] == expected


@pytest.mark.parametrize("key", [b"", b"k", KEY, b"long" * 40], ids=["empty", "short", "usual", "longer than a block"])
def test_the_engine_computes_the_same_account_id_as_python(tmp_path, key: bytes) -> None:
    hasher, engine = Hasher(key), open_engine("duckdb://", tmp_path, {})
    sql = f"SELECT {hasher.account_id_sql('$1', '$2', 'handle')} FROM (SELECT unnest($3) AS handle)"  # noqa: S608  our own
    found = engine.rows(sql, ["instagram", "handle", list(ODD)])
    engine.close()
    assert [row[0] for row in found] == [hasher.account_id("instagram", "handle", text) for text in ODD]


def test_another_key_gives_other_ids() -> None:
    ids = {Hasher(key).account_id("instagram", "handle", "mina") for key in (KEY, KEY[::-1], b"")}
    assert len(ids) == 3


def test_the_id_tells_platforms_and_kinds_of_keys_apart() -> None:
    hasher = Hasher(KEY)
    names = [("instagram", "handle", "7"), ("tiktok", "handle", "7"), ("instagram", "row_id", "7")]
    assert len({hasher.account_id(*name) for name in names}) == 3


def test_the_creator_id_follows_from_the_account_id() -> None:
    assert creator_id_of("ac_12ab") == "cr_12ab"


def test_a_renamed_account_keeps_its_id_and_shows_its_new_name(desk: Desk) -> None:
    desk.bring_in(creator("mina.old", platform_id="77", followers=900))
    before = desk.one()["account_id"]
    line = creator("mina.new", platform_id="77")
    (result,) = desk.draft(line).results
    assert (result.outcome, result.text) == ("changed", "adds handle; was mina.old before: same platform id")
    desk.bring_in(line)
    shown = desk.one()
    assert (shown["account_id"], shown["handle"], shown["followers"]) == (before, "mina.new", 900)
    assert desk.draft(line).empty


def test_undoing_a_rename_brings_the_old_name_back(desk: Desk) -> None:
    desk.bring_in(creator("mina.old", platform_id="77"))
    desk.catalog.undo(desk.bring_in(creator("mina.new", platform_id="77")))
    assert handles(desk) == ["mina.old"]


def test_a_line_without_id_under_the_new_name_means_the_renamed_account(desk: Desk) -> None:
    desk.bring_in(creator("mina.old", platform_id="77"))
    desk.bring_in(creator("mina.new", platform_id="77"))
    desk.bring_in(creator("mina.new", bio="bread"), post("mina.new", "p1", likes=4), seen("mina.new", "fan"))
    shown = desk.one()
    assert (shown["handle"], shown["bio"]) == ("mina.new", "bread")
    assert len(desk.catalog.posts(desk.catalog.pool(AT), AT)) == 1
    assert desk.catalog.samples([shown["account_id"]], AT) is not None


def test_a_handle_that_changed_hands_is_a_new_account_with_an_alert(desk: Desk) -> None:
    desk.bring_in(creator("mina", platform_id="77", followers=900))
    line = creator("mina", platform_id="99", followers=5)
    draft = desk.draft(line)
    assert [result.outcome for result in draft.results] == ["new"]
    assert [(note.code, note.text) for note in draft.notes] == [
        ("identity", "the handle mina belonged to another platform id: taken as a new account")
    ]
    desk.bring_in(line)
    assert sorted(desk.catalog.pool(AT).followers.tolist()) == [5, 900]
    assert desk.draft(line).empty


def test_an_id_that_arrives_later_upgrades_the_account_known_by_its_handle(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900))
    desk.bring_in(creator("mina", platform_id="77"))
    desk.bring_in(creator("mina.new", platform_id="77"))
    assert handles(desk) == ["mina.new"]


def test_two_lines_of_one_file_with_one_platform_id_are_one_account(desk: Desk) -> None:
    rows = (creator("mina.old", 1, platform_id="77"), creator("mina.new", 2, platform_id="77", bio="bread"))
    assert desk.outcomes(*rows) == ["new", "changed"]
    desk.bring_in(*rows)
    assert len(desk.catalog.pool(AT)) == 1


def test_two_lines_of_one_file_with_one_handle_and_two_ids_are_two_accounts(desk: Desk) -> None:
    desk.bring_in(creator("mina", 1, platform_id="77"), creator("mina", 2, platform_id="99"))
    assert handles(desk) == ["mina", "mina"]


def test_the_same_id_on_two_platforms_is_two_accounts(desk: Desk) -> None:
    desk.bring_in(creator("mina", 1, platform_id="77"), creator("lea", 2, platform="tiktok", platform_id="77"))
    assert len(desk.catalog.pool(AT)) == 2


def test_the_same_handle_and_name_on_two_platforms_is_suggested_and_not_merged(desk: Desk) -> None:
    desk.bring_in(creator("mina", 1, name="Mina  Muster"), creator("mina", 2, platform="tiktok", name="mina muster"))
    (pair,) = desk.catalog.suggestions(AT)
    assert set(pair.accounts) == set(desk.catalog.pool(AT).account_id)
    assert len(set(desk.catalog.pool(AT).creator_id)) == 2


@pytest.mark.parametrize("other", [{"name": "Somebody Else"}, {}, {"name": "Mina", "platform": "instagram"}])
def test_weaker_likeness_is_not_even_suggested(desk: Desk, other) -> None:
    handle = "mina.two" if "platform" in other else "mina"
    desk.bring_in(creator("mina", 1, name="Mina"), creator(handle, 2, **{"platform": "tiktok", **other}))
    assert desk.catalog.suggestions(AT) == ()
