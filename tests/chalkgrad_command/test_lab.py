"""The course for someone without a checkout: what is copied, what is left alone, and that JupyterLab opens on it."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalkgrad_command import lab
from chalkgrad_command.command import main


def test_the_notebooks_are_copied_as_nobody_has_run_them_with_what_they_import(tmp_path):
    import nbformat  # it takes more than a second, which no other process of the tests has to wait for

    written = lab.copy_course(tmp_path / "a" / "course")
    assert sorted(written) == sorted((tmp_path / "a" / "course").iterdir())
    names = [path.name for path in written]
    assert names[0] == "01_derivatives.ipynb"
    assert names[-2:] == ["course.py", "quizzes.md"]
    assert len(names) >= 11
    for path in written[:-2]:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
        assert "](../" not in path.read_text(encoding="utf-8")
    assert (tmp_path / "a" / "course" / "quizzes.md").read_text(encoding="utf-8").count("- [x]") > 9


def test_no_file_of_a_student_is_written_over(tmp_path):
    answers = tmp_path / "01_derivatives.ipynb"
    answers.write_text("my answers")
    (tmp_path / "notes.txt").write_text("mine")
    assert answers not in lab.copy_course(tmp_path)
    assert answers.read_text() == "my answers"
    assert (tmp_path / "02_perceptron.ipynb").is_file()
    assert lab.copy_course(tmp_path) == []


def test_where_jupyterlab_is_missing_one_sentence_says_what_to_do(tmp_path, monkeypatch, capsys):
    find = lab.importlib.util.find_spec
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None if name == "jupyterlab" else find(name))
    monkeypatch.chdir(tmp_path)
    assert main(["lab"]) == 1
    assert re.fullmatch(
        r'chalkgrad lab: JupyterLab is missing: .*pip install( --python \S+)? "chalkgrad\[notebooks\]"\n',
        capsys.readouterr().err,
    )
    assert (tmp_path / "chalkgrad-course" / "01_derivatives.ipynb").is_file()


def test_a_folder_that_cannot_be_is_told(tmp_path, capsys):
    (tmp_path / "course").write_text("a file")
    assert main(["lab", str(tmp_path / "course")]) == 1
    assert capsys.readouterr().err == f"chalkgrad: {tmp_path / 'course'}: File exists\n"


def test_help_is_no_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lab", "--help"]) == 0
    assert "chalkgrad lab [FOLDER]" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_jupyterlab_opens_in_the_folder_at_the_first_notebook(tmp_path):
    folder = tmp_path / "my course"
    command = [sys.executable, "-m", "chalkgrad", "lab", str(folder), "--no-browser", "--ServerApp.port=0"]
    home = {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"), "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    theirs = {"PYTHONWARNINGS": "default"}  # what one part of Jupyter finds deprecated in another
    environment = {**os.environ, **home, **theirs, "PYTHONPATH": str(Path(lab.__file__).parents[1])}
    with subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            facts = running(tmp_path / "runtime")
            assert Path(facts["root_dir"]) == folder
            listed = {entry["name"] for entry in answer(facts, "api/contents")["content"]}
            assert {"01_derivatives.ipynb", "course.py"} <= listed
        finally:
            server.terminate()
            try:
                printed = server.communicate(timeout=60)[0].decode()
            except subprocess.TimeoutExpired:
                server.kill()
                raise
    assert "lab/tree/01_derivatives.ipynb" in printed


def running(folder: Path) -> dict[str, str]:
    """What a server notes of itself, as soon as it does."""
    for _ in waiting():
        for file in folder.glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):  # half written
                return json.loads(file.read_text(encoding="utf-8"))
    raise TimeoutError("no server")


def answer(facts: dict[str, str], path: str) -> Any:
    """What the server answers, as soon as it listens."""
    for _ in waiting():
        address = f"{facts['url']}{path}?token={facts['token']}"
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(address, timeout=60) as page:
            return json.load(page)
    raise TimeoutError("no answer")


def waiting(seconds: float = 120) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(0.1)
