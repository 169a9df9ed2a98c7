"""What people write under the posts of an account, who writes, and whether she answers. Everything here is pure."""

from __future__ import annotations

from shoal.signals.conversation.figures import FIGURES, conversation_figures
from shoal.signals.conversation.findings import LEAST_SPAM, conversation_findings
from shoal.signals.conversation.labels import Errors, Labels
from shoal.signals.conversation.league import (
    NO_LEAGUE,
    SHARES,
    ConversationLeague,
    Usual,
    conversation_league,
    conversation_shares,
    league_of_shares,
)
from shoal.signals.conversation.sample import Conversation, conversation_of

__all__ = [
    "FIGURES",
    "LEAST_SPAM",
    "NO_LEAGUE",
    "SHARES",
    "Conversation",
    "ConversationLeague",
    "Errors",
    "Labels",
    "Usual",
    "conversation_figures",
    "conversation_findings",
    "conversation_league",
    "conversation_of",
    "conversation_shares",
    "league_of_shares",
]
