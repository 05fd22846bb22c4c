"""Waiting for another program: a word where it takes long, an end where nobody waits any more."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from viz.rendering import waiting
from viz.rendering.render import render
from viz.rendering.waiting import output_of

LARGE = "digraph {" + "".join(f"n{k} -> n{k + 1}; n0 -> n{k + 1};" for k in range(400)) + "}"
"""Graphviz takes hours to draw it."""


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_a_program_that_fails_is_quoted_by_its_last_line() -> None:
    with pytest.raises(RuntimeError, match=r"could not draw the picture: syntax error in line 1$"):
        output_of(python("import sys; sys.exit('first\\nsyntax error in line 1')"), b"", os.environ)
    with pytest.raises(RuntimeError, match="exit code 3"):
        output_of(python("import sys; sys.exit(3)"), b"", os.environ)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


SLOW = python("import time; time.sleep(0.5); print(input())")


def test_who_watches_is_told_of_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert output_of(python("print(input())"), b"quick", os.environ).strip() == b"quick"
    assert terminal.getvalue() == ""
    monkeypatch.setattr(waiting, "_PATIENCE", 0.01)
    assert output_of(SLOW, b"slow", os.environ).strip() == b"slow"
    _, said, wiped, rest = terminal.getvalue().split("\r")
    assert said == "drawing … (Ctrl-C stops it)"
    assert (wiped.strip(), len(wiped), rest) == ("", len(said), "")


@pytest.mark.needs("ipykernel")
def test_in_a_notebook_somebody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = import_module("ipykernel.iostream").OutStream
    stream = type("OutStream", (io.StringIO,), {"__module__": kernels.__module__})()
    monkeypatch.setattr(waiting, "_PATIENCE", 0.01)
    monkeypatch.setattr(sys, "stderr", stream)
    assert output_of(SLOW, b"slow", os.environ).strip() == b"slow"
    assert "drawing … (Ctrl-C stops it)" in stream.getvalue()


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_where_nobody_watches_nothing_is_said(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None) -> None:
    monkeypatch.setattr(waiting, "_PATIENCE", 0.01)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))  # imported, by whatever, but not watching
    assert output_of(SLOW, b"slow", os.environ).strip() == b"slow"
    assert stream is None or stream.getvalue() == ""


def test_a_large_picture_is_the_same_from_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "digraph {" + "".join(f"n{k} -> n{k + 1};" for k in range(60)) + "}"
    here = render(source, "svg")
    monkeypatch.setattr("viz.rendering.render._MOST_ARROWS_IN_PROCESS", 0)
    assert render(source, "svg") == here


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [int(child) for child in listed.split()]


def seconds_worked(process: int) -> float:
    figures = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(figures[11]) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells which processes there are")
def test_ctrl_c_stops_a_drawing_and_graphviz_with_it() -> None:
    program = (
        "from viz.rendering.render import render\n"
        f"try: render({LARGE!r}, 'svg')\n"
        "except KeyboardInterrupt: print('interrupted', flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(python(program), stdout=subprocess.PIPE, env=environment) as process:
        deadline = time.monotonic() + 60.0
        while not any(seconds_worked(child) > 0.3 for child in children(process.pid)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        [graphviz] = children(process.pid)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60.0)
    assert said.strip() == b"interrupted"
    assert not Path(f"/proc/{graphviz}").exists()
