"""The stepper: what appears in which step, and the page that shows it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz
from autograd import Value, dot, topological_order
from tests.viz.reading import SVG

W, X = Value(0.5, "w"), Value(2.0, "x")


def appearing(steps: viz.Stepper) -> dict[str, list[int]]:
    """The steps at which the parts of each node and edge appear, a node's gradient last."""
    found: dict[str, list[int]] = {}
    for group in ElementTree.fromstring(steps.svg).iter(f"{SVG}g"):
        if group.get("class") in ("node", "edge"):
            title = group.findtext(f"{SVG}title") or ""
            marked = [part.get("data-step") for part in group.iter() if part.get("data-step")]
            found.setdefault(title, []).extend(int(step) for step in marked if step)
    return found


def test_values_appear_forward_one_by_one_and_gradients_when_their_last_message_has_come() -> None:
    y = (W * X).sigmoid()
    assert appearing(viz.stepper(y)) == {
        "n0": [0, 5],  # w: there from the start, its gradient when × has handed on
        "n1": [0, 5],
        "n2": [1, 4],
        "n3": [2, 3],
        "n0->n2": [1, 5],  # the arrow, then the message back
        "n1->n2": [1, 5],
        "n2->n3": [2, 4],
    }


def test_a_value_used_twice_has_its_gradient_after_both_messages() -> None:
    x = Value(2.0, "x")
    steps = viz.stepper(x * (x + 1.0))
    shown = appearing(steps)
    messages = [shown[edge][1] for edge in ("n0->n2", "n0->n3")]
    assert shown["n0"][1] == max(messages) == len(steps.captions) - 1
    assert shown["n1->n2"] == [1]  # nothing is handed on to a constant


def test_every_operand_stands_before_its_result_and_every_step_shows_something() -> None:
    y = ((W * X).tanh() + W).exp() * X
    steps = viz.stepper(y)
    shown = appearing(steps)
    for edge, (arrow, message) in ((e, s) for e, s in shown.items() if "->" in e):
        tail, head = edge.split("->")
        assert shown[tail][0] < shown[head][0] == arrow < message
    assert {step for parts in shown.values() for step in parts} == set(range(len(steps.captions)))
    assert len(topological_order(y)) == sum("->" not in name for name in shown)


def test_the_graph_keeps_its_gradients() -> None:
    y = W * X
    assert "grad 1" in viz.stepper(y).svg
    assert (y.grad, W.grad) == (None, None)


def test_a_fused_operation_can_be_opened() -> None:
    y = dot([W, X], [X, W]).sigmoid()
    assert "forward: × 1" in viz.stepper(y, unfold=True).captions
    assert "forward: × 1" not in viz.stepper(y).captions


def test_the_page_is_whole_without_a_network(tmp_path: Path) -> None:
    file = viz.save_html((W * X).sigmoid(), tmp_path / "steps.html")
    page = file.read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=|@import|url\(", page)
    assert page.count("<script") == page.count("</script>") == 2
    assert "default-src 'none'" in page


def test_the_page_begins_with_the_steps_node_by_node() -> None:
    options = viz.stepper(W * X).page.data["options"]
    assert (options["mode"], options["by"]) == ("step", "node")
    assert viz.stepper(W * X, by="edge").page.data["options"]["by"] == "edge"


def test_captions_are_in_the_page_s_language() -> None:
    assert viz.stepper(W * X, language="de").captions[:2] == ("die Eingaben", "vorwärts: × 1")


@pytest.mark.parametrize("fold", ["neuron", "layer"])
def test_a_group_appears_with_the_first_of_it(two_layer_loss: Value, fold: str) -> None:
    steps = viz.stepper(two_layer_loss, fold=fold)
    shown = appearing(steps)
    assert len(steps.captions) == len(viz.stepper(two_layer_loss).captions)
    assert all(0 <= step < len(steps.captions) for parts in shown.values() for step in parts)


@pytest.mark.parametrize("label", ["grad z", "grad ", "grad 1", "stroke-dasharray"])
def test_a_label_is_not_taken_for_a_gradient(label: str) -> None:
    w, y = Value(0.5, label), (W * X).sigmoid()
    y.label = label
    plain = viz.stepper((W * X).sigmoid() * Value(0.5, "v"))
    named = viz.stepper(y * w)
    assert appearing(named) == appearing(plain)
    assert any(label.strip() in caption for caption in named.captions)


def test_jupyter_shows_the_page_in_a_frame_of_its_own() -> None:
    steps = viz.stepper(W * X)
    [srcdoc] = re.findall('srcdoc="([^"]*)"', steps._repr_mimebundle_()["text/html"])
    assert html.unescape(srcdoc) == steps.html
    assert repr(steps) == f"<Stepper: {len(steps.captions)} steps>"


def test_what_is_no_value_and_what_is_no_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="expected value to be a Value to step through"):
        viz.stepper(2.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"expected a path that ends in \.html, got"):
        viz.save_html(W * X, tmp_path / "steps.txt")
    (tmp_path / "steps.html").write_text("precious", encoding="utf-8")
    with pytest.raises(FileExistsError):
        viz.save_html(W * X, tmp_path / "steps.html")
