"""The ministry and the divisions in charge of a program. Texts are in half width."""

import re
from collections.abc import Iterator

from loaders.reading.involvements.bodies import MINISTRY
from loaders.reading.involvements.roles import Part

_MINISTRY_LINE = re.compile(rf"(?:^|[)額円度]\s*)\s*(?P<body>{MINISTRY})\s*$", re.MULTILINE)
_NEAR_AMOUNT = re.compile(r"予算|要求|億円|百万円")


def ministries(text: str) -> Iterator[Part]:
    """Ministries that stand alone at the end of a line beside the amounts of a slide's head."""
    for match in _MINISTRY_LINE.finditer(text):
        above = [line for line in text[: match.start("body")].split("\n") if line.strip()][-4:]
        below = [line for line in text[match.end() :].split("\n") if line.strip()][:3]
        if any(_NEAR_AMOUNT.search(line) and len(line) < 60 for line in [*above, *below]):
            yield Part(*match.span("body"), "responsible-ministry")


_UNIT = r"(?:課|室|付|官|局|部|班|係|担当|チーム|グループ|センター|本部|事務局)(?:\([^()]*\))?"
_CHARGE = re.compile(
    r"(?:(?:担当(?:課室?|部局課?|局課?|府省庁?|部署|省庁)?名?|所管(?:課室?|部局)?|(?:お)?問い?合わ?せ先|連絡先)\s*:|"
    r"[【\[<](?:担当(?:課室?)?|(?:お)?問い?合わ?せ先|連絡先)[】\]>])\s*(?P<rest>[^\n]{2,100})"
)
_BUREAU_LINE = re.compile(
    rf"^[^\S\n]*[(【]?(?P<body>(?:{MINISTRY}\s*)?(?:大臣官房|[一-龥ァ-ヶー・]{{2,14}}(?:局|庁|部|グループ|"
    r"統括官|総括官|"
    r"政策官))\s*"
    rf"[一-龥ァ-ヶー・、]{{1,24}}?(?:課|室|官付|官|官\([^()]+\)\s?付)(?:\s?[一-龥ァ-ヶー・]{{2,14}}室)?)"
    r"(?:\s*\(?(?:内線|電話)[^\n]*)?[)】]?\s*$",
    re.MULTILINE,
)


_OFFICE_LINE = re.compile(
    r"^[^\S\n]*[(【](?P<body>(?:[一-龥ァ-ヶー・]|付|\([^()\n]*\)){4,40}(?:課|室|事務局|官付|官室|局|官\([^()"
    r"\n]+担当\)))[)】][^\S\n]*$",
    re.MULTILINE,
)


def divisions(text: str) -> Iterator[Part]:
    """The divisions in charge: after 担当: or alone on a line as a bureau with its division."""
    for match in _CHARGE.finditer(text):
        start = match.start("rest")
        yield from (
            Part(left, right, "division-in-charge") for left, right in _units(text, start, _closed(text, start))
        )
    for pattern in (_BUREAU_LINE, _OFFICE_LINE):
        for match in pattern.finditer(text):
            yield Part(*match.span("body"), "division-in-charge")


def _closed(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        sign = text[position]
        depth += (sign in "([【") - (sign in ")]】")
        if depth < 0 or sign == "\n":
            return position
    return len(text)


def _units(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    tail = re.search(
        r"\s*(?:\((?:内線|代表|電話|TEL|直通|\d)|(?:電話|TEL|内線|Tel)\b|\d{1,3}\s*$|\d{2,4}-\d)", text[start:end]
    )
    end = start + tail.start() if tail else end
    listed = [
        (start + match.start(), start + match.end())
        for match in re.finditer(r"(?:[^、,/()]|\([^()]*\))+", text[start:end])
    ]
    trimmed = [_trim(text, left, right) for left, right in listed]
    whole = [span for span in trimmed if re.search(rf"{_UNIT}$", text[slice(*span)])]
    if len(whole) == len(trimmed):
        yield from whole
    elif re.search(rf"{_UNIT}$", text[start:end].rstrip()):
        yield _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    cut = text[start:end]
    return start + len(cut) - len(cut.lstrip()), start + len(cut.rstrip())
