"""Team, settings and audit: what an owner does there, and nobody else."""

from __future__ import annotations

import re

import pytest


def invite(cast, email="eve@oat.example", role="editor"):
    return cast.client("ana").post(cast.url("team/"), {"email": email, "role": role}, follow=True)


def link_in(answer) -> str:
    return re.search(r"/join/[\w-]+/", answer.content.decode())[0]


def test_an_invitation_shows_its_link_once(cast):
    owner = cast.client("ana")
    first = owner.post(cast.url("team/"), {"email": "eve@oat.example", "role": "editor"}, follow=True)

    assert (b"/join/" in first.content, b"/join/" in owner.get(cast.url("team/")).content) == (True, False)


def test_an_invited_person_joins_with_the_role_that_was_given(cast):
    link = link_in(invite(cast))
    browser = cast.client()
    browser.post(link, {"name": "Eve", "password": "quite another long one"})

    assert (browser.get(cast.url()).status_code, browser.get(cast.url("team/")).status_code) == (200, 403)


def test_a_link_works_once(cast):
    link = link_in(invite(cast))
    cast.client().post(link, {"name": "Eve", "password": "quite another long one"})

    assert cast.client().get(link).status_code == 404


def test_a_link_for_somebody_who_is_known_asks_for_a_password_and_no_name(cast):
    page = cast.client().get(link_in(invite(cast, email="ben@oat.example"))).content.decode()

    assert ("A new password for <bdi>Ben</bdi>" in page, 'name="name"' in page) == (True, False)


@pytest.mark.parametrize("weak", ["short", "eve@oat.example", "password1234"])
def test_a_weak_password_is_refused_with_the_reason_beside_the_field(cast, weak):
    answer = cast.client().post(link_in(invite(cast)), {"name": "Eve", "password": weak})

    assert (answer.status_code, b"aria-invalid" in answer.content) == (200, True)


def test_an_invitation_that_was_taken_back_is_worth_nothing(cast):
    answer = invite(cast)
    invited = re.search(r"/team/(iv_\w+)/", answer.content.decode())[1]
    cast.client("ana").post(cast.url(f"team/{invited}/"), {"act": "withdraw"})

    assert cast.client().get(link_in(answer)).status_code == 404


def member_id(cast, name: str) -> str:
    return next(member.id for member in cast.shoal.team.members() if member.name == name)


def test_a_closed_account_is_signed_out_everywhere(cast):
    ben = cast.client("ben")
    cast.client("ana").post(cast.url(f"team/{member_id(cast, 'Ben')}/"), {"act": "close"})

    assert ben.get(cast.url()).status_code == 302


def test_a_role_that_is_taken_away_hides_the_brand(cast):
    ben = cast.client("ben")
    cast.client("ana").post(cast.url(f"team/{member_id(cast, 'Ben')}/"), {"act": "role", "role": ""})

    assert ben.get(cast.url()).status_code == 404


def test_the_last_owner_stays(cast):
    owner = cast.client("ana")
    owner.post(cast.url(f"team/{member_id(cast, 'Owner')}/"), {"act": "close"})
    answer = owner.post(cast.url(f"team/{member_id(cast, 'Ana')}/"), {"act": "close"})

    assert (answer.status_code, b"last owner stays" in answer.content) == (403, True)


def test_a_brand_that_is_added_is_seen_by_owners_alone(cast):
    told = {"act": "add", "new-name": "Bean Bar", "new-currency": "EUR", "new-timezone": "Europe/Vienna"}
    answer = cast.client("ana").post(cast.url("settings/"), told)

    assert (answer["Location"], cast.client("ben").get("/b/bean-bar/").status_code) == ("/b/bean-bar/", 404)


def test_the_first_brand_is_changed_in_the_file_too(cast):
    told = {"act": "change", "name": "Oat & Sons", "currency": "CHF", "timezone": "Europe/Zurich"}
    cast.client("ana").post(cast.url("settings/"), told)
    written = (cast.shoal.settings.folder / "shoal.toml").read_text(encoding="utf-8")

    assert ('name = "Oat & Sons"' in written, cast.shoal.brand.currency) == (True, "CHF")


def test_a_currency_that_cannot_be_is_said_beside_the_field(cast):
    told = {"act": "change", "name": "Oat", "currency": "DOUBLOON", "timezone": "Europe/Vienna"}
    answer = cast.client("ana").post(cast.url("settings/"), told)

    assert (answer.status_code, b"aria-invalid" in answer.content) == (200, True)


def test_the_audit_says_who_did_what_and_that_its_chain_holds(cast):
    invite(cast)
    answer = cast.client("ana").get(cast.url("audit/?check=1"))

    assert [words in answer.content.decode() for words in ("invited somebody", "The chain holds")] == [True, True]


def test_the_audit_of_one_brand_says_nothing_of_another(cast):
    with cast.shoal.acting(cast.shoal.actor, cast.other):
        cast.shoal.record("briefs.add", "secret-tea-v1")

    assert b"secret-tea" not in cast.client("ana").get(cast.url("audit/")).content
