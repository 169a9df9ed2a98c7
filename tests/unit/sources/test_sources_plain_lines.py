"""Single lines of a large file, picked out by their number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shoal.domain.intake import ReadOptions
from shoal.errors import FileFormatError
from shoal.sources import lines_at, lines_spread, survey

HEAD = "handle,platform,bio"


def picked(path: Path, numbers: list[int], lines: int) -> list[tuple[int, dict[str, str]]] | None:
    found = lines_at(survey(path, ReadOptions()), np.array(numbers, dtype=np.int64), lines)
    return None if found is None else list(found)


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["line feed", "carriage return and line feed"])
@pytest.mark.parametrize("last", ["ended", "open"])
def test_a_line_is_found_by_its_number_in_any_block(tmp_path: Path, end: str, last: str) -> None:
    filler = "x" * 500
    lines = [f'mina.{row},instagram,"{filler}, ""{row}"""' for row in range(1, 5_001)]
    path = write(tmp_path / "long.csv", end.join([HEAD, *lines]) + (end if last == "ended" else ""))

    found = picked(path, [1, 2, 2_077, 4_999, 5_000], 5_000)

    assert found == [
        (row, {"handle": f"mina.{row}", "platform": "instagram", "bio": f'{filler}, "{row}"'})
        for row in (1, 2, 2_077, 4_999, 5_000)
    ]


@pytest.mark.parametrize(
    "text",
    [f'{HEAD}\na.b,instagram,"two\nlines"\nc.d,instagram,x\n', f"{HEAD}\n\na.b,instagram,x\nc.d,instagram,x\n",
     f"{HEAD}\ra.b,instagram,x\nc.d,instagram,x\n\n"],
    ids=["line end in a cell", "blank line", "carriage return alone"],
)  # fmt: skip
def test_a_file_whose_lines_are_not_lines_of_text_is_left_to_the_engine(tmp_path: Path, text: str) -> None:
    assert picked(write(tmp_path / "odd.csv", text), [2], 2) is None


def test_a_line_with_other_cells_than_the_header_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.csv", f"{HEAD}\na.b,instagram,x\nc.d,instagram\n")
    with pytest.raises(FileFormatError):
        picked(path, [2], 2)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["line feed", "carriage return and line feed"])
def test_pieces_are_whole_lines_from_all_over_the_file_and_the_first_few_too(tmp_path: Path, end: str) -> None:
    lines = [f"mina.{row:05},instagram,bio" for row in range(10_000)]
    path = write(tmp_path / "long.csv", end.join([HEAD, *lines]))

    pieces = lines_spread(survey(path, ReadOptions()), pieces=64, size=20_000)
    assert pieces is not None
    found = [piece.decode().splitlines() for piece in pieces]

    assert {line for piece in found for line in piece} <= set(lines)
    firsts = [int(piece[0][5:10]) for piece in found]
    steps = np.diff(sorted(firsts)), np.diff(firsts[:4])
    assert (len(firsts), steps[0].max() < 2 * 10_000 / 64, steps[1].min() > 2_000) == (64, True, True)


def test_a_file_smaller_than_the_pieces_is_left_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "short.csv", f"{HEAD}\na.b,instagram,x\n")
    assert lines_spread(survey(path, ReadOptions()), pieces=4, size=1_000) is None
