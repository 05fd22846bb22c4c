from __future__ import annotations

import math
import random

import numpy as np
import pytest

import autograd
import nn
from autograd import PRIMITIVES, Value
from autograd.graph import leaves_of


def matrices(model):
    """The weights of each layer as the matrix of the slides, units as rows, and the biases."""
    for layer in model.layers:
        yield (
            np.array([[w.data for w in neuron.weights] for neuron in layer.neurons]),
            np.array([neuron.bias.data for neuron in layer.neurons]),
        )


def randomise_biases(model, seed=0):
    generator = random.Random(seed)
    for name, parameter in model.named_parameters().items():
        if name.startswith("b"):
            parameter.data = generator.uniform(-1, 1)


def logistic(z):
    return 1.0 / (1.0 + np.exp(-z))


ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": logistic,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "step": lambda z: (z > 0.0) * 1.0,
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_neuron_weighs_adds_and_activates(activation):
    neuron = nn.Neuron(3, activation=activation, seed=1)
    neuron.bias.data = 0.25
    x = [0.5, -1.5, 2.0]
    z = np.dot([w.data for w in neuron.weights], x) + 0.25
    assert neuron(x).data == pytest.approx(float(ACTIVATIONS[activation](z)), rel=1e-14)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("output", ["linear", "sigmoid"])
def test_an_mlp_equals_the_matrix_formula(activation, output):
    model = nn.MLP(3, [5, 4, 2], activation=activation, output=output, seed=2)
    randomise_biases(model)
    x = [0.3, -0.8, 1.7]
    h = np.array(x)
    *hidden, last = matrices(model)
    for weights, bias in hidden:
        h = ACTIVATIONS[activation](weights @ h + bias)
    expected = ACTIVATIONS[output](last[0] @ h + last[1])
    assert [value.data for value in model(x)] == pytest.approx(list(expected), rel=1e-13)


def test_a_softmax_output_gives_probabilities():
    p = nn.MLP(2, [4, 3], output="softmax", seed=0)([0.5, -0.5])
    assert len(p) == 3
    assert sum(value.data for value in p) == pytest.approx(1.0, abs=1e-15)


def test_one_output_is_a_value_and_several_are_a_list():
    assert isinstance(nn.MLP(2, [3, 1], seed=0)([0, 1]), Value)
    assert isinstance(nn.MLP(2, [3, 2], seed=0)([0, 1]), list)


def test_parameters_have_the_names_of_the_scalar_slides():
    names = list(nn.MLP(2, [2, 1], seed=0).named_parameters())
    assert names == [
        *("w_11^(1)", "w_21^(1)", "b_1^(1)"),
        *("w_12^(1)", "w_22^(1)", "b_2^(1)"),
        *("w_11^(2)", "w_21^(2)", "b_1^(2)"),
    ]


def test_names_keep_two_digit_indices_apart():
    names = nn.MLP(11, [1], seed=0).named_parameters()
    assert {"w_11^(1)", "w_1,1^(1)", "w_11,1^(1)"} & set(names) == {"w_11^(1)", "w_11,1^(1)"}
    assert len(names) == 12


def test_inputs_given_as_numbers_get_gradients_too():
    output = nn.Neuron(2, seed=3)([1.0, 2.0])
    output.backward()
    inputs = [leaf for leaf in autograd.topological_order(output) if leaf.label in ("x_1", "x_2")]
    assert len(inputs) == 2
    assert all(leaf.grad is not None for leaf in inputs)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    def weights(seed):
        return [p.data for p in nn.MLP(2, [3, 1], seed=seed).parameters()]

    assert weights(1) == weights(1) == weights(random.Random(1))
    assert weights(1) != weights(2)
    assert weights(None) != weights(None)


def test_building_a_model_leaves_the_global_random_state_alone():
    random.seed(0)
    before = random.getstate()
    nn.MLP(2, [3, 1])
    assert random.getstate() == before


@pytest.mark.parametrize(
    "make", [lambda: nn.Neuron(2, seed=0), lambda: nn.Layer(2, 3, seed=0), lambda: nn.MLP(2, [1], seed=0)]
)
@pytest.mark.parametrize("inputs", [[1.0], [1.0, 2.0, 3.0], []])
def test_a_wrong_number_of_inputs_is_named(make, inputs):
    with pytest.raises(ValueError, match=rf"expected 2 inputs for .*got {len(inputs)}"):
        make()(inputs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, [1], "sigmod"), r"unknown activation 'sigmod': did you mean 'sigmoid'\? It is one of linear, .*tanh"),
        ((2, [1], "add"), "unknown activation 'add'"),
        ((2, [1], "tanh", "softmaxx"), r"unknown output 'softmaxx': did you mean 'softmax'\? .* linear, softmax, abs"),
        ((2, [1], "ReLU"), r"unknown activation 'ReLU': did you mean 'relu'\?"),
        ((2, [3, 3, 1], ["relu", "tahn"]), r"unknown activation\[1\] 'tahn': did you mean 'tanh'\?"),
        ((2, [1], "softmax"), r"softmax is no activation .*: write MLP\(…, output='softmax'\)"),
        ((2, [1], nn.softmax), r"softmax is no activation .*: write MLP\(…, output='softmax'\)"),
        ((0, [1]), "nin to be a whole number of at least 1, got 0"),
        ((2, [3, 0]), r"nouts\[.\] to be a whole number of at least 1, got 0"),
        ((2, [1.5]), r"nouts\[.\] to be a whole number of at least 1, got 1.5"),
        ((2, []), "^expected at least one layer in nouts, got none$"),
    ],
)
def test_an_impossible_model_is_refused(arguments, message):
    arguments = (*arguments[:2], *(arguments[2:] or ("sigmoid",)))
    if arguments[2] in ("sigmod", "add"):
        arguments = (2, [2, 1], arguments[2])
    with pytest.raises(ValueError, match=message):
        nn.MLP(*arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.MLP(2, 4), r"^expected nouts to be a sequence of layer sizes, got 4: write \[4\]$"),
        (lambda: nn.count_parameters(2, 4), r"^expected nouts to be a sequence of layer sizes, got 4: write \[4\]$"),
        (
            lambda: nn.MLP([2, 3, 1]),
            r"^expected nin to be the number of inputs, .*: write MLP\(2, \[3, 1\]\)$",
        ),
        (lambda: nn.MLP(1, [1], seed=0)(3.0), r"^expected inputs to be a sequence of numbers, got 3.0: write \[3.0\]$"),
        (
            lambda: nn.MLP(2, [1], seed=0)(nn.datasets.XOR[0]),
            r"2 numbers for MLP.*, got many samples: write model.p",
        ),
        (
            lambda: nn.Layer(4, 1, seed=0)([[1.0, 2.0]] * 4),
            r"4 numbers for Layer.*, got many samples: write model.p",
        ),
        (lambda: nn.Neuron(2, seed=0)("ab"), r"^expected inputs to be a sequence of numbers, got 'ab'$"),
        (lambda: nn.MLP(2, [1], seed=0)(["1", "2"]), r"^expected inputs\[0\] to be a number, got '1'$"),
        (lambda: nn.Neuron(2, seed=0)([float("inf"), None]), r"^expected inputs\[1\] to be a number, got None$"),
        (lambda: nn.Layer(2, 1, seed=0)([1.0, True]), r"^expected inputs\[1\] to be a number, got True$"),
        (lambda: nn.Layer(2, 1, seed=0)([1.0, np.zeros(2)]), r"^expected inputs\[1\] to be a number, got array"),
    ],
)
def test_what_should_be_a_sequence_and_is_not_is_named(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_nan_among_the_inputs_is_told_with_its_place():
    with pytest.raises(ValueError, match=r"^expected inputs\[1\] to be a finite number, got nan$"):
        nn.MLP(2, [1], seed=0)([1.0, float("nan")])


@pytest.mark.parametrize("row", [row for row in PRIMITIVES.values() if row.vectors == (False,)])
def test_an_operation_is_as_good_an_activation_as_its_name(row):
    for make in (
        lambda given: nn.MLP(2, [2, 1], activation=given, output=given, seed=0),
        lambda given: nn.MLP(2, [2, 2, 1], activation=[given, "tanh"], seed=0),
        lambda given: nn.Layer(2, 2, activation=given, seed=0),
        lambda given: nn.Neuron(2, activation=given, seed=0),
    ):
        by_row, by_name = make(row), make(row.name)
        assert (repr(by_row), by_row.activation) == (repr(by_name), by_name.activation)
    assert nn.summary(2, [2, 1], activation=row, output=row) == nn.summary(2, [2, 1], row.name, row.name)


def test_none_is_no_activation():
    assert repr(nn.MLP(2, [2, 1], activation=None, output=None)) == repr(nn.MLP(2, [2, 1], activation="linear"))
    assert nn.Neuron(2, activation=None).activation == "linear"


def identity(z):
    return z


class Tanh:
    """A function as some libraries have it: an object that can be called."""

    def __call__(self, z):
        return z


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (identity, "got the function identity: write activation='linear'"),
        (Tanh(), "write activation='tanh'"),
        (math.tanh, "to be the name of an operation, got the function tanh: write activation='tanh'"),
        (Value.sigmoid, "to be the name of an operation, got the function sigmoid: write activation='sigmoid'"),
        (lambda z: z * 2, "a function of your own becomes one by autograd.primitive"),
        (5, "expected activation to be a name, got 5: the names are linear, "),
    ],
)
def test_what_is_no_activation_is_told_how_to_be_one(given, message):
    for make in (nn.Neuron, lambda nin, **options: nn.MLP(nin, [2, 1], **options)):
        with pytest.raises(TypeError, match=message):
            make(2, activation=given)


def test_an_unknown_activation_of_hidden_layers_is_refused_even_without_any():
    with pytest.raises(ValueError, match="unknown activation 'sigmod'"):
        nn.MLP(2, [1], activation="sigmod")


def test_gradients_have_the_names_of_the_parameters():
    model = nn.MLP(2, [2, 1], seed=0)
    assert set(model.gradients().values()) == {None}
    loss = model([1.0, -0.5]) ** 2
    loss.backward()
    named = model.named_parameters()
    assert model.gradients() == {name: parameter.grad for name, parameter in named.items()}
    graphs = autograd.gradients(loss, named)
    assert list(graphs) == list(model.gradients())
    assert [graph.data for graph in graphs.values()] == pytest.approx(list(model.gradients().values()), rel=1e-12)


def test_zero_grad_resets_every_parameter():
    model = nn.MLP(2, [2, 1], seed=0)
    model([1.0, 2.0]).backward()
    model.zero_grad()
    assert {p.grad for p in model.parameters()} == {0.0}


def test_models_say_what_they_are():
    assert repr(nn.Neuron(2)) == "Neuron(2, activation='sigmoid')"
    assert repr(nn.Layer(2, 3, "relu")) == "Layer(2, 3, activation='relu')"
    assert repr(nn.MLP(2, [3, 1], "tanh", "softmax")) == "MLP(2, [3, 1], activation='tanh', output='softmax')"


def test_each_hidden_layer_may_have_its_own_activation():
    model = nn.MLP(2, [3, 4, 1], activation=["relu", "tanh"], output="sigmoid", seed=1)
    assert [layer.activation for layer in model.layers] == ["relu", "tanh", "sigmoid"]
    x = np.array([0.4, -0.7])
    h = np.tanh(np.array(model.layers[1].W) @ np.maximum(np.array(model.layers[0].W) @ x, 0))
    assert model(list(x)).data == pytest.approx(float(logistic(np.array(model.layers[2].W) @ h)[0]), rel=1e-13)


def test_operations_that_can_do_with_one_operand_are_activations():
    known = [row for row in autograd.PRIMITIVES.values() if not any(row.vectors) and row.arity - len(row.defaults) == 1]
    for row in known:
        neuron = nn.Neuron(1, activation=row.name)
        bias = row.domain[0].low if row.domain[0].low > 0.0 else 0.25  # acosh begins at 1
        neuron.set_weights([1.0], bias)
        assert neuron([0.5]).data == getattr(Value(0.5 + bias), row.name)().data


@pytest.mark.parametrize("activations", [[], ["relu"], ["relu", "relu", "relu"]])
def test_a_wrong_number_of_activations_is_refused(activations):
    with pytest.raises(ValueError, match=f"expected 2 names in activation, one a hidden layer, got {len(activations)}"):
        nn.MLP(2, [3, 3, 1], activation=activations)


@pytest.mark.parametrize(("output", "nouts"), [("sigmoid", [3, 1]), ("softmax", [3, 4]), ("linear", [2])])
def test_logits_are_what_the_output_function_is_applied_to(output, nouts):
    model = nn.MLP(2, nouts, output=output, seed=3)
    x = [0.5, -1.0]
    z = np.array([value.data for value in np.atleast_1d(model.logits(x))])
    functions = {"sigmoid": logistic, "linear": lambda z: z, "softmax": lambda z: np.exp(z) / np.exp(z).sum()}
    assert [v.data for v in np.atleast_1d(model(x))] == pytest.approx(list(functions[output](z)), rel=1e-13)
    assert {v.label.split("_")[0] for v in np.atleast_1d(model.logits(x))} == {"z"}


@pytest.mark.parametrize("shape", [(2, [1024, 28]), (3, [4, 1000])])
def test_nets_with_many_outputs_run_forwards_and_backwards(shape):
    """K = 28 and K = 1000 classes."""
    model = nn.MLP(*shape, output="softmax", seed=0)
    p = model([0.5] * shape[0])
    assert len(p) == shape[1][-1]
    assert sum(v.data for v in p) == pytest.approx(1.0, abs=1e-13)
    nn.cross_entropy(model.logits([0.5] * shape[0]), 7).backward()
    gradients = [neuron.bias.grad for neuron in model.layers[-1].neurons]
    assert gradients == pytest.approx([v.data - (k == 7) for k, v in enumerate(p)], abs=1e-15)


def test_explicit_weights_are_matrices_with_units_as_rows():
    model = nn.MLP(2, [3, 1], seed=0)
    W1, w2 = [[1, 2], [3, 4], [5, 6]], [7, 8, 9]
    model.set_weights([W1, w2], [[-1, -2, -3], -4])
    assert (model.layers[0].W, model.layers[0].b) == (W1, [-1, -2, -3])
    assert (model.layers[1].W, model.layers[1].b) == ([w2], [-4])
    assert model.named_parameters()["w_23^(1)"].data == 6  # from input 2 to unit 3
    model.set_weights([np.array(W1), [w2]])
    assert model.layers[0].b + model.layers[1].b == [0.0] * 4


@pytest.mark.parametrize(
    ("matrices", "biases", "message"),
    [
        ([[[1, 2]]], None, "expected 2 matrices, one a layer, got 1"),
        ([[[1, 2], [3, 4]], [1, 2]], [[0, 0]], "expected 2 biases, one a layer, got 1"),
        ([[[1, 2], [3, 4], [5, 6]], [1, 2]], None, "expected W1 to have 2 rows of 2 numbers, got 3 rows of 2"),
        ([[[1, 2], [3]], [1, 2]], None, "expected W1 to have 2 rows of 2 numbers, got 2 rows of 1 or 2"),
        ([[[1, 2], [3, 4]], [1, 2, 3]], None, "expected W2 to have 1 row of 2 numbers, got 1 row of 3"),
        ([[[1, 2], [3, 4]], [1, 2]], [[0], 0], "expected b1 to have 2 numbers, got 1"),
        ([[[1, 2], [3, float("nan")]], [1, 2]], None, r"expected w_22\^\(1\) to be a finite number, got nan"),
        ([[[1, 2], [3, "4"]], [1, 2]], None, r"expected w_22\^\(1\) to be a number, got '4'"),
    ],
)
def test_explicit_weights_of_a_wrong_shape_are_refused_and_change_nothing(matrices, biases, message):
    model = nn.MLP(2, [2, 1], seed=0)
    before = model.state_dict()
    with pytest.raises((TypeError, ValueError), match=message):
        model.set_weights(matrices, biases)
    assert model.state_dict() == before


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: nn.Neuron(2, unit=0), "unit"),
        (lambda: nn.Neuron(2, layer=0), "layer"),
        (lambda: nn.Layer(2, 1, layer=0), "layer"),
    ],
)
def test_a_place_that_is_none_is_refused_by_its_name(call, name):
    with pytest.raises(ValueError, match=rf"^expected {name} to be a whole number of at least 1, got 0$"):
        call()


def test_a_unit_gives_its_sum_and_its_output_the_names_of_its_place():
    h = nn.Neuron(2, unit=3, layer=2, seed=0)([1.0, 2.0])
    assert (h.label, h.operands[0].label) == ("h_3^(2)", "z_3^(2)")
    assert nn.Neuron(2, seed=0)([1.0, 2.0]).label == "h"


@pytest.mark.parametrize(
    ("inputs", "shown"), [(4, "b, w_1, w_2, w_3, w_4 of Neuron"), (5, "b, w_1, w_2, w_3, w_4, … of Neuron")]
)
def test_up_to_five_names_that_a_state_lacks_are_told(inputs, shown):
    with pytest.raises(ValueError, match=f"^the state lacks {shown}"):
        nn.Neuron(inputs).load_state_dict({})


@pytest.mark.parametrize("make", [lambda seed: nn.Neuron(2, seed=seed), lambda seed: nn.Layer(2, 3, seed=seed)])
def test_a_state_carries_every_number_over(make):
    source, target = make(1), make(2)
    target.load_state_dict(source.state_dict())
    assert target.state_dict() == source.state_dict() != make(2).state_dict()
    assert target([1.0, 2.0]) is not None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": None}, "the state lacks b of Neuron"),
        ({"w_3": 1.0}, "the state has no place for w_3 of Neuron"),
        ({"w_1": float("inf")}, "expected w_1 to be a finite number, got inf"),
        ({"w_1": True}, "expected w_1 to be a number, got True"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, message):
    neuron = nn.Neuron(2, seed=0)
    before = neuron.state_dict()
    state = {name: number for name, number in {**before, **change}.items() if number is not None}
    with pytest.raises((TypeError, ValueError), match=message):
        neuron.load_state_dict(state)
    assert neuron.state_dict() == before


def test_none_is_the_linear_activation_wherever_one_is_named(tmp_path):
    assert nn.Neuron(2, None).activation == nn.Layer(2, 1, None).activation == "linear"
    model = nn.MLP(2, [3, 2, 1], activation=None, output=None, seed=0)
    assert repr(model) == "MLP(2, [3, 2, 1], activation='linear', output='linear')"
    assert nn.MLP(2, [3, 2, 1], activation=["relu", None]).activation == ["relu", "linear"]
    assert repr(nn.summary(2, [3, 1], None, None)) == repr(nn.summary(2, [3, 1], "linear", "linear"))
    nn.save(model, tmp_path / "model.json")
    assert nn.load(tmp_path / "model.json").state_dict() == model.state_dict()


def test_the_module_random_is_a_seed_that_random_seed_sets():
    def drawn():
        random.seed(1337)
        model = nn.MLP(2, [2, 1], seed=random)
        X, _ = nn.datasets.moons(4, seed=random)
        return model.state_dict(), X, random.random()

    assert drawn() == drawn()
    random.seed(1337)
    generator = random.Random(1337)
    assert nn.Neuron(2, seed=random).w == nn.Neuron(2, seed=generator).w
    assert random.random() == generator.random()


def test_another_module_is_no_seed():
    with pytest.raises(TypeError, match=r"^expected seed to be a whole number, .*, the module random or None, got"):
        nn.Neuron(2, seed=math)


@pytest.mark.needs("pandas")
def test_inputs_are_called_by_the_names_that_a_net_was_given():
    import pandas

    names = ["age", "weight"]
    model = nn.MLP(2, [3, 1], seed=0, input_names=pandas.DataFrame([[1.0, 2.0]], columns=names).columns)
    assert model.input_names == ("age", "weight")
    leaves = leaves_of([model([40.0, 60.0])])
    assert {leaf.label for leaf in leaves if leaf.data in (40.0, 60.0)} == {"age", "weight"}
    assert model([40.0, 60.0]).data == nn.MLP(2, [3, 1], seed=0)([40.0, 60.0]).data
    assert model.named_parameters().keys() == nn.MLP(2, [3, 1]).named_parameters().keys()


@pytest.mark.parametrize("names", [["age"], ["age", "age"], ["age", "weight", "height"]])
def test_there_is_one_name_for_each_input(names):
    with pytest.raises(ValueError, match=r"^expected 2 names in input_names, one an input and no two alike, got \["):
        nn.MLP(2, [1], input_names=names)


@pytest.mark.parametrize("wrong", ["ab", 3, ["age", 1]])
def test_names_of_inputs_are_texts(wrong):
    with pytest.raises(TypeError, match=r"^expected .*input_names"):
        nn.MLP(2, [1], input_names=wrong)
