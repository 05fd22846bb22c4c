"""Rendering: the same pixels everywhere, and one clear error where there is nothing to draw with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image

import viz
from autograd import Value
from viz.rendering.render import render

DRAWING = """
import sys, viz
from autograd import Value
y = (Value(0.5, "w_11^(1)") * Value(2.0, "x_1")).sigmoid()
y.label = "yhat"
y.backward()
sys.stdout.buffer.write(viz.draw(y).png(dpi=100))
"""


def run(program: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environment},
        capture_output=True,
        check=True,
    )


def picture() -> viz.Picture:
    y = (Value(0.5, "w_11^(1)") * Value(2.0, "x_1")).sigmoid()
    y.label = "yhat"
    y.backward()
    return viz.draw(y)


def pixels(png: bytes) -> tuple[tuple[int, int], bytes]:
    image = Image.open(BytesIO(png)).convert("RGB")
    return image.size, image.tobytes()


def test_importing_viz_imports_nothing_that_draws() -> None:
    heavy = {"graphviz", "pygraphviz", "matplotlib", "numpy", "IPython"}
    assert run(f"import viz, sys; print({heavy} & set(sys.modules))").stdout.strip() == b"set()"


@pytest.mark.needs("pygraphviz")
def test_a_machine_without_fonts_and_without_dot_draws_the_same_pixels(tmp_path: Path) -> None:
    empty = str(tmp_path)
    result = run(
        DRAWING,
        PATH=empty,
        HOME=empty,
        XDG_DATA_HOME=empty,
        XDG_CACHE_HOME=empty,
        FONTCONFIG_FILE=f"{empty}/none.conf",
        FONTCONFIG_PATH=empty,
        FONTCONFIG_SYSROOT=empty,
    )
    assert pixels(result.stdout) == pixels(picture().png(dpi=100))


def test_drawing_prints_nothing() -> None:
    assert run(DRAWING).stderr == b""


def test_letters_are_drawn_and_not_boxes() -> None:
    images = {pixels(viz.draw(Value(1.0, label)).png(dpi=50)) for label in "abcdefgh"}
    assert len(images) == 8


def test_temporary_files_are_gone_at_exit(tmp_path: Path) -> None:
    run(DRAWING, TMPDIR=str(tmp_path), TEMP=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_environment_is_as_it_was_after_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "mine.conf")
    monkeypatch.setenv("FONTCONFIG_PATH", "mine")
    before = dict(os.environ)
    render("digraph { a }", "svg")
    assert dict(os.environ) == before


def test_threads_draw_the_same_as_one() -> None:
    drawn = picture()
    expected = drawn.svg()
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: drawn.svg(), range(16))) == {expected}


@pytest.fixture
def without_pygraphviz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which pygraphviz cannot be imported; the folder is its whole PATH."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


CURES = {
    "linux": r"`apt install graphviz` .*Debian.*`dnf install graphviz` .*Fedora.*`apk add graphviz` .*Alpine",
    "darwin": "`brew install graphviz`$",
    "win32": "`winget install graphviz`$",
}


@pytest.mark.usefixtures("without_pygraphviz")
@pytest.mark.parametrize("platform", CURES)
def test_where_there_is_nothing_to_draw_with_one_error_names_both_cures(platform, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)  # which asks Windows itself, from Python 3.12 on
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(viz.GraphvizNotFoundError, match=rf"`pip install pygraphviz`.*{CURES[platform]}"):
        picture().svg()
    with pytest.raises(RuntimeError, match="nothing to draw with"):
        picture().png()


LIBRARY = "libXrender.so.1: cannot open shared object file: No such file or directory"


@pytest.mark.parametrize(
    ("platform", "cure"),
    [
        ("linux", r"`apt install libexpat1 .* libxrender1` .*Debian.*`dnf install .* libXrender` .*Fedora.*"),
        ("darwin", "Either reinstall it; or "),
    ],
)
def test_where_pygraphviz_is_there_but_does_not_start_the_true_cause_is_told(
    platform, cure, tmp_path, monkeypatch
) -> None:
    """As in a slim container, which lacks what its wheel takes for granted."""
    (tmp_path / "pygraphviz.py").write_text(f"raise ImportError({LIBRARY!r})", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pygraphviz", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", platform)
    told = rf"pygraphviz is installed, but does not start \({LIBRARY}\)\. .*{cure}.*{CURES[platform]}"
    with pytest.raises(viz.GraphvizNotFoundError, match=told) as caught:
        picture().svg()
    assert "pip install" not in str(caught.value)


def test_where_matplotlib_is_missing_the_letters_are_asked_for_by_name(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(viz.GraphvizNotFoundError, match=r"letters .* of Matplotlib: `pip install matplotlib`"):
        picture().svg()


@pytest.mark.usefixtures("without_pygraphviz")
def test_a_notebook_without_graphviz_shows_words_in_place_of_a_picture() -> None:
    drawn = picture()
    [(kind, words)] = drawn._repr_mimebundle_().items()
    assert kind == "text/plain"
    assert words.splitlines()[0] == repr(drawn)
    assert "pip install pygraphviz" in words
    assert len(words.splitlines()) <= 3


@pytest.mark.usefixtures("without_pygraphviz")
@pytest.mark.parametrize("call", ["viz.draw(y)", "viz.draw(y, slide=True)", "viz.draw(y).svg()", "viz.stepper(y)"])
def test_ipython_prints_a_few_lines_without_graphviz(call: str, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.user_ns |= {"viz": viz, "y": Value(2.0, "x") * 3.0}
    shell.run_cell(call)
    printed = capsys.readouterr().out
    assert "pip install pygraphviz" in printed
    assert len(printed.splitlines()) <= 4


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for dot is a shell script")
def test_where_pygraphviz_is_missing_the_dot_on_the_path_draws_with_our_fonts(without_pygraphviz: Path) -> None:
    dot = without_pygraphviz / "dot"
    dot.write_text(
        '#!/bin/sh\necho "<svg $* $FONTCONFIG_FILE"\nwhile read -r line; do echo "$line"; done\n', encoding="utf-8"
    )
    dot.chmod(0o755)
    drawn = picture()
    svg = drawn.svg()
    assert svg.startswith("<svg ")
    assert " -Kdot -Tsvg" in svg
    assert "fonts.conf" in svg
    assert "ŷ = 0.7311" in svg
