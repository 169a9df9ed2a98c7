"""What one file of an export holds: Instagram's followers as JSON, TikTok's as JSON or text.

Only the names of followers and the days they came are looked at; an export also holds messages and searches, and none
of that is read. Layouts seen: a bare list, a list under ``relationships_followers``, names under ``title`` instead of
``value`` (Instagram); ``FansList`` under ``Activity``, ``Your Activity`` or ``Profile And Settings`` (TikTok).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from shoal.domain.application import OwnFollower
from shoal.errors import FileFormatError
from shoal.sources.cells.dates import read_date
from shoal.sources.cells.handles import read_account
from shoal.sources.cells.platforms import HANDLE_FORMS
from shoal.sources.kinds import what_it_seems

INSTAGRAM, TIKTOK = "instagram", "tiktok"
AS_JSON = {
    INSTAGRAM: "in Instagram: Accounts Centre, Your information and permissions, Export your information; tick "
    "Followers and following, format JSON, date range All time",
    TIKTOK: "in TikTok: Settings, Account, Download your data; tick Activity or Profile, file format JSON",
}
_OTHER_LISTS = (
    "relationships_following", "relationships_unfollowed_users", "relationships_follow_requests_sent",
    "relationships_close_friends", "relationships_blocked_users", "relationships_dismissed_suggested_users",
)  # fmt: skip
_FAN_KEYS = ("FansList", "FollowerList")
_DEPTH = 4  # levels under which TikTok has kept the list so far, with one to spare
_LATEST = 4_102_444_800  # 2100 as seconds: anything later is no moment of following
_TEXT_NAME = re.compile(r"^\s*(?:user\s?name|benutzername|nom d.utilisateur)\s*:\s*(\S+)\s*$", re.IGNORECASE)
_TEXT_DATE = re.compile(r"^\s*(?:date|datum)\s*:\s*(.+?)\s*$", re.IGNORECASE)

Found = list[OwnFollower | None]


def _refused(text: str, name: str, platform: str | None = None) -> FileFormatError:
    step = AS_JSON[platform] if platform else f"{AS_JSON[INSTAGRAM]}; {AS_JSON[TIKTOK]}"
    return FileFormatError(
        text, received=name, allowed=("followers_1.json", "user_data_tiktok.json", "Follower.txt", "the .zip of them"),
        next_step=step,
    )  # fmt: skip


def _follower(platform: str, name: object, since: datetime | None) -> OwnFollower | None:
    """Return a follower by a usable name, ``None`` for an entry without one (deleted accounts leave them)."""
    if not isinstance(name, str):
        return None
    if HANDLE_FORMS[platform].fullmatch(name) and not name.endswith("."):  # nearly all, and there may be a million
        return OwnFollower(handle=name, since=since)
    account = read_account(name, platform=platform)
    return None if account.error or account.platform != platform else OwnFollower(handle=account.handle, since=since)


def _seconds(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)


def _day(value: object) -> datetime | None:
    return read_date(value).at if isinstance(value, str) else None


def _of_instagram(entries: Iterable[object]) -> Iterator[OwnFollower | None]:
    for entry in entries:
        if not isinstance(entry, Mapping):
            yield None
            continue
        data = entry.get("string_list_data")
        first = data[0] if isinstance(data, list) and data and isinstance(data[0], Mapping) else {}
        link = str(first.get("href") or "").rstrip("/").rpartition("/")[2]
        since = _seconds(first.get("timestamp"))
        names = (name for name in (first.get("value"), entry.get("title"), link) if isinstance(name, str) and name)
        found = (_follower(INSTAGRAM, name, since) for name in names)
        yield next((follower for follower in found if follower), None)


def _instagram(document: object, name: str) -> Found | None:
    """Return the followers of an Instagram document, ``None`` where it is none of Instagram's."""
    if isinstance(document, list):
        ours = all(isinstance(entry, Mapping) and "string_list_data" in entry for entry in document)
        return list(_of_instagram(document)) if ours else None
    if not isinstance(document, Mapping):
        return None
    entries = document.get("relationships_followers")
    if isinstance(entries, list):
        return list(_of_instagram(entries))
    old = document.get("followers")  # connections.json of exports up to 2020: name -> moment
    if isinstance(old, Mapping):
        return [_follower(INSTAGRAM, who, _day(since)) for who, since in old.items()]
    other = next((key for key in _OTHER_LISTS if key in document), None)
    if other:
        listed = other.removeprefix("relationships_").replace("_", " ")
        raise _refused(f"this list is “{listed}”, not your followers", name, INSTAGRAM)
    return None


def _fans(document: object, depth: int) -> list[object] | None:
    """Return TikTok's list of followers wherever it stands, an empty one where it is ``null``."""
    if not isinstance(document, Mapping) or depth < 0:
        return None
    for key in _FAN_KEYS:
        if key in document:
            return document[key] if isinstance(document[key], list) else []
    found = (_fans(part, depth - 1) for part in document.values())
    return next((fans for fans in found if fans is not None), None)


def _tiktok(document: object) -> Found | None:
    fans = _fans(document, _DEPTH)
    if fans is None:
        return None
    folded = ({str(key).casefold(): value for key, value in fan.items()} for fan in fans if isinstance(fan, Mapping))
    return [_follower(TIKTOK, fan.get("username"), _day(fan.get("date"))) for fan in folded]


def _tiktok_text(text: str) -> Found:
    """Return the followers of ``Follower.txt``: a line with the date, one with the name, for each."""
    found: Found = []
    since: datetime | None = None
    for line in text.splitlines():
        day, who = _TEXT_DATE.match(line), _TEXT_NAME.match(line)
        if day:
            since = _day(day[1])
        elif who:
            found.append(_follower(TIKTOK, who[1], since))
            since = None
    return found


def _text_of(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(f"this is {what_it_seems(data[:65536], name)}, not a list of followers", name) from error


def read_part(data: bytes, name: str) -> tuple[str, Found]:
    """Return the platform of one file and its followers, ``None`` for each entry without a usable name. O(bytes).

    Raises FileFormatError for the HTML form of an export (and says how to get JSON), for the list of those whom the
    brand follows, and for everything that is no list of followers.
    """
    seems = what_it_seems(data[:65536], name)
    if seems.startswith("a web page"):
        platform = TIKTOK if "tiktok" in name.casefold() else INSTAGRAM
        raise _refused("this is the web page form of the export; the JSON form is needed", name, platform)
    text = _text_of(data, name)
    if text.lstrip()[:1] not in ("{", "["):
        found = _tiktok_text(text)
        if not found:
            raise _refused(f"this is {seems}, not a list of followers", name)
        return TIKTOK, found
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("this JSON is damaged or was cut short", name) from error
    instagram = _instagram(document, name)
    if instagram is not None:
        return INSTAGRAM, instagram
    tiktok = _tiktok(document)
    if tiktok is None:
        raise _refused("this JSON holds no list of followers", name)
    return TIKTOK, tiktok
