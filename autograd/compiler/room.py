"""Room for a part of the samples at a time, read by a program where it is, and filled again and again."""

from __future__ import annotations

from array import array
from typing import Any

from autograd.compiler.program import Program
from autograd.compiler.run.buffers import Matrix

__all__ = ["Room"]


class Room:
    """Room for so many samples of a program.

    Args:
        program: the program.
        count: how many samples there are at most.

    Attributes:
        count: the same.
        sources: where the samples are, a matrix an argument of the program.
    """

    def __init__(self, program: Program[array[float]], count: int) -> None:
        self._program, self.count = program, count
        self.sources = [Matrix.room(count, width) for width in program.widths]

    def load(self, *batch: Any) -> int:
        """Puts samples in the place of those before, and says how many there are.

        Raises:
            TypeError, ValueError: as for a call of the program.
        """
        sources, count = self._program.read(*batch)
        for source, room in zip(sources, self.sources):
            source.copy_into(room)
        return count
