"""Bytes -> text, by trial: an encoding is taken only if every byte is valid in it and the text looks Japanese."""

import codecs
import re
from pathlib import Path

from loaders.errors import DocumentUnreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The later of a pair has the characters of JIS X 0213 (①, ㈱), which the earlier lacks.
_OLD = ("cp932", "shift_jis_2004", "euc_jp", "euc_jis_2004")
_SEVEN_BIT = ("iso2022_jp", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_jp_ext")
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\(|\([BIJ])")
_COMMON = re.compile(
    r"[\u3041-\u3096\u30a1-\u30fc、。「」（）・ー年月日度円億万千百予算事業研究開発推進令和平成文部科学省]"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_STRANGE = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff\u0080-\u009f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LEAST_COMMON = 0.3
_MOST_STRANGE = 0.4
_MOST_CONTROL = 0.005


def decoded(content: bytes, path: Path, named: str | None = None) -> str:
    """The text of a file in UTF-8, UTF-16 with a byte order mark, Shift_JIS (cp932), EUC-JP or ISO-2022-JP.

    `named` is what the file says of itself (the charset of an HTML page); it is tried first among the old encodings.
    `DocumentUnreadable` for binary files, files cut off inside a character and encodings that are none of these.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _marked(content, name, path)
    if b"\x00" in content[:4096] or len(_CONTROL.findall(content.decode("latin-1"))) > len(content) * _MOST_CONTROL:
        raise DocumentUnreadable(path, "is a binary file, not text", "give a PDF, text, Markdown or HTML file")
    if _ESCAPE.search(content) and content.isascii():
        return _seven_bit(content, path)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _old(content, path, named, error)


def _marked(content: bytes, name: str, path: Path) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise _broken(content, path, error, "the encoding of its byte order mark") from error


def _seven_bit(content: bytes, path: Path) -> str:
    texts = filter(None, (_strictly(content, name) for name in _SEVEN_BIT))
    text = next(texts, None)
    if text is None:
        raise DocumentUnreadable(path, "breaks off or errs in ISO-2022-JP", "fetch it anew or save it as UTF-8")
    return text


def _old(content: bytes, path: Path, named: str | None, error: UnicodeDecodeError) -> str:
    if error.reason == "unexpected end of data" and error.start >= len(content) - 4:
        raise _broken(content, path, error, "UTF-8") from error
    texts = [text for name in _tried(named) if (text := _strictly(content, name)) and _is_japanese(text)]
    if not texts:
        raise _broken(content, path, error, "UTF-8, and it is no Japanese in Shift_JIS or EUC-JP either") from error
    return max(texts, key=lambda text: _commonness(text) - _strangeness(text))


def _tried(named: str | None) -> tuple[str, ...]:
    try:
        return (codecs.lookup(named).name, *_OLD) if named else _OLD
    except LookupError:
        return _OLD


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return None


def _is_japanese(text: str) -> bool:
    return _commonness(text) >= _LEAST_COMMON and _strangeness(text) <= _MOST_STRANGE


def _commonness(text: str) -> float:
    """The share of kana and everyday signs among what is not ASCII: a wrong decoding has next to none."""
    return len(_COMMON.findall(text)) / max(1, len(_FOREIGN.findall(text)))


def _strangeness(text: str) -> float:
    """The share of half-width kana and of what no one assigned: a wrong decoding is full of them."""
    return len(_STRANGE.findall(text)) / max(1, len(_FOREIGN.findall(text)))


def _broken(content: bytes, path: Path, error: UnicodeDecodeError, name: str) -> DocumentUnreadable:
    line = content.count(b"\n", 0, error.start) + 1
    if error.reason in {"unexpected end of data", "truncated data"}:
        return DocumentUnreadable(path, f"is cut off inside a character (line {line})", "fetch the file anew")
    return DocumentUnreadable(path, f"line {line}, byte {error.start} is not {name}", "save it as UTF-8")
