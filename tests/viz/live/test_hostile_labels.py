"""The labels that would do the most harm, all in one page, in a browser: each is shown as text, and nothing runs."""

import pytest

import viz
from autograd import Value
from tests.viz.live.browser import opened
from tests.viz.live.hostile import HOSTILE, LONG
from viz.graph.options import shown_name

pytestmark = pytest.mark.slow

SHOWN = """() => [...document.querySelectorAll("svg .node")].map(node =>
  [...node.querySelectorAll("text")].map(text => text.textContent.replace(/\\s+/g, " ").trim()))"""


def hostile_graph():
    """One leaf for each label, and one that all of them together are the label of."""
    total = Value(1.0, "".join(HOSTILE))
    for label in [*HOSTILE, LONG]:
        total = total + Value(0.5, label)
    total.label = HOSTILE[0]
    return total


def test_hostile_labels_are_shown_as_text_and_neither_run_nor_break_the_page():
    with opened(viz.stepper(hostile_graph()).html) as page:
        leaves = [lines[0] for lines in page.evaluate(SHOWN)]
        for label in [*HOSTILE, LONG]:
            assert " ".join(f"{shown_name(label)} = 0.5".split()) in leaves
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("End")
        assert page.locator("b, img, math, iframe").count() == 0
        assert page.locator("script").count() == 2  # the page's own: data and code
        assert page.locator("svg").count() == 1
