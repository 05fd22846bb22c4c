"""Models in files: JSON with architecture and parameters, floats exact. Loading runs nothing that is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from autograd.shared.files import FilePath
from autograd.shared.showing import came, counted
from nn.arguments import check_whole, finite_number
from nn.datasets.texts import Characters
from nn.models.attention import SelfAttention
from nn.models.block import TIMES_WIDER, Block
from nn.models.dropout import Dropout
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm
from nn.models.perceptron import Perceptron
from nn.models.records import MOST_DIGITS, read_record, write_record
from nn.models.sequential import Sequential
from nn.models.summary import count_parameters

__all__ = ["built", "described", "load", "parameter_count", "save"]

FORMAT: Final = "chalkgrad model"
VERSION: Final = 1

KINDS: Final[dict[str, tuple[type[Module], tuple[str, ...]]]] = {
    "MLP": (MLP, ("nin", "nouts", "activation", "output")),
    "Layer": (Layer, ("nin", "nout", "activation", "layer")),
    "Neuron": (Neuron, ("nin", "activation", "unit", "layer")),
    "Perceptron": (Perceptron, ("nin",)),
    "Sequential": (Sequential, ("parts", "output")),
    "Dropout": (Dropout, ("p", "seed")),
    "GPT": (GPT, ("vocabulary", "width", "heads", "blocks", "length")),
    "Block": (Block, ("width", "heads")),
    "SelfAttention": (SelfAttention, ("width", "heads", "bias")),
    "Embedding": (Embedding, ("count", "width")),
    "RMSNorm": (RMSNorm, ("width", "epsilon", "gain")),
    "LayerNorm": (LayerNorm, ("width", "epsilon", "gain", "bias")),
}
"""What each kind of model is built again from: its attributes. A layer without biases says so besides, as does a net
whose inputs have names."""
MAY_LACK_BIAS: Final = ("Layer", "Neuron")
MAY_NAME_INPUTS: Final = ("MLP",)
SIZES: Final = ("nin", "nout", "count", "width", "heads", "blocks", "length")
PARTS: Final = ("Layer", "Dropout")
"""What a Sequential is made of."""


def save(model: Module, path: FilePath, *, overwrite: bool = False) -> None:
    """Saves a model: its architecture, and its `state_dict`. A crash on the way leaves the old file whole.

    Args:
        model: a `GPT`, `MLP`, `Sequential`, `Perceptron`, or one of the parts that they are made of.
        path: where to; by custom, with the suffix .json. Its folder must exist.
        overwrite: whether a file that is there already is replaced.

    Raises:
        TypeError: for another kind of model, whose `state_dict` can be saved by other means.
        ValueError: for a parameter that is infinite or NaN.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists and is not to be overwritten.
        OSError: if the file cannot be written, or if the path names a folder, a device or a pipe.

    >>> import tempfile
    >>> model = MLP(2, [3, 1], output="sigmoid", seed=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(model, f"{folder}/xor.json")
    ...     same = load(f"{folder}/xor.json")
    >>> same, same.state_dict() == model.state_dict()
    (MLP(2, [3, 1], activation='sigmoid', output='sigmoid'), True)
    """
    fields = {**described(model), "parameters": model.state_dict()}
    write_record(path, FORMAT, VERSION, fields, overwrite=overwrite)


def load(path: FilePath) -> Module:
    """The model that `save` wrote into the file `path`.

    Returns:
        The model, with the same parameters to the last bit.

    Raises:
        ValueError, TypeError: for a file that is too large or damaged, or of another format or version, with sizes that
            do not fit its parameters, or a number that is not finite, naming the field.
        OSError: if the file cannot be read.

    >>> import tempfile
    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], seed=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(model, f"{folder}/net.json")
    ...     load(f"{folder}/net.json")([1.0, 2.0]).data == model([1.0, 2.0]).data
    True
    """
    record = read_record(path, FORMAT, VERSION, {"kind", "architecture", "parameters"})
    try:
        model = _loaded(record["kind"], record["architecture"], record["parameters"])
    except (TypeError, ValueError) as error:
        raise type(error)(f"{path}: {error}") from None
    return model


def described(model: Module) -> dict[str, object]:
    """A model's kind and its architecture."""
    kind = type(model).__name__
    if kind not in KINDS or type(model) is not KINDS[kind][0]:
        raise TypeError(f"expected model to be one of {', '.join(KINDS)}, got {came(model)} of type {kind}")
    architecture = {field: _field(model, field) for field in KINDS[kind][1]}
    if kind == "Sequential":
        architecture["parts"] = [described(part) for part in architecture["parts"]]
    if kind in MAY_LACK_BIAS and not getattr(model, "has_bias", True):
        architecture["bias"] = False
    if kind in MAY_NAME_INPUTS and (names := getattr(model, "input_names", None)) is not None:
        architecture["input_names"] = list(names)
    return {"kind": kind, "architecture": architecture}


def _field(model: Module, field: str) -> Any:
    """What a field of the architecture says of a model."""
    if isinstance(model, GPT) and field == "vocabulary":
        return model.characters.text if model.characters else model.vocabulary
    found = getattr(model, f"has_{field}" if field in ("bias", "gain") else field)
    return len(found) if field in ("heads", "blocks") and isinstance(found, list) else found


def built(kind: str, architecture: Mapping[str, Any]) -> Module:
    """A model of an architecture that `parameter_count` has checked, its parameters drawn anew.

    Raises:
        TypeError, ValueError: for sizes or names that do not fit each other.
    """
    if kind == "GPT" and isinstance(architecture["vocabulary"], str):
        return GPT(**{**architecture, "vocabulary": Characters(architecture["vocabulary"])})
    if kind != "Sequential":
        return KINDS[kind][0](**architecture)
    parts = [built(**part) for part in architecture["parts"]]
    return Sequential(*parts, *(["softmax"] if architecture["output"] == "softmax" else []))


def _loaded(kind: Any, architecture: Any, parameters: Any) -> Module:
    """A model, once its parameters are known to be as many as its architecture has, however large that says it is."""
    expected = parameter_count(kind, architecture)
    if not isinstance(parameters, dict):
        raise TypeError(f"expected parameters to be numbers by name, got {parameters!r:.80}")
    if len(parameters) != expected:
        raise ValueError(f"expected {counted(expected, 'parameter')} for the architecture, got {len(parameters)}")
    model = built(kind, architecture)
    model.load_state_dict(parameters)
    return model


def parameter_count(kind: Any, architecture: Any) -> int:
    """How many parameters a model has, by what a file says of it: ask before it is built.

    Args:
        kind: its kind, as `described` gives it.
        architecture: its architecture, likewise.

    Raises:
        TypeError, ValueError: for what is no architecture of that kind, naming the field.

    >>> parameter_count(**described(MLP(2, [3, 1])))
    13
    """
    _check_architecture(kind, architecture, tuple(KINDS))
    return _parameter_count(kind, architecture)


def _check_architecture(kind: Any, architecture: Any, kinds: Sequence[str]) -> None:
    """Raises unless it has all the fields of its kind, and each is of its type."""
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(f"expected kind to be one of {', '.join(kinds)}, got {kind!r:.80}")
    fields = KINDS[kind][1]
    optional = {"bias"} if kind in MAY_LACK_BIAS else {"input_names"} if kind in MAY_NAME_INPUTS else set()
    if not isinstance(architecture, dict) or not set(fields) <= architecture.keys() <= {*fields, *optional}:
        raise ValueError(f"expected architecture to have the fields {', '.join(fields)}, got {architecture!r:.80}")
    for name, field in architecture.items():
        _check_field(name, field)


def _check_field(name: str, field: object) -> None:
    """Raises unless a field of an architecture is of its type."""
    if name == "parts":
        _check_parts(field)
    elif name in ("bias", "gain"):
        if not isinstance(field, bool):
            raise TypeError(f"expected architecture.{name} to be true or false, got {field!r:.80}")
    elif name in ("p", "epsilon"):
        finite_number(field, f"architecture.{name}")
    elif name == "seed":
        check_whole(field, "architecture.seed", -(10**MOST_DIGITS))
    elif name in SIZES or (name == "vocabulary" and not isinstance(field, str)):
        check_whole(field, f"architecture.{name}")
    elif name in ("unit", "layer"):
        check_whole(1 if field is None else field, f"architecture.{name}")
    elif name == "input_names":
        if not isinstance(field, list):
            raise TypeError(f"expected architecture.input_names to be a list of names, got {field!r:.80}")
    elif name == "nouts":
        if not isinstance(field, list):
            raise TypeError(f"expected architecture.nouts to be a list of whole numbers, got {field!r:.80}")
        for i, nout in enumerate(field):
            check_whole(nout, f"architecture.nouts[{i}]")
    else:
        texts = field if isinstance(field, list) and name == "activation" else [field]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError(f"expected architecture.{name} to be a name, got {field!r:.80}")


def _check_parts(parts: object) -> None:
    if not isinstance(parts, list):
        raise TypeError(f"expected architecture.parts to be a list, got {parts!r:.80}")
    for k, part in enumerate(parts):
        if not isinstance(part, dict) or part.keys() != {"kind", "architecture"}:
            raise ValueError(f"expected architecture.parts[{k}] to have kind and architecture, got {part!r:.80}")
        try:
            _check_architecture(part["kind"], part["architecture"], PARTS)
        except (TypeError, ValueError) as error:
            raise type(error)(f"architecture.parts[{k}]: {error}") from None


def _parameter_count(kind: str, architecture: Mapping[str, Any]) -> int:
    if kind == "Sequential":
        return sum(_parameter_count(part["kind"], part["architecture"]) for part in architecture["parts"])
    if kind in COUNTS:
        return COUNTS[kind](**architecture)
    nouts = architecture.get("nouts", [architecture.get("nout", 1)])
    biases = 0 if architecture.get("bias", True) else sum(nouts)
    return count_parameters(architecture["nin"], nouts) - biases


def _count_of_attention(width: int, heads: int, bias: bool = False) -> int:
    return 4 * width * (width + bias)


def _count_of_block(width: int, heads: int) -> int:
    return _count_of_attention(width, heads) + 2 * TIMES_WIDER * width * width


def _count_of_gpt(vocabulary: int | str, width: int, heads: int, blocks: int, length: int) -> int:
    tokens = len(set(vocabulary)) + 1 if isinstance(vocabulary, str) else vocabulary
    return (2 * tokens + length) * width + blocks * _count_of_block(width, heads)


COUNTS: Final[dict[str, Callable[..., int]]] = {
    "Dropout": lambda p, seed: 0,
    "GPT": _count_of_gpt,
    "Block": _count_of_block,
    "SelfAttention": _count_of_attention,
    "Embedding": lambda count, width: count * width,
    "RMSNorm": lambda width, epsilon, gain: width * gain,
    "LayerNorm": lambda width, epsilon, gain, bias: width * (gain + bias),
}
"""How many parameters each kind has that is no net of layers, by its architecture."""
