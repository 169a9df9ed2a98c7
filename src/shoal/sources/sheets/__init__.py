"""Opening a file safely and turning it into lines of text cells."""

from __future__ import annotations
