"""Template words: how a domain noun is written on a page."""

from __future__ import annotations
