"""What people say who want something of the reader: notions, and which notions stand together.

Words are kept per notion (``models/words.toml``) and not per sentence: ``check out my channel`` and ``schaut auf
meinem Kanal vorbei`` are both *look*, *my*, *place*. The lists and the weights were written from general knowledge
by somebody who had read a sample of the training comments. The weights of self-promotion were raised once, and a few
words added, after 31 invented comments showed them too weak; no set that the model is to be carried over to was
seen. Training moves a weight only as far as its data say so. A word stands in small letters and without apostrophe.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """A notion, or two of them at most ``within`` words apart and in this order, and what that is worth in log odds."""

    name: str
    first: str
    second: str = ""
    within: int = 0
    weight: float = 0.0


# [judgement] An ordinary short comment starts at odds of about one in fifty, so a sign that makes promotion as likely
# as not is worth four. None does alone: a link, a request to be written to or "my channel" is half of that, a request
# to subscribe somewhat more. A word of money says little by itself: it is what a finance page is about.
SIGNS: tuple[Sign, ...] = (
    Sign("link", "link", weight=2.0),
    Sign("address", "address", weight=2.0),
    Sign("styled letters", "styled", weight=1.5),
    Sign("subscribe", "subscribe", weight=2.5),
    Sign("look at my", "look", "my", within=4, weight=3.0),
    Sign("my place", "my", "place", within=3, weight=2.0),
    Sign("look at a place", "look", "place", within=4, weight=1.0),
    Sign("look at somebody", "look", "person", within=4, weight=1.0),
    Sign("look at a link", "look", "link", within=6, weight=1.0),
    Sign("subscribe to my", "subscribe", "my", within=4, weight=1.5),
    Sign("subscribe to me", "subscribe", "me", within=4, weight=2.0),
    Sign("subscribe back", "subscribe", "back", within=6, weight=1.5),
    Sign("subscribe for a subscription", "subscribe", "subscribe", within=3, weight=2.0),
    Sign("follow me", "follow", "me", within=3, weight=2.0),
    Sign("follow my", "follow", "my", within=3, weight=1.5),
    Sign("follow somebody", "follow", "person", within=3, weight=1.5),
    Sign("follow back", "follow", "back", within=4, weight=1.5),
    Sign("please look", "please", "look", within=4, weight=1.0),
    Sign("please subscribe", "please", "subscribe", within=6, weight=1.5),
    Sign("write to me", "contact", "me", within=2, weight=2.0),
    Sign("write now", "contact", "here", within=3, weight=1.5),
    Sign("write to somebody", "contact", "person", within=4, weight=1.5),
    Sign("write to an address", "contact", "address", within=4, weight=1.5),
    Sign("help me", "help", "me", within=2, weight=0.5),
    Sign("please help", "please", "help", within=3, weight=1.5),
    Sign("gain money", "gain", "money", within=6, weight=1.25),
    Sign("invest", "invest", weight=0.25),
    Sign("invest money", "invest", "money", within=6, weight=0.75),
    Sign("money by somebody", "money", "person", within=12, weight=1.5),
    Sign("invest by somebody", "invest", "person", within=12, weight=1.5),
    Sign("thanks to somebody", "thanks", "person", within=6, weight=0.75),
    Sign("with somebody", "with", "person", within=3, weight=0.5),
    Sign("gain from home", "gain", "home", within=8, weight=0.75),
    Sign("the first people", "first", "people", within=5, weight=1.0),
    Sign("prize", "prize", weight=0.5),
    Sign("gain a prize", "gain", "prize", within=6, weight=1.5),
    Sign("offer", "offer", weight=0.5),
    Sign("my offer", "my", "offer", within=4, weight=0.75),
    Sign("offer and address", "offer", "contact", within=8, weight=1.0),
    Sign("contact", "contact", weight=0.25),
    Sign("somebody", "person"),
    Sign("money", "money"),
    Sign("gain", "gain", weight=0.25),
)
