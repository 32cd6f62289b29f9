"""The synthetic registry that all bureaus share: ministries, agencies, institutes, and the policy documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench.scales import Scale
from loaders.errors import Place
from loaders.holdings import Registries
from loaders.records import OrganizationRow, PassageRow, PolicyRow, SeriesRow

MINISTRIES = 4
AGENCIES = 6
SERIES = 8
_KINDS = ("cabinet-decision", "headquarters-decision", "council-decision", "ministerial-decision", "strategy")
_EDITIONS = range(2019, 2027)
_SUBJECTS = ("健康・医療", "量子技術", "人工知能", "半導体", "環境エネルギー", "宇宙", "海洋", "防災")


@dataclass(frozen=True)
class Places:
    """Where the rows of a synthetic table would stand: each row of a table has a line of its own."""

    file: Path
    lines: Iterator[int]

    @classmethod
    def of(cls, name: str) -> "Places":
        """The places of a table of this name."""
        return cls(Path(name), count(2))

    def next(self) -> Place:
        """The place of the next row."""
        return Place(self.file, next(self.lines))


def ministry(bureau: int) -> str:
    """The slug of the ministry that a bureau belongs to."""
    return f"ministry-{bureau % MINISTRIES}"


def agency(bureau: int) -> str:
    """The slug of the funding agency that a bureau works through."""
    return f"agency-{bureau % AGENCIES}"


def institute(number: int, scale: Scale) -> str:
    """The slug of a university or institute."""
    return f"institute-{number % scale.bodies}"


def policy(series: int, edition: int) -> str:
    """The slug of one edition of a series of policy documents."""
    return f"series-{series % SERIES}-{max(edition, _EDITIONS[0])}"


def passage(series: int, edition: int) -> str:
    """The slug of the one passage of a policy document that others name."""
    return f"{policy(series, edition)}-footnote-1"


def registries(scale: Scale) -> Registries:
    """Bodies, series, policies and passages; no programs and no documents."""
    places = Places.of("registry")
    return Registries(
        documents=(),
        programs=(),
        organizations=tuple(_bodies(scale, places)),
        series=tuple(_series(places)),
        policies=tuple(_policies(places)),
        passages=tuple(_passages(places)),
        names=(),
        successions=(),
        corrections=(),
    )


def _bodies(scale: Scale, places: Places) -> Iterator[OrganizationRow]:
    for number in range(MINISTRIES):
        yield _body(places, f"ministry-{number}", ("ministry", f"第{number}省", f"Ministry {number}"), None)
    for bureau in range(scale.bureaus):
        slug, above = f"bureau-{bureau}", ministry(bureau)
        yield _body(places, slug, ("bureau", f"第{bureau}局", f"Bureau {bureau}"), above)
        for number in range(2):
            names = ("division", f"第{bureau}局第{number}課", f"Division {number} of Bureau {bureau}")
            yield _body(places, f"{slug}-division-{number}", names, slug)
    for number in range(AGENCIES):
        names = ("national-research-and-development-agency", f"第{number}機構", f"Agency {number}")
        yield _body(places, f"agency-{number}", names, None)
        yield _body(
            places, f"agency-{number}-office", ("division", f"第{number}機構推進部", "Office"), f"agency-{number}"
        )
    for number in range(scale.bodies):
        names = ("university", f"第{number}大学", f"University {number}")
        yield _body(places, f"institute-{number}", names, None)


def _body(places: Places, slug: str, names: tuple[str, str, str], part_of: str | None) -> OrganizationRow:
    kind, label_ja, label_en = names
    return OrganizationRow(
        place=places.next(),
        organization=slug,
        label_ja=label_ja,
        label_en=label_en,
        label_en_origin="translated",
        abbreviation=(),
        kind=kind,
        corporate_number=None,
        ror=None,
        wikidata=None,
        funder_id=None,
        part_of=part_of,
    )


def _series(places: Places) -> Iterator[SeriesRow]:
    for number in range(SERIES):
        yield SeriesRow(
            place=places.next(),
            series=f"series-{number}",
            label_ja=f"{_SUBJECTS[number]}戦略",
            label_en=f"Strategy {number}",
            label_en_origin="translated",
        )


def _policies(places: Places) -> Iterator[PolicyRow]:
    for number in range(SERIES):
        for edition in _EDITIONS:
            yield PolicyRow(
                place=places.next(),
                policy=policy(number, edition),
                series=f"series-{number}",
                edition=str(edition),
                title_ja=f"{_SUBJECTS[number]}戦略{edition}",
                title_en=f"Strategy {number} of {edition}",
                title_en_origin="translated",
                decided_on=f"{edition}-06-{10 + number}",
                decided_by=f"ministry-{number % MINISTRIES}",
                kind=_KINDS[number % len(_KINDS)],
            )


def _passages(places: Places) -> Iterator[PassageRow]:
    for number in range(SERIES):
        for edition in _EDITIONS:
            yield PassageRow(
                place=places.next(),
                passage=passage(number, edition),
                policy=policy(number, edition),
                kind="footnote",
                number="1",
                label_ja="脚注1",
                label_en="Footnote 1",
            )
