from pathlib import Path

import pytest

from loaders.errors import ReleaseUnusable
from loaders.releasing.versions import version, versions


@pytest.mark.parametrize("name", ["2026.11", "2026.01", "2026.11.1", "2026.11.120"])
def test_a_version_is_a_month_and_perhaps_a_number(name: str) -> None:
    assert str(version(name)) == name


WRONG = ("", "2026", "2026.13", "2026.00", "2026.1", "26.11", "2026.11.0", "2026.11.01", "v2026.11", "2026.11 ")


@pytest.mark.parametrize("name", [*WRONG, "../2026.11", "２０２６.11", "2026.11\n"])
def test_anything_else_is_none(name: str) -> None:
    with pytest.raises(ReleaseUnusable, match=r"is no version: it would be 2026\.11"):
        version(name)


def test_versions_are_in_the_order_of_time(tmp_path: Path) -> None:
    for name in ("2026.11", "2026.9", "2026.02", "2026.11.10", "2026.11.2", ".2026.12.part", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    (tmp_path / "2027.01").mkdir()
    assert [*map(str, versions(tmp_path))] == ["2026.02", "2026.11", "2026.11.2", "2026.11.10"]
    assert versions(tmp_path / "nowhere") == []
