"""What the doctor says of the way to the database and of passwords, without repeating an address."""

from __future__ import annotations

import pytest

from shoal.app.admin import _database, _passwords
from shoal.app.breached import FILE, form_of
from shoal.django_settings import database_of

HERE = ("", "postgresql://shoal:secret@localhost/x", "postgresql://shoal@/x?host=/run/postgresql",
        "postgresql://shoal@%2Frun%2Fpostgresql/x", "postgresql://shoal:secret@127.0.0.1:5432/x")  # fmt: skip
SAFE = ("postgresql://shoal:secret@db.example/x?sslmode=verify-full", "postgresql://shoal:secret@db.example/x")
OPEN = ("postgresql://shoal:secret@db.example/x?sslmode=disable", "postgresql://shoal:secret@db.example/x?sslmode=require",
        "postgresql://shoal:secret@/x?host=db.example&sslmode=prefer")  # fmt: skip


@pytest.mark.parametrize("url", [*HERE, *SAFE])
def test_a_database_here_or_behind_a_verified_way_is_fine(url):
    assert _database(url).passed is True


@pytest.mark.parametrize("url", OPEN)
def test_a_database_elsewhere_without_a_verified_way_is_named(url):
    check = _database(url)

    assert (check.passed, "secret" in str(check), "db.example" in str(check), "verify-full" in check.advice) == (
        False, False, False, True,
    )  # fmt: skip


@pytest.mark.parametrize(("url", "asked"), [
    ("postgresql://shoal@db.example/x", "verify-full"),
    ("postgresql://shoal@/x?host=db.example&sslrootcert=/etc/own.crt", "verify-full"),
    ("postgresql://shoal@db/x?sslmode=disable", "disable"),
    ("postgresql://shoal@localhost/x", None),
])  # fmt: skip
def test_a_database_elsewhere_has_to_prove_its_name_unless_the_address_says_another_way(url, asked, tmp_path):
    assert database_of(url, tmp_path)["OPTIONS"].get("sslmode") == asked


def test_a_root_of_ones_own_takes_the_place_of_the_system_s(tmp_path):
    options = database_of("postgresql://shoal@db.example/x?sslrootcert=/etc/own.crt", tmp_path)["OPTIONS"]

    assert options == {"sslmode": "verify-full", "sslrootcert": "/etc/own.crt"}


def test_the_doctor_says_whether_there_is_a_list_of_breached_passwords(tmp_path):
    without = _passwords(form_of(tmp_path)).text
    (tmp_path / FILE).write_text("one\n", encoding="utf-8")

    assert ("no list" in without, "a password a line" in _passwords(form_of(tmp_path)).text) == (True, True)
