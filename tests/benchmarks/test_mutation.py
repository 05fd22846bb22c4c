"""Which files are broken, and by whose tests they are to be caught; mutmut and cosmic-ray themselves are not run."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import broken_rows, mutation
from benchmarks.breaking import ROOT, Broken
from benchmarks.broken_functions import ROOMS, SAME_NAMES, files_of


def test_every_test_that_a_room_names_is_there():
    for room in ROOMS:
        assert files_of(room)
        for test in room.tests:
            assert Path(ROOT, test).exists(), test


def test_no_file_is_in_two_rooms_and_all_of_the_nets_and_the_formulas_are_in_one():
    files = [file for room in ROOMS for file in files_of(room)]
    assert len(files) == len(set(files))
    own = (
        "nn/*.py",
        "nn/models/*.py",
        "nn/training/*.py",
        "nn/analysis/*.py",
        "nn/datasets/*.py",
        "viz/formulas/*.py",
        "viz/derivations/*.py",
    )
    there = {path.relative_to(ROOT).as_posix() for pattern in own for path in ROOT.glob(pattern)}
    assert {file for file in there if not file.endswith("__init__.py")} <= set(files)


def test_tests_that_are_collected_twice_in_one_process_have_the_same_names(tmp_path):
    Path(tmp_path, "test_names.py").write_text(
        "import pytest\n\n"
        "@pytest.mark.parametrize('text', ['a − b', '\\\\frac{a}{b}'], ids=lambda text: text)\n"
        "def test_text(text):\n"
        "    pass\n",
        encoding="utf-8",
    )
    script = (
        "import sys, pytest\n"
        "class Names:\n"
        "    def pytest_collection_finish(self, session):\n"
        "        names.append([item.nodeid for item in session.items])\n"
        "names = []\n"
        "for _ in range(2):\n"
        "    pytest.main(['--collect-only', '-qqq', '-p', 'no:cacheprovider', *sys.argv[1:]], plugins=[Names()])\n"
        "assert len(names[0]) == 2\n"
        "assert names[0] == names[1], names\n"
    )
    subprocess.run([sys.executable, "-c", script, *SAME_NAMES, "test_names.py"], cwd=tmp_path, check=True)


def test_the_table_says_how_many_were_caught_and_leaves_files_out_in_which_nothing_can_be_broken():
    caught, missed = Broken(True, "killed", ""), Broken(False, "survived", "--- a\n+++ b\n@@\n x\n-y = 1\n+y = 2\n")
    table = mutation.counts({"a.py": [caught, caught, missed], "b.py": [], "c.py": [caught]}, "a note")
    assert table.rows == (("`a.py`", 3, 2, 1, "66.7%"), ("`c.py`", 1, 1, 0, "100.0%"), ("all", 4, 3, 1, "75.0%"))
    assert missed.changed_lines == ["-y = 1", "+y = 2"]


def test_a_file_that_is_not_broken_is_refused_with_those_that_are(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["mutation", "nn/loses.py"])
    with pytest.raises(SystemExit):
        mutation.main()
    message = capsys.readouterr().err
    assert "nothing is broken in nn/loses.py; what can be: autograd/checking/" in message
    assert "nn/losses.py" in message
    assert "autograd/primitives/losses.py" in message


def test_of_a_session_all_but_a_sample_are_skipped_the_same_ones_each_time(tmp_path):
    def left(name, sample):
        with closing(sqlite3.connect(tmp_path / name)) as base, base:
            base.execute(
                "CREATE TABLE mutation_specs (job_id, operator_name, start_pos_row, start_pos_col, occurrence)"
            )
            base.execute("CREATE TABLE work_results (job_id, worker_outcome)")
            base.executemany(
                "INSERT INTO mutation_specs VALUES (?, 'op', ?, 0, 0)", [(f"job {k}", k) for k in range(9)]
            )
            base.execute("INSERT INTO work_results VALUES ('job 3', 'SKIPPED')")
        broken_rows._skip_all_but(tmp_path / name, sample, random.Random(0))
        with closing(sqlite3.connect(tmp_path / name)) as base:
            done = {job for (job,) in base.execute("SELECT job_id FROM work_results")}
        return {f"job {k}" for k in range(9)} - done

    assert len(left("few", 4)) == 4
    assert left("few again", 4) == left("fewest", 4)
    assert left("all", 8) == left("more than there are", 99) == {f"job {k}" for k in range(9)} - {"job 3"}
