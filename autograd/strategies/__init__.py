"""Hypothesis strategies made from the table, for property-based tests of operations and of what is built from them.

A property-based test states a law and lets Hypothesis look for a counterexample. What it needs is a source of examples:
operands that an operation accepts (`operands`), random graphs (`expressions`), points where a function of one's own is
defined (`points_in_domain`). And `gradient_test` makes a test of a gradient, one's own too, in a line. This module
needs Hypothesis, the extra `test`; nothing else in `autograd` imports it.

The chain rule for the logarithm, as a law about every random graph:

>>> from hypothesis import given
>>> from autograd import gradients, strategies
>>> @given(expression=strategies.expressions())
... def test_the_derivative_of_the_logarithm_of_1_plus_a_square(expression):
...     y, inputs = expression.graph()
...     of_logarithm = gradients((1.0 + y * y).log(), inputs)
...     for whole, part in zip(of_logarithm, gradients(y, inputs)):
...         product = 2.0 * y / (1.0 + y * y) * part
...         assert abs(whole - product) <= 1e-9 * (1.0 + abs(product))
>>> test_the_derivative_of_the_logarithm_of_1_plus_a_square()
"""

from __future__ import annotations

from autograd.strategies.floats import Operands, operands
from autograd.strategies.gradient_tests import arrays, gradient_test
from autograd.strategies.graphs import Expression, expressions
from autograd.strategies.points import points_in_domain

__all__ = ["Expression", "Operands", "arrays", "expressions", "gradient_test", "operands", "points_in_domain"]
