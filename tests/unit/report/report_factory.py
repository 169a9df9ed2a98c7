"""A whole report by hand: twelve invented creators, eight lines, a sheet that disagrees with its shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from report_people import PEOPLE, code_of
from report_sheet import sheet

from shoal.domain.brief import Brand, Brief, Wish
from shoal.domain.creator import Account, Creator, Place, SheetDeal
from shoal.domain.finding import Evidence, Finding, Verdict
from shoal.domain.plan import Bound, EvidenceShare, Forecast, Line, Plan
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate, LeftOut, PriceZone, Response, Shortlist, WishCount
from shoal.domain.tiers import tier_of
from shoal.domain.values import Estimate, Money, Provenance, Value, Window, unknown

AS_OF = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)
CHOSEN = 8


def sheet_provenance(row: int) -> Provenance:
    return Provenance(source="brand_spreadsheet.csv", policy="user_file", ref=f"ba_01:{row}")


def estimated(name: str, value: float, factor: float, n: int, unit: str, **changes) -> Value:
    level = changes.pop("level", 0.8)
    estimate = Estimate(value=value, low=value / factor, high=value * factor, level=level, n=n, method="EB")
    return Value(name=name, state=changes.pop("state", "estimated"), unit=unit, estimate=estimate, **changes)


def creator(number: int) -> Creator:
    name, handle, platform, followers, *_ = PEOPLE[number]
    creator_id, account_id = f"cr_{number + 1:02d}", f"ac_{number + 1:02d}"
    account = Account(
        id=account_id,
        creator_id=creator_id,
        platform=platform,
        handle=handle,
        handle_raw=f"@{handle}",
        url=f"https://{platform}.example/{handle}",
        provenance=sheet_provenance(number + 1),
    )
    typed = Estimate(value=followers or 0, low=followers or 0, high=followers or 0, level=1.0, n=1, method="counted")
    value = (
        Value(
            name="followers", state="observed", unit="people", estimate=typed, provenance=sheet_provenance(number + 1)
        )
        if followers
        else None
    )
    deal = SheetDeal(
        row=number + 1,
        codes=(code_of(number),),
        uses=16 - number,
        revenue=Money(minor=60_573 - 4_000 * number, currency="EUR"),
        fee=Money(minor=PEOPLE[number][6], currency="EUR"),
    )
    return Creator(
        id=creator_id,
        name=name,
        accounts=(account,),
        place=Place(country="AT", city="Graz"),
        languages=("de",),
        topics=("baking",),
        bio=f"SECRETBIO of {handle}",
        notes="SECRETNOTE run by parents",
        values=(value,) if value else (),
        deals=(deal,),
    )


def response(number: int) -> Response:
    _, _, _, followers, rate, posts, _, orders, basis, _ = PEOPLE[number]
    state = "prior_only" if basis == "benchmark" else "estimated"
    if followers is None:
        missing = "the sheet has no readable follower count"
        return Response(
            reach=unknown("reach", missing, "people"),
            engagements=unknown("engagements", missing, "likes and comments"),
            orders=unknown("orders", missing, "orders"),
            basis=basis,
        )
    spread = 1.6 if basis == "own_sales" else 3.0 if basis != "benchmark" else 9.0
    engagements = (
        estimated("engagements", followers * rate, 1.4, posts, "likes and comments")
        if rate
        else unknown("engagements", "no posts were brought in", "likes and comments")
    )
    return Response(
        reach=estimated("reach", followers * 0.21, 1.7, 0, "people", state="prior_only"),
        engagements=engagements,
        orders=estimated("orders", orders, spread, max(posts, 1), "orders", state=state),
        basis=basis,
    )


def reasons(number: int) -> tuple[Finding, ...]:
    _, handle, _, _, rate, posts, _, orders, basis, _ = PEOPLE[number]
    found = [
        Finding(
            check="topic",
            claim="Matches “baking” and “sourdough”",
            weight="+",
            evidence=(Evidence(text=f"SECRETQUOTE “I bake every day” by {handle}", ref=f"ba_01:{number + 1}"),),
        )
    ]
    if basis == "own_sales":
        found.insert(
            0,
            Finding(
                check="own_record",
                claim=f"Own record: {orders:.0f} orders by code {code_of(number)}, net of refunds",
                weight="+",
            ),
        )
    if rate:
        found.append(
            Finding(
                check="engagement", claim=f"Engagement above most accounts of its size, from {posts} posts", weight="+"
            )
        )
    found.append(Finding(check="place", claim="Austria, in the brief's markets", weight="+"))
    return tuple(found)


def unknowns(number: int) -> tuple[Finding, ...]:
    rate = PEOPLE[number][4]
    if rate is not None:
        return ()
    posts = Finding(
        check="engagement",
        claim="Engagement is unknown: no posts were brought in",
        weight="?",
        settle="Count the likes and comments of three posts",
        settle_seconds=30,
    )
    if PEOPLE[number][3] is not None:
        return (posts,)
    return (
        posts,
        Finding(
            check="followers",
            claim="Followers are unknown: “12,5” could be read in two ways",
            weight="?",
            settle="Type the follower count",
            settle_seconds=10,
        ),
    )


def candidate(number: int) -> Candidate:
    _, _, platform, followers, rate, posts, fee, _, _, verdict = PEOPLE[number]
    creator_id = f"cr_{number + 1:02d}"
    who = creator(number)
    engagement = (
        estimated("er_lc_f", rate, 1.3, posts, "fraction", level=0.9)
        if rate
        else unknown("er_lc_f", "no posts were brought in", "fraction")
    )
    finding = Finding(
        check="engagement",
        claim="9.1 % is unusual for accounts of this size, because most have under 6 %",
        weight="-",
        settle="A screenshot of insights",
        settle_seconds=120,
    )
    typed_fee = number % 3 == 0
    price = PriceZone(
        currency="EUR",
        low=fee if typed_fee else int(fee * 0.45),
        fair=fee,
        high=fee if typed_fee else int(fee * 2.1),
        ceiling=int(fee * 2.4),
        basis="typed" if typed_fee else "benchmark",
        n=1,
        reason="Fee typed in your sheet"
        if typed_fee
        else "Published rates for accounts of this size, each drawn as a wide prior",
    )
    return Candidate(
        creator_id=creator_id,
        account_id=f"ac_{number + 1:02d}",
        platform=platform,
        tier=tier_of(followers),
        followers=who.value("followers") or unknown("followers", "the sheet's “12,5” is not a count", "people"),
        engagement=engagement,
        score=3.4 - 0.2 * number,
        contributions=(("topic match", 1.2), ("own record", 1.4 - 0.1 * number), ("price against ceiling", -0.2)),
        reasons=reasons(number),
        unknowns=unknowns(number),
        verdict=Verdict(
            creator_id=creator_id,
            state=verdict,
            kind="own record" if verdict == "ok" and number < 4 else "",
            findings=(finding,) if verdict in ("review", "refuse") else (),
        ),
        price=price,
        response=response(number),
    )


def line(number: int) -> Line:
    _, _, platform, followers, _, _, fee, orders, basis, _ = PEOPLE[number]
    expected = response(number)
    return Line(
        creator_id=f"cr_{number + 1:02d}",
        account_id=f"ac_{number + 1:02d}",
        platform=platform,
        tier=tier_of(followers),
        deliverables=("reel",) if platform == "instagram" else ("post",),
        price=Money(minor=fee, currency="EUR"),
        price_basis="typed" if number % 3 == 0 else "benchmark",
        gain=orders or 0.0,
        reach=expected.reach,
        orders=expected.orders,
        basis=basis,
        reasons=reasons(number)[:2],
    )


def plan() -> Plan:
    lines = tuple(line(number) for number in range(CHOSEN))
    cost = sum(item.price.minor for item in lines)
    mix = (
        EvidenceShare(basis="benchmark", share=0.0, lines=0),
        EvidenceShare(basis="typed_or_vendor", share=0.0602, lines=2),
        EvidenceShare(basis="own_sales", share=0.8113, lines=4),
        EvidenceShare(basis="counted_posts", share=0.1285, lines=2),
    )
    forecast = Forecast(
        reach=estimated("reach", 27_412, 1.4, 8, "people"),
        reach_sum=estimated("reach_sum", 31_731, 1.4, 8, "people"),
        engagements=estimated(
            "engagements", 6_210, 1.5, 6, "engagements", reason="at least: not known for 2 of 8 lines"
        ),
        orders=estimated("orders", 49.8, 1.8, 8, "orders"),
        overlap_evidence="samples",
        assumptions=("Four of five agreed posts appear", "A follower sees a post with a chance of about one in five"),
    )
    tiers = (("micro", 6, cost - 16_500), ("nano", 2, 16_500))
    return Plan(
        id="pl_1",
        brief_id="br_1",
        brief_name="Spring oat flour",
        shortlist_id="sl_1",
        version=2,
        budget=Money(minor=150_000, currency="EUR"),
        cost=Money(minor=cost, currency="EUR"),
        lines=lines,
        forecast=forecast,
        evidence_mix=mix,
        bound=Bound(value=49.8, upper=50.12, unit="orders", method="fractional knapsack over the candidates"),
        tier_mix=tiers,
        binding=("the budget",),
        not_chosen=(
            Finding(check="price", claim="{cr_11} costs €1,200 and would leave room for one creator only", weight="-"),
            Finding(check="value", claim="{cr_09} would enter below €40", weight="0"),
            Finding(check="unknown", claim="{cr_10}: expected orders are unknown", weight="?"),
        ),
        changes=(
            "{cr_05} leaves above €340",
            "{cr_02} and {cr_09} change places if the no-show rate passes 31 %",
            "{cr_gone} would have come in below €90",
        ),
        seed=20_260_518,
    )


def shortlist() -> Shortlist:
    left = tuple(
        LeftOut(
            creator_id=f"cr_{number}",
            account_id=f"ac_{number}",
            because=Finding(check="price", claim=f"Fee of €{number * 10} is above the ceiling of €300", weight="-"),
        )
        for number in range(40, 65)
    )
    apart = (
        LeftOut(
            creator_id="cr_10",
            account_id="ac_10",
            because=Finding(
                check="country", claim="Country is unknown", weight="?", settle="Ask where they live", settle_seconds=60
            ),
        ),
    )
    return Shortlist(
        id="sl_1",
        brief_id="br_1",
        brief_name="Spring oat flour",
        version=3,
        pool=1_240,
        candidates=tuple(candidate(number) for number in range(len(PEOPLE))),
        apart=apart,
        left_out=left,
        left_out_total=611,
        wish_counts=(
            WishCount(wish="country is AT or DE", kept=812, dropped=231, unknown=197),
            WishCount(wish="tier is nano or micro", kept=540, dropped=170, unknown=102),
            WishCount(wish="price at most €300", kept=331, dropped=209, unknown=0),
        ),
        notes=("Words were searched in names, bios and captions.",),
        catalog_version="7",
    )


def report_input(**changes) -> ReportInput:
    """Return the whole input; keyword arguments replace fields of it."""
    brief = Brief(
        id="br_1",
        name="Spring oat flour",
        version=4,
        goal="orders",
        text="Oat flour for home bakers",
        budget=Money(minor=150_000, currency="EUR"),
        markets=("AT", "DE"),
        window=Window(start=date(2026, 6, 1), end=date(2026, 6, 30)),
        wishes=(Wish(field="country", test="is", value=("AT", "DE")),),
    )
    made = ReportInput(
        brand=Brand(id="bd_1", name="Krumenhof Sample Store", currency="EUR", timezone="Europe/Vienna"),
        brief=brief,
        shortlist=shortlist(),
        plan=plan(),
        creators=tuple(creator(number) for number in range(len(PEOPLE))),
        sheet=sheet(),
        sources=(
            "brand_spreadsheet.csv: 60 lines, 45 new, 3 changed, 4 same, 4 in error, 4 skipped",
            "shopify_orders.csv: 400 orders",
        ),
        as_of=AS_OF,
        version="0.1.0",
        made_up=True,
    )
    return replace(made, **changes)


def forty_candidates() -> ReportInput:
    """Return a report of the size that a page must bear: forty candidates."""
    base = shortlist()
    many = tuple(
        replace(base.candidates[n % 12], creator_id=f"cr_{n % 12 + 1:02d}", score=4 - n / 20) for n in range(40)
    )
    return report_input(shortlist=replace(base, candidates=many))
