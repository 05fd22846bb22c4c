"""Which files are broken, and by whose tests they are to be caught; mutmut and cosmic-ray themselves are not run."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import broken_rows, mutation
from benchmarks.breaking import ROOT, Broken
from benchmarks.broken_functions import ROOMS, checked, files_of


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


def test_the_table_says_how_many_were_caught_and_leaves_files_out_in_which_nothing_can_be_broken():
    caught, missed = Broken(True, "killed", ""), Broken(False, "survived", "--- a\n+++ b\n@@\n x\n-y = 1\n+y = 2\n")
    table = mutation.counts({"a.py": [caught, caught, missed], "b.py": [], "c.py": [caught]}, "a note")
    assert table.rows == (("`a.py`", 3, 2, 1, "66.7%"), ("`c.py`", 1, 1, 0, "100.0%"), ("all", 4, 3, 1, "75.0%"))
    assert missed.changed_lines == ["-y = 1", "+y = 2"]


def test_where_no_test_ran_nothing_is_called_caught():
    missing, caught = Broken(True, "broken off", ""), Broken(True, "killed", "")
    with pytest.raises(SystemExit, match=r"^of a\.py, b\.py, no broken version was tested"):
        checked({"a.py": [missing, missing], "b.py": [missing]})
    for found in ({"a.py": [missing, caught]}, {"a.py": [missing], "b.py": [caught]}, {"a.py": []}):
        assert checked(found) is found


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
