"""The vetted list: why, what was checked, what is unknown, price and result of each, on paper and in a table."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from shoal.app import make_workspace, open_workspace
from shoal.app.planning.leaving import VENDORS, leaving
from shoal.config import Settings
from shoal.domain.finding import Finding
from shoal.domain.values import Provenance
from shoal.errors import InputError

SHEET = (
    "handle,platform,name,followers,er %,country,niche,bio,fee,currency\n"
    "mina,instagram,=Mina,4200,3.1,AT,baking,organic bread,120,EUR\n"
    "theo,instagram,<b>Theo</b>,8100,2.2,AT,baking,sourdough,,EUR\n"
)


@pytest.fixture(scope="module")
def shoal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vetted")
    make_workspace(Settings(folder=folder / "w.shoal", name="Oat & Co", currency="EUR", timezone="Europe/Vienna"))
    path = folder / "creators.csv"
    path.write_text(SHEET, encoding="utf-8")
    with open_workspace(folder / "w.shoal") as opened:
        opened.creators.bring_in(path)
        opened.planning.brief({"name": "spring", "goal": "orders", "text": "organic oat flour", "budget": "900 EUR"})
        opened.planning.shortlist("spring")
        opened.decisions.decide("spring", [opened.planning.show_shortlist("spring").candidates[0].account_id], "wanted")
        yield opened


def rows(shoal) -> list[dict[str, str]]:
    text = shoal.stored.vetted_list("spring", "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_no_cell_is_empty_and_what_is_not_known_is_a_word(shoal) -> None:
    found = rows(shoal)
    assert len(found) == 2
    assert [(name, row) for row in found for name, cell in row.items() if not cell.strip()] == []
    assert [
        row["reach of one deal"]
        for row in found
        if not re.search(r"\(.+ to .+, 80 %\)|unknown", row["reach of one deal"])
    ] == []


def test_every_row_says_why_what_was_checked_and_what_would_settle_the_rest(shoal) -> None:
    for row in rows(shoal):
        assert row["what was checked"] != "nothing could be checked"
        assert re.search(r"\(about \d+ (s|min)", row["quickest way to know"])


def test_names_become_no_formula_and_no_markup(shoal) -> None:
    names = {row["creator"] for row in rows(shoal)}
    page = shoal.stored.vetted_list("spring", "html").decode()
    assert names == {"'=Mina", "<b>Theo</b>"}
    assert ("<b>Theo" in page, "&lt;b&gt;Theo&lt;/b&gt;" in page) == (False, True)


def test_the_workbook_has_the_same_rows_and_says_what_it_is(shoal) -> None:
    book = load_workbook(io.BytesIO(shoal.stored.vetted_list("spring", "xlsx")))
    table = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert [row[1] for row in table[1:]] == [row["creator"] for row in rows(shoal)]
    assert {cell.data_type for line in book.worksheets[0].iter_rows() for cell in line} == {"s"}
    assert ("brand", "Oat & Co") in [tuple(cell.value for cell in line) for line in book["About"].iter_rows()]


def test_a_decision_of_a_person_stands_on_the_list(shoal) -> None:
    assert sorted(row["decision"] for row in rows(shoal)) == ["open", "wanted"]


def test_another_kind_of_file_is_refused(shoal) -> None:
    with pytest.raises(InputError) as error:
        shoal.stored.vetted_list("spring", "pdf")
    assert error.value.allowed == ("html", "xlsx", "csv")


def test_what_a_vendors_contract_keeps_here_leaves_neither_as_figure_nor_as_claim(shoal) -> None:
    candidate = shoal.planning.show_shortlist("spring").candidates[0]
    of_vendor = replace(candidate.engagement, provenance=Provenance(source="x", policy="vendor.modash"))
    claim = Finding(check="engagement", claim="engagement rate 3.1 % as reported", weight="0")
    known = replace(candidate, engagement=of_vendor, reasons=(*candidate.reasons, claim))
    found = leaving(known)
    assert (found.engagement.state, found.engagement.estimate, found.engagement.reason) == (
        "withheld",
        None,
        VENDORS,
    )
    assert [item for item in (*found.reasons, *found.verdict.findings) if "3.1" in item.claim] == []
