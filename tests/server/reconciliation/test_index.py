"""How well names are found, by the spellings that were met in documents; and how soon, among many."""

import csv
import random
import time
from collections.abc import Iterator

import pytest

from loaders.holdings import DATA
from server.reconciliation.index import Index, Name, grams

KINDS = {"programs": ("program", "Program"), "organizations": ("organization", "Organization")}
# Measured when the documents held 287 spellings: 97 %.
TOP_LEAST = 0.95


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def registries() -> Iterator[Name]:
    for table, (kind, type_) in KINDS.items():
        for row in rows(table):
            thing = f"{kind}/{row[kind]}"
            yield Name(thing, type_, "label", row["label_ja"], "ja")
            yield Name(thing, type_, "label", row["label_en"], "en")
            yield from (Name(thing, type_, "abbreviation", one, "") for one in row["abbreviation"].split(";") if one)
    for row in rows("policies"):
        yield Name(f"policy/{row['policy']}", "PolicyDocument", "label", row["title_ja"], "ja")


def test_spellings_of_documents_are_found_by_the_labels_alone() -> None:
    index = Index(registries())
    types = {"program": "Program", "organization": "Organization", "policy": "PolicyDocument"}
    first, wrong, met = 0, [], rows("names")
    for row in met:
        thing = f"{row['kind']}/{row['slug']}"
        found = index.find(row["printed_name"], frozenset({types[row["kind"]]}), 10)
        first += bool(found) and found[0].thing == thing
        same = [one for one in found if one.likeness.is_same]
        if len(same) == 1 and same[0].thing != thing:
            wrong.append((row["printed_name"], same[0].thing))
    assert len(met) > 200
    assert first / len(met) >= TOP_LEAST
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "thing", "degree"),
    [
        ("organization/amed", "organization/amed", 100),
        ("日本医療研究開発機構", "organization/amed", 100),
        ("ＡＭＥＤ", "organization/amed", 100),
        ("日本医療・研究開発機構", "organization/amed", 99),
        ("国立研究開発法人日本医療研究開発機構", "organization/amed", 97),
        ("国立研究開発法人日本医療研究開発機構（AMED）", "organization/amed", 97),
        ("がん対策推進基本計画", "policy/cancer-control-plan-4", 90),
        ("がん対策推進基本計画（第3期）", "policy/cancer-control-plan-4", 90),
        ("理研", "organization/riken", 40),
        ("日本医療研究開発機講", "organization/amed", 80),
        ("科学研究費", "program/kakenhi", 60),
    ],
)
def test_likeness(text: str, thing: str, degree: float) -> None:
    found = Index(registries()).find(text, frozenset(), 5)
    assert found[0].thing == thing
    assert degree <= found[0].likeness.degree < (degree + 20 if degree < 90 else degree + 1)


def test_another_edition_is_less_alike_than_the_same() -> None:
    index = Index([Name("policy/a", "PolicyDocument", "label", "統合イノベーション戦略2023", "ja")])
    other = index.find("統合イノベーション戦略2024", frozenset(), 5)[0].likeness
    assert not other.is_same
    assert other.degree == 70


def test_types_keep_others_out() -> None:
    index = Index(registries())
    assert index.find("AMED", frozenset({"Program"}), 5) == [] or all(
        one.thing.startswith("program/") for one in index.find("AMED", frozenset({"Program"}), 5)
    )
    assert index.beginning("日本医", frozenset({"Program"}), 5) != ["organization/amed"]


def test_beginnings() -> None:
    index = Index(registries())
    assert index.beginning("日本医", frozenset(), 3)[0] == "organization/amed"
    assert index.beginning("日本医療研究開発機構", frozenset(), 3)[0] == "organization/amed"
    assert index.beginning("organization/amed", frozenset(), 3) == ["organization/amed"]
    assert len(index.beginning("", frozenset(), 7)) == 7
    assert index.beginning("", frozenset({"PolicyDocument"}), 1)[0].startswith("policy/")


def test_exact_names() -> None:
    index = Index(registries())
    assert index.same("（国研）日本医療研究開発機構") == ["organization/amed"]
    assert index.same("organization/amed") == ["organization/amed"]
    assert index.same("日本医療") == []


@pytest.mark.parametrize(
    "text", ["", " ", "()", "a", "研", "x" * 500, "研究" * 250, "\ud7ff", "𠮷", "' OR 1=1 --", "} #"]
)
def test_names_of_little_harm_nobody(text: str) -> None:
    index = Index(registries())
    assert all(0 <= one.likeness.degree <= 100 for one in index.find(text, frozenset(), 10))
    assert len(index.beginning(text, frozenset(), 10)) <= 10
    assert not index.same(text) or text.strip()


def test_grams() -> None:
    assert grams("研究費") == {"研究", "究費"}
    assert grams("ab") == {"^ab", "ab$"}
    assert grams("AI戦略") >= {"I戦", "戦略", "^AI"}
    assert grams("研") == {"研"}


WORDS = [
    "先端",
    "医療",
    "研究",
    "開発",
    "機構",
    "支援",
    "事業",
    "推進",
    "基盤",
    "技術",
    "創出",
    "戦略",
    "次世代",
    "人工",
    "知能",
    "量子",
    "計算",
    "材料",
    "宇宙",
    "海洋",
    "生命",
    "科学",
    "創薬",
    "感染症",
    "再生",
    "細胞",
    "遺伝子",
    "エネルギー",
    "脱炭素",
    "半導体",
    "データ",
    "駆動",
    "国際",
    "共同",
    "若手",
    "人材",
    "育成",
    "拠点",
    "形成",
    "大学",
    "地域",
    "連携",
    "産学",
    "プログラム",
    "整備",
    "実証",
    "社会",
]
RARE = "亜伊宇江奥加木久毛古佐志須瀬曽田知津手戸奈仁沼根野波比布辺保間美武目茂矢由代良利留礼呂和"


def many(number: int) -> list[Name]:
    chance = random.Random(7)  # noqa: S311 (names for a test)
    found = []
    for place in range(number):
        words = "".join(chance.choice(WORDS) for _ in range(chance.randint(3, 6)))
        text = words + "".join(chance.choice(RARE) for _ in range(3))
        found.append(Name(f"program/p{place}", "Program", "label", text, "ja"))
    return found


@pytest.mark.slow
def test_a_hundred_thousand_labels() -> None:
    names = many(100_000)
    index = Index(names)
    chance = random.Random(8)  # noqa: S311 (names for a test)
    seconds, first = [], 0
    for name in chance.sample(names, 100):
        place = chance.randrange(len(name.text))
        text = name.text[:place] + chance.choice(RARE) + name.text[place + 1 :]
        begun = time.perf_counter()
        found = index.find(text, frozenset({"Program"}), 10)
        seconds.append(time.perf_counter() - begun)
        first += bool(found) and found[0].thing == name.thing
    assert sorted(seconds)[50] < 0.05
    assert sum(sorted(seconds)[25:75]) < 1
    assert first >= 95
