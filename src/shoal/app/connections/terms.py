"""What whoever connects Instagram confirms, in the words that are shown; another wording needs another version.

Sources: the vendor's pages on access levels and app review (an app that serves only what its business owns or manages
works at Standard Access), its platform terms, and Article 14 of the GDPR.
"""

from __future__ import annotations

TERMS_VERSION = "2026-11"
TERMS: tuple[str, ...] = (
    (
        "The app is your own, for accounts that your business owns or manages. Whoever looks creators up for others "
        "than their own business needs Advanced Access and a review by Meta."
    ),
    (
        "You accepted Meta's platform terms and developer policies yourself, you keep to them, and you answer for what "
        "is asked by this connection. Shoal is no party to that."
    ),
    (
        "You decide why creators are looked up, so you answer for their data: you have a legal basis for it, and you "
        "tell them within a month."
    ),
    (
        "Figures are kept for 90 days from the day they came. Then they are no longer shown, unless they are asked for "
        "anew."
    ),
)
