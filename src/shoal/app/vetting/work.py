"""A vetting that a page cannot wait for, as a worker does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shoal.app.known.patience import Teller, telling

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

JOB = "vet"


def work_on_vetting(shoal: Shoal, arguments: Mapping[str, Any], told: Teller) -> Mapping[str, Any]:
    """Vet as a worker does, and keep it; what was read before a crash is not read again."""
    with telling(shoal, told):
        found = shoal.vetting.run(brief=str(arguments["brief"]) or None)
    return {"run": found.run.id if found.run else "", "not_kept": found.not_kept}
