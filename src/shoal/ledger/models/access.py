"""Brands, people and what they were granted."""

from __future__ import annotations

from django.db import models

from shoal.domain.people import ROLES
from shoal.ledger.models.fields import Words

ROLE_CHOICES = [(role, role) for role in ROLES]


class Brand(models.Model):
    """A client or an own brand; all that belongs to it names it by ``uid``."""

    uid = Words(max_length=40, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = Words(max_length=120)
    currency = Words(max_length=3)
    timezone = Words(max_length=60)
    created_at = models.DateTimeField()


class User(models.Model):
    """A person with a password; ``email`` is what they sign in with, the first owner's is the word ``owner``.

    Not Django's own user: its groups, permissions and content types are not used, so their tables are not here.
    """

    uid = Words(max_length=40, unique=True)
    email = Words(max_length=254, unique=True)
    name = Words(max_length=120)
    password = Words(max_length=200)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """A person's secret of one-time codes, sealed under the workspace key; it counts from ``since`` on.

    ``newest_step`` is that of the newest code that was taken: neither it nor an older one is taken again.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed_secret = Words(max_length=400)
    since = models.DateTimeField(null=True)
    newest_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code for whoever lost what makes the one-time codes, stored as its hash; it works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    sha256 = Words(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)


class Membership(models.Model):
    """A role in one brand; ``brand_key`` of ``""`` means all of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    brand_key = Words(max_length=40, default="", blank=True)
    role = Words(max_length=10, choices=ROLE_CHOICES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "brand_key"], name="one_role_per_brand"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="a_known_role"),
        ]


class Invitation(models.Model):
    """A one-time link, stored as its hash."""

    uid = Words(max_length=40, unique=True)
    sha256 = Words(max_length=64, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    brand_key = Words(max_length=40, default="", blank=True)
    role = Words(max_length=10, choices=ROLE_CHOICES)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
