"""Findings and verdicts: claims with evidence, never a secret score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shoal.domain.values import Value

VerdictState = Literal["ok", "review", "refuse", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a claim rests on: words for a person and a reference by which it can be opened (batch, line, post)."""

    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A claim with its evidence.

    ``check`` names the rule (``engagement``, ``own_record``, ``suspected_minor``), ``weight`` is ``+`` for,
    ``-`` against, ``0`` neutral and ``?`` for something that is not known. ``settle`` says what would settle it
    and ``settle_seconds`` how long that takes a person. ``explanations`` are what else would look like this, side by
    side and none preferred. ``version`` is that of the rule, so that a finding can be worked out again as it was.
    """

    check: str
    claim: str
    weight: Literal["+", "-", "0", "?"] = "0"
    evidence: tuple[Evidence, ...] = ()
    value: Value | None = None
    settle: str = ""
    settle_seconds: int | None = None
    explanations: tuple[str, ...] = ()
    version: str = "1"


Findings = Mapping[int, tuple[Finding, ...]]  # by position in a pool; accounts without any are absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Advice on one creator; only a person's decision leaves somebody out.

    ``kind`` refines the state: ``own record`` is an ok that rests on the brand's own sales. ``rules`` names the version
    of the rule set that weighed the findings.
    ``blocked`` is true for a suspected minor alone: no shortlist, no plan, no export.
    """

    creator_id: str
    state: VerdictState
    kind: str = ""
    findings: tuple[Finding, ...] = ()
    blocked: bool = False
    rules: str = ""
