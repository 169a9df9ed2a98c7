"""Links for people without an account, what they answered, and who was told that she is listed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Count, F, Max

from shoal.domain.people import Actor
from shoal.domain.sharing import Answered, Notice, ShareAnswer, ShareLink
from shoal.errors import NotFoundError
from shoal.ledger import models
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking


class Sharing:
    """The links of one brand, and the notices it has given."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # links ---------------------------------------------------------------------------------------------------------

    def add(self, link: ShareLink, token: str, passphrase: str, *, by: Actor) -> ShareLink:
        """Keep a link by the hash of its token; its passphrase is kept as a password is. Raises ``NotFoundError``."""
        with self._desk.transaction():
            rows = self._desk.own(models.Shortlist).filter(name=link.brief_name, version=link.version)
            shortlist = rows.first()
            if shortlist is None:
                raise NotFoundError("There is no such shortlist.", received=f"{link.brief_name} v{link.version}")
            self._desk.add(
                models.ShareLink, uid=link.id, sha256=_hash(token), shortlist=shortlist, label=link.label,
                passphrase=make_password(passphrase) if passphrase else "", by_id=by.id, by_name=link.by_name,
                created_at=link.created_at, expires_at=link.expires_at,
            )  # fmt: skip
        return link

    def links(self, brief_name: str = "") -> tuple[ShareLink, ...]:
        """Return the links of a brief's shortlists, or all of the brand, newest first; also those that ended."""
        with speaking():
            rows = _with_version(self._desk.own(models.ShareLink)).order_by("-pk")
            return tuple(_link(row) for row in (rows.filter(shortlist__name=brief_name) if brief_name else rows))

    def revoke(self, uid: str, at: datetime) -> None:
        """End a link for good; ending it twice is harmless. Raises ``NotFoundError``."""
        with self._desk.transaction():
            rows = self._desk.own(models.ShareLink).filter(uid=uid)
            if not rows.exists():
                raise NotFoundError(
                    "There is no such link.", received=uid, next_step="shoal shortlist links lists them."
                )
            rows.filter(revoked_at=None).update(revoked_at=at)

    def opened_by(self, token: str, at: datetime) -> tuple[str, ShareLink] | None:
        """Return (brand id, link) of a token that opens now, of whatever brand; all others look the same: ``None``."""
        if not token:
            return None
        with speaking():
            rows = _with_version(self._desk.all(models.ShareLink))
            row = rows.filter(sha256=_hash(token), revoked_at=None, expires_at__gt=at).first()
        return (row.brand_id, _link(row)) if row else None

    def fits(self, uid: str, passphrase: str) -> bool:
        """Say whether a passphrase is that of a link; one without any fits none."""
        with speaking():
            row = self._desk.own(models.ShareLink).filter(uid=uid).first()
        return bool(row and row.passphrase) and check_password(passphrase, row.passphrase if row else "")

    def note_opening(self, uid: str, at: datetime) -> None:
        """Count that the page of a link was read: whoever it was given to is a recipient of personal data."""
        with self._desk.transaction():
            self._desk.own(models.ShareLink).filter(uid=uid).update(openings=F("openings") + 1, opened_at=at)

    # answers -------------------------------------------------------------------------------------------------------

    def answer(self, answers: Sequence[ShareAnswer]) -> None:
        """Keep answers; a later one for the same row counts from now on."""
        with self._desk.transaction():
            keys = dict(self._desk.own(models.ShareLink).values_list("uid", "pk"))
            for one in answers:
                self._desk.add(
                    models.ShareAnswer, link_id=keys[one.link_id], account_id=one.account_id, choice=one.choice,
                    comment=one.comment, by_name=one.by_name, at=one.at,
                )  # fmt: skip

    def answers(self, uid: str) -> Mapping[str, ShareAnswer]:
        """Return the newest answer of each row of a link, by account id."""
        with speaking():
            rows = self._desk.own(models.ShareAnswer).filter(link__uid=uid)
            newest = rows.values("account_id").annotate(newest=Max("pk")).values_list("newest", flat=True)
            found = rows.filter(pk__in=list(newest)).select_related("link").order_by("pk")
            return {row.account_id: _answer(row) for row in found}

    def answered(self, brief_name: str) -> Mapping[str, int]:
        """Return how many rows were answered by each link of a brief that has an answer."""
        with speaking():
            rows = self._desk.own(models.ShareAnswer).filter(link__shortlist__name=brief_name).values("link__uid")
            return dict(rows.annotate(rows=Count("account_id", distinct=True)).values_list("link__uid", "rows"))

    # notices -------------------------------------------------------------------------------------------------------

    def tell(self, subjects: Sequence[str], how: str, *, by: Actor, at: datetime) -> int:
        """Write down that creators were told. Returns how many were not down already; the first date stays."""
        with self._desk.transaction():
            known = set(self._desk.own(models.Notice).values_list("subject", flat=True))
            new = [subject for subject in dict.fromkeys(subjects) if subject not in known]
            for subject in new:
                self._desk.add(models.Notice, subject=subject, how=how, by_id=by.id, by_name=by.name, at=at)
        return len(new)

    def untell(self, subjects: Sequence[str]) -> None:
        """Take notices back that were written down by mistake."""
        with self._desk.transaction():
            self._desk.own(models.Notice).filter(subject__in=list(subjects)).delete()

    def told(self) -> Mapping[str, Notice]:
        """Return the notices of this brand by creator id."""
        with speaking():
            return {row.subject: _notice(row) for row in self._desk.own(models.Notice)}


def _with_version(links: Any) -> Any:  # noqa: ANN401  a query
    """Return links with the name and version of their shortlist; its document is large and says no more of a link."""
    return links.select_related("shortlist").defer("shortlist__document")


def _link(row: models.ShareLink) -> ShareLink:
    return ShareLink(
        id=row.uid, brief_name=row.shortlist.name, version=row.shortlist.version, label=row.label, by_name=row.by_name,
        created_at=row.created_at, expires_at=row.expires_at, revoked_at=row.revoked_at, locked=bool(row.passphrase),
        openings=row.openings, opened_at=row.opened_at,
    )  # fmt: skip


def _answer(row: models.ShareAnswer) -> ShareAnswer:
    return ShareAnswer(
        link_id=row.link.uid, account_id=row.account_id, choice=cast("Answered", row.choice), comment=row.comment,
        by_name=row.by_name, at=row.at,
    )  # fmt: skip


def _notice(row: models.Notice) -> Notice:
    return Notice(creator_id=row.subject, how=row.how, by_name=row.by_name, at=row.at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
