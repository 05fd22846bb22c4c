"""The panel that answers, in Chromium: what a reader sees, presses and types, and that no name becomes markup."""

import pytest

import viz
from autograd import Value, dot
from tests.viz.live.accessibility import axe_findings, overhang
from tests.viz.live.browser import opened

pytestmark = pytest.mark.slow
HOSTILE = '"><script>alert(2)</script>{name}'


@pytest.fixture(scope="module")
def page():
    """A unit's loss: of three paths from w to L, two lead through w·w. It stands at the kink of a ReLU."""
    w, x, v = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label=HOSTILE)
    z = dot([w, v], [x, 1.0])
    z.label = "z"
    output = z.relu() + w * w
    output.label = "L"
    return viz.explore(output).html


# Where the nodes stand among all, operands first.
W, Z, RELU = 0, 4, 5


def selected(shown, node):
    shown.locator(f"svg g[data-part='n{node}']").first.click()
    shown.wait_for_timeout(250)  # the page draws itself anew, and then sees what is too wide
    return shown.locator(".ask")


def found_in_panel(shown):
    """The picture is judged with the page that it belongs to."""
    shown.evaluate("document.querySelector('svg').remove()")
    return axe_findings(shown)


def test_a_weight_shows_its_derivation_lights_a_path_and_is_nudged_by_keys_alone(page):
    with opened(page) as shown:
        panel = selected(shown, W)
        widths = panel.locator("math").evaluate_all("all => all.map(math => math.getBoundingClientRect().width)")
        assert len(widths) > 10
        assert min(widths) > 0
        buttons = panel.locator(".ask-paths button")
        assert [text.split()[0] for text in buttons.all_inner_texts()] == ["w"] * 3
        buttons.nth(1).focus()
        shown.keyboard.press("Enter")
        shown.wait_for_timeout(100)
        assert [b.get_attribute("aria-pressed") for b in buttons.all()] == ["false", "true", "false"]
        assert buttons.nth(1).evaluate("button => button === document.activeElement")
        panel.locator("input[type=number]").fill("0.5")
        real = panel.locator(".ask-outcome tbody tr").first.locator("td").nth(1).inner_text()
        assert float(real) == 1.0 + (1.0**2 - 0.5**2)  # z from 0 to 1; w·w from ¼ to 1
        panel.locator("input[type=number]").fill("")
        assert panel.locator("input[type=number]").get_attribute("aria-invalid") == "true"
        assert found_in_panel(shown) == []


def test_at_a_kink_the_convention_is_lit_and_what_is_open_stays_open(page):
    with opened(page, viewport=(360, 740), color_scheme="dark") as shown:
        panel = selected(shown, RELU)
        assert "the derivative at 0 is 0" in panel.locator(".ask-lit").inner_text()
        selected(shown, Z)
        panel.locator("summary").last.click()
        selected(shown, RELU)
        selected(shown, Z)
        assert [details.get_attribute("open") for details in panel.locator("details").all()] == [None, ""]
        assert overhang(shown) <= 0
        assert found_in_panel(shown) == []


def test_a_hostile_name_is_shown_as_it_is(page):
    with opened(page) as shown:
        panel = selected(shown, Z)
        assert shown.locator("img").count() == 0
        assert "<script>alert(2)</script>" in panel.text_content()
