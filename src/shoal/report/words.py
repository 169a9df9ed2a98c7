"""How figures are written: value, range, level and n; unknown as the word with its reason.

Source of the forms: metric dictionary section 1 and the manners of numbers (at most three significant figures where
the range is wider than a tenth of the value). Every door uses these, so that page and terminal say the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import get_currency_precision

from shoal.domain.amounts import amount_text, with_sign
from shoal.domain.shortlist import PriceZone
from shoal.domain.values import Estimate, Money, Value

WIDE = 0.1  # a range wider than this share of the value leaves three significant figures at most
PLANNING_LEVEL = 0.8
CURRENCY_LETTERS = 3
ALL_COUNTED = 1.0
STATE_WORDS = {
    "unknown": "unknown",
    "withheld": "withheld",
    "not_applicable": "not applicable",
    "stale": "stale",
}
BASIS_WORDS = {
    "own_sales": "own sales",
    "counted_posts": "counted posts",
    "typed_or_vendor": "typed or vendor figures",
    "benchmark": "benchmarks",
    "unknown": "nothing known",
    "own_deal": "own deals",
    "typed": "typed in your own sheet",
    "typed_in_plan": "typed for this plan",
}
METHOD_WORDS = {"precision of writing": "as written"}
# Who did the counting where a figure has no interval: a person's own file is typed, a vendor's report is reported.
POLICY_WORDS = {
    "user_file": "typed", "manual": "typed", "vendor": "reported by", "creator_proof": "reported by",
    "instagram.discovery": "reported by",
}  # fmt: skip
VALUE_WORDS = {
    "followers": "Followers",
    "following": "Follows",
    "posts_count": "Posts in all",
    "total_likes": "Likes in all",
    "total_views": "Views in all",
    "avg_likes": "Likes of a post, average",
    "avg_comments": "Comments of a post, average",
    "avg_views": "Views of a post, average",
    "er": "Engagement rate, as typed or reported",
    "hand_real": "Followers opened: real",
    "hand_unsure": "Followers opened: unsure",
    "hand_fake": "Followers opened: not real",
    "hand_every": "Followers opened: every …th",
    "hand_followers": "Followers on the day of the count",
}
SOURCE_WORDS = {"synthetic": "the made-up market"}
REASON_WORDS = {
    "no_posts": "no posts were brought in",
    "no_followers": "followers are not known",
    "likes_hidden": "likes are hidden",
    "comments_hidden": "comments are hidden",
    "counts_impossible": "the counts of their posts cannot be right",
    "posts_too_fresh": "their posts are too young to be judged",
    "posts_in_future": "their posts are dated in the future",
    "typed_rate_not_positive": "the typed rate is not above zero",
    "denominator_current": "measured against today's followers, not those at post time",
    "reported_rate": "as reported: the posts behind it were not counted here",
    "typed_rate_definition_not_known": "as typed: nobody said how it was worked out",
    "language_unknown": "in a language that is not read here",
    "threads_not_supplied": "the comments came without their threads",
    "authors_not_supplied": "the comments came without their writers",
    "some_authors_not_supplied": "some comments came without their writers",
    "no_text": "the comments came without their words",
    "captions_missing": "captions did not come in",
    "no_comments_of_others": "nobody else commented",
    "no_replies": "they answered no comment",
    "small_sample": "a small sample: fewer than 100 comments or six posts",
    "fewer_than_8_posts": "as counted: fewer than eight posts give no range",
    "interval_only": "of fewer than ten questions the range alone says something",
    "answers_still_open": "comments are younger than seven days, so answers may still come",
    "ten_or_fewer_people": "ten people or fewer wrote all of it",
    "screening_only": "screening only: the count did not reach the end of the list, so it tells of the newest",
    "past_the_end": "screening only: labels times step is more than the list is long",
    "reach_not_known": "screening only: without the follower count nobody can say how far the count reached",
    "all_unsure": "of none of those opened could anybody say",
    "benchmark_curve": "drawn toward the size curve of published benchmarks",
}
AT_LEAST = "at least"  # how a sum with missing parts begins its reason (metric dictionary section 1, rule 1)
DEFINITIONS = {
    "er_lc_f": "likes + comments / followers",
    "er_l_f": "likes / followers",
    "er_lcsv_f": "likes + comments + shares + saves / followers",
    "er_lcs_w": "likes + comments + shares / views",
    "er_r": "likes + comments + shares + saves / accounts reached",
    "er_i": "likes + comments + shares + saves / impressions",
    "er_avg_lc_f": "average likes + comments / followers, as reported",
    "er_raw_mean12": "plain mean of 12 posts, likes + comments / followers",
    "er_raw_median10": "median of 10 posts, likes + comments / followers",
    "er_paid": "paid posts, likes + comments / followers",
    "er_organic": "posts that are not paid, likes + comments / followers",
    "paid_ratio": "paid posts against the others",
    "like_cv": "spread of likes over their median",
    "comments_per_1k_likes": "comments per 1,000 likes",
    "share_rate": "shares / views",
    "view_rate": "views / followers",
    "posting_rate": "posts per 30 days",
    "typed": "as typed, definition not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberParts:
    """A figure taken apart for a page: ``main``, ``span`` in brackets, ``note`` (n or where it is from), ``state``."""

    main: str
    span: str = ""
    note: str = ""
    state: str = "observed"
    known: bool = True

    @property
    def text(self) -> str:
        """Return the figure on one line, as the terminal shows it."""
        if not self.known:
            return f"{self.main}: {self.note}"
        spanned = f"{self.main} ({self.span})" if self.span else self.main
        return f"{spanned} · {self.note}" if self.note else spanned


def words_of(code: str) -> str:
    """Return a code as words: a known basis by its phrase, any other with spaces for underscores."""
    return BASIS_WORDS.get(code, code.replace("_", " "))


def reason_text(reason: str | None) -> str:
    """Return why a figure is missing, or what it leans on: a code of the signals by its sentence, text as it is."""
    if not reason:
        return "no reason was given"
    return REASON_WORDS.get(reason, reason if " " in reason else words_of(reason))


def source_text(source: str) -> str:
    """Return where a figure comes from as a reader knows it; the name of a vendor or a file stays as it is."""
    return SOURCE_WORDS.get(source, source)


def definition_of(name: str) -> str:
    """Return numerator and denominator of an engagement definition; a name that is not known stays itself."""
    return DEFINITIONS.get(name, name)


def rounded(number: float) -> float:
    """Return a number with three significant figures from 100 up and two below."""
    if number == 0 or not math.isfinite(number):
        return 0.0 if number == 0 else number
    figures = 3 if abs(number) >= 100 else 2  # noqa: PLR2004  the rule of the docstring
    return round(number, figures - 1 - math.floor(math.log10(abs(number))))


def rough(number: float) -> str:
    """Return a number that has a wide range: three significant figures at most, thousands in groups."""
    shown = rounded(number)
    if shown == 0:
        return "0"
    decimals = max(0, 1 - math.floor(math.log10(abs(shown))))
    return f"{shown:,.{decimals}f}"


def exact(number: float) -> str:
    """Return a number whose range is narrow: whole if whole or large, a share with three figures, else two decimals."""
    if number == int(number) or abs(number) >= 1000:  # noqa: PLR2004  beyond that a fraction of one says nothing
        return f"{number:,.0f}"
    return f"{number:.3g}" if abs(number) < 1 else f"{number:,.2f}"


def share_text(share: float) -> str:
    """Return a fraction as a percentage with one decimal; never rounds a part to none or to all."""
    percent = 100.0 * share
    if 0 < percent < 0.1:  # noqa: PLR2004  the last decimal shown
        return "under 0.1 %"
    if 99.9 < percent < 100:  # noqa: PLR2004  likewise
        return "over 99.9 %"
    return f"{percent:.1f} %"


def level_text(level: float) -> str:
    """Return the promised coverage of an interval, ``80 %``."""
    return f"{100 * level:.3g} %"


def money_text(money: Money) -> str:
    """Return an amount with the sign and the number of decimals of its currency."""
    return amount_text(money.minor, money.currency)


def rough_money_text(minor: float, currency: str) -> str:
    """Return an uncertain amount given in minor units: three significant figures at most."""
    figures = rough(abs(minor) / 10 ** get_currency_precision(currency))
    return with_sign(figures, currency, below_zero=minor < 0)


def number_text(value: Value) -> str:
    """Return a figure with all that is needed to believe it.

    ``12,400 (9,800 to 15,300, 80 %) · n 12``, ``12,400 counted``, ``unknown: no posts brought in``. A fraction is
    written as a percentage; a unit that is an ISO currency means minor units.
    """
    return number_parts(value).text


def number_parts(value: Value) -> NumberParts:
    """Return a figure in parts; a value without a number is the word of its state with the reason."""
    estimate = value.estimate
    if estimate is None or not math.isfinite(estimate.value):
        word = STATE_WORDS.get(value.state, "unknown")
        return NumberParts(main=word, note=reason_text(value.reason), state=value.state, known=False)
    low, high = (_end(end, value.unit, wide=False) for end in (estimate.low, estimate.high))
    if low == high and estimate.level >= ALL_COUNTED:  # exact, or as good as that in the figures that are shown
        return NumberParts(main=f"{_figure(estimate.value, value.unit, wide=False)} {_source_word(value, estimate)}",
                           note=_state_note(value), state=value.state)  # fmt: skip
    wide = estimate.high - estimate.low > WIDE * abs(estimate.value)
    ends = f"{_end(estimate.low, value.unit, wide=wide)} to {_end(estimate.high, value.unit, wide=wide)}"
    counted = estimate.level >= ALL_COUNTED
    span = ends if counted else f"{ends}, {level_text(estimate.level)}"
    notes = (_source_word(value, estimate) if counted else _n_text(value, estimate), _state_note(value))
    main = _figure(estimate.value, value.unit, wide=wide)
    return NumberParts(
        main=f"{AT_LEAST} {main}" if (value.reason or "").startswith(AT_LEAST) else main,
        span=span,
        note=" · ".join(note for note in notes if note),
        state=value.state,
    )


def price_text(price: PriceZone) -> str:
    """Return the zones of a price in words: fair with its range, what it rests on, and the price to walk away from."""
    parts = price_parts(price)
    return " · ".join(part for part in (parts.text, walk_away_text(price)) if part)


def price_parts(price: PriceZone) -> NumberParts:
    """Return the fair price in parts; a price nobody knows is the word and its reason, whatever amounts stand there."""
    if not price.known:
        reason = price.reason or "no reason was given"
        return NumberParts(main=STATE_WORDS["unknown"], note=reason, state="unknown", known=False)
    note = words_of(price.basis)
    low, fair, high, _ceiling = price.amounts
    if fair == high == 0:
        return free_parts(gift="gift" in price.reason)
    if low == high == fair:
        return NumberParts(main=money_text(Money(minor=fair, currency=price.currency)), note=note)
    ends = " to ".join(rough_money_text(minor, price.currency) for minor in (low, high))
    main = rough_money_text(fair, price.currency)
    state = "prior_only" if price.basis == "benchmark" else "estimated"
    return NumberParts(main=main, span=f"{ends}, {level_text(PLANNING_LEVEL)}", note=note, state=state)


def free_parts(*, gift: bool) -> NumberParts:
    """Return a deal without a fee in parts; a gift says what it leaves out: it is not free of cost."""
    if gift:
        return NumberParts(main="no fee (gift)", note="product and shipping not priced")
    return NumberParts(main="no fee", note="typed as 0; product and shipping not priced")


def walk_away_text(price: PriceZone) -> str:
    """Return the price to walk away from; nothing where it is not known or the deal is a gift."""
    if not price.known:
        return ""
    _low, fair, _high, ceiling = price.amounts
    return f"walk away above {rough_money_text(ceiling, price.currency)}" if ceiling > fair else ""


def seconds_text(seconds: int | None) -> str:
    """Return how long a remedy takes, or that nobody knows."""
    if seconds is None:
        return "time not known"
    if seconds < 90:  # noqa: PLR2004  from a minute and a half people think in minutes
        return f"about {seconds} s"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {seconds / 3600:.1f} h"  # noqa: PLR2004  likewise


def counted_noun(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 line`` or ``3 lines``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_text(day: date) -> str:
    """Return a day that reads the same everywhere, ``17 May 2026``."""
    return f"{day.day} {day:%B %Y}"


def moment_text(moment: datetime, zone_name: str) -> str:
    """Return a moment in the brand's zone with the zone's name; a zone this machine does not know becomes UTC."""
    try:
        local = moment.astimezone(ZoneInfo(zone_name))
    except (ZoneInfoNotFoundError, ValueError):
        local, zone_name = moment.astimezone(ZoneInfo("UTC")), "UTC"
    return f"{day_text(local.date())}, {local:%H:%M} {zone_name} (UTC{local:%z})"


def _figure(number: float, unit: str, *, wide: bool) -> str:
    if unit == "fraction":
        return f"{_percent(number, wide=wide)} %"
    if _is_currency(unit):
        return rough_money_text(number, unit) if wide else money_text(Money(minor=round(number), currency=unit))
    return rough(number) if wide else exact(number)


def _end(number: float, unit: str, *, wide: bool) -> str:
    """Return one end of a range: like the figure, without the sign of per cent that stands beside the figure."""
    return _percent(number, wide=wide) if unit == "fraction" else _figure(number, unit, wide=wide)


def _percent(fraction: float, *, wide: bool) -> str:
    percent = round(100.0 * fraction, 10)  # 100 * 0.034 is not 3.4 in binary
    return rough(percent) if wide else f"{percent:,.4g}"


def _is_currency(unit: str) -> bool:
    return len(unit) == CURRENCY_LETTERS and unit.isalpha() and unit.isupper()


def _source_word(value: Value, estimate: Estimate) -> str:
    """Return the word that stands where there is no interval: counted, typed or reported by somebody."""
    source = value.provenance.source if value.provenance else ""
    if estimate.method == "counted" and value.provenance is not None:
        word = POLICY_WORDS.get(value.provenance.policy, "counted")
        return f"{word} {source_text(source) or 'others'}" if word == "reported by" else word
    if estimate.method in ("counted", "typed"):
        return estimate.method
    if estimate.method in METHOD_WORDS:
        return METHOD_WORDS[estimate.method]
    if value.provenance is not None and value.provenance.policy == "manual":
        return "typed here"
    if source in SOURCE_WORDS:
        return source_text(source).removeprefix("the ")
    return f"reported by {source}" if source else words_of(estimate.method)


def _n_text(value: Value, estimate: Estimate) -> str:
    if value.state == "prior_only":
        return "benchmark only"
    return f"n {estimate.n:,}" if estimate.n else "none counted"


def _state_note(value: Value) -> str:
    if value.state == "stale":
        return f"stale: {value.reason or 'older than its shelf life'}"
    reason = value.reason or ""
    return reason.removeprefix(AT_LEAST).lstrip(": ") if reason.startswith(AT_LEAST) else ""
