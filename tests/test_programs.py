"""Programs that write files of the repository: asked for help, they help and write nothing."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OTHERS = {"tests.alone", "tests.matrix", "tests.notebooks.stand_in_plots"}
"""They write no files of the repository."""
PROGRAMS = sorted(
    name
    for folder in ("docs", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if not path.name.startswith("test_")
    and re.search(r'^if __name__ == "__main__":$', path.read_text(encoding="utf-8"), re.MULTILINE)
    and (name := ".".join(path.relative_to(ROOT).with_suffix("").parts)) not in OTHERS
)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("asked", ["--help", "--hlep"])
def test_a_program_asked_for_help_writes_nothing(program, asked, monkeypatch, capsys):
    def unwanted(*_, **__):
        pytest.fail("it writes")

    for method in ("write_text", "write_bytes"):
        monkeypatch.setattr(Path, method, unwanted)
    monkeypatch.setattr(sys, "argv", [program, asked])
    monkeypatch.delitem(sys.modules, program, raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    assert (ended.value.code == 0) is (asked == "--help")
    shown = capsys.readouterr()
    assert f"usage: python -m {program}" in shown.out + shown.err
