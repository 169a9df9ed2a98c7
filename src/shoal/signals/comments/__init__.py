"""Comments read as text: language, spam and promotion, generic words, questions, and what is about the caption."""

from __future__ import annotations

from shoal.signals.comments.kept import let_go_of_tables
from shoal.signals.comments.labels import CommentLabels, label_comments
from shoal.signals.comments.rates import ErrorRates, LabelRates, error_rates

__all__ = ["CommentLabels", "ErrorRates", "LabelRates", "error_rates", "label_comments", "let_go_of_tables"]
