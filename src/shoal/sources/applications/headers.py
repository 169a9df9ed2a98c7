"""Which column of a form's export holds the answer to which question: by Shoal's own wording, else by its words.

Forms use whole sentences as headers, in any language, so single words decide; the order of the rules matters: a
privacy question that mentions an address is about privacy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shoal.domain.intake import ColumnMatch, ReadOptions
from shoal.errors import UnknownColumnError
from shoal.sources.applications.questions import QUESTIONS
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import cell_text, fold, is_missing

KEEP = "keep"
NOT_ASKED = "not one of Shoal's questions: not stored; keep it by saying so"
DEVICE = "names the device of the applicant: not stored"
OF_THE_FORM = "about the form, not the applicant: not stored"
_TAG = re.compile(r"<[^<>]{1,60}>")
_RULES: tuple[tuple[str, str], ...] = (
    ("at", ("timestamp|zeitstempel|horodateur|marca temporal|informazioni cronologiche|carimbo de data hora"
           "|tijdstempel|sygnatura czasowa|submit date utc|submitted at|submission date|date submitted")),
    ("status", "response type"),
    ("notice", ("notice|privacy|datenschutz|datenschutzhinweis|datenschutzhinweise|datenschutzerklarung|hinweis"
               "|confidentialite|privacidad|privacidade|privacyverklaring|prywatnosci|gdpr|dsgvo|rgpd|informativa"
               "|data protection")),
    ("adult", ("18|adult|of age|age|how old|years old|volljahrig|alter|wie alt|majeur|majeure|mayor de edad|edad"
              "|maggiorenne|maior de idade|meerderjarig|pelnoletni|pelnoletnia|18ans")),
    ("email", "email|e mail|mail|mailadresse|emailadresse|correo|courriel|posta elettronica"),
    ("proof", "proof|prove|proves|shows it|show it|that shows|beleg|belegt|nachweis|preuve|prueba|prova|bewijs|dowod"),
    ("evidence", ("insights|insight|screenshot|screenshots|statistics|analytics|statistik|statistiken|statistiques"
                 "|estadisticas|statistiche|estatisticas|statistieken|captura|capture|bildschirmfoto|upload")),
    ("customer", ("customer|bought|purchased|ordered from|shopped|kunde|kundin|gekauft|bestellt|client|cliente|clienta"
                 "|achete|comprado|acquistato|klant|gekocht|klient|klientka")),
    ("values", ("values|care about|stand for|believe in|matters to you|werte|wofur|wichtig|valeurs|valores|valori"
               "|waarden|wartosci|your cause")),
    ("place", ("where do you live|where are you based|where are you from|where are you|location|wo wohnst du"
              "|wo lebst du|ou habitez vous|donde vives|dove vivi|onde mora|waar woon je|place|based in")),
    ("country", "country|land|pays|pais|paese|kraj"),
    ("city", "city|town|stadt|ort|wohnort|ville|ciudad|citta|cidade|stad|woonplaats|miasto"),
)  # fmt: skip
_PLATFORM = "platform|platforms|network|plattform|netzwerk|plateforme|reseau|plataforma|red social|piattaforma|rete"
_HANDLE = ("handle|handles|username|user name|profile|profil|profilo|perfil|account|konto|compte|cuenta|conta"
           "|nutzername|benutzername|usuario|nome utente|pseudo|identifiant|gebruikersnaam")  # fmt: skip
_NAMING = "handle|handles|username|user name|profile|profil|profilo|perfil|link|url|adresse"
_FIGURES = ("followers|follower|subscribers|subscriber|abonnenten|abonnes|seguidores|posts|views|reach|rate|fee|price"
            "|many|often|much|why")  # fmt: skip
_NAME = "name|full name|your name|first name|vorname|nom|nombre|nome|naam|imie"
_DROPPED = {"#": OF_THE_FORM, "networkid": DEVICE, "startdateutc": OF_THE_FORM, "stagedateutc": OF_THE_FORM,
            "ending": OF_THE_FORM, "tags": OF_THE_FORM, "responseid": OF_THE_FORM, "score": OF_THE_FORM,
            "ipaddress": DEVICE, "ip": DEVICE, "useragent": DEVICE}  # fmt: skip
_BY_LABEL = {fold(question.label): question.key for question in QUESTIONS}
_KEYS = frozenset(_BY_LABEL.values())
FIELDS = frozenset({*_KEYS, "at", "status", "place", "name"})
_NEEDED = ("handle", "adult", "notice")
_LONGEST_NAME_HEADER = 3  # words: "What is the name of your dog?" is no name of the applicant
LEAST_MAIL = 0.5
_MAIL = re.compile(r"^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerColumn:
    """One column: the question it answers and why; ``platform`` where its header names one."""

    header: str
    key: str | None
    reason: str
    platform: str | None = None
    dropped: str | None = None

    def match(self, samples: Sequence[str]) -> ColumnMatch:
        """Return the column as a person is shown it."""
        return ColumnMatch(
            header=self.header, field=self.key, reason=self.reason, samples=tuple(samples), dropped=self.dropped
        )


def spaced(text: str) -> str:
    """Return the words of a header, folded, with one space around each."""
    words = re.findall(r"[^\W_]+", _TAG.sub(" ", text).replace("\u2019", " "))
    return f" {' '.join(fold(word) for word in words)} "


def _word_in(words: str, text: str) -> str | None:
    return next((word for word in words.split("|") if f" {word} " in text), None)


def _platform_in(header: str) -> str | None:
    """Return the one platform a header names; several make it a question about any of them."""
    words = spaced(header).split()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    named = {found for word in (*words, *pairs) if len(word) > 1 and (found := platform_of(word))}
    return named.pop() if len(named) == 1 else None


def _by_words(header: str) -> AnswerColumn | None:
    text = spaced(header)
    for key, words in _RULES:
        word = _word_in(words, text)
        if (
            word
            and key in ("country", "city")
            and all(_word_in(dict(_RULES)[part], text) for part in ("country", "city"))
        ):
            return AnswerColumn(header=header, key="place", reason="it asks for town and country in one")
        if word:
            return AnswerColumn(header=header, key=key, reason=f"“{word}” is a word for {key}")
    return _account_column(header, text)


def _account_column(header: str, text: str) -> AnswerColumn | None:
    platform = _platform_in(header)
    word = _word_in(_PLATFORM, text)
    if word and not _word_in(_NAMING, text):
        return AnswerColumn(header=header, key="platform", reason=f"“{word}” is a word for platform")
    word = _word_in(_HANDLE, text)
    if word or (platform and not _word_in(_FIGURES, text)):
        reason = f"“{word}” is a word for handle" if word else f"the header names {platform}"
        return AnswerColumn(header=header, key="handle", reason=reason, platform=platform)
    if _word_in(_NAME, text) and len(text.split()) <= _LONGEST_NAME_HEADER:
        return AnswerColumn(header=header, key="name", reason="it asks for a name")
    return None


def _one(header: str, said: Mapping[str, str]) -> AnswerColumn:
    told = said.get(fold(header))
    if told is not None:
        return AnswerColumn(header=header, key=None if told == KEEP else told, reason="you said so")
    label = _BY_LABEL.get(fold(_TAG.sub(" ", header)))
    if label:
        return AnswerColumn(header=header, key=label, reason="the wording of Shoal's own question")
    dropped = _DROPPED.get(fold(header) or header.strip())
    if dropped:
        return AnswerColumn(header=header, key=None, reason="a column of the form tool", dropped=dropped)
    found = _by_words(header)
    return found or AnswerColumn(header=header, key=None, reason="no question of Shoal", dropped=NOT_ASKED)


def _by_cells(column: AnswerColumn, cells: Iterable[str], *, asked: bool) -> AnswerColumn:
    """Correct a column whose cells say otherwise: addresses under "Username", ticks under the name of a platform.

    ``asked`` says that another column asks for the address already.
    """
    filled = [text for text in map(cell_text, cells) if not is_missing(text)]
    if column.reason == "you said so" or not filled:
        return column
    mails = sum(1 for text in filled if _MAIL.match(text)) / len(filled)
    if column.key in ("handle", "name", None) and mails > LEAST_MAIL and not asked:
        return replace(column, key="email", platform=None, dropped=None, reason="its cells are mail addresses")
    if column.key == "handle" and column.platform and all(platform_of(text) == column.platform for text in filled):
        return replace(column, key="platform", reason="its cells only name the platform: a ticked choice")
    return column


def match_headers(
    headers: Sequence[str], cells: Mapping[str, Sequence[str]], options: ReadOptions
) -> tuple[AnswerColumn, ...]:
    """Return which question each header answers, with the reason; ``cells`` are sample cells by header.

    Several columns may name accounts and platforms, any other question has its first column. Raises UnknownColumnError
    where a person named a column or a question that does not exist.
    """
    known = {fold(header) for header in headers}
    for header, key in options.columns.items():
        if fold(header) not in known:
            raise UnknownColumnError("no such column", received=header, allowed=tuple(headers))
        if key not in (*FIELDS, KEEP):
            raise UnknownColumnError("no such question", received=key, allowed=(*sorted(FIELDS), KEEP))
    said = {fold(header): key for header, key in options.columns.items()}
    taken: dict[tuple[str, str | None], str] = {}
    first = [_one(header, said) for header in headers]
    asked = any(column.key == "email" for column in first)
    found = [_by_cells(column, cells.get(column.header, ()), asked=asked) for column in first]
    for column in sorted(found, key=lambda column: column.reason != "you said so"):
        if column.key and column.key != "platform":
            taken.setdefault((column.key, column.platform), column.header)
    result = []
    for column in found:
        owner = taken.get((column.key or "", column.platform), column.header)
        reason = f"“{owner}” is read for this already"
        again = AnswerColumn(header=column.header, key=None, reason=reason, dropped=NOT_ASKED)
        result.append(column if owner == column.header else again)
    return tuple(result)


def missing_questions(columns: Sequence[AnswerColumn]) -> tuple[str, ...]:
    """Return the labels of the questions without which no application may be kept."""
    labels = {question.key: question.label for question in QUESTIONS}
    keys = {column.key for column in columns}
    return tuple(labels[key] for key in _NEEDED if key not in keys)


def recognise_applications(headers: Sequence[str]) -> str | None:
    """Return ``typeform``, ``google_forms`` or ``applications`` where headers are those of applications, else ``None``.

    They are where a column asks for the account, one for adulthood and one for the notice.
    """
    columns = match_headers(headers, {}, ReadOptions())
    return None if missing_questions(columns) else tool_of(headers)


def tool_of(headers: Sequence[str]) -> str:
    """Return which tool a file of applications came from, by its own columns."""
    words = {fold(header) for header in headers}
    if "submitdateutc" in words or "networkid" in words:
        return "typeform"
    first = spaced(headers[0]) if headers else ""
    return "google_forms" if _word_in(dict(_RULES)["at"], first) else "applications"
