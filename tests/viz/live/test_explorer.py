"""The explorer's page: groups opened in place, sums written out, letters large enough; and what its options refuse."""

import pytest
from playwright.sync_api import expect

import viz
from autograd import Value
from tests.viz.live.browser import PHONE, opened, settled
from tests.viz.live.test_explorer_page import drawn
from viz.live.explorer import ExploringOptions
from viz.names import pretty_number


def test_options_that_there_are_not_are_refused_by_name():
    with pytest.raises(ValueError, match="by"):
        ExploringOptions(by="row")
    with pytest.raises(ValueError, match=r"expected step to be a finite number above 0, got 0"):
        ExploringOptions(step=0)
    with pytest.raises(ValueError, match="language"):
        ExploringOptions(language="fr")
    with pytest.raises(TypeError, match="explore takes no highlight"):
        viz.explore(Value(1.0).exp(), highlight=Value(1.0))


def test_exploring_changes_nothing_in_the_graph(two_layer_loss):
    leaves = [v for v in two_layer_loss.operands if v.grad is not None]
    before = [v.grad for v in leaves]
    viz.explore(two_layer_loss, unfold=True, fold="layer")
    assert [v.grad for v in leaves] == before


@pytest.mark.slow
def test_a_group_is_opened_and_closed_in_place_by_keys_and_the_focus_stays(two_layer_loss):
    with opened(viz.stepper(two_layer_loss, fold="layer").html, reduced_motion="reduce") as page:
        assert page.locator("svg .cluster").count() == 0
        page.locator("svg .foldable", has_text="layer 1").focus()
        page.keyboard.press("Enter")
        expect(page.locator("svg .cluster text")).to_have_text("layer 1")
        assert page.evaluate("document.activeElement.textContent") == "layer 1"
        assert page.get_by_role("spinbutton", name="w₁₁⁽¹⁾").count() == 1
        page.keyboard.press("Enter")
        expect(page.locator("svg .cluster")).to_have_count(0)
        page.get_by_label("shown").select_option(label="in simpler operations")
        expect(page.locator("svg .node", has_text="w·x")).to_have_count(0)


@pytest.mark.slow
def test_the_running_sum_is_written_out_and_an_adjoint_grows_with_each_path():
    x, w = Value(2.0, label="x"), Value(0.5, label="w")
    y = x * w + x.exp()
    y.backward()
    with opened(viz.stepper(y, by="edge").html, reduced_motion="reduce") as page:
        leaf = page.get_by_role("spinbutton", name="x", exact=True).locator("[data-tells=gradient]")
        seen = []
        for _ in viz.stepper(y, by="edge").captions * 2:
            page.keyboard.press("ArrowRight")
            drawn(page)
            said = page.locator(".sums p")
            if said.count() and said.text_content().startswith("grad x = "):
                seen.append((said.text_content(), leaf.text_content()))
        first, last = pretty_number(x.exp().data), pretty_number(x.grad)
        assert seen[0] == (f"grad x = 1 · {first} = {first}", f"grad {first}")
        assert seen[-1] == (f"grad x = {first} + 1 · 0.5 = {last}", f"grad {last}")
        expect(page.locator(".program .lit")).to_have_text("operand.grad += node.grad * local")


@pytest.mark.slow
def test_an_arrow_is_selected_where_a_finger_meets_it_and_escape_lets_it_go():
    y = (Value(0.5, label="w") * Value(2.0, label="x")).sigmoid()
    with opened(viz.stepper(y).html) as page:
        page.keyboard.press("End")
        at = settled(
            page,
            """() => {
                const path = document.querySelector("svg [data-part=n-edge2] path");
                const half = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
                return [half.x, half.y + 5];
            }""",
        )
        page.mouse.click(*at)
        expect(page.locator("svg .edge.selected").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("svg .selected")).to_have_count(0)


@pytest.mark.slow
def test_on_a_phone_letters_are_legible_and_zoom_goes_on_from_there(two_layer_loss):
    smallest = """() => Math.min(...[...document.querySelectorAll("svg text")].map(text =>
        parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
    with opened(viz.stepper(two_layer_loss, theme="dark").html, viewport=PHONE, touch=True) as page:
        assert page.locator(".chalk").get_attribute("data-theme") == "dark"  # as asked, though its reader has it light
        at_first = page.evaluate(smallest)
        assert round(at_first, 1) >= 11.0
        page.get_by_role("button", name="larger").click()
        assert page.evaluate(smallest) == pytest.approx(1.25 * at_first, rel=0.01)
        page.get_by_role("button", name="fit").click()
        box, picture = page.locator(".box").bounding_box(), page.locator(".box svg").bounding_box()
        assert picture["width"] <= box["width"]
