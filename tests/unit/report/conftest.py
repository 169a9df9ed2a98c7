"""The report room's own factory, found without a package."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import report_factory

from shoal.report import render_html


@pytest.fixture
def factory():
    """Return the module that makes report inputs by hand."""
    return report_factory


@pytest.fixture(scope="session")
def page():
    """Return the page of the hand-made report."""
    return render_html(report_factory.report_input())
