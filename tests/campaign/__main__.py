"""A campaign from the command line."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.campaign.graph import make
from tests.campaign.run import Plan, run


def main() -> int:
    """The exit code: 1 if something failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = make(Path(folder))
        outcome = run(store, Plan(given.requests, given.seed))
        sys.stdout.write(outcome.report() + "\n")
        if outcome.failures:
            sys.stdout.write(_unforeseen((store / "log").read_text(encoding="utf-8")))
    return 1 if outcome.failures else 0


def _unforeseen(log: str) -> str:
    """What the log says of the first unforeseen errors."""
    return "".join(f"unforeseen error{part[:4000]}\n" for part in log.split("unforeseen error")[1:4])


if __name__ == "__main__":
    sys.exit(main())
