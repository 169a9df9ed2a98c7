"""The twelve invented creators of the hand-made report."""

from __future__ import annotations

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


def code_of(number: int) -> str:
    return f"{PEOPLE[number][1].split('.')[0].split('_')[0].upper()}10"
