"""The explorer's page as a reader meets it: touched, stepped through, listened to, in the dark, on paper."""

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

import viz
from autograd import Value, dot, primitive
from tests.viz.live.accessibility import axe_findings, faint_letters, overhang, walked
from tests.viz.live.browser import DESK, PHONE, opened, wait_until
from tests.viz.reading import SVG

pytestmark = pytest.mark.slow

PARTS = "#page .box svg"
LOOKS = ((DESK, "light"), (PHONE, "dark"), ((DESK[0] // 2, DESK[1] // 2), "dark"), ((360, 640), "light"))
"""A projector, a phone, a projector at 200 %, and the narrowest window."""


def unit_loss(w11=0.5, w21=-0.25, x1=2.0, x2=1.0):
    """The one unit of L7, at the numbers of L5.5, with target 1."""
    weights, inputs = [Value(w11, "w11"), Value(w21, "w21")], [Value(x1, "x1"), Value(x2, "x2")]
    z = dot(weights, inputs)
    z.label = "z"
    prediction = z.sigmoid()
    loss = -1.0 * prediction.log() - 0.5 * (1.0 - prediction).log()
    loss.label = "ell"
    return loss


def told(texts):
    return sorted(text.replace("\u00a0", " ").strip() for text in texts if text.strip())


def texts_of(svg):
    """All that is written in a picture."""
    found = [
        (text.text or "").replace("\u00a0", " ").strip() for text in ElementTree.fromstring(svg).iter(f"{SVG}text")
    ]
    return sorted(text for text in found if text)


def drawn(page: Page):
    """Waits until what has happened is to be seen."""
    page.evaluate("() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))")


def shown(page: Page):
    """All that is written in the page's picture, but for where leaves started."""
    drawn(page)
    return told(page.locator(f"{PARTS} text:not(.ghost)").all_text_contents())


def number_of(page: Page, name):
    """What a leaf says that it is at, to the last digit."""
    drawn(page)
    return float(page.get_by_role("spinbutton", name=name, exact=True).get_attribute("aria-valuenow"))


def middle_of(page: Page, name):
    box = page.get_by_role("spinbutton", name=name, exact=True).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_leaf_is_dragged_typed_and_moved_by_keys_and_every_number_is_that_of_the_engine():
    with opened(viz.explore(unit_loss()).html) as page:
        assert shown(page) == texts_of(viz.explore(unit_loss()).svg)
        x, y = middle_of(page, "w₁₁")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 37, y, steps=4)
        page.mouse.up()
        w11 = number_of(page, "w₁₁")
        assert w11 > 0.5
        assert shown(page) == texts_of(viz.explore(unit_loss(w11)).svg)

        leaf = page.get_by_role("spinbutton", name="w₂₁", exact=True)
        leaf.focus()
        for keys in ("ArrowUp", "ArrowRight", "Shift+ArrowDown", "ArrowDown"):
            page.keyboard.press(keys)
        w21 = number_of(page, "w₂₁")
        assert w21 < -0.25
        assert shown(page) == texts_of(viz.explore(unit_loss(w11, w21)).svg)

        page.get_by_role("spinbutton", name="x₂", exact=True).focus()
        page.keyboard.type("-1.5")
        page.keyboard.press("Enter")
        assert number_of(page, "x₂") == -1.5
        assert shown(page) == texts_of(viz.explore(unit_loss(w11, w21, x2=-1.5)).svg)

        page.get_by_role("button", name="reset all").click()
        assert shown(page) == texts_of(viz.explore(unit_loss()).svg)


def test_a_finger_drags_a_leaf():
    with opened(viz.explore(unit_loss()).html, viewport=PHONE, touch=True) as page:
        x, y = middle_of(page, "w₁₁")
        finger = page.context.new_cdp_session(page)
        for kind, along in (("Start", 0), ("Move", 20), ("Move", 40), ("End", None)):
            points = [] if along is None else [{"x": x + along, "y": y}]
            finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        w11 = number_of(page, "w₁₁")
        assert w11 > 0.5
        assert shown(page) == texts_of(viz.explore(unit_loss(w11)).svg)


def test_nobody_is_kept_out_in_any_window_by_light_or_dark_while_exploring_and_stepping():
    with opened(viz.explore(unit_loss()).html, reduced_motion="reduce") as page:
        for mode in ("explore", "step"):
            page.get_by_role("button", name=mode).click()
            page.get_by_role("spinbutton", name="w₁₁", exact=True).click()
            if mode == "step":
                page.get_by_role("button", name="last step").click()
            for (width, height), scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)
                assert overhang(page) == 0
                assert faint_letters(page) == []
                assert axe_findings(page) == []


def test_keys_lead_everywhere_and_each_step_is_read_aloud():
    steps = viz.stepper(unit_loss())
    with opened(steps.html) as page:
        names = walked(page)
        assert {"w₁₁", "w₂₁", "x₁", "x₂", "one step on", "play"} <= set(names)
        said = page.locator("[aria-live=polite]:visible")
        for caption in steps.captions:
            expect(said).to_have_text(re.compile(rf"(\d+ of \d+: )?{re.escape(caption)}"))
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        expect(said).to_contain_text(steps.captions[0])
        page.keyboard.press("ArrowRight")
        moving = "document.getAnimations().some(animation => animation.playState === 'running')"
        wait_until(page, moving)
        page.emulate_media(reduced_motion="reduce")
        wait_until(page, f"!{moving}")


def test_paper_shows_the_picture_as_it_is_now_and_nothing_to_press():
    with opened(viz.explore(unit_loss()).html) as page:
        page.get_by_role("spinbutton", name="w₁₁", exact=True).focus()
        page.keyboard.press("ArrowUp")
        page.emulate_media(media="print")
        assert shown(page) == texts_of(viz.explore(unit_loss(0.51)).svg)
        buttons = page.locator(":is(button, input, select):visible")
        assert all("→" in words for words in buttons.all_inner_texts())  # the paths, without their frames
        assert not buttons.evaluate_all("bs => bs.some(button => getComputedStyle(button).borderTopWidth !== '0px')")
        box = page.locator(".box").bounding_box()
        picture = page.locator(PARTS).bounding_box()
        assert picture["width"] <= box["width"]


def test_without_scripts_the_graph_is_told_in_words():
    with opened(viz.explore(unit_loss()).html, javascript=False) as page:
        told = page.locator("main").inner_text()
        assert "This page moves only where scripts may run." in told
        assert "w₁₁ = 0.5, gradient 0.03754" in told


def test_where_there_is_no_number_a_sentence_says_why_and_old_numbers_are_not_taken_for_new_ones():
    x = Value(0.5, "x")
    with opened(viz.explore((x * 3.0).log()).html) as page:
        page.get_by_role("spinbutton", name="x", exact=True).focus()
        page.keyboard.type("-1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("log is not defined at −3")
        stale = "text => Boolean(text.closest('.stale, [hidden]')) || !text.checkVisibility({ opacityProperty: true })"
        for text in page.locator(f"{PARTS} [data-tells]").all():
            written = text.text_content()
            assert text.evaluate(stale) or written in ("x = −1", "−3", "3"), written
        page.get_by_role("button", name="reset all").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        assert shown(page) == texts_of(viz.explore((x * 3.0).log()).svg)


def test_a_leaf_below_a_row_that_no_page_can_compute_stays_and_says_why_while_others_move_in_german_too(table):
    rounded = primitive("rounded", lambda x: float(round(float(x))), (lambda x, y: 1.0,), latex="{0}")
    x, w = Value(1.3, label="x"), Value(2.0, label="w")
    with opened(viz.explore(rounded(x) * w, language="de").html) as page:
        assert page.locator("html").get_attribute("lang") == "de"
        for name, at in (("x", 1.3), ("w", 2.1)):
            page.get_by_role("spinbutton", name=name, exact=True).press("ArrowUp")
            assert number_of(page, name) == pytest.approx(at)
        page.get_by_role("spinbutton", name="x", exact=True).click()
        drawn(page)
        assert "rounded cannot be computed in a page" in page.locator("main").inner_text()
        assert page.get_by_role("button", name="zurücksetzen").count()
