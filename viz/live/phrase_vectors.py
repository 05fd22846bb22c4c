"""Vectors as JavaScript: arrays, and the loops through them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from autograd.primitive import Scalar
from viz.live.phrases import ATOM, BRANCH, Block, NotWritableError, Part, Phrase, Variable

if TYPE_CHECKING:
    from viz.live.body import Body

__all__ = ["Carried", "Fold", "Mapping", "PhraseVector", "names_of_parameters"]


class PhraseVector(Part):
    """A vector, as JavaScript computes it: an array."""

    def __len__(self) -> int:
        raise NotWritableError("it asks how long a vector is: autograd.algebra.length can be written for a page")

    def __iter__(self) -> NoReturn:
        raise NotWritableError(
            "it goes through a vector with Python's for or sum: each and fold of autograd.algebra, and autograd.sum, "
            "can be written for a page"
        )

    def __getitem__(self, index: object) -> NoReturn:
        raise NotWritableError("it asks for one element: autograd.element can be written for a page")

    def length(self) -> Phrase:
        return Phrase(self.body, "{}.length", ATOM, [(self, ATOM)])

    def each(self, function: Callable[..., Scalar], *others: PhraseVector) -> Mapping:
        return Mapping(self, function, others)

    def fold(
        self, start: Sequence[Scalar], step: Callable[..., Sequence[Scalar]], *others: PhraseVector
    ) -> Sequence[Phrase]:
        loop = Fold(self, start, step, others)
        return [Carried(self.body, loop, variable) for variable in loop.carried]

    def elements(self, hints: Sequence[str], others: Sequence[PhraseVector]) -> tuple[Variable, list[Phrase]]:
        """The place in a loop through vectors, and the elements there."""
        place = Variable(self.body, hints[0])
        mine = Variable(self.body, hints[1])
        return place, [mine, *(Phrase(self.body, "{}[{}]", ATOM, [(v, ATOM), (place, BRANCH)]) for v in others)]


class Mapping(PhraseVector):
    """The vector of what a formula gives for every place."""

    def __init__(
        self, vector: PhraseVector, function: Callable[..., Scalar], others: Sequence[PhraseVector] = ()
    ) -> None:
        body = vector.body
        super().__init__(body, "{}.map", ATOM, [(vector, ATOM)])
        with body.within(Block(self.block, is_repeated=True)) as self.inner:
            hints = names_of_parameters(function, ["k", "x"])
            self.place, elements = vector.elements(hints, others)
            self.element = elements[0]
            self.result = body.part(function(self.place, *elements))
        self.may_refuse = self.may_refuse or self.result.may_refuse


class Fold(Part):
    """A loop through vectors that carries numbers along."""

    def __init__(
        self,
        vector: PhraseVector,
        start: Sequence[Scalar],
        step: Callable[..., Sequence[Scalar]],
        others: Sequence[PhraseVector],
    ) -> None:
        body = vector.body
        hints = names_of_parameters(step, [f"carried{k}" for k in range(len(start))] + ["k", "x"])
        starts = [(body.part(number), BRANCH) for number in start]
        self.carried = [Variable(body, hint) for hint in hints[: len(start)]]
        super().__init__(body, "", ATOM, [(vector, ATOM), *starts])
        with body.within(Block(self.block, is_repeated=True)) as self.inner:
            self.place, elements = vector.elements(hints[len(start) :], others)
            self.element = elements[0]
            self.results = [body.part(after) for after in step(*self.carried, self.place, *elements)]
        self.may_refuse = True


class Carried(Phrase):
    """What a loop has carried to its end."""

    def __init__(self, body: Body, loop: Fold, variable: Variable) -> None:
        super().__init__(body, "{}", ATOM, [(variable, ATOM), (loop, ATOM)])


def names_of_parameters(function: Callable[..., Scalar], otherwise: Sequence[str]) -> list[str]:
    """What a function calls its parameters, where it has as many, or more; otherwise these."""
    try:
        names = [
            name
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
    except (TypeError, ValueError):
        names = []
    return names if len(names) >= len(otherwise) else list(otherwise)
