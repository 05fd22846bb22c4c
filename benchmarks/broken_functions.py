"""Functions, broken one place at a time by mutmut in a copy of the project, and tested with the tests of their room."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.breaking import ROOT, Broken, copied, run_tool

# Not "timeout": on a machine with other work, a slow test looks like an endless loop.
CAUGHT = ("killed", "segfault", "broken off")
PRELOADED = "numpy"  # and nothing of ours: what it does when imported may be broken, too
PACKAGES = ("autograd", "chalkgrad", "chalkgrad_command", "nn", "viz")
SINGLE_SETTINGS = (
    "timeout_multiplier = 15.0",  # on a machine with other work, less takes slow tests for endless ones
    "process_isolation = forkserver",  # or a cache that earlier tests have filled would hide what is broken
    "forkserver_warmup = import",  # collected twice, tests with names that are no ASCII would not be found
    "preload_modules_file = preloaded.txt",
)


@dataclass(frozen=True)
class Room:
    """Files that are broken, as globs, and the tests that should notice; `but` says which not, as pytest's `-k`."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    but: str = "million"


ENGINE = Room(
    files=(
        "autograd/checking/*.py",
        "autograd/forward.py",
        "autograd/functional.py",
        "autograd/graph.py",
        "autograd/handing_on.py",
        "autograd/pausing.py",
        "autograd/primitive.py",
        "autograd/reverse.py",
        "autograd/structures.py",
        "autograd/tracing.py",
        "autograd/ufuncs.py",
        "autograd/unfolding.py",
        "autograd/value.py",
    ),
    tests=(
        "tests/autograd/checking/test_answers.py",
        "tests/autograd/checking/test_checks.py",
        "tests/autograd/test_copying.py",
        "tests/autograd/checking/test_differences.py",
        "tests/autograd/test_faults.py",
        "tests/autograd/test_functional.py",
        "tests/autograd/checking/test_gradcheck.py",
        "tests/autograd/test_graph.py",
        "tests/autograd/test_pausing.py",
        "tests/autograd/test_primitive.py",
        "tests/autograd/primitives",
        "tests/autograd/checking/test_report.py",
        "tests/autograd/test_reverse.py",
        "tests/autograd/test_structures.py",
        "tests/autograd/test_tracing.py",
        "tests/autograd/test_ufuncs.py",
        "tests/autograd/test_unfolding.py",
        "tests/autograd/test_value.py",
        "tests/autograd/test_zoo.py",
    ),
    but="million or long_chain or reference_cycle or real_signal or 4_ulp or points_at_the_line",
)

LONG_FORMULAS = "million or too_long_to_read or long_chain or matplotlib"

ROOMS = (
    ENGINE,
    Room(("nn/losses.py",), ("tests/nn/test_losses.py", "tests/nn/training/test_objective.py")),
    Room(("nn/gradient_step.py", "nn/optimizers.py", "nn/schedules.py"), ("tests/nn/test_optimizers.py",)),
    Room(("nn/tables.py",), ("tests/nn/test_tables.py",)),
    Room(("nn/micrograd.py",), ("tests/nn/test_micrograd.py",)),
    Room(("nn/arguments.py",), ("tests/nn/test_arguments.py",)),
    Room(("nn/strategies.py",), ("tests/nn/test_strategies.py",)),
    Room(("nn/models/*.py",), ("tests/nn/models",)),
    Room(("nn/history.py",), ("tests/nn/test_history.py",)),
    Room(("nn/stopping.py",), ("tests/nn/test_stopping.py", "tests/nn/training/test_fitting.py")),
    Room(
        (
            "nn/training/mistakes.py",
            "nn/training/objective.py",
            "nn/training/options.py",
            "nn/training/targets.py",
        ),
        (
            "tests/nn/training/test_fitting.py",
            "tests/nn/training/test_mistakes.py",
            "tests/nn/training/test_objective.py",
            "tests/nn/training/test_options.py",
            "tests/nn/training/test_targets.py",
        ),
        but="million or real_ctrl_c",
    ),
    Room(
        (
            "nn/training/checkpoints.py",
            "nn/training/compiled.py",
            "nn/training/epochs.py",
            "nn/training/fitting.py",
            "nn/training/recorded.py",
        ),
        ("tests/nn/training",),
        but="million or real_ctrl_c",
    ),
    Room(
        ("nn/training/moves.py", "nn/training/parallel.py", "nn/training/shards.py", "nn/training/team.py"),
        ("tests/nn/training/test_parallel.py",),
        but="million or killed_in_the_middle",
    ),
    Room(("nn/training/stored.py",), ("tests/nn/training/test_compiled.py", "tests/nn/training/test_parallel.py")),
    Room(("nn/training/side_by_side.py",), ("tests/nn/training/test_side_by_side.py",)),
    Room(
        ("nn/analysis/linear_systems.py", "nn/analysis/nearest_points.py", "nn/analysis/separability.py"),
        ("tests/nn/analysis/test_linear_systems.py", "tests/nn/analysis/test_separability.py"),
    ),
    Room(("nn/analysis/confusion.py",), ("tests/nn/analysis/test_confusion.py",)),
    Room(("nn/analysis/collapse.py",), ("tests/nn/models/test_summary.py",)),
    Room(
        (
            "nn/analysis/*_findings.py",
            "nn/analysis/diagnosis.py",
            "nn/analysis/examination.py",
            "nn/analysis/finding.py",
        ),
        ("tests/nn/analysis/test_diagnosis.py", "tests/nn/analysis/test_findings.py"),
    ),
    Room(
        (
            "nn/analysis/executors.py",
            "nn/analysis/experiments.py",
            "nn/analysis/processes.py",
            "nn/training/workers/*.py",
        ),
        (
            "tests/nn/analysis/test_executors.py",
            "tests/nn/analysis/test_experiments.py",
            "tests/nn/analysis/test_processes.py",
            "tests/nn/training/workers",
        ),
    ),
    Room(
        ("nn/analysis/journal.py", "nn/analysis/outcomes.py"),
        ("tests/nn/analysis/test_journal.py", "tests/nn/analysis/test_outcomes.py"),
        but="million or driver_that_is_killed",
    ),
    Room(
        ("nn/training/blocks.py", "nn/training/portions.py", "nn/training/streams.py"),
        (
            "tests/nn/training/test_blocks.py",
            "tests/nn/training/test_portions.py",
            "tests/nn/training/test_streams.py",
        ),
        but="million or two_hundred_thousand",
    ),
    Room(
        ("nn/bridges/onnx_files/*.py",),
        ("tests/nn/bridges/onnx_files/test_reading.py", "tests/nn/bridges/onnx_files/test_writing.py"),
        but="million or large_net",
    ),
    Room(
        ("nn/bridges/pytorch.py", "nn/bridges/torch_nets/*.py"),
        ("tests/nn/bridges/test_pytorch.py", "tests/nn/bridges/torch_nets"),
    ),
    Room(("nn/bridges/arrow.py",), ("tests/nn/bridges/test_arrow.py",)),
    Room(("nn/bridges/estimators.py",), ("tests/nn/bridges/test_estimators.py",), but="million or two_processes"),
    Room(("nn/designs.py",), ("tests/nn/test_designs.py",)),
    Room(("nn/datasets/*.py",), ("tests/nn/datasets",), but="million or those_of_uci"),
    Room(("autograd/checking/black_box/*.py",), ("tests/autograd/checking/black_box",)),
    Room(("autograd/shared/stored.py",), ("tests/autograd/shared/test_stored.py",)),
    Room(("autograd/torch_graphs/*.py",), ("tests/autograd/torch_graphs", "tests/autograd/test_torch_graphs.py")),
    Room(("autograd/algebra.py",), ("tests/autograd/test_algebra.py",), but="million or translat"),
    Room(("viz/formulas/*.py",), ("tests/viz/formulas", "tests/viz/derivations"), but=LONG_FORMULAS),
    Room(("viz/derivations/*.py",), ("tests/viz/derivations",), but=LONG_FORMULAS),
    Room(("viz/classroom/judging/*.py",), ("tests/viz/classroom/judging",)),
    Room(("viz/graph/paths.py",), ("tests/viz/graph/test_paths.py",)),
)

# Both run in the copy, where mutmut finds its settings and what it wrote.
NAMES = """
import json, pathlib, sys
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

def names(file):
    broken = mutate_file_contents(str(file), file.read_text("utf-8"))
    return [get_mutant_name(file, name) for name in broken.mutant_names]

print(json.dumps({str(file): names(file) for file in map(pathlib.Path, sys.argv[1:])}))
"""
OUTCOMES = """
import json, pathlib, sys
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

file, *names = sys.argv[1:]
codes = json.loads(pathlib.Path("mutants", file + ".meta").read_text("utf-8"))["exit_code_by_key"]

def outcome(code):  # 2 and 255: a module of tests cannot be imported, or Ctrl-C comes through
    return "broken off" if code in (2, 255) else status_by_exit_code[code]

print(json.dumps([(outcome(codes[name]), get_diff_for_mutant(name, path=file)) for name in names]))
"""


def files_of(room: Room) -> list[str]:
    """The files of a room, in order, without those that only name others."""
    found = {path.relative_to(ROOT).as_posix() for pattern in room.files for path in ROOT.glob(pattern)}
    return sorted(file for file in found if not file.endswith("__init__.py"))


def break_functions(room: Room, files: Sequence[str], sample: int | None, seed: int) -> dict[str, list[Broken]]:
    """Breaks the functions of these files of a room, in every way or in `sample` of them a file, and tests each."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder, "chalkgrad"))
        Path(copy, "setup.cfg").write_text(_settings(room, files), encoding="utf-8")
        Path(copy, "preloaded.txt").write_text(PRELOADED, encoding="utf-8")
        drawn = _drawn(copy, files, sample, seed)
        run_tool(
            copy,
            "mutmut",
            "run",
            "--max-children",
            str(os.cpu_count()),
            *(name for names in drawn.values() for name in names),
        )
        return checked({file: _results(copy, file, names) for file, names in drawn.items()})


def checked(found: dict[str, list[Broken]]) -> dict[str, list[Broken]]:
    """Gives it back, unless of no broken version any test ran: then it is not they that keep the tests from running."""
    broken = [one for each in found.values() for one in each]
    if broken and all(one.outcome == "broken off" for one in broken):
        raise SystemExit(f"of {', '.join(found)}, no broken version was tested: the tests cannot be collected")
    return found


def _settings(room: Room, files: Sequence[str]) -> str:
    """What mutmut reads: a list has a line for each of its entries."""
    lists = {
        "source_paths": PACKAGES,
        "only_mutate": files,
        "also_copy": ("conftest.py", "docs", "oracles"),
        "pytest_add_cli_args": ("-p", "no:cacheprovider", "-k", f"not ({room.but})"),
        "pytest_add_cli_args_test_selection": room.tests,
    }
    lines = [line for key, entries in lists.items() for line in (f"{key} =", *(f"  {entry}" for entry in entries))]
    return "\n".join(["[mutmut]", *SINGLE_SETTINGS, *lines, ""])


def _drawn(copy: Path, files: Sequence[str], sample: int | None, seed: int) -> dict[str, list[str]]:
    """The names mutmut gives to the broken versions of each file, or to a sample: the same one for the same seed."""
    named: dict[str, list[str]] = json.loads(run_tool(copy, "python", "-c", NAMES, *files))
    draws = ((file, names, random.Random(f"{seed} {file}")) for file, names in named.items())
    return {file: draw.sample(names, min(sample or len(names), len(names))) for file, names, draw in draws}


def _results(copy: Path, file: str, names: Iterable[str]) -> list[Broken]:
    outcomes = json.loads(run_tool(copy, "python", "-c", OUTCOMES, file, *names))
    return [Broken(outcome in CAUGHT, outcome, difference) for outcome, difference in outcomes]
