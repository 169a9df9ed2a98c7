"""A vetting is kept with all it went by, and worked out again byte for byte; what is gone is said, not guessed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from vetting_market import AT, KID, open_market, posts, sheet, vendor_batch

from shoal.app import Shoal, Verified
from shoal.app.known import look as look_file
from shoal.app.planning import narrowing
from shoal.app.vetting import reading, recheck
from shoal.app.vetting.recheck import canonical
from shoal.domain.listing import ListQuery
from shoal.domain.people import Actor
from shoal.errors import ConflictError, FileFormatError, NotFoundError

VIEWER = Actor(id="me_cleo", name="Cleo", role="viewer")
EDITOR = Actor(id="me_ben", name="Ben", role="editor")
APPROVER = Actor(id="me_ada", name="Ada", role="approver")


@pytest.fixture
def desk(vetting_desk: Shoal) -> Shoal:
    return vetting_desk


def outcomes(found: Verified) -> dict[str, int]:
    return dict(Counter(one.outcome for one in found.rechecked))


def reasons(found: Verified) -> set[str]:
    return {one.because for one in found.rechecked if one.outcome != "same"}


# kept and worked out again -------------------------------------------------------------------------------------------


def test_every_finding_recomputes_byte_for_byte(desk: Shoal):
    kept = desk.vetting.run()
    assert kept.run is not None
    assert (kept.run.creators, kept.counts["review"]) == (43, sum(one.state == "review" for _, one in kept.found))
    assert outcomes(desk.vetting.verify()) == {"same": 43}


def test_it_recomputes_in_another_process_and_at_another_hour(desk: Shoal, tmp_path: Path):
    desk.vetting.run()
    desk.close()
    with open_market(tmp_path, AT + timedelta(days=40)) as later:
        assert outcomes(later.vetting.verify()) == {"same": 43}


def test_of_too_many_accounts_nothing_is_worked_out_again_and_that_is_said(
    desk: Shoal, monkeypatch: pytest.MonkeyPatch
):
    desk.vetting.run(who=["creator.7"])
    monkeypatch.setattr(recheck, "MOST_AGAIN", 42)
    found = desk.vetting.verify()

    assert outcomes(found) == {"cannot": 1}
    assert reasons(found) == {"what is usual among 43 accounts is not worked out again, of more than 42"}


def test_what_came_in_later_changes_nothing_of_what_is_verified(desk: Shoal, tmp_path: Path):
    run = desk.vetting.run().run
    (tmp_path / "more.csv").write_text("Handle,Platform,Followers\ncreator.1,instagram,90000\n", encoding="utf-8")
    desk.creators.bring_in(tmp_path / "more.csv")
    desk.creators.count("creator.40", ["410,12", "385,9", "298,7"])
    desk.vetting.looked(KID, "adult")

    assert run is not None
    assert outcomes(desk.vetting.verify(run.id)) == {"same": 43}
    again = desk.vetting.run()
    assert again.run is not None
    assert again.run.id != run.id
    assert outcomes(desk.vetting.verify()) == {"same": 43}


def test_the_rules_of_then_count_and_not_those_of_now(desk: Shoal):
    desk.vetting.run()
    path = Path(desk.vetting.copy_rules())
    path.write_text(path.read_text(encoding="utf-8").replace("z_beyond = 2.0", "z_beyond = 0.1"), encoding="utf-8")
    before = desk.vetting.run(keep=False).counts["review"]

    assert before > 10
    assert outcomes(desk.vetting.verify()) == {"same": 43}


def test_only_who_was_named_or_fits_the_brief_is_kept(desk: Shoal):
    named = desk.vetting.run(who=["creator.3", "creator.5"])
    brief = desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["AT"])
    fitting = desk.vetting.run(brief=brief.name)

    assert {creator.accounts[0].handle for creator, _ in named.found} == {"creator.3", "creator.5"}
    assert named.run is not None
    assert named.run.creators == 2
    assert fitting.run is not None
    assert (fitting.run.about, KID in str(fitting.found)) == ("the brief spring", False)
    assert outcomes(desk.vetting.verify(named.run.id)) == {"same": 2}


def test_a_shortlist_does_not_read_again_whom_a_vetting_has_read(desk: Shoal, monkeypatch: pytest.MonkeyPatch):
    brief = desk.planning.brief(name="spring", text="bread", budget="900 EUR")
    before = desk.planning.shortlist(brief)
    desk.looks.forget()
    everybody = dict(desk.vetting.run(keep=False).found)
    monkeypatch.setattr(look_file, "told_closely", None)
    after = desk.planning.shortlist(brief)

    assert [one.verdict for one in after.candidates] == [one.verdict for one in before.candidates]
    assert all(one.verdict in everybody.values() for one in after.candidates)


def test_a_vetting_leaves_out_whoever_was_erased_before_somebody_looked(desk: Shoal):
    found = desk.vetting.run(keep=False)
    desk.creators.forget("creator.3", confirmed=True)

    assert (len(found.found), len(found.verdicts)) == (42, 43)
    assert "creator.3" not in {creator.accounts[0].handle for creator, _ in found.found}


def test_of_more_than_can_be_read_everybody_is_counted_and_the_first_are_read(
    desk: Shoal, monkeypatch: pytest.MonkeyPatch
):
    whole, one = desk.vetting.run(keep=False), desk.vetting.run(who=["creator.7"], keep=False)
    monkeypatch.setattr(narrowing, "ALL_WEIGHED", 10)
    monkeypatch.setattr(reading, "MOST_READ", 5)
    many, again = desk.vetting.run(), desk.vetting.run(who=["creator.7"], keep=False)

    assert many.counts == whole.counts
    assert {canonical(verdict) for _, verdict in many.found} <= {canonical(verdict) for _, verdict in whole.found}
    assert [verdict.state for _, verdict in many.first(5)] == [verdict.state for _, verdict in whole.first(5)]
    assert sum(remedy.number for remedy in many.remedies) == whole.counts["unknown"]
    assert canonical(again.verdicts[0]) == canonical(one.verdicts[0])


def test_verdicts_of_some_are_those_of_all(desk: Shoal):
    everybody = {creator.id: verdict for creator, verdict in desk.vetting.run(keep=False).found}
    some = desk.vetting.run(who=["creator.7", KID, "creator.40"], keep=False)
    page = desk.creators.show("creator.7").verdict

    assert {creator.id: verdict for creator, verdict in some.found}.items() <= everybody.items()
    assert canonical(page) == canonical(everybody[page.creator_id])


def test_an_import_that_was_undone_makes_it_impossible_and_says_so(desk: Shoal):
    desk.vetting.run()
    batch = next(batch for batch in desk.creators.batches() if batch.kind == "posts")
    desk.creators.undo(batch.id)
    found = desk.vetting.verify()

    assert outcomes(found) == {"cannot": 36, "same": 7}  # who had no posts comes out the same without them
    assert reasons(found) == {"1 import was undone since"}


def test_who_was_erased_is_held_no_more_and_the_others_say_why_they_cannot_be_verified(desk: Shoal):
    run = desk.vetting.run().run
    her = desk.creators.show("creator.0").creator
    desk.creators.forget("creator.0", confirmed=True)
    found = desk.vetting.verify()

    assert run is not None
    assert len(found.rechecked) == 42
    assert reasons(found) <= {"somebody was erased since"}
    assert "different" not in outcomes(found)
    assert her.id not in {one.creator_id for one in desk.ledger.vetting.verdicts(run.id)}


def test_what_has_expired_is_not_read_again_and_says_so(desk: Shoal, tmp_path: Path):
    vendor_batch(desk, tmp_path)
    desk.vetting.run(who=["creator.0", "creator.40"])
    desk.close()
    with open_market(tmp_path, AT + timedelta(days=91)) as later:
        found = later.vetting.verify()
        because = {one.outcome: one.because for one in found.rechecked}

        assert outcomes(found) == {"cannot": 1, "same": 1}
        assert because["cannot"] == "1 line has expired since"


def test_a_row_changed_past_shoal_is_found(desk: Shoal, tmp_path: Path):
    desk.vetting.run(who=["creator.1", "creator.2"])
    desk.close()
    with closing(sqlite3.connect(tmp_path / "market.shoal" / "ledger.sqlite3")) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute(
            "UPDATE ledger_keptverdict SET document = replace(document, 'in line', 'far off') "
            "WHERE id = (SELECT min(id) FROM ledger_keptverdict WHERE document LIKE '%in line%')"
        )
        file.commit()
    with open_market(tmp_path) as again:
        found = again.vetting.verify()

        assert outcomes(found) == {"different": 1, "same": 1}
        assert reasons(found) == {"the kept text does not fit its own hash"}


def test_a_text_changed_together_with_its_hash_is_found_and_its_finding_named(desk: Shoal):
    from shoal.app.vetting.recheck import kept_of, recheck

    desk.vetting.run(who=["creator.1"])
    run = desk.vetting.runs()[0]
    (kept,) = desk.ledger.vetting.verdicts(run.id)
    plain = json.loads(kept.document)
    finding = next(one for one in plain["findings"] if one["check"] == "engagement")
    finding["claim"] = "all is well"
    forged = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (found,) = recheck(desk, run, [kept_of(kept.account_id, kept.creator_id, forged)])

    assert (found.outcome, found.checks) == ("different", ("engagement",))


def test_another_formula_is_said_and_is_no_mistake(desk: Shoal):
    from shoal.app.vetting.recheck import kept_of, recheck

    desk.vetting.run(who=["creator.1"])
    run = desk.vetting.runs()[0]
    (kept,) = desk.ledger.vetting.verdicts(run.id)
    older = kept.document.replace('"version":"S1', '"version":"S0')
    (found,) = recheck(desk, run, [kept_of(kept.account_id, kept.creator_id, older)])

    assert older != kept.document
    assert found.outcome == "cannot"
    assert "the formula of engagement is another one now" in found.because


def test_last_digits_of_another_machine_are_no_mistake_and_more_than_those_are(desk: Shoal):
    from shoal.app.vetting.recheck import kept_of, recheck

    desk.vetting.run(who=["creator.1"])
    elsewhere = replace(desk.vetting.runs()[0], machine="another")
    (kept,) = desk.ledger.vetting.verdicts(elsewhere.id)
    found = []
    for factor in (1 + 1e-9, 1 + 1e-3):
        plain = json.loads(kept.document)
        next(one for one in plain["findings"] if one["value"])["value"]["estimate"]["value"] *= factor
        told = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        found += [one.outcome for one in recheck(desk, elsewhere, [kept_of(kept.account_id, kept.creator_id, told)])]

    assert found == ["cannot", "different"]


def test_who_may_only_read_keeps_nothing(desk: Shoal):
    with desk.acting(VIEWER):
        found = desk.vetting.run()
    assert (found.run, found.not_kept) == (None, "who may only read keeps nothing")
    with pytest.raises(NotFoundError, match="No vetting was kept"):
        desk.vetting.verify()


def test_of_very_many_nothing_is_kept_silently(desk: Shoal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shoal.app.vetting.verbs.MOST_KEPT", 40)
    found = desk.vetting.run()
    assert found.run is None
    assert "name a brief" in found.not_kept
    assert desk.vetting.runs() == ()


def test_orders_that_were_undone_are_named(desk: Shoal, tmp_path: Path):
    (tmp_path / "codes.csv").write_text(
        "Handle,Platform,Code\ncreator.40,instagram,FORTY10\ncreator.41,instagram,ONE10\n", encoding="utf-8"
    )
    desk.creators.bring_in(tmp_path / "codes.csv")
    head = "order number,date,total,currency,discount code,status\n"
    line = "1001,2026-05-01T10:00:00+02:00,40.00,EUR,FORTY10,paid\n"
    (tmp_path / "orders.csv").write_text(head + line, encoding="utf-8")
    batch = desk.results.bring_in_orders(tmp_path / "orders.csv")
    kept = desk.vetting.run(who=["creator.40"])
    assert kept.found[0][1].kind == "own record"
    desk.creators.undo(batch.id)
    found = desk.vetting.verify()

    assert (outcomes(found), reasons(found)) == ({"cannot": 1}, {"1 import of orders were undone since"})


def test_canonical_json_has_one_spelling(desk: Shoal):
    verdict = desk.creators.show("creator.1").verdict
    text = canonical(verdict)
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# list and page -------------------------------------------------------------------------------------------------------


def test_the_facet_of_the_list_counts_what_the_pages_say(desk: Shoal):
    page = desk.listing.page(ListQuery(limit=100))
    shown = {row.account_id: (row.verdict, row.verdict_kind, row.blocked) for row in page.rows}
    vetted = {
        creator.accounts[0].id: (verdict.state, verdict.kind, verdict.blocked)
        for creator, verdict in desk.creators.vet()
    }
    pages = {
        account: (found.state, found.kind, found.blocked)
        for account in sorted(shown)[::6]
        for found in [desk.creators.show(account).verdict]
    }
    assert shown == vetted
    assert pages.items() <= shown.items()
    facet = {one.value: one.count for one in page.facets["verdict"]}
    assert facet == dict(Counter(state for state, _, _ in shown.values()))


# rules of the workspace ----------------------------------------------------------------------------------------------


def test_the_rules_of_the_workspace_win_at_once_in_the_list_and_on_the_page(desk: Shoal):
    before = desk.listing.page(ListQuery(verdict=("review",))).total
    path = Path(desk.vetting.copy_rules())
    path.write_text(path.read_text(encoding="utf-8").replace("z_beyond = 2.0", "z_beyond = 0.1"), encoding="utf-8")
    listed = desk.listing.page(ListQuery(verdict=("review",), limit=100))
    states = {desk.creators.show(row.account_id).verdict.state for row in listed.rows[:3]}

    assert (listed.total > before + 10, states) == (True, {"review"})
    assert desk.vetting.rules().origin == str(path)
    path.unlink()
    assert desk.listing.page(ListQuery(verdict=("review",))).total == before


def test_a_bad_rule_file_says_its_line_and_is_never_half_used(desk: Shoal):
    path = Path(desk.vetting.copy_rules())
    path.write_text(path.read_text(encoding="utf-8").replace('"review"', '"condemned"', 1), encoding="utf-8")
    for ask in (desk.vetting.rules, desk.vetting.run, lambda: desk.creators.show("creator.1")):
        with pytest.raises(FileFormatError, match=r"Line \d+ of the vetting rules: there is no verdict 'condemned'"):
            ask()
    path.write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(FileFormatError, match="cannot be read"):
        desk.vetting.rules()


def test_rules_are_never_copied_over_a_file_that_is_there(desk: Shoal):
    desk.vetting.copy_rules()
    with pytest.raises(ConflictError, match="rules of its own"):
        desk.vetting.copy_rules()


def test_the_market_of_these_tests_is_read_as_it_was_meant(tmp_path: Path):
    assert sheet(tmp_path).read_text(encoding="utf-8").count("\n") == 44
    assert posts(tmp_path).read_text(encoding="utf-8").count("\n") == 217
