"""Who did what: a chain in which any edit is found, which has no gaps, and which survives an erasure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, MINA

from shoal.domain.people import Actor

if TYPE_CHECKING:
    from ledger_house import House

ANA = Actor(id="me_ana", name="Ana", role="owner", door="web")
SECOND = timedelta(seconds=1)


@pytest.fixture
def told(house: House) -> House:
    """Return a house with six entries, of two brands in turn."""
    for number in range(1, 7):
        ledger = house.ledger if number % 2 else house.other
        words = {"name": "Mina Muster", "number": number}
        ledger.audit.record(ANA, "notes.add", f"no_{number}", words, AT + number * SECOND)
    return house


def test_an_entry_says_who_did_what_when_and_through_which_door(told: House) -> None:
    entry = told.ledger.audit.entries()[-1]
    assert (entry.seq, entry.actor_id, entry.actor_name, entry.door, entry.verb, entry.subject, entry.at) == (
        1, "me_ana", "Ana", "web", "notes.add", "no_1", AT + SECOND,
    )  # fmt: skip
    assert (entry.payload, entry.brand_id) == ({"name": "Mina Muster", "number": 1}, told.ledger.desk.brand_id)


def test_a_brand_sees_its_own_entries_newest_first_page_by_page(told: House) -> None:
    audit = told.ledger.audit
    assert [entry.seq for entry in audit.entries()] == [5, 3, 1]
    assert [entry.seq for entry in audit.entries(limit=2)] == [5, 3]
    assert [entry.seq for entry in audit.entries(before=3)] == [1]
    assert (audit.entries(verb="briefs.add"), audit.entries(actor_id="me_ben")) == ((), ())
    assert [entry.seq for entry in told.other.audit.entries(verb="notes.add", actor_id="me_ana")] == [6, 4, 2]


def test_a_chain_that_nobody_touched_holds(told: House) -> None:
    assert (told.ledger.audit.verify(), told.whole.audit.head()[0]) == (None, 6)


@pytest.mark.parametrize(
    "edit", ["UPDATE ledger_auditentry SET verb = 'x'", "DELETE FROM ledger_auditentry",
             "UPDATE ledger_auditpayload SET document = '{}'", "DELETE FROM ledger_auditpayload"],
)  # fmt: skip
def test_the_database_itself_refuses_to_change_the_audit(told: House, edit: str) -> None:
    with pytest.raises(Exception, match="never changed"):
        told.sql(edit)
    assert told.ledger.audit.verify() is None


EDITS = {
    "at": "UPDATE ledger_auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 4",
    "actor_id": "UPDATE ledger_auditentry SET actor_id = 'me_ben' WHERE seq = 4",
    "actor_name": "UPDATE ledger_auditentry SET actor_name = 'Ben' WHERE seq = 4",
    "door": "UPDATE ledger_auditentry SET door = 'cli' WHERE seq = 4",
    "verb": "UPDATE ledger_auditentry SET verb = 'notes.drop' WHERE seq = 4",
    "subject": "UPDATE ledger_auditentry SET subject = 'no_5' WHERE seq = 4",
    "brand_key": "UPDATE ledger_auditentry SET brand_key = '' WHERE seq = 4",
    "payload_sha256": "UPDATE ledger_auditentry SET payload_sha256 = 'x' WHERE seq = 4",
    "hash": "UPDATE ledger_auditentry SET hash = 'x' WHERE seq = 4",
    "payload": 'UPDATE ledger_auditpayload SET document = \'{"name": "Theo"}\' WHERE entry_id = 4',
    "salt": "UPDATE ledger_auditpayload SET salt = 'x' WHERE entry_id = 4",
    "payload gone": "DELETE FROM ledger_auditpayload WHERE entry_id = 4",
}


@pytest.mark.parametrize("edit", EDITS)
def test_any_edit_by_the_owner_of_the_database_is_found_where_it_was_made(told: House, edit: str) -> None:
    told.unguarded()
    told.sql(EDITS[edit])
    assert told.ledger.audit.verify() == 4


def test_every_column_of_the_audit_was_edited_in_these_tests() -> None:
    from shoal.ledger import models

    columns = {field.name for field in models.AuditEntry._meta.concrete_fields}
    assert columns - set(EDITS) == {"seq"}


@pytest.mark.parametrize(("first", "last"), [(1, 1), (4, 4), (2, 3)])
def test_an_entry_that_is_missing_is_found(told: House, first: int, last: int) -> None:
    told.unguarded()
    told.sql("DELETE FROM ledger_auditpayload WHERE entry_id BETWEEN %s AND %s", [first, last])
    told.sql("DELETE FROM ledger_auditentry WHERE seq BETWEEN %s AND %s", [first, last])
    assert told.ledger.audit.verify() == first


def test_an_end_that_was_cut_off_shows_against_a_head_that_was_printed(told: House) -> None:
    head = told.ledger.audit.head()
    told.unguarded()
    told.sql("DELETE FROM ledger_auditpayload WHERE entry_id = 6")
    told.sql("DELETE FROM ledger_auditentry WHERE seq = 6")
    assert (told.ledger.audit.verify(), told.ledger.audit.head() == head) == (None, False)


def test_the_chain_holds_after_an_erasure_emptied_what_was_said(told: House) -> None:
    heads = told.ledger.audit.head()
    assert told.ledger.erasure.forget(f"cr_{MINA}", ("Mina Muster",), AT) == 6
    assert told.sql("SELECT count(*) FROM ledger_auditpayload WHERE document IS NOT NULL OR salt != ''") == [(0,)]
    assert (told.ledger.audit.verify(), told.ledger.audit.head()) == (None, heads)
    assert [entry.payload for entry in told.ledger.audit.entries()] == [None] * 3


def test_the_hash_of_a_few_words_does_not_give_them_away(told: House) -> None:
    same = {"name": "Mina Muster", "number": 1}
    hashes = set()
    for _ in range(2):
        told.ledger.audit.record(ANA, "notes.add", "no_1", same, AT)
    for (found,) in told.sql("SELECT payload_sha256 FROM ledger_auditentry WHERE seq > 6"):
        hashes.add(found)
    assert len(hashes) == 2


def test_many_writers_at_once_give_a_chain_without_gaps(house: House) -> None:
    def write(number: int) -> int:
        ledger = house.ledger if number % 2 else house.other
        return [ledger.audit.record(ANA, "x.y", f"{number}-{turn}", {}, AT).seq for turn in range(5)][-1]

    found = house.at_once(*(lambda n=n: write(n) for n in range(6)))
    assert not [one for one in found if isinstance(one, Exception)]
    assert house.sql("SELECT count(*), min(seq), max(seq) FROM ledger_auditentry") == [(30, 1, 30)]
    assert house.whole.audit.verify() is None


def test_an_entry_is_undone_with_the_change_it_belongs_to(house: House) -> None:
    def change() -> None:
        with house.ledger.transaction():
            house.ledger.audit.record(ANA, "x.y", "", {}, AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert house.ledger.audit.head()[0] == 0
