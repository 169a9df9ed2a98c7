"""One-time codes and recovery codes on both databases: one factor a person, each code once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BRAND

from shoal.domain.people import Grant, Member
from shoal.domain.people import SecondFactor as Factor
from shoal.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger.second_factors import SecondFactors

ANA = Member(id="me_ana", email="ana@oat.example", name="Ana", grants=(Grant(brand_id="", role="owner"),))
BEN = Member(id="me_ben", email="ben@oat.example", name="Ben", grants=(Grant(brand_id=BRAND.id, role="editor"),))
CODES = ["1" * 64, "2" * 64]


@pytest.fixture
def factors(house: House) -> SecondFactors:
    from django.contrib.auth import hashers
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        hashers.get_hashers.cache_clear()
        for member in (ANA, BEN):
            house.ledger.people.add_member(member, "a rather long password", AT)
    hashers.get_hashers.cache_clear()
    return house.ledger.second_factors


@pytest.fixture
def on(factors: SecondFactors) -> SecondFactors:
    factors.begin("me_ana", "sealed")
    factors.confirm("me_ana", 100, CODES, AT)
    return factors


def test_a_factor_waits_until_it_is_confirmed(house: House, factors: SecondFactors) -> None:
    factors.begin("me_ana", "sealed")
    waits, counts = factors.of("me_ana"), house.ledger.people.member("me_ana").second_factor
    factors.confirm("me_ana", 100, CODES, AT)
    assert (waits, counts) == (Factor(sealed_secret="sealed", since=None, recovery_codes_left=0), False)  # noqa: S106
    assert factors.of("me_ana") == Factor(sealed_secret="sealed", since=AT, recovery_codes_left=2)  # noqa: S106
    assert (house.ledger.people.member("me_ana").second_factor, factors.of("me_ben")) == (True, None)


def test_what_waits_is_replaced_and_what_counts_is_not(factors: SecondFactors) -> None:
    factors.begin("me_ana", "first")
    factors.begin("me_ana", "second")
    assert factors.of("me_ana").sealed_secret == "second"  # noqa: S105  no secret
    factors.confirm("me_ana", 100, CODES, AT)
    with pytest.raises(ConflictError, match="on already"):
        factors.begin("me_ana", "third")
    with pytest.raises(ConflictError, match="waits"):
        factors.confirm("me_ana", 101, CODES, AT)
    assert factors.of("me_ana").sealed_secret == "second"  # noqa: S105  no secret


def test_a_stranger_gets_no_factor(factors: SecondFactors) -> None:
    with pytest.raises(NotFoundError):
        factors.begin("me_x", "sealed")


def test_a_step_is_taken_once_and_no_older_one_after_it(on: SecondFactors) -> None:
    taken = [on.take_step("me_ana", step) for step in (99, 100, 101, 101, 100, 103, 102)]
    assert taken == [False, False, True, False, False, True, False]
    assert on.take_step("me_ben", 101) is False


def test_a_step_of_a_factor_that_waits_is_not_taken(factors: SecondFactors) -> None:
    factors.begin("me_ana", "sealed")
    assert factors.take_step("me_ana", 101) is False


def test_of_many_who_send_one_code_at_once_one_gets_in(house: House, on: SecondFactors) -> None:
    steps = house.at_once(*(lambda: on.take_step("me_ana", 101) for _ in range(5)))
    codes = house.at_once(*(lambda: on.take_recovery_code("me_ana", CODES[0], AT) for _ in range(5)))
    assert (sorted(steps), sorted(codes)) == ([False] * 4 + [True], [False] * 4 + [True])


def test_a_recovery_code_is_its_owners_and_works_once(on: SecondFactors) -> None:
    asked = [("me_ben", CODES[0]), ("me_ana", "3" * 64), ("me_ana", CODES[0]), ("me_ana", CODES[0])]
    assert [on.take_recovery_code(*one, AT) for one in asked] == [False, False, True, False]
    assert on.of("me_ana").recovery_codes_left == 1


def test_new_recovery_codes_take_the_place_of_the_old_ones(on: SecondFactors) -> None:
    on.take_recovery_code("me_ana", CODES[0], AT)
    on.keep_codes("me_ana", ["4" * 64, "5" * 64, "6" * 64])
    assert (on.of("me_ana").recovery_codes_left, on.take_recovery_code("me_ana", CODES[1], AT)) == (3, False)


def test_a_dropped_factor_leaves_nothing(house: House, on: SecondFactors) -> None:
    assert (on.drop("me_ana"), on.drop("me_ana"), on.of("me_ana")) == (True, False, None)
    assert house.sql("SELECT count(*) FROM ledger_recoverycode") == [(0,)]


def test_a_session_ends_when_the_factor_begins_to_count_or_goes(house: House, factors: SecondFactors) -> None:
    people = house.ledger.people
    marks = [people.mark_of("me_ana")]
    factors.begin("me_ana", "sealed")
    marks.append(people.mark_of("me_ana"))
    factors.confirm("me_ana", 100, CODES, AT)
    marks.append(people.mark_of("me_ana"))
    factors.take_step("me_ana", 101)
    marks.append(people.mark_of("me_ana"))
    factors.drop("me_ana")
    marks.append(people.mark_of("me_ana"))
    assert (marks[0] == marks[1] == marks[4], marks[2] == marks[3], marks[1] == marks[2]) == (True, True, False)
    assert (people.present("me_ana", marks[2]), people.present("me_ana", marks[4])) == (None, ANA)
