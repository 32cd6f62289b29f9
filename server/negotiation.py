"""Which of our offers a client likes best (RFC 9110, sections 12.4 and 12.5). Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Possessive, so that a header made for it cannot take long; a quotation that does not end goes to the end.
_ELEMENT = re.compile(r'(?:[^,"]++|"(?:[^"\\]++|\\.?)*+"?)+', re.DOTALL)
_PARAMETER = re.compile(r';\s*([^\s=;]++)\s*=\s*("(?:[^"\\]++|\\.)*+"|[^\s;"]*+)\s*', re.DOTALL)
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_RANGE = re.compile(rf"\s*({_WORD})(?:/({_WORD}))?\s*((?:;.*)?)", re.DOTALL)
_LANGUAGE_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*((?:;.*)?)")
_QUALITY = re.compile(r"(?:0?(?:\.\d{1,3})?|0\.|1(?:\.0{0,3})?)")
# Sent with every type by some clients; none of them selects another representation of ours.
# Beyond it a header is no wish but an attempt on our time.
_LONGEST = 2048
_IGNORED = frozenset({"charset", "profile", "version"})


@dataclass(frozen=True)
class _Range:
    kind: str
    subkind: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def specificity(self, offer: "_Range") -> int | None:
        """How narrowly this range names the offer, None if not at all."""
        if self.kind == "*":
            return 0
        if self.kind != offer.kind or not self.parameters <= offer.parameters:
            return None
        if self.subkind == "*":
            return 1
        return 2 + len(self.parameters) if self.subkind == offer.subkind else None


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offered media type that an Accept header prefers, None if it accepts none of them.

    Quality decides, then how specifically the type is named, then the order of the offers. Elements that
    cannot be read count as absent; an absent, empty or altogether unreadable header accepts everything.
    """
    ranges = [found for text in _ELEMENT.findall((accept or "")[:_LONGEST]) if (found := _media_range(text))]
    if not ranges:
        return offers[0]
    ranked = [(*_judged(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, _, winner = max(ranked)
    return winner if quality > 0 else None


def _judged(offer: str, ranges: Sequence[_Range]) -> tuple[float, int]:
    wanted = _media_range(offer)
    assert wanted is not None, offer  # noqa: S101 (offers are our own constants)
    matches = [(fit, rng.quality) for rng in ranges if (fit := rng.specificity(wanted)) is not None]
    fit, quality = max(matches, default=(0, 0.0))
    return quality, fit


def _media_range(text: str) -> _Range | None:
    matched = _MEDIA_RANGE.fullmatch(text)
    if not matched:
        return None
    # Java's URLConnection sends a bare `*`.
    kind, subkind = matched[1].lower(), (matched[2] or "").lower() or ("*" if matched[1] == "*" else "")
    parameters = _parameters(matched[3])
    quality = None if parameters is None else _quality(parameters)
    if not subkind or (kind == "*" and subkind != "*") or parameters is None or quality is None:
        return None
    relevant = frozenset(pair for pair in parameters if pair[0] != "q" and pair[0] not in _IGNORED)
    return _Range(kind, subkind, relevant, quality)


def _parameters(text: str) -> list[tuple[str, str]] | None:
    if _PARAMETER.sub("", text).strip(" ;"):
        return None
    return [(name.lower(), value.strip('"').lower()) for name, value in _PARAMETER.findall(text)]


def _quality(parameters: Sequence[tuple[str, str]]) -> float | None:
    text = next((value for name, value in parameters if name == "q"), "1")
    return float(text + ("0" if text.endswith(".") else "")) if text and _QUALITY.fullmatch(text) else None


def qualities(header: str) -> dict[str, float]:
    """The weight of each name in a header such as Accept-Encoding, without the elements that cannot be read."""
    found = {}
    for text in _ELEMENT.findall(header[:_LONGEST]):
        name, _, rest = text.partition(";")
        quality = _quality(_parameters(";" + rest if rest else "") or [])
        if name.strip() and quality is not None:
            found[name.strip().lower()] = quality
    return found


def best_language(accept_language: str | None, offers: Sequence[str]) -> str:
    """The offered language that an Accept-Language header prefers, the first offer if it names none."""
    qualities = dict.fromkeys(offers, 0.0)
    for text in _ELEMENT.findall((accept_language or "")[:_LONGEST]):
        matched = _LANGUAGE_RANGE.fullmatch(text)
        quality = _quality(_parameters(matched[2]) or []) if matched else None
        if matched and quality is not None and matched[1].lower() in qualities:
            language = matched[1].lower()
            qualities[language] = max(qualities[language], quality)
    return max(offers, key=qualities.__getitem__)
