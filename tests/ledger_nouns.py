"""One full example of every noun that the ledger stores."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shoal.domain.brief import Brand, Brief, Circle, Wish
from shoal.domain.finding import Evidence, Finding, Verdict
from shoal.domain.intake import Batch
from shoal.domain.plan import Bound, EvidenceShare, Forecast, Line, Plan
from shoal.domain.shortlist import Candidate, LeftOut, PriceZone, Response, Shortlist, WishCount
from shoal.domain.trade import Order, OrderLine
from shoal.domain.values import Estimate, Money, Provenance, Value, Window, unknown

AT = datetime(2026, 6, 1, 12, 0, 0, 250_000, tzinfo=UTC)
MINA, THEO = "0a1b2c3d4e5f60718293a4b5", "ffeeddccbbaa998877665544"
EUR = Money(minor=12_345, currency="EUR")
KNOWN = Value(
    name="followers", state="observed", unit="people", parts=(("likes", 3.0), ("comments", None)), window="28 days",
    estimate=Estimate(value=12_500.0, low=12_450.0, high=12_550.0, level=1.0, n=1, method="as written"),
    provenance=Provenance(source="list.csv", policy="user_file", ref="ba_1:7", observed_at=AT, expires_at=None),
)  # fmt: skip
UNKNOWN = unknown("reach", "nobody said", "people", parts=(("likes", None),))

BRAND = Brand(id="bd_oat", slug="oat", name="Oat & Co", currency="EUR", timezone="Europe/Vienna")
OTHER_BRAND = Brand(id="bd_tea", slug="tea", name="Tea House", currency="GBP", timezone="Europe/London")

BRIEF = Brief(
    id="br_1", name="coffee", version=1, goal="visits", text="a coffee shop", budget=EUR, markets=("AT", "DE"),
    window=Window(start=date(2026, 7, 1)), exclusions=("@mina.bakes", "Theo", "casino"), most_creators=5, created_at=AT,
    wishes=(
        Wish(field="platform", test="is", value=("instagram",)),
        Wish(field="followers", test="at_least", value=1_000.0),
        Wish(field="price", test="at_most", value=60_000),
        Wish(field="circle", test="within", value=Circle(name="Graz", latitude=47.07, longitude=15.44, radius_km=15.0)),
        Wish(field="value_word", test="mentions", value=("fair", "bio"), hard=False, weight=0.5),
    ),
)  # fmt: skip


def finding(creator: str, claim: str = "bakes every day") -> Finding:
    evidence = (Evidence(text="her bio", ref="ba_1:7"), Evidence(text="", ref=f"cr_{creator}"))
    return Finding(
        check="topic", claim=claim, weight="+", evidence=evidence, value=KNOWN, settle="ask", settle_seconds=30
    )


def candidate(creator: str) -> Candidate:
    return Candidate(
        creator_id=f"cr_{creator}", account_id=f"ac_{creator}", platform="instagram", tier="micro", followers=KNOWN,
        engagement=UNKNOWN, score=0.75, contributions=(("topic", 0.5), ("price", 0.25)), reasons=(finding(creator),),
        unknowns=(finding(creator, "no posts"),),
        verdict=Verdict(creator_id=f"cr_{creator}", state="ok", kind="own record", findings=(finding(creator),)),
        price=PriceZone(currency="EUR", low=1, fair=2, high=3, ceiling=4, basis="typed", n=1, reason="her fee"),
        response=Response(reach=KNOWN, engagements=UNKNOWN, orders=KNOWN, basis="own_sales"),
    )  # fmt: skip


SHORTLIST = Shortlist(
    id="sl_1", brief_id="br_1", brief_name="coffee", version=1, pool=3, candidates=(candidate(MINA), candidate(THEO)),
    apart=(LeftOut(creator_id=f"cr_{MINA}", account_id=f"ac_{MINA}", because=finding(MINA, "lives nowhere known")),),
    apart_total=1, left_out=(LeftOut(creator_id="cr_x", account_id="ac_x", because=finding("x")),), left_out_total=1,
    wish_counts=(WishCount(wish="platform", kept=2, dropped=1, unknown=0),), notes=("a note",), created_at=AT,
)  # fmt: skip


def line(creator: str) -> Line:
    return Line(
        creator_id=f"cr_{creator}", account_id=f"ac_{creator}", platform="instagram", tier="micro", price=EUR,
        gain=1.25, deliverables=("post", "reel"), price_basis="typed", reach=KNOWN, orders=UNKNOWN, basis="own_sales",
        reasons=(finding(creator),),
    )  # fmt: skip


PLAN = Plan(
    id="pl_1", brief_id="br_1", brief_name="coffee", shortlist_id="sl_1", version=1, budget=EUR, cost=EUR,
    lines=(line(MINA), line(THEO)),
    forecast=Forecast(
        reach=KNOWN, reach_sum=KNOWN, engagements=UNKNOWN, orders=UNKNOWN, overlap_evidence="bounds",
        assumptions=("one",),
    ),
    evidence_mix=(EvidenceShare(basis="own_sales", share=0.4, lines=1),), tier_mix=(("micro", 2, 24_690),),
    bound=Bound(value=2.5, upper=2.75, unit="visits", method="relaxation"), binding=("the budget",),
    not_chosen=(finding("x", "too dear"),), changes=(f"cr_{MINA} above about EUR 300", f"cr_{THEO} below"), seed=7,
)  # fmt: skip

ORDER = Order(
    store="shop", external_id="1", name="#1", at=AT, currency="EUR", state="paid", subtotal_minor=1_000,
    shipping_minor=0, tax_minor=0, discount_minor=100, total_minor=900, refunded_minor=0, cancelled_at=None,
    codes=("MINA10",), customer_key=None, country="AT", tags=(),
    lines=(OrderLine(position=1, sku="", title="Bread", quantity=2, price_minor=500),),
)  # fmt: skip
BATCH = Batch(
    id="ba_1", kind="orders", source="shop_orders", label="June", at=AT, counts={"new": 1, "same": 0}, policy="own",
    rejects=None, notes=("a note",),
)  # fmt: skip
EVERY = (BRIEF, SHORTLIST, PLAN, ORDER, BATCH)
