"""Whom shortlists and plans speak of."""

from __future__ import annotations

from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist


def accounts_in(*documents: Shortlist | Plan) -> tuple[str, ...]:
    """Return the account ids of everyone that shortlists and plans speak of, each once.

    A plan names its lines, and in its sentences the candidates of its shortlist.
    """
    found: list[str] = []
    for document in documents:
        if isinstance(document, Plan):
            found += [line.account_id for line in document.lines]
            continue
        found += [candidate.account_id for candidate in document.candidates]
        found += [entry.account_id for entry in (*document.apart, *document.left_out)]
    return tuple(dict.fromkeys(found))
