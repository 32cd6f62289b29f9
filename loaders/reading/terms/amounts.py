"""What one project, site, area or contract receives. Texts are in half width."""

import re
from collections.abc import Iterator

from loaders.reading.terms.found import Found
from loaders.reading.terms.quantities import Amount, amounts

_SITE = "自治体|市町村|都道府県|団体|拠点|箇所|か所|ヶ所|カ所|機関|大学|校|センター|施設|地域|病院|コンソーシアム"
_AREA = "技術領域|研究領域|領域|分野"
_PROJECT = "研究開発課題|研究課題|課題|件|プロジェクト|チーム|テーマ|事業|人|名|者|社|研究者|提案|PJ|グループ"
_THING = rf"(?P<thing>{_AREA}|{_SITE}|{_PROJECT})"
_FOLLOWING = re.compile(
    r"(?: *(?:/|・|x) *(?:1?(?:技術領域|研究領域|研究開発課題|研究課題|領域|分野|拠点|箇所|か所|機関|大学|校|"
    r"施設|地域|課題|件|プロジェクト|チーム|テーマ|人|名|者|社|PJ|"
    r"グループ)|年度|年)(?!間))+"
)
_PER_BEFORE = re.compile(
    rf"(?:1|一|各)? ?{_THING} ?(?:当たり|あたり|当り|につき|毎に?|ごとに?)[^。\n\d]{{0,24}}\Z|"
    rf"(?:各|(?<!\d)1){_THING.replace('thing', 'each')}[^。\n\d]{{0,6}}\Z"
)
_LABEL = re.compile(
    r"(?:支援規模|支援額|支援金額|補助額|補助上限額?|補助金額|助成額|助成金額|研究費|研究開発費|研究開発規模|"
    r"予算規模|配分額|委託費|事業規模|事業費|単価|上限額|補助単価|"
    r"支援単価|支援上限額?|補助基準額|交付額|件数・単価|単価・件数|採択件数・単価)(?:\([^()]*\))"
    r"?\s*[:は]?[^。\n\d]{0,16}\Z"
)
_SUPPORT = re.compile(r"支援|補助|助成|研究費|研究資金|研究開発費|間接経費|単価|規模|x")
_COSTS = re.compile(r"開発費用|コスト|負担|軽減|効果|損失|試算|市場|売上|被害|を要する|見込まれ|経済波及|医療費|輸出")
_MARKET = re.compile(r"[^、。\n]{0,12}(?:市場|売上|経済|損失|効果|被害|輸出|コスト)")
_BUDGET = re.compile(r"(?:予算|要求|前年度|補正|当初|計上|総額|合計|市場|売上|投資|効果|損失|輸出)[^。\n]{0,20}\Z")
_TIMES_BEFORE = re.compile(rf"\d+ ?(?:{_SITE}|{_AREA}|{_PROJECT})(?:程度|以内)?(?: ?(?:x|・|@) ?| +)\Z")
_TIMES_AFTER = re.compile(rf" ?(?:/年)? ?(?:x|@) ?(?:最大|約)?\d+ ?{_THING}")
_PAIRED = re.compile(r"\d+ ?機関 ?[・x] ?\Z")
_NOTE = re.compile(r" ?\((?:平均|上限|最大|目安)\)")
_NEAR = 80
"""How far from an amount the words that explain it may stand."""
_LIMIT = re.compile(r"上限額?[^。、\n\d]{0,8}(?:\d{1,2} ?(?:件|課題|拠点|機関|人|者|社)[^。、\n\d]{0,6})?\Z")
_PER_YEAR = re.compile(r"(?:/|・) *年")
_YEARLY = re.compile(r"(?:(?<![\dか])年間|年額|毎年|単年度|(?:たり|当り|つき)年)[^。、\n\d]{0,12}\Z")
_YEARLY_AFTER = re.compile(r" ?\((?:年間|年額)\)")
_CONTRACT = re.compile(r"委託|契約")


def per_thing(text: str) -> Iterator[Found]:
    """Each amount that one project, site, area or contract receives."""
    for amount in amounts(text):
        line = text[max(text.rfind("\n", 0, amount.start) + 1, amount.start - _NEAR) : amount.start]
        after = text[amount.end : min(_line_end(text, amount.end), amount.end + _NEAR)]
        following = _FOLLOWING.match(after)
        thing, yearly = _per(line, after, amount)
        if (thing or yearly) and not _COSTS.search(line + after):
            kind = _kind(text, amount, thing or "", yearly, line + after)
            end = _end(text, amount.end + (following.end() if following else 0))
            start = _start(text, amount, line)
            for bound in amount.bounds(_LIMIT.search(line) is not None):
                yield Found(
                    start, end, kind + (bound.suffix if kind != "amount-per-contract" else ""), bound.value, "JPY"
                )


def _start(text: str, amount: Amount, line: str) -> int:
    start = amount.start + len(text[amount.start : amount.end]) - len(text[amount.start : amount.end].lstrip())
    before = _PER_BEFORE.search(line) or _PAIRED.search(line)
    return amount.start - len(line) + before.start() if before else start


def _end(text: str, end: int) -> int:
    note = _NOTE.match(text, end)
    return note.end() if note else end


def _per(line: str, after: str, amount: Amount) -> tuple[str | None, bool]:
    following = _FOLLOWING.match(after)
    words = following[0] if following else ""
    yearly = bool(_PER_YEAR.search(words) or _YEARLY.search(line + amount.around[0]) or _YEARLY_AFTER.match(after))
    things = re.search(_THING, words)
    before = _PER_BEFORE.search(line)
    times = _TIMES_BEFORE.search(line) or _TIMES_AFTER.match(after)
    if things:
        return things["thing"], yearly
    if before:
        return before["thing"] or before["each"], yearly
    if times:
        found = re.search(_THING, times[0])
        return (found["thing"] if found else None), yearly
    labelled = _LABEL.search(line) and (amount.around[1].strip() or amount.around[0] or words)
    supported = (
        labelled
        or amount.around[1].strip()
        or re.search(r"最大|上限|約", amount.around[0])
        or _SUPPORT.search(line + after)
    )
    return ("label" if labelled else None), bool(
        yearly and supported and not _BUDGET.search(line) and not _MARKET.match(after)
    )


def _kind(text: str, amount: Amount, thing: str, yearly: bool, line: str) -> str:
    if re.fullmatch(_AREA, thing):
        return "amount-per-area-year"
    if thing == "機関" and _CONTRACT.search(line):
        return "amount-per-contract"
    if re.fullmatch(_SITE, thing) or (thing in {"", "label"} and yearly and _of_sites(text, amount)):
        return "amount-per-site-year"
    return "amount-per-project-year" if yearly else "amount-per-project"


def _of_sites(text: str, amount: Amount) -> bool:
    # Without a word for what receives it, the lines around tell.
    near = text[max(0, amount.start - 60) : amount.end + 60]
    return near.count("拠点") > len(re.findall(r"課題|件|研究者|チーム", near))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
