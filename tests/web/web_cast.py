"""The cast of every page test: Ana owns, Ben edits, Ada approves, Cleo views, Dov is of another brand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shoal.app import Shoal
from shoal.domain.brief import Brand
from shoal.domain.people import Actor

PASSWORD = "a rather long password"  # noqa: S105  of people who do not exist
ROLES = {"ana": "owner", "ada": "approver", "ben": "editor", "cleo": "viewer"}


@dataclass(frozen=True)
class Cast:
    """A workspace with two brands and everybody in it."""

    shoal: Shoal
    brand: Brand
    other: Brand
    client: Callable[..., object]

    def url(self, rest: str = "", brand: Brand | None = None) -> str:
        return f"/b/{(brand or self.brand).slug}/{rest}"

    def as_(self, name: str, role: str = "owner") -> Actor:
        return Actor(id=f"me_{name}", name=name.title(), role=role, door="python")


def served(shoal: Shoal) -> None:
    """Give this process an open workspace to serve, with hashing that costs no time."""
    from shoal.web.wsgi import application_of

    application_of(shoal, open_start=True)
    from django.conf import settings
    from django.contrib.auth import hashers
    from django.test import utils as test_utils

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    if not hasattr(test_utils._TestState, "saved_data"):
        test_utils.setup_test_environment()  # an answer keeps the context that its template was given


def people_of(shoal: Shoal) -> Cast:
    """Give an open workspace its people and its second brand."""
    served(shoal)
    shoal.team.start(name="Oat & Co", currency="EUR", timezone="Europe/Vienna", password=PASSWORD)
    other = shoal.team.add_brand("Tea House", currency="GBP", timezone="Europe/London")
    for name, role in ROLES.items():
        everywhere = role == "owner"
        _, token = shoal.team.invite(f"{name}@oat.example", role, everywhere=everywhere)
        shoal.team.join(token, name=name.title(), email="", password=PASSWORD)
    with shoal.acting(shoal.actor, other):
        _, token = shoal.team.invite("dov@tea.example", "editor")
        shoal.team.join(token, name="Dov", email="", password=PASSWORD)
    return cast_of(shoal)


def cast_of(shoal: Shoal) -> Cast:
    """Return a workspace that has its people."""
    from django.test import Client

    brand, other = shoal.team.brands()

    def client(name: str | None = None, **told: object) -> Client:
        browser = Client(**told)
        if name is not None:
            place = "tea" if name == "dov" else "oat"
            answer = browser.post("/login/", {"email": f"{name}@{place}.example", "password": PASSWORD})
            assert answer.status_code == 302, answer.content
        return browser

    return Cast(shoal=shoal, brand=brand, other=other, client=client)
