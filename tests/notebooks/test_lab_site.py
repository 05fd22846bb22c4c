"""The course as a web site: Python in a page, and in Node, as the registries' packages make it."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from notebooks.lab_site import contents, site
from tests.needs import need
from tests.notebooks import lab
from tests.viz.live.accessibility import axe_findings, overhang
from tests.viz.live.browser import DESK, PHONE
from viz.rendering.layout import Outline, layout_of

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "test-output"
TWO_MINUTES = 120_000
NOTEBOOK = "01_derivatives"
"""The one that is run in a page: it has plots, graphs, and a slider."""
PYTHON = "static/python"
"""Where the site has it."""

pytestmark = pytest.mark.slow

# Run here and in Node: it leaves in `found` what is to be compared.
PROGRAM = """
import json, nn, viz
from autograd import Value, compiler
from nn.datasets import XOR

model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "progress": False}
history = nn.fit(model, *XOR, epochs=300, compiled=False, **descent)
y = (Value(0.5, label="w_11") * Value(2.0, label="x_1")).sigmoid()
y.backward()
picture = viz.draw(y)
derivation = viz.derivation(y, wrt=y.operands[0].operands[0])
found = json.dumps({"losses": history.losses, "svg": picture.svg(), "derivation": derivation.text})
"""
IN_THE_PAGE = """
try:
    picture.png()
except viz.GraphvizNotFoundError as error:
    no_png = str(error)
assert picture._repr_mimebundle_().keys() == {"text/html", "text/plain"}
assert not compiler.is_available()
assert nn.fit(model, *XOR, epochs=1, **descent).engine == "eager"
assert json.__file__.endswith(".pyc")  # a page need not compile it
assert nn.__loader__.get_data(nn.__spec__.cached)
"""
# Run in Node alone: every cell of every notebook, in order. What was trained in full above begins to train here.
NOTEBOOKS = """
import json, os, sys
from pathlib import Path
import nn
from IPython.core.interactiveshell import InteractiveShell

os.chdir("/notebooks")
os.environ["CHALKGRAD_STATIC"] = "1"
sys.path.insert(0, "")
shell = InteractiveShell.instance()
fit = nn.fit
nn.fit = lambda *data, epochs, **options: fit(*data, epochs=min(epochs, 2), **options)

def run(path):
    shell.reset(new_session=True)
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]))
            if not done.success:
                raise RuntimeError(f"{path.name}, cell {number}")
    return path.stem

found = json.dumps([run(path) for path in sorted(Path().glob("*.ipynb"))])
"""
NODE = """
import { loadPyodide } from "./python.mjs";
import fs from "node:fs";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto; // pages have it, and Node from its version 20 on
const [folder, notebooks, ...programs] = process.argv.slice(2);
const packages = Object.keys(JSON.parse(fs.readFileSync(`${folder}pyodide-lock.json`)).packages);
let said = [];
const options = { stdout: (line) => said.push(line), stderr: (line) => said.push(`stderr: ${line}`) };
const python = await loadPyodide({ indexURL: folder, packageBaseUrl: folder, packages, ...options });
python.mountNodeFS("/notebooks", notebooks);
const answers = programs.map((program) => {
  said = [];
  let found = "null";
  try {
    python.runPython(program);
    found = python.globals.get("found");
  } catch (error) {
    said.push(error.message);
  }
  return { found: JSON.parse(found), said: said.join("\\n") };
});
process.stdout.write(JSON.stringify(answers));
"""


@dataclass(frozen=True)
class Answer:
    """What a program leaves in `found`, None if it failed, and what it prints."""

    found: Any
    said: str


def texts(svg: str) -> list[str]:
    return sorted(re.findall(r">([^<>\n]+)</text>", svg))


def node_widths(svg: str) -> dict[str, float]:
    """How wide each node is, in points, by what its strokes span."""
    widths = {}
    for part in layout_of(svg).parts:
        xs = [x for stroke in part.strokes if isinstance(stroke, Outline) for x, _ in stroke.points]
        if part.id.startswith("n") and "edge" not in part.id:
            widths[part.id] = max(xs) - min(xs)
    return widths


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site: its Python is that of Node as well."""
    need("node", "npm")
    made = tmp_path_factory.mktemp("made") / "site"
    site.build(made)
    (made / PYTHON / "run.mjs").write_text(NODE, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def in_node(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Answer]:
    """What the program and the notebooks give in Node, where one Python runs both."""
    notebooks = tmp_path_factory.mktemp("notebooks") / "notebooks"
    contents.notebooks_of_the_site(notebooks)
    python = built / PYTHON
    command = ["node", python / "run.mjs", f"{python}/", notebooks, PROGRAM + IN_THE_PAGE, NOTEBOOKS]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    program, course = (Answer(**answer) for answer in json.loads(ran.stdout))
    return program, course


def test_python_in_node_trains_as_it_does_here_and_draws_the_same_graph(in_node: tuple[Answer, Answer]) -> None:
    there, said = in_node[0].found, in_node[0].said
    assert there, said[-4000:]
    names: dict[str, Any] = {}
    exec(PROGRAM, names)
    here = json.loads(names["found"])
    assert there["losses"] == pytest.approx(here["losses"], rel=1e-12, abs=0.0)
    assert there["losses"][-1] < there["losses"][0]
    assert there["derivation"] == here["derivation"]
    assert texts(there["svg"]) == texts(here["svg"])
    assert "w₁₁ = 0.5" in texts(there["svg"])
    assert node_widths(there["svg"]) == pytest.approx(node_widths(here["svg"]), rel=0.03)


def test_what_needs_the_compiler_is_there_to_be_read_and_all_else_to_be_run(tmp_path: Path) -> None:
    for path in contents.notebooks_of_the_site(tmp_path / "notebooks"):
        here, there = (
            nbformat.read(place / path.name, as_version=4).cells for place in (ROOT / "notebooks", path.parent)
        )
        for cell, shown in zip(here, there, strict=True):
            if "machine-code" not in cell.metadata.get("tags", ()):
                assert shown.cell_type == cell.cell_type
                continue
            assert shown.cell_type == "markdown"
            assert "compiler of machine code" in shown.source
            assert cell.source in shown.source
            for output in cell.outputs:
                assert (output.get("text") or output.data["text/html"]).strip() in shown.source


def test_the_notebooks_run_to_their_end_in_node(in_node: tuple[Answer, Answer]) -> None:
    names, said = in_node[1].found, in_node[1].said
    assert names, said[-4000:]
    assert len(names) == 9
    assert "Traceback" not in said
    assert "stderr:" not in said


def test_a_notebook_runs_in_the_page_with_the_network_cut_and_shows_its_pictures(built: Path) -> None:
    need("chromium")
    with site.served(built) as address, lab.browser() as front:
        asked: list[str] = []
        front.context.on("request", lambda request: asked.append(request.url))
        front.goto(address)
        _look_at_the_front(front)
        links = front.get_by_role("listitem").get_by_role("link")
        expect(links).to_have_count(9)
        page = front.context.new_page()
        page.set_default_timeout(TWO_MINUTES)
        page.goto(f"{address}{links.nth(int(NOTEBOOK[:2]) - 1).get_attribute('href')}")
        try:
            expect(_said(page)).to_be_visible(timeout=TWO_MINUTES)
            _run_all(page)
            _look(page, NOTEBOOK, pictures=6)
            _touch(page)
        finally:
            SCREENSHOTS.mkdir(exist_ok=True)
            page.screenshot(path=SCREENSHOTS / "lab-site.png")
    assert any("pyodide.asm.wasm" in url for url in asked)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def _look_at_the_front(page: Page) -> None:
    """Everybody can read the list of notebooks, on a light ground and on a dark one, and on a phone."""
    for scheme, (width, height) in (("light", DESK), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        assert axe_findings(page) == []
        assert overhang(page) == 0.0


def _panel(page: Page) -> Locator:
    return page.locator(".jp-NotebookPanel")


def _said(page: Page) -> Locator:
    """What the page says of Python's start."""
    return page.locator("p[role=status]")


def _run_all(page: Page) -> None:
    """Runs every cell as soon as Python is there."""
    expect(_said(page)).to_contain_text("Python is there", timeout=TWO_MINUTES)
    _panel(page).get_by_role("heading").first.click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def _look(page: Page, name: str, pictures: int) -> None:
    """Waits for the last cell of a notebook, and looks at what all of them show."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    count = sum(cell.cell_type == "code" for cell in notebook.cells)
    panel = _panel(page)
    complaints = panel.locator("[data-mime-type*=error], [data-mime-type*=stderr]")
    last = panel.locator(".jp-InputArea-prompt").get_by_text(f"[{count}]:", exact=True)
    expect(last.or_(complaints).first).to_be_attached(timeout=TWO_MINUTES)
    assert complaints.all_inner_texts() == []
    shown = panel.locator(".jp-OutputArea-output img").all()
    assert len(shown) >= pictures
    for picture in shown:
        expect(picture).to_have_attribute("alt", re.compile(r"\w+ \w+"))
        assert (picture.get_attribute("src") or "").startswith("data:image/svg+xml")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100


def _touch(page: Page) -> None:
    """Moves a leaf of a graph that is shown alive, and sees that Python knows."""
    _run_more(page, 'live = viz.explore((Value(0.5, label="w") * 2.0).sigmoid())\nlive')
    _panel(page).locator(".jp-CodeCell").last.locator(".chalk .touchable").press("ArrowUp")
    _run_more(page, 'print("w grew" if live.values["w"] > 0.5 else live.values)')
    expect(_panel(page).get_by_text("w grew", exact=True)).to_be_attached(timeout=TWO_MINUTES)


def _run_more(page: Page, code: str) -> None:
    """Runs a cell that is added to a notebook."""
    cells = _panel(page).locator(".jp-CodeCell")
    count = cells.count()
    page.get_by_role("button", name="Click to add a cell.").click()
    expect(cells).to_have_count(count + 1)
    editor = cells.last.get_by_role("textbox")
    editor.fill(code)
    editor.press("Control+Enter")
