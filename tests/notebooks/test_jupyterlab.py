"""A notebook as a student meets it: in JupyterLab, in a browser, run from the top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from notebooks.handout import handout
from tests.needs import need
from tests.notebooks import lab

ROOT = Path(__file__).parents[2]
NOTEBOOK = "01_derivatives.ipynb"
SCREENSHOT = ROOT / "test-output" / "jupyterlab.png"
TWO_MINUTES = 120_000

expect.set_options(timeout=TWO_MINUTES)
pytestmark = pytest.mark.slow


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """JupyterLab with the notebook of the handout open, nothing run yet."""
    need("chromium")
    handout(tmp_path / "notebooks")
    with lab.jupyterlab(tmp_path / "notebooks", tmp_path) as address, lab.browser(tmp_path) as page:
        page.set_default_timeout(TWO_MINUTES)
        page.goto(f"{address}lab/tree/{NOTEBOOK}?token={lab.TOKEN}")
        try:
            yield page
        finally:  # whatever comes of the test; of interest when it fails
            SCREENSHOT.parent.mkdir(exist_ok=True)
            page.screenshot(path=SCREENSHOT)


def test_a_notebook_runs_from_the_top_and_its_pictures_appear(page: Page) -> None:
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    count = sum(cell.cell_type == "code" for cell in notebook.cells)
    expect(cells).to_have_count(count)
    expect(page.locator(".jp-StatusBar-Widget")).to_contain_text("| Idle")  # else it asks which kernel to use
    assert page.locator(".jp-OutputArea-output").count() == 0
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    complaints = page.locator("[data-mime-type*=error], [data-mime-type*=stderr]")
    expect(cells.last.get_by_text(f"[{count}]:").or_(complaints).first).to_be_visible()
    assert complaints.all_inner_texts() == []

    pictures = page.locator(".jp-OutputArea-output img")
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

    choice = page.locator("details").first
    expect(choice.locator("strong")).not_to_be_visible()
    choice.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(choice.locator("strong")).to_be_visible()
