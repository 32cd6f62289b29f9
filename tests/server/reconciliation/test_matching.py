import json
from dataclasses import asdict

from server.reconciliation.index import Index, Name
from server.reconciliation.matching import Asked, Sought, answer, length, members, names, packed, said

SPACE = "https://example.org/id/"
LABELS = """?thing\t?name
<https://example.org/id/program/a>\t"甲\\t事業"@ja
<https://example.org/id/program/a>\t"甲\\t事業"@ja
_:b0\t"nobody"
<https://example.org/id/program/a>\t<https://example.org/x>
"""
NUMBERS = "?thing\t?name\n<https://example.org/id/program/a>\t12\n"
ABOUT = '?thing\t?name\n<https://example.org/id/program/a>\t"乙"@ja\n'


MEMBERS = b"?thing\n<https://example.org/id/program/a>\n<https://example.org/id/program/a>\n_:b0\n"
TYPES = {"program/a": ["Program"]}


def every() -> list[Name]:
    documents = ((LABELS, "label"), (NUMBERS, "identifier"), (ABOUT, "about"))
    return [name for text, form in documents for name in names(text.encode(), form, SPACE, TYPES)]


def test_members() -> None:
    assert members([("Program", MEMBERS)], SPACE) == TYPES
    assert members([("Program", MEMBERS), ("Body", MEMBERS)], SPACE) == {"program/a": ["Program", "Body"]}
    assert list(names(LABELS.encode(), "label", SPACE, {})) == []


def test_names_of_results() -> None:
    assert every() == [
        Name("program/a", "Program", "label", "甲\t事業", "ja"),
        Name("program/a", "Program", "identifier", "12", ""),
        Name("program/a", "Program", "about", "乙", "ja"),
    ]


def test_messages() -> None:
    body = said(Asked(things=("a",)))
    assert length(packed(body)[:4]) == len(body)


def test_answers() -> None:
    index = Index(every())
    asked = Asked(
        (Sought(("甲事業", "丙"), (), 5),), (Sought(("甲",), (), 5),), ("12", "x"), ("program/a", "program/b")
    )
    found = json.loads(answer(index, json.loads(json.dumps(asdict(asked)))))
    assert found["sought"] == [[["program/a", 100.0, True, "label"]]]
    assert found["begun"] == [["program/a"]]
    assert found["same"] == [["program/a"], []]
    assert found["things"] == {
        "program/a": {"types": ["Program"], "labels": {"ja": "甲\t事業"}, "about": {"ja": ["乙"]}}
    }
