"""One-time codes against the vectors of the standard, and the forms in which they are typed and kept."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shoal.app.second_factor.codes import (
    code_of,
    is_one_time_code,
    recovery_code,
    recovery_hash,
    secret_in_words,
    setup_address,
    step_at,
    step_of,
)

SECRET = b"12345678901234567890"
# RFC 6238, appendix B: seconds since 1970 and the code of SHA-1, of whose eight digits the last six are ours
VECTORS = {59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924",
           2000000000: "69279037", 20000000000: "65353130"}  # fmt: skip
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("seconds", VECTORS)
def test_a_code_is_that_of_the_standard(seconds):
    at = datetime.fromtimestamp(seconds, UTC)

    assert code_of(SECRET, step_at(at)) == VECTORS[seconds][-6:]


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step_and_no_more(seconds, fits):
    code = code_of(SECRET, step_at(AT + timedelta(seconds=seconds)))

    assert (step_of(code, SECRET, AT) is not None) == fits


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}"])
def test_a_code_is_read_as_people_type_it(typed):
    code = code_of(SECRET, step_at(AT))

    assert step_of(typed.format(code, code[:3], code[3:]), SECRET, AT) == step_at(AT)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "½½½½½½", "\x00", "١٢٣٤٥٦"])
def test_what_is_no_code_fits_nothing(typed):
    assert step_of(typed, SECRET, AT) is None


def test_a_recovery_code_is_not_taken_for_a_one_time_code():
    assert (is_one_time_code("123 456"), is_one_time_code(recovery_code(bytes(15)))) == (True, False)


def test_a_recovery_code_is_known_again_without_its_dashes_and_in_capitals():
    code = recovery_code(b"fifteen letters")

    assert recovery_hash(code.upper().replace("-", " ")) == recovery_hash(code) != recovery_hash(code[:-1])


def test_a_recovery_code_holds_all_of_what_was_drawn():
    code = recovery_code(b"fifteen letters")

    assert base64.b32decode(code.replace("-", "").upper()) == b"fifteen letters"


def test_the_address_of_a_setup_says_what_an_app_needs():
    parts = urlsplit(setup_address(SECRET, account="ana@oat.example", issuer="Shoal Oat: & Co"))
    told = {name: values[0] for name, values in parse_qs(parts.query).items()}

    assert (parts.scheme, parts.netloc, parts.path.count(":"), told) == (
        "otpauth", "totp", 1,
        {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "issuer": "Shoal Oat: & Co", "digits": "6", "period": "30"},
    )  # fmt: skip


def test_a_secret_is_typed_in_groups_of_four():
    assert secret_in_words(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
