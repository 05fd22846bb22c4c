"""The documentation site: built as `make site` builds it, read as files, and opened in a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.docs.pages import broken_links, external_links, loads_from_elsewhere, read
from tests.viz.live.accessibility import GRAVE, axe_findings, overhang
from tests.viz.live.browser import DESK, PHONE, opened

ROOT = Path(__file__).parents[2]
BUILD = os.environ.get("BUILD", "build")  # two environments of tests/matrix.py may build at once
SITE = ROOT / BUILD / "site"
A4 = 657
"""The width between the margins of a printed page."""
A_PAGE_OF_EACH_KIND = (
    "docs/index",
    "docs/tutorial",
    "docs/touch",
    "docs/gallery/index",
    "docs/operations",
    "docs/coming_from_pytorch",
    "docs/reference/index",
    "docs/reference/operations_activations",
    "docs/reference/operations_losses",
    "docs/reference/optimizers",
    "docs/reference/training",
    "notebooks/01_derivatives",
    "notebooks/05_backprop",
    "search",
    "source/autograd/primitives/activations.py",
)


def built() -> None:
    """Runs the command of `make site`, where warnings are errors; what has not changed is not built again."""
    pytest.importorskip("sphinx", reason="Sphinx builds it: pip install 'chalkgrad[docs]'")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [arguments] = re.findall(r"^site: .*\n\t\$\(BIN\)/sphinx-build (.*)$", makefile, re.MULTILINE)
    places = [re.sub("^build/", f"{BUILD}/", argument) for argument in arguments.split()]
    command = [sys.executable, "-m", "sphinx", *places]
    theirs = os.environ | {"PYTHONWARNINGS": "default"}  # what one part of Sphinx finds deprecated in another
    run = subprocess.run(command, cwd=ROOT, env=theirs, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.slow
def test_the_site_is_whole_offline_and_can_be_read_by_all():  # one test, for one build
    built()
    assert not broken_links(SITE)
    assert not loads_from_elsewhere(SITE)
    assert all(link.startswith("https://") for link in external_links(SITE))  # `make site-links` asks for each
    findings = []
    for name in A_PAGE_OF_EACH_KIND:
        with opened(SITE / f"{name}.html", site=SITE) as page:
            for scheme, (width, height) in (("light", DESK), ("dark", PHONE)):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": height})
                where = f"{name}, {scheme}, {width} px"
                findings += [f"{where}: {found}" for found in axe_findings(page, GRAVE)]
                findings += [f"{where}: {overhang(page)} px too wide"] if overhang(page) else []
            findings += [f"{name}, on a phone: {cut} too wide" for cut in cut_tables(page) + cut_formulas(page)]
            page.emulate_media(media="print", color_scheme="light")
            page.set_viewport_size({"width": A4, "height": A4})
            findings += [f"{name}, on paper: {cut} too wide" for cut in cut_tables(page)]
    assert not findings
    search()
    finds()
    assert not missing_topics()
    touch()
    quiz()
    for viewport in (DESK, PHONE):
        walk(viewport)
        skip(viewport)
        theme(viewport)
        drawers(viewport)
    unfold()
    wide_pictures()
    operations()
    one_signature()
    how_to_run()


def cut_tables(page: Page) -> list[str]:
    """The beginnings of the tables that have columns beyond the edge."""
    wide = "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.innerText.slice(0, 40))"
    found: list[str] = page.locator(".table-wrapper").evaluate_all(wide)
    return found


def cut_formulas(page: Page) -> list[str]:
    """The formulas that go beyond the edge of what they stand in, where that cannot be scrolled."""
    wide = """formulas => formulas.filter(formula => {
        const around = formula.closest("p, dd, td, li, div"), edge = around.getBoundingClientRect().right;
        return formula.getBoundingClientRect().right > edge + 1 && getComputedStyle(around).overflowX !== "auto";
    }).map(formula => formula.textContent)"""
    found: list[str] = page.locator("article math").evaluate_all(wide)
    return found


def how_to_run() -> None:
    """Each notebook says what brings it to the reader's machine, and leads to the page that says more."""
    pages = sorted((SITE / "notebooks").glob("[0-9][0-9]_*.html"))
    assert len(pages) == len(list((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")))
    for path in pages:
        page = path.read_text(encoding="utf-8")
        assert page.count('<p class="run-it">') == 1
        assert (
            page.index("</h1>")
            < page.index("chalkgrad lab</code>")
            < page.index("<h2>" if "<h2>" in page else "</html>")
        )


def search() -> None:
    """A reader types a word, and the operation's entry is among what is found."""
    with opened(SITE / "docs/index.html", site=SITE) as page:
        page.get_by_role("textbox", name="Search").fill("softplus")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="autograd.softplus").first.click()
        assert page.url.endswith("docs/reference/operations_activations.html#autograd.softplus")
        page.locator("dt[id='autograd.softplus']").wait_for()


SOUGHT = {
    "sigmoid": "docs/reference/operations_activations.html#autograd.sigmoid",
    "relu": "docs/reference/operations_piecewise.html#autograd.relu",
    "relu derivative": "docs/explanation/kinks.html",
    "softmax": "docs/reference/losses.html#nn.softmax",
    "cross entropy": "docs/reference/losses.html#nn.cross_entropy",
    "cross_entropy": "docs/reference/losses.html#nn.cross_entropy",
    "mean squared error": "docs/reference/losses.html#nn.mse_loss",
    "mse": "docs/reference/losses.html#nn.mse_loss",
    "loss": "docs/reference/losses.html",
    "value": "docs/reference/values.html#autograd.Value",
    "backward": "docs/reference/values.html#autograd.Value.backward",
    "backpropagation": "notebooks/05_backprop.html",
    "chain rule": "notebooks/05_backprop.html",
    "zero_grad": "docs/reference/values.html#autograd.Value.zero_grad",
    "derivative": "docs/reference/derivatives.html",
    "second derivative": "docs/reference/derivatives.html#autograd.hessian",
    "Adam": "docs/reference/optimizers.html#nn.Adam",
    "momentum": "docs/reference/optimizers.html#nn.SGD",
    "learning rate": "docs/how_to/why_it_does_not_learn.html",
    "batch": "docs/reference/training.html#nn.minibatches",
    "dropout": "docs/reference/models.html#nn.Dropout",
    "regularization": "docs/reference/training.html#nn.l2_penalty",
    "early stopping": "docs/reference/training.html#nn.stopping.no_improvement",
    "overfitting": "docs/reference/training.html#nn.stopping.no_improvement",
    "xor": "notebooks/07_learning_xor.html",
    "mnist": "docs/reference/data.html#nn.datasets.idx",
    "CSV": "docs/how_to/train_on_your_csv.html",
    "train csv": "docs/how_to/train_on_your_csv.html",
    "NaN": "docs/how_to/nan_and_overflow.html",
    "gradient check": "docs/how_to/check_your_gradient.html",
    "numerical gradient": "docs/how_to/check_your_gradient.html",
    "vanishing gradient": "docs/how_to/why_it_does_not_learn.html",
    "save model": "docs/how_to/save_load_resume.html",
    "load weights": "docs/how_to/save_load_resume.html",
    "custom operation": "docs/own_operations.html",
    "draw graph": "docs/reference/graphs.html#viz.draw",
    "learning curve": "docs/reference/plots.html#viz.loss_curve",
    "plot loss": "docs/reference/plots.html#viz.loss_curve",
    "decision boundary": "docs/reference/plots.html#viz.decision_boundary",
    "NumPy": "docs/how_to/numpy.html",
    "pytorch": "docs/coming_from_pytorch.html",
    "micrograd": "docs/coming_from_micrograd.html",
    "onnx": "docs/how_to/from_and_to_onnx.html",
    "scikit-learn": "docs/how_to/scikit_learn.html",
    "jupyter": "notebooks/README.html",
    "colab": "docs/live_pages.html",
    "install": "docs/tutorial.html",
    "tutorial": "docs/tutorial.html",
    "windows": "docs/how_to/supported_pythons.html",
    "graphviz not found": "docs/how_to/supported_pythons.html",
    "no module named": "docs/how_to/name_clash.html",
    "worksheet": "docs/how_to/worksheet.html",
    "slides": "docs/how_to/deck.html",
    "quiz": "docs/how_to/worksheet.html",
    "gpu": "docs/explanation/where_not_to_use_it.html",
    "gpt": "notebooks/09_a_gpt.html",
    "speed": "benchmarks/README.html",
}
"""What a reader types, and the page that is meant, which stands among the first three that are found."""


def finds() -> None:
    """A reader types a word, and the page that is meant stands near the top."""
    missed = {}
    with opened(SITE / "docs/index.html", site=SITE) as page:
        home = page.url.removesuffix("docs/index.html")
        for typed, meant in SOUGHT.items():
            page.goto(f"{home}search.html?q={typed}")
            links = page.locator("ul.search > li > a")
            page.locator(".search-summary:not(:empty)").wait_for()  # they come one after another, the best first
            found = [link.evaluate("link => link.pathname + link.hash").removeprefix("/") for link in links.all()[:3]]
            pages = [address.split("#")[0] for address in found]
            if meant not in found + pages:
                missed[typed] = found
    assert not missed


def missing_topics() -> list[str]:
    """The places of docs/site/sought.py that are not there, as the inventory of the site has them."""
    inventory = zlib.decompress((SITE / "objects.inv").read_bytes().split(b"\n", 4)[4]).decode()
    found = re.findall(r"^(.+) topic:topic -?\d+ (\S+) ", inventory, re.MULTILINE)
    assert found
    places = sorted({place.replace("$", phrase) for phrase, place in found})
    return [place for place in places if place.partition("#")[2] not in read(SITE / place.partition("#")[0]).anchors]


def touch() -> None:
    """A graph in a frame answers: its policy lets its script run, and nothing else. It has the theme of the site."""
    with opened(SITE / "docs/touch.html", site=SITE) as page:
        frame = page.frame_locator("iframe").first
        frame.get_by_role("button", name="Step by step").click()
        frame.get_by_role("button", name="one step on").wait_for()
        page.emulate_media(color_scheme="null")  # whatever the system has, the reader's choice counts
        for chosen in ("dark", "light"):
            page.evaluate("theme => (document.body.dataset.theme = theme)", chosen)
            frame.locator(f".chalk[data-theme={chosen}]").first.wait_for()


def quiz() -> None:
    """A quiz of a notebook opens its answers."""
    with opened(SITE / "notebooks/05_backprop.html", site=SITE) as page:
        answer = page.locator("details", has_text="above").first
        answer.locator("summary").click()
        answer.locator("> :not(summary)").first.wait_for()


def wide_pictures() -> None:
    """A wide picture is large enough on a phone for its letters, and keys scroll it. One that opens is left alone."""
    for name, count in (("docs/index", 1), ("docs/gallery/index", 5), ("notebooks/05_backprop", 2)):
        with opened(SITE / f"{name}.html", site=SITE, viewport=PHONE) as page:
            boxes = page.locator(".wide-picture:visible")
            boxes.nth(count - 1).wait_for()
            assert boxes.count() == count
            page.wait_for_function("[...document.images].every(image => image.complete)")
            for box in boxes.all():
                assert box.evaluate("box => box.scrollWidth > 700 && box.clientWidth < 390")
                assert box.get_attribute("tabindex") == "0"
            assert not overhang(page)
    with opened(SITE / "docs/architecture.html", site=SITE) as page:
        page.get_by_role("link", name="rooms").locator("img").click()
        assert page.url.endswith(".png")


def operations() -> None:
    """The table of operations has room for its columns on a desk, and each name in it leads to its entry."""
    with opened(SITE / "docs/operations.html", site=SITE) as page:
        for width in (1280, 1440, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert not cut_tables(page)
        names, links = (
            page.locator("tbody td:first-child code"),
            page.locator("tbody td:first-child a[href*='#autograd.']"),
        )
        assert names.all_inner_texts() == links.all_inner_texts()
        links.filter(has_text="softplus").first.click()
        assert page.url.endswith("docs/reference/operations_activations.html#autograd.softplus")


def one_signature() -> None:
    """Of what has many overloads, a reader sees the signature that stands for all."""
    with opened(SITE / "docs/reference/derivatives.html", site=SITE) as page:
        entry = page.locator("dl:has(> dt[id='autograd.grad']) > dt")
        assert entry.count() == 1
        assert "argnums" in entry.inner_text()


def walk(viewport: tuple[int, int]) -> None:
    """What has the focus is seen."""
    with opened(SITE / "docs/reference/losses.html", site=SITE, viewport=viewport) as page:
        for _ in range(12):
            page.keyboard.press("Tab")
            page.wait_for_function(SEEN)


SEEN = "r = document.activeElement.getBoundingClientRect(), 0 <= r.left && r.right <= innerWidth && 0 <= r.top"


def skip(viewport: tuple[int, int]) -> None:
    """The first key leads past all that stands beside the page."""
    with opened(SITE / "docs/reference/losses.html", site=SITE, viewport=viewport) as page:
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator("article :focus").count() == 1


def theme(viewport: tuple[int, int]) -> None:
    """Keys choose between light and dark."""
    with opened(SITE / "docs/reference/losses.html", site=SITE, viewport=viewport) as page:
        tab_to(page, ".theme-toggle")
        before = page.evaluate("document.body.dataset.theme")
        page.keyboard.press("Enter")
        assert page.evaluate("document.body.dataset.theme") != before


def drawers(viewport: tuple[int, int]) -> None:
    """Keys open a drawer at the edge of a narrow window, and close it; who walks past does not fall into it."""
    on_a_phone = {"Toggle site navigation sidebar": ".sidebar-drawer"} if viewport == PHONE else {}
    for name, drawer in {**on_a_phone, "Toggle table of contents sidebar": ".toc-drawer"}.items():
        with opened(SITE / "docs/reference/losses.html", site=SITE, viewport=viewport) as page:
            button, inside = page.get_by_role("button", name=name), page.locator(f"{drawer} :focus")
            tab_to(page, f"button[aria-label='{name}']", not_past=drawer)
            for key in ("Enter", "Space"):
                page.keyboard.press(key)
                inside.wait_for()
                page.wait_for_function(SEEN)
                assert button.get_attribute("aria-expanded") == "true"
                page.keyboard.press("Escape")
                page.locator(drawer).wait_for(state="hidden")
                assert page.locator(f"button[aria-label='{name}']:focus[aria-expanded=false]").count() == 1
            page.keyboard.press("Enter")
            page.locator(f"{drawer} li a").last.click()
            if drawer == ".toc-drawer":  # the other leads to another page
                page.locator(drawer).wait_for(state="hidden")


def unfold() -> None:
    """Keys unfold what stands below an entry of the contents."""
    with opened(SITE / "docs/index.html", site=SITE) as page:
        inside = page.get_by_role("link", name="Train on your CSV")
        assert not inside.is_visible()
        tab_to(page, "button[aria-label='Toggle navigation of How to']")
        page.keyboard.press("Enter")
        inside.wait_for()


def tab_to(page: Page, selector: str, *, not_past: str | None = None) -> None:
    """Presses Tab until what is meant has the focus, and is seen to have it."""
    for _ in range(200):
        page.keyboard.press("Tab")
        assert not_past is None or page.locator(f"{not_past} :focus").count() == 0
        if page.locator(f"{selector}:focus").count():
            page.wait_for_function(SEEN)
            assert page.locator(":focus").evaluate("it => getComputedStyle(it).outlineStyle") != "none"
            return
    raise AssertionError(f"no key leads to {selector}")


def test_a_broken_link_a_missing_picture_and_a_load_from_elsewhere_are_found(tmp_path):
    (tmp_path / "style.css").write_text("body { background: url(https://example.org/x.png) }", encoding="utf-8")
    (tmp_path / "there.html").write_text('<p id="here">', encoding="utf-8")
    (tmp_path / "index.html").write_text(
        '<link rel="stylesheet" href="style.css"><a href="there.html#here">1</a><a href="https://example.org">2</a>'
        '<a href="there.html#gone">3</a><a href=gone.html>4</a><img src="gone.png"><script src="//cdn.example/x.js">',
        encoding="utf-8",
    )
    assert broken_links(tmp_path) == [f"index.html: {gone}" for gone in ("gone.html", "gone.png", "there.html#gone")]
    assert loads_from_elsewhere(tmp_path) == ["index.html: //cdn.example/x.js", "style.css: https://example.org/x.png"]
