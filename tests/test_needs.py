"""What a test needs and is not there: left out by name, or a failure, and never mistaken for a fault of ours."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import viz
from tests import matrix, needs
from tests.needs import ROOMS, drawn_in_vain, imported_in_vain, is_there, need, verdict
from viz import GraphvizNotFoundError

ROOT = Path(__file__).parents[1]
HOME = Path(viz.__file__).parents[1]  # of the packages, which may be installed, and not stand beside the tests
NOWHERE = "a_package_that_is_nowhere"


@pytest.mark.parametrize(
    ("ci", "without", "expected"),
    [
        ("", "", "skipped"),
        ("true", "", "failed"),
        ("true", "tqdm", "failed"),
        ("true", f"tqdm {NOWHERE}", "skipped"),
        ("true", "everything", "skipped"),
    ],
)
def test_where_all_must_be_there_only_what_the_run_names_is_left_out(monkeypatch, ci, without, expected):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("WITHOUT", without)
    assert verdict(NOWHERE) == expected
    outcome = {"skipped": pytest.skip.Exception, "failed": pytest.fail.Exception}[expected]
    with pytest.raises(outcome, match=f"needs {NOWHERE}"):
        need("pytest", NOWHERE)


def test_what_is_there_is_no_reason_to_leave_anything_out(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert is_there("pytest")
    assert not is_there("chromium")
    need("pytest")


def error_of(filename, code=f"import {NOWHERE}.inside"):
    with pytest.raises(ImportError) as caught:
        exec(compile(code, filename, "exec"), {})
    return caught.value


@pytest.mark.parametrize("filename", [__file__, *map(str, (ROOT / "oracles/rows.py", ROOT / "notebooks/course.py"))])
def test_what_a_test_imports_in_vain_is_named(filename):
    assert imported_in_vain(error_of(filename)) == NOWHERE


def test_what_a_package_of_ours_imports_in_vain_is_a_failure_and_so_is_any_other_error():
    assert imported_in_vain(error_of(str(ROOT / "nn" / "losses.py"))) is None
    assert imported_in_vain(error_of(__file__, "from tests import needs_not")) is None
    assert imported_in_vain(KeyError(NOWHERE)) is None
    assert imported_in_vain(None) is None


@pytest.mark.parametrize("room", [room for rooms in ROOMS.values() for room in rooms])
def test_every_room_is_there(room):
    place, _, name = room.partition("::")
    [file] = {home / place for home in (ROOT, HOME) if (home / place).exists()}
    begins = re.split(r"\.|::", name.partition("[")[0])[-1]
    assert begins in file.read_text(encoding="utf-8") if name else True


def test_each_environment_has_a_name_of_its_own_and_every_promised_python_has_one():
    names = [row.name for row in matrix.ROWS]
    assert len(set(names)) == len(names)
    promised = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={matrix.PYTHONS[0]}"' in promised


def test_a_report_becomes_a_line_of_figures_with_what_was_left_out_by_name(tmp_path):
    cases = "<testcase/><testcase><failure/></testcase><testcase><error/></testcase>"
    cases += '<testcase><skipped message="needs llvmlite"/></testcase>' * 2
    cases += '<testcase><skipped message="collection skipped">(1, "needs numpy")</skipped></testcase>'
    (tmp_path / "report.xml").write_text(f"<testsuites>{cases}</testsuites>", encoding="utf-8")
    result = matrix.read(matrix.ROWS[0], tmp_path / "report.xml")
    assert (result.passed, result.failed, result.left_out) == (1, 2, (("llvmlite", 2), ("numpy", 1)))
    assert "2 for llvmlite, 1 for numpy" in str(result)
    assert "broke off" in str(matrix.read(matrix.ROWS[0], tmp_path / "none.xml"))


def test_a_program_can_be_hidden_from_the_path(monkeypatch, tmp_path):
    (tmp_path / "bin").mkdir()
    for name in ("dot", "node"):
        (tmp_path / "bin" / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PATH", matrix.path_without(("dot",), tmp_path / "links"))
    assert is_there("node")
    assert not (tmp_path / "links" / "dot").exists()


def test_what_draws_in_vain_needs_graphviz_where_there_is_none(monkeypatch):
    error = GraphvizNotFoundError("there is nothing to draw with")
    monkeypatch.setattr(needs, "is_there", lambda name: True)
    assert drawn_in_vain(error) is None
    monkeypatch.setattr(needs, "is_there", lambda name: name != "dot")
    assert drawn_in_vain(error) == "dot"
    assert drawn_in_vain(RuntimeError("there is nothing to draw with")) is None


@pytest.mark.parametrize("error", [None, AssertionError(), KeyError(NOWHERE)])
def test_whether_something_is_there_is_asked_only_where_an_import_went_wrong(monkeypatch, error):
    """A test may have made the machine into another one, whose programs cannot be looked for here."""
    monkeypatch.setattr(needs, "is_there", lambda name: pytest.fail("asked"))
    call = SimpleNamespace(excinfo=error and SimpleNamespace(value=error))
    report = SimpleNamespace(nodeid=ROOMS["dot"][0], outcome="as it was")
    assert needs._judged(report, call).outcome == "as it was"
