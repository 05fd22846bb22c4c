from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from typing import NamedTuple

import pytest

import nn
from nn import Outcome, Outcomes


class Result(NamedTuple):
    loss: float
    rate: float


@dataclass(frozen=True)
class Setting:
    rate: float
    seed: int


FAILED = Outcome(Setting(8.0, 2), None, ValueError("diverged"), 0.5, "desk:8")
SWEEP = Outcomes([Outcome(Setting(0.5, 1), Result(1 / 3, 7.0), None, 1.5, "desk:7"), FAILED])


def test_the_parts_of_settings_and_results_are_columns_and_none_hides_another():
    assert SWEEP.table() == {
        "rate": [0.5, 8.0],
        "seed": [1, 2],
        "loss": [1 / 3, None],
        "result.rate": [7.0, None],
        "seconds": [1.5, 0.5],
        "worker": ["desk:7", "desk:8"],
        "error": [None, "ValueError: diverged"],
    }


@pytest.mark.parametrize(
    ("setting", "columns"),
    [
        (3, {"setting": [3]}),
        ((0.5, 3), {"setting[0]": [0.5], "setting[1]": [3]}),
        ({"rate": 0.5}, {"rate": [0.5]}),
        ({}, {"setting": [{}]}),
        ("abc", {"setting": ["abc"]}),
    ],
)
def test_a_setting_is_one_column_or_one_a_part(setting, columns):
    table = Outcomes([Outcome(setting, 1.0)]).table()
    assert {name: table[name] for name in columns} == columns
    assert len(table) == len(columns) + 4


def test_settings_of_several_kinds_are_one_column():
    assert Outcomes([Outcome({"rate": 1}, 0), Outcome(3, 0)]).table()["setting"] == [{"rate": 1}, 3]


def test_where_all_runs_failed_there_is_a_column_for_results_all_the_same():
    assert Outcomes([FAILED]).table()["result"] == [None]


def test_what_is_saved_as_csv_is_read_again_to_the_last_bit(tmp_path):
    with SWEEP.save(tmp_path / "sweep.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert float(first["loss"]) == 1 / 3
    assert second["error"] == "ValueError: diverged"
    assert (second["loss"], first["error"]) == ("", "")


@pytest.mark.needs("pandas")
def test_it_becomes_a_dataframe():
    frame = SWEEP.to_pandas()
    assert list(frame.columns) == list(SWEEP.table())
    assert frame.loss[0] == 1 / 3
    assert math.isnan(frame.loss[1])


@pytest.mark.needs("pyarrow")
def test_what_is_saved_as_parquet_is_read_again(tmp_path):
    from pyarrow import parquet

    mixed = Outcomes([*SWEEP, Outcome("all", {"kept": [1, 2]})])
    table = SWEEP.table()
    assert parquet.read_table(SWEEP.save(tmp_path / "sweep.parquet")).to_pydict() == table
    assert parquet.read_table(mixed.save(tmp_path / "mixed.parquet")).to_pydict()["setting"][2] == "all"


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"^expected path to end in \.csv or \.parquet, got '.*sweep\.xlsx'$"):
        SWEEP.save(tmp_path / "sweep.xlsx")


@pytest.mark.parametrize(("name", "make"), [("pandas", lambda path: SWEEP.to_pandas()), ("pyarrow", SWEEP.save)])
def test_what_is_missing_is_told_with_the_cure(monkeypatch, tmp_path, name, make):
    monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(ImportError, match=rf"^a (DataFrame|Parquet file) needs {name}: pip install {name}, or "):
        make(tmp_path / "sweep.parquet")


@pytest.mark.parametrize(
    ("count", "line"),
    [(1, "1 run, 1 failed"), (10, "10 runs, 1 failed"), (11, "11 runs, 1 failed; the first 10 of them")],
)
def test_a_table_begins_with_how_many_runs_there_are_and_how_many_failed(count, line):
    outcomes = Outcomes([FAILED, *(Outcome(Setting(1.0, k), 0.5) for k in range(count - 1))])
    first, *rows = str(outcomes).splitlines()
    assert first == line
    assert len(rows) == 1 + min(count, 10)
    assert rows[0].split()[:2] == ["rate", "seed"]


def test_what_is_shown_of_a_long_setting_is_short():
    (row,) = str(Outcomes([Outcome(list(range(100)), 0.5)])).splitlines()[2:]
    assert "<100 entries>" in row


@pytest.mark.parametrize("name", ["setting", "seconds", "worker", "error"])
def test_a_part_of_a_result_hides_no_column_of_the_table(name):
    table = Outcomes([Outcome(1, {name: "part"}, seconds=2.0, worker="desk:7")]).table()
    assert table[f"result.{name}"] == ["part"]
    assert (table["setting"], table["seconds"], table["worker"], table["error"]) == ([1], [2.0], ["desk:7"], [None])


def test_results_without_parts_and_classes_as_settings_are_one_column():
    assert Outcomes([Outcome(1, {2: 3}), Outcome(1, {})]).table()["result"] == [{2: 3}, {}]
    assert Outcomes([Outcome(Setting, 1)]).table()["setting"] == [Setting]


def test_a_table_replaces_a_file_only_when_asked_to(tmp_path):
    path = tmp_path / "sweep.csv"
    SWEEP.save(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"sweep\.csv' exists already: overwrite=True replaces it$"):
        Outcomes([FAILED]).save(path)
    assert path.read_bytes() == before
    assert Outcomes([FAILED]).save(path, overwrite=True) == path
    assert path.read_bytes() != before


def test_an_outcome_is_a_sentence_and_an_interruption_says_how_to_go_on():
    assert str(FAILED) == f"{FAILED.setting!r} failed: ValueError: diverged"
    assert str(Outcome(3, 0.5)) == "3: 0.5"
    interrupted = nn.SweepInterrupted(SWEEP, 9)
    assert (interrupted.outcomes, interrupted.count) == (SWEEP, 9)
    assert str(interrupted).startswith("Ctrl-C after 2 of 9 runs: what they gave is in the outcomes of this exception;")


def test_a_notebook_shows_a_table_and_no_more_than_ten_rows():
    outcomes = Outcomes(Outcome(k, "<b>") for k in range(30))
    assert outcomes._repr_html_().count("&lt;b&gt;") == 10
    assert str(outcomes).splitlines()[0] == "30 runs, 0 failed; the first 10 of them"
    assert repr(nn.Outcomes()) == "<Outcomes: 0 runs, 0 failed>"
