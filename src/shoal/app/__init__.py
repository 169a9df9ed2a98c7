"""The hallway: one method per user verb; it alone knows the order in which the rooms are entered.

The sentences and formats of figures are handed on from the report, so that every door says a number the same way.
"""

from __future__ import annotations

from shoal.app.admin import Check, Demo, demo_settings, machine_checks
from shoal.app.applications.already import Match, WithUs
from shoal.app.applications.files import FileLook
from shoal.app.applications.standing import Standing
from shoal.app.applications.verbs import OpenForm, Waiting
from shoal.app.backup import Backup, BackupCheck
from shoal.app.briefs.amounts import amount_in_words
from shoal.app.briefs.mix import mix_text
from shoal.app.briefs.wishes import PLATFORMS, ROW_KINDS
from shoal.app.briefs.written import FORMATS, GOALS, fields_of
from shoal.app.connections.lookup_run import LookedAt, LookUp, LookUpCost, LookUpFailure
from shoal.app.connections.outside import OutsideCall
from shoal.app.connections.terms import TERMS, TERMS_VERSION
from shoal.app.connections.verbs import Connection, Consent, WayOut
from shoal.app.counting.followers import CountPlan, HandCounted
from shoal.app.counting.verbs import Counted, Turn
from shoal.app.creator_page.portrait import Addresses, Namesake, Portrait, Told
from shoal.app.creator_page.texts import followers_opened
from shoal.app.creators.verbs import Forgetting, Found, Shown
from shoal.app.home import Known, Today
from shoal.app.imports.corrections import CORRECTED
from shoal.app.imports.inspection import Inspected
from shoal.app.imports.preparing import Prepared
from shoal.app.imports.remedies import Unknown
from shoal.app.imports.results import ImportResult, PastImport, UndoPlan
from shoal.app.imports.uploads import LARGEST_UPLOAD
from shoal.app.listing.asked_words import asked_words
from shoal.app.listing.typed import TYPED
from shoal.app.planning.nouns import ApprovalChange, PlansCompared, StoredPage
from shoal.app.results import ReportMade
from shoal.app.second_factor.verbs import Setup
from shoal.app.sharing.verbs import NewLink, SharedPage
from shoal.app.shoal import Shoal, migrate_ledger, open_workspace
from shoal.app.team import SignedIn
from shoal.app.vetting.rule_files import RuleFile
from shoal.app.vetting.verbs import LookKept, Verified, Vetted
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
    kept_together,
    moment_text,
    money_text,
    number_parts,
    number_text,
    plain,
    price_parts,
    price_text,
    reach_sentence,
    reason_text,
    remedies,
    seconds_text,
    share_text,
    shortlist_sentence,
    size_sentence,
    source_text,
    untracked_sentence,
    value_name_text,
    walk_away_text,
)
from shoal.sources import Example

__all__ = [
    "CORRECTED",
    "FORMATS",
    "GOALS",
    "LARGEST_UPLOAD",
    "PLATFORMS",
    "ROW_KINDS",
    "TERMS",
    "TERMS_VERSION",
    "TYPED",
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
    "Known",
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
    "Prepared",
    "ReportMade",
    "RuleFile",
    "Setup",
    "SharedPage",
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
    "asked_words",
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
    "kept_together",
    "machine_checks",
    "make_workspace",
    "migrate_ledger",
    "mix_text",
    "moment_text",
    "money_text",
    "number_parts",
    "number_text",
    "open_workspace",
    "plain",
    "price_parts",
    "price_text",
    "reach_sentence",
    "reason_text",
    "remedies",
    "seconds_text",
    "share_text",
    "shortlist_sentence",
    "size_sentence",
    "source_text",
    "untracked_sentence",
    "value_name_text",
    "walk_away_text",
]
