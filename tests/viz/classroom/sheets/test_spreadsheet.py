"""Tables that an instructor opens in a spreadsheet: what students call themselves is read there, and not computed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import viz
from viz.classroom.sheets.spreadsheet import spreadsheet

CODE = viz.worksheet("parameter count").code
HOSTILE = ['=HYPERLINK("http://evil.example";"me")', "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "＝1", "=1\nAda"]
"""As https://owasp.org/www-community/attacks/CSV_Injection has them."""


def cells(contents: bytes) -> list[list[str]]:
    return [*csv.reader(contents.decode("utf-8-sig").splitlines(keepends=True))]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_a_formula(name: str) -> None:
    assert cells(spreadsheet(["name"], [[name]])) == [["name"], [f"'{name}"]]


@pytest.mark.parametrize("kept", ["Ada", "O'Neil", "a=b", "", "-0.25", "+7", "-1e-05", -0.25, 3, "−5", "21-345-678"])
def test_whatever_else_stays_as_it_is(kept: object) -> None:
    assert cells(spreadsheet(["a"], [[kept]])) == [["a"], [str(kept)]]


def test_neither_the_key_of_a_class_nor_its_marks_have_formulas(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(f"name,number,code,total\n=1+1,@2,{CODE},=3+4\n", encoding="utf-8")
    marks = viz.mark_class(tmp_path / "answers.csv").save(tmp_path / "marks.csv")
    (tmp_path / "names.csv").write_text("name,number\n=1+1,@2\n", encoding="utf-8")
    sheets = viz.worksheets(tmp_path / "names.csv", "parameter count")
    key = sheets.save(tmp_path / "week", formats=["md"], progress=False) / "answers.csv"
    for file in (marks, key):
        heads, row = cells(file.read_bytes())
        assert dict(zip(heads, row))["name"] == "'=1+1"
        assert dict(zip(heads, row))["number"] == "'@2"
        assert not [cell for cell in row if cell.startswith(("=", "+", "@"))]
