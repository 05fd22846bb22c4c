from __future__ import annotations

import json
import math
import os
import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.models import records as files

MODELS = {
    "MLP": lambda: nn.MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=0),
    "MLP with an activation a layer": lambda: nn.MLP(
        2, [3, 2, 4], activation=("relu", "tanh"), output="softmax", seed=1
    ),
    "Layer": lambda: nn.Layer(3, 2, activation="relu", seed=2),
    "numbered Layer": lambda: nn.Layer(3, 2, activation="relu", seed=2, layer=3),
    "Neuron": lambda: nn.Neuron(2, activation="linear", seed=3),
    "numbered Neuron": lambda: nn.Neuron(2, activation="linear", seed=3, unit=2, layer=1),
    "Perceptron": lambda: nn.Perceptron(2, seed=4),
    "Layer without biases": lambda: nn.Layer(3, 2, activation="relu", seed=2, bias=False),
    "Neuron without bias": lambda: nn.Neuron(2, seed=2, bias=False),
    "Linear": lambda: nn.Linear(2, 2, seed=5),
    "Sequential": lambda: nn.Sequential(
        nn.Linear(2, 3, seed=0), "tanh", nn.Dropout(0.25, seed=7), nn.Linear(3, 1, seed=1)
    ),
    "GPT": lambda: nn.GPT(5, 4, 2, 2, 3, seed=0),
    "GPT of characters": lambda: nn.GPT(nn.datasets.Characters("abé"), 4, 2, 1, 3, seed=0),
    "Block": lambda: nn.Block(4, 2, seed=0),
    "SelfAttention": lambda: nn.SelfAttention(4, 2, seed=0),
    "SelfAttention with biases": lambda: nn.SelfAttention(4, 2, seed=0, bias=True),
    "Embedding": lambda: nn.Embedding(5, 2, seed=0),
    "RMSNorm": lambda: nn.RMSNorm(3, epsilon=1e-6),
    "RMSNorm without gains": lambda: nn.RMSNorm(3, gain=False),
    "LayerNorm": lambda: nn.LayerNorm(3),
    "LayerNorm without biases": lambda: nn.LayerNorm(3, bias=False),
    "Sequential with a softmax": lambda: nn.Sequential(nn.Layer(2, 3, seed=0), nn.Linear(3, 2, bias=False), "softmax"),
}


INPUTS = {
    nn.GPT: [0, 2, 1],
    nn.Block: [[0.3, -0.7, 1.1, 0.2]] * 2,
    nn.SelfAttention: [[0.3, -0.7, 1.1, 0.2]] * 2,
    nn.Embedding: 4,
}


def test_a_file_that_an_editor_of_windows_has_written_again_is_read(tmp_path):
    """With a mark at its beginning, line breaks of two characters, and letters as themselves."""
    model = MODELS["GPT of characters"]()
    nn.save(model, tmp_path / "model.json")
    content = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    with (tmp_path / "again.json").open("w", encoding="utf-8-sig", newline="\r\n") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
    assert b"\r\n" in (tmp_path / "again.json").read_bytes()
    assert nn.load(tmp_path / "again.json").state_dict() == model.state_dict()


@pytest.mark.parametrize("name", MODELS)
def test_a_saved_model_comes_back_the_same(name, tmp_path):
    model = MODELS[name]()
    nn.save(model, tmp_path / "model.json")
    same = nn.load(tmp_path / "model.json")
    assert type(same) is type(model)
    assert repr(same) == repr(model)
    assert same.state_dict() == model.state_dict()
    x = INPUTS.get(type(model), [0.3, -0.7, 1.1][: getattr(model, "nin", 3)])
    assert repr(same(x)) == repr(model(x))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
def test_floats_come_back_to_the_last_bit(tmp_path_factory, numbers):
    path = tmp_path_factory.mktemp("exact") / "model.json"
    neuron = nn.Neuron(2)
    neuron.set_weights(numbers[:2], numbers[2])
    nn.save(neuron, path)
    back = nn.load(path)
    assert [*map(float.hex, [*back.w, back.b])] == [*map(float.hex, numbers)]


def test_the_file_is_json_with_the_names_of_the_slides(tmp_path):
    nn.save(nn.MLP(2, [1, 1], init="zeros"), tmp_path / "model.json")
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8")) == {
        "format": "chalkgrad model",
        "version": 1,
        "kind": "MLP",
        "architecture": {"nin": 2, "nouts": [1, 1], "activation": "sigmoid", "output": "linear"},
        "parameters": dict.fromkeys(["w_11^(1)", "w_21^(1)", "b_1^(1)", "w_11^(2)", "b_1^(2)"], 0.0),
    }


def edited(path, change):
    """The file of a small MLP, after a change."""
    nn.save(MODELS["MLP"](), path)
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def architecture(**fields):
    return lambda record: record["architecture"].update(fields)


def parameters(**numbers):
    return lambda record: record["parameters"].update({"w_11^(1)": numbers["w"]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.update(format="pickle"), "expected format to be 'chalkgrad model', got 'pickle'"),
        (lambda r: r.update(version=2), "expected version to be 1, got 2"),
        (lambda r: r.update(version=True), "expected version to be 1, got True"),
        (lambda r: r.pop("version"), "expected version to be 1, got None"),
        (lambda r: r.pop("parameters"), "the file lacks the field 'parameters'"),
        (lambda r: r.update(code="import os"), "the file has an unknown field 'code'"),
        (lambda r: r.update(kind="__import__"), "expected kind to be one of MLP, Layer, Neuron, Perceptron"),
        (lambda r: r.update(kind=["MLP"]), "expected kind to be one of"),
        (lambda r: r.update(architecture=[2, 3]), "expected architecture to have the fields nin, nouts"),
        (lambda r: r["architecture"].pop("output"), "expected architecture to have the fields nin, nouts"),
        (architecture(nin=0), "architecture.nin to be a whole number of at least 1, got 0"),
        (architecture(nin="2"), "architecture.nin to be a whole number of at least 1, got '2'"),
        (architecture(nouts=3), "architecture.nouts to be a list of whole numbers, got 3"),
        (architecture(nouts=[3, 1.5]), r"architecture.nouts\[1\] to be a whole number of at least 1, got 1.5"),
        (architecture(nouts=[]), "at least one layer in nouts"),
        (architecture(nouts=[10**9, 10**9]), "parameters for the architecture, got 13"),
        (architecture(nouts=[3, 2]), "expected 17 parameters for the architecture, got 13"),
        (architecture(activation="__class__"), "unknown activation '__class__'"),
        (architecture(activation="backward"), "unknown activation 'backward'"),
        (architecture(activation=5), "architecture.activation to be a name, got 5"),
        (architecture(activation=[5]), r"architecture.activation to be a name, got \[5\]"),
        (architecture(output=["sigmoid"]), r"architecture.output to be a name, got \['sigmoid'\]"),
        (lambda r: r.update(parameters=[1.0]), r"expected parameters to be numbers by name, got \[1.0\]"),
        (lambda r: r["parameters"].pop("b_1^(2)"), "expected 13 parameters for the architecture, got 12"),
        (lambda r: r["parameters"].update({"b_9": r["parameters"].pop("b_1^(2)")}), r"lacks b_1\^\(2\)"),
        (parameters(w="0.5"), r"expected w_11\^\(1\) to be a number, got '0.5'"),
        (parameters(w=None), r"expected w_11\^\(1\) to be a number, got None"),
        (parameters(w=True), r"expected w_11\^\(1\) to be a number, got True"),
        (parameters(w=[1.0]), r"expected w_11\^\(1\) to be a number, got \[1.0\]"),
        (parameters(w=math.nan), "NaN is not a finite number"),
        (parameters(w=-math.inf), "-Infinity is not a finite number"),
    ],
)
def test_a_file_that_is_wrong_is_refused_and_the_field_named(change, message, tmp_path):
    path = edited(tmp_path / "model.json", change)
    with pytest.raises((TypeError, ValueError), match=f"model.json: .*{message}"):
        nn.load(path)


def part(**fields):
    return lambda record: record["architecture"]["parts"][0]["architecture"].update(fields)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r["architecture"].update(parts=5), "architecture.parts to be a list, got 5"),
        (
            lambda r: r["architecture"].update(parts=[5]),
            r"architecture.parts\[0\] to have kind and architecture, got 5",
        ),
        (lambda r: r["architecture"].update(parts=[]), "expected 0 parameters for the architecture, got 13"),
        (
            lambda r: r["architecture"]["parts"][0].update(kind="Sequential"),
            r"parts\[0\]: expected kind to be one of Lay",
        ),
        (
            lambda r: r["architecture"]["parts"][1].update(kind="Layer"),
            r"parts\[1\]: expected architecture to have the f",
        ),
        (lambda r: r["architecture"]["parts"].pop(0), "expected 4 parameters for the architecture, got 13"),
        (part(nin=0), r"parts\[0\]: expected architecture.nin to be a whole number of at least 1, got 0"),
        (part(nout=10**9), "parameters for the architecture, got 13"),
        (part(bias=0), r"parts\[0\]: expected architecture.bias to be true or false, got 0"),
        (part(bias=False), "expected 10 parameters for the architecture, got 13"),
        (part(activation="__class__"), "unknown activation '__class__'"),
        (lambda r: r["architecture"]["parts"][1]["architecture"].update(p=1.0), "expected p to be from 0 to below 1"),
        (
            lambda r: r["architecture"]["parts"][1]["architecture"].update(p="0"),
            "architecture.p to be a number, got '0'",
        ),
        (
            lambda r: r["architecture"]["parts"][1]["architecture"].update(seed=0.5),
            "architecture.seed to be a whole num",
        ),
        (lambda r: r["architecture"].update(output=5), "architecture.output to be a name, got 5"),
        (lambda r: r["architecture"].pop("output"), "expected architecture to have the fields parts, output"),
    ],
)
def test_a_wrong_part_of_a_sequential_is_refused(change, message, tmp_path):
    nn.save(MODELS["Sequential"](), tmp_path / "model.json")
    record = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    change(record)
    (tmp_path / "model.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises((TypeError, ValueError), match=f"model.json: .*{message}"):
        nn.load(tmp_path / "model.json")


def test_a_saved_dropout_leaves_out_what_it_would_have(tmp_path):
    nn.save(MODELS["Sequential"](), tmp_path / "model.json")
    models = [MODELS["Sequential"](), nn.load(tmp_path / "model.json")]
    first, second = (model.train().predict([[0.5, -1.0]] * 20) for model in models)
    assert first == second
    assert len(set(first)) > 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a chalkgrad model as JSON, but it is not"),
        ("{", "expected a chalkgrad model as JSON, but it is not"),
        ("[1]", "expected format to be 'chalkgrad model', got list"),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": "chalkgrad model", "version": ' + "1" * 5000 + "}", "a whole number of 5000 digits"),
        ('{"format": "chalkgrad model", "format": "chalkgrad model"}', "the field 'format' is there twice"),
        ('{"format": "chalkgrad model", "version": 1e999}', "expected version to be 1, got inf"),
    ],
)
def test_a_file_that_is_not_even_a_record_is_refused(text, message, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"model.json: .*{message}"):
        nn.load(path)


def test_a_number_too_large_for_a_float_is_refused(tmp_path):
    path = edited(tmp_path / "model.json", parameters(w=12345.0))
    text = path.read_text(encoding="utf-8").replace("12345.0", "1e999")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected w_11\^\(1\) to be a finite number, got inf"):
        nn.load(path)


def test_bytes_that_are_not_text_are_refused(tmp_path):
    (tmp_path / "model.json").write_bytes(b"\x80\x04\x95pickle")
    with pytest.raises(ValueError, match="as JSON, but it is not"):
        nn.load(tmp_path / "model.json")


def test_a_file_that_is_too_large_is_not_even_read(tmp_path, monkeypatch):
    path = tmp_path / "model.json"
    with path.open("wb") as file:
        file.truncate(files.MOST_BYTES + 1)  # sparse
    with pytest.raises(ValueError, match="expected at most 134,217,728 bytes, got 134,217,729"):
        nn.load(path)


@given(st.integers(0, 2**32 - 1))
def test_a_damaged_file_gives_a_model_or_a_value_or_type_error_and_nothing_else(tmp_path_factory, seed):
    """One byte changed, or the file cut off, wherever it may be."""
    path = tmp_path_factory.mktemp("damaged") / "model.json"
    nn.save(MODELS["MLP"](), path)
    generator, content = random.Random(seed), bytearray(path.read_bytes())
    place = generator.randrange(len(content))
    if generator.random() < 0.5:
        content[place] = generator.randrange(256)
    else:
        del content[place:]
    path.write_bytes(content)
    problem = "model.json: none"
    try:
        nn.load(path)
    except (TypeError, ValueError) as error:
        problem = str(error)
    assert "model.json: " in problem


@pytest.mark.parametrize("depth", [50, 95, 200, *range(700, 1000, 20), 100_000])
def test_lists_in_lists_are_refused_in_few_words_whatever_their_depth(depth, tmp_path):
    path = tmp_path / "deep.json"
    nn.save(nn.MLP(1, [1], seed=0), path)
    whole = path.read_text(encoding="utf-8")
    weight = str(json.loads(whole)["parameters"]["w_11^(1)"])
    for what in (weight, "[1]", '"sigmoid"'):  # a parameter, a part of the architecture, a name
        assert whole.count(what) >= 1
        path.write_text(whole.replace(what, "[" * depth + "]" * depth, 1), encoding="utf-8")
        with pytest.raises((TypeError, ValueError), match=r"deep\.json") as raised:
            nn.load(path)
        assert len(str(raised.value)) < 400


def test_a_crash_while_writing_leaves_the_old_file_whole_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "model.json"
    nn.save(MODELS["MLP"](), path)
    before = path.read_bytes()

    def full_disk(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        nn.save(MODELS["MLP with an activation a layer"](), path, overwrite=True)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_symbolic_link_stays_one(tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "model.json")
    nn.save(MODELS["Neuron"](), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert nn.load(tmp_path / "model.json").w == MODELS["Neuron"]().w


def test_models_of_other_kinds_are_refused(tmp_path):
    class Mine(nn.MLP):
        pass

    with pytest.raises(
        TypeError,
        match=r"model to be one of MLP, Layer, Neuron, Perceptron, Sequential, Dropout, GPT, .* of type Mine",
    ):
        nn.save(Mine(2, [1]), tmp_path / "model.json")
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_that_is_not_finite_is_not_saved(tmp_path):
    neuron = nn.Neuron(1)
    neuron.bias.data = math.inf
    with pytest.raises(ValueError, match="Out of range float values"):
        nn.save(neuron, tmp_path / "model.json")
    assert list(tmp_path.iterdir()) == []


def test_the_names_of_inputs_are_saved_with_the_net_and_older_files_have_none(tmp_path):
    model = nn.MLP(2, [1], seed=0, input_names=["age", "weight"])
    nn.save(model, tmp_path / "net.json")
    again = nn.load(tmp_path / "net.json")
    assert again.input_names == ("age", "weight")
    record = json.loads((tmp_path / "net.json").read_text(encoding="utf-8"))
    del record["architecture"]["input_names"]
    (tmp_path / "older.json").write_text(json.dumps(record), encoding="utf-8")
    assert nn.load(tmp_path / "older.json").input_names is None
    for wrong in ("age", ["age"], ["age", 1], ["age", "age"]):
        record["architecture"]["input_names"] = wrong
        (tmp_path / "wrong.json").write_text(json.dumps(record), encoding="utf-8")
        with pytest.raises((TypeError, ValueError), match=r"wrong\.json: expected .*input_names"):
            nn.load(tmp_path / "wrong.json")
