from __future__ import annotations

import math
import random
import sys

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import numpy_helper

import nn
from autograd import PRIMITIVES, primitive
from autograd.primitives.exponentials import exp
from nn.strategies import networks
from oracles import few
from tests.nn.models.test_serialization import MODELS

PRECISIONS = ("float64", "float32")
ALL_MODELS = {**MODELS, "Dropout": lambda: nn.Dropout(0.25, seed=0)}
ACTIVATIONS = [row.name for row in PRIMITIVES.values() if not any(row.vectors) and row.arity - len(row.defaults) == 1]
NOT_IN_64_BITS = {"erf", "erfc", "gelu", "asin", "acos", "atan"}


def numbers(output):
    """Values, however nested, as an array; one alone as a row of one."""
    if isinstance(output, (int, float)) or hasattr(output, "data"):
        return float(output)
    return [numbers(part) for part in output]


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(path, X):
    """What onnxruntime makes of the samples."""
    running = session(path)
    (port,) = running.get_inputs()
    kind = {"tensor(int64)": "int64", "tensor(double)": "float64", "tensor(float)": "float32"}[port.type]
    (result,) = running.run(None, {port.name: np.array(X, dtype=kind)})
    return result


def drawn_samples(model, count, generator):
    """Inputs of a model, whatever it takes; those of a GPT as long as it can see."""

    def row(width):
        return [generator.gauss(0.0, 1.0) for _ in range(width)]

    if isinstance(model, nn.GPT):
        return [[generator.randrange(model.vocabulary) for _ in range(model.length)] for _ in range(count)]
    if isinstance(model, nn.Embedding):
        return [generator.randrange(model.count) for _ in range(count)]
    if isinstance(model, (nn.Block, nn.SelfAttention)):
        return [[row(model.width) for _ in range(5)] for _ in range(count)]
    return [row(getattr(model, "nin", getattr(model, "width", 3))) for _ in range(count)]


def largest_error(model, path, X):
    ours = np.array([numbers(model(x)) for x in X])
    theirs = run(path, X)
    return float(np.max(np.abs(theirs - ours.reshape(theirs.shape)), initial=0.0))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", ALL_MODELS)
def test_onnxruntime_computes_what_the_model_does(name, precision, tmp_path):
    model = ALL_MODELS[name]()
    nn.to_onnx(model, tmp_path / "model.onnx", precision=precision)
    onnx.checker.check_model(tmp_path / "model.onnx", full_check=True)
    X = drawn_samples(model, 20, random.Random(1))
    assert largest_error(model, tmp_path / "model.onnx", X) <= (1e-14 if precision == "float64" else 2e-6)


@given(model=networks(2, 2, activations=("tanh", "sigmoid", "relu", "elu", "softplus", "silu"), output="softmax"))
@few
def test_small_nets_are_computed_to_1e_12(tmp_path_factory, model):
    path = tmp_path_factory.mktemp("nets") / "net.onnx"
    nn.to_onnx(model, path)
    assert largest_error(model, path, drawn_samples(model, 40, random.Random(2))) <= 1e-12


@pytest.mark.slow
def test_a_large_net_is_computed_to_1e_12_on_a_thousand_inputs_and_to_1e_5_in_32_bits(tmp_path):
    model = nn.MLP(16, [64, 32, 10], activation=("tanh", "relu"), output="softmax", seed=3)
    X = drawn_samples(model, 1000, random.Random(4))
    ours = np.array([numbers(model(x)) for x in X])
    for precision, most in (("float64", 1e-12), ("float32", 1e-5)):
        nn.to_onnx(model, tmp_path / f"{precision}.onnx", precision=precision)
        assert np.max(np.abs(run(tmp_path / f"{precision}.onnx", X) - ours)) <= most


def where_defined(row):
    """Inputs from the row's domain, of ordinary sizes."""
    generator, found = random.Random(row.name), []
    while len(found) < 300:
        x = generator.gauss(0.0, 2.0)
        if row.is_defined_at(x, *row.defaults):
            found.append([x])
    return [*found, *([[0.0], [1.0]] if all(row.is_defined_at(x, *row.defaults) for x in (0.0, 1.0)) else [])]


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_activation_is_computed_or_refused_by_name(name, precision, tmp_path):
    layer = nn.Layer(1, 1, activation=name)
    layer.set_weights([[1.0]])
    if precision == "float64" and name in NOT_IN_64_BITS:
        with pytest.raises(ValueError, match=rf"{name}.*: onnxruntime has no {name} in 64 bits: write precision="):
            nn.to_onnx(layer, tmp_path / "layer.onnx")
        return
    nn.to_onnx(layer, tmp_path / "layer.onnx", precision=precision)
    X = [x for x in where_defined(PRIMITIVES[name]) if not (name in ("acosh", "atanh", "tan") and abs(x[0]) > 30)]
    X = X if precision == "float64" else np.array(X, dtype="float32").astype(float).tolist()
    X = [x for x in X if abs(PRIMITIVES[name](x[0])) < 1e3]  # beside a pole, what is small in x is large in y
    ours = np.array([PRIMITIVES[name](x[0]) for x in X])
    theirs = run(tmp_path / "layer.onnx", X)[:, 0]
    most = 1e-12 if precision == "float64" else 1e-5
    assert np.all(np.abs(theirs - ours) <= most * np.maximum(1.0, ours**2))


def test_a_row_of_ones_own_is_written_by_its_formula(table, tmp_path):
    primitive("bell", lambda x: exp(-x * x), (lambda x, y: -2.0 * x * y,), latex="{0}")
    model = nn.MLP(2, [3, 1], activation="bell", seed=0)
    nn.to_onnx(model, tmp_path / "net.onnx")
    assert largest_error(model, tmp_path / "net.onnx", drawn_samples(model, 20, random.Random(5))) <= 1e-15
    assert repr(nn.from_onnx(tmp_path / "net.onnx")) == repr(model)


def test_a_row_of_another_function_under_a_known_name_is_not_mistaken_for_it(table, tmp_path):
    del table["tanh"]
    primitive("tanh", lambda x: x * x * x, (lambda x, y: 3.0 * x * x,), latex="{0}")
    model = nn.MLP(1, [1, 1], activation="tanh", seed=0)
    nn.to_onnx(model, tmp_path / "net.onnx")
    assert largest_error(model, tmp_path / "net.onnx", [[0.5], [2.0]]) <= 1e-15


def test_a_row_that_calls_what_onnx_has_not_is_refused_by_name_and_layer(table, tmp_path):
    primitive("gamma", math.gamma, (lambda x, y: 0.0,), latex="{0}")
    model = nn.MLP(2, [3, 1], activation="gamma", seed=0)
    with pytest.raises(ValueError, match=r"^Layer\(2, 3, activation='gamma'\): no operators of ONNX make up gamma: "):
        nn.to_onnx(model, tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []


def not_installed():
    raise AttributeError("there is no __version__")


def test_a_copy_of_the_sources_writes_files_without_its_version(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.bridges.onnx_files.writing.installed_version", not_installed)
    nn.to_onnx(nn.Neuron(2), tmp_path / "net.onnx")
    file = onnx.load(tmp_path / "net.onnx")
    assert (file.producer_name, file.producer_version) == ("chalkgrad", "")


def test_what_the_file_says_of_itself(tmp_path):
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    nn.to_onnx(model, tmp_path / "net.onnx")
    file = onnx.load(tmp_path / "net.onnx")
    assert (file.ir_version, [(o.domain, o.version) for o in file.opset_import]) == (8, [("", 17)])
    assert (file.producer_name, file.producer_version) == ("chalkgrad", nn.__version__)
    assert file.doc_string == repr(model)
    assert [tensor.name for tensor in file.graph.initializer] == ["w^(1)", "b^(1)", "w^(2)", "b^(2)"]
    assert [node.op_type for node in file.graph.node] == ["MatMul", "Add", "Sigmoid"] * 2
    assert [node.output[0] for node in file.graph.node][1:3] == ["z^(1)", "h^(1)"]
    ports = [(port.name, port.type.tensor_type) for port in (*file.graph.input, *file.graph.output)]
    dims = [(name, [dim.dim_param or dim.dim_value for dim in kind.shape.dim]) for name, kind in ports]
    assert dims == [("x", ["batch", 2]), ("y", ["batch", 1])]


def test_tensors_hold_the_parameters_to_the_last_bit_under_their_names(tmp_path):
    model = nn.GPT(5, width=4, heads=2, blocks=2, length=3, seed=0)
    nn.to_onnx(model, tmp_path / "gpt.onnx")
    tensors = {t.name: numpy_helper.to_array(t) for t in onnx.load(tmp_path / "gpt.onnx").graph.initializer}
    named = model.named_parameters()
    for name, parameter in named.items():
        before, letter, indices = name.rpartition(".")[0], *name.rpartition(".")[2].split("_", 1)
        indices, _, layer = indices.partition("^")
        i, j = map(int, indices.split(",") if "," in indices else indices)
        tensor = tensors[f"{before}.{letter}{'^' if layer else ''}{layer}"]
        assert tensor[i - (letter == "w"), j - 1].tobytes() == np.float64(parameter.data).tobytes()
    held = [t for n, t in tensors.items() if n.rpartition(".")[2].partition("^")[0] in ("w", "e")]
    assert sum(tensor.size for tensor in held) == len(named)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_gpt_takes_sequences_of_any_length_that_it_can_see(length, tmp_path):
    model = nn.GPT(5, width=4, heads=2, blocks=1, length=3, seed=0)
    nn.to_onnx(model, tmp_path / "gpt.onnx")
    X = [[4, 0, 2][:length], [1, 1, 3][:length]]
    assert largest_error(model, tmp_path / "gpt.onnx", X) <= 1e-14
    with pytest.raises(Exception, match="idx=3 must be within"):
        run(tmp_path / "gpt.onnx", [[0, 0, 0, 0]])


def test_a_dropout_that_is_on_lets_all_through_in_the_file(tmp_path):
    model = nn.Sequential(nn.Linear(2, 3, seed=0), "tanh", nn.Dropout(0.5, seed=0), nn.Linear(3, 1, seed=1)).train()
    nn.to_onnx(model, tmp_path / "net.onnx")
    assert largest_error(model.eval(), tmp_path / "net.onnx", [[0.5, 1.0], [2.0, -1.0]]) <= 1e-15


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_parameter_that_is_not_finite_is_named(number, tmp_path):
    model = nn.MLP(2, [2, 1], seed=0)
    model.parameters()[3]._data = number
    with pytest.raises(ValueError, match=r"w_12\^\(1\)"):
        nn.to_onnx(model, tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [1e39, -1e300, 1e-60])
def test_a_parameter_of_which_32_bits_would_leave_nothing_is_named(number, tmp_path):
    model = nn.Neuron(2, seed=0)
    model.set_weights([number, 1.0])
    with pytest.raises(ValueError, match=r"expected w_1 to fit into 32 bits, got .*: write precision='float64'"):
        nn.to_onnx(model, tmp_path / "net.onnx", precision="float32")
    nn.to_onnx(model, tmp_path / "net.onnx")
    assert nn.from_onnx(tmp_path / "net.onnx").w[0] == number


def test_an_epsilon_that_32_bits_would_make_nought_is_refused(tmp_path):
    with pytest.raises(ValueError, match="expected numbers that fit into 32 bits, got 1e-60"):
        nn.to_onnx(nn.RMSNorm(2, 1e-60), tmp_path / "norm.onnx", precision="float32")


def test_another_kind_of_model_is_refused(tmp_path):
    class Net(nn.Module):
        def __init__(self):
            self.out = nn.Neuron(2)

    with pytest.raises(TypeError, match=r"expected model to be one of MLP, .*, got .* of type Net"):
        nn.to_onnx(Net(), tmp_path / "net.onnx")


def test_another_precision_is_refused(tmp_path):
    with pytest.raises(ValueError, match="unknown precision 'float16': did you mean 'float"):
        nn.to_onnx(nn.Neuron(2), tmp_path / "net.onnx", precision="float16")


def test_without_onnx_the_error_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    for call in (lambda: nn.to_onnx(nn.Neuron(2), tmp_path / "net.onnx"), lambda: nn.from_onnx(tmp_path / "net.onnx")):
        with pytest.raises(ImportError, match="a file of ONNX needs onnx: pip install onnx"):
            call()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
@few
def test_floats_come_back_to_the_last_bit(tmp_path_factory, drawn):
    path = tmp_path_factory.mktemp("exact") / "neuron.onnx"
    neuron = nn.Neuron(2)
    neuron.set_weights(drawn[:2], drawn[2])
    nn.to_onnx(neuron, path)
    again = nn.from_onnx(path)
    assert np.array([*again.w, again.b]).tobytes() == np.array(drawn).tobytes()
