"""Rules for single cells: pure, each returns what it read, how precisely, and what it had to assume."""

from __future__ import annotations
