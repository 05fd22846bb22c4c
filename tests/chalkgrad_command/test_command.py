"""The command: what it hands on, and what it says."""

import subprocess
import sys
from pathlib import Path

import pytest

from chalkgrad_command.command import main

ROOT = Path(__file__).parents[2]


def test_an_expression_is_handed_on_to_the_command_that_draws(tmp_path, capsys):
    assert main(["w * x", "w=3", "x=2", "-o", str(tmp_path / "graph.svg")]) == 0
    assert (tmp_path / "graph.svg").read_text(encoding="utf-8").count("<ellipse") == 2
    assert main(["draw", "w * x", "w=3", "x=2"]) == 0
    assert "∂f/∂w = 2" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_without_an_argument_it_says_what_there_is(arguments, capsys):
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert all(f"chalkgrad {name}" in printed for name in ("demo", "lab", "doctor", "EXPRESSION"))


@pytest.mark.parametrize(("typed", "meant"), [("demmo", "demo"), ("docter", "doctor")])
def test_a_misspelt_command_is_told_the_one_that_was_meant(typed, meant, capsys):
    assert main([typed]) == 2
    assert capsys.readouterr().err == f"chalkgrad: there is no command {typed}: did you mean chalkgrad {meant}?\n"


@pytest.mark.parametrize("command", ["demo", "doctor"])
def test_a_command_that_takes_nothing_says_so(command, capsys):
    assert main([command, "now"]) == 2
    assert capsys.readouterr().err == f"chalkgrad {command}: expected nothing behind it, got now\n"


def test_the_door_is_open():
    ran = subprocess.run(
        [sys.executable, "-m", "chalkgrad", "x * x", "x=3"], capture_output=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    assert "f = x·x = 9" in ran.stdout
