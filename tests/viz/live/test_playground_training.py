"""For the same seed, data and settings the page's losses are those of Python's eager engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import PRIMITIVES, topological_order
from oracles import few
from tests.viz.live.playground import Session, Training, is_near, settings
from viz.classroom.playground_parts import ACTIVATIONS, FEATURES, OPTIMIZERS, PROBLEMS

LOSSES = [(problem, loss) for problem, losses in PROBLEMS.items() for loss in losses]
COLUMNS = {
    "losses": "losses",
    "accuracies": "accuracies",
    "gradientNorms": "gradient_norms",
    "testLosses": "validation_losses",
    "testAccuracies": "validation_accuracies",
}


def data_for(problem, count=40, seed=3):
    if problem == "three classes":
        return nn.datasets.spirals(count, classes=3, seed=seed)
    X, y = nn.datasets.moons(count, noise=0.2, seed=seed)
    return (X, [x1 * x2 for x1, x2 in X]) if problem == "regression" else (X, y)


def assert_trains_as_python(settings, steps=200, count=32):
    X, y = data_for(settings["problem"], count)
    train, test = (X[::5] + X[1::5] + X[2::5], y[::5] + y[1::5] + y[2::5]), (X[3::5], y[3::5])
    page, python = Session(settings, train, test), Training(settings, train, test)
    assert page.numbers == pytest.approx(python.numbers, rel=1e-13, abs=1e-13)
    batches = -(-len(train[1]) // (settings["batchSize"] or len(train[1])))
    epochs = -(-steps // batches)
    theirs = python.fit(epochs)
    for _ in range(epochs):
        page.call("epoch")
    history = page.history
    if theirs.stopped:
        assert page.stopped["epoch"] == theirs.epochs + 1
    for ours, name in COLUMNS.items():
        column = getattr(theirs, name)
        assert len(history[ours]) == len(column)
        assert all(map(is_near, history[ours], column)), (ours, history[ours], column)
    by_step = [loss for losses in theirs.batch_losses or [[loss] for loss in theirs.losses] for loss in losses]
    assert len(history["batchLosses"]) == len(by_step)
    assert all(map(is_near, history["batchLosses"], by_step))
    assert all(map(is_near, page.numbers, python.numbers))


@pytest.mark.parametrize(("problem", "loss"), LOSSES)
@pytest.mark.parametrize("batch_size", [7, None])
def test_losses_are_pythons_for_every_problem_and_loss(problem, loss, batch_size):
    assert_trains_as_python(
        settings(problem=problem, loss=loss, batchSize=batch_size, layers=[{"units": 3, "activation": "tanh"}])
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_losses_are_pythons_for_every_activation(activation):
    layers = [{"units": 4, "activation": activation}, {"units": 2, "activation": "tanh"}]
    assert_trains_as_python(settings(layers=layers), count=25)


@pytest.mark.parametrize("initializer", nn.INITIALIZERS)
def test_losses_are_pythons_for_every_initializer(initializer):
    assert_trains_as_python(settings(initializer=initializer, seed=11), steps=40)


def more_settings(kind):
    """An optimizer with all its settings away from their defaults."""
    adams = {"betas[0]": 0.8, "betas[1]": 0.99, "epsilon": 1e-6, "weight_decay": 0.05}
    others = {
        "SGD": {"momentum": 0.8, "weight_decay": 0.01, "nesterov": True},
        "RMSprop": {"decay": 0.9, "epsilon": 1e-4, "weight_decay": 0.02},
        "Adam": adams,
        "AdamW": adams,
    }
    return others[kind.__name__]


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("is_plain", [True, False])
def test_losses_are_pythons_for_every_optimizer_and_its_settings(kind, is_plain):
    given_settings = {} if is_plain else more_settings(kind)
    assert_trains_as_python(settings(optimizer={"name": kind.__name__, "learning_rate": 0.02, **given_settings}))


@pytest.mark.parametrize("kind", ["l1", "l2"])
@pytest.mark.parametrize("batch_size", [8, None])
def test_losses_are_pythons_with_penalties(kind, batch_size):
    assert_trains_as_python(settings(penalty={"kind": kind, "strength": 0.01}, batchSize=batch_size))


@pytest.mark.parametrize("feature", FEATURES)
def test_losses_are_pythons_for_every_feature(feature):
    assert_trains_as_python(settings(features=["x2", feature]), steps=60)


def test_losses_are_pythons_for_the_largest_net():
    layers = [{"units": 8, "activation": "tanh"}] * 6
    assert_trains_as_python(settings(features=list(FEATURES), layers=layers), steps=20, count=15)


# Where a step, or a penalty's kink at weights of 0, is met exactly, the last digit decides which way a training goes.
smooth = st.sampled_from([name for name in ACTIVATIONS if name != "step"])
layer = st.fixed_dictionaries({"units": st.integers(1, 4), "activation": smooth})
random_settings = st.fixed_dictionaries(
    {
        "features": st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=4, unique=True),
        "layers": st.lists(layer, max_size=3),
        "initializer": st.sampled_from([name for name in nn.INITIALIZERS if name != "zeros"]),
        "batchSize": st.integers(1, 30) | st.none(),
        "penalty": st.fixed_dictionaries(
            {"kind": st.sampled_from(["none", "l1", "l2"]), "strength": st.floats(0.0, 0.1)}
        ),
        "seed": st.integers(0, 2**40),
        "optimizer": st.fixed_dictionaries(
            {"name": st.sampled_from([kind.__name__ for kind in OPTIMIZERS]), "learning_rate": st.floats(0.001, 0.1)}
        ),
        "problem and loss": st.sampled_from(LOSSES),
    }
)


@few
@given(chosen=random_settings)
def test_losses_are_pythons_for_any_settings(chosen):
    problem, loss = chosen.pop("problem and loss")
    assert_trains_as_python({**chosen, "problem": problem, "loss": loss}, steps=12, count=20)


def test_without_hidden_layers_it_is_one_unit():
    assert_trains_as_python(settings(layers=[]))


def test_what_diverges_stops_as_in_python_with_the_numbers_before_the_epoch():
    chosen = settings(loss="mse_loss", problem="regression", optimizer={"name": "SGD", "learning_rate": 1e6}, layers=[])
    assert_trains_as_python(chosen, steps=400)
    assert Training(chosen, data_for("regression")).fit(100).stopped


@pytest.mark.parametrize("steps", [3, 4])
def test_a_training_taken_up_again_goes_on_as_if_it_had_not_stopped(steps):
    chosen = settings(optimizer={"name": "Adam", "learning_rate": 0.05})
    data = data_for("two classes")
    page = Session(chosen, data)
    for _ in range(steps):
        page.call("step")
    state = page.call("toJSON")
    for _ in range(10):
        page.call("step")
    expected = page.numbers, page.history
    page = Session(chosen, data, state=state)
    for _ in range(10):
        page.call("step")
    assert (page.numbers, page.history) == expected


def test_reset_brings_the_first_numbers_back_and_the_same_training():
    page = Session(settings(), data_for("two classes"))
    page.call("epoch")
    once = page.history
    page.call("reset")
    assert page.epochs == 0
    page.call("epoch")
    assert page.history == once


def test_numbers_are_named_as_nn_names_them_and_can_be_set():
    chosen = settings(layers=[{"units": 3, "activation": "relu"}], features=["x1", "x2", "x1 * x2"])
    page, python = Session(chosen, data_for("two classes")), Training(chosen, data_for("two classes"))
    names = python.model.named_parameters()
    assert [parameter["name"] for parameter in page.parameters] == list(names)
    for k, name in enumerate(names):
        page.call("set", name, k / 10.0)
        names[name].data = k / 10.0
    x = [0.5, -0.25]
    answer = page.call("predict", x)
    assert answer["prediction"] == pytest.approx(python.model(python.inputs([x])[0]).data, rel=1e-14)
    with pytest.raises(AssertionError, match="expected a parameter and a number, got w_11"):
        page.call("set", "w_11", 1.0)


@pytest.mark.parametrize(("problem", "loss"), LOSSES)
def test_the_graph_of_a_sample_is_that_of_nn(problem, loss):
    chosen = settings(problem=problem, loss=loss)
    X, y = data_for(problem)
    page, python = Session(chosen, (X, y)), Training(chosen, (X, y))
    graph = page.call("graph", X[5], y[5])
    theirs = python.loss(python.fitted(python.X[5]), python.y[5])
    below = set(reach(graph))
    ours = [graph["nodes"][k] for k in sorted(below)]
    operations = [v for v in topological_order(theirs) if v.primitive]
    assert sorted(node["row"] for node in ours if node["kind"] == "operation") == sorted(
        v.primitive.name for v in operations
    )
    labels = {v.label for v in topological_order(theirs)} - {None, "y"}
    assert labels <= {node["label"] for node in ours}
    assert set(PRIMITIVES) >= {node["row"] for node in ours if node["kind"] == "operation"}


def reach(graph):
    stack, met = [graph["output"]], set()
    while stack:
        k = stack.pop()
        if k not in met:
            met.add(k)
            inputs = graph["nodes"][k].get("inputs", [])
            stack += [i for entry in inputs for i in (entry if isinstance(entry, list) else [entry])]
    return met


def test_a_unit_that_is_left_out_is_a_smaller_net():
    data = data_for("two classes")
    chosen = settings(layers=[{"units": 3, "activation": "tanh"}], removed=[[1, 2]])
    page = Session(chosen, data)
    python = Training(settings(layers=[{"units": 2, "activation": "tanh"}]), data)
    names = [parameter["name"] for parameter in page.parameters]
    start = dict(zip(names, page.numbers))
    left_out = {"w_12^(1)", "w_22^(1)", "b_2^(1)", "w_21^(2)"}
    kept = [start[name] for name in names if name not in left_out]
    for parameter, number in zip(python.model.parameters(), kept):
        parameter.data = number
    theirs = python.fit(10)
    for _ in range(10):
        page.call("epoch")
    assert all(map(is_near, page.history["losses"], theirs.losses))
    after = dict(zip(names, page.numbers))
    assert {name for name in names if after[name] == start[name]} == left_out


def test_the_fields_are_what_the_net_gives_at_each_point():
    chosen = settings(features=["x1", "x1 * x2"])
    data = data_for("two classes")
    page, python = Session(chosen, data), Training(chosen, data)
    fields = page.fields({"size": 3, "x1": [-1.0, 1.0], "x2": [-2.0, 4.0]})
    for row in range(3):
        for column in range(3):
            x = [-1.0 + 2.0 * (column + 0.5) / 3, -2.0 + 6.0 * (row + 0.5) / 3]
            given_inputs = python.inputs([x])[0]
            k = 3 * row + column
            assert [float(field[k]) for field in fields["features"]] == pytest.approx(given_inputs, rel=1e-14)
            hidden = [h.data for h in python.model.layers[0](given_inputs)]
            assert [field[k] for field in fields["units"][0]] == pytest.approx(hidden, rel=1e-14)
            assert fields["prediction"][0][k] == pytest.approx(python.model(given_inputs).data, rel=1e-14)
    assert page.epochs == 0


@few
@given(
    layers=st.lists(st.tuples(st.integers(1, 8), st.sampled_from(ACTIVATIONS)), max_size=6),
    chosen=st.sampled_from(LOSSES),
    seed=st.integers(0, 1000),
)
def test_a_net_with_given_numbers_predicts_what_nn_predicts(layers, chosen, seed):
    problem, loss = chosen
    layers = [{"units": units, "activation": activation} for units, activation in layers]
    data = data_for(problem)
    python = Training(settings(problem=problem, loss=loss, layers=layers, seed=seed), data)
    for parameter in python.model.parameters():
        parameter.data += 0.125
    page = Session({**python.settings, "numbers": python.numbers}, data)
    found, expected = page.call("predict", [0.5, -0.75])["prediction"], python.model([0.5, -0.75])
    several = isinstance(expected, list)
    for ours, theirs in zip(found if several else [found], expected if several else [expected], strict=True):
        assert float(ours) == pytest.approx(theirs.data, rel=1e-12, abs=1e-12)
    page.call("epoch")
    page.call("reset")
    assert page.numbers == python.numbers
