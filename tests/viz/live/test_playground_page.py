"""The playground in a browser: what it shows is what nn computes, and all of it can be reached and changed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

import nn
import viz
from autograd import Value
from tests.viz.live.accessibility import axe_findings, faint_letters, overhang, walked
from tests.viz.live.browser import DESK, PHONE, opened

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def html():
    return viz.playground(dataset="circles", layers=[4, 2]).html


def model_in(page) -> nn.MLP:
    """The net of the page, by way of what it writes for nn.load."""
    page.get_by_role("tab", name="Python").click()
    page.get_by_role("button", name="Write it here").click()
    record = json.loads(page.locator(".model-text").input_value())
    model = nn.MLP(**record["architecture"])
    model.load_state_dict(record["parameters"])
    return model


def losses(page) -> list[float]:
    return [float(page.locator(f".{name}-loss").get_attribute("title")) for name in ("training", "test")]


def test_it_learns_and_says_its_numbers(html):
    with opened(html) as page:
        before, _ = losses(page)
        page.get_by_role("button", name="one epoch on").click()
        assert page.locator(".epoch output").inner_text() == "1"
        page.get_by_role("button", name="play", exact=True).click()
        expect(page.locator(".epoch output")).to_have_text(re.compile("^[3-9].$|^...+$"))  # from 30 on
        page.get_by_role("button", name="pause", exact=True).click()
        assert losses(page)[0] < before
        status = page.locator(".playground > .spoken").inner_text()
        assert re.fullmatch(r"epoch \d+, training loss [\d.]+, test loss [\d.]+", status)
        page.get_by_role("button", name="start again").click()
        assert losses(page)[0] == before
        assert page.locator(".epoch output").inner_text() == "0"

        # What a weight is set to by hand counts.
        page.locator('[data-cell="1,2"]').click()
        field = page.locator('[data-parameter="w_12^(1)"]').first
        field.fill("1.25")
        field.press("Enter")
        assert losses(page)[0] != before
        field.fill("x")
        assert field.get_attribute("aria-invalid") == "true"
        assert model_in(page).layers[0].W[1][0] == 1.25


def test_the_gradient_of_a_sample_is_that_of_python(html):
    with opened(html) as page:
        for _ in range(3):
            page.get_by_role("button", name="one epoch on").click()
        page.get_by_role("tab", name="One sample").click()
        facts = page.evaluate("document.querySelector('.sample-facts').dataset")
        shown = json.loads(facts["gradients"])
        sample = json.loads(facts["sample"])
        model = model_in(page)
        loss = nn.binary_cross_entropy_with_logits(model.logits(list(map(Value, sample["x"]))), sample["y"])
        loss.backward()
        gradients = {name: parameter.grad for name, parameter in model.named_parameters().items()}
        assert shown.keys() == gradients.keys()
        assert all(abs(shown[name] - grad) <= 1e-9 * max(1.0, abs(grad)) for name, grad in gradients.items())


def test_a_weight_is_derived_and_the_passes_are_gone_through(html):
    with opened(html) as page:
        page.get_by_role("tab", name="One sample").click()
        page.locator(".edge-label").first.click()
        assert page.locator(".asked math").count() > 3
        page.get_by_role("button", name="first step").click()
        assert page.locator("#n0 .gradient").text_content() == ""
        page.get_by_role("button", name="one step on").click()
        assert page.locator(".node.lit").count() == 1
        assert page.locator(".edge.lit").count() == 2  # a unit of the first layer has two inputs


def test_the_address_holds_what_is_chosen_and_survives_nonsense(html, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    with opened(file) as page:
        page.get_by_label("learning rate").select_option("0.03")
        page.get_by_role("button", name="add a unit to layer 2").click()
        page.get_by_role("button", name="feature x₁²").click()
        address = page.evaluate("location.hash")
        assert address == "#features=x1,x2,x1%20**%202&layers=4,3&rate=0.03"
        page.evaluate("location.hash = '#layers=2,99&rate=-1&%&seed=7&shape=__proto__&activations=relu,evil&noise=NaN'")
        expect(page.get_by_label("seed", exact=True)).to_have_value("7")
        assert page.get_by_label("learning rate").input_value() == "0.1"
        page.evaluate("address => { location.hash = address }", address)
        expect(page.locator('[data-cell^="2,"]')).to_have_count(3)
        assert page.locator('.cell.input[aria-pressed="true"]').count() == 3


def test_own_data_and_a_trained_net_are_taken_and_what_is_wrong_with_them_is_said(html):
    model = nn.MLP(2, [3, 1], activation="relu", output="sigmoid", seed=4)
    with opened(html) as page:
        page.get_by_role("tab", name="Own data").click()
        area, message = page.locator(".data-sheet textarea"), page.locator(".data-sheet .message")
        area.fill("0, 0, no\n0, one, yes")
        page.get_by_role("button", name="Learn from these").click()
        assert message.inner_text().startswith("line 2, column 2")
        area.fill("0, 0, no\n0, 1, yes\n1, 0, <b>yes</b>\n1, 1, no")
        page.get_by_role("button", name="Learn from these").click()
        assert "more than 2" in message.inner_text()
        area.fill("0, 0, no\n0, 1, yes\n1, 0, yes\n1, 1, no")
        page.get_by_role("button", name="Learn from these").click()
        assert page.locator(".counts-told").inner_text() == "4 samples to learn from, 0 to test"
        assert page.locator(".classes").inner_text().split() == ["no", "yes"]

        page.get_by_role("tab", name="Python").click()
        text = page.locator(".model-text")
        text.fill("{")
        page.get_by_role("button", name="Take this net").click()
        assert page.locator(".python-sheet .message").inner_text() == "This is no JSON."
        record = {"architecture": {"nin": 2, "nouts": [3, 1], "activation": "relu", "output": "sigmoid"}}
        text.fill(json.dumps({"kind": "MLP", **record, "parameters": model.state_dict()}))
        page.get_by_role("button", name="Take this net").click()
        assert model_in(page).state_dict() == model.state_dict()
        X, y = nn.datasets.XOR
        mean = sum(nn.binary_cross_entropy_with_logits(model.logits(x), label).data for x, label in zip(X, y)) / 4
        training, *_ = [float(page.locator(".training-loss").get_attribute("title"))]
        assert abs(training - mean) <= 1e-9


def test_the_program_that_the_page_writes_prints_the_losses_of_the_page(html):
    with opened(html) as page:
        for _ in range(4):
            page.get_by_role("button", name="one epoch on").click()
        page.get_by_role("tab", name="Python").click()
        program = page.locator(".program-text").input_value()
        _, test = losses(page)
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    rows = [list(map(float, line.split())) for line in printed.splitlines()]
    assert len(rows) == 4
    assert abs(rows[-1][-1] - test) <= 1e-9


def test_it_says_why_it_does_not_learn_and_marks_the_units():
    with opened(viz.playground(layers=[3], init="zeros").html) as page:
        assert "3 units of layer 1 are equal" in page.locator(".findings").inner_text()
        marked = page.locator(".cell.lit").evaluate_all("cells => cells.map(cell => cell.dataset.cell)")
        assert marked == ["1,1", "1,2", "1,3"]


def test_the_page_speaks_german_too():
    with opened(viz.playground(language="de").html) as page:
        page.get_by_role("tab", name="Verlustfläche").click()
        page.get_by_role("tab", name="Ein Beispiel").wait_for()
        shown = page.locator(".playground").inner_text()
    assert not re.search(r"\b(the|of|and|learning|loss)\b", shown)


def test_the_perceptron_rule_finds_a_line_where_there_is_one_and_none_for_xor(html):
    with opened(html) as page:
        page.get_by_role("tab", name="Perceptron rule").click()
        assert "(1/2, 1/2)" in page.locator(".proof").inner_text()
        page.locator(".perceptron-sheet select").select_option("AND")
        page.get_by_role("button", name="to the end").click()
        told = page.locator(".perceptron-sheet .step-told").inner_text()
        perceptron = nn.Perceptron(2)
        run = perceptron.fit(*nn.datasets.AND)
        assert f"Epoch {run.epochs}, {run.updates} updates" in told
        assert f"{perceptron.w[0]:g}·x₁ + {perceptron.w[1]:g}·x₂" in told


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_everyone_can_read_it(html, viewport, color_scheme):
    with opened(html, viewport=viewport, color_scheme=color_scheme) as page:
        assert overhang(page) <= 0
        for tab in page.get_by_role("tab").all():
            tab.click()
            page.wait_for_timeout(60)
            assert axe_findings(page) == []
            assert faint_letters(page) == []
            assert overhang(page) <= 0


def test_all_of_it_is_reached_by_the_keyboard(html):
    with opened(html) as page:
        names = walked(page)
        assert any("play" in name for name in names)
        assert any("h" in name for name in names)
        page.locator('[data-cell="f x1"]').focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.dataset.cell").startswith("1,")
        page.keyboard.press("Enter")
        page.locator(".numbers-sheet").wait_for()


# How much more blue than red there is at 25 places of a map, from the bottom up.
PIXELS = """canvas => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
  const at = (up, across) => 4 * (Math.floor((1 - up) * height) * width + Math.floor(across * width));
  return shares.map(up => shares.map(across => data[at(up, across) + 2] - data[at(up, across)]));
}"""


def test_the_maps_stand_as_the_plane_does(html):
    with opened(html) as page:
        rows = page.locator('[data-cell="f x2"] canvas').evaluate(PIXELS)
        assert [sum(row) > 0 for row in rows if abs(sum(row)) > 50] == [False, False, True, True]
        shown = page.locator('[data-cell="3,1"] canvas').evaluate(PIXELS)
        reach = float(re.search(r"to ([\d.]+)", page.locator(".output-part").inner_text())[1])
        model = model_in(page)
        places = [-0.8 * reach, -0.4 * reach, 0.0, 0.4 * reach, 0.8 * reach]
        logits = [model.logits([x1, x2]).data for x2 in places for x1 in places]
        blues = [blue for row in shown for blue in row]
        clear = [(z, blue) for z, blue in zip(logits, blues) if abs(z) > 0.1 * max(map(abs, logits))]
        assert len({z > 0.0 for z, _ in clear}) == 2
        assert all((blue > 0) == (z > 0.0) for z, blue in clear)
