"""Documents of versions before the relational base are read in once, whole, and then gone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BATCH, BRIEF, MINA, ORDER, PLAN, SHORTLIST

from shoal.errors import FileFormatError
from shoal.ledger.codec import to_plain

if TYPE_CHECKING:
    from shoal.ledger import Ledger

SECOND = replace(BRIEF, id="br_2", version=2, goal="reach")
LATER_BATCH = replace(BATCH, id="ba_2")
REFUNDED = replace(ORDER, state="refunded", refunded_minor=900)


@pytest.fixture
def documents(folder: Path) -> Path:
    """Return a folder of documents as the first version wrote them."""
    made = folder / "ledger"
    mark = {"kind": "account", "hash": f"ac_{MINA}", "reason": "request", "at": AT.isoformat()}
    for place, plain in {
        "briefs/coffee-v1": to_plain(BRIEF),
        "briefs/coffee-v2": to_plain(SECOND),
        "shortlists/coffee-v1": to_plain(SHORTLIST),
        "plans/coffee-v1": to_plain(PLAN),
        "orders/000001-ba_1": {"batch": to_plain(BATCH), "orders": [to_plain(ORDER)]},
        "orders/000002-ba_2": {"batch": to_plain(LATER_BATCH), "orders": [to_plain(REFUNDED)]},
        f"suppressions/ac_{MINA}": mark,
    }.items():
        path = made / f"{place}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8")
    (made / "writer.lock").touch()
    (made / "plans" / "coffee-v2.77.draft").write_text("left by a process that died", encoding="utf-8")
    return made


def held(ledger: Ledger) -> tuple[object, ...]:
    planning, trade = ledger.planning, ledger.trade
    return (
        planning.briefs(), planning.shortlist("coffee"), planning.plan("coffee"), trade.orders(),
        [batch.id for batch in trade.order_batches()], ledger.erasure.suppressed(),
    )  # fmt: skip


WHOLE = (
    (BRIEF, SECOND),
    SHORTLIST,
    PLAN,
    (REFUNDED,),
    ["ba_1", "ba_2"],
    frozenset({f"ac_{MINA}"}),
)


def test_everything_is_read_in_as_it_was_and_the_documents_are_deleted(ledger: Ledger, documents: Path) -> None:
    assert ledger.read_in(documents, AT) == 7
    assert (held(ledger), documents.exists()) == (WHOLE, False)


def test_a_workspace_without_documents_reads_nothing_in(ledger: Ledger, folder: Path) -> None:
    assert ledger.read_in(folder / "ledger", AT) == 0


def test_the_author_and_the_time_of_a_document_that_knows_neither(ledger: Ledger, documents: Path) -> None:
    ledger.read_in(documents, AT)
    assert ledger.planning.versions("plans", "coffee") == ((1, AT, "read-in"),)


def test_a_crash_before_the_documents_were_deleted_reads_nothing_twice(
    ledger: Ledger, documents: Path, tmp_path: Path
) -> None:
    shutil.copytree(documents, tmp_path / "kept")
    ledger.read_in(documents, AT)
    shutil.copytree(tmp_path / "kept", documents)
    ledger.read_in(documents, AT)
    assert (held(ledger), documents.exists()) == (WHOLE, False)


def test_a_crash_while_the_documents_were_deleted_is_mended_by_the_next_start(
    ledger: Ledger, documents: Path, tmp_path: Path
) -> None:
    shutil.copytree(documents, tmp_path / "kept")
    ledger.read_in(documents, AT)
    shutil.copytree(tmp_path / "kept" / "plans", documents / "plans")
    ledger.read_in(documents, AT)
    assert (held(ledger), documents.exists()) == (WHOLE, False)


@pytest.mark.parametrize(
    "damage",
    ['{"name": "cof', "[]", '{"": "Plan"}', json.dumps(to_plain(replace(PLAN, shortlist_id="sl_gone")))],
    ids=["broken off", "another thing", "fields missing", "made from what is not there"],
)
def test_a_damaged_document_is_named_and_leaves_everything_as_it_was(
    ledger: Ledger, documents: Path, damage: str
) -> None:
    (documents / "plans" / "coffee-v1.json").write_text(damage, encoding="utf-8")
    before = sorted(documents.rglob("*"))
    with pytest.raises(FileFormatError, match=r"coffee-v1\.json is damaged"):
        ledger.read_in(documents, AT)
    assert (sorted(documents.rglob("*")), ledger.planning.briefs(), ledger.trade.orders()) == (before, (), ())
    assert ledger.erasure.suppressed() == frozenset()
