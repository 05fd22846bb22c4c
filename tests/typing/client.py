"""A client's program, which type checkers must take: what its expressions are, `assert_type` says."""

from __future__ import annotations

from array import array  # noqa: F401 - in quotes, below
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

import autograd
import chalkgrad
import nn
import viz
from autograd import Value, grad, hessian, jacobian, value_and_grad
from viz.micrograd import draw_dot

if TYPE_CHECKING:
    from typing_extensions import assert_type
else:

    def assert_type(expression: object, _: object) -> object:
        return expression


def cube(t: Value) -> Value:
    return t**3


def product(a: Value, b: Value) -> Value:
    return a * b


def volume(a: Value, b: Value, c: Value) -> Value:
    return a * b * c


def total(ws: Sequence[Value]) -> Value:
    return sum(ws, start=Value(0.0))


def variadic(*xs: Value) -> Value:
    return xs[0] * xs[-1]


def optional(a: Value, b: Value | float = 1.0) -> Value:
    return a * b


def keyword(a: Value, *, scale: float = 1.0) -> Value:
    return a * scale


def mixed(ws: Sequence[Value], a: Value) -> Value:
    return ws[0] * a


def numbers_alone(a: float) -> float:
    return a * a


def two_outputs(a: Value, b: Value) -> tuple[Value, Value]:
    return a * b, a / b


def of_values() -> None:
    w, x = Value(0.5, label="w"), Value(2)
    y = (w * x + 1).sigmoid() - 2.0 / x**2
    assert_type(y, Value)
    assert_type(-y + abs(w), Value)
    assert_type(2.0**w, Value)
    assert_type(w.tanh().exp() * w.clamp(0.0), Value)
    assert_type(w.maximum(2.0), Value)
    assert_type(y.data, float)
    assert_type(y.grad, float | None)
    assert_type(w < x, bool)
    assert_type(y.operands, tuple[Value, ...])
    assert_type(sum([w, x], start=Value(0.0)), Value)
    assert_type({w: round(w)}, dict[Value, int])
    assert_type(autograd.gradients(y, [w, x]), list[Value])
    assert_type(autograd.gradients(y, x), Value)
    assert_type(autograd.topological_order(y), list[Value])
    w.data, w.grad, w.label = 2, 0.0, None
    y.backward()
    with autograd.no_grad():
        w -= 0.1
    w += 1.0
    assert_type(w, Value)


def of_operations() -> None:
    w, x = Value(0.5), Value(2.0)
    assert_type(autograd.exp(1.0), float)
    assert_type(autograd.exp(w), Value)
    assert_type(autograd.maximum(1.0, w), Value)
    assert_type(autograd.maximum(1.0, 2), float)
    assert_type(autograd.clamp(w, 0.0), Value)
    assert_type(autograd.leaky_relu(2.0, w), Value)
    assert_type(autograd.dot([w, x], [1.0, 2.0]), Value)
    assert_type(autograd.dot([w, 1.0], [1.0, 2.0], 0.5), Value)
    assert_type(autograd.dot([3.0, 1.0], [1, 2]), float)
    assert_type(autograd.sum(autograd.vector([w, x])), Value)
    assert_type(autograd.exp.latex, str)
    assert_type(chalkgrad.Value(1.0), Value)


def of_derivatives() -> None:
    w = Value(0.5)
    assert_type(grad(cube)(1.0), float)
    assert_type(grad(cube)(w), Value)
    assert_type(grad(grad(cube))(1), float)
    assert_type(grad(product)(1.0, 2.0), tuple[float, float])
    assert_type(grad(product)(1.0, w), tuple[Value, Value])
    assert_type(grad(volume)(1.0, 2.0, 3.0), tuple[float, float, float])
    assert_type(grad(total)([1.0, 2.0]), list[float])
    assert_type(grad(keyword)(1.0, scale=2.0), float)
    assert_type(value_and_grad(cube)(1.0), tuple[float, float])
    assert_type(value_and_grad(product)(1.0, 2.0), tuple[float, tuple[float, float]])
    assert_type(hessian(cube)(2.0), float)
    assert_type(hessian(product)(2.0, 3.0), tuple[tuple[float, float], tuple[float, float]])
    assert_type(hessian(total)([2.0, 3.0]), tuple[list[float], ...])
    assert_type(jacobian(two_outputs)(2.0, 3.0), tuple[tuple[float, float], ...])
    assert_type(jacobian(hessian(cube))(2.0), float)
    # How many arguments there are, or what they hold, these do not say: the result is left open.
    assert_type(grad(variadic)(1.0, 2.0), Any)
    assert_type(grad(optional)(1.0), Any)
    assert_type(grad(mixed, argnums=0)([1.0, 2.0], 3.0), Any)
    assert_type(grad(numbers_alone)(2.0), Any)
    # Lambdas: mypy leaves their results open, Pyright does not.
    slope: float = grad(grad(lambda t: t**3))(2.0)
    both: tuple[float, float] = grad(lambda a, b: a.log() + b.log())(1.0, 2.0)
    several: list[float] = grad(lambda ws: ws[0] ** 2 + ws[0] * ws[1])([1.0, 2.0])
    by_name: dict[str, float] = grad(lambda p: p["w"] * 3.0)({"w": 1.0})
    powers: tuple[float, ...] = jacobian(lambda t: [t, t**2])(2.0)
    print(slope, both, several, by_name, powers)
    autograd.gradcheck(product, (1.0, 2.0))


def of_programs() -> None:
    if autograd.compiler.is_available():
        program = autograd.compile(product, 0.0, 0.0)
        assert_type(program, "autograd.Program[array[float]]")
        assert_type(program([1.0, 2.0], [2.0, 7.0]), "array[float]")
        rows = autograd.compile(two_outputs, 1.0, 1.0)
        assert_type(rows([1.0, 2.0], [2.0, 7.0]), "memoryview[float]")
        x = Value(1.0)
        assert_type(autograd.compile(x * x, x)([2.0]), "array[float]")
        assert_type(autograd.compile([x * x, x.exp()], x)([2.0]), "memoryview[float]")
        assert_type(autograd.compile(numbers_alone, 0.0), autograd.Program[Any])
        result = program.value_and_grad([1.0, 2.0], [2.0, 7.0], reduction="sum")
        assert_type(result.value, float)
        assert_type(list(result.outputs), list[float])


class OwnModel(nn.Module):
    """A student's own, whose samples are plain lists."""

    def __init__(self) -> None:
        self.neuron = nn.Neuron(2, seed=0)

    def __call__(self, x: list[float]) -> Value:
        return self.neuron([x[0], x[0] * x[1]])

    def parameters(self) -> list[Value]:
        return self.neuron.parameters()


def of_nets(folder: Path) -> None:
    X, y = nn.datasets.XOR
    model = nn.MLP(2, [2, 1], activation="tanh", output="sigmoid", seed=1)
    assert_type(model([0.0, 1.0]).data, float)
    assert_type(model.parameters(), list[Value])
    assert_type(model.named_parameters(), dict[str, Value])
    assert_type(nn.Neuron(2, seed=0)([1.0, 2.0]), Value)
    assert_type(nn.Layer(2, 3, seed=0)([1.0, 2.0]), list[Value])
    assert_type(nn.binary_cross_entropy(model(X[0]), y[0]), Value)
    assert_type(nn.softmax([Value(1.0), Value(2.0)]), list[Value])
    classes = nn.MLP(2, [3], output="softmax", seed=1)
    assert_type([p.data for p in classes(X[0])], list[float])
    assert_type(nn.cross_entropy(classes.logits(X[0]), 2), Value)
    optimizer = nn.Adam(model.parameters(), learning_rate=0.1)
    optimizer.zero_grad()
    nn.mean_loss(model, X, y, nn.binary_cross_entropy).backward()
    optimizer.step()
    history = nn.fit(
        model, X, y, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=3, stop=nn.stopping.loss_below(0.1)
    )
    assert_type(history, nn.History)
    assert_type(history.losses, list[float])
    assert_type(nn.accuracy(model, X, y), float)
    assert_type(nn.count_parameters(2, [2, 1]), int)
    assert_type([batch for batch, _ in nn.minibatches([1, 2], [0, 1], batch_size=1)], list[list[int]])
    by_name = nn.fit(model=model, X=X, y=y, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=1)
    assert_type(by_name, nn.History)
    cosine = nn.schedules.cosine(0.1, epochs=2)
    options = nn.TrainingOptions(
        loss=nn.mse_loss, optimizer=optimizer, epochs=1, schedule=cosine, schedule_by="step", compiled="auto"
    )
    assert_type(options.compiled, bool | Literal["auto"])
    own = OwnModel()
    descent = nn.SGD(own.parameters(), 0.1, momentum=0.9)
    assert_type(nn.fit(own, X, y, loss=nn.mse_loss, optimizer=descent, epochs=1).epochs, int)
    with ThreadPoolExecutor() as executor:
        nn.fit_parallel(own, X, y, loss=nn.mse_loss, optimizer=descent, epochs=1, executor=executor, shards=2)
    nn.fit_parallel(model=own, X=X, y=y, loss=nn.mse_loss, optimizer=descent, epochs=1, executor=ThreadPoolExecutor)
    assert_type(nn.mean_loss(own, X, y, nn.mse_loss), Value)
    assert_type(nn.confusion_matrix(own, X, y), nn.ConfusionMatrix)
    nn.save(model, folder / "model.json")
    assert_type(nn.load(folder / "model.json").parameters(), list[Value])
    nn.to_onnx(model, folder / "model.onnx", precision="float32")
    assert_type(nn.from_onnx(folder / "model.onnx").parameters(), list[Value])
    assert_type(nn.Classifier(8, "relu", epochs=3).fit(X, y).model_, nn.MLP)
    assert_type(nn.Regressor((8, 8), optimizer=nn.Adam, compiled=False).fit(X, y).history_, nn.History)
    print(nn.summary(model), nn.diagnose(model, X, y))
    figure = viz.loss_curve(history, by="epoch", log=True, theme="dark")
    assert_type(figure, Figure)
    with viz.style("light"):
        surface = viz.loss_surface(model, lambda: 1.0, kind="3d", directions="random", resolution=3, progress=False)
    assert_type(surface, Figure)
    viz.decision_boundary(model, X, y)
    assert_type(viz.draw(nn.mse_loss(model(X[0]), y[0]), fold="layer"), viz.Picture)


def of_arrays(X: NDArray[np.float64], y: NDArray[np.int64]) -> None:
    model = nn.MLP(2, [2, 1], seed=0)
    optimizer = nn.SGD(model.parameters(), 0.1)
    nn.fit(model, X, y, loss=nn.mse_loss, optimizer=optimizer, epochs=1, validation=(X, y))
    nn.fit_parallel(model, X, y, loss=nn.mse_loss, optimizer=optimizer, epochs=1, executor=ThreadPoolExecutor)
    nn.fit_many([model], X, y, loss=nn.mse_loss, optimizers=[optimizer], epochs=1)
    assert_type(nn.mean_loss(model, X, y, nn.mse_loss), Value)
    assert_type(nn.accuracy(model, X, y), float)
    assert_type(nn.confusion_matrix(model, X, y).total, int)
    assert_type(nn.diagnose(model, X, y, validation=(X, y)), nn.Diagnosis)
    assert_type(nn.separability(X, y).holds(X, y), bool)
    assert_type(nn.standardizer(X)(X), list[list[float]])
    assert_type(nn.train_test_split(X, y, 0.5), tuple[list[Any], list[Any], list[Any], list[Any]])
    assert_type([targets for _, targets in nn.minibatches(X, y, batch_size=2)], list[list[Any]])
    run = nn.Perceptron(2).fit(X, y)
    print(model.predict(X), nn.Classifier().fit(X, y).predict(X))
    assert_type(viz.perceptron_line(run, X, y), Figure)
    assert_type(viz.decision_boundary(model, X, y), Figure)
    assert_type(viz.decision_boundary(nn.Classifier().fit(X, ["a", "b"]), X, ["a", "b"]), Figure)
    assert_type(viz.hidden_space(model, X, y, trajectory=viz.Trajectory(model)), Figure)
    assert_type(viz.loss_surface(model, lambda: nn.mean_loss(model, X, y, nn.mse_loss)), Figure)


def of_pictures(folder: Path) -> None:
    x = Value(3.0, label="x")
    y = x * x
    y.backward()
    picture = viz.draw(y, direction="LR", theme="dark", precision=3)
    assert_type(picture, viz.Picture)
    assert_type(picture.svg(), str)
    assert_type(picture.png(), bytes)
    picture.save(folder / "graph.pdf")
    assert_type(viz.derivation(y, wrt=x).latex, str)
    assert_type(viz.draw(value=y), viz.Picture)
    assert_type(viz.compare(y, y, titles=("a", "b")), viz.Picture)
    assert_type(viz.compare(before=y, after=y), viz.Picture)
    viz.save_html(y, folder / "page.html", mode="step", by="edge", language="de", precision=3, unfold={"dot"})
    page: Any = viz.explore(y)
    print(page.html[:10])
    assert_type(viz.stepper(y).html, str)
    print(viz.explore(value=y, by="node"), viz.stepper(value=y, fold=lambda value: None if value is x else "unit"))
    print(draw_dot(y, format="png", rankdir="TB"))
    assert_type(viz.cheatsheet("letter"), viz.CheatSheet)
    viz.worksheet("parameter count").save(folder / "sheet.tex", paper="letter")
    assert_type(viz.deck(progress=False).html, str)
    assert_type(viz.exercise(next(iter(viz.TOPICS)), level=2), viz.Exercise)
    assert_type(viz.mark(viz.worksheet(next(iter(viz.TOPICS)), seed=1), {}), viz.Marked)
    assert_type(viz.playground([[0.0, 1.0], [1.0, 0.0]], [0, 1], layers=[3], penalty="l2"), viz.Playground)


def of_what_others_make(folder: Path) -> None:
    """What a checker reads, and nobody runs: it needs PyTorch, pyarrow and files."""
    own = OwnModel()
    model = nn.MLP(2, [2, 1], seed=0)
    descent = nn.SGD(own.parameters(), 0.1, momentum=0.9)
    nn.fit(own, nn.parquet(folder, target="y"), loss=nn.mse_loss, optimizer=descent, epochs=1)
    nn.from_torch(nn.to_torch(model, frozen=model.parameters()[:2]))
    assert_type(viz.worksheets(folder / "class.csv", [next(iter(viz.TOPICS))]), viz.Worksheets)
    print(autograd.from_torch(cube, [1.0, 2.0]))


def main(folder: Path) -> None:
    of_values()
    of_operations()
    of_derivatives()
    of_programs()
    of_nets(folder)
    of_arrays(np.eye(2), np.arange(2))
    of_pictures(folder)
