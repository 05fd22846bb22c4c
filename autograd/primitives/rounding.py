"""What rounding leaves out of a difference or a product, exactly.

exp(d) is off by as much, relatively, as d is off absolutely: where d was rounded, exp(d) is put right by a factor of 1
plus what rounding left out. That factor is a plain number, so that the same formula holds for Values.
"""

from __future__ import annotations

from autograd.primitive import Scalar

__all__ = ["lost_in_difference", "lost_in_product", "lost_in_square"]


def lost_in_difference(a: Scalar, b: Scalar) -> Scalar:
    """(a − b) minus its rounded value; NaN where that is infinite. Knuth, The Art of Computer Programming 2, 4.2.2."""
    difference = a - b
    b_again = a - difference
    return (a - (difference + b_again)) + (b_again - b)


def lost_in_product(a: Scalar, b: Scalar) -> Scalar:
    """a·b minus its rounded value, for numbers that are neither huge nor tiny: Dekker, Numer. Math. 18 (1971)."""
    (a_head, a_tail), (b_head, b_tail) = _halves(a), _halves(b)
    return ((a_head * b_head - a * b) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail


def lost_in_square(x: Scalar) -> Scalar:
    """As `lost_in_product`, of x by itself."""
    head, tail = _halves(x)
    return ((head * head - x * x) + 2.0 * (head * tail)) + tail * tail


def _halves(x: Scalar) -> tuple[Scalar, Scalar]:
    """Two numbers of 26 bits whose sum is `x`."""
    shifted = 134217729.0 * x  # 2²⁷ + 1
    head = shifted - (shifted - x)
    return head, x - head
