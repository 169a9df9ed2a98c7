"""The rates beside the house rate of one creator: the same whoever was looked at before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from shoal.app import Shoal, demo_settings, make_workspace, open_workspace
from shoal.app.creator_page.rates_side_by_side import side_by_side
from shoal.sources import read_synthetic


def rates_at(shoal: Shoal, row: int) -> Mapping[str, float]:
    values = side_by_side(shoal, shoal.listing.roll(), row)
    return {value.name: value.estimate.value for value in values if value.estimate}


def test_rates_do_not_depend_on_whose_page_was_opened_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoal.app.creator_page.rates_side_by_side.PEERS", 120)  # as of a platform of thousands
    make_workspace(demo_settings(tmp_path, 7))
    with open_workspace(tmp_path) as shoal:
        (creators,) = (
            reading
            for reading in read_synthetic("synthetic://?seed=7&creators=400", shoal.catalog.hasher)
            if reading.kind == "creators"
        )
        shoal.creators.bring_in_reading(creators, label="creators")
        roll = shoal.listing.roll()
        posted = [row for row in range(len(roll.register.platform.codes)) if len(roll.posts_of(row))]
        instagram = [row for row in posted if roll.register.platform.word(row) == "instagram"]
        shown, before = instagram[5], instagram[-5]
        alone = rates_at(shoal, shown)
    with open_workspace(tmp_path) as shoal:
        rates_at(shoal, before)
        later = rates_at(shoal, shown)

    assert np.isfinite(alone["er_l_f"])
    assert later == alone
