"""Small made-up files to try an import with: every person, shop and order in them is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample: its name, what it shows, and its text."""

    name: str
    about: Any
    text: str


_SHEET = """Name;Platform;Handle;Followers;ER;Country;Fee;Currency;Code;Code uses;Revenue;Notes
Alma Beispiel;Instagram;@alma.example;12,5k;3,4 %;DE;120;EUR;ALMA10;3;97,50 €;bakes rye bread
Bo Sample;TikTok;https://www.tiktok.com/@bo.example;48.200;7,9 %;Austria;250,00;EUR;BO15;2;61,00 €;
Ciro Esempio;insta;ciro.example;8 400;4.1 %;Italy;gifted;;CIRO10;1;24,00 €;
Alma B.;Instagram;instagram.com/alma.example/;;;Germany;;;;;;same person as line 1
Dora Exemple;;@dora.example;15k;5,0 %;France;90;EUR;DORA10;0;0,00 €;which platform?
Ed Ejemplo;Instagram;https://www.instagram.com/p/Cexample123/;7k;;Spain;80;EUR;ED10;1;31,00 €;link to a post
TOTAL;;;;;;540;;;7;213,50 €;
"""
_ORDERS = """Order number,Order date,Status,Currency,Subtotal,Shipping,Total,Refunded amount,Discount code,Email
#1001,2026-03-16T09:12:00+01:00,paid,EUR,29.00,4.90,33.90,0.00,ALMA10,one@example.com
#1002,2026-03-17T18:40:00+01:00,paid,EUR,24.00,4.90,28.90,0.00,,two@example.com
#1003,2026-03-18T11:05:00+01:00,refunded,EUR,29.00,4.90,33.90,33.90,BO15,three@example.com
#1004,2026-03-20T20:31:00+01:00,paid,EUR,31.00,4.90,35.90,0.00,alma10,four@example.com
#1005,2026-03-22T08:02:00+01:00,paid,EUR,24.00,0.00,24.00,0.00,CIRO10,five@example.com
#1006,2026-03-23T13:47:00+01:00,cancelled,EUR,29.00,4.90,33.90,0.00,BO15,six@example.com
"""
SAMPLES: Mapping[str, Sample] = {
    "sample_creators.csv": Sample(
        name="sample_creators.csv",
        about=words("seven lines with what real sheets have: 12,5k, one person twice, a total, two lines to mend"),
        text=_SHEET,
    ),
    "sample_orders.csv": Sample(
        name="sample_orders.csv", about=words("six orders of a shop that go with it, one refunded"), text=_ORDERS
    ),
}
