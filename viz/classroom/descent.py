"""Optimizers and initializers as JavaScript: interpreted from their formulas, as the rows are."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import nn
from autograd import Primitive
from autograd.primitive import Scalar
from viz.live.embedding import as_json
from viz.live.kernels import KERNELS
from viz.live.phrases import ATOM, BRANCH, Part, Phrase
from viz.live.statements import function_text

__all__ = ["drawn_script", "moved_script", "settings_of"]

Data: TypeAlias = dict[str, Any]
"""What JSON can hold."""


def settings_of(kind: type[nn.Optimizer]) -> Data:
    """An optimizer's settings with their defaults, and what it remembers.

    >>> settings_of(nn.SGD)
    {'settings': {'momentum': 0.0, 'weight_decay': 0.0, 'nesterov': False}, 'remembers': ['velocity']}
    """
    return {"settings": dict(_defaults(kind)), "remembers": list(kind.remembers)}


def _defaults(kind: type[nn.Optimizer]) -> list[tuple[str, Any]]:
    """The settings with their defaults, a pair as two: `betas[0]`, `betas[1]`."""
    found: list[tuple[str, Any]] = []
    for name, parameter in inspect.signature(kind).parameters.items():
        default = parameter.default
        if isinstance(default, tuple):
            found += [(f"{name}[{k}]", entry) for k, entry in enumerate(default)]
        elif name not in ("parameters", "learning_rate"):
            found.append((name, default))
    return found


def moved_script(kinds: Sequence[type[nn.Optimizer]]) -> str:
    """JavaScript that fills the object `moved`, which it declares: how each optimizer moves a parameter.

    The keys are the classes' names, and with a blank behind them the name of a setting that is true. A function takes
    w, g, the rate, the number of the step, what is remembered, and the settings that are numbers; it gives w and what
    to remember.

    >>> print(moved_script([nn.RMSprop]))
    const moved = Object.create(null);
    moved["RMSprop"] = (w, g, rate, step, meanSquare, decay, epsilon, weightDecay) => {
      const t = g + weightDecay * w;
      const t2 = decay * meanSquare + (1 - decay) * t * t;
      return [w - rate * t / nonzero(sqrt(t2) + epsilon), t2];
    };
    """
    lines = ["const moved = Object.create(null);"]
    for kind in kinds:
        choices = [name for name, default in _defaults(kind) if isinstance(default, bool)]
        for chosen in [None, *choices]:
            key = kind.__name__ if chosen is None else f"{kind.__name__} {chosen}"
            lines.append(f"moved[{as_json(key)}] = {_moved_text(kind, chosen)};")
    return "\n".join(lines)


def _moved_text(kind: type[nn.Optimizer], chosen: str | None) -> str:
    """One of these functions, with one of the settings that are bools true."""
    numbers = [name for name, default in _defaults(kind) if not isinstance(default, bool)]
    flags = {name: name == chosen for name, default in _defaults(kind) if isinstance(default, bool)}
    count = len(kind.remembers)

    def formula(w: Scalar, g: Scalar, rate: Scalar, step: Scalar, *others: Scalar) -> Sequence[Scalar]:
        optimizer = object.__new__(kind)
        vars(optimizer).update(flags, **_together(dict(zip(numbers, others[count:]))))
        return optimizer.moved(w, g, others[:count], rate, step)

    words = [name.replace("[", "").replace("]", "") for name in numbers]
    names = ["w", "g", "rate", "step", *kind.remembers, *words]
    return function_text(formula, names, [False] * len(names), _applied)


def _together(settings: Mapping[str, Scalar]) -> Data:
    """Settings as the optimizer has them: what was taken apart as a pair again."""
    found: Data = {}
    for name, value in settings.items():
        whole, bracket, _ = name.partition("[")
        found[whole] = (*found.get(whole, ()), value) if bracket else value
    return found


def _applied(primitive: Primitive, operands: Sequence[Part]) -> Phrase:
    """The elementary functions that these formulas call."""
    written: Phrase = KERNELS[primitive.value](*operands)
    return written


class _PhraseGenerator:
    """Stands where an initializer expects a `random.Random`."""

    def __init__(self, generator: Phrase) -> None:
        self.generator = generator

    def _drawn(self, method: str, a: Scalar, b: Scalar) -> Phrase:
        body = self.generator.body
        parts = [(self.generator, ATOM), (body.part(a), BRANCH), (body.part(b), BRANCH)]
        return Phrase(body, f"{{}}.{method}({{}}, {{}})", ATOM, parts)

    def uniform(self, a: Scalar, b: Scalar) -> Phrase:
        return self._drawn("uniform", a, b)

    def gauss(self, mu: Scalar, sigma: Scalar) -> Phrase:
        return self._drawn("gauss", mu, sigma)


def drawn_script() -> str:
    """JavaScript that fills the object `drawn`, which it declares: how each initializer draws a weight.

    A function takes how many inputs and units the layer has, and the page's `Random`.
    """
    texts = [f"drawn.{name} = {_drawn_text(initializer)};" for name, initializer in nn.INITIALIZERS.items()]
    return "\n".join(["const drawn = Object.create(null);", *texts])


def _drawn_text(initializer: Callable[[Any, Any, Any], Scalar]) -> str:
    def formula(nin: Scalar, nout: Scalar, generator: Phrase) -> Scalar:
        return initializer(nin, nout, _PhraseGenerator(generator))

    return function_text(formula, ["nin", "nout", "generator"], [False] * 3, _applied)
