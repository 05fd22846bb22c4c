"""The command `mark`, as it is typed."""

import pytest

import viz
from viz.command.command_line import main

CODE = viz.worksheet("parameter count", level=2, seed=7).code


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.csv").write_text(f"name,code,layer_1,total\nAda,{CODE},18,x\n")
    return tmp_path


def test_a_class_is_marked_and_summed_up(here, capsys):
    assert main(["mark", "answers.csv", "-o", "marks.csv", "--summary", "picture.png"]) == 0
    shown = capsys.readouterr()
    assert "1  biases forgotten" in shown.out
    assert "wrote marks.csv\nwrote picture.png\n" in shown.out
    assert shown.err == "note: line 2, column total: expected a number such as -0.25 or 2/3, got 'x'\n"
    assert (here / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_a_notebook_is_marked(here, capsys):
    viz.worksheet(code=CODE).save("ada.ipynb", solved=True)
    assert main(["mark", "ada.ipynb"]) == 0
    assert capsys.readouterr().out.startswith(f"ada, sheet {CODE}: 8 of 8 points\n")


def test_nothing_is_written_if_one_file_is_there(here, capsys):
    (here / "picture.png").write_bytes(b"")
    command = ["mark", "answers.csv", "-o", "marks.csv", "--summary", "picture.png"]
    assert main(command) == 1
    assert "--force" in capsys.readouterr().err
    assert not (here / "marks.csv").exists()
    assert main([*command, "--force"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.csv"], 1, "none.csv"),
        (["answers.txt"], 2, "expected a file that ends in .csv or .ipynb, got 'answers.txt'"),
        (["answers.csv", "-o", "marks.txt"], 2, "expected a path that ends in .csv, got 'marks.txt'"),
    ],
)
def test_a_mistake_is_said(arguments, code, message, capsys):
    assert main(["mark", *arguments]) == code
    assert message in capsys.readouterr().err


def test_a_picture_of_one_notebook_is_refused(capsys):
    viz.worksheet(code=CODE).save("ada.ipynb")
    assert main(["mark", "ada.ipynb", "--summary", "picture.png"]) == 2
    assert "--summary is of a class, and takes a .csv" in capsys.readouterr().err
