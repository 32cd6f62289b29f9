"""Titles of policy documents: what they look like and where they start. Texts are in half width."""

import re

SERIES = (
    "経済財政運営と改革の基本方針",
    "骨太の?方針",
    "新しい資本主義のグランドデザイン及び実行計画",
    "新しい資本主義実行計画",
    "成長戦略(?:等の)?(?:フォローアップ|実行計画)",
    "未来投資戦略",
    "日本再興戦略",
    "経済財政改革の基本方針",
    "統合イノベーション戦略",
    "科学技術イノベーション総合戦略",
    "科学技術・?イノベーション基本計画",
    "科学技術基本計画",
    "健康・医療戦略",
    "医療分野研究開発推進計画",
    "がん対策推進基本計画",
    "がん研究10か年戦略",
    "AI戦略",
    "人工知能基本計画",
    "量子技術イノベーション戦略",
    "量子未来(?:社会ビジョン|産業創出戦略)",
    "バイオ(?:エコノミー)?戦略",
    "マテリアル(?:革新力強化)?戦略",
    "(?:フュージョン|核融合)エネルギー・イノベーション戦略",
    "(?:戦略的)?エネルギー基本計画",
    "地球温暖化対策計画",
    "パリ協定に基づく成長戦略としての長期戦略",
    "革新的環境イノベーション戦略",
    "2050年カーボンニュートラルに伴うグリーン成長戦略",
    "GX(?:2040ビジョン|推進戦略|実現に向けた基本方針)",
    "グリーンイノベーション戦略",
    "環境基本計画",
    "生物多様性国家戦略",
    "循環型社会形成推進基本計画",
    "デジタル社会の実現に向けた重点計画",
    "デジタル田園都市国家構想(?:総合戦略|基本方針)",
    "まち・ひと・しごと創生(?:総合戦略|基本方針)",
    "世界最先端IT国家創造宣言",
    "サイバーセキュリティ戦略",
    "知的財産推進計画",
    "宇宙基本計画",
    "宇宙技術戦略",
    "海洋基本計画",
    "海洋開発等重点戦略",
    "防災・減災、国土強靱?じ?ん?化のための[35]か年(?:加速化|緊急)対策",
    "国土強靱?じ?ん?化(?:基本計画|年次計画|実施中期計画)",
    "防災基本計画",
    "国家安全保障戦略",
    "教育振興基本計画",
    "男女共同参画基本計画",
    "女性活躍・男女共同参画の重点方針",
    "少子化社会対策大綱",
    "こども未来戦略",
    "ニッポン一億総活躍プラン",
    "働き方改革実行計画",
    "観光立国推進基本計画",
    "食料・農業・農村基本計画",
    "みどりの食料システム戦略",
    "ワクチン開発・生産体制強化戦略",
    "認知症施策推進(?:基本計画|大綱)",
    "産業技術ビジョン",
    "半導体・デジタル産業戦略",
    "研究力強化・若手研究者支援総合パッケージ",
    "地域中核・特色ある研究大学総合振興パッケージ",
    "スタートアップ育成5か年計画",
    "経済財政再生計画",
    "新経済・財政再生計画",
)
_FIRM = (
    r"(?:基本計画|基本方針|基本戦略|総合戦略|国家戦略|重点戦略|基本的(?:な)?(?:考え方|方針)|推進方針|推進計画|"
    r"推進戦略|重点計画|対策計画|行動計画|"
    r"アクション・?プラン|実行計画|実施計画|工程表|大綱|ビジョン|ロードマップ|提言|報告書?|最終報告|答申|建議|"
    r"中間報告|論点整理|"
    r"(?:取|と)り?まとめ|(?:中間|最終)まとめ|第[一二三四五六\d]次まとめ|総合対策|経済対策|緊急対策|加速化対策|"
    r"総合パッケージ|共同声明|"
    r"首脳宣言|コミュニケ|フォローアップ|構想|グランドデザイン|総合プラン|強化プラン|推進プラン|加速プラン|"
    r"育成プラン|方策|戦略|指針|宣言)"
)
_FAINT = (
    r"(?:方針|計画|プラン|対策|パッケージ|戦略|まとめ|の推進方策|(?:の|する)在り方|について|に向けて|を目指して|"
    r"イニシアティブ|改革|アジェンダ|骨子|ガイドライン)"
)
_YEAR = r"(?:(?:19|20)\d\d|(?:令和|平成)(?:\d{1,2}|元)|[RH]\d{1,2})"
EDITION = (
    rf"(?:\s*(?:{_YEAR}\s*(?:年度?)?\s*(?:改[訂定])?版?|改[訂定]版|第\s*[\d一二三四五六七八九十]+\s*[期次版弾]|"
    rf"\((?:第[^()]{{1,4}}|改[訂定]版?|{_YEAR}(?:年度?)?(?:改[訂定])?版?|案|原案|素案|抄|抜粋|概要|仮称)\)|"
    r"\([^()]{0,14}(?:提言|答申|(?:取|と)り?まとめ|まとめ|報告|施策|決議)\)|[」』]?\s*改[訂定]版?\s*(?:19|20)"
    r"\d\d|[vV]er\.?\s?\d(?:\.\d)?|20\d\d|"
    r"~[^~\n]{2,40}~|-(?!\d)[^-\n]{3,60}-))*"
)
_NTH = r"(?:第\s*[\d一二三四五六七八九十]+\s*[期次]\s*(?:の)?|新たな)?"
_KNOWN = re.compile(rf"{_NTH}(?:{'|'.join(SERIES)}){EDITION}")
_GOES_ON = r"(?![一-龥ァ-ヶーA-Za-z])|(?=等|及|並|又|抜|抄|案|策|改|閣)"
_END = re.compile(_GOES_ON)
_POLICY = re.compile(rf"[^。]{{1,90}}?{_FIRM}{EDITION}")
_FAINT_POLICY = re.compile(rf"[^。]{{2,90}}?(?:{_FIRM}|{_FAINT}){EDITION}")
_HEADLESS = re.compile(rf"(?:{_FIRM}|{_FAINT}){EDITION}")
_OTHER = re.compile(
    r"(?:法|法律|事業|プログラム|プロジェクト|センター|大学|機構|研究所|会議|シンポジウム|ワークショップ|セミナー|調査|"
    r"る|た|い|こと|など|等|もの|要領|公募|予算)(?:\([^()]*\))?"
)


def known(text: str, start: int = 0) -> re.Match[str] | None:
    """The next title of a series that cabinets go on with, with its edition."""
    for match in _KNOWN.finditer(text, start):
        if ends(text, match.end()):
            return match
    return None


def ends(text: str, position: int) -> bool:
    """True when no word goes on here, as in 健康・医療戦略推進本部."""
    return bool(_END.match(text, position))


def is_known(text: str) -> bool:
    """True when the text is a title of a known series, whatever stands before its name in it."""
    match = known(text)
    return bool(match) and match.end() == len(text)  # type: ignore[union-attr]


_OF_ONE_BODY = re.compile(r"[^、「」の]{0,14}(?:大学|株式会社|研究所|学会|病院|機構)(?!等|改革|院|の在り方|教育|入試)")


def is_firm(text: str) -> bool:
    """True when the text ends like a policy's title: 基本計画, 戦略, 提言, with or without an edition."""
    own = _OF_ONE_BODY.match(text)
    return bool(_POLICY.fullmatch(text)) and not _OTHER.fullmatch(text) and not own


def is_faint(text: str) -> bool:
    """True when the text ends like many titles of policies and much else: …について, …プラン, …の在り方."""
    return bool(_FAINT_POLICY.fullmatch(text)) and not _OF_ONE_BODY.match(text)


def is_possible(text: str) -> bool:
    """True when a decision printed with it makes the text a title."""
    ends = re.search(rf"{_OTHER.pattern}$", text)
    return len(text) <= 90 and "。" not in text and (bool(_FAINT_POLICY.fullmatch(text)) or not ends)


def is_headless(text: str) -> bool:
    """True when only the tail of a title stands here, so that its head is on the line before."""
    return bool(_HEADLESS.fullmatch(text)) or len(text) < 4
