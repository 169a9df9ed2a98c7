"""The hallway: one method per user verb; it alone knows the order in which the rooms are entered.

The sentences and formats of figures are handed on from the report, so that every door says a number the same way.
"""

from __future__ import annotations

from shoal.app.admin import Check, Demo, demo_settings, machine_checks
from shoal.app.already import Match, WithUs
from shoal.app.application_files import FileLook
from shoal.app.applying import OpenForm, Waiting
from shoal.app.backup import Backup, BackupCheck
from shoal.app.briefs import FORMATS, GOALS, fields_of
from shoal.app.connection_terms import TERMS, TERMS_VERSION
from shoal.app.connections import Connection, Consent, WayOut
from shoal.app.corrections import CORRECTED
from shoal.app.counting import Counted, Turn
from shoal.app.creator_texts import followers_opened
from shoal.app.creators import Forgetting, Found, Shown
from shoal.app.following import CountPlan, HandCounted
from shoal.app.home import Today
from shoal.app.import_results import ImportResult, PastImport, UndoPlan, Unknown
from shoal.app.inspection import Inspected
from shoal.app.laid_out import ApprovalChange, PlansCompared, StoredPage
from shoal.app.lookup_run import LookedAt, LookUp, LookUpCost, LookUpFailure
from shoal.app.mix_told import mix_text
from shoal.app.outside import OutsideCall
from shoal.app.portrait import Addresses, Namesake, Portrait, Told
from shoal.app.results import ReportMade
from shoal.app.rule_files import RuleFile
from shoal.app.shared_page import SharedRow
from shoal.app.sharing import NewLink, SharedPage
from shoal.app.shoal import Shoal, migrate_ledger, open_workspace
from shoal.app.spoken import amount_in_words
from shoal.app.standing import Standing
from shoal.app.team import SignedIn
from shoal.app.vetting import LookKept, Verified, Vetted
from shoal.app.wishes import PLATFORMS, ROW_KINDS
from shoal.app.workspace import make_workspace
from shoal.catalog import Policy
from shoal.report import (
    Chart,
    Html,
    NameBook,
    NumberParts,
    Places,
    bound_sentence,
    brief_title,
    chart_csv,
    cost_sentence,
    count_chart,
    countries_text,
    day_text,
    difference_title,
    evidence_mix_sentence,
    goal_text,
    moment_text,
    money_text,
    number_parts,
    number_text,
    price_parts,
    price_text,
    reach_sentence,
    reason_text,
    remedies,
    seconds_text,
    share_text,
    shortlist_sentence,
    size_sentence,
    untracked_sentence,
    walk_away_text,
)
from shoal.sources import Example

__all__ = [
    "CORRECTED",
    "FORMATS",
    "GOALS",
    "PLATFORMS",
    "ROW_KINDS",
    "TERMS",
    "TERMS_VERSION",
    "Addresses",
    "ApprovalChange",
    "Backup",
    "BackupCheck",
    "Chart",
    "Check",
    "Connection",
    "Consent",
    "CountPlan",
    "Counted",
    "Demo",
    "Example",
    "FileLook",
    "Forgetting",
    "Found",
    "HandCounted",
    "Html",
    "ImportResult",
    "Inspected",
    "LookKept",
    "LookUp",
    "LookUpCost",
    "LookUpFailure",
    "LookedAt",
    "Match",
    "NameBook",
    "Namesake",
    "NewLink",
    "NumberParts",
    "OpenForm",
    "OutsideCall",
    "PastImport",
    "Places",
    "PlansCompared",
    "Policy",
    "Portrait",
    "ReportMade",
    "RuleFile",
    "SharedPage",
    "SharedRow",
    "Shoal",
    "Shown",
    "SignedIn",
    "Standing",
    "StoredPage",
    "Today",
    "Told",
    "Turn",
    "UndoPlan",
    "Unknown",
    "Verified",
    "Vetted",
    "Waiting",
    "WayOut",
    "WithUs",
    "amount_in_words",
    "bound_sentence",
    "brief_title",
    "chart_csv",
    "cost_sentence",
    "count_chart",
    "countries_text",
    "day_text",
    "demo_settings",
    "difference_title",
    "evidence_mix_sentence",
    "fields_of",
    "followers_opened",
    "goal_text",
    "machine_checks",
    "make_workspace",
    "migrate_ledger",
    "mix_text",
    "moment_text",
    "money_text",
    "number_parts",
    "number_text",
    "open_workspace",
    "price_parts",
    "price_text",
    "reach_sentence",
    "reason_text",
    "remedies",
    "seconds_text",
    "share_text",
    "shortlist_sentence",
    "size_sentence",
    "untracked_sentence",
    "walk_away_text",
]
