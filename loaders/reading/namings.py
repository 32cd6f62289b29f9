"""The words before an amount -> the name of the program it is of."""

import re
from dataclasses import dataclass

from loaders import values
from loaders.reading import tokens, wording
from loaders.reading.sheets import Sheet

_TAIL = re.compile(r"[\s*(（【\[〔<:：・…‥.、,|=＝→⇒]+$|[\s　]*(?:約|計|合計)$")
_TOTALS = re.compile(
    r"(?:合\s*計|小\s*計|総\s*計|計|総額|内訳|その他|うち|上記|一般会計|特別会計|一般会計分|復興特会|エネ特|合計額|当初|補正|国費|事業費|予算|新規|拡充)"
)
_NO_NAME = re.compile(
    r"(?:規模|額|費用|単価|市場|効果|目標|期間|比|率|割合|件数|人数|億|万|円|約|最大|上限|程度|以上|年度|年間|[0-9.,%~]|経費等|[:：])$|^(?:例|注|参考|出典|資料|※|約|毎年|年間|～|~|→|⇒)"
)
_OF_WHICH = re.compile(r"[（(【\[〔]?\s*(?:うち|内)[、,，:：\s]*(?=\S)")
_LINK = re.compile(r"^(?:[）)】\]〕」、,，;；/／|及び並び\s*+＋]|および|と(?=[ァ-ヶ一-龠A-Z]))+")
_FRAGMENT = re.compile(
    r"^(?:事業|推進事業|プログラム|プロジェクト|計画|支援事業|形成事業|開発事業|整備事業|創出事業|の推進|の強化|の構築|[）)」』].*|.{0,4}事業費?|.{0,3}プログラム|[ぁ-ん].*)$"
)


@dataclass(frozen=True)
class Naming:
    """A program's name where an amount is printed with it."""

    name: str
    line_start: int
    line_end: int
    of_which: bool = False
    """Whether うち stands before it."""
    apart: bool = False
    """Whether the name stands within a sentence, not in a list of parts."""


def named(words: str) -> str | None:
    """The words as a name; None where they are none."""
    name = _trimmed(words)
    plain = values.plain(name)
    listed = bool(wording.marked(words)[0]) or wording.bulleted(words)
    if (
        not wording.is_name(name, listed)
        or _NO_NAME.search(plain)
        or _TOTALS.fullmatch(plain)
        or wording.is_section(name)
    ):
        return None
    if wording.is_ministry(name) or len(plain) < 3 or wording.is_note(words):
        return None
    return None if tokens.date_tokens(plain) and not wording.is_strong(plain) else name


def told(words: str) -> str:
    """The name in the words of a sentence: without 上記の他、 or また、 before it."""
    return re.sub(
        r"^(?:(?:上記|この|その|これら)の?(?:他|ほか|外)に?|また|さらに|加えて|併せて|なお)[、,]\s*",
        "",
        wording.bare(words),
    )


def is_total(words: str) -> bool:
    """Whether the name of a row is that of a sum (合計)."""
    return bool(re.fullmatch(r"(?:合\s*計|小\s*計|総\s*計|計|総額)(?:額)?", values.plain(wording.bare(words))))


def listed(words: str) -> str | None:
    """The name of a row of a table; None where it is none, such as うち国費."""
    name = _trimmed(words)
    plain = values.plain(name)
    fits = wording.is_name(name, listed=True) and len(plain) >= 3 and not _TOTALS.fullmatch(plain)
    return name if fits and not tokens.phase_tokens(plain) else None


def _trimmed(words: str) -> str:
    name = wording.marked(words)[1]
    if wording.marked(name)[0] and not wording.is_strong(name[:1]):
        name = wording.marked(name)[1]
    while (shorter := _TAIL.sub("", name)) != name:
        name = shorter
    name = re.sub(
        r"\s*[【(（\[](?:新規|拡充|継続|新規・拡充|拡充・新規|[文厚経農国総環内防](?:[・、][文厚経農国総環内防])*)[】)）\]]$",
        "",
        name,
    )
    return _balanced(_after_abbreviation(name))


def _after_abbreviation(name: str) -> str:
    # "科研費 科学研究費助成事業": the short name stands before the full one.
    short, space, full = name.partition(" ")
    if (
        space
        and len(short) <= 6
        and not wording.is_latin(short)
        and wording.is_strong(full)
        and " " not in full.strip()
    ):
        return full.strip()
    return name


def _balanced(name: str) -> str:
    quoted = re.fullmatch(r"[「『《〈<＜](.+)[」』》〉>＞]", name)
    return quoted[1] if quoted and not re.search(r"[「」]", quoted[1]) else name


def before(sheet: Sheet, place: int, begin: int) -> Naming | None:
    """The name that stands before a place on its line, after `begin`."""
    words = _LINK.sub("", sheet.text[begin:place])
    line = sheet.number(place)
    sentence = words.rfind("。") + 1
    if sentence:
        words = words[sentence:]
    if which := _OF_WHICH.match(wording.bare(words)):
        rest = wording.bare(words)[which.end() :]
        name = named(rest)
        if name and wording.is_strong(name) and not re.search(r"[費枠金分]$", name):
            return Naming(name, line, line, of_which=False)
        body = _trimmed(rest)
        known = wording.is_name(body, listed=True) and not wording.is_section(body) and not tokens.date_tokens(body)
        return Naming("うち" + body, line, line, of_which=True) if known else None
    name = named(words)
    if name and begin == sheet.start(place) and (earlier := _broken(sheet, place, name)):
        return earlier
    if not name:
        return None
    within = re.match(r"[^\n]{0,40}[】\])）]の(?:中|うち)", sheet.plain[place:])
    return Naming(name, line, line, apart=bool(within))


def _broken(sheet: Sheet, place: int, name: str) -> Naming | None:
    """The name whose first half stands on the line above."""
    index = sheet.index(place)
    above = sheet.lines[index - 1] if index else None
    if not above or not above.text.strip() or not _FRAGMENT.match(name) or tokens.money_tokens(above.text):
        return None
    if tokens.phase_tokens(above.text) or wording.is_section(above.text) or "。" in above.text:
        return None
    whole = named(wording.marked(above.text)[1] + name)
    return Naming(whole, above.number, sheet.number(place)) if whole else None


def above(sheet: Sheet, place: int) -> Naming | None:
    """The name on the line above an amount that stands alone: marked, quoted or with the ending of programs' names."""
    line = sheet.above(place)
    if not line or tokens.money_tokens(line.text) or tokens.phase_tokens(line.text):
        return None
    name = named(line.text)
    quoted = re.fullmatch(r"[\s*・-]*[「『《].+[」』》][\s*]*", line.text)
    if not name or not (quoted or wording.marked(line.text)[0] or wording.is_strong(name)):
        return None
    return Naming(name, line.number, line.number)


def stands_after(rest: str) -> bool:
    """Whether what follows an amount lets it be the figure of an entry, not a word of a sentence."""
    return bool(
        re.match(
            r"[\s*]*(?:程度)?[\s*]*(?:[千百十]?[兆億万]?円)?(?:$|[(（【\[〔<※、,;；/／|)）】\]〕\s+＋→⇒・]|の内数|うち)",
            rest,
        )
    )
