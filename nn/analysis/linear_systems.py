"""Systems of linear equations in whole numbers, solved exactly.

Elimination on fractions lets their digits grow with every step. So the system is solved in the residues of a prime
p, where every number stays small, and the solution is lifted to ever higher powers of p until its fractions are pinned
down (Dixon, "Exact solution of linear equations using p-adic expansions", 1982).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from operator import mul
from typing import Final, TypeAlias

__all__ = ["solved"]

Row: TypeAlias = Sequence[int]

PRIMES: Final = (2**61 - 1, 2**89 - 1, 2**107 - 1)


def solved(rows: Sequence[Row], right: Row) -> list[Fraction] | None:
    """The x with `rows`·x = `right`; None for a singular system.

    >>> solved([[2, 1], [1, 3]], [1, 1])
    [Fraction(2, 5), Fraction(1, 5)]
    """
    for prime in PRIMES:
        try:
            residues = _Residues(rows, prime)
        except ZeroDivisionError:  # the determinant is 0, or by an odd chance a multiple of this prime
            continue
        return _lifted(rows, right, residues)
    return None


class _Residues:
    """The matrix in the residues of a prime, as the product of two triangular ones, its rows in another order.

    Raises:
        ZeroDivisionError: if it is singular there.
    """

    def __init__(self, rows: Sequence[Row], prime: int) -> None:
        self.prime = prime
        self.order = list(range(len(rows)))
        self.work = [[x % prime for x in row] for row in rows]
        self.inverses: list[int] = []
        for i in range(len(rows)):
            self._swap(i)
            leader = self.work[i]
            inverse = pow(leader[i], -1, prime)
            self.inverses.append(inverse)
            for k in range(i + 1, len(rows)):
                row = self.work[k]
                if row[i]:
                    factor = row[i] * inverse % prime
                    rest = [(x - factor * y) % prime for x, y in zip(row[i + 1 :], leader[i + 1 :])]
                    self.work[k] = [*row[:i], factor, *rest]

    def _swap(self, i: int) -> None:
        pivot = next((k for k in range(i, len(self.work)) if self.work[k][i]), None)
        if pivot is None:
            raise ZeroDivisionError
        self.work[i], self.work[pivot] = self.work[pivot], self.work[i]
        self.order[i], self.order[pivot] = self.order[pivot], self.order[i]

    def solution(self, right: Row) -> list[int]:
        """The x with matrix·x = `right`, in residues."""
        forward: list[int] = []
        for i, row in enumerate(self.work):
            forward.append((right[self.order[i]] - sum(map(mul, row, forward))) % self.prime)
        backward: list[int] = []  # the last entry first
        for i in reversed(range(len(self.work))):
            known = sum(map(mul, reversed(self.work[i]), backward))
            backward.append((forward[i] - known) * self.inverses[i] % self.prime)
        return backward[::-1]


def _lifted(rows: Sequence[Row], right: Row, residues: _Residues) -> list[Fraction]:
    """The solution, digit by digit in base p: each digit solves for what the ones before leave over."""
    digits: list[list[int]] = []
    left_over = list(right)
    enough = 2
    while True:
        digit = residues.solution(left_over)
        digits.append(digit)
        left_over = [(x - sum(map(mul, row, digit))) // residues.prime for x, row in zip(left_over, rows)]
        if len(digits) == enough:
            solution = _fractions(digits, residues.prime)
            if solution is not None and _solves(solution, rows, right):
                return solution
            enough = enough * 5 // 4 + 1


def _fractions(digits: Sequence[Row], prime: int) -> list[Fraction] | None:
    """The fractions whose expansions begin like this; None where the digits cannot be enough to tell."""
    modulus = prime ** len(digits)
    bound = math.isqrt(modulus // 2)
    denominator = 1
    solution: list[Fraction] = []
    for column in zip(*digits):
        residue = _number(column, prime) * denominator % modulus
        factor = _denominator(residue, modulus, bound)  # mostly 1: most of it is common to all entries
        denominator *= factor
        if denominator > bound:
            return None
        numerator = residue * factor % modulus
        solution.append(Fraction(numerator if 2 * numerator < modulus else numerator - modulus, denominator))
    return solution


def _solves(solution: Sequence[Fraction], rows: Sequence[Row], right: Row) -> bool:
    common = math.lcm(*(x.denominator for x in solution))
    numerators = [x.numerator * (common // x.denominator) for x in solution]
    return all(sum(map(mul, row, numerators)) == common * y for row, y in zip(rows, right))


def _number(digits: Row, base: int) -> int:
    """The number of these digits, the last being worth most; neighbours are put together first, which is cheap."""
    parts = list(digits)
    while len(parts) > 1:
        parts = [low + base * high for low, high in zip(parts[::2], [*parts[1::2], 0])]
        base *= base
    return parts[0]


def _denominator(residue: int, modulus: int, bound: int) -> int:
    """The denominator of the small fraction that is `residue`, by Euclid's algorithm stopped halfway."""
    before, after = modulus, min(residue, modulus - residue)
    old, new = 0, 1
    while after > bound:
        quotient, rest = divmod(before, after)
        before, after = after, rest
        old, new = new, old - quotient * new
    return abs(new)
