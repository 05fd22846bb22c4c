"""The course as a web site: Python in a page, and in Node, as the registries' packages make it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from notebooks import lab_site
from tests.notebooks import lab

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "test-output"
TWO_MINUTES = 120_000

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
"""
NODE = """
import { loadPyodide } from "./lab_site.mjs";
const packages = ["chalkgrad", "chalkgrad-stand-ins", "graphviz", "tqdm"];
const folder = process.argv[2];
const python = await loadPyodide({ indexURL: folder, packageBaseUrl: folder, packages, stdout: () => {} });
python.runPython(process.argv[3]);
process.stdout.write(python.globals.get("found"));
"""


def need_npm() -> None:
    """Skips a test where there is no npm, or no Node; in CI it fails."""
    if not (shutil.which("npm") and shutil.which("node")):
        message = "this needs Node and npm: apt-get install nodejs npm"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


def texts(svg: str) -> list[str]:
    return sorted(re.findall(r">([^<>\n]+)</text>", svg))


def test_python_in_node_trains_as_it_does_here_and_draws_the_same_graph(tmp_path: Path) -> None:
    need_npm()
    folder = tmp_path / "python"
    lab_site.python_in_the_page(folder, lab_site.CACHE)
    (folder / "run.mjs").write_text(NODE, encoding="utf-8")
    command = ["node", folder / "run.mjs", f"{folder}/", PROGRAM + IN_THE_PAGE]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    there, here = json.loads(ran.stdout), json.loads(_found_here())
    assert there["losses"] == pytest.approx(here["losses"], rel=1e-12, abs=0.0)
    assert there["losses"][-1] < there["losses"][0]
    assert there["derivation"] == here["derivation"]
    assert texts(there["svg"]) == texts(here["svg"])
    assert "w₁₁ = 0.5" in texts(there["svg"])


def _found_here() -> str:
    program = f"{PROGRAM}\nprint(found)"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_notebooks_run_in_the_page_with_the_network_cut_and_show_their_pictures(tmp_path: Path) -> None:
    need_npm()
    lab.need_chromium()
    lab_site.build(tmp_path / "site", lab_site.CACHE)
    with lab_site.served(tmp_path / "site") as address:
        for name, pictures in (("05_backprop", 7), ("07_learning_xor", 9)):
            with lab.browser(tmp_path / name) as page:
                asked: list[str] = []
                page.context.on("request", lambda request, asked=asked: asked.append(request.url))
                try:
                    _run(page, address, f"{name}.ipynb", pictures)
                finally:
                    SCREENSHOTS.mkdir(exist_ok=True)
                    page.screenshot(path=SCREENSHOTS / f"lab-site-{name}.png")
            assert asked
            assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def _run(page: Page, address: str, name: str, pictures: int) -> None:
    """Opens a notebook, runs all of it, and looks at what it shows."""
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    count = sum(cell.cell_type == "code" for cell in notebook.cells)
    page.goto(f"{address}lab/index.html?path={name}")
    wait = {"timeout": TWO_MINUTES}
    expect(page.locator(".jp-StatusBar-Widget")).to_contain_text("| Idle", **wait)
    panel = page.locator(".jp-NotebookPanel")
    expect(panel).to_have_count(1)
    expect(panel.locator(".jp-CodeCell").first).to_be_attached()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    complaints = panel.locator("[data-mime-type*=error], [data-mime-type*=stderr]")
    last = panel.locator(".jp-InputArea-prompt").get_by_text(f"[{count}]:", exact=True)
    expect(last.or_(complaints).first).to_be_attached(**wait)
    assert complaints.all_inner_texts() == []
    shown = panel.locator(".jp-OutputArea-output img").all()
    assert len(shown) >= pictures
    for picture in shown:
        expect(picture).to_have_attribute("alt", re.compile(r"\w+ \w+"))
        assert (picture.get_attribute("src") or "").startswith("data:image/svg+xml")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
