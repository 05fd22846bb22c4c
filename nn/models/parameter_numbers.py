"""The numbers of parameters, as `neuron.w` and `layer.W` give them."""

from __future__ import annotations

from typing import NoReturn, TypeVar

__all__ = ["ParameterNumbers"]

Entry = TypeVar("Entry")


class ParameterNumbers(list[Entry]):
    """A list that refuses to change: its numbers are copies, and the parameters would not change with it.

    >>> from nn import Neuron
    >>> neuron = Neuron(2, init="zeros")
    >>> neuron.w[0] = 5.0
    Traceback (most recent call last):
    TypeError: these are copies of the parameters' numbers: ...
    >>> neuron.w = [5.0, 0.0]
    >>> neuron.w, neuron.weights[0].data
    ([5.0, 0.0], 5.0)
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[list[Entry]], tuple[list[Entry]]]:
        return list, (list(self),)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError(
        "these are copies of the parameters' numbers: assign all of them, as in neuron.w = [0.5, 1.0] or "
        "layer.W = [[0.5, 1.0]], call set_weights, or copy them into a list of your own, list(neuron.w)"
    )


for _change in ("__setitem__", "__delitem__", "__iadd__", "__imul__"):
    setattr(ParameterNumbers, _change, _refuse)
for _change in ("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"):
    setattr(ParameterNumbers, _change, _refuse)
