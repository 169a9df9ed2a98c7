"""The second factor: turned on and off, asked at sign-in, slowed down, required, taken off, and written down."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shoal.app import Shoal
from shoal.app.second_factor.codes import code_of, step_at
from shoal.domain.people import Actor, Member
from shoal.errors import ConflictError, DeniedError, NotFoundError, TooOftenError

PASSWORD = "a rather long password"  # noqa: S105  of people who do not exist
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HERE = {"place": "192.0.2.7"}
PROOF = {"password": PASSWORD, **HERE}
STEP = timedelta(seconds=30)


@pytest.fixture
def house(house: Shoal) -> Shoal:
    house.team.start(name="Oat & Co", currency="EUR", timezone="UTC", password=PASSWORD)
    return house


def owner(house: Shoal) -> Member:
    return house.team.members()[0]


def app_code(house: Shoal, secret: str, later: timedelta = timedelta()) -> str:
    """Return what the phone shows at this moment of the workspace's clock."""
    return code_of(base64.b32decode(secret.replace(" ", "")), step_at(house.wall_clock() + later))


@pytest.fixture
def on(house: Shoal) -> tuple[Shoal, str, tuple[str, ...]]:
    """Return a workspace whose owner has a second factor, its secret, and its recovery codes; a minute has gone by."""
    house.second_factor.begin(owner(house), **PROOF)
    secret = house.second_factor.waiting(owner(house)).words
    codes = house.second_factor.turn_on(owner(house), app_code(house, secret), **HERE).recovery_codes
    house._clock = AT + 2 * STEP
    return house, secret, codes


def came_in(house: Shoal, code: str) -> Member:
    signed = house.team.sign_in("owner", PASSWORD, **HERE)
    return house.second_factor.confirm(signed.member.id, signed.mark, code, **HERE).member


def test_a_secret_that_nobody_confirmed_counts_for_nothing(house):
    house.second_factor.begin(owner(house), **PROOF)

    assert (owner(house).second_factor, house.team.sign_in("owner", PASSWORD, **HERE).member.second_factor) == (
        False, False,
    )  # fmt: skip


def test_it_begins_with_the_password(house):
    with pytest.raises(DeniedError):
        house.second_factor.begin(owner(house), password="a wrong password", **HERE)  # noqa: S106  of nobody
    assert house.second_factor.waiting(owner(house)) is None


def test_it_is_on_once_an_app_has_shown_a_code(house):
    house.second_factor.begin(owner(house), **PROOF)
    with pytest.raises(DeniedError, match="does not fit"):
        house.second_factor.turn_on(owner(house), "000000", **HERE)
    before = owner(house).second_factor
    done = house.second_factor.turn_on(
        owner(house), app_code(house, house.second_factor.waiting(owner(house)).words), **HERE
    )

    assert (before, done.signed.member.second_factor, len(set(done.recovery_codes))) == (False, True, 10)


def test_beginning_again_makes_the_first_secret_worthless(house):
    house.second_factor.begin(owner(house), **PROOF)
    first = house.second_factor.waiting(owner(house)).words
    house.second_factor.begin(owner(house), **PROOF)

    with pytest.raises(DeniedError):
        house.second_factor.turn_on(owner(house), app_code(house, first), **HERE)


def test_a_second_factor_that_is_on_is_not_put_in_place_of_another(on):
    house, *_ = on
    with pytest.raises(ConflictError, match="on already"):
        house.second_factor.begin(owner(house), **PROOF)
    assert house.second_factor.waiting(owner(house)) is None


def test_turning_it_on_ends_the_other_sessions(house):
    before = house.team.sign_in("owner", PASSWORD, **HERE)
    house.second_factor.begin(owner(house), **PROOF)
    code = app_code(house, house.second_factor.waiting(owner(house)).words)
    after = house.second_factor.turn_on(owner(house), code, **HERE).signed

    present = [house.team.present(one.member.id, one.mark) is not None for one in (before, after)]
    assert present == [False, True]


def test_a_code_works_once(on):
    house, secret, _ = on
    code = app_code(house, secret)
    came_in(house, code)
    with pytest.raises(DeniedError, match="used already"):
        came_in(house, code)


def test_the_code_that_turned_it_on_opens_nothing(house):
    house.second_factor.begin(owner(house), **PROOF)
    code = app_code(house, house.second_factor.waiting(owner(house)).words)
    house.second_factor.turn_on(owner(house), code, **HERE)
    with pytest.raises(DeniedError):
        came_in(house, code)


def test_an_older_code_is_worth_nothing_after_a_newer_one(on):
    house, secret, _ = on
    older, newer = app_code(house, secret), app_code(house, secret, STEP)
    came_in(house, newer)
    with pytest.raises(DeniedError):
        came_in(house, older)


def test_a_recovery_code_works_once_and_is_counted(on):
    house, _, codes = on
    came_in(house, codes[3].upper())
    with pytest.raises(DeniedError):
        came_in(house, codes[3])
    assert house.second_factor.standing(owner(house)).recovery_codes_left == 9


def test_a_code_of_somebody_else_does_not_fit(on):
    house, secret, codes = on
    ben = house.team.join(house.team.invite("ben@oat.example", "editor")[1], name="Ben", email="", password=PASSWORD)
    house.second_factor.begin(ben.member, **PROOF)
    for code in (app_code(house, secret), codes[0]):
        with pytest.raises(DeniedError):
            house.second_factor.turn_on(ben.member, code, **HERE)


def test_codes_are_guessed_ten_times_in_a_quarter_of_an_hour_from_wherever(on):
    house, secret, _ = on
    for number in range(10):
        signed = house.team.sign_in("owner", PASSWORD, place=f"198.51.100.{number}")  # takes back the tries of its name
        with pytest.raises(DeniedError):
            house.second_factor.confirm(signed.member.id, signed.mark, "000000", place=f"198.51.100.{number}")
    with pytest.raises(TooOftenError, match="Too many"):
        came_in(house, app_code(house, secret))
    house._clock += timedelta(minutes=16)
    assert came_in(house, app_code(house, secret)).owner


def test_codes_are_guessed_fifty_times_a_day_though_the_owner_signs_in_between(on):
    house, secret, _ = on
    signed = house.team.sign_in("owner", PASSWORD, **HERE)
    for guesses in (8, 8, 8, 8, 8, 4):  # with the code that turned it on and the owner's five: fifty
        house._clock += timedelta(minutes=16)
        for _ in range(guesses):
            with pytest.raises(DeniedError):
                house.second_factor.confirm(signed.member.id, signed.mark, "000000", **HERE)
        if guesses == 8:
            came_in(house, app_code(house, secret))
    house._clock += timedelta(minutes=16)
    with pytest.raises(TooOftenError) as error:
        came_in(house, app_code(house, secret))
    assert "a day" in error.value.next_step


def test_a_new_password_between_password_and_code_closes_the_door(on):
    house, secret, _ = on
    signed = house.team.sign_in("owner", PASSWORD, **HERE)
    house.team.change_password(owner(house), old=PASSWORD, new="quite another long one", **HERE)
    with pytest.raises(DeniedError, match="has changed"):
        house.second_factor.confirm(signed.member.id, signed.mark, app_code(house, secret), **HERE)


def test_a_one_time_link_changes_the_password_and_leaves_the_second_factor(on):
    house, *_ = on
    signed = house.team.join(house.team.owner_link(), name="", email="", password="quite another long one")  # noqa: S106

    assert (signed.member.id, signed.member.second_factor) == (owner(house).id, True)


def test_it_is_turned_off_by_password_and_code_together(on):
    house, secret, codes = on
    for proof in ({"password": PASSWORD, "code": "000000"}, {"password": "a wrong password", "code": codes[0]}):
        with pytest.raises(DeniedError):
            house.second_factor.turn_off(owner(house), **proof, **HERE)
    still = owner(house).second_factor
    house.second_factor.turn_off(owner(house), code=app_code(house, secret), **PROOF)

    assert (still, owner(house).second_factor, house.second_factor.standing(owner(house))) == (True, False, None)


def test_new_recovery_codes_take_the_place_of_the_old_ones(on):
    house, secret, old = on
    new = house.second_factor.renew_codes(owner(house), code=app_code(house, secret), **PROOF)
    with pytest.raises(DeniedError):
        came_in(house, old[0])

    assert (came_in(house, new[0]).owner, set(new) & set(old)) == (True, set())


def test_the_terminal_takes_it_off_and_open_sessions_end(on):
    house, secret, _ = on
    signed = house.team.sign_in("owner", PASSWORD, **HERE)
    house.second_factor.confirm(signed.member.id, signed.mark, app_code(house, secret), **HERE)
    house.second_factor.take_off(" Owner ")

    assert (owner(house).second_factor, house.team.present(signed.member.id, signed.mark)) == (False, None)


@pytest.mark.parametrize("name", ["owner", "nobody@oat.example"])
def test_what_is_not_on_cannot_be_taken_off(house, name):
    with pytest.raises(NotFoundError):
        house.second_factor.take_off(name)


def test_a_brand_requires_it_for_itself_alone(house):
    other = house.team.add_brand("Tea House", currency="GBP", timezone="UTC")
    house.second_factor.require(wanted=True)
    with house.acting(house.actor, other):
        elsewhere = house.second_factor.required

    assert (house.second_factor.required, elsewhere, house.second_factor.required_by(owner(house))) == (
        True, False, (house.brand,),
    )  # fmt: skip


def test_owners_alone_require_it_or_take_it_off(on):
    house, *_ = on
    with house.acting(Actor(id="me_ada", name="Ada", role="approver")):
        for act in (lambda: house.second_factor.require(wanted=True), lambda: house.second_factor.take_off("owner")):
            with pytest.raises(DeniedError, match="role does not allow"):
                act()
    assert (house.second_factor.required, owner(house).second_factor) == (False, True)


def test_all_of_it_is_written_down_by_who_did_it_and_without_a_secret(on):
    house, secret, codes = on
    me = owner(house)
    came_in(house, codes[0])
    new = house.second_factor.renew_codes(me, code=codes[1], **PROOF)
    house.second_factor.require(wanted=True)
    house.second_factor.turn_off(me, code=app_code(house, secret), **PROOF)
    told = [one for one in house.team.audit() if one.verb.startswith("second_factor.")]

    assert ([(one.verb.partition(".")[2], one.actor_id == me.id) for one in reversed(told)],
            [word for word in (secret, *codes, *new) if word in str(told)], house.team.verify_audit()) == (
        [("on", True), ("recovery", True), ("recovery", True), ("codes", True), ("require", False), ("off", True)],
        [], None,
    )  # fmt: skip


def test_what_lies_on_the_disk_opens_for_nobody_without_the_key(on):
    house, secret, codes = on
    house.close()
    held = b"".join(path.read_bytes() for path in house.settings.folder.glob("ledger.sqlite3*"))
    plain = [secret.replace(" ", ""), *codes, *(code.replace("-", "") for code in codes)]

    assert [word for word in plain if word.encode() in held] == []


def test_a_secret_of_another_workspace_is_no_second_factor(on):
    house, secret, codes = on
    (house.settings.folder / "workspace.key").write_text("ab" * 32)
    del house.key
    with pytest.raises(ConflictError, match="another workspace key"):
        came_in(house, app_code(house, secret))
    assert came_in(house, codes[0]).owner


@pytest.mark.parametrize(("address", "passed"), [("", True), ("https://shoal.example", False)])
def test_the_doctor_names_owners_without_one_where_others_reach_the_server(house, address, passed):
    house.settings = replace(house.settings, public_url=address)
    check = next(one for one in house.admin.doctor() if one.name == "signing in")

    assert (check.passed, check.text, "owner" in check.advice) == (
        passed, "0 of 1 owners have a second factor", not passed,
    )  # fmt: skip
