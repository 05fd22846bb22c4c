"""The command `python -m benchmarks.mutation`: breaks the table of operations, one place at a time, and tests it.

The rows are lambdas, which mutmut, the tool for the rest of the core, passes over: here cosmic-ray breaks them. Each
file of the table is broken in a copy of the project, as many files at a time as there are processors, and tested with
the laws of its own rows. Prints how many broken versions of each file the tests caught, and how those differ that they
did not. Needs the extra `mutation` and takes about an hour on two cores; `docs/mutation.md` says what it found.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tqdm import tqdm

from autograd import PRIMITIVES, Primitive
from benchmarks.measuring import Table, markdown

ROOT = Path(__file__).parent.parent
FOLDER = Path("autograd", "primitives")
FILES = sorted(path.stem for path in (ROOT / FOLDER).glob("[!_]*.py"))
TESTS = "tests/autograd/primitives"
SESSION = "mutation.sqlite"

# Of the many ways to replace an operator, those that come nearest to it; of the others, all.
SETTINGS = """\
[cosmic-ray]
module-path = {module}
timeout = 300.0
excluded-modules = []
test-command = {command}
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = [
    "core/ReplaceBinaryOperator_(?!Add_Sub|Sub_Add|Mul_Div|Div_Mul|Pow_Mul).*",
    "core/ReplaceComparisonOperator_(?!Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is).*",
    "core/ReplaceUnaryOperator_USub_.*",
]
"""


@dataclass(frozen=True)
class Broken:
    """One broken version of a file: what the tests made of it, "killed" if they failed, and how it differs."""

    outcome: str
    difference: str


def break_file(name: str, copy: Path) -> list[Broken]:
    """Breaks one file of the table in a copy of the project, in every way, and tests each."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", TESTS, "-k", _own_laws(name)]
    settings = SETTINGS.format(module=json.dumps(str(FOLDER / f"{name}.py")), command=json.dumps(shlex.join(command)))
    Path(copy, "mutation.toml").write_text(settings, encoding="utf-8")
    _run(copy, "cosmic-ray", "init", "mutation.toml", SESSION)
    _run(copy, "cr-filter-operators", SESSION, "mutation.toml")
    _run(copy, "cosmic-ray", "exec", "mutation.toml", SESSION)
    lines = _run(copy, "cosmic-ray", "dump", SESSION).splitlines()
    results = [result for _, result in map(json.loads, lines) if result["worker_outcome"] != "skipped"]
    return [Broken(result["test_outcome"] or result["worker_outcome"], result["diff"]) for result in results]


def _own_laws(name: str) -> str:
    """Which tests to choose: all but the laws of rows in other files; for a file of helpers, the laws of every row."""
    file = import_module(f"autograd.primitives.{name}")
    own = {row.name for row in map(vars(file).get, file.__all__) if isinstance(row, Primitive)} or set(PRIMITIVES)
    others = [row for row in PRIMITIVES if row not in own]
    return f"not ({' or '.join(f'[{row}]' for row in others)})" if others else ""


def _run(folder: Path, tool: str, *arguments: str) -> str:
    command = [str(Path(sys.executable).parent / tool), *arguments]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutation"}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _progress(copies: Sequence[Path]) -> tuple[int, int]:
    """How many broken versions have been tested, and how many there are in the files begun."""
    done = total = 0
    for session in (copy / SESSION for copy in copies):
        if session.exists():
            with closing(sqlite3.connect(f"file:{session}?mode=ro", uri=True)) as base:
                [items] = base.execute("SELECT count(*) FROM work_items").fetchone()
                results, skipped = base.execute(
                    "SELECT count(*), coalesce(sum(worker_outcome = 'SKIPPED'), 0) FROM work_results"
                ).fetchone()
            done, total = done + results - skipped, total + items - skipped
    return done, total


def run(names: Sequence[str]) -> tuple[Table, list[tuple[str, Broken]]]:
    """Breaks these files of the table; gives the counts, and the broken versions that no test caught."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        copies = [Path(folder, name) for name in names]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "mutants"))
        running = [pool.submit(break_file, *pair) for pair in zip(names, copies)]
        with tqdm(unit=" mutants") as bar:
            while not all(future.done() for future in running):
                with suppress(sqlite3.OperationalError):  # while a result is being written
                    bar.n, bar.total = _progress(copies)
                bar.refresh()
                time.sleep(1.0)
        found = [future.result() for future in running]
    survivors = [(name, broken) for name, file in zip(names, found) for broken in file if broken.outcome != "killed"]
    counts = [(f"`{name}.py`", len(file), sum(b.outcome == "killed" for b in file)) for name, file in zip(names, found)]
    counts.append(("all", *(sum(column) for column in list(zip(*counts))[1:])))
    rows = tuple((*row, row[1] - row[2], f"{row[2] / max(row[1], 1):.0%}") for row in counts)
    return Table("The table of operations, broken", ("file", "broken", "caught", "not", "share"), rows), survivors


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"which files, by default all: {', '.join(FILES)}")
    names = parser.parse_args().files or FILES
    if unknown := sorted(set(names) - set(FILES)):
        parser.error(f"there is no {', '.join(unknown)} in the table: {', '.join(FILES)}")
    table, survivors = run(names)
    print(markdown(table))
    for name, broken in survivors:
        changed = [
            line for line in broken.difference.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
        print(f"\n{name}: {broken.outcome}", *changed, sep="\n")


if __name__ == "__main__":
    main()
