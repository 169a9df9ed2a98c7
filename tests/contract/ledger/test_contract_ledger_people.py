"""Brands, members, invitations and attempts on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BRAND, OTHER_BRAND

from shoal.domain.people import Grant, Invitation, Member
from shoal.errors import ConflictError, DeniedError, InputError, NotFoundError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger.people import People

ANA = Member(id="me_ana", email="ana@oat.example", name="Ana", grants=(Grant(brand_id="", role="owner"),))
BEN = Member(id="me_ben", email="ben@oat.example", name="Ben", grants=(Grant(brand_id=BRAND.id, role="editor"),))
PASSWORD = "a rather long password"  # noqa: S105  of people who do not exist
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
INVITED = Invitation(
    id="iv_1", email="Cleo@Oat.example ", grant=Grant(brand_id=BRAND.id, role="viewer"), expires_at=AT + 7 * DAY
)


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hash passwords quickly: what is tested here is not how slow that is."""
    request.getfixturevalue("house")  # there is nothing to set before Django was told of a workspace
    from django.contrib.auth import hashers
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        hashers.get_hashers.cache_clear()
        yield
    hashers.get_hashers.cache_clear()


@pytest.fixture
def people(house: House) -> People:
    made = house.ledger.people
    made.add_member(ANA, PASSWORD, AT)
    made.add_member(BEN, PASSWORD, AT)
    return made


def test_brands_are_listed_in_the_order_in_which_they_came(people: People) -> None:
    assert people.brands() == (BRAND, OTHER_BRAND)


def test_an_address_of_a_brand_is_given_once(people: People) -> None:
    with pytest.raises(ConflictError, match="address oat"):
        people.add_brand(replace(BRAND, id="bd_x", name="Oat again"), AT)
    assert people.brands() == (BRAND, OTHER_BRAND)


def test_a_brand_changes_its_name_its_currency_and_its_address(people: People) -> None:
    changed = replace(BRAND, name="Oats", currency="CHF", slug="elsewhere")
    people.change_brand(changed)
    assert people.brands()[0] == changed
    with pytest.raises(NotFoundError):
        people.change_brand(replace(BRAND, id="bd_x"))


def test_members_come_back_with_what_they_were_granted(people: People) -> None:
    assert (people.members(), people.member("me_ben"), people.member("me_x")) == ((ANA, BEN), BEN, None)


def test_an_e_mail_has_one_account_in_whatever_case(people: People) -> None:
    with pytest.raises(ConflictError, match="account with this e-mail"):
        people.add_member(replace(BEN, id="me_x", email=" BEN@oat.example "), PASSWORD, AT)
    assert people.members() == (ANA, BEN)


def test_an_unknown_role_is_refused_by_the_database(people: People) -> None:
    with pytest.raises(ConflictError):
        people.add_member(replace(BEN, id="x", email="x", grants=(Grant(brand_id="", role="king"),)), PASSWORD, AT)  # type: ignore[arg-type]
    assert people.members() == (ANA, BEN)


def test_signing_in_needs_both_and_an_open_account(people: People) -> None:
    assert people.sign_in(" Ben@oat.example", PASSWORD, AT)[0] == BEN
    assert people.sign_in("ben@oat.example", "another password", AT) is None
    assert people.sign_in("nobody@oat.example", PASSWORD, AT) is None
    people.disable("me_ben", AT)
    assert people.sign_in("ben@oat.example", PASSWORD, AT) is None


def test_a_session_ends_with_the_password_or_the_account(people: People) -> None:
    mark = people.sign_in("ben@oat.example", PASSWORD, AT)[1]
    assert (people.present("me_ben", mark), people.present("me_ben", "x"), people.present("me_ana", mark)) == (
        BEN, None, None,
    )  # fmt: skip
    people.set_password("me_ben", "another long password")
    assert people.present("me_ben", mark) is None
    mark = people.mark_of("me_ben")
    people.disable("me_ben", AT)
    assert people.present("me_ben", mark) is None
    people.disable("me_ben", None)
    assert people.present("me_ben", mark) == BEN


def test_a_password_that_is_easy_to_guess_is_refused_and_not_repeated(people: People) -> None:
    for weak in ("tooeasy", "password1234", "ben@oat.example"):
        with pytest.raises(InputError) as error:
            people.check_new_password(weak, "ben@oat.example", "Ben")
        assert weak not in str(error.value.as_dict())
    people.check_new_password(PASSWORD, "ben@oat.example", "Ben")


@pytest.mark.parametrize("weak", ["qwertyuiop 12", "Sunshine2024!", "1qaz2wsx-1qaz2wsx", "iloveyou oat!"])
def test_a_common_password_with_a_little_around_it_is_refused(people: People, weak: str) -> None:
    with pytest.raises(InputError, match="easy to guess"):
        people.check_new_password(weak, "ben@oat.example", "Ben")


@pytest.mark.parametrize("good", ["sunshine river kettle", "Tr0ubled-Ferrets", "x7Kq2-vB9zLw-43", "zwölf grüne Bücher"])
def test_a_sentence_with_a_common_word_in_it_is_taken(people: People, good: str) -> None:
    people.check_new_password(good, "ben@oat.example", "Ben")


# owners -------------------------------------------------------------------------------------------------------------


def test_the_last_owner_can_neither_be_demoted_nor_closed(people: People) -> None:
    for act in (
        lambda: people.change_grants("me_ana", [Grant(brand_id="", role="viewer")]),
        lambda: people.change_grants("me_ana", []),
        lambda: people.disable("me_ana", AT),
    ):
        with pytest.raises(DeniedError, match="last owner"):
            act()
    assert people.members() == (ANA, BEN)


def test_an_owner_of_one_brand_does_not_count_as_the_last_owner(people: People) -> None:
    people.change_grants("me_ben", [Grant(brand_id=BRAND.id, role="owner")])
    with pytest.raises(DeniedError):
        people.disable("me_ana", AT)


def test_a_closed_owner_does_not_count_either(people: People) -> None:
    people.change_grants("me_ben", ANA.grants)
    people.disable("me_ben", AT)
    with pytest.raises(DeniedError):
        people.change_grants("me_ana", [])


def test_owners_who_demote_each_other_at_the_same_moment_leave_one(house: House, people: People) -> None:
    people.change_grants("me_ben", ANA.grants)
    found = house.at_once(
        lambda: people.change_grants("me_ana", []), lambda: people.change_grants("me_ben", []),
        lambda: people.disable("me_ana", AT), lambda: people.disable("me_ben", AT),
    )  # fmt: skip
    assert sum(member.owner for member in people.members()) == 1
    assert {type(one) for one in found} <= {Member, DeniedError}


# invitations --------------------------------------------------------------------------------------------------------

CLEO = Member(id="me_cleo", email="cleo@oat.example", name="Cleo", grants=(INVITED.grant,))


def test_an_invitation_is_found_by_its_token_and_used_once(people: People) -> None:
    people.invite(INVITED, "token", AT)
    kept = replace(INVITED, email="cleo@oat.example")
    assert (people.invitation("token", AT), people.invitations(AT)) == (kept, (kept,))
    assert people.use_invitation("token", CLEO, PASSWORD, AT, known=False) == CLEO
    assert (people.invitation("token", AT), people.invitations(AT)) == (None, ())
    with pytest.raises(NotFoundError, match="not valid"):
        people.use_invitation("token", replace(CLEO, id="me_x", email="x"), PASSWORD, AT, known=False)
    assert people.members() == (ANA, BEN, CLEO)


def test_the_token_itself_is_nowhere_in_the_database(house: House, people: People) -> None:
    people.invite(INVITED, "token-of-cleo", AT)
    assert "token-of-cleo" not in str(house.sql("SELECT * FROM ledger_invitation"))


def test_many_who_use_one_invitation_at_once_make_one_account(house: House, people: People) -> None:
    people.invite(INVITED, "token", AT)

    def join(number: int) -> Member:
        person = replace(CLEO, id=f"me_{number}", email=f"{number}@oat.example")
        return people.use_invitation("token", person, PASSWORD, AT, known=False)

    found = house.at_once(*(lambda n=n: join(n) for n in range(5)))
    assert sorted(type(one).__name__ for one in found) == ["Member", *["NotFoundError"] * 4]
    assert len(people.members()) == 3


def test_unknown_expired_withdrawn_and_used_invitations_look_the_same(people: People) -> None:
    people.invite(INVITED, "token", AT)
    assert (people.invitation("other", AT), people.invitation("token", AT + 8 * DAY)) == (None, None)
    people.withdraw("iv_1")
    assert people.invitation("token", AT) is None
    with pytest.raises(NotFoundError):
        people.use_invitation("token", CLEO, PASSWORD, AT, known=False)


def test_an_invitation_whose_account_cannot_be_made_can_be_used_again(people: People) -> None:
    people.invite(INVITED, "token", AT)
    with pytest.raises(ConflictError):
        people.use_invitation("token", replace(CLEO, email="ben@oat.example"), PASSWORD, AT, known=False)
    assert people.invitation("token", AT) is not None


def test_a_known_member_gets_the_password_and_the_role_and_keeps_what_was_held(people: People) -> None:
    people.invite(replace(INVITED, grant=Grant(brand_id=OTHER_BRAND.id, role="viewer")), "one", AT)
    people.invite(replace(INVITED, id="iv_2", grant=Grant(brand_id=BRAND.id, role="viewer")), "two", AT)
    people.use_invitation("one", BEN, "another long password", AT, known=True)
    people.use_invitation("two", BEN, "another long password", AT, known=True)
    ben = people.sign_in("ben@oat.example", "another long password", AT)[0]
    assert (ben.role_in(BRAND.id), ben.role_in(OTHER_BRAND.id), ben.role_in("")) == ("editor", "viewer", None)


# attempts -----------------------------------------------------------------------------------------------------------


def test_attempts_are_counted_within_a_window_and_begin_anew_after_it(people: People) -> None:
    counted = [people.attempt("ben", AT + n * timedelta(minutes=5), window=QUARTER) for n in range(4)]
    assert counted == [1, 2, 3, 1]
    assert people.attempts("ben", AT + timedelta(minutes=16), window=QUARTER) == 1
    assert people.attempts("ben", AT + timedelta(minutes=31), window=QUARTER) == 0
    people.clear_attempts("ben")
    assert people.attempt("ben", AT + timedelta(minutes=16), window=QUARTER) == 1


def test_attempts_from_many_at_once_are_all_counted(house: House, people: People) -> None:
    def tries() -> list[int]:
        return [people.attempt("place", AT, window=QUARTER) for _ in range(4)]

    found = house.at_once(*(tries for _ in range(5)))
    assert sorted(count for counts in found for count in counts) == list(range(1, 21))


def test_who_tried_long_ago_is_forgotten(house: House, people: People) -> None:
    people.attempt("sign-in place 192.0.2.7", AT, window=QUARTER)
    people.attempt("sign-in place 192.0.2.8", AT + 2 * DAY, window=QUARTER)
    assert house.sql("SELECT bucket FROM ledger_attempt") == [("sign-in place 192.0.2.8",)]
