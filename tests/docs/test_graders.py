"""The pages on nbgrader and Otter, by the programs themselves: `make graders` installs them."""

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import viz

ROOT = Path(__file__).parents[2]
SLIP = {"layer_1": 18, "layer_2": 20, "layer_3": 24, "total": 62}  # the biases of a layer forgotten, then used rightly


def blocks(page, language):
    text = (ROOT / "docs" / "how_to" / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def run(commands, folder):
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in commands.splitlines():
        subprocess.run(
            shlex.split(command), cwd=folder, env={**os.environ, "PYTHONPATH": paths, "PATH": programs}, check=True
        )


def fill_in(text):
    for name, number in SLIP.items():
        text = text.replace(f"{name} = ...", f"{name} = {number}")
    return text


@pytest.mark.slow
@pytest.mark.needs("otter")
def test_otter_gives_points_for_what_follows_and_says_what_is_betrayed(tmp_path):
    (tmp_path / "tests").mkdir()
    [tests] = blocks("grade_with_otter.md", "python")
    (tmp_path / "tests" / "sheet.py").write_text(tests, encoding="utf-8")
    sheet = viz.worksheet(code="300-0P6").save(tmp_path / "ada.ipynb")
    sheet.write_text(fill_in(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    [commands] = blocks("grade_with_otter.md", "sh")
    run(commands, tmp_path)
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    [graded] = [each for each in results["tests"] if each["name"] == "sheet"]
    assert (graded["score"], graded["max_score"]) == (2, 4)
    assert "parameters of layer 1: 18 is not right. The biases are parameters too" in graded["output"]


@pytest.mark.slow
@pytest.mark.needs("nbgrader")
def test_nbgrader_gives_points_for_what_follows(tmp_path):
    make, config = blocks("grade_with_nbgrader.md", "python")
    (tmp_path / "make_assignment.py").write_text(make, encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(config, encoding="utf-8")
    generate, grade = blocks("grade_with_nbgrader.md", "sh")
    run(generate, tmp_path)
    handed_in = tmp_path / "submitted" / "ada" / "week"
    handed_in.mkdir(parents=True)
    handed_out = (tmp_path / "release" / "week" / "sheet.ipynb").read_text(encoding="utf-8")
    (handed_in / "sheet.ipynb").write_text(fill_in(handed_out), encoding="utf-8")
    run(grade, tmp_path)
    [ada] = csv.DictReader((tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines())
    assert (float(ada["score"]), float(ada["max_score"])) == (6.0, 8.0)
