"""From DOT text to PNG, SVG and PDF."""

from __future__ import annotations

import importlib.util
import locale
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Literal, TypeAlias

from viz.rendering.fonts import shipped_fonts
from viz.rendering.page import rendered_in_page, wasm_graphviz
from viz.rendering.waiting import output_of

__all__ = ["Format", "GraphvizNotFoundError", "render"]

Format: TypeAlias = Literal["pdf", "png", "svg"]

# Graphviz keeps global state, and so does the environment that tells it where the fonts are.
_one_at_a_time = threading.Lock()

# Within this process Graphviz hears no Ctrl-C, but a process of its own takes a tenth of a second to start.
_MOST_ARROWS_IN_PROCESS = 100

_PROGRAM = """
import sys
sys.path.append(sys.argv[1])
import pygraphviz
graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode())
sys.stdout.buffer.write(graph.draw(path=None, format=sys.argv[2], prog="dot"))
"""


class GraphvizNotFoundError(RuntimeError):
    """There is nothing to draw with: no pygraphviz, no program `dot`, no letters; in a page, nothing for a format.

    >>> raise GraphvizNotFoundError("there is nothing to draw with: `pip install pygraphviz`")
    Traceback (most recent call last):
    ...
    viz.rendering.render.GraphvizNotFoundError: there is nothing to draw with: ...
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: it is not the program that is wrong, and where it stopped is of no interest."""
        return [f"{type(self).__name__}: {self}"]


def render(source: str, file_format: Format) -> bytes:
    """The picture that a DOT text describes. A large one can be broken off with Ctrl-C.

    Args:
        source: the DOT text.
        file_format: "png", "svg" or "pdf".

    Returns:
        The bytes of the file.

    Raises:
        GraphvizNotFoundError: if there is nothing to draw with, or nothing that draws in this format.
        RuntimeError: if Graphviz fails.

    >>> render("digraph { a -> b }", "png")[1:4]
    b'PNG'
    """
    in_page = wasm_graphviz()
    if in_page is not None:
        if file_format != "svg":
            raise GraphvizNotFoundError(
                f"in a page Graphviz draws SVG alone, no {file_format.upper()}: `.svg()`, or `.save('graph.svg')`"
            )
        return rendered_in_page(in_page, source)
    if importlib.util.find_spec("matplotlib") is None:
        raise GraphvizNotFoundError("the letters of a picture are those of Matplotlib: `pip install matplotlib`")
    with _one_at_a_time, shipped_fonts():
        try:
            import pygraphviz  # drawing alone needs it
        except ImportError as error:
            command = _dot(file_format, error)
        else:
            is_small = source.count("->") <= _MOST_ARROWS_IN_PROCESS
            if (is_small and _locale_is_harmless()) or not sys.executable:
                return _rendered_in_process(source, file_format)
            folder = str(Path(pygraphviz.__file__).parents[1])
            command = [sys.executable, "-I", "-S", "-c", _PROGRAM, folder, file_format]
        environment = {**os.environ, "LC_ALL": "C"}
    return output_of(command, source.encode(), environment)


def _locale_is_harmless() -> bool:
    """Whether Graphviz reads what we write: numbers with a point, and I as the capital of i, as Turkish has not."""
    language = locale.setlocale(locale.LC_CTYPE)  # asks, and sets nothing
    return locale.localeconv()["decimal_point"] == "." and not language.lower().startswith(("az", "tr", "tur"))


def _rendered_in_process(source: str, file_format: Format) -> bytes:
    import pygraphviz

    graph = pygraphviz.AGraph(string=source)
    try:
        return bytes(graph.draw(path=None, format=file_format, prog="dot"))
    finally:
        graph.close()


def _dot(file_format: Format, error: ImportError) -> list[str]:
    """The command of a Graphviz that was installed by itself, since pygraphviz cannot be imported."""
    program = shutil.which("dot")
    if program is None:
        raise GraphvizNotFoundError(f"there is nothing to draw with: {_what_is_missing(error)}")
    return [program, "-Kdot", f"-T{file_format}"]


def _what_is_missing(error: ImportError) -> str:
    system = _SYSTEM_GRAPHVIZ.get(sys.platform, _GRAPHVIZ_OF_LINUX)
    graphviz = f"install Graphviz itself so that its `dot` is on the PATH: {system}"
    if isinstance(error, ModuleNotFoundError) and error.name == "pygraphviz":
        return f"either `pip install pygraphviz`, which brings Graphviz along, or {graphviz}"
    is_linux = sys.platform == "linux"
    other = f"install the system's libraries that it needs: {_LIBRARIES_OF_LINUX}" if is_linux else "reinstall it"
    return f"pygraphviz is installed, but does not start ({error}). Either {other}; or {graphviz}"


_SYSTEM_GRAPHVIZ = {"darwin": "`brew install graphviz`", "win32": "`winget install graphviz`"}
_GRAPHVIZ_OF_LINUX = (
    "`apt install graphviz` (Debian, Ubuntu), `dnf install graphviz` (Fedora), `apk add graphviz` (Alpine)"
)
_LIBRARIES_OF_LINUX = (
    "`apt install libexpat1 libglib2.0-0 libx11-6 libxext6 libxrender1` (Debian, Ubuntu),"
    " `dnf install expat glib2 libX11 libXext libXrender` (Fedora)"
)
