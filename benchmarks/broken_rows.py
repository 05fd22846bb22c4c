"""The rows of the table, broken one place at a time by cosmic-ray: they are lambdas, which mutmut passes over.

Each file of the table is broken in a copy of the project, as many files at a time as there are processors, and tested
with the laws of its own rows.
"""

from __future__ import annotations

import json
import os
import random
import shlex
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path

from autograd import PRIMITIVES, Primitive
from benchmarks.breaking import ROOT, Broken, copied, run_tool

FOLDER = "autograd/primitives"
FILES = sorted(f"{FOLDER}/{path.name}" for path in Path(ROOT, FOLDER).glob("[!_]*.py"))
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


def break_rows(files: Sequence[str], sample: int | None, seed: int) -> dict[str, list[Broken]]:
    """Breaks these files of the table, in every way or in `sample` of them a file, and tests each."""
    from tqdm import tqdm  # which those who only name the files do without

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        copies = [copied(Path(folder, Path(file).stem)) for file in files]
        running = [pool.submit(_break_file, file, copy, sample, seed) for file, copy in zip(files, copies)]
        with tqdm(unit=" mutants") as bar:
            while not all(future.done() for future in running):
                with suppress(sqlite3.OperationalError):  # while a result is being written
                    bar.n, bar.total = _progress(copies)
                bar.refresh()
                time.sleep(1.0)
        return {file: future.result() for file, future in zip(files, running)}


def _break_file(file: str, copy: Path, sample: int | None, seed: int) -> list[Broken]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", TESTS, "-k", _own_laws(file)]
    settings = SETTINGS.format(module=json.dumps(file), command=json.dumps(shlex.join(command)))
    Path(copy, "mutation.toml").write_text(settings, encoding="utf-8")
    run_tool(copy, "cosmic-ray", "init", "mutation.toml", SESSION)
    run_tool(copy, "cr-filter-operators", SESSION, "mutation.toml")
    if sample is not None:
        _skip_all_but(Path(copy, SESSION), sample, random.Random(f"{seed} {file}"))
    run_tool(copy, "cosmic-ray", "exec", "mutation.toml", SESSION)
    lines = run_tool(copy, "cosmic-ray", "dump", SESSION).splitlines()
    results = [result for _, result in map(json.loads, lines) if result["worker_outcome"] != "skipped"]
    outcomes = [(result["test_outcome"] or result["worker_outcome"], result["diff"]) for result in results]
    return [Broken(outcome == "killed", outcome, difference) for outcome, difference in outcomes]


def _own_laws(file: str) -> str:
    """Which tests to choose: all but the laws of rows in other files; for a file of helpers, the laws of every row."""
    module = import_module(file.removesuffix(".py").replace("/", "."))
    own = {row.name for row in map(vars(module).get, module.__all__) if isinstance(row, Primitive)} or set(PRIMITIVES)
    others = [row for row in PRIMITIVES if row not in own]
    return f"not ({' or '.join(f'[{row}]' for row in others)})" if others else ""


def _skip_all_but(session: Path, sample: int, draw: random.Random) -> None:
    """Writes of all broken versions but a sample that they are skipped, as the filter of operators does."""
    with closing(sqlite3.connect(session)) as base, base:
        places = "SELECT job_id FROM mutation_specs ORDER BY operator_name, start_pos_row, start_pos_col, occurrence"
        done = {job for (job,) in base.execute("SELECT job_id FROM work_results")}
        left = [job for (job,) in base.execute(places) if job not in done]
        for job in draw.sample(left, max(len(left) - sample, 0)):
            base.execute("INSERT INTO work_results (job_id, worker_outcome) VALUES (?, 'SKIPPED')", (job,))


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
