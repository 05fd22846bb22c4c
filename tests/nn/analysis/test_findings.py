"""What a diagnosis says of each disease, word for word, on data and nets small enough to reckon by hand."""

from __future__ import annotations

import math

import pytest

import nn
from nn.analysis.data_findings import findings_in_inputs, leaks


def said(findings, kind, layer=0):
    """The sentence of the one finding of a kind, and its number."""
    (found,) = (finding for finding in findings if finding.kind == kind)
    assert found.layer == layer
    return found.sentence, found.number


def kinds(findings):
    return [finding.kind for finding in findings]


# In the data


@pytest.mark.parametrize(
    ("X", "number", "sentence"),
    [
        ([[1, 5], [2, 5]], 1, "Input 2 is the same on all 2 samples: nothing can be learned from it."),
        ([[1, 5, 6], [2, 5, 6]], 2, "Inputs 2, 3 are the same on all 2 samples: nothing can be learned from them."),
        ([[4, 5], [4, 5]], 2, "All inputs are the same on all 2 samples: nothing can be learned from them."),
        (
            [[*range(8), 1], [*range(8), 2]],
            8,
            "Inputs 1, 2, 3, 4, 5, 6, 7, 8 are the same on all 2 samples: nothing can be learned from them.",
        ),
        (
            [[*range(9), 1], [*range(9), 2]],
            9,
            "Inputs 1, 2, 3, 4, 5, 6, 7, 8, … are the same on all 2 samples: nothing can be learned from them.",
        ),
    ],
)
def test_inputs_that_never_change(X, number, sentence):
    assert said(findings_in_inputs(X, [0, 0]), "constant inputs") == (sentence, number)


def test_a_contradiction_shows_the_first_four_inputs_of_a_sample():
    rest = "; no net can be right on all."
    for row, shown in (([0.5, 2], "(0.5, 2)"), ([1, 2, 3, 4], "(1, 2, 3, 4)"), ([1, 2, 3, 4, 5], "(1, 2, 3, 4, …)")):
        X = [row, [0] * len(row), row]
        assert said(findings_in_inputs(X, [0, 1, 1]), "contradiction") == (
            f"2 of the 3 samples contradict each other: equal inputs, different targets, such as at {shown}{rest}",
            2,
        )
    rows = [[1, 2], [3, 4], [1, 2]]
    assert "contradiction" in kinds(findings_in_inputs(rows, [[1, 0], [1, 0], [0, 1]]))
    assert "contradiction" not in kinds(findings_in_inputs(rows, [[1, 0], [0, 1], [1, 0]]))
    assert "contradiction" not in kinds(findings_in_inputs(rows, [True, False, 1.0]))


@pytest.mark.parametrize(
    ("X", "number", "loud"),
    [
        ([[1, 200], [-1, 200]], 1, "Input 2 is unscaled: some 200 in size, beside 1."),
        ([[300, 400], [300, -400]], 2, "Inputs 1, 2 are unscaled: some 300 in size, beside 300."),
        ([[0.25, 30], [0.25, 40]], 1, "Input 2 is unscaled: some 35.4 in size, beside 0.25."),
        ([[0, 101], [0, 101]], 1, "Input 2 is unscaled: some 101 in size, beside 101."),
    ],
)
def test_inputs_that_are_large_or_drown_others(X, number, loud):
    """A column's size is the root of its mean square, √((30² + 40²)/2) = 35.4; one of zeros is left out."""
    advice = " Units saturate, and no learning rate suits all weights: use nn.standardizer."
    assert said(findings_in_inputs(X, [0, 1]), "unscaled inputs") == (loud + advice, number)


@pytest.mark.parametrize("X", [[[100, 1], [100, -1]], [[50, 0.5], [-50, 0.5]], [[0, 0], [0, 0]]])
def test_a_hundred_and_a_hundredfold_are_just_not_too_much(X):
    assert "unscaled inputs" not in kinds(findings_in_inputs(X, [0, 1]))


def test_a_leaky_validation():
    found = leaks([[1.0, 2.0], [3.0, 4.0]], [[3.0, 4.0], [3.0, 4.0], [1.0, 4.0]])
    assert said(found, "leaky validation") == (
        "2 of the 3 validation samples are among the training samples: the validation is leaky, and tells less than it "
        "seems to about new data.",
        2,
    )
    assert list(leaks([[1.0, 2.0]], [[2.0, 1.0]])) == []


def test_one_leaky_sample_is_told_of_in_the_singular():
    [finding] = leaks([[1.0]], [[1.0], [2.0]])
    assert finding.sentence.startswith("1 of the 2 validation samples is among the training samples: ")


# In the net


def test_steps_say_how_many_parameters_descent_cannot_move():
    model = nn.MLP(2, [2, 1], activation="step", output="sigmoid", seed=0)
    assert said(nn.diagnose(model, *nn.datasets.XOR), "step", layer=1) == (
        "Layer 1 is made of steps, whose derivative is 0: descent cannot move the 6 parameters up to it.",
        6,
    )


@pytest.mark.parametrize(
    ("dead", "named"),
    [(1, "unit 1"), (2, "units 1, 2"), (8, "units 1, 2, 3, 4, 5, 6, 7, 8"), (9, "units 1, 2, 3, 4, 5, 6, 7, 8, …")],
)
def test_dead_units_are_named_the_first_eight_of_them(dead, named):
    model = nn.MLP(1, [10, 1], activation="relu", output="linear", init="zeros")
    model.layers[0].set_weights([[0.0]] * 10, [-1.0] * dead + [1.0] * (10 - dead))
    assert said(nn.diagnose(model, [[0.0], [1.0]], [0.0, 1.0]), "dead units", layer=1) == (
        f"{dead} of the 10 ReLUs of layer 1 {'is' if dead == 1 else 'are'} dead ({named}): 0 on all 2 samples, with no "
        "gradient to pass on.",
        dead / 10,
    )


def hidden(activation, biases):
    """A net whose hidden units have these sums, whatever the input."""
    model = nn.MLP(1, [len(biases), 1], activation=activation, output="linear", init="zeros")
    model.layers[0].set_weights([[0.0]] * len(biases), biases)
    return model


def test_saturation_is_told_from_half_of_the_outputs_on():
    assert said(nn.diagnose(hidden("sigmoid", [9, -9, 0, 0]), [[0.0], [1.0]], [0, 1]), "saturation", layer=1) == (
        "50% of the outputs of layer 1 are saturated: within 0.01 of 0 or 1, where its sigmoid is less steep than "
        "0.01.",
        0.5,
    )
    assert said(nn.diagnose(hidden("tanh", [9, -9, 9, 0]), [[0.0], [1.0]], [0, 1]), "saturation", layer=1) == (
        "75% of the outputs of layer 1 are saturated: within 0.01 of -1 or 1, where its tanh is less steep than 0.02.",
        0.75,
    )
    assert "saturation" not in kinds(nn.diagnose(hidden("tanh", [9, 1, 0, 0]), [[0.0], [1.0]], [0, 1]))


def test_a_last_unit_is_saturated_only_where_it_is_wrong():
    neuron = nn.Neuron(1, activation="sigmoid")
    neuron.set_weights([40.0], -20.0)
    assert said(nn.diagnose(neuron, [[0.0], [1.0]], [0, 0]), "saturation", layer=1) == (
        "50% of the outputs of layer 1 are saturated on the wrong side: within 0.01 of 0 or 1, where its sigmoid is "
        "less steep than 0.01.",
        0.5,
    )
    assert "saturation" not in kinds(nn.diagnose(nn.Layer(1, 2, "sigmoid", init="zeros"), [[0.0]], [[0, 1]]))


def test_of_several_last_units_it_is_not_said_which_side_is_wrong():
    layer = nn.Layer(1, 2, "sigmoid", init="zeros")
    layer.set_weights([[0.0], [0.0]], [20.0, -20.0])
    assert "saturation" not in kinds(nn.diagnose(layer, [[0.0]], [[0, 1]]))


def test_units_that_are_equal():
    model = nn.MLP(1, [3, 1], output="linear", seed=0)
    model.set_weights([[[1], [2], [1]], [3, 4, 3]], [[0.5, 0.5, 0.5], 0])
    assert said(nn.diagnose(model, [[0.0], [1.0]], [0, 1]), "symmetry", layer=1) == (
        "2 units of layer 1 are equal, weights in and out alike (units 1, 3): they get equal gradients, and stay "
        "equal.",
        2,
    )
    model.layers[0].neurons[2].bias.data = 0.75
    assert "symmetry" not in kinds(nn.diagnose(model, [[0.0], [1.0]], [0, 1]))


def chain(weight):
    """Of two linear units, whose gradients are 2(p − y)·w and 2(p − y), where p − y = −½."""
    model = nn.MLP(1, [1, 1], activation="linear", output="linear", init="zeros")
    model.set_weights([[[1.0]], [[weight]]])
    return nn.diagnose(model, [[1.0]], [weight + 0.5])


def test_a_gradient_that_vanishes_or_explodes_is_told_with_its_size_layer_by_layer():
    assert said(chain(2.0**-12), "vanishing gradient", layer=1) == (
        "The gradient vanishes on its way down: in layer 1 it is 0.00024 times that of layer 2 (0.00024 in layer 1, "
        "1 in layer 2).",
        2.0**-12,
    )
    assert said(chain(2.0**12), "exploding gradient", layer=1) == (
        "The gradient explodes on its way down: in layer 1 it is 4.1e+03 times that of layer 2 (4.1e+03 in layer 1, "
        "1 in layer 2).",
        2.0**12,
    )
    for weight in (2.0**-9, 2.0**9, 1000.0):
        assert not {"vanishing gradient", "exploding gradient"} & set(kinds(chain(weight)))


# In learning


def linear(weight, bias):
    neuron = nn.Neuron(1, activation="linear", init="zeros")
    neuron.set_weights([weight], bias)
    return neuron


def history(*losses, **options):
    return nn.History(losses=list(losses), learning_rates=[0.5] * len(losses), **options)


def diagnosed(*losses, **options):
    """Of a training with these losses, of a unit with a gradient: p − y is 1, and 2."""
    return nn.diagnose(linear(1.0, 1.0), [[0.0], [1.0]], [0.0, 0.0], history=history(*losses, **options))


def test_a_standstill_says_how_long_the_gradients_are():
    diagnosis = nn.diagnose(linear(0.0, 0.5), [[-1.0], [1.0], [0.0], [0.0]], [0, 0, 1, 1])
    assert said(diagnosis, "standstill") == (
        "Descent stands still: the gradient of the mean loss 0.25 is 0 long, though a sample's is 1 at the outputs. "
        "The samples pull against each other, and more epochs change nothing: other first weights, or a net that can "
        "do more, may.",
        0.0,
    )


@pytest.mark.parametrize(("units", "shown"), [(1, "0.25"), (4, "0.25, 0.5, 0.75, 1"), (5, "0.25, 0.5, 0.75, 1, …")])
def test_an_output_that_is_the_same_for_all(units, shown):
    layer = nn.Layer(1, units, "linear", init="zeros")
    layer.set_weights([[0.0]] * units, [0.25 * (k + 1) for k in range(units)])
    y = [[0.0] * units, [1.0] * units] if units > 1 else [0.0, 1.0]
    diagnosis = nn.diagnose(layer, [[0.0], [1.0]], y)
    assert said(diagnosis, "constant output") == (
        f"The net gives {shown} for each of the 2 samples, though their targets differ.",
        0.25,
    )
    assert "constant output" not in kinds(nn.diagnose(layer, [[0.0], [1.0]], [y[0], y[0]]))


@pytest.mark.parametrize(("weight", "is_constant"), [(0.0, True), (0.0009, True), (0.0015, False)])
def test_outputs_that_differ_by_a_thousandth_are_the_same(weight, is_constant):
    diagnosis = nn.diagnose(linear(weight, 0.5), [[0.0], [1.0]], [0.0, 1.0])
    assert ("constant output" in kinds(diagnosis)) == is_constant
    large = nn.diagnose(linear(10.0 * weight, 10.0), [[0.0], [1.0]], [0.0, 1.0])
    assert ("constant output" in kinds(large)) == is_constant


def test_classes_that_no_line_separates():
    for model, which in (
        (nn.Neuron(2, activation="sigmoid", seed=0), "is one unit"),
        (nn.MLP(2, [3, 1], activation="linear", output="sigmoid", seed=0), "comes down to one unit"),
    ):
        assert said(nn.diagnose(model, *nn.datasets.XOR), "no line") == (
            f"No line separates these classes, and this net {which}, which draws a single line: it needs a hidden "
            "layer of two units or more, with an activation that is not linear.",
            1,
        )
    signs = [2 * label - 1 for label in nn.datasets.XOR[1]]
    assert "no line" in kinds(nn.diagnose(nn.Neuron(2, activation="linear", seed=0), nn.datasets.XOR[0], signs))
    for targets in ([0, 0.5, 1, 0], [0, 1, 2, 0]):
        assert "no line" not in kinds(nn.diagnose(nn.Neuron(2, activation="linear"), nn.datasets.XOR[0], targets))


def test_weights_too_large_for_a_loss():
    sentence, number = said(nn.diagnose(linear(-1e200, 0.0), [[1.0]], [0.0]), "overflow")
    assert sentence.startswith("The weights, up to 1e+200, are so large that there is no loss: ")
    assert number == 1e200
    optimizer = nn.SGD(linear(0.0, 0.0).parameters(), 0.25)
    diagnosis = nn.diagnose(linear(-1e200, 0.0), [[1.0]], [0.0], optimizer=optimizer)
    assert kinds(diagnosis) == ["overflow", "nothing moved"]


@pytest.mark.parametrize(
    ("losses", "kind", "sentence", "number"),
    [
        ((0.25,) * 3, "nothing moved", "Nothing moved: the loss was 0.25 in each of the 3 epochs.", 3),
        (
            (1.0, 0.5, 1.25),
            "rate too large",
            "The learning rate 0.5 is too large: over 3 epochs the loss rose from 1 to 1.25.",
            0.5,
        ),
        (
            (2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.5, 1.0, 1.5, 1.0),
            "rate too large",
            "The learning rate 0.5 is too large: over 10 epochs the loss jumps up and down by a tenth and more.",
            0.5,
        ),
        (
            (1.0, 0.9995),
            "rate too small",
            "The learning rate 0.5 is too small: over 2 epochs the loss fell from 1 to 0.9995 only, though its "
            "gradient is 3.6 long.",
            0.5,
        ),
    ],
)
def test_a_training_that_did_not_move_that_climbed_jumped_or_crept(losses, kind, sentence, number):
    """The gradient of the mean of (w·x + b)² is 2·((2·1 + 1·0)/2, (1 + 2)/2) = (2, 3), √13 = 3.6 long."""
    assert said(diagnosed(*losses), kind) == (sentence, number)
    assert len([each for each in kinds(diagnosed(*losses)) if each.startswith(("rate", "nothing"))]) == 1


@pytest.mark.parametrize(
    "losses",
    [
        (1.0,),  # of one epoch nothing can be said
        (1.0, 0.998),  # a fall of more than a thousandth
        (2.0, 2.0, 2.0, 1.0, 1.5, 1.0),  # too few steps to call it a jump
        (2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.45, 1.3, 1.35),  # it goes up as often, but by less than a tenth
        (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 1.5),  # it falls by much, and goes up once
    ],
)
def test_a_training_that_falls_as_it_should_is_left_in_peace(losses):
    assert not [each for each in kinds(diagnosed(*losses)) if each.startswith(("rate", "nothing"))]


def test_a_training_that_diverged_repeats_why():
    stopped = "diverged in epoch 3, at learning rate 0.5: too large"
    assert said(diagnosed(1.0, 9.0, stopped=stopped), "rate too large") == (
        "Training diverged in epoch 3, at learning rate 0.5: too large. The rate is too large.",
        0.5,
    )
    optimizer = nn.SGD(linear(0.0, 0.0).parameters(), 0.25)
    model = linear(1.0, 1.0)
    diagnosis = nn.diagnose(model, [[0.0]], [0.0], history=nn.History(stopped=stopped), optimizer=optimizer)
    assert said(diagnosis, "rate too large")[1] == 0.25
    assert said(diagnosis, "nothing moved") == (
        "The optimizer holds none of the net's parameters: it moves another net's, perhaps an earlier one's.",
        2,
    )
    alone = nn.diagnose(model, [[0.0]], [0.0], history=nn.History(stopped=stopped))
    assert math.isnan(said(alone, "rate too large")[1])


def test_a_net_without_findings_says_its_loss_and_gradients():
    diagnosis = nn.diagnose(linear(1.0, 1.0), [[0.0], [1.0]], [0.0, 0.5])
    assert " ".join(str(diagnosis).split()) == (
        "Nothing found; the mean loss is 1.625, its gradient 2.9 long; sample by sample, the gradient is 2.5 in layer "
        "1."
    )
    html = nn.diagnose(nn.Neuron(2, seed=0), *nn.datasets.XOR)._repr_html_()
    assert html.startswith("<ul><li>No line separates these classes, and this net is one unit, ")
    assert html.endswith("</li></ul>")
