"""What captions say: labels, signs of a deal, other brands, words to look at, topics. Entered by ``shoal.signals``."""

from __future__ import annotations
