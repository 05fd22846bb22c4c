"""Exercises, worksheets, notebooks and classes, marked as a teacher marks them."""

import csv
import json
import re

import pytest

import viz

SHEET = viz.worksheet(["parameter count", "sum over paths"], level=1, seed=3, name="Ada")
COUNT = viz.worksheet("parameter count", level=2, seed=7)  # layers of 21, 20 and 24: 65 together


@pytest.fixture
def write(tmp_path):
    def write(text, name="answers.csv"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def filled(file, entries, sheet=COUNT):
    """The sheet's notebook with something in place of the dots."""
    sheet.save(file)
    text = file.read_text(encoding="utf-8")
    for name, entry in entries.items():
        text = text.replace(f'"{name} = ...', json.dumps(f"{name} = {entry}")[:-1])
    file.write_text(text, encoding="utf-8")
    return file


def test_several_exercises_on_a_sheet_are_marked_by_their_own_names():
    marked = viz.mark(SHEET, SHEET.answers())
    assert marked.points == marked.worth == SHEET.points()
    assert [mark.name for mark in marked.marks] == [*SHEET.answers()]
    assert str(marked).startswith(f"Ada, sheet {SHEET.code}: {marked.points} of {marked.worth} points\n✓ ")


def test_texts_are_entries_too():
    assert viz.mark(COUNT, {"layer_1": "42/2", "layer_2": "20,0"}).points == 4


@pytest.mark.parametrize(
    ("submission", "entries", "error", "message"),
    [
        (COUNT, {"layer_4": 1}, ValueError, "^unknown blank in entries 'layer_4': did you mean"),
        (
            COUNT,
            {"total": "many"},
            ValueError,
            r"^entries\['total'\]: expected a number such as -0.25 or 2/3, got 'many'$",
        ),
        (COUNT, {"total": [65]}, TypeError, r"^entries\['total'\]: expected a number, got "),
        (COUNT, None, TypeError, "^expected entries to be numbers by the names of the blanks, got "),
        ([COUNT], {}, TypeError, "^expected submission to be an exercise, a worksheet or a notebook's path, got "),
        ("ada.ipynb", {}, TypeError, "^expected no entries beside a notebook, which has its own, got "),
    ],
)
def test_what_cannot_be_marked_is_said(submission, entries, error, message):
    with pytest.raises(error, match=message):
        viz.mark(submission, entries)


def test_the_marks_of_a_sheet_become_a_table(tmp_path):
    file = viz.mark(COUNT, {"layer_1": 18, "layer_2": 20}).save(tmp_path / "marks.csv")
    rows = [*csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())]
    assert [row["verdict"] for row in rows] == ["wrong", "right", "empty", "empty"]
    assert (rows[0]["blank"], rows[0]["entry"], rows[0]["answer"]) == ("layer_1", "18", "21")
    assert rows[0]["misconceptions"] == "biases_forgotten"


def test_jupyter_shows_a_table_in_which_letters_are_escaped():
    marked = viz.mark(viz.worksheet("parameter count", name="<Ada>"), {})
    assert "&lt;Ada&gt;" in marked._repr_html_()
    assert "<Ada>" not in marked._repr_html_()


def test_a_notebook_is_read_and_its_code_not_run(tmp_path):
    entries = {"layer_1": "21", "layer_2": "5*4", "layer_3": "__import__('os').remove('x')", "total": "layer_1 + 44"}
    marked = viz.mark(filled(tmp_path / "ada.ipynb", entries))
    assert [mark.verdict for mark in marked.marks] == ["right", "right", "unreadable", "right"]
    assert marked.student.name == "ada"
    assert marked.code == COUNT.code


def test_an_empty_notebook_gets_nothing_and_a_solved_one_all(tmp_path):
    assert viz.mark(COUNT.save(tmp_path / "empty.ipynb")).points == 0
    solved = viz.mark(SHEET.save(tmp_path / "solved.ipynb", solved=True))
    assert solved.points == solved.worth


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("total = 64\ntotal = 65", "right"),  # the last counts
        ("total = 65 !\n%matplotlib\n", "unreadable"),
        ("%matplotlib inline\ntotal = 65  # all", "right"),
        ("if True:\n    total = 65", "empty"),
        ("total = 65,0", "right"),
        ("total == 65", "empty"),
    ],
)
def test_cells_are_read_as_students_leave_them(write, source, verdict):
    cells = [f'sheet = viz.worksheet(code="{COUNT.code}")', source]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    marked = viz.mark(write(json.dumps(notebook), "ada.ipynb"))
    assert marked.marks[-1].verdict == verdict


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 1}', '{"cells": []}', "[" * 100_000, '{"cells": [1]}'])
def test_another_file_is_no_notebook(write, text):
    with pytest.raises(ValueError, match=r"ada\.ipynb: expected the notebook of a worksheet, got another file: "):
        viz.mark(write(text, "ada.ipynb"))


CLASS = f"""\
Name;Number;Code;layer_1;layer_2;layer_3;total
Ada;1815;{COUNT.code};21;20;24;65
Alan;1912;{COUNT.code.lower()};18;20,0;48/2;62
Åsa;1901;{COUNT.code};;;idk;65
"""


def test_a_class_is_marked_line_by_line(write):
    marked = viz.mark_class(write(CLASS))
    assert [each.points for each in marked.students] == [8, 6, 2]
    assert [str(each.student) for each in marked.students] == ["Ada (1815)", "Alan (1912)", "Åsa (1901)"]
    assert marked.misconceptions() == {"biases_forgotten": 1}
    assert marked.points()["total"] == 1.0
    assert marked.notes == ("line 4, column layer_3: expected a number such as -0.25 or 2/3, got 'idk'",)


def test_a_topic_level_and_seed_are_as_good_as_a_code(write):
    marked = viz.mark_class(write("name,topic,level,seed,total\nAda,parameter count,2,7,65\n"))
    assert marked.students[0].code == COUNT.code
    assert marked.students[0].points == 2


def test_sheets_may_have_different_blanks(write):
    other = viz.worksheet("parameter count", level=1, seed=1)
    few = [*other.answers()]
    only = next(name for name in COUNT.answers() if name not in few)
    marked = viz.mark_class(
        write(f"name,code,comment,total,{only}\nAda,{COUNT.code},x,65,24\nAlan,{other.code},,1,24\n")
    )
    assert marked.notes == (
        "column comment: no sheet has a blank of this name, so it was left out",
        f"line 3, column {only}: sheet {other.code} has no such blank",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a line of heads, and a line for each student"),
        ("name,code,total\n", "expected a line of heads, and a line for each student"),
        ("total,code\n1,2\n", "line 1: expected a column called name or number, got total, code"),
        ("name,total\nAda,65\n", "line 1: expected a column called code or topic, got name, total"),
        ("name,code,total,total\nAda,x,1,1\n", "line 1: expected each column once, got total and total"),
        ("name,code,total\nAda,200-0N6,65\n", "line 2: expected the code of a worksheet, got code='200-0N6'"),
        (f"name,code,totl\nAda,{COUNT.code},65\n", "line 1: no sheet has a blank called totl: did you mean total?"),
        (f"name,code,mail\nAda,{COUNT.code},65\n", "line 1: expected a column for each blank, such as layer_1, got"),
        (f"name,code,total\n,{COUNT.code},65\n", "line 2: expected a name or a number, got neither"),
        (f"name,code,total\nAda,{COUNT.code},65,66\n", "line 2: expected 3 cells, got 4"),
        ("name,topic,seed,total\nAda,parameter count,x,1\n", "line 2: expected a whole number in the column seed"),
        (
            "name,topic,total\nAda,parameter counts,1\n",
            "line 2: unknown topic in topics 'parameter counts': did you mean",
        ),
    ],
)
def test_a_table_that_is_none_is_told_by_its_line(write, text, message):
    with pytest.raises(ValueError, match=re.escape("answers.csv: " + message)):
        viz.mark_class(write(text))


def test_the_key_of_a_class_gets_all_points(tmp_path):
    whole = viz.worksheets(["Ada", "Alan", "Åsa"], "backward pass of one unit", level=2, seed=3)
    folder = whole.save(tmp_path / "week", formats=["md"], progress=False)
    marked = viz.mark_class(folder / "answers.csv")
    assert all(each.points == each.worth > 0 for each in marked.students)


def test_the_marks_of_a_class_become_a_table(write, tmp_path):
    file = viz.mark_class(write(CLASS)).save(tmp_path / "marks.csv")
    ada, alan, _ = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert (ada["points"], ada["of"], ada["feedback"]) == ("8", "8", "")
    assert alan["layer_1"] == "0"
    assert alan["feedback"].startswith("parameters of layer 1: 18 is not right. The biases are parameters too")


def test_a_picture_shows_misconceptions_and_points(write):
    left, right = viz.mark_class(write(CLASS)).plot().axes
    assert [text.get_text() for text in left.get_yticklabels()] == ["biases forgotten"]
    assert [bar.get_width() for bar in right.patches][-1] == 100.0
    assert len({bar.get_window_extent().height.round(3) for bar in (*left.patches, *right.patches)}) == 1


def test_a_class_that_knows_everything_has_a_picture_too(write):
    marked = viz.mark_class(write("".join(CLASS.splitlines(keepends=True)[:2])))
    assert "No misconception can be told." in str(marked)
    assert marked.plot(theme="dark").axes[0].texts[0].get_text() == "none"
