"""How the batches on disk are listed while other processes change them."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from shoal.engines.base import Manifest
from shoal.engines.segments import SegmentStore
from shoal.errors import FileFormatError


def test_a_reader_never_lists_an_empty_catalogue_while_one_batch_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the syncs a batch goes every half millisecond: a listing taken at its word is empty every third time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    writer, reader = SegmentStore(tmp_path), SegmentStore(tmp_path)
    stop, met = threading.Event(), []

    def manifest(turn: int) -> Manifest:
        return Manifest(batch=f"ba_{turn}", sequence=turn, segments={}, rows={})

    def read() -> None:
        while not stop.is_set():
            met.append(len(reader.read()))

    writer.write(manifest(0))
    thread = threading.Thread(target=read)
    thread.start()
    for turn in range(1, 2000):
        writer.write(manifest(turn))
        writer.remove(f"ba_{turn - 1}")
    stop.set()
    thread.join()
    assert set(met) <= {1, 2}
    assert len(met) > 5


def test_a_record_that_is_listed_and_never_there_is_an_error_and_no_endless_search(tmp_path: Path) -> None:
    reader = SegmentStore(tmp_path)
    (reader.manifests / "ba_gone.json").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileFormatError, match="listed and not there"):
        reader.read()
