"""Vetting: the rules by which findings are weighed, what a creator answers, what a person saw, and what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from shoal.domain.finding import Finding, Findings, Verdict, VerdictState

ANY = "any"  # the check of a rule that holds for a finding of whatever check
Saw = Literal["adult", "minor", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: a finding of ``check`` with one of the ``weights`` makes the verdict.

    ``check`` of ``any`` stands for every check. ``limits`` are figures by name, as the file has them: what is unusual,
    how many posts are enough. ``kind`` refines the verdict; empty, the check names it. A rule that is not ``enabled``
    stands in the file to be turned on. ``why`` and ``source`` say where the judgement comes from.
    """

    check: str
    weights: tuple[str, ...]
    verdict: VerdictState
    why: str
    source: str
    kind: str = ""
    enabled: bool = True
    limits: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A rule set, read from top to bottom: the first rule that holds decides.

    ``version`` is the beginning of a hash over what the rules say, comments and layout left out. ``origin`` says whose
    they are: ``shipped`` or the file of the workspace. ``text`` is the file.
    """

    version: str
    rules: tuple[Rule, ...]
    origin: str = "shipped"
    text: str = ""

    def limit(self, check: str, name: str, standard: float) -> float:
        """Return a figure that a check goes by: of the first rule on it that names one, else the standard."""
        told = (dict(rule.limits) for rule in self.rules if rule.check == check)
        return next((limits[name] for limits in told if name in limits), standard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """That a person looked whether a creator is an adult, and what she or he said.

    ``words_sha256`` is of the words that had raised the question: other words raise it again. ``open`` takes an earlier
    answer back. ``by_name`` and ``note`` are for the brand's own people.
    """

    creator_id: str
    said: Saw
    words_sha256: str
    by_name: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorAnswer:
    """What a creator said to a finding, as somebody here wrote it down.

    ``check`` is that of the finding. A later version takes the place of an earlier one, which stays. An empty ``text``
    takes the answer back. It stands beside the finding and never moves a verdict.
    """

    creator_id: str
    check: str
    text: str
    said_on: date
    version: int
    by_id: str
    by_name: str
    at: datetime
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What findings are weighed by, beside the figures.

    ``more`` are the findings of checks that read texts, by position in the pool. ``looked`` is by creator id.
    """

    rules: Rules
    as_of: datetime
    more: Findings = field(default_factory=dict)
    looked: Mapping[str, Looked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingRun:
    """One vetting that was kept, with all it went by: what somebody needs to work it out again.

    ``batches`` and ``orders`` name the imports that were live, ``catalog`` and ``looked`` are the versions of what they
    held and of what people had seen. ``code`` is the version of Shoal, ``about`` the brief or the words that chose.
    ``machine`` names processor and arithmetic: another one may round the last digits otherwise. ``ground`` is what
    texts were held against: markets, competitors, names and word lists. ``unread`` is of how many accounts captions and
    comments had not been read yet.
    """

    id: str
    about: str
    as_of: datetime
    rules: str
    rules_text: str
    rules_origin: str
    batches: tuple[str, ...]
    catalog: str
    orders: tuple[str, ...]
    looked: int
    code: str
    by_name: str
    at: datetime
    machine: str = ""
    ground: Mapping[str, Any] = field(default_factory=dict)
    creators: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVerdict:
    """The verdict on one account as a run kept it: canonical JSON of it, and its SHA-256."""

    account_id: str
    creator_id: str
    document: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """One kept verdict worked out again.

    ``same``: byte for byte. ``cannot``: what it rested on is not all here any more, ``because`` says what.
    ``different``: it should be the same and is not; ``checks`` names the findings that differ.
    """

    run_id: str
    account_id: str
    creator_id: str
    outcome: Literal["same", "cannot", "different"]
    because: str = ""
    checks: tuple[str, ...] = ()


def open_points(verdict: Verdict) -> tuple[Finding, ...]:
    """Return what is not known or needs a look, the quickest to settle first; what no time is known for comes last.

    Whoever may be under 18 needs that look before anything else.
    """
    waiting = (finding for finding in verdict.findings if finding.weight in ("?", "-") and finding.settle)

    def place(finding: Finding) -> tuple[bool, bool, int]:
        first = verdict.blocked and finding.check == "suspected_minor"
        return not first, finding.settle_seconds is None, finding.settle_seconds or 0

    return tuple(sorted(waiting, key=place))
