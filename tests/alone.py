"""Each file of tests and each page alone, then all in a random order: `make alone`, `make alone ONLY=docs SEED=7`.

A test that needs what another one has left behind passes by luck. What is run is what `make check` runs, doctests and
pages added. The seed of the order is said, so that the order can be had again.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTEST = (sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "-m", "not slow")
NOTHING_TO_RUN = 5  # pytest's exit status for it


def said_by_pytest(*arguments: str, **variables: str) -> tuple[int, str]:
    """Its exit status, and what it printed."""
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "quick", **variables}
    command = [*PYTEST, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, encoding="utf-8")
    return ran.returncode, ran.stdout + ran.stderr


def files_of(listing: str) -> list[str]:
    """The files of the tests that `pytest --collect-only` lists, in the order of the list."""
    return list(dict.fromkeys(re.findall(r"^(\S+?)::", listing, re.MULTILINE)))


def in_random_order(items: list[pytest.Item], seed: str) -> list[pytest.Item]:
    """The files in another order, and the tests of each: a fixture of a file is still made once."""
    generator = random.Random(seed)
    by_file: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_file[item.path].append(item)
    files = list(by_file.values())
    generator.shuffle(files)
    for tests in files:
        generator.shuffle(tests)
    return [item for tests in files for item in tests]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """As a plugin, `-p tests.alone`, this is what changes the order."""
    items[:] = in_random_order(items, os.environ["SEED"])


def main() -> int:
    """0 if everything passed, alone and in the order of the seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.alone", description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", help="files or folders; all")
    parser.add_argument("--seed", default=str(random.randrange(1000)), help="of the order; a new one")
    asked = parser.parse_args()
    status, listing = said_by_pytest("--collect-only", *asked.only)
    if status:
        print(listing)
        return 1
    files = files_of(listing)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = dict(zip(files, pool.map(said_by_pytest, files)))
    failed = {file: said for file, (status, said) in outcomes.items() if status not in {0, NOTHING_TO_RUN}}
    print(*failed.values(), f"{len(failed)} of {len(files)} files fail alone: {', '.join(failed) or 'none'}", sep="\n")
    workers = ("--numprocesses", "auto", "--dist", "worksteal")
    status, said = said_by_pytest("-p", "tests.alone", *workers, *asked.only, SEED=asked.seed)
    print(said, f"in the order of SEED={asked.seed}: {'they pass' if not status else 'some fail'}", sep="\n")
    return int(bool(failed or status))


if __name__ == "__main__":
    sys.exit(main())
