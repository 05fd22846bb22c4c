"""Who has the shards of a training: asks the workers of an executor, and asks again where one is lost."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any
from uuid import uuid4

from autograd.shared.showing import brief
from nn.training.shards import Contents, Question, asked
from nn.training.workers.engine import Engine
from nn.training.workers.parcels import packed, same, unpacked

__all__ = ["Team"]

_CANNOT_GO = (
    "expected a model, a loss and data that another process can be given, got {}: {}. Put what they are made of into a"
    " module (in a notebook: %%writefile nets.py, then from nets import ...); or pip install cloudpickle, which sends"
    " it whole"
)


class Team:
    """Who has the shards of a training.

    Attributes:
        key: the training's.
        contents: the shards.
    """

    def __init__(self, engine: Engine[int], contents: Sequence[Contents], retries: int) -> None:
        self.key, self.contents = uuid4().hex, contents
        self._engine, self._retries = engine, retries
        self._calls = count()

    def ask(self, questions: Mapping[int, Question], *, is_sent: bool = False) -> list[Any]:
        """The answers to questions about shards, in the order of the shards.

        Args:
            questions: for each shard that is asked about, what is asked.
            is_sent: whether the shards are sent along, as nobody has them yet.

        Raises:
            TypeError: if a worker cannot open a shard.
            RuntimeError: if an answer is lost too often.
        """
        engine, losses = self._engine, Counter[int]()
        answers: dict[int, bytes] = {}
        waiting = deque((number, is_sent) for number in questions)
        while waiting or engine.at_work:
            while waiting and not (engine.is_broken and engine.at_work):  # all that it is at is lost then
                self._begin(*waiting.popleft(), questions)
            number, answer, error = engine.next_done()
            if isinstance(answer, str):
                raise TypeError(_CANNOT_GO.format(brief(self.contents[number].objective.model), answer))
            if error is not None:
                losses[number] += 1
                if losses[number] > self._retries:
                    raise _lost(number, error) from error
                waiting.append((number, is_sent))
            elif answer is None:
                waiting.append((number, True))
            else:
                answers[number] = answer
        return [unpacked(answers[number]) for number in sorted(questions)]

    def _begin(self, number: int, is_sent: bool, questions: Mapping[int, Question]) -> None:
        contents = packed(partial(same, self.contents[number])) if is_sent else None
        self._engine.begin(number, asked, self.key, number, next(self._calls), contents, questions[number])


def _lost(number: int, error: Exception) -> RuntimeError:
    return RuntimeError(
        f"the worker that was at shard {number} was lost, or its executor, once more than `retries` allows:"
        f" {type(error).__name__}: {error}"
    )
