"""The files for operators name what there is; their own checkers read them where they are installed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import server
from server.settings import entries

ROOT = Path(__file__).parent.parent.parent
DEPLOY = Path(server.__file__).parent / "deploy"


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_they_name_settings_and_files_that_there_are() -> None:
    named = set(re.findall(r"\bSEISAKU_([A-Z_]+)=", text("Containerfile") + text("seisaku.service")))
    assert {name.lower() for name in named} == {"host", "store", "control_folder"}
    assert {name.lower() for name in named} <= set(entries())
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text("Containerfile"), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert {"requirements.lock", "server", "data"} < set(sources)
    assert all((ROOT / source).exists() for source in sources)
    for name in re.findall(r"`([a-z]+_[a-z_]+)`", text("README.md")):
        assert name in entries() or name.startswith("seisaku_"), name


def test_the_container_runs_as_nobody_special() -> None:
    found = text("Containerfile")
    assert found.count("\nFROM ") == 2
    last = found.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "/readyz" in last.partition("HEALTHCHECK")[2]
    assert "--require-hashes" in found


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is not installed: the Containerfile is not linted")
    done = subprocess.run([hadolint, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_systemd_has_nothing_to_say(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed: the unit is not verified")
    unit = tmp_path / "seisaku.service"
    unit.write_text(text("seisaku.service").replace("/opt/seisaku/bin/seisaku", sys.executable), encoding="utf-8")
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_broken_answer_passes_the_proxy_as_one() -> None:
    directives = dict(re.findall(r"^\s+(\w+) (.+);$", text("nginx.conf"), re.MULTILINE))
    assert (directives["proxy_http_version"], directives["proxy_buffering"]) == ("1.1", "off")
    # Asking another replica again would let one heavy query occupy all of them.
    assert directives["proxy_next_upstream"] == "error timeout"
    assert text("nginx.conf").count("{") == text("nginx.conf").count("}")
