"""The tables. Nothing in here leaves the room: the facade hands out nouns."""

from __future__ import annotations

from shoal.ledger.models.access import Brand, Invitation, Membership, RecoveryCode, SecondFactor, User
from shoal.ledger.models.entry import Application, ApplicationForm, ImportBatch, Upload
from shoal.ledger.models.planning import Brief, Decision, Note, Plan, SavedView, Shortlist, Tag
from shoal.ledger.models.sharing import Notice, ShareAnswer, ShareLink
from shoal.ledger.models.system import Attempt, AuditEntry, AuditPayload, Erasing, Job, Setting, Suppression
from shoal.ledger.models.trade import Order, OrderBatch
from shoal.ledger.models.vetting import AdultLook, CreatorAnswer, KeptVerdict, VettingRun

__all__ = [
    "AdultLook",
    "Application",
    "ApplicationForm",
    "Attempt",
    "AuditEntry",
    "AuditPayload",
    "Brand",
    "Brief",
    "CreatorAnswer",
    "Decision",
    "Erasing",
    "ImportBatch",
    "Invitation",
    "Job",
    "KeptVerdict",
    "Membership",
    "Note",
    "Notice",
    "Order",
    "OrderBatch",
    "Plan",
    "RecoveryCode",
    "SavedView",
    "SecondFactor",
    "Setting",
    "ShareAnswer",
    "ShareLink",
    "Shortlist",
    "Suppression",
    "Tag",
    "Upload",
    "User",
    "VettingRun",
]
