"""Reports: one self-contained page, and the sentences that every door shares."""

from __future__ import annotations

from shoal.report.approval import render_approval
from shoal.report.bars import Expiring, expiry_bars, outcome_bar
from shoal.report.creator_claims import AUDIENCE, CAPTIONS, OPENED, TALK
from shoal.report.creator_facts import FACTS, CreatorView, Explained
from shoal.report.creator_nouns import (
    AudienceTold,
    CaptionsRead,
    FollowersOpened,
    FurtherRate,
    LabelRead,
    PostPlace,
    Quote,
    Talk,
    WordRead,
)
from shoal.report.creator_part import creator_charts, creator_halves, render_creator
from shoal.report.creator_texts import count_chart
from shoal.report.csv_text import chart_csv
from shoal.report.frame import Chart
from shoal.report.frontier import FrontierPoint, frontier_chart
from shoal.report.histogram import histogram
from shoal.report.markup import Html, kept_together
from shoal.report.method_part import POLICIES
from shoal.report.overlap import OverlapPair, overlap_map
from shoal.report.parts import part_charts, part_content, render_chart, render_part, render_sheet, sprite
from shoal.report.people import NameBook, name_book
from shoal.report.places import PARTS, Places
from shoal.report.plain import brief_title, countries_text, goal_text, plain, value_name_text
from shoal.report.plan_part import tier_chart
from shoal.report.rates import RateCurve, RateDot, rate_forest, rate_scatter
from shoal.report.render import render_html, render_vetted, timeless, vetted_rows
from shoal.report.sentences import (
    Remedy,
    bound_sentence,
    change_sentences,
    cost_sentence,
    difference_title,
    evidence_mix_sentence,
    reach_sentence,
    remedies,
    shortlist_sentence,
    size_sentence,
    untracked_sentence,
    verdict_counts,
)
from shoal.report.shortlist_part import survivor_chart
from shoal.report.times import Break, FollowerPoint, follower_line, post_strip
from shoal.report.words import (
    NumberParts,
    day_text,
    definition_of,
    moment_text,
    money_text,
    number_parts,
    number_text,
    price_parts,
    price_text,
    reason_text,
    seconds_text,
    share_text,
    source_text,
    walk_away_text,
    words_of,
)

__all__ = [
    "AUDIENCE",
    "CAPTIONS",
    "FACTS",
    "OPENED",
    "PARTS",
    "POLICIES",
    "TALK",
    "AudienceTold",
    "Break",
    "CaptionsRead",
    "Chart",
    "CreatorView",
    "Expiring",
    "Explained",
    "FollowerPoint",
    "FollowersOpened",
    "FrontierPoint",
    "FurtherRate",
    "Html",
    "LabelRead",
    "NameBook",
    "NumberParts",
    "OverlapPair",
    "Places",
    "PostPlace",
    "Quote",
    "RateCurve",
    "RateDot",
    "Remedy",
    "Talk",
    "WordRead",
    "bound_sentence",
    "brief_title",
    "change_sentences",
    "chart_csv",
    "cost_sentence",
    "count_chart",
    "countries_text",
    "creator_charts",
    "creator_halves",
    "day_text",
    "definition_of",
    "difference_title",
    "evidence_mix_sentence",
    "expiry_bars",
    "follower_line",
    "frontier_chart",
    "goal_text",
    "histogram",
    "kept_together",
    "moment_text",
    "money_text",
    "name_book",
    "number_parts",
    "number_text",
    "outcome_bar",
    "overlap_map",
    "part_charts",
    "part_content",
    "plain",
    "post_strip",
    "price_parts",
    "price_text",
    "rate_forest",
    "rate_scatter",
    "reach_sentence",
    "reason_text",
    "remedies",
    "render_approval",
    "render_chart",
    "render_creator",
    "render_html",
    "render_part",
    "render_sheet",
    "render_vetted",
    "seconds_text",
    "share_text",
    "shortlist_sentence",
    "size_sentence",
    "source_text",
    "sprite",
    "survivor_chart",
    "tier_chart",
    "timeless",
    "untracked_sentence",
    "value_name_text",
    "verdict_counts",
    "vetted_rows",
    "walk_away_text",
    "words_of",
]
