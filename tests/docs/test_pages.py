"""The tutorial, the how-to pages and the explanations: pytest runs their examples, and here is what that cannot see."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from doctest import DocTestParser
from pathlib import Path
from typing import Any

import pytest

import autograd
from chalkgrad_command.command import main
from docs.page_pictures import FOLDER, shown

PAGES = [FOLDER / "tutorial.md", *sorted(FOLDER.glob("how_to/*.md")), *sorted(FOLDER.glob("explanation/*.md"))]
HOME = Path(autograd.__file__).parents[1]
NAMES = [page.relative_to(FOLDER).as_posix() for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_of_a_page_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#([^)]*))?\)", page.read_text(encoding="utf-8"))
    assert [link for link, _ in links if not _is_a_file(page.parent / link)] == []
    assert [(link, place) for link, place in links if place and place not in _headings(page.parent / link)] == []


def _is_a_file(target: Path) -> bool:
    """Whether it is one, in a package even where that was installed and does not stand beside the pages."""
    place = os.path.relpath(target, FOLDER.parent)
    return any((home / place).is_file() for home in (FOLDER.parent, HOME))


def _headings(page: Path) -> list[str]:
    """The headings of a page as links name them."""
    lines = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in lines]


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page)], ids=lambda page: page.stem)
def test_what_a_page_shows_its_examples_save(page: Path) -> None:
    examples = "".join(example.source for example in DocTestParser().get_examples(page.read_text(encoding="utf-8")))
    assert [name for name in shown(page) if f'("{name}.png"' not in examples] == []


def test_no_picture_lies_about_that_no_page_shows() -> None:
    assert {picture.stem for picture in FOLDER.glob("pictures/*")} == {name for page in PAGES for name in shown(page)}


@pytest.mark.parametrize("folder", ["how_to", "explanation"])
def test_the_index_of_a_folder_names_each_of_its_pages(folder: str) -> None:
    index = (FOLDER / folder / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in FOLDER.glob(f"{folder}/*.md")} - {"index.md"}
    assert pages - set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == set()


COMMANDS = [
    line
    for page in PAGES
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("chalkgrad ") and " -o " in line
]


@pytest.mark.slow
@pytest.mark.needs("dot")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_page_does_what_it_says(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("names.csv").write_text("name,number\nAda,1\nAlan,2\n", encoding="utf-8")
    Path("answers.csv").write_text("name,topic,total\nAda,parameter count,3\n", encoding="utf-8")
    given = {file.name for file in tmp_path.iterdir()}
    _, *arguments = shlex.split(command)
    assert main(arguments) == 0
    written = {arguments[k + 1] for k, argument in enumerate(arguments) if argument in ("-o", "--summary")}
    output = Path(arguments[arguments.index("-o") + 1])
    solution = {f"{output.stem}-solution{output.suffix}"} if arguments[0] == "sheet" and output.suffix else set()
    assert {file.name for file in tmp_path.iterdir()} - given == {*written, *solution}


@pytest.mark.needs("llvmlite")
def test_the_first_programs_of_the_page_of_compiled_graphs_give_what_their_comments_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (FOLDER / "compiled_graphs.md").read_text(encoding="utf-8")
    first, sequences, _ = re.findall(
        r"```python\n(.*?)```", text, flags=re.DOTALL
    )  # the last: examples/test_plain_gpt.py
    names: dict[str, Any] = {}
    exec(first, names)
    assert len(names["result"].outputs) == 2
    assert "sigmoid" in capsys.readouterr().out
    exec(sequences, names)
    assert list(names["program"].shapes) == [(4,), (3,)]


def test_the_row_that_is_shown_is_the_one_in_the_table() -> None:
    text = (FOLDER / "own_operations.md").read_text(encoding="utf-8")
    [row] = re.findall(r"```python\n(def _mish.*?)```", text, flags=re.DOTALL)
    source = (HOME / "autograd" / "primitives" / "activations.py").read_text(encoding="utf-8")
    assert all(part in source for part in row.strip().split("\n\n\n"))


@pytest.mark.slow
def test_the_sweep_runs_as_a_job_array_and_its_tables_come_together(tmp_path: Path) -> None:
    text = (FOLDER / "how_to" / "sweep.md").read_text(encoding="utf-8")
    sweep, together, *_ = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    expected = re.search(r"\n```\n([0-9].*?)```", text, flags=re.DOTALL)
    (tmp_path / "sweep.py").write_text(sweep, encoding="utf-8")
    (tmp_path / "together.py").write_text(together, encoding="utf-8")
    paths = os.pathsep.join(filter(None, [str(FOLDER.parent), os.environ.get("PYTHONPATH")]))
    for task in "01":
        array = {"SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_COUNT": "2"}
        _run("sweep.py", tmp_path, {**os.environ, **array, "PYTHONPATH": paths})
    assert len(list(tmp_path.glob("sweep-*.csv"))) == 2
    assert expected
    assert _run("together.py", tmp_path, {**os.environ, "PYTHONPATH": paths}) == expected[1]


@pytest.mark.slow
def test_the_training_on_two_processes_prints_what_the_page_says(tmp_path: Path) -> None:
    text = (FOLDER / "how_to" / "data_parallel.md").read_text(encoding="utf-8")
    program, expected = re.findall(r"```(?:python)?\n(.*?)```", text, flags=re.DOTALL)[:2]
    (tmp_path / "train.py").write_text(program, encoding="utf-8")
    paths = os.pathsep.join(filter(None, [str(FOLDER.parent), os.environ.get("PYTHONPATH")]))
    assert _run("train.py", tmp_path, {**os.environ, "PYTHONPATH": paths}) == expected


def _run(script: str, folder: Path, environment: dict[str, str]) -> str:
    command = [sys.executable, script]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
