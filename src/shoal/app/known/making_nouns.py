"""Many nouns made at once: the interpreter need not look through them for circles while they are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def making_nouns() -> Iterator[None]:
    """Put off the search for circles of references: nouns have none, and go as soon as nobody holds them.

    The search begins anew with every so many new objects and looks through all that are alive: of 5,000 creators with
    their verdicts it took half of the time. Where somebody else put it off already, it stays so. What was made
    counts as old at the end, or the next two searches would look through all of it: 70 ms for 5,000 creators.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            if not gc.get_freeze_count():  # a server keeps what is old out of the search altogether
                gc.freeze()
                gc.unfreeze()  # into the oldest generation, without a look
            gc.enable()
