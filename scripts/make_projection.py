"""Make ``src/shoal/index/data/projection.npz``: from the 512 numbers of the sentence model to 256, once for all.

The middle and the main directions (PCA) of three kinds of text: lines as creators write them, put together from lists
here; the messages of Django in 17 languages (installed with Shoal); and random pieces of the model's own vocabulary.
A fixed turn spreads what is left evenly over the 256 numbers, so that one scale fits all of them as bytes.
The table of pieces has a middle of its own: without it, texts that say little would be close to every question.
Run it only to change the space on purpose: every index has to be built anew then.
"""

from __future__ import annotations

import gettext
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import numpy as np
from numpy.random import PCG64, Generator

from shoal.index.pieces import read_vocabulary
from shoal.index.sentences import SentenceModel, open_model
from shoal.index.table import PieceTable, encode_by_table

TARGET = Path(__file__).parents[1] / "src" / "shoal" / "index" / "data" / "projection.npz"
KEPT = 256
SHORTEST_MESSAGE, SHORTEST_PIECE = 15, 2  # letters: what is shorter says nothing
LINES, MESSAGES, MIXTURES = 6_000, 4_000, 4_000
LANGUAGES = (
    "ar",
    "zh_Hans",
    "zh_Hant",
    "nl",
    "en_GB",
    "de",
    "fr",
    "it",
    "ja",
    "ko",
    "pl",
    "pt",
    "pt_BR",
    "es",
    "th",
    "tr",
    "ru",
)
TOPICS = "|".join(
    (
        "vegan|food|bakery|sourdough|coffee|travel|fitness|gym|yoga|running|cycling|climbing|skincare|makeup",
        "fashion|thrift|sustainable|minimalism|interior|gardening|plants|dogs|cats|parenting|books|gaming",
        "streaming|esports|music|guitar|dance|photography|film|comedy|memes|cars|motorbikes|tech|coding|study",
        "finance|football|basketball|skating|surfing|hiking|camping|art|drawing|ceramics|knitting|jewellery|nails",
        "hair|tattoo|wine|cocktails|barbecue|pasta|sushi|ramen|dessert|cakes|chocolate|recipes|lifestyle|wedding",
        "model|actor|singer|producer|artist|student|nurse|teacher|barber|chef|baker|photographer|videographer",
        "coach|entrepreneur",
    )
).split("|")
SAYINGS = """link in bio|follow me|write me for collaborations|business inquiries|new video every day|watch my latest
    video|stream my new song|subscribe to my channel|IG|YouTube|snap|email|based in Berlin|from Vienna|living in Paris|
    Madrid|Roma|London|New York|Tokyo|São Paulo|Istanbul|Seoul|Dubai|Jakarta|mom of two|just for fun|be kind|love
    yourself|part time|full time|content creator|ambassador|discount code|shop my looks|free shipping|order here|book
    now|join my team|thanks for 100k|road to 10k|positive vibes only|dream big|tutorials and tips|reviews|behind the
    scenes|everyday life|my journey|small business owner|handmade|founder of|tour dates|new single out now"""
SIGNS = list("😂❤🔥✨🎵📍👇🌱🍞☕🎮📸💪🏃🧗🐶🐱💄👗✈🏖🎬🎤🎧📚⚽🏀🚗💻🎨🍕🌍💌👑🦋🌸🙏")
MARK = "\u2581"


def lines(dice: Generator, pieces: list[str]) -> Iterator[str]:
    sayings = [" ".join(saying.split()) for saying in SAYINGS.split("|")]
    kinds = (
        lambda: " ".join(dice.choice(TOPICS, dice.integers(1, 4))),
        lambda: str(dice.choice(sayings)),
        lambda: "".join(dice.choice(SIGNS, dice.integers(1, 4))),
        lambda: " ".join(pieces[place] for place in dice.integers(0, len(pieces), dice.integers(1, 5))),
    )
    for _ in range(LINES):
        parts = [kinds[int(kind)]() for kind in dice.choice(4, dice.integers(1, 5), p=(0.35, 0.3, 0.15, 0.2))]
        yield str(dice.choice([" / ", " | ", " ", "\n", ", "])).join(parts)


def messages() -> list[str]:
    found: list[str] = []
    for language in LANGUAGES:
        for path in sorted(Path(django.__file__).parent.glob(f"**/locale/{language}/LC_MESSAGES/django.mo")):
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog  # noqa: SLF001  the only list of its texts
            told = [text for text in catalogue.values() if isinstance(text, str) and len(text) > SHORTEST_MESSAGE]
            found += [re.sub(r"%\(\w+\)s|%\w", "", text)[:200] for text in told]
    return found


def corpus(vocabulary: list[str]) -> list[str]:
    dice = Generator(PCG64(3))
    pieces = [text for piece in vocabulary if len(text := piece.replace(MARK, "").strip()) > SHORTEST_PIECE]
    told = messages()
    return [
        *lines(dice, pieces),
        *(told[place] for place in dice.choice(len(told), min(MESSAGES, len(told)), replace=False)),
        *(" ".join(pieces[place] for place in dice.integers(0, len(pieces), 8)) for _ in range(MIXTURES)),
    ]


def directions(seen: np.ndarray) -> np.ndarray:
    """The main directions of centred vectors, turned."""
    _, found = np.linalg.eigh(seen.T @ seen)
    turn, _ = np.linalg.qr(Generator(PCG64(4)).standard_normal((KEPT, KEPT)))
    return found[:, ::-1][:, :KEPT] @ turn


def middle(model: SentenceModel, texts: list[str], folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the whole model says of texts, and the middles of that and of what the table says."""
    whole = model.encode(texts).astype(np.float64)
    return whole, whole.mean(axis=0), encode_by_table(model, PieceTable(folder, model), texts).mean(axis=0)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = open_model(folder, many=True)
        texts = corpus([piece for piece, _ in read_vocabulary(folder).numbered()])
        seen, whole, table = middle(model, texts, folder)
    TARGET.parent.mkdir(exist_ok=True)
    found = {"directions": directions(seen - whole), "whole": whole, "table": table}
    np.savez(TARGET, **{name: array.astype(np.float16) for name, array in found.items()})
    print(f"{TARGET}: {found['directions'].shape}")


if __name__ == "__main__":
    main()
