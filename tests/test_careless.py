"""What a careless call is told: the argument that is wrong is named, by the function that was called."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, is_typeddict

import matplotlib.pyplot as plt
import pytest

import autograd
import nn
import viz
from autograd import DomainError, Value
from tests.careless import CALLABLE, FLAGS, FUNCTIONS, MADE_BY_US, METHODS, RIGHT, WRONG

HERE = tuple(str(Path(package.__file__ or "").parent) for package in (autograd, nn, viz))
MODULES = {"autograd": autograd, "nn": nn, "nn.datasets": nn.datasets, "nn.schedules": nn.schedules}
MODULES |= {"nn.designs": nn.designs, "nn.stopping": nn.stopping, "viz": viz}
SEVERAL = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
LONGEST = 700
"""Letters of a message: one that lists all activations has some."""


def public_functions() -> dict[str, Callable[..., Any]]:
    """What is there to be called, but for operations and errors."""
    named = {f"{place}.{name}": getattr(module, name) for place, module in MODULES.items() for name in module.__all__}
    named["autograd.compile"] = autograd.compile  # which `import *` leaves out
    return {
        name: each
        for name, each in named.items()
        if callable(each)
        and not isinstance(each, autograd.Primitive)
        and not (inspect.isclass(each) and (issubclass(each, Exception) or is_typeddict(each)))
        and type(each).__name__ not in {"_CallableGenericAlias", "GenericAlias", "_GenericAlias"}
    }


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with the files that are read."""
    monkeypatch.chdir(tmp_path)
    model = nn.MLP(2, [3, 1], seed=0)
    nn.save(model, "model.json")
    nn.to_onnx(model, "model.onnx")
    nn.save_checkpoint("checkpoint.json", nn.SGD(model.parameters(), 0.1), nn.History())
    Path("table.csv").write_text("x,y\n1,a\n2,b\n", encoding="utf-8")
    code = viz.worksheet("parameter count").code
    Path("answers.csv").write_text(f"name,code,total\nAda,{code},3\n", encoding="utf-8")
    Path("images.csv").write_text("7,0,255\n", encoding="utf-8")
    Path("images.idx").write_bytes(bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255]))
    Path("labels.idx").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    Path("text.txt").write_text("words", encoding="utf-8")
    yield
    plt.close("all")


def test_every_public_function_is_tried() -> None:
    assert public_functions().keys() == RIGHT.keys() | MADE_BY_US


@pytest.mark.parametrize("name", RIGHT)
def test_a_wrong_argument_is_named(name: str) -> None:
    function = public_functions()[name]
    function(**RIGHT[name]())
    names = [p.name for p in inspect.signature(function).parameters.values() if p.kind not in SEVERAL]
    told = {
        (argument, kind): amiss(function, RIGHT[name]() | {argument: make()}, names)
        for argument in names
        for kind, make in WRONG.items()
        if not is_fine(function, argument, kind)
    }
    assert {place: what for place, what in told.items() if what} == {}


@pytest.mark.parametrize("name", [name for name in RIGHT if not inspect.isclass(public_functions()[name])])
def test_an_argument_that_is_not_taken_is_told_with_the_name_of_what_was_called(name: str) -> None:
    function = public_functions()[name]
    assert function.__name__ == name.rpartition(".")[2] or name == "nn.l1_loss"
    with pytest.raises(TypeError, match=rf"^{function.__name__}\b.*(takes no |unexpected keyword argument ')zzz"):
        function(**RIGHT[name](), zzz=1)


@pytest.mark.parametrize("name", METHODS)
def test_a_wrong_argument_of_a_method_is_named(name: str) -> None:
    place, method = name.rsplit(".", 1)
    function = getattr(public_functions()[place], method)
    function(**METHODS[name]())
    names = METHODS[name]().keys() - {"self"}
    allowed = [*names, "w_", "b_", "W1", "token", "characters"]  # parts are called by their own names, such as w_12
    told = {
        (argument, kind): amiss(function, METHODS[name]() | {argument: make()}, allowed)
        for argument in names
        for kind, make in WRONG.items()
    }
    assert {place: what for place, what in told.items() if what} == {}


@pytest.mark.parametrize("wrong", [1, "ab", b"ab", None, {1.0, 2.0}, [[1.0, "a"]], [["a"]]])
def test_wrong_numbers_assigned_to_a_model_are_named_and_change_nothing(wrong: object) -> None:
    models = {"w": (nn.Neuron(2), nn.Perceptron(2)), "W": (nn.Layer(2, 1),), "b": (nn.Layer(2, 1), nn.Neuron(2))}
    for name, having in models.items():
        for model in having:
            before = model.state_dict()
            if not (name == "b" and wrong == 1 and isinstance(model, nn.Neuron)):
                with pytest.raises((TypeError, ValueError), match=rf"^expected ({name}\b|\d weights w|[wb]_)"):
                    setattr(model, name, wrong)
                assert model.state_dict() == before


@pytest.mark.parametrize("unordered", [{0.0, 1.0}, frozenset([0.0, 1.0]), {0.0: 1, 1.0: 0}, {0.0: 1, 1.0: 0}.keys()])
def test_what_has_no_order_is_neither_a_sample_nor_a_target(unordered: Any) -> None:
    nets = [nn.MLP(2, [1]), nn.Neuron(2), nn.Layer(2, 1), nn.Perceptron(2), nn.Sequential(nn.Layer(2, 1))]
    for model in nets:
        with pytest.raises(
            TypeError, match=r"expected inputs to be a sequence of numbers, got .*: (a set|its entries)"
        ):
            model(unordered)
    with pytest.raises(TypeError, match=r"expected (tokens|start) to be a sequence of whole numbers, got .*: (a|its)"):
        nn.GPT(5, 4, 2, 1, 4)(unordered)
    for loss in (nn.mse_loss, nn.mae_loss, nn.huber_loss, nn.cross_entropy, nn.categorical_cross_entropy):
        with pytest.raises(TypeError, match="expected target to be "):
            loss([Value(0.25), Value(0.75)], unordered)


def is_fine(function: Callable[..., Any], argument: str, kind: str) -> bool:
    """Whether that is for Python to judge: anything is true or false; a function fails by itself when it is called."""
    is_flag = isinstance(inspect.signature(function).parameters[argument].default, bool) or argument in FLAGS
    return (is_flag and kind not in ("a word", "None")) or (argument in FUNCTIONS and kind in CALLABLE)


def amiss(function: Callable[..., Any], arguments: dict[str, Any], names: Iterable[str]) -> str:
    """What is wrong with the error that a call raises; "" for nothing, and for no error."""
    for new in Path().glob("new.*"):
        new.unlink()
    try:
        function(**arguments)
    except OSError:  # which names a file
        return ""
    except Exception as error:
        message, last = str(error), traceback.extract_tb(error.__traceback__)[-1]
        if not last.filename.startswith(HERE) or "raise" not in (last.line or ""):
            return f"from deep inside, {last.filename}:{last.lineno}: {error!r}"
        if "\n" in message or len(message) > LONGEST or " at 0x" in message:
            return f"does not fit on a line: {error!r}"
        is_named = any(re.search(rf"\b{name}", message, re.IGNORECASE) for name in names)
        if not is_named and not isinstance(error, (DomainError, OverflowError)):  # which name an operation
            return f"names no argument: {error!r}"
    return ""


@pytest.mark.parametrize(
    "name", sorted(RIGHT.keys() - {"nn.Classifier", "nn.Regressor"})
)  # they look at nothing before fit
def test_a_word_is_neither_true_nor_false(name: str) -> None:
    function = public_functions()[name]
    for argument, parameter in inspect.signature(function).parameters.items():
        if isinstance(parameter.default, bool):
            with pytest.raises(TypeError, match=f"expected {argument} to be True.*, got .*'no'$"):
                function(**RIGHT[name]() | {argument: "no"})


@pytest.mark.parametrize("name", autograd.PRIMITIVES)
def test_an_operation_says_what_it_takes(name: str) -> None:
    row = autograd.PRIMITIVES[name]
    right = [[Value(0.5), Value(0.25)] if is_vector else Value(0.5) for is_vector in row.vectors]
    for place in range(len(right)):
        for kind, make in WRONG.items():
            operands = dict(zip("abc", [*right[:place], make(), *right[place + 1 :]]))
            told = amiss(lambda **given: row(*given.values()), operands, [name, "Value"])
            assert told == "", (place, kind)
