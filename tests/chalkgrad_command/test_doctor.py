"""What the doctor finds: machines that lack something, made by taking it away."""

import re
import sys
import webbrowser
from importlib import metadata

import pytest

from chalkgrad_command import companions, doctor
from chalkgrad_command.command import main
from chalkgrad_command.doctor import Finding, examine, report

IN = r"( --python \S+)?"
"""What uv is told, which does not ask where it runs."""


def found(name: str) -> Finding:
    return next(finding for finding in examine() if finding.name == name)


def test_where_all_is_there_it_ends_well(capsys):
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "ok   Graphviz: " in printed
    assert printed.endswith("All that is needed is there.\n")


def test_where_nothing_draws_one_command_brings_it(monkeypatch):
    def fails(source: str, file_format: str) -> bytes:
        raise RuntimeError("neither pygraphviz nor dot")

    monkeypatch.setattr("viz.rendering.render.render", fails)
    monkeypatch.setattr(doctor, "version_of", lambda name: "")
    assert re.search(rf"pip install{IN} pygraphviz$", found("Graphviz").cure)


@pytest.mark.parametrize("is_dot_there", [False, True])
def test_letters_that_are_missing_are_told_once_and_each_cure_brings_what_it_stands_below(is_dot_there, monkeypatch):
    """Where `dot` is there, Graphviz is; where nothing is there, `pip install pygraphviz` brings no letters."""
    monkeypatch.setattr(doctor, "version_of", lambda name: "")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: "/usr/bin/dot" if is_dot_there else None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    graphviz, fonts = found("Graphviz"), found("fonts")
    assert graphviz.found == ("/usr/bin/dot" if is_dot_there else "")
    assert re.search(r"^$" if is_dot_there else rf"install{IN} pygraphviz$", graphviz.cure)
    assert "atplotlib" not in graphviz.cure
    assert re.search(rf"pip install{IN} matplotlib$", fonts.cure)


def test_what_draws_is_tried_and_its_failure_is_told(monkeypatch, capsys):
    def fails(source: str, file_format: str) -> bytes:
        raise RuntimeError("no fonts")

    monkeypatch.setattr("viz.rendering.render.render", fails)
    monkeypatch.setattr(doctor, "version_of", lambda name: "2.0")
    graphviz = found("Graphviz")
    assert graphviz.is_needed
    assert graphviz.cure == "RuntimeError: no fonts"  # to install pygraphviz would be no help
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("Missing: Graphviz.\n")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        *((name, r'"chalkgrad\[\w+\]"') for name in ("llvmlite", "jupyterlab", "anywidget")),
        *((name, name) for name in ("torch", "onnx", "scikit-learn", "pyarrow", "distributed")),
    ],
)
def test_what_can_be_done_without_is_told_with_the_command_that_brings_it(name, source, monkeypatch):
    version = metadata.version

    def without(distribution: str) -> str:
        if distribution == name:
            raise metadata.PackageNotFoundError(distribution)
        return version(distribution)

    monkeypatch.setattr(metadata, "version", without)
    findings = examine()
    (finding,) = (finding for finding in findings if finding.name == name)
    assert (finding.found, finding.is_needed) == ("", False)
    assert re.search(rf"pip install{IN} {source}$", finding.cure)
    assert "All that is needed is there." in report(findings)


def test_a_folder_shared_with_another_distribution_is_found(monkeypatch):
    monkeypatch.setattr(companions, "owners", lambda name: ["autograd 1.8.0"] if name == "autograd" else [])
    cure = found("the packages").cure
    assert "autograd is shared with autograd 1.8.0" in cure
    assert re.search(rf"pip uninstall{IN} autograd, then .*pip install{IN} --force-reinstall --no-deps", cure)


def test_a_file_that_is_no_longer_as_it_was_installed_is_named_with_the_cure(monkeypatch):
    monkeypatch.setattr(companions, "changed_files", lambda: ["nn/losses.py", "nn/history.py"])
    cure = found("the packages").cure
    assert cure.startswith("nn/losses.py and 1 more changed since chalkgrad was installed: ")
    assert re.search(rf"install{IN} --force-reinstall --no-deps", cure)


def test_where_an_intruder_is_in_the_way_nothing_is_drawn_and_graphviz_is_not_blamed(monkeypatch):
    def another():
        raise ImportError("Python finds another viz first")

    monkeypatch.setattr(doctor, "check_companions", another)
    assert found("the packages").cure == "Python finds another viz first"
    assert found("Graphviz").cure == ""
    monkeypatch.setattr(doctor, "version_of", lambda name: "")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert re.search(rf"pip install{IN} pygraphviz$", found("Graphviz").cure)


def test_letters_are_those_of_matplotlib_and_a_command_brings_what_is_missing(monkeypatch, tmp_path):
    assert found("fonts").found.startswith("DejaVu Sans, of matplotlib ")
    monkeypatch.setattr("matplotlib.get_data_path", lambda: str(tmp_path))
    assert re.search(rf"pip install{IN} matplotlib==\S+ --force-reinstall$", found("fonts").cure)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    fonts = found("fonts")
    assert (fonts.found, fonts.is_needed) == ("", True)
    assert re.search(rf"pip install{IN} matplotlib$", fonts.cure)


def test_a_machine_without_a_browser(monkeypatch):
    def none() -> webbrowser.BaseBrowser:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    assert found("browser").cure.startswith("name one in the environment variable BROWSER")
