"""Notebooks as a student meets them, in JupyterLab, in a browser: one of the course, and one with a live graph."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, Locator, Page, expect

from notebooks.handout import handout
from tests.needs import need
from tests.notebooks import lab
from tests.notebooks.live import GRAPH, KNOWN, ROOT, drag, gradient, leaf, seen

NOTEBOOK = "01_derivatives.ipynb"

expect.set_options(timeout=120_000)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that JupyterLab shows: the handout."""
    folder = tmp_path_factory.mktemp("shown") / "notebooks"
    handout(folder)
    return folder


@pytest.fixture(scope="module")
def opened(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BrowserContext, str]]:
    """A browser, and the address of a JupyterLab whose kernels import what is tested here."""
    need("chromium")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        with lab.jupyterlab(folder, tmp_path_factory.mktemp("lab")) as address, lab.browser() as page:
            yield page.context, f"{address}lab?token={lab.TOKEN}&reset"


@pytest.fixture
def page(opened: tuple[BrowserContext, str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """JupyterLab with nothing open."""
    context, address = opened
    page = context.new_page()
    with seen(page, f"jupyterlab-{request.node.name}"):
        page.goto(address)
        page.wait_for_function("window.jupyterapp")
        page.evaluate("jupyterapp.restored")
        yield page
    page.close()


def test_a_notebook_runs_from_the_top_and_its_pictures_appear(page: Page) -> None:
    lab.open_notebook(page, NOTEBOOK)
    panel = lab.panel(page)
    cells = panel.locator(".jp-CodeCell")
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    count = sum(cell.cell_type == "code" for cell in notebook.cells)
    expect(cells).to_have_count(count)
    lab.wait_for_the_kernel(page)  # else it asks which one to use
    assert panel.locator(".jp-OutputArea-output").count() == 0
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    complaints = panel.locator("[data-mime-type*=error], [data-mime-type*=stderr]")
    expect(cells.last.get_by_text(f"[{count}]:").or_(complaints).first).to_be_visible()
    assert complaints.all_inner_texts() == []

    pictures = panel.locator(".jp-OutputArea-output img")
    assert pictures.count() >= 3
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        expect(picture).to_have_attribute("alt", re.compile(r"\w+ \w+"))
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100

    slider = page.get_by_role("slider").first
    dragged = cells.filter(has=slider).locator("img").last
    before = dragged.get_attribute("alt")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(dragged).not_to_have_attribute("alt", before or "")

    choice = panel.locator("details").first
    expect(choice.locator("strong")).not_to_be_visible()
    choice.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(choice.locator("strong")).to_be_visible()


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.runs = 0

    def run(self, place: int) -> Locator:
        """Runs a cell; gives what it puts out, in whichever notebook is open."""
        lab.wait_for_the_kernel(self.page)
        cell = lab.panel(self.page).locator(".jp-CodeCell").nth(place)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.runs += 1
        expect(cell.locator(".jp-InputArea-prompt").get_by_text(f"[{self.runs}]:", exact=True)).to_be_attached()
        return cell.locator(".jp-OutputArea")

    def save(self, path: Path) -> nbformat.NotebookNode:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
        return nbformat.read(path, as_version=4)


def write_notebook(path: Path) -> None:
    cells = [f"{GRAPH}live", KNOWN, 'live.values, live.step = {"x": 3.0}, 2', "live.sync(); f'{w.data} {w.grad:.6f}'"]
    cells.append("viz.stepper(y)")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(notebook, path)


def test_a_dragged_leaf_is_known_to_python_and_what_python_says_is_shown(page: Page, folder: Path) -> None:
    write_notebook(folder / "live.ipynb")
    notebook = Notebook(page)
    lab.open_notebook(page, "live.ipynb")
    shown = notebook.run(0)
    picture = shown.get_by_role("img", name="computation graph of 0.7311: 4 nodes, 3 edges")
    expect(leaf(page, "w")).to_have_attribute("aria-valuetext", "0.5")
    expect(picture).to_be_hidden()

    drag(page, leaf(page, "w"), 50.0)
    shown_number = leaf(page, "w").get_attribute("aria-valuenow") or "nan"
    dragged = float(shown_number)
    assert dragged > 0.5
    expect(notebook.run(1)).to_contain_text(f"w = {dragged}, x = 2.0, gradient {gradient(dragged, 2.0)}")

    leaf(page, "w").focus()
    page.keyboard.press("ArrowDown")  # JupyterLab's key for the next cell
    expect(leaf(page, "w")).to_be_focused()
    expect(leaf(page, "w")).not_to_have_attribute("aria-valuenow", shown_number)
    moved = float(leaf(page, "w").get_attribute("aria-valuenow") or "nan")
    assert moved < dragged

    notebook.run(2)
    expect(leaf(page, "x")).to_have_attribute("aria-valuetext", "3")
    expect(page.get_by_role("slider", name="step", exact=True)).to_have_value("2")
    expect(notebook.run(3)).to_contain_text(f"{moved} {gradient(moved, 3.0)}")

    framed = notebook.run(4)
    expect(framed.frame_locator("iframe").get_by_role("slider", name="step", exact=True)).to_be_visible()
    expect(framed.get_by_role("img", name="computation graph")).to_be_hidden()

    saved = notebook.save(folder / "live.ipynb")
    html, _ = HTMLExporter().from_notebook_node(saved)
    assert 'alt="computation graph of 0.7311: 4 nodes, 3 edges"' in html

    shutil.copy(folder / "live.ipynb", folder / "today.ipynb")
    saved.cells[0].source += "# cloned: nobody has run it here"
    nbformat.write(saved, folder / "cloned.ipynb")
    for copy in ("today.ipynb", "cloned.ipynb"):
        lab.open_beside(page, copy)
        expect(lab.panel(page).last.get_by_role("img", name="computation graph of 0.7311: 4 nodes")).to_be_visible()
    expect(lab.panel(page).last.get_by_role("img", name="computation graph")).to_have_count(2)  # the stepper's, too
    expect(lab.panel(page).first.get_by_role("img", name="computation graph")).to_have_count(0)

    shutil.copy(folder / "live.ipynb", folder / "tomorrow.ipynb")  # as trusted, but with a kernel that knows nothing
    lab.open_notebook(page, "tomorrow.ipynb")
    lab.wait_for_the_kernel(page)
    expect(picture).to_be_visible()
    expect(shown.get_by_text("Error")).to_be_hidden()
    expect(shown.get_by_text("Loading")).to_be_hidden()
    expect(leaf(page, "w")).to_have_count(0)

    page.route("**/api/sessions*", lambda route: route.abort())  # no kernel either
    lab.open_notebook(page, "cloned.ipynb")
    expect(picture).to_be_visible()
    expect(leaf(page, "w")).to_have_count(0)
    expect(framed.get_by_role("img", name="computation graph")).to_be_visible()
    expect(framed.locator("iframe")).to_have_count(0)
