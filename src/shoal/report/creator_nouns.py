"""What the page of a creator shows beside her verdict: what her posts, comments and audience say, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shoal.domain.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherRate:
    """A rate beside the five: its value, how it is defined, and why it is not held against the house rate.

    ``apart`` is empty where the two may be compared.
    """

    value: Value
    counts: str
    over: str
    statistic: str
    apart: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A place in a text: the words before it, the place itself, the words after it. Dots stand for what was cut."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlace:
    """A post that can be opened: its name in the file, its day, its address and the line it came in with."""

    post: str
    day: date | None
    address: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRead:
    """A post with a sign of a deal: the sign and where it stands, and what each rule that applies says of its label.

    ``answers`` are (rule, ``pass``, ``fail`` or ``cannot tell``, why). ``suspect`` says that no label was found at all.
    """

    at: PostPlace
    sign: str
    quote: Quote
    answers: tuple[tuple[str, str, str], ...]
    suspect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRead:
    """A word of a list, or a brand, in a caption: what it was looked for, and the list and line that has it."""

    at: PostPlace
    topic: str
    quote: Quote
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionsRead:
    """What captions say; ``posts`` came in with words, ``rules`` are those of disclosure that apply to her.

    ``labels`` and ``words`` are newest first and may be fewer than there are: the findings count all.
    """

    posts: int
    rules: tuple[tuple[str, str], ...]
    labels: tuple[LabelRead, ...]
    words: tuple[WordRead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceTold:
    """What one supplier says of her audience: shares by kind (``country``), largest first, with the day they came."""

    supplier: str
    day: date | None
    kinds: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowersOpened:
    """Followers that a person opened and judged: the share, and what it would be with all unsure ones on one side.

    ``earlier`` counts older counts that stand beside this one.
    """

    value: Value
    all_real: Value
    all_not: Value
    words: str
    day: date | None
    ref: str
    earlier: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What people write under her posts: every figure of the conversation; the findings are those of the verdict."""

    figures: tuple[Value, ...]
