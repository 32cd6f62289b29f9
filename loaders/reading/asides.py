"""An amount that is no budget of a program -> the reason: a share a project gets, a change, a market, a commitment."""

import re

from loaders.reading.sheets import Sheet
from loaders.reading.tokens import MoneyToken

_UNIT = (
    r"(?:課題|件|拠点|機関|人|名|校|大学|社|者|団体|箇所|か所|ヶ所|施設|チーム|領域|テーマ|プロジェクト|年|年度|月|日|回|法人|"
    r"コンソーシアム|グループ|台|戸|世帯|地域|技術領域|事業者|プログラム|PJ)"
)
_AFTER_EACH = re.compile(
    rf"\s*(?:\([^()]{{0,6}}\))?\s*(?:程度|以内|以下|未満|以上|まで|上限|弱|強)?\s*(?:[/／・×xX]\s*(?:[\d一]+\s*)?{_UNIT}|[×xX✕]\s*[\d~]+)"
)
_BEFORE_EACH = re.compile(
    rf"(?:[\d一各]\s*{_UNIT}?(?:当たり|当り|あたり|につき)|{_UNIT}(?:当たり|当り|あたり|につき)|年間|年額|月額|日額|毎年|上限額?|最大|単価|支援規模|支援額|予算規模|事業規模|"
    r"補助額|助成額|助成規模|研究費規模|配分額|交付額|契約額|委託額|支給額|補助上限|基準額|定額|給付額|公募規模|採択規模)"
    r"[^。、)）」]{0,24}$"
)
# These end the names of programs too: 学術研究費 2,300億円, うち設備整備経費 395億円 are budgets.
_SHARE_BEFORE = re.compile(r"(?:研究費|経費|授業料|奨励金|報酬)[^。、)）」]{0,24}$")
_SHARE_BELOW = 10**9
_YEAR_BEFORE = re.compile(
    r"\s*[(\[〔]\s*(?:前年度?(?:予算額)?[:\s]*[\d,.]|[\d,.]+\s*[兆億百千万]*円?\s*[)\]〕]|新規|皆増|対前年度)"
)
_WHICH = re.compile(r"うち[^。、\s]{2,24}\s+$")
_EACH_LINE = re.compile(
    r"[\s*・○●◆■✓【<(-]*(?:支援規模|支援額|事業規模|予算規模|補助上限|助成額|支援金額|研究費|補助率|上限額)"
)
_COMMITMENT = re.compile(
    r"国庫債務|債務負担|財政投融資|財投|後年度負担|総(?:事業|開発|整備|工|建設|経)費|概算総額|事業費総額|総額|累計|累積|合計で|通算|[\d一二三四五六七八九十]+\s*(?:年間|か年|カ年|年)[でにの]"
)
_DELTA_BEFORE = re.compile(r"(?:対前年度|前年度比|前年度差|比較増|増減|増△減|増加額|減少額|差引)[^。\d]{0,8}$")
_DELTA_AFTER = re.compile(r"\s*(?:の)?(?:増額?|減額?|拡大|上乗せ)(?![ァ-ヶ一-龠])")
# Followed by a particle or a figure: 市場は, 輸出総額（98兆円）; not within a name such as 線状降水帯予測推進事業.
_MARKET = re.compile(
    r"(?:市場規模|市場|売上高?|輸出|輸入|GDP|投資額?|経済波及効果|経済効果|損失|コスト|分担|負担|融資|貸付|借入|貿易|賃金|所得|寄附金?|寄付金?|収益|収入|負債|債務|税収|試算|見込み?|予測|推計|達成|目標|"
    r"資金調達|時価総額|年商|生産額|付加価値|被害|医療費|開発費用?|費用|契約)(?:総?額|高|値|規模|総数)?"
    r"(?:[はがもでにを、：:の(\s年約~→」]|[\d]|$)[^。\d]{0,16}(?:[\d,.]+\s*[兆億万]円?\s*(?:から|[~→⇒-])\s*)?$"
)


def reason(sheet: Sheet, token: MoneyToken, begin: int, labelled: bool) -> str | None:
    """Why the amount is no budget; None where nothing at its place says so.

    `begin` is where the words before it on its line begin; `labelled` says that a label stands just before it.
    """
    before, after = sheet.plain[begin : token.start], sheet.rest(token.end)
    line = sheet.plain[sheet.start(token.start) : token.start].rsplit("※", 1)[-1]
    if token.signed or _DELTA_AFTER.match(after) or _DELTA_BEFORE.search(before):
        return "a change of an amount, not an amount"
    if not labelled and _MARKET.search(before):
        return "a market, a cost or an estimate, not a budget"
    if _COMMITMENT.search(before) or re.search(r"財政投融資|財投|国庫債務", line):
        return "a commitment or a sum of several years, not the budget of one"
    if _AFTER_EACH.match(after):
        return "an amount of support, not a budget"
    each = not labelled and (_is_share(token, before, after) or _BEFORE_EACH.search(before) or _EACH_LINE.match(line))
    return "an amount of support, not a budget" if each else None


def _is_share(token: MoneyToken, before: str, after: str) -> bool:
    listed = _YEAR_BEFORE.match(after) or _WHICH.search(before)
    return bool(_SHARE_BEFORE.search(before)) and token.money.yen < _SHARE_BELOW and not listed
