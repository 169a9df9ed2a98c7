"""Links for people without an account: found by their token while they live, answered row by row, within one brand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BRIEF, MINA, SHORTLIST, THEO

from shoal.domain.people import Actor
from shoal.domain.sharing import ShareAnswer, ShareLink
from shoal.errors import NotFoundError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

ANA = Actor(id="me_ana", name="Ana", role="approver")
LINK = ShareLink(
    id="sh_1", brief_name="coffee", version=1, label="for Carl", by_name="Ana", created_at=AT,
    expires_at=AT + timedelta(days=14),
)  # fmt: skip
TOLD = {"by_id": "me_ana", "at": AT}


@pytest.fixture
def ledger(house: House) -> Ledger:
    house.ledger.planning.add_brief(BRIEF, **TOLD)
    house.ledger.planning.add_shortlist(SHORTLIST, **TOLD)
    house.ledger.sharing.add(LINK, "the token", "", by=ANA)
    return house.ledger


def said(who: str, choice: str, comment: str = "") -> ShareAnswer:
    return ShareAnswer(link_id=LINK.id, account_id=f"ac_{who}", choice=choice, comment=comment, by_name="Carl", at=AT)


def test_a_token_opens_its_link_from_whatever_brand(house: House, ledger: Ledger) -> None:
    found = house.whole.sharing.opened_by("the token", AT)
    assert found == (ledger.desk.brand_id, LINK)


@pytest.mark.parametrize("token", ["", "another token", "the token "])
@pytest.mark.usefixtures("ledger")
def test_another_token_opens_nothing(house: House, token: str) -> None:
    assert house.whole.sharing.opened_by(token, AT) is None


def test_a_link_that_expired_and_one_that_was_ended_open_no_more(ledger: Ledger) -> None:
    assert ledger.sharing.opened_by("the token", LINK.expires_at) is None
    ledger.sharing.revoke(LINK.id, AT)
    ledger.sharing.revoke(LINK.id, AT + timedelta(days=1))
    assert ledger.sharing.opened_by("the token", AT) is None
    assert [link.revoked_at for link in ledger.sharing.links("coffee")] == [AT]


def test_the_token_and_the_passphrase_are_nowhere_in_the_tables(house: House, ledger: Ledger) -> None:
    from shoal.ledger import models

    ledger.sharing.add(replace(LINK, id="sh_2"), "second token", "open sesame", by=ANA)
    rows = str(list(house.whole.desk.all(models.ShareLink).values()))
    assert "token" not in rows.replace("sh_", "")
    assert "sesame" not in rows
    assert [ledger.sharing.fits("sh_2", word) for word in ("open sesame", "open", "")] == [True, False, False]


def test_a_link_without_a_passphrase_fits_none(ledger: Ledger) -> None:
    assert not ledger.sharing.fits(LINK.id, "")


def test_the_newest_answer_of_a_row_counts_and_openings_are_counted(ledger: Ledger) -> None:
    ledger.sharing.answer([said(MINA, "wanted"), said(THEO, "", "who is this?")])
    ledger.sharing.answer([said(MINA, "unwanted", "no fit")])
    ledger.sharing.note_opening(LINK.id, AT)
    found = ledger.sharing.answers(LINK.id)
    assert ledger.sharing.answered(LINK.brief_name) == {LINK.id: len(found)}
    assert {who: (one.choice, one.comment) for who, one in found.items()} == {
        f"ac_{MINA}": ("unwanted", "no fit"), f"ac_{THEO}": ("", "who is this?"),
    }  # fmt: skip
    assert [(link.openings, link.opened_at) for link in ledger.sharing.links()] == [(1, AT)]


def test_a_brand_sees_no_link_answer_or_notice_of_another(house: House, ledger: Ledger) -> None:
    ledger.sharing.answer([said(MINA, "wanted")])
    ledger.sharing.tell([f"cr_{MINA}"], "by mail", by=ANA, at=AT)
    other = house.other.sharing
    assert (other.links(), other.answers(LINK.id), other.told()) == ((), {}, {})
    assert other.answered(LINK.brief_name) == {}
    with pytest.raises(NotFoundError):
        other.revoke(LINK.id, AT)


def test_the_database_refuses_a_link_to_another_brands_shortlist(house: House, ledger: Ledger) -> None:
    from django.db import IntegrityError

    from shoal.ledger import models

    shortlist = ledger.desk.own(models.Shortlist).get()
    with pytest.raises(IntegrityError, match="another brand"), house.other.desk.transaction():
        house.other.desk.add(
            models.ShareLink, uid="sh_x", sha256="0", shortlist=shortlist, by_id="x", by_name="x", created_at=AT,
            expires_at=AT,
        )  # fmt: skip


def test_the_first_notice_of_a_creator_counts_and_can_be_taken_back(ledger: Ledger) -> None:
    assert ledger.sharing.tell([f"cr_{MINA}"], "by mail", by=ANA, at=AT) == 1
    assert ledger.sharing.tell([f"cr_{MINA}", f"cr_{THEO}"], "by letter", by=ANA, at=AT) == 1
    assert {who: notice.how for who, notice in ledger.sharing.told().items()} == {
        f"cr_{MINA}": "by mail", f"cr_{THEO}": "by letter",
    }  # fmt: skip
    ledger.sharing.untell([f"cr_{MINA}"])
    assert list(ledger.sharing.told()) == [f"cr_{THEO}"]
