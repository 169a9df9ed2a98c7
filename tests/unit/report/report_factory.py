"""A whole report by hand: twelve invented creators, eight lines, a sheet that disagrees with its shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from shoal.domain.brief import Brand, Brief, Wish
from shoal.domain.creator import Account, Creator, Place, SheetDeal
from shoal.domain.finding import Evidence, Finding, Verdict
from shoal.domain.plan import Bound, EvidenceShare, Forecast, Line, Plan
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate, LeftOut, PriceZone, Response, Shortlist, WishCount
from shoal.domain.tiers import tier_of
from shoal.domain.trade import CodeRecord, SheetAgainstShop, SheetDifference
from shoal.domain.values import Estimate, Money, Provenance, Value, Window, unknown

AS_OF = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)
# name, handle, platform, followers, engagement (None: unknown), posts, fee (minor), expected orders, basis, verdict
PEOPLE = (
    ("Mina Muster", "mina.backt.xmpl", "instagram", 12_500, 0.0341, 12, 12_000, 15.2, "own_sales", "ok"),
    ("سارة مثال", "sara.xmpl.ar", "instagram", 13_000, 0.037, 9, 11_000, 5.1, "own_sales", "ok"),
    ("Théo Exemplaire", "theo.xmpl", "tiktok", 48_200, 0.079, 12, 25_000, 13.7, "own_sales", "ok"),
    ("Łucja Przykład", "lucja_xmpl", "instagram", 21_300, 0.0275, 6, 28_000, 6.4, "own_sales", "ok"),
    ("Zoë Voorbeeld", "zoe.xmpl", "youtube", 15_200, 0.05, 4, 30_000, 4.2, "counted_posts", "review"),
    ("Marek Ukázka", "marek_xmpl_pece", "instagram", 5_200, 0.049, 3, 7_500, 2.2, "counted_posts", "ok"),
    ("示例 小李", "xiaoli.xmpl", "tiktok", 28_000, None, 0, 13_000, 1.9, "typed_or_vendor", "unknown"),
    ("Nora Prøve", "nora.xmpl", "instagram", 7_700, None, 0, 9_000, 1.1, "typed_or_vendor", "unknown"),
    (
        "Oskar Muster of the very long name that somebody typed",
        "oskar_xmpl",
        "tiktok",
        15_000,
        None,
        0,
        16_000,
        0.4,
        "benchmark",
        "unknown",
    ),
    (
        "Ben <script>alert(1)</script> Sampleton",
        "ben.xmpl.toast",
        "instagram",
        None,
        None,
        0,
        10_000,
        None,
        "benchmark",
        "unknown",
    ),
    ("Giulia Esempio", "giulia.xmpl.forno", "instagram", 96_000, 0.008, 12, 120_000, 7.9, "counted_posts", "review"),
    ("Rosa Échantillon", "rosa.xmpl.tarte", "instagram", 33_700, 0.021, 11, 18_000, 6.8, "own_sales", "refuse"),
)
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
    typed = Estimate(value=followers or 0, low=followers or 0, high=followers or 0, level=1.0, n=1, method="typed")
    value = Value(name="followers", state="observed", unit="people", estimate=typed) if followers else None
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


def code_of(number: int) -> str:
    return f"{PEOPLE[number][1].split('.')[0].split('_')[0].upper()}10"


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
        engagements=unknown("engagements", "two of eight creators have no counted posts", "likes and comments"),
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
                check="country", claim="Country is unknown", weight="?", settle="Ask where she lives", settle_seconds=60
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


def code_record(code: str, owners: tuple[str, ...], counted_orders: int, net: int, **changes: int) -> CodeRecord:
    def euros(minor: int) -> Money:
        return Money(minor=minor, currency="EUR")

    refunds = changes.get("refunds", 1_125)
    cancelled, pending = changes.get("cancelled", 1), changes.get("pending", 0)
    return CodeRecord(
        code=code,
        owners=owners,
        orders=counted_orders + cancelled + pending,
        cancelled=cancelled,
        pending=pending,
        counted=counted_orders,
        full_refunds=1,
        part_refunds=2,
        customers=counted_orders,
        gross=euros(net + refunds),
        refunds=euros(refunds),
        net=euros(net),
        net_goods=euros(int(net * 0.9)),
    )


def sheet() -> SheetAgainstShop:
    codes = tuple(code_record(code_of(n), (f"ac_{n + 1:02d}",), 15 - n, 50_206 - 3_000 * n) for n in range(len(PEOPLE)))
    codes += (
        code_record("", (), 65, 237_880, cancelled=3, pending=3, refunds=12_590),
        code_record("PIA20", ("ac_away",), 32, 94_228, cancelled=3, pending=3),
        code_record("WELCOME5", (), 20, 72_727, cancelled=2),
    )
    differences = (
        SheetDifference(
            kind="typed_not_booked",
            code="LEO10",
            account_ids=("ac_12",),
            row=57,
            text="2 uses and €61.80 are typed, the shop booked none",
            settle="Look the orders up, or strike them out",
        ),
        SheetDifference(
            kind="mistyped",
            code="NORA1O",
            account_ids=("ac_08",),
            row=20,
            text="NORA1O has no order; NORA10 has 7 and no owner",
            settle="Say whether NORA10 is the code of {cr_08}",
        ),
        SheetDifference(
            kind="leak_suspect",
            code="PIA20",
            account_ids=("ac_away",),
            row=9,
            text="38 orders beside 3 link clicks: unusual, because other codes have more clicks than orders",
            settle="Search for the code on coupon pages",
        ),
        SheetDifference(
            kind="uses_differ",
            code="TILDA10",
            account_ids=("ac_03",),
            row=58,
            text="9 uses typed, 6 booked",
            settle="Correct the sheet",
        ),
        SheetDifference(
            kind="revenue_differs",
            code="WANDA10",
            account_ids=("ac_04",),
            row=59,
            text="€1,142.40 typed, €114.24 booked: ten times as much",
            settle="Look at the decimal mark",
        ),
        SheetDifference(
            kind="shared",
            code="SPRING15",
            account_ids=("ac_05", "ac_06"),
            text="8 orders and two owners: given to neither",
            settle="Say whose it is, or since when",
        ),
    )
    first = date(2026, 3, 16)
    days = tuple(((first + timedelta(days=n)).isoformat(), 3 + (n * 7) % 6) for n in range(63) if n not in (5, 6, 20))
    return SheetAgainstShop(
        currency="EUR",
        orders=400,
        counted=367,
        gifts=6,
        untracked=65,
        shop_codes=20,
        tracked=276,
        gross=Money(minor=1_477_355, currency="EUR"),
        refunds=Money(minor=82_370, currency="EUR"),
        net=Money(minor=1_270_068, currency="EUR"),
        net_tracked=Money(minor=959_461, currency="EUR"),
        typed_uses=290,
        typed_revenue=Money(minor=1_153_665, currency="EUR"),
        codes=codes,
        differences=differences,
        days=days,
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
