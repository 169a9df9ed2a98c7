"""Verbs on vetting: keep what was found and work it out again, what creators answer, what people saw of their age."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shoal import __version__
from shoal.app.briefs.written import slug
from shoal.app.known.findings import read_hints
from shoal.app.known.look import Look, look
from shoal.app.known.making_nouns import making_nouns
from shoal.app.known.ruling import RULES_FILE, lay_down, rules_of, shipped_rules, signs_of_minor
from shoal.app.planning.narrowing import is_large
from shoal.app.vetting.reading import FIRST, MOST_KEPT, read_all, read_some
from shoal.app.vetting.recheck import canonical, kept_of, machine, recheck
from shoal.app.vetting.work import JOB
from shoal.catalog import creator_id_of
from shoal.domain.creator import Creator
from shoal.domain.finding import Verdict
from shoal.domain.people import Job
from shoal.domain.shortlist import Shortlist
from shoal.domain.vetting import CreatorAnswer, KeptVerdict, Looked, Rechecked, Rules, Saw, VettingRun
from shoal.errors import ConflictError, InputError, NotFoundError
from shoal.report import Remedy
from shoal.signals import words_digest

if TYPE_CHECKING:
    from shoal.app.creators.verbs import Forgetting
    from shoal.app.shoal import Shoal

LONGEST_ANSWER = 4_000
LONGEST_NOTE = 500
LONGEST_PROOF = 2_000
ABOUT_LENGTH = 200
SAID: tuple[Saw, ...] = ("adult", "minor", "open")
BY_HAND = "whoever was named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetted:
    """What a vetting found: the verdicts of whom it read in full, and in their order the ids of the accounts.

    ``counts`` are of all who were vetted; where those are more than were read, ``remedies`` settle the unknown ones.
    ``run`` is what was kept of it, ``None`` where nothing was: then ``not_kept`` says why. Who a creator is, ``read``
    tells of those who are shown: of 5,000 it would take as long as their verdicts.
    """

    accounts: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    read: Callable[[Sequence[str]], tuple[Creator, ...]]
    rules: Rules
    counts: dict[str, int]
    remedies: tuple[Remedy, ...] = ()
    run: VettingRun | None = None
    not_kept: str = ""

    @property
    def found(self) -> tuple[tuple[Creator, Verdict], ...]:
        """Return everybody with her verdict, read now."""
        return self.people(range(len(self.accounts)))

    def first(self, number: int) -> tuple[tuple[Creator, Verdict], ...]:
        """Return the first few with their verdicts: who needs a person comes first."""
        order = sorted(range(len(self.verdicts)), key=lambda place: FIRST.index(self.verdicts[place].state))
        return self.people(order[:number])

    @making_nouns()
    def people(self, places: Sequence[int]) -> tuple[tuple[Creator, Verdict], ...]:
        """Return the creators at some places with their verdicts, read now, without whoever was erased meanwhile."""
        known = {creator.accounts[0].id: creator for creator in self.read([self.accounts[place] for place in places])}
        named = ((known.get(self.accounts[place]), self.verdicts[place]) for place in places)
        return tuple((creator, verdict) for creator, verdict in named if creator is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A kept vetting worked out again, verdict by verdict."""

    run: VettingRun
    rechecked: tuple[Rechecked, ...]

    def number(self, outcome: str) -> int:
        """Return how many verdicts came out ``same``, ``different``, or ``cannot`` be worked out any more."""
        return sum(one.outcome == outcome for one in self.rechecked)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookKept:
    """What a person saw, as it was kept. ``erasing`` is what an erasure would touch, or did, where she is a minor."""

    looked: Looked
    erasing: Forgetting | None = None


class Vetting:
    """The verbs on vetting of one workspace."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # the rules -----------------------------------------------------------------------------------------------------

    def rules(self) -> Rules:
        """Return the rules that count in this workspace. Raises ``FileFormatError`` where its own file is wrong."""
        return rules_of(self._shoal.settings.folder)

    def copy_rules(self) -> str:
        """Put the shipped rules into the workspace, to be changed there; returns the path. Never writes over a file."""
        shoal = self._shoal
        shoal.require("settings")
        path = shoal.settings.folder / RULES_FILE
        lay_down(path, shipped_rules().text, "vetting rules")
        shoal.record("vetting.copy_rules", version=shipped_rules().version)
        return str(path)

    # vetting -------------------------------------------------------------------------------------------------------

    @making_nouns()
    def run(self, *, brief: str | None = None, who: Sequence[str] = (), keep: bool = True) -> Vetted:
        """Vet whom a brief's hard wishes keep, or whoever is named, or everybody, and keep what was found.

        Captions and comments that no page has read yet are read first, however long that takes: ``progress`` hears of
        it. What is kept can be worked out again (:meth:`verify`). Of more than 2,000 creators, and by who may only
        read, nothing is kept; ``not_kept`` says so. Of more than 50,000, everybody is counted, and the first 500 of
        those who need a person first are read in full. Raises ``NotFoundError`` for a name that nobody goes by.
        """
        shoal, seen = self._shoal, look(self._shoal)
        if seen.texts.unread:
            read_hints(look(shoal, patient=True).task)
            seen = look(shoal)  # goes by what is kept now, and so does whoever looks next
        if seen.texts.unread:  # nothing could be kept
            seen = look(shoal, patient=True)
        wanted = self._wanted(brief, who)
        found = read_some(shoal, wanted) if is_large(shoal) else read_all(seen, wanted)
        not_kept = self._why_not(sum(found.counts.values())) if keep else "it was only looked at"
        about = f"the brief {brief}" if brief else BY_HAND if who else "everybody"
        by_account = dict(zip(found.accounts, found.verdicts, strict=True))
        run = None if not_kept else self._keep(seen, about, by_account, self._new_id(about))
        read = partial(shoal.catalog.creators, as_of=seen.moment.at, brand=shoal.brand.id)
        return Vetted(
            accounts=found.accounts, verdicts=found.verdicts, read=read, rules=seen.moment.rules, counts=found.counts,
            remedies=found.remedies, run=run, not_kept=not_kept,
        )  # fmt: skip

    @property
    def unread(self) -> int:
        """Return of how many accounts captions and comments were not read yet: a vetting reads them, in minutes."""
        return len(look(self._shoal).texts.unread)

    def later(self, brief: str | None = None) -> Job:
        """Have a worker vet whom a brief keeps, or everybody, and keep what is found: where a page cannot wait."""
        shoal = self._shoal
        shoal.require("edit")
        key = f"vet {brief or ''} {shoal.catalog.version()} {shoal.catalog.hints.read_elsewhere()}"
        return shoal.jobs.add(JOB, {"brief": brief or ""}, key=key, words="captions and comments wait to be read")

    def _wanted(self, brief: str | None, who: Sequence[str]) -> set[str] | None:
        """Return the accounts that somebody asked for, ``None`` for everybody."""
        shoal = self._shoal
        if who:
            return {account for one in who for account in shoal.creators.accounts(one)[:1]}
        if brief is None:
            return None
        shortlist = shoal.planning.draft_shortlist(shoal.planning.show_brief(brief))
        fitting = {candidate.account_id for candidate in shortlist.candidates}
        return fitting | {entry.account_id for entry in shortlist.apart}

    def _why_not(self, number: int) -> str:
        if not self._shoal.actor.may("edit"):
            return "who may only read keeps nothing"
        if number > MOST_KEPT:
            return f"of more than {MOST_KEPT:,} creators nothing is kept: name a brief, or some of them"
        return "" if number else "nobody was vetted"

    def keep_for(self, seen: Look, shortlist: Shortlist, verdicts: dict[str, Verdict]) -> VettingRun:
        """Keep what the verdicts on a shortlist went by; made anew, the same shortlist gives it the same name."""
        about = f"shortlist {shortlist.brief_name} v{shortlist.version}"
        return self._keep(seen, about, verdicts, self._shoal.dice.new_id("vr", self._shoal.now(), shortlist.id))

    def _new_id(self, about: str) -> str:
        shoal = self._shoal
        return shoal.dice.new_id("vr", shoal.now(), f"{about} {shoal.wall_clock():%Y%m%d%H%M%S%f}")

    def _keep(self, seen: Look, about: str, verdicts: dict[str, Verdict], run_id: str) -> VettingRun:
        shoal, moment = self._shoal, seen.moment
        rules = moment.rules
        kept = [_kept_verdict(account, verdict) for account, verdict in verdicts.items()]
        run = VettingRun(
            id=run_id,
            about=about[:ABOUT_LENGTH],
            as_of=moment.at,
            rules=rules.version,
            rules_text=rules.text,
            rules_origin="shipped" if rules.origin == "shipped" else RULES_FILE,
            batches=tuple(batch.id for batch in shoal.catalog.batches()),
            catalog=shoal.catalog.version(),
            orders=tuple(batch.id for batch in shoal.ledger.trade.order_batches()),
            looked=shoal.ledger.vetting.looked_version(),
            code=__version__,
            by_name=shoal.actor.name,
            at=shoal.wall_clock(),
            machine=machine(),
            ground=asdict(moment.ground),
            creators=len(kept),
            unread=len(seen.texts.unread),
        )
        with shoal.ledger.transaction():
            shoal.ledger.vetting.add_run(run, kept, shoal.actor)
            shoal.record("creators.vet", run.id, creators=len(kept), rules=rules.version)
        return run

    def runs(self, limit: int = 20) -> tuple[VettingRun, ...]:
        """Return the newest vettings that were kept."""
        return self._shoal.ledger.vetting.runs(limit)

    def verify(self, run_id: str = "", *, brief: str | None = None) -> Verified:
        """Work a kept vetting out again, the newest unless one is named, and hold it against what was kept.

        With a ``brief``, what its newest shortlist shows is held against it instead. Every verdict is made anew from
        the imports, orders, rules and looks of then, and compared byte for byte. What rested on something that was
        undone, has expired or was erased cannot be verified, and says so.
        Raises ``NotFoundError`` where none was kept.
        """
        if brief is not None:
            return self._verify_shortlist(brief)
        run = self._run(run_id)
        kept = self._shoal.ledger.vetting.verdicts(run.id)
        return Verified(run=run, rechecked=recheck(self._shoal, run, kept))

    def _verify_shortlist(self, brief: str) -> Verified:
        shortlist = self._shoal.ledger.planning.shortlist(slug(brief))
        if not shortlist.vetting:
            raise NotFoundError(
                "What this shortlist went by was not kept: an older version of Shoal built it.",
                received=f"{shortlist.brief_name}-v{shortlist.version}",
                next_step=f"shoal shortlist build {shortlist.brief_name} builds the next one, which can be verified.",
            )
        run = self._run(shortlist.vetting)
        shown = [_kept_verdict(candidate.account_id, candidate.verdict) for candidate in shortlist.candidates]
        return Verified(run=run, rechecked=recheck(self._shoal, run, shown))

    def _run(self, run_id: str) -> VettingRun:
        if run_id:
            return self._shoal.ledger.vetting.run(run_id)
        newest = self.runs(1)
        if not newest:
            raise NotFoundError("No vetting was kept here.", next_step="shoal creators vet keeps one.")
        return newest[0]

    # what creators answer ------------------------------------------------------------------------------------------

    def answers(self, creator: str) -> tuple[CreatorAnswer, ...]:
        """Return what a creator said to findings, one answer each, the newest version; taken back ones are left out."""
        newest: dict[str, CreatorAnswer] = {}
        for answer in self._shoal.ledger.vetting.answers(creator):
            newest.setdefault(answer.check, answer)
        return tuple(answer for answer in newest.values() if answer.text)

    def answer_versions(self, creator: str, check: str) -> tuple[CreatorAnswer, ...]:
        """Return every version of what a creator said to one finding, the newest first."""
        return tuple(answer for answer in self._shoal.ledger.vetting.answers(creator) if answer.check == check)

    def answer(self, who: str, check: str, text: str, *, said_on: date | None = None, proof: str = "") -> CreatorAnswer:
        """Write down what a creator said to a finding; an empty text takes her answer back.

        It stands beside the finding and moves no verdict. Every version stays. ``said_on`` is today unless it is said.
        """
        shoal = self._shoal
        shoal.require("edit")
        shown = shoal.creators.show(who)
        today = shoal.now().astimezone(ZoneInfo(shoal.brand.timezone)).date()
        told, day = text.strip(), said_on or today
        before = self.answer_versions(shown.creator.id, check)
        _refuse_answer(told, check, [*(one.check for one in shown.verdict.findings), *(one.check for one in before)])
        _refuse_details(day, today, proof.strip())
        made = CreatorAnswer(
            creator_id=shown.creator.id, check=check, text=told, said_on=day, proof=proof.strip(),
            version=before[0].version + 1 if before else 1, by_id=shoal.actor.id, by_name=shoal.actor.name,
            at=shoal.wall_clock(),
        )  # fmt: skip
        with shoal.ledger.transaction():
            shoal.ledger.vetting.add_answer(made)
            shoal.record("creators.answer", check=check, version=made.version)
        return made

    # what people saw -----------------------------------------------------------------------------------------------

    def looks(self, creator: str) -> tuple[Looked, ...]:
        """Return what people saw of a creator's age, the newest first."""
        return self._shoal.ledger.vetting.looks_of(creator)

    def looked(self, who: str, said: str, *, note: str = "", confirmed: bool = False) -> LookKept:
        """Keep that a person looked: ``adult`` lifts the under-18 block, ``minor`` keeps it, ``open`` takes it back.

        ``adult`` holds for the words that raised the question; other words raise it again. For a ``minor`` the answer
        says what an erasure would touch; with ``confirmed``, an owner erases her at once: a keyed mark stays, nothing
        else. Raises ``ConflictError`` where nothing suggests that she is under 18.
        """
        shoal = self._shoal
        shoal.require("adulthood")
        if said not in SAID:
            raise InputError("This cannot be said of somebody's age.", received=said, allowed=SAID)
        if confirmed:
            shoal.require("forget")
        looked = self._look_of(who, SAID[SAID.index(said)], note.strip()[:LONGEST_NOTE])
        with shoal.ledger.transaction():
            shoal.ledger.vetting.add_look(looked, shoal.actor)
            shoal.record("creators.looked", creator=looked.creator_id, said=looked.said)
        if said != "minor":
            return LookKept(looked=looked)
        return LookKept(
            looked=looked, erasing=shoal.creators.forget(looked.creator_id, reason="minor", confirmed=confirmed)
        )

    def _look_of(self, who: str, said: Saw, note: str) -> Looked:
        shoal = self._shoal
        (account,) = shoal.creators.accounts(who)[:1]
        found = shoal.catalog.creators([account], shoal.now(), shoal.brand.id)
        hits = [hit for one in found for hit in signs_of_minor(one, shoal.now().year)]
        before = self.looks(creator_id_of(account))
        if said == "adult" and not hits and not (before and before[0].said == "minor"):
            raise ConflictError(
                "Nothing about them suggests somebody under 18, so there is no block to lift.",
                next_step="Nothing to do.",
            )
        return Looked(
            creator_id=creator_id_of(account), said=said, words_sha256=words_digest(hits), note=note,
            by_name=shoal.actor.name, at=shoal.wall_clock(),
        )  # fmt: skip


def _kept_verdict(account: str, verdict: Verdict) -> KeptVerdict:
    return kept_of(account, verdict.creator_id, canonical(verdict))


def _refuse_answer(text: str, check: str, known: Sequence[str]) -> None:
    if check not in known:
        raise InputError(
            "There is no such finding about them.", received=check, allowed=tuple(dict.fromkeys(known)),
            fields={"check": "one of the findings on their page"},
        )  # fmt: skip
    if len(text) > LONGEST_ANSWER:
        raise InputError(
            "This answer is too long.",
            received=f"{len(text):,} characters",
            fields={"text": f"at most {LONGEST_ANSWER:,} characters"},
        )


def _refuse_details(day: date, today: date, proof: str) -> None:
    if day > today:
        raise InputError("This day lies in the future.", received=day, fields={"said_on": f"{today} or before"})
    if proof and (not proof.startswith(("https://", "http://")) or len(proof) > LONGEST_PROOF):
        raise InputError(
            "A proof is a link.",
            received=proof[:80],
            allowed=("https://…",),
            fields={"proof": "a link that begins with https://, or nothing"},
        )
