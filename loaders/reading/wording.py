"""What a line is by its words alone: a section's title, a note, the division in charge, a name."""

import re
from functools import lru_cache

from loaders import values

# A line is asked the same several times while a document is read.
_KEPT = 1 << 15

_BULLET = r"[-・･✓✔○◯◎●◆◇■□▶▷►➢➤★☆※◼▪•‣*＊#＞>→⇒]"
_NUMBER = (
    r"[①-⑳❶-❿⓵-⓾➀-➉➊-➓㊀-㊉Ⓐ-Ⓩⓐ-ⓩ]|[㈠-㈩⑴-⒇⒜-⒵]|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3}|[ア-コ]|[a-hA-Hａ-ｈＡ-Ｈ]"
    r"|[ivxⅰ-ⅻⅠ-Ⅻ]{1,4})[)）](?:[-－‐]\d{1,2})?"
    r"|[【\[〔<＜《](?:\d{1,2}|[A-HＡ-Ｈ]|[ⅠⅡⅢⅣⅤⅥⅰ-ⅻ])[】\]〕>＞》]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰ-ⅻ]+[.．、)）]?|[IVX]{1,4}[.．]"
    r"|\d{1,2}(?:[-－‐.．]\d{1,2})+[.．]?(?=[^\d.,])|\d{1,2}[.．)）](?=[^\d])"
    r"|\d{1,2}(?=[ \u3000]+(?![\d\s.,/]|(?:年度?|月|日|件|名|人|回|機関|兆|億|百万|千|万|円|%)(?![一-龠])))"
    r"|[ア-コ](?:[.．)）、]|(?=[ \u3000]))|[a-hａ-ｈA-HＡ-Ｈ][.．)）](?=\s*[^\s\x21-\x7e])"
    r"|[A-HＡ-Ｈ](?=[ \u3000]+[一-龠ァ-ヶ])"
    r"|[甲乙丙丁](?:[.．)）、]|(?=[ \u3000]))|[一二三四五六七八九十]{1,2}(?:[.．、)）]|(?=\u3000))"
    r"|(?:技術領域|取組|取り組み|メニュー|施策|サブテーマ|研究開発項目|柱|テーマ|タイプ|類型)"
    r"\s?(?:\d{1,2}|[A-DＡ-Ｄ①-⑨])(?:[:：]|(?=[ \u3000]))"
)
_LEAD = re.compile(rf"(?:\s|\*|{_BULLET})*")
_MARK = re.compile(rf"(?P<mark>{_NUMBER})\s*")
_AREA = re.compile(r"(?:研究|重点)?領域\s?\d{1,2}(?=[\s　:])")
_TOPIC = (
    r"背景|課題|現状|趣旨|目的|概要|内容|取組|取り組み|事業|スキーム|イメージ|目標|成果例?|効果|特徴|ポイント|骨子|経緯|方向性|実施|体制|支援|対象|期待|"
    r"される|必要|必要性|性|な|の|今後|主|主な|これまで|具体的|期間|実施期間|資金|流れ|参考|政策文書|における|記載|関連|閣議決定|文書|要件|"
    r"機関|概念図|図|フロー|スケジュール|方針|推進|制度改善|一覧|推移|予算額|予算|研究|開発|姿|目指す|べき|本|で|解決する|役割|機能|新しい|考え方|"
    r"主体|対象者|対象経費|補助率|負担割合|条件|財源|実績|留意点|工程|年次計画|アウトプット|アウトカム|KPI|流れ図|イメージ図|要求|要望|拡充|理由|状況|進捗|施策|等|・|、|と|及び|/|／|~|\s"
)
_SECTION = re.compile(rf"(?:{_TOPIC}|令和\d+年度|\d年度)+")
_OPENING = re.compile(
    r"(?:背景|現状|趣旨|目的|課題|事業の?目的|施策の?目的|現状認識)(?:(?:・|と|及び|、|/|／|の|\s)*(?:背景|現状|趣旨|目的|課題|概要|必要性|目標))*"
)
_ENDS_OF_SECTION = re.compile(
    r"(?:背景|課題|現状|趣旨|目的|概要|内容|スキーム|イメージ|目標|成果例?|効果|特徴|ポイント|骨子|経緯|方向性|体制|対象|必要性|期間|流れ|参考|記載|文書|"
    r"主体等?|対象者|対象経費|補助率|負担割合|条件|財源|実績|留意点|工程|年次計画|アウトプット|アウトカム|KPI|要件|図|フロー|スケジュール|方針|取組|取り組み|制度改善|一覧|推移|姿|役割|機能|考え方|例|支援内容|改善|要求|施策|状況)(?:等|\s*\(案\))?"
)
_CHARGE = re.compile(
    r"[(（\[【<]?\s*(?:(?:事業|施策|要求)?担当(?:部局|局|課|課室|部署|省庁|府省)?(?:課室?)?(?:名)?|所管(?:課)?)\s*[:：]"
)
_PAGE_NUMBER = re.compile(r"[-－–—<〈\[(]?\s*(?:P\.?|p\.?|No\.?)?\s*\d{1,3}\s*[-－–—>〉\])]?|\d{1,3}\s*[/／]\s*\d{1,3}")
_BODY = re.compile(
    r".*(?:省|庁|内閣府|本府|局|部|課|室|官|大学|研究所|機構|法人|センター|財団|協会|委員会|会議|本部|株式会社|企業|機関|団体|組合|自治体|公社|官付|付)(?:等|\s*ほか)?"
    r"(?:\s*[(（【\[].*[)）】\]])?"
)
_MINISTRY = re.compile(
    r"(?:文部科学省|経済産業省|厚生労働省|農林水産省|国土交通省|環境省|総務省|財務省|防衛省|外務省|法務省|内閣府|内閣官房|デジタル庁|こども家庭庁|消費者庁|"
    r"文化庁|スポーツ庁|特許庁|中小企業庁|資源エネルギー庁|水産庁|林野庁|気象庁|観光庁|警察庁|金融庁|復興庁|原子力規制庁|消防庁|国税庁|海上保安庁)"
    r"(?:\s*[(（].*[)）])?(?:\s*[ぁ-ん一-龠ァ-ヶー・]*(?:局|部|課|室|官|付))*"
)
_STRONG = (
    r"(?:事業|プログラム|プロジェクト|計画|構想|イニシアティブ|制度|交付金|補助金|基金|推進費|事業費|負担金|拠出金|分担金|委託費|経費|補助|プラン|"
    r"キャンペーン|センター|プラットフォーム|ネットワーク|PJ|PT|ファンド|パッケージ|制度等|研究費|振興費|対策費|整備費|運営費|助成)"
)
_NAME_END = re.compile(
    r"[一-龠々〆ァ-ヶーA-Za-zＡ-Ｚａ-ｚ0-9０-９)）」』】〕\]＞>+＋αβ%]$|(?:づくり|取組み|取り組み|まとめ|等|など|ため|くらし|まち|こと|もの)$"
)
_PARTICLE_END = re.compile(
    r"(?:を|に|で|が|は|へ|と|から|より|や|の|し|て|た|する|した|して|である|ある|いる|れる|せる|なる|ない|ます)$"
)
_NO_PROGRAM = re.compile(
    r"(?:について|の役割|の一覧|一覧|目次|参考資料|資料\s*\d*(?:-\d+)?|補足資料|のポイント|の全体像|関係資料|説明資料|の概要|概要|主要事項|総括表|"
    r"の骨子|の推移|の状況|の内訳|内訳|の考え方|ロードマップ|スケジュール)$|^(?:資料|参考|別添|別紙|目次)|予算(?:額)?(?:\(案\)|案)?(?:等)?の?(?:概要|ポイント|全体)"
)


@lru_cache(_KEPT)
def bare(text: str) -> str:
    """The words of a line without asterisks, bullets and white space around them."""
    stripped = re.sub(r"\*+", "", text).strip()
    return stripped[_matched(_LEAD, stripped) :].strip()


def _matched(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


@lru_cache(_KEPT)
def marked(text: str) -> tuple[str, str]:
    """The mark by which a line is numbered ("①", "II.", "2-1.", "領域3"; empty if none) and the words after it."""
    words = bare(text)
    if match := _AREA.match(words):
        return match[0], words
    match = _MARK.match(words)
    return (match["mark"], bare(words[match.end() :])) if match else ("", words)


@lru_cache(_KEPT)
def bulleted(text: str) -> bool:
    """Whether a line begins with a bullet."""
    return bool(re.match(rf"\s*\**\s*{_BULLET}", text)) and not re.match(r"\s*\*\*[^*\s]", text)


@lru_cache(_KEPT)
def unwrapped(text: str) -> str:
    """The words within the brackets around a whole line: 現状 for 【現状】."""
    words = marked(text)[1]
    match = re.fullmatch(r"[【<＜〈《\[〔［「（(](.+?)[】>＞〉》\]〕］」）)]|(.+?)[:：]?", words)
    return (match[1] or match[2] or "").strip() if match else words


@lru_cache(_KEPT)
def is_section(text: str) -> bool:
    """Whether a line is the title of a section that any slide may have, such as 背景・課題 or 【事業スキーム】."""
    words = values.plain(unwrapped(text))
    return (
        len(words) <= 24
        and bool(_SECTION.fullmatch(words))
        and bool(re.search(rf"(?:{_ENDS_OF_SECTION.pattern})$", words))
    )


@lru_cache(_KEPT)
def is_opening(text: str) -> bool:
    """Whether a line is the title of a section with which slides begin, such as 現状・課題."""
    return bool(_OPENING.fullmatch(values.plain(unwrapped(text))))


@lru_cache(_KEPT)
def is_charge(text: str) -> bool:
    """Whether a line names the division in charge, with which slides end."""
    return bool(_CHARGE.match(bare(text)))


@lru_cache(_KEPT)
def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE_NUMBER.fullmatch(values.plain(text).strip()))


@lru_cache(_KEPT)
def is_note(text: str) -> bool:
    """Whether a line is a note (※, 注)."""
    return bool(re.match(r"[\s*\-(（]*(?:※|注\s?\d*\s?[:：)）]|[(（]注|＊|\*\s)", text))


@lru_cache(_KEPT)
def is_ministry(text: str) -> bool:
    """Whether a line is nothing but a ministry, with or without its bureau."""
    return bool(_MINISTRY.fullmatch(bare(text)))


@lru_cache(_KEPT)
def is_bureau(text: str) -> bool:
    """Whether a line is nothing but a bureau or a division, as below the titles of some ministries."""
    words = bare(text).strip("()（）")
    return (
        len(words) <= 60
        and bool(
            re.fullmatch(
                r"[一-龠ァ-ヶーぁ-ん・、\s（）()/]*(?:局|課|室|官|部|庁|推進室|事務局|付)(?:[(（].*[)）])?", words
            )
        )
        and not re.search(r"[をがは]", words)
    )


@lru_cache(_KEPT)
def is_body(text: str) -> bool:
    """Whether a line is nothing but the name of a body."""
    words = bare(text)
    return len(words) <= 40 and bool(_BODY.fullmatch(words)) and not re.search(r"[をがはへ、。]", words)


@lru_cache(_KEPT)
def is_strong(name: str) -> bool:
    """Whether a name ends as programs' names do (事業, プログラム, プロジェクト)."""
    words = re.sub(r"\s*[(（\[【〔～~<][^()（）]*[)）\]】〕～~>]\s*$", "", name).rstrip("」』～~ 　等")
    return bool(re.search(rf"{_STRONG}(?:[(（].*[)）])?$", words))


def is_general(name: str) -> bool:
    """Whether a title is that of a table of contents or an overview of a whole document, not of a program."""
    return bool(_NO_PROGRAM.search(values.plain(name.strip())))


@lru_cache(_KEPT)
def is_latin(text: str) -> bool:
    """Whether a line is words without any Japanese."""
    return bool(re.search(r"[A-Za-z]", text)) and not re.search(r"[ぁ-んァ-ヶ一-龠々]", text)


@lru_cache(_KEPT)
def is_name(text: str, listed: bool = False) -> bool:
    """Whether a text can be a name: no sentence, no verb at its end; in a list of amounts more can be one."""
    words = text.strip()
    if not 2 <= len(words) <= 90 or re.search(r"[。?？!！]|[：:].{12,}", words):
        return False
    if _PARTICLE_END.search(words) or not _NAME_END.search(words):
        return False
    if listed or is_strong(words):
        return True
    free = re.sub(r"「[^」]*」", "", words)
    return not re.search(r"(?:[をがは]|において|により|ために|として|している|される).*[^」』)）]$", free)
