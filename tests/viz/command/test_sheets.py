"""The command `sheet`, as it is typed."""

import pytest

import viz
from viz.command.command_line import main

TOPIC = ["--topic", "parameter count"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sheet_comes_with_its_solution(here, capsys):
    assert main(["sheet", *TOPIC, "--seed", "7", "-o", "sheet.tex"]) == 0
    assert sorted(file.name for file in here.iterdir()) == ["sheet-solution.tex", "sheet.tex"]
    assert "wrote sheet.tex and sheet-solution.tex: <Worksheet " in capsys.readouterr().out


def test_the_code_gives_the_same_sheet(here):
    code = viz.worksheet("parameter count", level=2, seed=99).code
    assert main(["sheet", *TOPIC, "--level", "2", "--seed", "99", "-o", "one.pdf"]) == 0
    assert main(["sheet", "--code", code.lower(), "-o", "other.pdf"]) == 0
    assert (here / "one.pdf").read_bytes() == (here / "other.pdf").read_bytes()


def test_a_class_gets_a_folder(here, capsys):
    (here / "names.csv").write_text("Ada,1\nAlan,2\n")
    command = ["sheet", *TOPIC, "--class", "names.csv", "--format", "md, moodle", "-o", "week"]
    assert main(command) == 0
    assert sorted(each.name for each in (here / "week").iterdir()) == [
        "answers.csv",
        "question-bank.xml",
        "sheets",
        "solutions",
    ]
    assert main(command) == 1
    assert "exists already: --force replaces it" in capsys.readouterr().err
    assert main([*command, "--force"]) == 0


def test_a_name_is_read_where_python_takes_everything_for_ascii(here):
    typed = "Jürgen Þór".encode().decode("ascii", "surrogateescape")
    assert main(["sheet", *TOPIC, "--name", typed, "-o", "sheet.md"]) == 0
    assert "Jürgen Þór" in (here / "sheet.md").read_text(encoding="utf-8")


def test_the_topics_are_listed(capsys):
    assert main(["sheet", "--topics"]) == 0
    assert "parameter count" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "expected --topic NAME or --code CODE, got neither: --topics lists the topics"),
        (["--code", "A00-0N9"], 2, "a sign is mistaken"),
        ([*TOPIC, "-o", "sheet.doc"], 2, "expected a path that ends in .pdf"),
        ([*TOPIC, "-o", "missing/sheet.pdf"], 1, "there is no folder 'missing'"),
        ([*TOPIC, "--class", "nowhere.csv"], 1, "nowhere.csv"),
        ([*TOPIC, "--class", "names.csv", "--code", "100-0NA"], 2, "takes no --code"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(arguments, code, said, capsys):
    assert main(["sheet", *arguments]) == code
    error = capsys.readouterr().err
    assert error.startswith("python -m viz sheet: ")
    assert said in error
    assert error.count("\n") == 1
