"""Shoal: plan, vet and measure campaigns with nano and micro creators on your own machine.

>>> import shoal
>>> with shoal.open_workspace("market.shoal") as desk:  # doctest: +SKIP
...     preview = desk.creators.preview("sheet.csv")
...     desk.creators.bring_in(preview)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shoal.config import Settings, load_settings
from shoal.domain.brief import Brief, Wish
from shoal.domain.values import Estimate, Money, Value
from shoal.errors import (
    ConflictError,
    DeniedError,
    InputError,
    MissingExtraError,
    NotFoundError,
    OutsideError,
    PolicyError,
    ShoalError,
)

if TYPE_CHECKING:
    from shoal.app import Shoal

__version__ = "0.1.0"
__all__ = [
    "Brief",
    "ConflictError",
    "DeniedError",
    "Estimate",
    "InputError",
    "MissingExtraError",
    "Money",
    "NotFoundError",
    "OutsideError",
    "PolicyError",
    "Settings",
    "ShoalError",
    "Value",
    "Wish",
    "__version__",
    "load_settings",
    "open_workspace",
]


def open_workspace(folder: Path | str = "market.shoal", *, create: bool = True) -> Shoal:
    """Open the workspace in a folder, and make one where there is none. Use it in a ``with`` statement.

    Raises ``NotFoundError`` where there is none and ``create`` is false.
    """
    from shoal.app import open_workspace as open_late  # so that ``import shoal`` loads no room

    return open_late(folder, create=create)
