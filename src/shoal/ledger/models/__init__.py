"""The tables. Nothing in here leaves the room: the facade hands out nouns."""

from __future__ import annotations

from shoal.ledger.models.access import Brand, Invitation, Membership, User
from shoal.ledger.models.entry import Application, ApplicationForm, ImportBatch, Upload
from shoal.ledger.models.planning import Brief, Decision, Note, Plan, SavedView, Shortlist, Tag
from shoal.ledger.models.system import Attempt, AuditEntry, AuditPayload, Erasing, Job, Setting, Suppression
from shoal.ledger.models.trade import Order, OrderBatch

__all__ = [
    "Application",
    "ApplicationForm",
    "Attempt",
    "AuditEntry",
    "AuditPayload",
    "Brand",
    "Brief",
    "Decision",
    "Erasing",
    "ImportBatch",
    "Invitation",
    "Job",
    "Membership",
    "Note",
    "Order",
    "OrderBatch",
    "Plan",
    "SavedView",
    "Setting",
    "Shortlist",
    "Suppression",
    "Tag",
    "Upload",
    "User",
]
