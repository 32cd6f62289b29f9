"""The forms in which names are compared: from as it is written to what is left when nothing depends on the writer.

The loaders fold printed names too, to the letter: there a closeness would be a claim. Here a person decides, so more is
folded. What they fold alike is folded alike here (`tests/server/reconciliation/test_folding.py`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

# Each old or variant character with today's, as far as bodies, programs and documents of the state have them.
_PAIRS = (
    "亞亜惡悪壓圧圍囲醫医爲為壹壱隱隠榮栄營営衞衛驛駅圓円鹽塩緣縁應応歐欧毆殴櫻桜奧奥橫横溫温穩穏假仮價価畫画會会懷懐繪絵壞壊擴拡殼殻"
    "覺覚學学嶽岳樂楽勸勧卷巻寬寛歡歓罐缶觀観關関陷陥巖巌顏顔歸帰氣気龜亀僞偽戲戯犧犠舊旧據拠擧挙峽峡挾挟狹狭鄕郷曉暁區区驅駆勳勲徑径惠恵"
    "溪渓經経繼継莖茎螢蛍輕軽鷄鶏藝芸缺欠儉倹劍剣圈圏檢検權権獻献縣県險険顯顕驗験嚴厳效効廣広恆恒鑛鉱礦鉱號号國国黑黒濟済碎砕劑剤册冊雜雑"
    "產産參参慘惨棧桟蠶蚕贊賛殘残絲糸齒歯兒児辭辞濕湿實実舍舎寫写釋釈壽寿收収從従澁渋獸獣縱縦肅粛處処緖緒敍叙奬奨將将燒焼稱称證証乘乗剩剰"
    "壤壌孃嬢條条淨浄狀状疊畳穰穣讓譲釀醸觸触囑嘱愼慎晉晋眞真寢寝盡尽圖図粹粋醉酔隨随髓髄數数樞枢瀨瀬聲声靜静齊斉攝摂竊窃專専淺浅潛潜纖繊"
    "踐践錢銭禪禅雙双壯壮搜捜插挿爭争總総聰聡莊荘裝装騷騒臟臓藏蔵屬属續続墮堕體体對対帶帯滯滞臺台瀧滝擇択澤沢單単擔担膽胆團団彈弾斷断癡痴"
    "遲遅晝昼蟲虫鑄鋳廳庁聽聴鎭鎮遞逓鐵鉄轉転點点傳伝黨党盜盗燈灯當当鬪闘獨独讀読屆届繩縄貳弐惱悩腦脳霸覇廢廃拜拝賣売麥麦發発髮髪拔抜蠻蛮"
    "祕秘濱浜拂払佛仏竝並變変邊辺邉辺辨弁辯弁瓣弁舖舗寶宝沒没每毎萬万滿満麵麺默黙彌弥譯訳藥薬與与豫予餘余譽誉搖揺樣様謠謡來来賴頼亂乱覽覧"
    "龍竜兩両獵猟綠緑鄰隣壘塁淚涙禮礼隸隷靈霊齡齢戀恋爐炉勞労樓楼錄録灣湾髙高﨑崎嵜崎齋斎德徳敎教增増淸清聯連槪概硏研戰戦閱閲戶戸吳呉黃黄"
    "靑青鷗鴎嶋島"
)
_TODAY = MappingProxyType(
    str.maketrans(_PAIRS[::2], _PAIRS[1::2])
    | {ord(small): large for small, large in zip("ヵヶゕゖ", "カケかけ", strict=True)}
    # What an input method leaves where a dash, or the sign for a long vowel, was meant.
    | dict.fromkeys(map(ord, "‐‑‒–—―−ーｰ〜～─━"), "-")
)
# A circled number marks an item and an exponent is no factor: NFKC would make figures of both.
_NUMBERED = re.compile("([\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u24ff\u2776-\u2793]+)")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200d\u2060\ufeff\u00ad]")
_QUOTES = re.compile(r"[\s*\"'“”‘’「」『』]+")
_SIGNS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(
    r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕|<([^<>]*)>|〈([^〈〉]*)〉|《([^《》]*)》"
)
_JA_FORMS = (
    r"(?:特定)?国立研究開発法人|地方独立行政法人|独立行政法人|国立大学法人|公立大学法人|大学共同利用機関法人|学校法人|社会福祉法人|医療法人"
    r"(?:社団|財団)?|(?:公益|一般|特例)?(?:財団|社団)法人|特定非営利活動法人|npo法人|特殊法人|認可法人|株式会社|有限会社|合同会社"
)
_SHORT_FORMS = r"\((?:国研|国開|国|独|地独|大|共|学|福|医|財|社|公財|公社|一財|一社|特非|株|有|同)\)"
_EN_FORMS = r"nationalresearchanddevelopmentagency|incorporatedadministrativeagency|nationaluniversitycorporation"
_BEFORE = re.compile(rf"^(?:{_JA_FORMS}|{_SHORT_FORMS}|{_EN_FORMS})[,、・-]?")
_AFTER = re.compile(
    rf"(?:株式会社|有限会社|合同会社|\((?:株|有|同)\)|,?(?:{_EN_FORMS})|,?(?:co\.,?ltd\.?|inc\.?|ltd\.?))$"
)


@dataclass(frozen=True, slots=True)
class Forms:
    """A name in four forms, each of which says less than the one before.

    `exact`: widths, case, old characters, spaces, quotation marks and dashes folded. `plain`: nothing but letters and
    digits of that. `bare`: plain, without the legal form of a body. `core`: bare, without what stands in brackets,
    which may be an abbreviation, and may be the edition that tells two things apart.
    """

    exact: str
    plain: str
    bare: str
    core: str


def forms(name: str) -> Forms:
    """The forms of a name; all but the first are empty where it has neither letters nor digits."""
    exact = folded(name)
    bare = _without_legal_form(exact)
    plain, short = _SIGNS.sub("", exact), _SIGNS.sub("", bare)
    return Forms(exact, plain, short or plain, _SIGNS.sub("", _BRACKETS.sub("", bare)) or short or plain)


def folded(name: str) -> str:
    """The name in one width, case and set of characters, without spaces and quotation marks."""
    text = _narrowed(_SELECTORS.sub("", name)).casefold().translate(_TODAY)
    return _QUOTES.sub("", text)


def bracketed(exact: str) -> Iterator[str]:
    """What stands in brackets within a folded name: an abbreviation, mostly. Legal forms such as (株) are none."""
    for match in _BRACKETS.finditer(exact):
        if not re.fullmatch(_SHORT_FORMS, match[0]) and (inner := next(filter(None, match.groups()), "")):
            yield inner


def _narrowed(text: str) -> str:
    if unicodedata.is_normalized("NFKC", text):
        return text
    parts = _NUMBERED.split(text)
    return "".join(part if place % 2 else unicodedata.normalize("NFKC", part) for place, part in enumerate(parts))


def _without_legal_form(exact: str) -> str:
    short = _AFTER.sub("", _BEFORE.sub("", exact))
    return short or exact
