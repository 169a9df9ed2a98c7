"""What is true of each creator, with evidence: engagement, findings, verdicts. Everything here is pure."""

from __future__ import annotations

from shoal.signals.audience import (
    AudienceTask,
    Segment,
    Supplied,
    audience_findings,
    language_share,
    local_share,
    segment_share,
    supplied_by,
    vendor_minor_band,
)
from shoal.signals.captions.disclosure import DisclosureCheck, PostWords, RuleAnswer, check_disclosure
from shoal.signals.captions.findings import findings_of
from shoal.signals.captions.reading import CaptionLists, CaptionTask, PostReading, lists_of, read_captions
from shoal.signals.captions.shipped import disclosure_rules, shipped_word_lists, shipped_words_text
from shoal.signals.captions.word_lists import WordList, WordLists, read_word_lists
from shoal.signals.comment_reader import maybe_unusual, read_conversations, reader_errors
from shoal.signals.comments import let_go_of_tables
from shoal.signals.conversation import (
    Conversation,
    ConversationLeague,
    conversation_figures,
    conversation_findings,
    conversation_league,
    conversation_of,
    league_of_shares,
)
from shoal.signals.engagement import benchmark_rate, engagement, engagement_value, reported_rates
from shoal.signals.forecast import NextPosts, next_posts
from shoal.signals.gaps import gaps, is_counted
from shoal.signals.hand_count import (
    HAND_COUNT_LABELS,
    HAND_COUNT_REASONS,
    frame_words,
    hand_count_findings,
    hand_count_share,
    step_for,
)
from shoal.signals.hints import captions_may_weigh, reading_version, shares_of, text_hints
from shoal.signals.league import League, SizeCurve, benchmark_league, fit_league, shrink, size_curve
from shoal.signals.minors import band_hits, is_blocked, minor_hits, minor_pattern, suspected_minor, words_digest
from shoal.signals.rates.definitions import DEFINITIONS, Definition, comparable
from shoal.signals.rates.leagues import leagues_of, rate_leagues
from shoal.signals.rates.narrowing import Narrowing, narrowing
from shoal.signals.rates.percentile import Percentiles, league_percentile, percentile_value
from shoal.signals.rates.side_by_side import RateRequest, rate_values
from shoal.signals.rules import read_rules
from shoal.signals.states import VerdictStates, verdict_states
from shoal.signals.vetting import own_record_words, summary, vet
from shoal.signals.views import view_levels
from shoal.signals.windows import WINDOW_RULE, league_of

__all__ = [
    "DEFINITIONS",
    "HAND_COUNT_LABELS",
    "HAND_COUNT_REASONS",
    "WINDOW_RULE",
    "AudienceTask",
    "CaptionLists",
    "CaptionTask",
    "Conversation",
    "ConversationLeague",
    "Definition",
    "DisclosureCheck",
    "League",
    "Narrowing",
    "NextPosts",
    "Percentiles",
    "PostReading",
    "PostWords",
    "RateRequest",
    "RuleAnswer",
    "Segment",
    "SizeCurve",
    "Supplied",
    "VerdictStates",
    "WordList",
    "WordLists",
    "audience_findings",
    "band_hits",
    "benchmark_league",
    "benchmark_rate",
    "captions_may_weigh",
    "check_disclosure",
    "comparable",
    "conversation_figures",
    "conversation_findings",
    "conversation_league",
    "conversation_of",
    "disclosure_rules",
    "engagement",
    "engagement_value",
    "findings_of",
    "fit_league",
    "frame_words",
    "gaps",
    "hand_count_findings",
    "hand_count_share",
    "is_blocked",
    "is_counted",
    "language_share",
    "league_of",
    "league_of_shares",
    "league_percentile",
    "leagues_of",
    "let_go_of_tables",
    "lists_of",
    "local_share",
    "maybe_unusual",
    "minor_hits",
    "minor_pattern",
    "narrowing",
    "next_posts",
    "own_record_words",
    "percentile_value",
    "rate_leagues",
    "rate_values",
    "read_captions",
    "read_conversations",
    "read_rules",
    "read_word_lists",
    "reader_errors",
    "reading_version",
    "reported_rates",
    "segment_share",
    "shares_of",
    "shipped_word_lists",
    "shipped_words_text",
    "shrink",
    "size_curve",
    "step_for",
    "summary",
    "supplied_by",
    "suspected_minor",
    "text_hints",
    "vendor_minor_band",
    "verdict_states",
    "vet",
    "view_levels",
    "words_digest",
]
