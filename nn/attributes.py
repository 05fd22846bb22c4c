"""Attributes that say no where assigning to them would change nothing, or put a number there that cannot be meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from autograd.shared.showing import came

__all__ = ["absent", "checked", "fixed"]


def fixed() -> Any:
    """An attribute that stays as it was when its model was made: what the model computes would not change with it.

    >>> from nn import Neuron
    >>> neuron = Neuron(2, activation="tanh")
    >>> neuron.activation = "relu"
    Traceback (most recent call last):
        ...
    AttributeError: the activation of this Neuron stays as it was made, got 'relu': make a new Neuron that has it
    """
    return _Fixed()


def checked(check: Callable[[Any, str], object]) -> Any:
    """An attribute that may be assigned anew, to what the check lets through and gives back.

    Args:
        check: is given what is assigned, and the attribute's name.

    >>> from nn import Dropout
    >>> dropout = Dropout(0.5)
    >>> dropout.p = 7
    Traceback (most recent call last):
        ...
    ValueError: expected p to be from 0 to below 1, got 7
    """
    return _Checked(check)


def absent(name: str, instead: str) -> property:
    """What others call an attribute: neither there to be read, nor taken in silence where it is assigned.

    Args:
        name: what they call it.
        instead: what to write.

    >>> from nn import Layer
    >>> Layer(2, 1).weights = [[0.5, 1.0]]
    Traceback (most recent call last):
        ...
    AttributeError: there is no weights in Layer: write layer.W
    """

    def refuse(owner: object, *_: object) -> NoReturn:
        raise AttributeError(f"there is no {name} in {type(owner).__name__}: write {instead}")

    return property(refuse, refuse)


class _Named:
    """What stands in the class; as it has no `__get__`, reading finds the object's own, as fast as any other."""

    name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


class _Fixed(_Named):
    def __set__(self, model: object, value: object) -> None:
        if self.name in vars(model):
            kind = type(model).__name__
            raise AttributeError(
                f"the {self.name} of this {kind} stays as it was made, got {came(value)}: make a new {kind} that has it"
            )
        vars(model)[self.name] = value


class _Checked(_Named):
    def __init__(self, check: Callable[[Any, str], object]) -> None:
        self.check = check

    def __set__(self, owner: object, value: object) -> None:
        vars(owner)[self.name] = self.check(value, self.name)
