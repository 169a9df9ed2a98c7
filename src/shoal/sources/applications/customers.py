"""Applicants who have bought before: joined by the keyed hash of the mail address, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from shoal.domain.application import Applicant, Application

BOUGHT = "has bought here before: the shop's orders know the e-mail address of the application"
SAYS_SO = "says to have bought here before; no order is under this e-mail address"
NOT_FOUND = "no order is under this e-mail address"
NO_ADDRESS = "no e-mail address, so it cannot be told from the orders"
SAYS_SO_NO_ADDRESS = "says to have bought here before; without an e-mail address the orders cannot tell"


def _standing(application: Application, customer_keys: Collection[str]) -> Applicant:
    if application.email_key is None:
        reason = SAYS_SO_NO_ADDRESS if application.customer else NO_ADDRESS
        return Applicant(application=application, bought=False, reason=reason)
    if application.email_key in customer_keys:
        return Applicant(application=application, bought=True, reason=BOUGHT)
    return Applicant(application=application, bought=False, reason=SAYS_SO if application.customer else NOT_FOUND)


def joined(applications: Sequence[Application], customer_keys: Collection[str]) -> tuple[Applicant, ...]:
    """Return the applications with their standing: those who bought first, otherwise in their order.

    ``customer_keys`` are the ``customer_key`` of counted orders, best as a set. Not found is no judgement: people buy
    with another address. O(applications).
    """
    keys = customer_keys if isinstance(customer_keys, set | frozenset | dict) else frozenset(customer_keys)
    found = [_standing(application, keys) for application in applications]
    return tuple(sorted(found, key=lambda applicant: not applicant.bought))
