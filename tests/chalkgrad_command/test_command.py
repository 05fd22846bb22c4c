"""The command: what it hands on, and what it says."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import chalkgrad
import nn
from chalkgrad_command import command
from chalkgrad_command.command import main
from viz.command.handouts import FOR_A_CLASS

ROOT = Path(__file__).parents[2]


def test_an_expression_is_handed_on_to_the_command_that_draws(tmp_path, capsys):
    assert main(["w * x", "w=3", "x=2", "-o", str(tmp_path / "graph.svg")]) == 0
    assert (tmp_path / "graph.svg").read_text(encoding="utf-8").count("<ellipse") == 2
    assert main(["draw", "w * x", "w=3", "x=2"]) == 0
    assert "∂f/∂w = 2" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["help"]])
def test_without_an_argument_it_says_what_there_is(arguments, capsys):
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert all(f"chalkgrad {name}" in printed for name in ("demo", "lab", "doctor", "EXPRESSION"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("demmo", "demo"), ("docter", "doctor"), ("marks answers.csv", "mark"), ("shet --topics", "sheet")],
)
def test_a_misspelt_command_is_told_the_one_that_was_meant(typed, meant, capsys):
    assert main(typed.split()) == 2
    name = typed.split()[0]
    assert capsys.readouterr().err == f"chalkgrad: there is no command {name}: did you mean chalkgrad {meant}?\n"


def test_a_name_with_a_value_is_an_expression_whatever_it_resembles(capsys):
    for name in ("marks", "help", "version"):
        assert main([name, f"{name}=3"]) == 0
        assert f"{name} = 3" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["demo", "doctor", "lab"])
def test_a_command_without_options_shows_the_help_of_all(command, capsys):
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith("usage: chalkgrad demo")


@pytest.mark.parametrize("asked", ["--version", "-V", "version"])
def test_it_says_its_version(asked, capsys):
    assert main([asked]) == 0
    assert capsys.readouterr().out == f"chalkgrad {chalkgrad.__version__}\n"


@pytest.mark.parametrize(
    "typed", ["sheet --topic nonsense", "mark none.txt", "deck", "cheatsheet", "x", "draw --help", "sheet --help"]
)
def test_it_is_called_by_the_name_that_was_typed(typed, capsys):
    with contextlib.suppress(SystemExit):  # argparse's
        main(typed.split())
    said = "".join(capsys.readouterr())
    assert "chalkgrad" in said
    assert "python -m viz" not in said


def test_the_commands_for_a_class_are_those_of_viz():
    assert sorted(command._FOR_A_CLASS) == sorted(FOR_A_CLASS)


@pytest.mark.parametrize("unbuffered", [True, False])
@pytest.mark.parametrize("arguments", ["--help", "doctor", "sheet --topics", "x*x x=3"])
def test_a_reader_who_has_seen_enough_gets_no_traceback(arguments, unbuffered):
    command = [sys.executable, *(["-u"] if unbuffered else []), "-m", "chalkgrad", *arguments.split()]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, cwd=ROOT, encoding="utf-8")
    finally:
        os.close(writing)
    assert ran.returncode != 0
    assert ran.stderr == ""


def test_without_an_output_it_does_its_work(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # as Python has it where somebody closed it
    assert main(["doctor"]) == 0
    assert main(["--help"]) == 0


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-output").write_text("a file")
    assert main(["demo"]) == 1
    assert capsys.readouterr() == ("", "chalkgrad: demo-output: File exists\n")


def test_ctrl_c_ends_it_in_a_word(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("chalkgrad_command.demo.main", interrupted)
    assert main(["demo"]) == 130
    assert capsys.readouterr() == ("", "chalkgrad: interrupted\n")


def test_ctrl_c_in_the_training_of_the_demo_ends_the_demo(tmp_path, monkeypatch, capsys):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nn, "binary_cross_entropy", interrupted)
    assert main(["demo"]) == 0
    assert capsys.readouterr().out == "Training a 2-4-1 sigmoid net on XOR:\nstopped: interrupted\n"


@pytest.mark.parametrize("command", ["demo", "doctor"])
def test_a_command_that_takes_nothing_says_so(command, capsys):
    assert main([command, "now"]) == 2
    assert capsys.readouterr().err == f"chalkgrad {command}: expected nothing behind it, got now\n"


def test_the_door_is_open():
    ran = subprocess.run(
        [sys.executable, "-m", "chalkgrad", "x * x", "x=3"], capture_output=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    assert "f = x·x = 9" in ran.stdout
