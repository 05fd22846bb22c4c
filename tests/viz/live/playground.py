"""The playground's functions in Node, and the same training in Python."""

import math
import warnings
from functools import cache

import nn
from tests.viz.live.node import node
from viz.classroom.playground_parts import FEATURES, PROBLEMS, playground_parts
from viz.live.embedding import as_json, bundled, source

MODULES = ("random.js", "tape.js", "net.js", "running.js", "trail.js", "training.js")
CALLS = """
const all = { ...parts, rows, moved, drawn };
let session = null;
function plain(x) {
  if (ArrayBuffer.isView(x)) return [...x];
  if (Array.isArray(x)) return x.map(plain);
  return x && typeof x === "object" ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, plain(v)])) : x;
}
const calls = {
  start(settings, samples, state = null) { session = createSession(all, settings, samples, state); return null; },
  call(method, ...given) { return plain(session[method](...given)) ?? null; },
  fields(area) { return plain(session.grid(area)); },
  field(name) { return plain(session[name]); },
};
"""

SETTINGS = {
    "problem": "two classes",
    "loss": "binary_cross_entropy_with_logits",
    "features": ["x1", "x2"],
    "layers": [{"units": 4, "activation": "tanh"}, {"units": 2, "activation": "tanh"}],
    "initializer": "lecun",
    "optimizer": {"name": "SGD", "learning_rate": 0.1},
    "batchSize": 10,
    "penalty": {"kind": "none", "strength": 0.0},
    "seed": 0,
}


def settings(**changes):
    return {**SETTINGS, **changes}


@cache
def module(more: tuple[str, ...] = (), calls: str = "export default calls;\n") -> str:
    """The playground's modules, those of a test beside them, and the functions that the test calls."""
    parts = playground_parts()
    data = f"const parts = {as_json(parts.data)};\n"
    texts = [source("special.js"), parts.script, source("engine.js"), *map(source, MODULES), *map(source, more)]
    return bundled(*texts, data, CALLS, calls)


class Session:
    """A session of the page."""

    def __init__(self, settings, train, test=None, state=None, page=None):
        as_samples = [None if part is None else {"X": part[0], "y": part[1]} for part in (train, test)]
        node().load(page or module())
        node().call("start", settings, dict(zip(("train", "test"), as_samples)), state)

    def __getattr__(self, name):
        return node().call("field", name)

    def fields(self, area):
        return node().call("fields", area)

    def call(self, method, *given):
        return node().call("call", method, *given)


class Training:
    """The same in Python."""

    def __init__(self, settings, train, test=None):
        self.settings, (X, y) = settings, train
        self.loss = getattr(nn, settings["loss"])
        output = PROBLEMS[settings["problem"]][settings["loss"]]
        self.sizes = [layer["units"] for layer in settings["layers"]]
        last = 3 if settings["problem"] == "three classes" else 1
        self.model = nn.MLP(
            len(settings["features"]),
            [*self.sizes, last],
            activation=[layer["activation"] for layer in settings["layers"]],
            output=output,
            seed=settings["seed"],
            init=settings["initializer"],
        )
        takes_logits = settings["loss"] in ("binary_cross_entropy_with_logits", "cross_entropy")
        self.fitted = self.model.logits if takes_logits else self.model
        self.X, self.y = self.inputs(X), self.targets(y)
        self.validation = None if test is None else (self.inputs(test[0]), self.targets(test[1]))
        self.optimizer = self._optimizer(dict(settings["optimizer"]))

    def inputs(self, X):
        chosen = [FEATURES[name] for name in self.settings["features"]]
        return [[float(feature(*x)) for feature in chosen] for x in X]

    def targets(self, y):
        return [2 * label - 1 for label in y] if self.loss is nn.hinge_loss else y

    def _optimizer(self, given):
        kind = getattr(nn, given.pop("name"))
        betas = [given.pop(name, default) for name, default in (("betas[0]", 0.9), ("betas[1]", 0.999))]
        if kind in (nn.Adam, nn.AdamW):
            given["betas"] = tuple(betas)
        return kind(self.model.parameters(), **given)

    def penalty(self):
        kind, strength = self.settings["penalty"]["kind"], self.settings["penalty"]["strength"]
        weights = [p for name, p in self.model.named_parameters().items() if name.startswith("w")]
        return {"none": None, "l1": nn.l1_penalty, "l2": nn.l2_penalty}[kind], weights, strength

    def fit(self, epochs):
        penalty, weights, strength = self.penalty()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # where it diverges
            return nn.fit(
                self.fitted,
                self.X,
                self.y,
                loss=self.loss,
                optimizer=self.optimizer,
                epochs=epochs,
                batch_size=self.settings["batchSize"],
                seed=self.settings["seed"],
                validation=self.validation,
                penalty=None if penalty is None else lambda: penalty(weights, strength),
                compiled=False,
                progress=False,
            )

    @property
    def numbers(self):
        return [parameter.data for parameter in self.model.parameters()]


def is_near(a, b, within=1e-9):
    return abs(float(a) - b) <= within * max(1.0, abs(b)) or (math.isnan(float(a)) and math.isnan(b))
