"""What the audit is called in words: one sentence per verb, without personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as words

from shoal.domain.people import AuditEntry

SENTENCES = {
    "creators.bring_in": words("brought in creators"),
    "posts.bring_in": words("brought in posts"),
    "comments.bring_in": words("brought in comments"),
    "audience.bring_in": words("brought in audience samples"),
    "orders.bring_in": words("brought in orders"),
    "creators.undo": words("took an import of creators back"),
    "posts.undo": words("took an import of posts back"),
    "orders.undo": words("took an import of orders back"),
    "creators.forget": words("erased a creator"),
    "creators.tag": words("tagged creators"),
    "creators.untag": words("took a tag off"),
    "creators.note": words("wrote a note on a creator"),
    "creators.drop_note": words("deleted a note"),
    "creators.save_view": words("saved a view"),
    "creators.drop_view": words("deleted a view"),
    "creators.correct": words("typed values of a creator"),
    "creators.settle": words("said whether two accounts are one person"),
    "creators.vet": words("kept a vetting"),
    "creators.answer": words("wrote down what a creator says to a finding"),
    "creators.looked": words("looked at the age of a creator"),
    "hand_count.bring_in": words("kept a count of followers"),
    "hand_count.undo": words("took a count of followers back"),
    "vetting.copy_rules": words("copied the vetting rules to the workspace"),
    "words.copy": words("copied the word lists to the workspace"),
    "vetting.replace": words("replaced the vetting rules or word lists"),
    "vetting.use_shipped": words("let the shipped rules or word lists count again"),
    "vetting.put_back": words("put the rules or word lists before the last change back"),
    "creators.export": words("took the list of creators out as a file"),
    "briefs.add": words("wrote a brief"),
    "shortlist.build": words("built a shortlist"),
    "shortlist.decide": words("decided about a candidate"),
    "plan.build": words("built a plan"),
    "shortlist.export": words("took an approval sheet out as a file"),
    "shortlist.share": words("made a link for approval"),
    "shortlist.unshare": words("ended a link for approval"),
    "shortlist.answer": words("answered by a link"),
    "notices.tell": words("wrote down that creators were told"),
    "notices.untell": words("took back that creators were told"),
    "brand.processor": words("wrote down that the data are handled for the client"),
    "backup.make": words("made a backup"),
    "upload.add": words("uploaded a file"),
    "upload.drop": words("dropped a file"),
    "upload.remember": words("kept how a file is read"),
    "plan.adopt": words("adopted a plan"),
    "plan.release": words("adopted no plan any more"),
    "applications.receive": words("applied by the form"),
    "applications.accept": words("accepted an application"),
    "applications.decline": words("declined an application"),
    "applications.reopen": words("let an application wait again"),
    "applications.ask": words("asked an applicant back"),
    "applications.contact": words("looked at the address of an applicant"),
    "applications.erase": words("deleted an application"),
    "applications.expire": words("opened the applications, and old ones were deleted by their rule"),
    "applications.form": words("changed the application form"),
    "applications.token": words("gave the application form another address"),
    "applications.upload": words("uploaded a file of applications"),
    "applications.import": words("took a file of applications in"),
    "applications.import_undo": words("took a file of applications back"),
    "already.match": words("held the brand's own followers against known creators"),
    "already.undo": words("took tags of own followers off again"),
    "team.start": words("started the workspace"),
    "team.join": words("joined"),
    "team.invite": words("invited somebody"),
    "team.owner_link": words("made a link for an owner"),
    "team.withdraw": words("took an invitation back"),
    "team.role": words("changed a role"),
    "team.close": words("closed an account"),
    "team.open": words("opened an account again"),
    "team.password": words("changed the own password"),
    "second_factor.on": words("turned the own second factor on"),
    "second_factor.off": words("turned the own second factor off"),
    "second_factor.codes": words("made new recovery codes for the own account"),
    "second_factor.recovery": words("used a recovery code"),
    "second_factor.require": words("changed whether everybody needs a second factor"),
    "second_factor.take_off": words("took the second factor off an account"),
    "brands.add": words("added a brand"),
    "brands.change": words("changed the brand"),
    "connections.connect": words("connected Instagram, and confirmed what it means"),
    "connections.check": words("tested the connection to Instagram"),
    "connections.remove": words("removed the connection to Instagram"),
    "lookups.send": words("looked creators up at Instagram"),
    "jobs.cancel": words("cancelled a job"),
    "jobs.retry": words("tried a job again"),
}

COUNTED = {"candidates": "candidates", "lines": "lines", "handles": "handles"}
NAMED = ("file", "label", "role", "name", "reason")
ID = re.compile(r"^[a-z]{2}_[0-9a-z]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a timeline."""

    at: datetime
    who: str
    what: str
    detail: str
    url: str = ""
    seq: int = 0
    verb: str = ""
    erased: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened on one day, newest first; the same thing done again by the same person stands once."""

    on: date
    events: Sequence[Event]


def by_day(events: Iterable[Event], zone: str) -> list[Day]:
    """Return events as days of a time zone; the moment of a line is that of the last of its kind."""
    days = groupby(events, key=lambda event: event.at.astimezone(ZoneInfo(zone)).date())
    return [Day(on=on, events=_once(list(told))) for on, told in days]


def _once(events: Sequence[Event]) -> list[Event]:
    merged: list[Event] = []
    for event in events:
        last = merged[-1] if merged else None
        if last is None or (last.who, last.verb) != (event.who, event.verb):
            merged.append(event)
            continue
        details = dict.fromkeys((*last.detail.split("; "), event.detail))
        merged[-1] = replace(last, times=last.times + 1, detail="; ".join(filter(None, details)))
    return merged


def event_of(entry: AuditEntry) -> Event:
    """Return an audit entry as one line; its payload only as counts and names of fields."""
    what = str(SENTENCES.get(entry.verb) or entry.verb)
    erased = entry.payload is None
    detail = gettext("what it said was erased") if erased else _detail(entry)
    return Event(
        at=entry.at, who=entry.actor_name, what=what, detail=detail, seq=entry.seq, verb=entry.verb, erased=erased
    )


def _detail(entry: AuditEntry) -> str:
    """Return what was brought in or built, and how much of it: ids, seeds and addresses stay in the audit itself."""
    payload = entry.payload or {}
    told = [", ".join(f"{count:,} {key}" for key, count in value.items() if count)
            for name, value in payload.items() if name == "counts" and isinstance(value, dict)]  # fmt: skip
    told += [f"{payload[name]:,} {word}" for name, word in COUNTED.items() if isinstance(payload.get(name), int)]
    named = [str(payload[name]) for name in NAMED if isinstance(payload.get(name), str)]
    subject = [] if ID.match(entry.subject) else [entry.subject]
    return " · ".join(part for part in (*subject, *named, *told) if part and "://" not in part)[:200]
