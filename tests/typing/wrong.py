"""A client's mistakes, one a line, which type checkers must find: what each calls it stands behind it.

An `ignore` that nothing needs is an error in itself, so that each of these lines is held to be wrong. None of it runs.
"""

# pyright: reportUnknownMemberType=false, reportUnusedExpression=false

from concurrent.futures import ThreadPoolExecutor

import autograd
import chalkgrad
import nn
import viz
from autograd import Value, grad, hessian, value_and_grad


def product(a: Value, b: Value) -> Value:
    return a * b


def of_values(w: Value) -> None:
    w.grda  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    w.sigmiod()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    w.backwards()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    w.maximum()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    w.exp(2.0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    w.label = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    w.operands = ()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    w + "1"  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Value("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Value(1.0, lable="w")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    w.grad + 1.0  # type: ignore[operator]  # pyright: ignore[reportOptionalOperand]
    autograd.gradients(w, 2.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def of_operations(w: Value) -> None:
    autograd.sigmiod(w)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    autograd.exp()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    autograd.exp(w, w)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    autograd.exp("1")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    autograd.maximum(w)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    autograd.dot(w, [w])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    autograd.exp(1.0).data  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    autograd.exp.latxe  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    autograd.form_torch  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    autograd.from_torch(product)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    autograd.from_torch(3.0, [1.0])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    chalkgrad.Valeu(1.0)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def of_derivatives() -> None:
    grad(product)(1.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    grad(product)(1.0, 2.0, 3.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    grad(product)(1.0, 2.0).real  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    hessian(product)(1.0, 2.0)[0].real  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    value_and_grad(product)(1.0, 2.0)[2]  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    grad(product, argnum=0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    grad(3.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def of_programs(x: Value) -> None:
    autograd.compile(product, 1.0, 1.0)([1.0], [1.0]).tolits()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    autograd.compile([x * x, x.exp()], x).value_and_grad([1.0])  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def of_choices(model: nn.MLP, x: list[float], y: Value, descent: nn.SGD, name: str) -> None:
    autograd.compile(product, 0.0, 0.0).value_and_grad([1.0], [2.0], reduction="average")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.fit(model, [x], [1.0], loss=nn.mse_loss, optimizer=descent, epochs=1, schedule_by="batch")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.fit(model, [x], [1.0], loss=nn.mse_loss, optimizer=descent, epochs=1, schedule_by=name)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.fit(model, [x], [1.0], loss=nn.mse_loss, optimizer=descent, epochs=1, compiled="always")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.Classifier(compiled="always")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.draw(y, direction="right")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.draw(y, fold="neurons")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.draw(y, theme="Dark")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.DrawingOptions(direction=name)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.compare(y, y, direction="up")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.explore(y, by="edges")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.stepper(y, theme="black")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.save_html(y, "page.html", langauge="de")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.save_html(y, "page.html", precision="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.save_html(y, "page.html", highlight=y)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.save_html(y, "page.html", mode="stepper")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.style("black")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.loss_curve([0.5], by="batch")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.loss_curve([0.5], theme="black")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.loss_surface(model, lambda: 1.0, kind="map")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.loss_surface(model, lambda: 1.0, directions="paths")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.playground(penalty="l3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.cheatsheet("A4")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.worksheet("backward").save("sheet.pdf", paper="A4")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.worksheets(["Ada"], "backward").save("sheets", paper="A4")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def of_nets(model: nn.MLP, x: list[float]) -> None:
    nn.MLPP(2, [1])  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.MLP(2, [1], activaton="tanh")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    model(x).dta  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    model.paramters()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.SGD(model, 0.1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.SGD(model.parameters(), learning_rte=0.1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.fit(model, [x], [1.0], loss=nn.mse_loss)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.fit(model, [x], [1.0], nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.fit(net=model, X=[x], y=[1.0], loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.fit(model=model, X=[x], y=1.0, loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.datasets.mons()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.stopping.los_below(0.1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.schedules.cosnie(0.1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.fit_paralel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.fit_parallel(model, [x], [1.0], loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.ParallelOptions(loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=1, executor=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.fit(3, [x], [1.0], loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.accuracy(model, [["a", "b"]], [1.0])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    nn.accuracy(model, 3.0, [1.0])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.separability("01", [0, 1])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.to_onnx(model, "model.onnx", precision="float16")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.to_onnx("model.onnx", model)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.from_onnx("model.onnx").paramters()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.to_torch(x)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.from_torch(model, seeed=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.parquet("rows.parquet", targets="y")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.Clasifier()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    nn.Classifier(hidden_layer_size=8)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.Regressor(epochs="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    nn.mse_los  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def of_workers(model: nn.MLP, x: list[float], descent: nn.SGD, pool: ThreadPoolExecutor) -> None:
    nn.fit_parallel(model, [x], loss=nn.mse_loss, optimizer=descent, epochs=1, executor=pool)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    nn.fit_parallel(model, [x], None, loss=nn.mse_loss, optimizer=descent, epochs=1, executor=pool)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def of_pictures(y: Value) -> None:
    viz.drwa(y)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    viz.draw(y, directoin="LR")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.draw(2.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.draw(y).svgg()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    viz.draw(y, value=y)  # type: ignore[misc]  # pyright: ignore[reportCallIssue]
    viz.compare(after=y)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.compare(y, y, title=("a", "b"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.explore(y).htlm  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]
    viz.loss_curve([0.5], thema="dark")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.worksheet("backward", sed=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.worksheet("backward").saev("sheet.pdf")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    viz.exercise("backward", level="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.deck().htlm  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    viz.stepper(2.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.mark()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.Trajectory(y)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.decision_boundary(3.0, [[0.0, 1.0]], [1])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    viz.playground(layres=[3])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    viz.playground(layers=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
