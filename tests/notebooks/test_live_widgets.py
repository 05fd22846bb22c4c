"""A live graph in notebooks with a kernel: what is dragged there is known to Python, and the other way round."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Locator, Page, expect

from tests.needs import need
from tests.notebooks import lab

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "test-output"
ONE_MINUTE = 60_000
SECONDS_TO_START = 60

expect.set_options(timeout=ONE_MINUTE)
pytestmark = pytest.mark.slow

GRAPH = """\
import viz
from autograd import Value

w, x = Value(0.5, label="w"), Value(2.0, label="x")
y = (w * x).sigmoid()
live = viz.explore(y)
"""
KNOWN = "f\"w = {live.values['w']}, x = {live.values['x']}, gradient {live.gradients['w']:.6f}\""

MARIMO = f"""\
import marimo
from tests.needs import need

app = marimo.App()

@app.cell
def _():
    import marimo as mo
{{graph}}
    live = mo.ui.anywidget(live)
    return live, mo, w, x, y

@app.cell
def _(live):
    live
    return

@app.cell
def _(live, mo):
    live.value
    mo.md({KNOWN.replace("{", "{{").replace("}", "}}")})
    return

@app.cell
def _(mo):
    button = mo.ui.run_button(label="set x")
    button
    return (button,)

@app.cell
def _(button, live):
    if button.value:
        live.values = {{{{"x": 3.0}}}}
    return
"""


def gradient(w: float, x: float) -> str:
    """∂σ(wx)/∂w, as `KNOWN` writes it."""
    from math import exp

    return f"{x / (2.0 + exp(w * x) + exp(-w * x)):.6f}"


@pytest.fixture(autouse=True)
def this_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels import what is tested here."""
    need("chromium")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@contextlib.contextmanager
def seen(page: Page, name: str) -> Iterator[None]:
    """Keeps a picture of what the page shows in the end; of interest when a test fails."""
    page.set_default_timeout(ONE_MINUTE)
    try:
        yield
    finally:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"live-{name}.png")


def leaf(page: Page, name: str) -> Locator:
    """A leaf in the picture of the graph."""
    return page.get_by_role("spinbutton", name=name, exact=True)


def drag(page: Page, part: Locator, pixels: float) -> None:
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + pixels, y, steps=5)
    page.mouse.up()


# JupyterLab.


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self.page, self.address, self.folder = page, address, folder
        self.runs = 0

    def open(self, name: str) -> None:
        self.page.goto(f"{self.address}lab/tree/{name}?token={lab.TOKEN}&reset")
        expect(self.page.locator(".jp-Notebook .jp-CodeCell").first).to_be_attached()

    def run(self, place: int) -> Locator:
        """Runs a cell; gives what it puts out."""
        expect(self.page.locator(".jp-StatusBar-Widget")).to_contain_text("| Idle")
        cell = self.page.locator(".jp-CodeCell").nth(place)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.runs += 1
        expect(cell.locator(".jp-InputArea-prompt").get_by_text(f"[{self.runs}]:", exact=True)).to_be_attached()
        return cell.locator(".jp-OutputArea")

    def save(self, name: str) -> nbformat.NotebookNode:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
        return nbformat.read(self.folder / name, as_version=4)


def write_notebook(path: Path) -> None:
    cells = [f"{GRAPH}live", KNOWN, 'live.values, live.step = {"x": 3.0}, 2', "live.sync(); f'{w.data} {w.grad:.6f}'"]
    cells.append("viz.stepper(y)")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(notebook, path)


def test_in_jupyterlab_a_dragged_leaf_is_known_to_python_and_what_python_says_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write_notebook(folder / "live.ipynb")
    with lab.jupyterlab(folder, tmp_path) as address, lab.browser(tmp_path) as page, seen(page, "jupyterlab"):
        notebook = Notebook(page, address, folder)

        notebook.open("live.ipynb")
        shown = notebook.run(0)
        picture = shown.get_by_role("img", name="computation graph of 0.7311: 4 nodes, 3 edges")
        expect(leaf(page, "w")).to_have_attribute("aria-valuetext", "0.5")
        expect(picture).to_be_hidden()

        drag(page, leaf(page, "w"), 50.0)
        dragged = float(leaf(page, "w").get_attribute("aria-valuenow") or "nan")
        assert dragged > 0.5
        expect(notebook.run(1)).to_contain_text(f"w = {dragged}, x = 2.0, gradient {gradient(dragged, 2.0)}")

        leaf(page, "w").focus()
        page.keyboard.press("ArrowDown")  # JupyterLab's key for the next cell
        expect(leaf(page, "w")).to_be_focused()
        moved = float(leaf(page, "w").get_attribute("aria-valuenow") or "nan")
        assert moved < dragged

        notebook.run(2)
        expect(leaf(page, "x")).to_have_attribute("aria-valuetext", "3")
        expect(page.get_by_role("slider", name="step", exact=True)).to_have_value("2")
        expect(notebook.run(3)).to_contain_text(f"{moved} {gradient(moved, 3.0)}")

        framed = notebook.run(4)
        expect(framed.frame_locator("iframe").get_by_role("slider", name="step", exact=True)).to_be_visible()
        expect(framed.get_by_role("img", name="computation graph")).to_be_hidden()

        saved = notebook.save("live.ipynb")
        html, _ = HTMLExporter().from_notebook_node(saved)
        assert 'alt="computation graph of 0.7311: 4 nodes, 3 edges"' in html

        shutil.copy(
            folder / "live.ipynb", folder / "tomorrow.ipynb"
        )  # as trusted, but with a kernel that knows nothing
        notebook.open("tomorrow.ipynb")
        expect(page.locator(".jp-StatusBar-Widget")).to_contain_text("| Idle")
        expect(picture).to_be_visible()
        expect(shown.get_by_text("Error")).to_be_hidden()
        expect(shown.get_by_text("Loading")).to_be_hidden()
        expect(leaf(page, "w")).to_have_count(0)

        saved.cells[0].source += "# cloned: nobody has run it here"
        nbformat.write(saved, folder / "cloned.ipynb")
        page.route("**/api/sessions*", lambda route: route.abort())  # no kernel either
        notebook.open("cloned.ipynb")
        expect(picture).to_be_visible()
        expect(leaf(page, "w")).to_have_count(0)
        expect(framed.get_by_role("img", name="computation graph")).to_be_visible()
        expect(framed.locator("iframe")).to_have_count(0)


# marimo.


@contextlib.contextmanager
def marimo(program: Path, scratch: Path) -> Iterator[str]:
    """Runs a notebook of marimo's on a server of its own on 127.0.0.1; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(scratch))
    environment = {**os.environ, **homes, "MARIMO_SKIP_UPDATE_CHECK": "1"}
    command = [sys.executable, "-m", "marimo", "run", str(program), "--headless", "--no-token", "--no-sandbox"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with (scratch / "marimo.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(f"{address}health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10):
            return
        time.sleep(0.2)
    raise RuntimeError("marimo did not start")


def test_in_marimo_too_and_nothing_is_asked_of_another_machine(tmp_path: Path) -> None:
    program = tmp_path / "live.py"
    graph = "".join(f"    {line}\n" if line else "\n" for line in GRAPH.splitlines())
    program.write_text(MARIMO.format(graph=graph), encoding="utf-8")
    asked: list[str] = []
    with marimo(program, tmp_path) as address, lab.browser(tmp_path) as page, seen(page, "marimo"):
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        known = page.get_by_text(re.compile(r"^w = .+, gradient"))
        expect(known).to_contain_text(f"w = 0.5, x = 2.0, gradient {gradient(0.5, 2.0)}")
        drag(page, leaf(page, "w"), 50.0)
        dragged = float(leaf(page, "w").get_attribute("aria-valuenow") or "nan")
        assert dragged > 0.5
        expect(known).to_contain_text(f"w = {dragged}, x = 2.0, gradient {gradient(dragged, 2.0)}")
        page.get_by_role("button", name="set x").click()
        expect(leaf(page, "x")).to_have_attribute("aria-valuetext", "3")
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
