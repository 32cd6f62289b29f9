import csv
from pathlib import Path

import pytest

from loaders.holdings import DATA
from loaders.reading import spellings
from server.reconciliation import folding
from server.reconciliation.folding import bracketed, folded, forms

AMED = "日本医療研究開発機構"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ＪＳＴ", "jst"),
        ("科学研究費補助金", "科学 研究費　補助金"),
        ("國立大學法人東京大學", "国立大学法人東京大学"),
        ("澤田機關", "沢田機関"),
        ("髙﨑邊", "高崎辺"),
        ("ﾑｰﾝｼｮｯﾄ", "ムーンショット"),
        ("ムーンショット", "ム－ンショット"),
        ("ムーンショット", "ム―ンショット"),
        ("Q－LEAP", "Q‐LEAP"),
        ("Q-LEAP", "q–leap"),
        ("霞ヶ関", "霞ケ関"),
        ("「富岳」", "富岳"),
        ("㈱日立", "(株)日立"),
        ("第Ⅲ期", "第III期"),
        ("葛\U000e0100飾", "葛飾"),
        ("が", "か\u3099"),
    ],
)
def test_folded_alike(name: str, other: str) -> None:
    assert folded(name) == folded(other) != ""


@pytest.mark.parametrize(("name", "other"), [("事業①", "事業1"), ("10²", "102"), ("一般", "-般"), ("第3期", "第4期")])
def test_kept_apart(name: str, other: str) -> None:
    assert folded(name) != folded(other)


@pytest.mark.parametrize(
    "name",
    [
        "国立研究開発法人" + AMED,
        "国立研究開発法人 " + AMED,
        "(国研)" + AMED,
        "（国開）" + AMED,
        "独立行政法人" + AMED,
        "一般社団法人" + AMED,
        "公益財団法人" + AMED,
        "(株)" + AMED,
        AMED + "株式会社",
        AMED + "（株）",
        "特定国立研究開発法人" + AMED,
    ],
)
def test_legal_forms_stand_beside_the_name(name: str) -> None:
    assert forms(name).bare == forms(AMED).bare


def test_a_legal_form_alone_is_a_name() -> None:
    assert forms("株式会社").bare == "株式会社"
    assert forms("国立大学法人").core == "国立大学法人"


def test_brackets() -> None:
    found = forms(f"国立研究開発法人{AMED}（ＡＭＥＤ）")
    assert (found.core, found.bare) == (AMED, AMED + "amed")
    assert list(bracketed(found.exact)) == ["amed"]
    assert list(bracketed(folded("日立（株）"))) == []
    assert list(bracketed(folded("A【甲】〔乙〕<丙>"))) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("name", ["", "()", "・・・", "\u200b", "*"])
def test_names_of_nothing(name: str) -> None:
    assert forms(name).plain == forms(name).core == ""


def test_each_character_has_one_form_of_today() -> None:
    old, today = folding._PAIRS[::2], folding._PAIRS[1::2]
    assert len(old) == len(today) == len(set(old))
    assert not set(old) & set(today)


def test_what_the_loaders_fold_alike_is_folded_alike_here() -> None:
    with Path(DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        names = [row["printed_name"] for row in csv.DictReader(file)]
    assert len(names) > 200
    by_key: dict[str, str] = {}
    for name in names:
        assert folded(by_key.setdefault(spellings.folded(name), name)) == folded(name)
    pairs = {chr(old): chr(today) for old, today in spellings._OLD.items()}
    assert all(folded(old) == folded(today) for old, today in pairs.items())


def test_a_long_name_takes_no_time() -> None:
    assert len(forms("(" * 500_000 + "研" * 500_000).core) == 500_000
