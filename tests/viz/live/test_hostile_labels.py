"""The labels that would do the most harm, all in one page, in a browser: each is shown as text, and nothing runs."""

import pytest
from playwright.sync_api import expect

import viz
from autograd import Value
from tests.viz.live.accessibility import axe_findings, overhang
from tests.viz.live.browser import PHONE, opened
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
    with opened(viz.explore(hostile_graph()).html, viewport=PHONE) as page:
        first_lines = [lines[0] for lines in page.evaluate(SHOWN)]
        for label in [*HOSTILE, LONG]:
            assert " ".join(f"{shown_name(label)} = 0.5".split()) in first_lines
        for leaf in page.locator("svg .node[role=spinbutton]").all():
            leaf.press("Enter")  # it is selected, and the panel tells of it
            leaf.press("ArrowUp")
        page.wait_for_timeout(500)  # until the panel has seen which of its lines are too wide
        assert overhang(page) == 0
        assert axe_findings(page) == []
        page.get_by_role("button", name="step by step").press("Enter")
        for key in ("End", "ArrowLeft", "ArrowLeft", "Home"):
            page.keyboard.press(key)
        assert page.locator("img, iframe, [onerror], [onload], mi > *, text > *").count() == 0
        assert page.locator("script").count() == 2  # the page's own: data and code


def test_a_refusal_names_what_it_is_about_and_is_not_turned_round_by_it():
    x = Value(0.5, "\u202e</p>" + LONG)
    with opened(viz.explore(x.log()).html, viewport=PHONE) as page:
        page.locator("svg .node[role=spinbutton]").focus()
        page.keyboard.type("-1")
        expect(page.get_by_role("alert")).to_have_text(f"log is not defined at {shown_name(x.label)} = −1")
        assert overhang(page) == 0


def test_hostile_names_of_classes_are_text_in_the_playground():
    X, y = [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]] * 3, [HOSTILE[0], "__proto__", LONG] * 3
    with opened(viz.playground(X, y).html, viewport=PHONE) as page:
        page.get_by_role("button", name="one epoch on").click()
        for tab in page.get_by_role("tab").all():
            tab.click()
        assert HOSTILE[0] in page.locator("main").inner_text()
        assert overhang(page) == 0
        assert page.locator("script").count() == 2
