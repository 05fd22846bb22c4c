"""What a release needs besides the code: a citation, a workflow, forms, and somebody who says what is in the way."""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import check_jsonschema
import pytest

import nn
import release
import viz
from chalkgrad import __version__

toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
ROOT = Path(__file__).parents[1]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
SCHEMAS = {
    ROOT / "CITATION.cff": "citation-file-format",
    ROOT / ".github" / "workflows" / "ci.yml": "github-workflows",
    **{form: "github-issue-config" if form.stem == "config" else "github-issue-forms" for form in FORMS},
}


@pytest.mark.slow
def test_citation_workflow_and_forms_are_what_their_readers_expect():
    assert len(SCHEMAS) >= 5
    for schema in sorted(set(SCHEMAS.values())):
        files = [file for file, its_schema in SCHEMAS.items() if its_schema == schema]
        arguments = ["--builtin-schema", f"vendor.{schema}", *map(str, files)]
        assert check_jsonschema.main(arguments, standalone_mode=False) == 0


def test_the_version_stands_in_one_place_and_what_repeats_it_agrees():
    assert release.version() == toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert release.version() == __version__
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_metadata_name_the_authors_whom_the_citation_names():
    [author] = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["authors"]
    assert f'\n  - name: "{author["name"]}"\n' in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_workflow_runs_what_one_can_type_oneself():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = re.findall(r"^ +- run: (.*)$", workflow, re.MULTILINE)
    assert workflow.count("run: ") == len(commands)
    assert "make check" in commands
    others = re.search(r"^ +target: \[(.*)\]$", workflow, re.MULTILINE)[1].split(", ")
    assert {"bridges", "engines", "graders"} <= set(others)  # what no other target runs
    commands += [f"make {target}" for target in others]
    assert set(commands) <= {".ci/run", "make ${{ matrix.target }}"} | {f"make {target}" for target in targets}
    assert re.findall(r'"(3\.\d+)"', workflow.partition("python: [")[2].partition("]")[0]) == pythons()


WRITES = {"fit", "fit_parallel", "save", "save_checkpoint", "save_html", "to_onnx"}


def test_what_reads_a_file_is_on_the_page_of_what_is_safe_to_feed_in():
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    reading = {
        name
        for module in (nn, nn.datasets, viz)
        for name in module.__all__
        if inspect.isfunction(function := getattr(module, name))
        and re.search("FilePath|PathLike", str(inspect.signature(function)))
    }
    assert len(reading) > len(WRITES)
    named = {name for name in reading if re.search(rf"`(nn\.|viz\.)?(datasets\.)?{name}\b", page)}
    assert sorted(reading - WRITES - named) == []


def pythons() -> list[str]:
    """Those that the project says it runs on."""
    classifiers = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    return [entry.rpartition(" ")[2] for entry in classifiers if re.search(r"Python :: 3\.\d+$", entry)]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project that is ready: committed, hosted, with a changelog and a citation of its version."""
    for name in ("pyproject.toml", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    changed(tmp_path / "pyproject.toml", r'^home = ".*"$', 'home = "https://github.com/somebody/chalkgrad"')
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## [{__version__}] - 2026-12-01\n", encoding="utf-8")
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(release, "ROOT", tmp_path)
    return tmp_path


def changed(file: Path, pattern: str, by: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.search(pattern, text, re.MULTILINE)
    file.write_text(re.sub(pattern, by, text, flags=re.MULTILINE), encoding="utf-8")


def committed(project: Path) -> None:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "-am", "x"]
    subprocess.run(command, cwd=project, check=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="a release is made from a repository")
class TestWhatIsInTheWayOfARelease:
    def test_nothing_where_all_is_ready(self, project):
        assert list(release.in_the_way()) == []

    def test_a_change_that_is_not_committed(self, project):
        (project / "new.py").write_text("")
        assert [reason.splitlines() for reason in release.in_the_way()] == [["git status is not clean:", "?? new.py"]]

    @pytest.mark.parametrize(
        ("name", "pattern", "by", "reason"),
        [
            ("CHANGELOG.md", r" - 2026-12-01$", "", "CHANGELOG.md has no heading ## "),
            ("CITATION.cff", r"^version: .*$", "version: 0.0.1", "CITATION.cff is not of version "),
            (
                "pyproject.toml",
                r'^home = ".*"$',
                'home = "https://a.example/b"',
                "pyproject.toml: `home` is an example",
            ),
        ],
    )
    def test_what_was_forgotten_is_named_and_nothing_is_built(self, name, pattern, by, reason, project, capsys):
        changed(project / name, pattern, by)
        committed(project)
        assert release.main() == 1
        said = capsys.readouterr().err
        assert said.startswith(f"not yet: {reason}")
        assert said.count("not yet: ") == 1
        assert not (project / "dist").exists()
