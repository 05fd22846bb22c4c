from __future__ import annotations

import json
import math
import random
import warnings
from functools import cache

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

import nn
from nn.bridges.onnx_files import sizes
from nn.bridges.onnx_files.tensors import MOST_NUMBERS
from nn.strategies import networks
from oracles import few
from tests.nn.bridges.onnx_files.pytorch_onnx import FILES, NUMBERS, X
from tests.nn.bridges.onnx_files.test_writing import ALL_MODELS, drawn_samples, largest_error, numbers, run

FLOAT, DOUBLE = TensorProto.FLOAT, TensorProto.DOUBLE
W1 = [[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]]
"""Three units on two inputs."""
B1 = [0.1, -0.2, 0.3]
W2 = [[1.0, -0.5, 0.25]]
B2 = [0.75]


def tensor(name, rows, dtype="float32"):
    return numpy_helper.from_array(np.array(rows, dtype=dtype), name)


def file_of(nodes, tensors, path, *, opset=17, number_type=FLOAT, nin=2, inputs=None, outputs=("y",), dims=None):
    """A file of these nodes, between `x` and `y`."""
    x = [helper.make_tensor_value_info(name, number_type, dims or ["n", nin]) for name in inputs or ["x"]]
    y = [helper.make_tensor_value_info(name, number_type, None) for name in outputs]
    graph = helper.make_graph(nodes, "net", x, y, initializer=tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return model


def node(operator, inputs, output, **attributes):
    return helper.make_node(operator, inputs, [output], name=f"the {output}", **attributes)


TENSORS = [tensor("W1", W1), tensor("B1", B1), tensor("W2", W2), tensor("B2", B2)]
GEMMS = [node("Gemm", ["x", "W1", "B1"], "z", transB=1), node("Gemm", ["h", "W2", "B2"], "y", transB=1)]


def with_activation(*between):
    return [GEMMS[0], *between, GEMMS[1]]


RELU = node("Relu", ["z"], "h")
EXPECTED = "MLP(2, [3, 1], activation='relu', output='linear')"

SPELLINGS = {
    "Gemm": (with_activation(RELU), TENSORS, {}),
    "Gemm of other numbers": (
        with_activation(RELU),
        [tensor(t.name, numpy_helper.to_array(t), "float64") for t in TENSORS],
        {"number_type": DOUBLE},
    ),
    "MatMul and Add": (
        [
            node("MatMul", ["x", "W1T"], "m"),
            node("Add", ["B1", "m"], "z"),
            RELU,
            *(node("MatMul", ["h", "W2T"], "m2"), node("Add", ["m2", "B2"], "y")),
        ],
        [tensor("W1T", np.transpose(W1)), tensor("W2T", np.transpose(W2)), *TENSORS[1::2]],
        {},
    ),
    "weights transposed by a node": (
        [
            *(node("Transpose", ["W1"], "T1"), node("Transpose", ["W2"], "T2", perm=[1, 0])),
            *(node("MatMul", ["x", "T1"], "m"), node("Add", ["m", "B1"], "z"), RELU),
            *(node("MatMul", ["h", "T2"], "m2"), node("Add", ["m2", "B2"], "y")),
        ],
        TENSORS,
        {},
    ),
    "what changes nothing": (
        [
            *(node("Identity", ["x"], "x2"), node("Flatten", ["x2"], "x3")),
            node("Gemm", ["x3", "W1", "B1"], "z0", transB=1),
            node("Identity", ["z0"], "z"),
            RELU,
            node("Reshape", ["h", "shape"], "h2"),
            node("Cast", ["h2"], "h3", to=FLOAT),
            node("Gemm", ["h3", "W2", "B2"], "y", transB=1),
        ],
        [*TENSORS, tensor("shape", [-1, 3], "int64")],
        {},
    ),
    "constants as nodes": (
        [helper.make_node("Constant", [], [t.name], value=t) for t in TENSORS] + with_activation(RELU),
        [],
        {},
    ),
    "a bias in a row of its own": (
        with_activation(RELU),
        [TENSORS[0], tensor("B1", [B1]), *TENSORS[2:]],
        {},
    ),
    "Max with 0 for Relu": (
        with_activation(helper.make_node("Constant", [], ["0"], value_float=0.0), node("Max", ["z", "0"], "h")),
        TENSORS,
        {},
    ),
    "typed fields": (
        with_activation(RELU),
        [helper.make_tensor(t.name, FLOAT, t.dims, numpy_helper.to_array(t).ravel().tolist()) for t in TENSORS],
        {},
    ),
    "tensors that are inputs too": (with_activation(RELU), TENSORS, {"inputs": ["x", "W1", "B1", "W2", "B2"]}),
    "old operators": (with_activation(RELU), TENSORS, {"opset": 9}),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_net_is_the_same_however_it_is_written(name, tmp_path):
    nodes, tensors, options = SPELLINGS[name]
    file_of(nodes, tensors, tmp_path / "net.onnx", **options)
    model = nn.from_onnx(tmp_path / "net.onnx")
    assert repr(model) == EXPECTED
    assert model.layers[0].W == W1
    assert model.layers[0].b == np.array(B1, dtype="float32").astype(float).tolist()
    assert (model.layers[1].W, model.layers[1].b) == (W2, B2)


@pytest.mark.parametrize("is_raw", [True, False])
def test_numbers_of_16_bits_are_read(is_raw, tmp_path):
    halves = [np.array(rows, dtype="float16") for rows in (W1, B1, W2, B2)]
    names = ("W1", "B1", "W2", "B2")
    raw = [numpy_helper.from_array(half, name) for half, name in zip(halves, names)]
    listed = [
        TensorProto(name=name, dims=half.shape, data_type=TensorProto.FLOAT16, int32_data=half.view("uint16").ravel())
        for half, name in zip(halves, names)
    ]
    file_of(with_activation(RELU), raw if is_raw else listed, tmp_path / "net.onnx", number_type=TensorProto.FLOAT16)
    model = nn.from_onnx(tmp_path / "net.onnx")
    assert model.layers[0].W == W1
    assert model.layers[0].b == halves[1].astype(float).tolist()


def test_what_is_no_mlp_becomes_a_sequential(tmp_path):
    nodes = [
        *(node("MatMul", ["x", "W"], "z"), node("Tanh", ["z"], "h")),
        *(node("Dropout", ["h", "p"], "d"), node("MatMul", ["d", "V"], "s"), node("Softmax", ["s"], "y", axis=-1)),
    ]
    tensors = [tensor("W", np.transpose(W1)), tensor("p", 0.25), tensor("V", np.eye(3))]
    file_of(nodes, tensors, tmp_path / "net.onnx")
    model = nn.from_onnx(tmp_path / "net.onnx")
    layers = "Layer(2, 3, activation='tanh', bias=False), Dropout(0.25), Layer(3, 3, activation='linear', bias=False)"
    assert repr(model) == f"Sequential({layers}, 'softmax')"
    assert largest_error(model, tmp_path / "net.onnx", [[0.5, -1.0], [2.0, 1.5]]) <= 1e-6


@pytest.mark.parametrize(
    ("dims", "shape", "is_read"),
    [
        *(([1, 2], [1, 2], True), (["n", 2], [1, 2], False), (["n", 1, 2], [-1, 2], True), ([1, 1, 2], [1, 2], True)),
        *((["n", 2], [0, -1], True), (["n", 2], [-1, 1], False), (["n", 2], [-1], False), ([3, 2], [2, 3], False)),
    ],
)
def test_a_shape_that_changes_nothing_is_one_that_gives_a_row_for_each_sample(dims, shape, is_read, tmp_path):
    nodes = [node("Reshape", ["x", "shape"], "f"), node("Gemm", ["f", "W1", "B1"], "y", transB=1)]
    file_of(nodes, [*TENSORS[:2], tensor("shape", shape, "int64")], tmp_path / "net.onnx", dims=dims)
    if is_read:
        model = nn.from_onnx(tmp_path / "net.onnx")
        X = np.array([[[0.5, -1.0]]]).reshape([1, *dims[1:]]).tolist()
        assert np.max(np.abs(run(tmp_path / "net.onnx", X)[0] - numbers(model([0.5, -1.0])))) <= 1e-6
    else:
        with pytest.raises(ValueError, match=r"node 'the f' \(Reshape\): expected a shape that changes nothing"):
            nn.from_onnx(tmp_path / "net.onnx")


def test_a_picture_that_is_flattened_is_read(tmp_path):
    nodes = [node("Flatten", ["x"], "f"), node("Gemm", ["f", "W1", "B1"], "y", transB=1)]
    file_of(nodes, TENSORS[:2], tmp_path / "net.onnx", dims=["n", 1, 2, 1])
    assert nn.from_onnx(tmp_path / "net.onnx").nin == 2
    file_of([node("Gemm", ["x", "W1", "B1"], "y", transB=1)], TENSORS[:2], tmp_path / "net.onnx", dims=["n", 1, 2, 1])
    with pytest.raises(
        ValueError, match=r"net\.onnx: node 'the y' \(Gemm\): expected a Flatten before it, got an input"
    ):
        nn.from_onnx(tmp_path / "net.onnx")


# Files of our own.


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", ALL_MODELS)
def test_a_model_comes_back_the_same(name, precision, tmp_path):
    model = ALL_MODELS[name]()
    nn.to_onnx(model, tmp_path / "model.onnx", precision=precision)
    again = nn.from_onnx(tmp_path / "model.onnx")
    assert (type(again), repr(again)) == (type(model), repr(model))
    rounded = {name: float(np.dtype(precision).type(number)) for name, number in model.state_dict().items()}
    assert {name: number.hex() for name, number in again.state_dict().items()} == {
        name: number.hex() for name, number in rounded.items()
    }


@given(model=networks(3, 2, activations=("tanh", "mish", "cos", "step", "clamp", "linear"), output="sigmoid"))
@few
def test_nets_are_read_from_their_operators_alone(tmp_path_factory, model):
    path = tmp_path_factory.mktemp("nets") / "net.onnx"
    nn.to_onnx(model, path)
    file = onnx.load(path)
    del file.metadata_props[:]
    onnx.save(file, path)
    again = nn.from_onnx(path)
    is_same = again.activation == model.activation or len(model.nouts) == 1
    assert (again.nouts, again.output, is_same) == (model.nouts, model.output, True)
    assert again.state_dict() == model.state_dict()


def claiming(path, kind, **architecture):
    """The file, which now says that it is another model."""
    file = onnx.load(path)
    helper.set_model_props(file, {"chalkgrad.architecture": json.dumps({"kind": kind, "architecture": architecture})})
    path.write_bytes(file.SerializeToString())


LIES = {
    "another activation": ("MLP", {"nin": 2, "nouts": [3, 1], "activation": "relu", "output": "linear"}),
    "another size": ("MLP", {"nin": 2, "nouts": [2, 1], "activation": "tanh", "output": "linear"}),
    "a huge size": ("MLP", {"nin": 2, "nouts": [10**9, 1], "activation": "tanh", "output": "linear"}),
    "another kind": ("RMSNorm", {"width": 2, "epsilon": 1e-5, "gain": False}),
    "an unknown kind": ("Net", {}),
    "a vast GPT": ("GPT", {"vocabulary": 10**6, "width": 10**6, "heads": 1, "blocks": 10**6, "length": 10**6}),
    "a wrong field": ("MLP", {"nin": "2", "nouts": [3, 1], "activation": "tanh", "output": "linear"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_says_it_is_another_model_is_read_as_what_it_computes(lie, tmp_path):
    model = nn.MLP(2, [3, 1], activation="tanh", seed=0)
    nn.to_onnx(model, tmp_path / "net.onnx")
    kind, architecture = LIES[lie]
    claiming(tmp_path / "net.onnx", kind, **architecture)
    again = nn.from_onnx(tmp_path / "net.onnx")
    assert (repr(again), again.state_dict()) == (repr(model), model.state_dict())


@pytest.mark.parametrize("text", ["", "{", "[" * 10**5, "[1]", '{"kind": "MLP"}', "NaN", "9" * 5000])
def test_a_file_that_says_nonsense_of_itself_is_read_as_what_it_computes(text, tmp_path):
    model = nn.MLP(2, [3, 1], activation="tanh", seed=0)
    nn.to_onnx(model, tmp_path / "net.onnx")
    file = onnx.load(tmp_path / "net.onnx")
    helper.set_model_props(file, {"chalkgrad.architecture": text})
    (tmp_path / "net.onnx").write_bytes(file.SerializeToString())
    assert repr(nn.from_onnx(tmp_path / "net.onnx")) == repr(model)


# Files of others.


@pytest.mark.parametrize("exporter", FILES)
def test_a_net_of_pytorch_is_read_to_the_last_bit_and_computes_what_it_did(exporter):
    said = json.loads(NUMBERS.read_text(encoding="utf-8"))
    model = nn.from_onnx(FILES[exporter])
    assert repr(model) == "MLP(3, [5, 4, 3], activation=['leaky_relu', 'gelu'], output='softmax')"
    for layer, number in zip(model.layers, (0, 3, 5)):
        assert said["parameters"][f"{number}.weight"] == layer.W
        assert layer.b == said["parameters"][f"{number}.bias"]
    assert np.max(np.abs(np.array(said["outputs"]) - [numbers(model(x)) for x in X])) <= 2e-7
    assert largest_error(model, FILES[exporter], X) <= 2e-7


@pytest.mark.needs("torch")
def test_pytorch_is_read_as_it_writes_today(tmp_path):
    import torch

    net = torch.nn.Sequential(
        *(torch.nn.Linear(2, 4), torch.nn.SiLU(), torch.nn.Linear(4, 3), torch.nn.Mish(), torch.nn.Linear(3, 1))
    ).to(torch.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the older exporter says that it is old; it needs nothing else
        torch.onnx.export(net, (torch.zeros(1, 2).double(),), str(tmp_path / "net.onnx"), dynamo=False)
    model = nn.from_onnx(tmp_path / "net.onnx")
    samples = drawn_samples(model, 20, random.Random(0))
    theirs = net(torch.tensor(samples, dtype=torch.float64)).tolist()
    assert np.max(np.abs(np.array(theirs)[:, 0] - [model(x).data for x in samples])) <= 1e-12


# What is refused.


def changed(**fields):
    """The weights of the first layer, with other fields."""
    other = TensorProto()
    other.CopyFrom(TENSORS[0])
    for name, value in fields.items():
        if isinstance(value, list):
            del getattr(other, name)[:]
            getattr(other, name).extend(value)
        else:
            setattr(other, name, value)
    return [other, *TENSORS[1:]]


ELSEWHERE = [onnx.StringStringEntryProto(key="location", value="/etc/passwd")]
BRANCH = helper.make_graph([], "inner", [], [])
REFUSED = {
    "numbers elsewhere": (
        *(with_activation(RELU), changed(raw_data=b"", external_data=ELSEWHERE, data_location=TensorProto.EXTERNAL)),
        r"node 'the z' \(Gemm\): tensor 'W1': expected its numbers in the file itself",
    ),
    "too few bytes": (
        *(with_activation(RELU), changed(raw_data=b"1234")),
        r"node 'the z' \(Gemm\): tensor 'W1': expected 24 bytes for its dimensions, got 4",
    ),
    "too few numbers": (
        *(
            with_activation(RELU),
            [TensorProto(name="W1", dims=[3, 2], data_type=FLOAT, float_data=[1.0]), *TENSORS[1:]],
        ),
        "tensor 'W1': expected 6 numbers for its dimensions, got 1",
    ),
    "negative dimensions": (
        with_activation(RELU),
        changed(dims=[-3, -2]),
        "tensor 'W1': expected dimensions from 0 up",
    ),
    "vast dimensions": (with_activation(RELU), changed(dims=[2**40, 2**40]), "tensor 'W1': expected at most 8,388,608"),
    "no numbers": (with_activation(RELU), changed(dims=[0, 2], raw_data=b""), "expected a matrix of weights"),
    "texts": (with_activation(RELU), changed(data_type=TensorProto.STRING), "16, 32 or 64 bits, got STRING"),
    "an unknown type": (with_activation(RELU), changed(data_type=77), "16, 32 or 64 bits, got type 77"),
    "whole numbers": (
        *(with_activation(RELU), [tensor("W1", W1, "int64"), *TENSORS[1:]]),
        "expected weights to be floats, got whole numbers",
    ),
    "NaN": (
        *(with_activation(RELU), [tensor("W1", [[math.nan] * 2] * 3), *TENSORS[1:]]),
        r"node 'the z' \(Gemm\): expected weights to be finite, got one that is infinite or NaN",
    ),
    "infinity": (
        *(with_activation(RELU), [TENSORS[0], tensor("B1", [math.inf] * 3), *TENSORS[2:]]),
        "expected biases to be finite",
    ),
    "a missing tensor": (with_activation(RELU), TENSORS[1:], "there is no 'W1' before it is used"),
    "a circle": (
        *(with_activation(node("Relu", ["h2"], "h"), node("Relu", ["h"], "h2")), TENSORS),
        r"node 'the h' \(Relu\): there is no 'h2' before it is used: it is missing, or made of itself",
    ),
    "a name twice": (with_activation(RELU, RELU), TENSORS, "expected a new name for what it gives, got 'h'"),
    "a tensor twice": (with_activation(RELU), [*TENSORS, TENSORS[0]], "the tensor 'W1' is there twice"),
    "another domain": (
        *(with_activation(node("Relu", ["z"], "h", domain="com.example")), TENSORS),
        r"node 'the h' \(Relu\): expected an operator of ONNX itself, got one of domain 'com.example'",
    ),
    "an unknown operator": (
        *(with_activation(node("LSTM", ["z"], "h")), TENSORS),
        r"node 'the h' \(LSTM\): this operator is not read",
    ),
    "a branch": (
        *(with_activation(node("If", ["z"], "h", then_branch=BRANCH, else_branch=BRANCH)), TENSORS),
        r"node 'the h' \(If\): this operator is not read",
    ),
    "a loop": (
        *(with_activation(node("Loop", ["", "", "z"], "h", body=BRANCH)), TENSORS),
        r"node 'the h' \(Loop\): this operator is not read",
    ),
    "a graph as attribute": (
        *(with_activation(node("Relu", ["z"], "h", body=BRANCH)), TENSORS),
        r"node 'the h' \(Relu\): expected attribute 'body' to be numbers, a text or a tensor, got GRAPH",
    ),
    "an activation of another slope": (
        *(with_activation(node("LeakyRelu", ["z"], "h", alpha=0.2)), TENSORS),
        r"node 'the y' \(Gemm\): expected an activation of nn before it, got LeakyRelu\(X, alpha=0\.2",
    ),
    "an activation of two layers": (
        *(with_activation(node("Gemm", ["x", "W1", "B1"], "z2", transB=1), node("Add", ["z", "z2"], "h")), TENSORS),
        r"node 'the h' \(Add\): expected it to follow on one part of the net, got two",
    ),
    "an activation at first": (
        [node("Relu", ["x"], "x2"), node("Gemm", ["x2", "W1", "B1"], "y", transB=1)],
        TENSORS[:2],
        "expected the activation before it, relu, to follow on weighted sums, got none there",
    ),
    "an endless activation": (
        [GEMMS[0], *(node("Add", [f"z{k}" if k else "z"] * 2, f"z{k + 1}") for k in range(60)), RELU, GEMMS[1]],
        TENSORS,
        "expected an activation of at most 100 operators, got more",
    ),
    "numbers for each unit": (
        *(with_activation(node("Mul", ["z", "B1"], "h")), TENSORS),
        r"node 'the h' \(Mul\): expected input 1 to be one number, or to depend on the sample, got numbers of dim",
    ),
    "sizes that do not fit": (
        [node("Gemm", ["x", "W2", "B2"], "y", transB=1)],
        TENSORS[2:],
        r"node 'the y' \(Gemm\): expected weights for 2 inputs, got 3 rows of them",
    ),
    "biases that do not fit": (with_activation(RELU), [TENSORS[0], tensor("B1", [1.0, 2.0]), *TENSORS[2:]], "3 biases"),
    "a factor": (
        [node("Gemm", ["x", "W1", "B1"], "y", transB=1, alpha=0.5)],
        TENSORS[:2],
        r"node 'the y' \(Gemm\): expected attribute 'alpha' to be 1\.0, got 0\.5",
    ),
    "weights from the left": (
        [node("MatMul", ["W1", "x"], "y")],
        TENSORS[:1],
        r"node 'the y' \(MatMul\): expected input 0 to depend on the sample, got numbers of dimensions \[3, 2\]",
    ),
    "weights that depend on the sample": (
        [node("MatMul", ["x", "x"], "y")],
        [],
        "expected input 1 to be the same for all samples",
    ),
    "a softmax in between": (
        with_activation(node("Softmax", ["z"], "h")),
        TENSORS,
        "the softmax to be the last of all",
    ),
    "a softmax of activations": (
        [GEMMS[0], RELU, node("Softmax", ["h"], "y")],
        TENSORS[:2],
        "expected the softmax to follow on weighted sums, got it after an activation",
    ),
    "another axis": ([GEMMS[0], node("Softmax", ["z"], "y", axis=0)], TENSORS[:2], "'axis' to be 1 or -1, got 0"),
    "a dropout in training": (
        with_activation(node("Dropout", ["z", "", "on"], "h")),
        [*TENSORS, tensor("on", True, "bool")],
        "expected a dropout that is off, got one in training mode",
    ),
    "a dropout of all": (
        with_activation(node("Dropout", ["z", "p"], "h")),
        [*TENSORS, tensor("p", 1.0)],
        "expected a ratio from 0 to below 1, got 1.0",
    ),
    "another shape": (
        with_activation(node("Reshape", ["z", "shape"], "h")),
        [*TENSORS, tensor("shape", [3, -1], "int64")],
        r"node 'the h' \(Reshape\): expected a shape that changes nothing, got \[3, -1\]",
    ),
    "no layer": ([node("Identity", ["x"], "y")], [], "output 'y': expected at least one layer of weighted sums"),
    "no nodes": ([], [], "output 'y': expected what depends on the input, got nothing that does"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_graph_that_is_no_net_is_refused_by_name(what, tmp_path):
    nodes, tensors, message = REFUSED[what]
    file_of(nodes, tensors, tmp_path / "net.onnx")
    with pytest.raises(ValueError, match=rf"net\.onnx: .*{message}"):
        nn.from_onnx(tmp_path / "net.onnx")


def test_two_outputs_and_inputs_are_refused(tmp_path):
    file_of(with_activation(RELU), TENSORS, tmp_path / "net.onnx", outputs=("y", "h"))
    with pytest.raises(ValueError, match=r"net\.onnx: expected 1 input and 1 output, got 1 input and 2 outputs"):
        nn.from_onnx(tmp_path / "net.onnx")
    file_of(with_activation(RELU), TENSORS, tmp_path / "net.onnx", inputs=("x", "x2"))
    with pytest.raises(ValueError, match="got 2 inputs and 1 output"):
        nn.from_onnx(tmp_path / "net.onnx")


VERSIONS = {
    "an old format": (lambda file: setattr(file, "ir_version", 2), "expected ir_version to be from 3 to"),
    "a format of tomorrow": (lambda file: setattr(file, "ir_version", 10**6), "expected ir_version to be from 3 to"),
    "operators of tomorrow": (
        lambda file: setattr(file.opset_import[0], "version", 10**6),
        "expected one version of ONNX's operators, from 7 to",
    ),
    "no operators": (lambda file: file.ClearField("opset_import"), r"operators, from 7 to .*, got \[\]"),
    "a function": (lambda file: file.functions.add(name="mine"), "expected no functions in the model, got 'mine'"),
    "a sparse tensor": (lambda file: file.graph.sparse_initializer.add(), "expected tensors that are written in full"),
}


def test_the_oldest_format_is_read(tmp_path):
    file = file_of(with_activation(RELU), TENSORS, tmp_path / "net.onnx", opset=7)
    file.ir_version = 3
    (tmp_path / "net.onnx").write_bytes(file.SerializeToString())
    assert repr(nn.from_onnx(tmp_path / "net.onnx")) == EXPECTED


def test_a_dropout_of_nothing_is_read(tmp_path):
    nodes = with_activation(node("Relu", ["z"], "r"), node("Dropout", ["r", "p"], "h"))
    file_of(nodes, [*TENSORS, tensor("p", 0.0)], tmp_path / "net.onnx")
    assert "Dropout(0)," in repr(nn.from_onnx(tmp_path / "net.onnx"))


@pytest.mark.parametrize("what", VERSIONS)
def test_another_version_is_refused(what, tmp_path):
    file = file_of(with_activation(RELU), TENSORS, tmp_path / "net.onnx")
    change, message = VERSIONS[what]
    change(file)
    (tmp_path / "net.onnx").write_bytes(file.SerializeToString())
    with pytest.raises(ValueError, match=rf"net\.onnx: .*{message}"):
        nn.from_onnx(tmp_path / "net.onnx")


@pytest.mark.parametrize("contents", [b"", b"\x80\x03.", b"{}", b"PK\x03\x04", b"\0" * 100])
def test_what_is_no_file_of_onnx_is_refused_by_name(contents, tmp_path):
    (tmp_path / "net.onnx").write_bytes(contents)
    with pytest.raises(ValueError, match=r"net\.onnx: expected"):
        nn.from_onnx(tmp_path / "net.onnx")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"net\.onnx"):
        nn.from_onnx(tmp_path / "net.onnx")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "net.onnx").open("wb") as file:
        file.truncate(2**27 + 1)
    with pytest.raises(ValueError, match=r"net\.onnx: expected at most 134,217,728 bytes, got 134,217,729"):
        nn.from_onnx(tmp_path / "net.onnx")


def test_weights_that_many_layers_share_are_not_copied_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.bridges.onnx_files.layers.MOST_NUMBERS", 100)
    nodes = [node("MatMul", [f"h{k}" if k else "x", "W"], f"h{k + 1}") for k in range(30)]
    file_of([*nodes, node("Identity", ["h30"], "y")], [tensor("W", np.eye(2))], tmp_path / "net.onnx")
    with pytest.raises(ValueError, match=r"node 'the h26' \(MatMul\): expected a net of at most 100 parameters"):
        nn.from_onnx(tmp_path / "net.onnx")
    assert MOST_NUMBERS == 2**23


def test_a_file_of_empty_nodes_is_refused_before_they_fill_the_memory(tmp_path):
    nodes = bytes([1 << 3 | 2, 0]) * (2**23 + 1)
    graph = bytes([7 << 3 | 2]) + _as_varint(len(nodes)) + nodes
    (tmp_path / "net.onnx").write_bytes(b"\x08\x08" + graph)
    with pytest.raises(ValueError, match=r"net\.onnx: expected at most 1,048,576 nodes and tensors, got more"):
        nn.from_onnx(tmp_path / "net.onnx")


@pytest.mark.parametrize("field", ["raw_data", "float_data"])
def test_the_numbers_of_tensors_may_be_as_many_as_a_net_has(field):
    zeros = {"raw_data": bytes(2**25)} if field == "raw_data" else {"float_data": [0.0] * 2**23}
    large = TensorProto(name="large", dims=[2**23], data_type=FLOAT, **zeros)
    model = helper.make_model(helper.make_graph(with_activation(RELU), "net", [], [], [large]))
    sizes.check_bytes(model.SerializeToString())
    del model.graph.initializer[:]
    model.doc_string = "x" * 2**24
    with pytest.raises(ValueError, match="besides the numbers of its tensors, got 16,777,"):
        sizes.check_bytes(model.SerializeToString())


def test_a_part_that_goes_beyond_its_message_is_no_part_of_it():
    tensor_of_a_hundred_bytes = bytes([5 << 3 | 2, 100, 0, 0])
    for end in (2, 4, 101):
        with pytest.raises(IndexError):
            list(sizes._entries(tensor_of_a_hundred_bytes + bytes(200), 0, end, iter(range(9))))
    assert list(sizes._entries(tensor_of_a_hundred_bytes + bytes(98), 0, 102, iter(range(9)))) == [(5, 2, 102)]


def _as_varint(number):
    parts = []
    while number >= 128:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def test_a_graph_in_a_graph_without_end_is_refused(tmp_path):
    contents = b""
    for _ in range(300):
        for field in (6, 5, 1):  # a graph in an attribute of a node of a graph
            contents = bytes([field << 3 | 2]) + _as_varint(len(contents)) + contents
    graph = bytes([7 << 3 | 2]) + _as_varint(len(contents)) + contents
    (tmp_path / "net.onnx").write_bytes(b"\x08\x08" + graph)
    with pytest.raises(ValueError, match=r"net\.onnx: expected a model of ONNX, but it is none"):
        nn.from_onnx(tmp_path / "net.onnx")


# Files that were damaged on the way.

NAMED = {
    "an attribute": lambda file: setattr(file.graph.node[0].attribute[0], "name", "QQQQ"),
    "a node": lambda file: setattr(file.graph.node[1], "name", "QQQQ"),
    "an operator": lambda file: setattr(file.graph.node[1], "op_type", "QQQQ"),
    "a domain": lambda file: setattr(file.graph.node[1], "domain", "QQQQ"),
    "what goes in": lambda file: file.graph.node[1].input.append("QQQQ"),
    "what comes out": lambda file: file.graph.node[1].output.append("QQQQ"),
    "a tensor": lambda file: setattr(file.graph.initializer[0], "name", "QQQQ"),
    "the input": lambda file: setattr(file.graph.input[0], "name", "QQQQ"),
    "the output": lambda file: setattr(file.graph.output[0], "name", "QQQQ"),
}


@pytest.mark.parametrize("what", NAMED)
def test_a_name_that_is_no_text_is_refused(what, tmp_path):
    file = file_of(with_activation(RELU), TENSORS, tmp_path / "net.onnx")
    NAMED[what](file)
    (tmp_path / "net.onnx").write_bytes(file.SerializeToString().replace(b"QQQQ", b"\xff\xfeQQ"))
    with pytest.raises(ValueError, match=r"net\.onnx: expected names that are text, got b'.xff.xfeQQ'$"):
        nn.from_onnx(tmp_path / "net.onnx")


def damaged(contents, cut, changes):
    kept = bytearray(contents[: int(cut * len(contents))] if cut is not None else contents)
    for place, byte in changes:
        if kept:
            kept[int(place * (len(kept) - 1))] = byte
    return bytes(kept)


SOUND = {"own": None, **FILES}
share = st.floats(0.0, 1.0)


@cache
def sound(which, folder):
    if SOUND[which] is not None:
        return SOUND[which].read_bytes()
    nn.to_onnx(nn.Sequential(nn.Linear(2, 2, seed=0), nn.Dropout(0.5), nn.Linear(2, 1, seed=0)), folder / "own.onnx")
    return (folder / "own.onnx").read_bytes()


@pytest.mark.parametrize("which", SOUND)
@given(cut=st.none() | share, changes=st.lists(st.tuples(share, st.integers(0, 255)), max_size=4))
def test_a_damaged_file_gives_a_model_that_computes_or_a_value_error(tmp_path_factory, which, cut, changes):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "damaged.onnx"
    path.write_bytes(damaged(sound(which, folder), cut, changes))
    message = refusal(path)
    assert message is None or ("damaged.onnx: " in message and len(message) <= 1000)


def refusal(path):
    """What the error says; None for a model, whose parameters are finite."""
    try:
        model = nn.from_onnx(path)
    except ValueError as error:
        return str(error)
    assert all(math.isfinite(parameter.data) for parameter in model.parameters())
    return None
