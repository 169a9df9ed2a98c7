"""Who has texts, supplied audiences or hand counts at all, so that nobody else is looked at for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.catalog.hand_counts import NAMES as HAND_NAMES
from shoal.catalog.shown import Sight, live, shown_sql
from shoal.catalog.supplied import NAMES as SUPPLIED_NAMES
from shoal.domain.bulk import CommentCounts
from shoal.engines import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellers:
    """Account ids in order, by what came in of them; ``texts`` counts captions and comments."""

    captions: tuple[str, ...]
    comments: tuple[str, ...]
    supplied: tuple[str, ...]
    hand_counts: tuple[str, ...]
    texts: int

    @property
    def everybody(self) -> tuple[str, ...]:
        """Return every account of which there is anything, once, in order."""
        return tuple(sorted({*self.captions, *self.comments, *self.supplied, *self.hand_counts}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What checks of texts ask of an account beside its texts; ``followers`` of NaN is not known."""

    platform: str
    country: str
    followers: float


def read_tellers(engine: Engine, sight: Sight, comments: CommentCounts) -> Tellers:
    """Return who has captions or labels of the platform, supplied audiences and hand counts. A column per table."""

    def accounts(table: str, where: str, *parameters: object) -> tuple[str, ...]:
        sql = f"SELECT DISTINCT account_id FROM {live(table, sight)} WHERE {where} ORDER BY account_id"
        return tuple(str(row[0]) for row in engine.rows(sql, list(parameters)))

    captions = int(engine.rows(f"SELECT count(*) FROM {live('posts', sight)} WHERE caption <> ''")[0][0])
    return Tellers(
        texts=captions + int(comments.comments.sum()),
        captions=accounts("posts", "caption <> '' OR sponsored IS NOT NULL"),
        comments=tuple(sorted(comments.account_id.tolist())),
        supplied=accounts("metrics", "regexp_matches(name, $1)", SUPPLIED_NAMES),
        hand_counts=accounts("metrics", "name IN (SELECT unnest($1))", list(HAND_NAMES)),
    )


def read_facts(engine: Engine, sight: Sight, accounts: Sequence[str]) -> tuple[Facts, ...]:
    """Return platform, country and followers of some accounts, in that order; who is not here has empty ones."""
    columns = "account_id, coalesce(platform, ''), coalesce(country, ''), coalesce(followers, 'nan'::DOUBLE)"
    sql = f"SELECT {columns} FROM ({shown_sql(sight, 'account_id IN (SELECT unnest($1))')})"
    found = {str(row[0]): Facts(platform=row[1], country=row[2], followers=float(row[3]))
             for row in engine.rows(sql, [list(accounts)])}  # fmt: skip
    nobody = Facts(platform="", country="", followers=float("nan"))
    return tuple(found.get(account, nobody) for account in accounts)
