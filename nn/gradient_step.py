"""What all optimizers share: gradients in, steps out, and a state that can be saved."""

from __future__ import annotations

import inspect
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, ClassVar, Final

from autograd import Value
from autograd.primitive import Scalar, is_real
from autograd.shared.showing import brief, came, counted, shortened
from autograd.value import check_gradients
from nn.arguments import Guarded, check_number, check_values, check_whole, checked, finite_number

__all__ = ["Optimizer", "check_moved", "clip_gradients", "gradient_norm", "names_elsewhere"]


PYTORCHS: Final = {"lr": "learning_rate", "eps": "epsilon", "alpha": "decay", "params": "parameters"}
"""PyTorch's name of an argument, and ours."""
SUCH_AS: Final = ", such as model.parameters()"


class Optimizer(Guarded, ABC):
    """The base of all optimizers. One says how a parameter moves, in `moved`; the rest follows from that.

    Args:
        parameters: what to change.
        learning_rate: α, positive. May be assigned anew between steps.

    Attributes:
        steps: how many steps have been taken.
        missed: how many of them each parameter sat out, since no backward pass had reached it.
        memory: what is remembered of each parameter, by name.

    Raises:
        TypeError: if the parameters are no Values.
        ValueError: for a number outside its range, or if there are no parameters.

    >>> from autograd import where
    >>> class SignDescent(Optimizer):  # steps of one size
    ...     def moved(self, w, g, memory, rate, step):
    ...         return (w - rate * where(g > 0.0, 1.0, -1.0),)
    >>> w = Value(3.0)
    >>> optimizer = SignDescent([w], learning_rate=0.5)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> w.data
    2.5
    """

    remembers: ClassVar[tuple[str, ...]] = ()
    """The names in `memory`."""

    learning_rate: float = checked(lambda rate, name: check_number(rate, name, lambda x: x >= 0.0, "at least 0"))
    steps: int
    missed: list[int]
    memory: dict[str, list[float]]

    if not TYPE_CHECKING:  # for whom `__init__` says it

        def __new__(cls, *arguments, **options):
            for name, ours in names_elsewhere(cls).items():
                if name in options:
                    raise TypeError(f"{cls.__name__} takes no {name}: write {ours}={options[name]!r}")
            return super().__new__(cls, *arguments, **options)

    def __init__(self, parameters: Iterable[Value], learning_rate: float) -> None:
        self.parameters: list[Value] = check_values(parameters, "parameters", SUCH_AS)
        if not self.parameters:
            raise ValueError("expected at least one parameter in parameters, got none")
        self.learning_rate = check_number(learning_rate, "learning_rate", lambda x: x > 0.0, "positive")
        self.steps = 0
        self.missed = [0] * len(self.parameters)
        self.memory = {name: [0.0] * len(self.parameters) for name in self.remembers}

    @abstractmethod
    def moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, step: Scalar) -> tuple[Scalar, ...]:
        """A parameter after a step: a formula, which knows nothing but what it is given; a program runs it on lanes.

        Args:
            w: the parameter's number.
            g: its gradient.
            memory: what is remembered of it, in the order of `remembers`.
            rate: the learning rate.
            step: the number of the parameter's step, from 1 up.

        Returns:
            The parameter's number after the step, and what to remember of it.
        """

    def step(self) -> None:
        """Moves every parameter that has a gradient once.

        One that no backward pass has reached, so that its gradient is None, sits the step out, as in PyTorch: neither
        decay nor momentum moves it.

        Raises:
            RuntimeError: if no parameter has a gradient.
            TypeError: if a `grad` has been set to what is no number.
            FloatingPointError: if a parameter would become infinite or NaN; nothing has changed then.
        """
        reached = [parameter.grad is not None for parameter in self.parameters]
        if not any(reached):
            raise RuntimeError("no parameter has a gradient: call backward() on the loss before step()")
        numbers = [parameter.data for parameter in self.parameters]
        memories = list(zip(*self.memory.values())) if self.memory else [()] * len(numbers)
        rates, steps = repeat(self.learning_rate), [self.steps + 1 - missed for missed in self.missed]
        try:
            gradients = [parameter.grad or 0.0 for parameter in self.parameters]
            moved = list(map(self.moved, numbers, gradients, memories, rates, steps))
            check_moved(self, moved[0])
            if not all(reached):
                before = [(number, *memory) for number, memory in zip(numbers, memories)]
                moved = [after if moves else same for after, same, moves in zip(moved, before, reached)]
            numbers, *memory = map(list, zip(*moved))
            are_finite = all(map(math.isfinite, chain(numbers, *memory)))
        except (TypeError, ValueError):  # whatever has been assigned to a `grad`
            check_gradients(self.parameters)
            raise
        if not are_finite:
            raise self._divergence(moved)
        missed = [count + (not moves) for count, moves in zip(self.missed, reached)]
        self._set(numbers, dict(zip(self.remembers, memory)), self.steps + 1, missed)

    def _divergence(self, moved: Sequence[Sequence[float]]) -> FloatingPointError:
        """The error that names the first parameter that would not be finite, or what is remembered of it."""
        worst = next(i for i, results in enumerate(moved) if not all(map(math.isfinite, results)))
        parameter, (number, *memory) = self.parameters[worst], moved[worst]
        named = zip(self.remembers, memory)
        overflown = [f"{name} would become {entry!r}" for name, entry in named if not math.isfinite(entry)]
        what = overflown[0] if math.isfinite(number) else f"it would go from {parameter.data!r} to {number!r}"
        return FloatingPointError(
            f"step {self.steps + 1} diverges at {parameter.label or f'parameter {worst}'}: {what}, "
            f"the gradient being {parameter.grad!r} and the learning rate {self.learning_rate!r}"
        )

    def __repr__(self) -> str:
        """Its kind and the arguments that are not as they are by default, and how many steps it has taken."""
        settings = inspect.signature(type(self).__init__).parameters.values()
        given = [(p, getattr(self, p.name, p.default)) for p in settings if p.name not in {"self", "parameters"}]
        shown = [f", {p.name}={brief(value)}" for p, value in given if p.name == "learning_rate" or value != p.default]
        count = f"{counted(len(self.parameters), 'parameter')}"
        return f"<{type(self).__name__} of {shortened(count + ''.join(shown))}, step {self.steps}>"

    def _set(self, numbers: Sequence[float], memory: dict[str, list[float]], steps: int, missed: Sequence[int]) -> None:
        for parameter, number in zip(self.parameters, numbers):
            parameter.data = number
        self.memory, self.steps, self.missed = memory, steps, list(missed)

    def zero_grad(self) -> None:
        """Takes the gradient of every parameter away: those that the next backward pass reaches get a new one."""
        for parameter in self.parameters:
            parameter.grad = None

    def state_dict(self) -> dict[str, Any]:
        """Where descent stands: the parameters' numbers, and all that the next step depends on. JSON can hold it.

        >>> from nn import SGD
        >>> SGD([Value(3.0)], learning_rate=0.1).state_dict()
        {'kind': 'SGD', 'learning_rate': 0.1, 'steps': 0, 'missed': [0], 'parameters': [3.0],
         'memory': {'velocity': [0.0]}}
        """
        return {
            "kind": type(self).__name__,
            "learning_rate": self.learning_rate,
            "steps": self.steps,
            "missed": list(self.missed),
            "parameters": [parameter.data for parameter in self.parameters],
            "memory": {name: list(numbers) for name, numbers in self.memory.items()},
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes back to where `state_dict` was taken, the parameters included.

        Raises:
            ValueError: for the state of another kind of optimizer, of other parameters, or with numbers that are not
                finite, naming the field; nothing has changed then.
            TypeError: for what should be a number and isn't; likewise.
        """
        expected = {"kind", "learning_rate", "steps", "parameters", "memory"}
        if not isinstance(state, Mapping) or set(state) - {"missed"} != expected:  # older states do not have it
            raise ValueError(f"expected a state with the fields {', '.join(sorted(expected))}, got {state!r:.80}")
        if state["kind"] != type(self).__name__:
            raise ValueError(f"expected kind to be {type(self).__name__!r}, got {state['kind']!r}")
        if not isinstance(state["memory"], Mapping) or set(state["memory"]) != set(self.remembers):
            raise ValueError(f"expected memory of {', '.join(self.remembers)}, got {state['memory']!r:.80}")
        learning_rate = finite_number(state["learning_rate"], "learning_rate")
        check_number(learning_rate, "learning_rate", lambda x: x >= 0.0, "at least 0")  # a schedule's may be 0
        steps = check_whole(state["steps"], "steps", 0)
        numbers = self._numbers(state["parameters"], "parameters")
        memory = {name: self._numbers(state["memory"][name], f"memory.{name}") for name in self.remembers}
        missed = state.get("missed", [0] * len(self.parameters))
        self._numbers(missed, "missed")
        missed = [check_whole(count, f"missed[{i}]", 0) for i, count in enumerate(missed)]
        self._set(numbers, memory, steps, missed)
        self.learning_rate = learning_rate

    def _numbers(self, numbers: object, name: str) -> list[float]:
        if not isinstance(numbers, Sequence) or len(numbers) != len(self.parameters):
            raise ValueError(f"expected {name} to be {counted(len(self.parameters), 'number')}, got {numbers!r:.80}")
        return [finite_number(number, f"{name}[{i}]") for i, number in enumerate(numbers)]


def check_moved(optimizer: Optimizer, given: object) -> None:
    """Raises TypeError unless `moved` has given the parameter and an entry for each name that is remembered."""
    expected = ("w", *optimizer.remembers)
    if not isinstance(given, (tuple, list)) or len(given) != len(expected):
        written = f"({', '.join(expected)}{',' * (len(expected) == 1)})"
        raise TypeError(f"expected {type(optimizer).__name__}.moved to give a tuple {written}, got {came(given)}")
    for name, number in zip(expected, given):
        if type(number) is not float and not is_real(number):  # a Value is one too
            raise TypeError(
                f"expected {type(optimizer).__name__}.moved to give a number for {name}, got {came(number)}"
            )


def names_elsewhere(kind: type[Optimizer]) -> dict[str, str]:
    """What PyTorch calls arguments that this kind of optimizer has by our names, and our names.

    >>> from nn import SGD
    >>> names_elsewhere(SGD)
    {'lr': 'learning_rate', 'params': 'parameters'}
    """
    taken = inspect.signature(kind.__init__).parameters
    return {name: ours for name, ours in PYTORCHS.items() if ours in taken and name not in taken}


def gradient_norm(parameters: Iterable[Value]) -> float:
    """The Euclidean length of the gradient by `parameters`; one that no backward pass has reached counts as 0.

    Returns:
        The length, 0 or more.

    Raises:
        TypeError: if the parameters are no Values, or a `grad` has been set to what is no number.

    >>> w, b = Value(3.0), Value(4.0)
    >>> (w * b).backward()
    >>> gradient_norm([w, b])
    5.0
    """
    parameters = check_values(parameters, "parameters", SUCH_AS)
    try:
        return math.hypot(*(parameter.grad or 0.0 for parameter in parameters))
    except (TypeError, ValueError):
        check_gradients(parameters)
        raise


def clip_gradients(parameters: Iterable[Value], max_norm: float) -> float:
    """Scales the gradient down to length `max_norm` where it is longer, its direction kept.

    Pascanu et al., "On the difficulty of training recurrent neural networks", 2013.

    Args:
        parameters: those that carry the gradient.
        max_norm: the length it may have, positive.

    Returns:
        The length that it had.

    Raises:
        TypeError: if the parameters are no Values, or a `grad` has been set to what is no number.
        ValueError: if `max_norm` is not positive.

    >>> w, b = Value(3.0), Value(4.0)
    >>> (w * b).backward()
    >>> clip_gradients([w, b], 2.5), w.grad, b.grad
    (5.0, 2.0, 1.5)
    """
    check_number(max_norm, "max_norm", lambda x: x > 0.0, "positive")
    parameters = [p for p in check_values(parameters, "parameters", SUCH_AS) if p.grad is not None]
    norm = gradient_norm(parameters)
    if norm > max_norm:
        for parameter in parameters:
            parameter.grad = (parameter.grad or 0.0) * (max_norm / norm)
    return norm
