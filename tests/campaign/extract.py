"""Random and damaged documents against `seisaku extract`: each is read to tables, or refused with a reason.

`python -m tests.campaign.extract --minutes 10` is the long form; `test_extract.py` has the short ones.
"""

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from loaders import holdings
from loaders.errors import DocumentUnreadable
from loaders.holdings import Registries
from loaders.pages import document
from loaders.reading import extraction, folder
from tests.loaders.pages.sheets import HEIGHT, WIDTH, Mark, pdf

PIECES = (
    *(
        "令和8年度予算額（案）",
        "（前年度予算額",
        "37億円",
        "1,234百万円",
        "1兆2,000億円",
        "４千万円",
        "△5億円",
        "▲12百万円",
        "十二億円",
    ),
    *(
        "令和7年度補正予算額",
        "【令和6年度第2次補正 3億円】",
        "H30～",
        "R6",
        "平成31年度",
        "昭和元年度",
        "令和元年",
        "2025年6月",
        "FY2024",
    ),
    *(
        "（新規）",
        "の内数",
        "うちＡＭＥＤ",
        "①",
        "II.",
        "(1)",
        "・",
        "※運営費交付金中の推計額含む",
        "次世代計測基盤整備事業",
        "拠点形成",
    ),
    *(
        "「経済財政運営と改革の基本方針2025」",
        "（令和7年6月13日閣議決定）",
        "【事業スキーム】",
        "JST",
        "国立大学法人等",
        "（担当：研究振興局計測課）",
    ),
    *(
        "支援期間",
        "5年",
        "補助率1/2",
        "件数",
        "10件程度",
        "（",
        "）",
        "\t",
        "　",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\f",
        "|",
        "**",
        "- ",
        "# ",
        "円",
        "億",
    ),
    *(
        "令和",
        "年度",
        ",",
        ".",
        "0",
        "999999999999",
        "\u200b",
        "\u3099",
        "𠮷",
        "🗾",
        "ｱｲｳ",
        "〇",
        "<br>",
        "<table><tr><td>",
        "</td>",
        "&#0;",
        "&amp;",
    ),
)
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp")
SUFFIXES = (".txt", ".md", ".html")


@dataclass
class Outcome:
    """What became of the documents."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0


def attempt(content: bytes, suffix: str, place: Path, outcome: Outcome) -> None:
    """One document, extracted and written; anything but tables or a refusal is a failure, kept with its document."""
    path = place / f"document{suffix}"
    path.write_bytes(content)
    start = time.monotonic()
    try:
        folder.write(extraction.read(document(path), _registries()), place / "tables")
        outcome.counts[f"read {suffix}"] += 1
    except DocumentUnreadable as error:
        outcome.counts[f"{suffix} {re.sub('[0-9]+', 'N', error.reason)[:60]}"] += 1
    except Exception:  # noqa: BLE001 (whatever else comes is what is looked for)
        kept = Path(tempfile.mkdtemp(prefix="extract-failure-")) / path.name
        kept.write_bytes(content)
        outcome.failures.append(f"{kept}\n{traceback.format_exc()}")
    outcome.slowest = max(outcome.slowest, time.monotonic() - start)


@cache
def _registries() -> Registries:
    return holdings.load().registries


def text(chance: random.Random) -> tuple[bytes, str]:
    """A text, Markdown or HTML file, sometimes damaged."""
    words = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 200)))
    content = words.encode(chance.choice(ENCODINGS), "ignore")
    return damaged(content, chance) if chance.random() < 0.3 else content, chance.choice(SUFFIXES)


def slides(chance: random.Random) -> tuple[bytes, str]:
    """A PDF, most often damaged."""
    pages = [[_mark(chance) for _ in range(chance.randrange(60))] for _ in range(chance.randrange(1, 4))]
    content = pdf(pages, rotate=chance.choice((0, 0, 90, 180, 270)))
    return damaged(content, chance) if chance.random() < 0.8 else content, ".pdf"


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes cut off, flipped, doubled, moved or filled with numbers."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 50))):
        at = chance.randrange(max(1, len(data)))
        size = chance.randrange(1, 40)
        data = chance.choice(_DAMAGES)(data, at, size, chance)
    return bytes(data)


def _cut(data: bytearray, at: int, _size: int, _chance: random.Random) -> bytearray:
    return data[:at]


def _flipped(data: bytearray, at: int, _size: int, chance: random.Random) -> bytearray:
    if data:
        data[at] ^= 1 << chance.randrange(8)
    return data


def _doubled(data: bytearray, at: int, size: int, _chance: random.Random) -> bytearray:
    return data[:at] + data[at : at + size] * 3 + data[at:]


def _removed(data: bytearray, at: int, size: int, _chance: random.Random) -> bytearray:
    return data[:at] + data[at + size :]


def _numbered(data: bytearray, at: int, size: int, chance: random.Random) -> bytearray:
    number = chance.choice(
        (b"0", b"-1", b"65535", b"99999999999", b"1e38", b"nan", b"[", b"<<", b"endobj", b"/Length 9")
    )
    return data[:at] + number + data[at + size :]


_DAMAGES: tuple[Callable[[bytearray, int, int, random.Random], bytearray], ...] = (
    *(_flipped, _flipped, _flipped, _removed, _doubled, _numbered, _cut),
)


def _mark(chance: random.Random) -> Mark:
    words = "".join(chance.choice(PIECES[:-20]) for _ in range(chance.randrange(1, 6)))
    angle = chance.choice((0, 0, 0, 0, 90, 270, 30))
    place = chance.uniform(-20, WIDTH), chance.uniform(-20, HEIGHT)
    return Mark(*place, words.replace("\n", ""), chance.choice((4, 9, 12, 24, 400)), angle)


def run(seconds: float, seed: int) -> Outcome:
    """The outcome of random documents for some time, half of them PDF by time."""
    chance, outcome = random.Random(seed), Outcome()  # noqa: S311 (no secret)
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as place:
        while time.monotonic() < end:
            attempt(*slides(chance), Path(place), outcome)
            for _ in range(10):
                attempt(*text(chance), Path(place), outcome)
    return outcome


def main() -> int:
    """The exit code: 1 if something failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign.extract", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcome = run(given.minutes * 60, given.seed)
    for name, count in sorted(outcome.counts.items()):
        sys.stdout.write(f"{count:7} {name}\n")
    sys.stdout.write(f"{outcome.counts.total()} documents, the slowest {outcome.slowest:.1f} s\n")
    sys.stdout.write("".join(f"FAILED {failure}\n" for failure in outcome.failures[:20]))
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
