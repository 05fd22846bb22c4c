"""Makes of the executed notebooks what needs no Jupyter: pages to read, papers to print, slides to show.

Each is one file that asks nothing of the network. Formulas become MathML, which browsers set themselves; the papers are
printed by a browser, Chromium, Chrome or Edge: LaTeX has no σ, ∂ and ℓ in its usual fonts.
"""

from __future__ import annotations

import argparse
import re
import sys
from copy import deepcopy
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert import HTMLExporter, SlidesExporter

from notebooks.handout import without_ways_out
from viz.rendering.paper import browser, print_page

FOLDER = Path(__file__).parent
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_CODE = re.compile(r"(```.*?```|`[^`]*`)", re.DOTALL)
_FROM_ELSEWHERE = re.compile(r"<script\b.*?</script>|<link\b[^>]*>", re.DOTALL)

_FOR_THE_CONVERTER = (
    (r"\{aligned\}", "{split}"),
    (r"\\mathbb R", "ℝ"),
    (r"\\operatorname(?=\{)", r"\\text"),  # else with the space around a sign, and in letters of their own with a digit
    (r"\\lim_", r"\\lim\\limits_"),
    (r"'", "′"),  # an accent of its own is tiny without a mathematical font
    (r"\\(log|exp|max|min|sin|cos|tanh)(?![a-z])(?=\s*[\\\w])", r"\\\1\\,"),
)
_IN_TWO = (r"&\text{therefore}", "\\end{aligned}\n\\begin{aligned}\n&\\text{therefore}")
"""A derivation on a slide: what it is made of, and beneath or beside it what comes of it."""
_SIGN = re.compile(r"((?<!&#x00029;)</mo>)<mo>(?=&#x02212;)")
"""A minus behind an operator, which is no subtraction; a closing parenthesis is an operator, too."""

_LOOK = """
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", math; }
math[display="block"] { margin: 0.8em 0; }
mtd[columnalign="right"] { text-align: right; }
mtd[columnalign="left"] { text-align: left; }
pre, code { white-space: pre-wrap; }
"""
_PAGE = """
main { max-width: 62em; margin: 0 auto; }
.jp-Cell { break-inside: avoid-page; }
.jp-MarkdownCell { break-after: avoid-page; }
@page { size: A4; margin: 15mm; }
"""
_DECK = """
html { scroll-snap-type: y proximity; background: #ddd; }
.slides { width: 1024px; margin: 0 auto; }
.slides > section > section { box-sizing: border-box; height: 576px; overflow: hidden; padding: 24px 32px;
  margin-bottom: 24px; background: white; scroll-snap-align: center; }
.slides > section > section > * { zoom: var(--zoom, 1); }
.jp-OutputArea-output img { max-height: calc(var(--room, 400px) / var(--zoom, 1)); width: auto; }
.beside { display: grid; grid-template-columns: 3fr 2fr; align-content: start; }
.beside > *, .beside .jp-Cell-inputWrapper { grid-column: 1 / -1; }
.beside > .jp-CodeCell:has(img) { display: contents; }
.beside .jp-Cell-outputWrapper:has(img) { grid-column: 1; }
.beside > .jp-CodeCell:has(img) + .jp-MarkdownCell { grid-column: 2; }
.slides [class^="jp-"]:has(math) { overflow: visible; }
.slides summary:has(img) { display: block; }
.slides [open] > summary > img { max-height: 80px; }
.slides [open] > summary + div { max-height: 360px !important; }
math > mrow:has(> mtable + mtable) { display: flex; flex-direction: column; align-items: start; }
.beside math > mrow:has(> mtable + mtable) { flex-direction: row; gap: 32px; }
@page { size: 1024px 576px; margin: 0; }
@media print {
  .slides { zoom: 1 !important; }
  .slides > section > section { break-after: page; margin: 0; }
}
"""
_TURN = """<script>
const deck = document.querySelector(".slides");
const slides = [...deck.querySelectorAll("section > section")];
const steps = {ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1};
const zooms = Array.from({length: 13}, (_, i) => 1 - i / 20);
const rooms = Array.from({length: 22}, (_, i) => 480 - 20 * i);
const shownAt = picture => picture.getBoundingClientRect().width / picture.naturalWidth;
// Text and picture share a slide so that the smaller of both is large: one beneath the other, or beside it.
function arrange(slide) {
  const pictures = [...slide.querySelectorAll("img")].filter(picture => picture.checkVisibility());
  const best = {size: 0};
  const set = ({beside, zoom, room}) => {
    slide.classList.toggle("beside", beside);
    slide.style.setProperty("--zoom", zoom);
    slide.style.setProperty("--room", `${room}px`);
  };
  const fits = () => slide.scrollHeight <= slide.clientHeight && slide.scrollWidth <= slide.clientWidth;
  for (const beside of [false, true])
    for (const zoom of zooms)
      for (const room of pictures.length ? rooms : [0]) {
        if (zoom <= best.size || (best.size && zoom < 0.6)) break;
        set({beside, zoom, room});
        const size = Math.min(zoom, ...pictures.map(shownAt));
        if (size < 1.1 * best.size) break;
        if (fits()) Object.assign(best, {size, beside, zoom, room});
      }
  set(best);
}
function fillTheWindow() {
  deck.style.zoom = Math.min(innerWidth / 1024, innerHeight / 576);
}
addEventListener("load", () => { slides.forEach(arrange); fillTheWindow(); });
addEventListener("resize", fillTheWindow);
addEventListener("keydown", event => {
  if (!(event.key in steps) || event.target.closest("summary")) return;
  const shown = slides.findLastIndex(slide => slide.getBoundingClientRect().top < innerHeight / 2);
  slides[shown + steps[event.key]]?.scrollIntoView({block: "center"});
  event.preventDefault();
});
</script>
"""


def page(notebook: nbformat.NotebookNode) -> str:
    """A notebook as one HTML file."""
    return _alone(HTMLExporter, notebook, _LOOK + _PAGE)


def deck(notebook: nbformat.NotebookNode) -> str:
    """A notebook as slides, turned with the arrow keys: one HTML file."""
    copy = deepcopy(notebook)
    copy.cells = [part for cell in copy.cells for part in _one_picture_each(cell)]
    for output in (output for cell in copy.cells for output in cell.get("outputs", ())):
        if "text/latex" in output.get("data", {}):
            output.data["text/latex"] = output.data["text/latex"].replace(*_IN_TWO)
    return _alone(SlidesExporter, copy, _LOOK + _DECK, _TURN)


def _one_picture_each(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """A cell cut into slides to turn, each with one picture, where a slider shows more of them."""
    outputs = cell.get("outputs", [])
    shown = [end for end, output in enumerate(outputs, 1) if "<img" in output.get("data", {}).get("text/html", "")]
    parts = [deepcopy(cell) for _ in shown] or [cell]
    for part, (start, end) in zip(parts, pairwise([0, *shown[:-1], len(outputs)])):
        part.outputs = outputs[start:end]
        if start:
            part.id = f"{cell.id}-{start}"
            part.metadata["slideshow"] = {"slide_type": "subslide"}
    return parts


def _alone(exporter: type[HTMLExporter], notebook: nbformat.NotebookNode, look: str, script: str = "") -> str:
    """What an exporter makes of a notebook, its formulas set, and without what it would load from the network."""
    body, _ = _of_kind(exporter).from_notebook_node(_typeset(notebook))
    body = _FROM_ELSEWHERE.sub("", body)
    body = re.sub(r'href="(\d\d_\w+)\.ipynb"', r'href="\1.html"', body)
    return body.replace("</head>", f"<style>{look}</style>\n</head>", 1).replace("</body>", f"{script}</body>", 1)


@cache
def _of_kind(exporter: type[HTMLExporter]) -> HTMLExporter:
    """One for all notebooks: what it reads and compiles first is a third of a second of work."""
    return exporter(exclude_input_prompt=True, exclude_output_prompt=True, exclude_anchor_links=True)


def _typeset(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy of a notebook with MathML for LaTeX, in what is written and in what is put out."""
    copy = without_ways_out(notebook)
    title = re.search(r"^# (.*)", copy.cells[0].source, re.MULTILINE)
    copy.metadata["title"] = title[1] if title else ""
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            parts = _CODE.split(cell.source)
            parts[::2] = [_FORMULA.sub(lambda m: mathml(m[1] or m[2], display=m[1] is not None), p) for p in parts[::2]]
            cell.source = "".join(parts)
        for output in cell.get("outputs", ()):
            latex = output.get("data", {}).pop("text/latex", "")
            if latex:
                output.data["text/html"] = mathml(latex.strip().strip("$"), display=True)
    return copy


def mathml(latex: str, *, display: bool) -> str:
    """A formula as a MathML element."""
    for pattern, instead in _FOR_THE_CONVERTER:
        latex = re.sub(pattern, instead, latex.strip())
    element: str = convert(latex, display="block" if display else "inline")
    return _SIGN.sub(r'\1<mo form="prefix">', element)


def export(notebook: Path, folder: Path, *, papers: bool = True) -> list[Path]:
    """Writes a notebook's page, slides and, with `papers`, the PDF of both into a folder; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    content = nbformat.read(notebook, as_version=4)
    written = []
    for name, make in ((notebook.stem, page), (f"{notebook.stem}.slides", deck)):
        written.append(folder / f"{name}.html")
        written[-1].write_text(make(content), encoding="utf-8")
        if papers:
            written.append(folder / f"{name}.pdf")
            print_page(written[-2], written[-1])
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="export only these, such as 05_backprop")
    parser.add_argument("--into", type=Path, default=Path("exports"), help="the folder to write to (default: exports)")
    options = parser.parse_args()
    papers = browser() is not None
    if not papers:
        print("No Chromium, Chrome or Edge: pages and slides only. Any browser can print them.", file=sys.stderr)
    for notebook in sorted(FOLDER.glob("[0-9][0-9]_*.ipynb")):
        if not options.names or notebook.stem in options.names:
            for path in export(notebook, options.into, papers=papers):
                print(f"wrote {path}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
