"""A line -> the years for which a program is planned."""

import re
from dataclasses import dataclass

from loaders import values

_COUNT = r"(?:\d{1,2}|元|[二三四五六]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SHORT_YEAR = r"(?<![A-Za-z0-9])[RHS]\.?\s?\d{1,2}"
_YEAR = rf"(?:(?:令和|平成|昭和)\s?{_COUNT}|{_SHORT_YEAR}|(?:FY)?(?<!\d)(?:19|20)\d\d)\s?(?:年度|年)?"
_PERIOD = re.compile(
    rf"(?P<start>{_YEAR})\s?(?:[((][^()]{{1,12}}[))])?\s?(?:~|から|-|―|–)\s?"
    rf"(?:(?P<end>{_YEAR}|\d{{1,2}}\s?年度)(?:\s?まで)?|[((]\s?(?P<length>\d{{1,2}})\s?(?:年|か年|カ年|ヵ年)間?\s?[))])?"
)
_UNTIL = re.compile(rf"^[\s*(:]*~\s?(?P<end>{_YEAR})")
_LABEL = re.compile(
    r"(?:事業|実施|補助|支援|計画|事業実施|プロジェクト|研究開発?|期)(?:実施)?期間|事業年度|実施年度|期間"
)


@dataclass(frozen=True)
class Period:
    """The first and the last fiscal year, as far as printed."""

    start: int | None
    end: int | None


def labelled(text: str) -> bool:
    """Whether a line announces the period of a program (事業実施期間)."""
    return bool(
        re.search(
            r"(?:事業|実施|事業実施|補助|プロジェクト|計画)期間|期間\s*[(:]|事業年度|実施年度", values.plain(text)
        )
    )


def _plain(text: str) -> str:
    # The wave dash is another character than the full-width tilde.
    return values.plain(text).replace("〜", "~")


def is_bare(text: str) -> bool:
    """Whether a line is nothing but a period."""
    words = re.sub(r"[\s*()【】・:-]+", "", _plain(text))
    match = _PERIOD.fullmatch(words) or re.fullmatch(rf"~{_YEAR}", words)
    return bool(match) and "~" in words


def period(text: str) -> Period | None:
    """The first period of a text; None where it has none. （10年） after a start gives an end, 最大10年間 does not."""
    plain = _plain(text)
    if match := _PERIOD.search(plain):
        start = values.fiscal_year(match["start"])
        return Period(start, _end(match, start))
    words = _LABEL.split(plain)[-1]
    if match := _UNTIL.search(words):
        return Period(None, values.fiscal_year(match["end"]))
    return None


def _end(match: re.Match[str], start: int) -> int | None:
    if match["length"]:
        return start + int(match["length"]) - 1
    printed = match["end"]
    if not printed:
        return None
    if re.match(r"\d{1,2}\s?年度", printed):
        era = re.match(r"[^\d元]*", match["start"])
        printed = (era[0] if era and era[0] else "令和") + printed
    return values.fiscal_year(printed)
