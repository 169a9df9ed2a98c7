"""What the tests of look-ups say often."""

from __future__ import annotations

from graph_server import GraphServer, account

from shoal.app import LookUp, Shoal


def know(server: GraphServer, *handles: str, **more) -> None:
    server.accounts |= {handle: account(handle, **more) for handle in handles}


def many(number: int) -> list[str]:
    return [f"creator_{place:03}" for place in range(1, number + 1)]


def looked_up(shoal: Shoal, text: str, posts: int = 25) -> LookUp:
    return shoal.lookups.send(shoal.lookups.plan(text, posts).id)
