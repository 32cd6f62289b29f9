"""Names of bodies and of groups of bodies. Texts are in half width."""

import re

MINISTRY = (
    r"(?:文部科学省|経済産業省|厚生労働省|農林水産省|国土交通省|総務省|環境省|防衛省|外務省|財務省|法務省|"
    r"内閣府|内閣官房|"
    r"デジタル庁|こども家庭庁|スポーツ庁|文化庁|復興庁|特許庁|資源エネルギー庁|中小企業庁|気象庁|海上保安庁|"
    r"消防庁|警察庁|金融庁|"
    r"消費者庁|観光庁|林野庁|水産庁|原子力規制庁|原子力規制委員会|防衛装備庁)"
)
_AGENCIES = (
    "日本医療研究開発機構|科学技術振興機構|日本学術振興会|新エネルギー・産業技術総合開発機構|理化学研究所|"
    "物質・材料研究機構|"
    "量子科学技術研究開発機構|防災科学技術研究所|海洋研究開発機構|宇宙航空研究開発機構|日本原子力研究開発機構|"
    "情報通信研究機構|"
    "産業技術総合研究所|農業・食品産業技術総合研究機構|国立環境研究所|医薬基盤・健康・栄養研究所|情報処理推進機構|"
    "中小企業基盤整備機構|エネルギー・金属鉱物資源機構|石油天然ガス・金属鉱物資源機構|日本貿易振興機構|"
    "国際協力機構|日本学生支援機構|"
    "大学改革支援・学位授与機構|医薬品医療機器総合機構|生物系特定産業技術研究支援センター|環境再生保全機構|"
    "AMED|JST|JSPS|NEDO|RIKEN|理研|NIMS|物材機構|QST|量研|NIED|防災科研|JAMSTEC|JAXA|JAEA|原子力機構|NICT|AIST|産総研|"
    "NARO|農研機構|NIBIOHN|NIBN|IPA|中小機構|JOGMEC|JETRO|JICA|JASSO|PMDA|BRAIN|ERCA|NITE|鉄道・運輸機構"
)
FUNDER = (
    r"(?:日本医療研究開発機構|科学技術振興機構|日本学術振興会|新エネルギー・産業技術総合開発機構|"
    r"生物系特定産業技術研究支援センター|環境再生保全機構|AMED|JST|JSPS|NEDO|BRAIN|ERCA)"
)
"""The agencies whose business is to fund others."""
_INSTITUTES = (
    "国立情報学研究所|NII|ROIS|NINS|KEK|分子研|国立天文台|国立極地研究所|極地研|NISTEP|国立遺伝学研究所|遺伝研|"
    "核融合科学研究所|"
    "統計数理研究所|がん研究会|国立国会図書館|高輝度光科学研究センター|JASRI|JIHS|NCGM|NCNP|NCC|長寿研|"
    "SPring-8|ATR|RIST|OIST|JAIST|NAIST"
)
_SHORT_UNIVERSITY = r"(?<![一-龥])(?:[一-龥]{1,5}(?:大|工大|医大|高専)|京大|東大)(?![一-龥])"
_WORD = r"(?:[一-龥々ァ-ヶーA-Za-z・]|がん)"
_SUFFIX = (
    r"(?:大学院大学|大学|機構|研究所|研究会|医療研究センター|がん研究センター|総合研究センター|科学センター|"
    r"(?<=[一-龥ァ-ヶー]{4})研究センター|学会|協会|連合会|財団|振興会|事業団|高等専門学校)"
)
_INSIDE = (
    r"(?:[一-龥々]{2,10}研究所|[一-龥々ァ-ヶー]{2,12}センター|\s?[A-Z][A-Za-z]+(?:\s[A-Z]{2,})?(?![A-Za-z0-9一-龥])"
    r"|国立天文台)?"
)
NAMED = (
    rf"(?:(?:{_AGENCIES}|{_INSTITUTES})(?![A-Za-z])|(?:国立)?{_WORD}{{2,20}}?{_SUFFIX}(?![院生間教職]){_INSIDE})"
    r"(?:\s?\([A-Z][A-Za-zァ-ヶー-]{1,9}\))?"
)
AGENCY = rf"(?:{_AGENCIES})(?![A-Za-z])(?:\s?\([A-Z][A-Za-z-]{{1,9}}\))?"
_GENERAL = (
    "大学|高専|高等専門学校|大学等|研究機関|研究開発法人|研究法人|独法|独立行政法人|国研|国立研究開発法人|"
    "大学共同利用機関|大学共同利用機関法人|"
    "企業|民間企業|民間事業者|事業者|民間団体|公益法人|団体|地方公共団体|教育委員会|政令指定都市|指定都市|"
    "自治体|都道府県|市町村|国公立大学|国立大学|国公私立大学|公私立大学|"
    "私立大学|公立大学|国立大学法人|学校法人|短期大学|国内学術機関|機関|医療機関|病院|公設試|スタートアップ|"
    "ベンチャー|中小企業|法人|学校|拠点|所属機関|"
    "中核機関|代表機関|研究者|中核病院|組合|コンソーシアム|研究組合|メーカー|設置者|事業主"
)
_GROUP_END = (
    r"(?:大学|高専|高等専門学校|機関|法人|独法|国研|拠点|企業|事業者|団体|自治体|都道府県|市町村|都市|教育委員会|"
    r"病院|学校|コンソーシアム|設置者|組合|研究所)"
)
_RUN = r"(?:[一-龥々ァ-ヶーA-Za-z0-9・]|の(?=[一-龥ァ-ヶーA-Za-z])|\((?:[^()\n]{1,12})\))"
GROUP = rf"(?![・の])(?:{_RUN}{{1,40}})?{_GROUP_END}(?:等(?!の(?:国内|研究機関))|など)?(?![一-龥ァ-ヶー])"
_NAMED = re.compile(
    r"(?:国立研究開発法人|独立行政法人|国立大学法人|[一公][般益](?:財団|社団)法人|大学共同利用機関法人|\(?国研\)?|\(独\)|\(一財\)|\(公財\)|"
    rf"学校法人|株式会社)?\s*{NAMED}"
)
_SHORT = re.compile(_SHORT_UNIVERSITY)
_GENERIC = re.compile(
    rf"(?:全国の?|国内の?|我が国の|(?:異)?分野の|中核|関係|各)?(?:{_GENERAL}|研究センター|支援機関|"
    r"支援センター|研究所|研究機関|センター|機構|協会|財団|学会|研究会)(?:等|など)?"
)
_GROUP = re.compile(rf"(?:.*(?:{_GENERAL}|{_GROUP_END}|研究所|センター))(?:\s*(?:等|など))?(?:の国内研究機関)?")
_NO_BODY = re.compile(
    r"(?:我が国|世界|本|当該|各|他|同|国内外|海外|欧米)?の?(?:研究)?(?:大学|機構|研究所|センター|学会|協会|連合会|財団|研究会)"
)


_COMPANY = re.compile(rf"(?:株式会社|\(株\)|合同会社) ?{_WORD}{{2,20}}|{_WORD}{{2,20}} ?(?:株式会社|\(株\)|合同会社)")
_FIGURE = re.compile(r"\d|円")


def is_named(text: str) -> bool:
    """True for the name of one body: a well-known one, or words that end in the suffix of a body."""
    name = text.strip()
    whole = any(form.fullmatch(name) for form in (_NAMED, _SHORT, _COMPANY))
    return whole and not _GENERIC.fullmatch(name) and not _NO_BODY.fullmatch(name)


def is_group(text: str) -> bool:
    """True for bodies in general words: 大学・独法等, 民間企業."""
    return bool(_GROUP.fullmatch(text.strip())) and len(text) <= 60 and not _FIGURE.search(text) and not is_named(text)


_ITEM = re.compile(r"(?:[^、,\n・]|・(?!(?:国立|[一-龥]{2,8})大学)|(?<!大学)・)+")


def items(text: str) -> list[tuple[int, int]]:
    """Where the names in a list such as "理研、大阪大<2件>、NII 等" stand."""
    found = []
    for match in _ITEM.finditer(text):
        name = re.sub(
            r"\s*(?:<[^<>]*>|\((?:コンソーシアム|代表|幹事校?|主幹)\)|\[[^\[\]]*\]|\(\d+件?\)|ほか|他|[・,]?\s*(?:等|など))+\s*$",
            "",
            match[0],
        )
        left = len(name) - len(name.lstrip())
        if name.strip():
            found.append((match.start() + left, match.start() + len(name)))
    return found
