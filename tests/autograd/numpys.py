"""NumPy's functions on Values, and what becomes of each call: the words of the table in docs/how_to/numpy.md."""

from __future__ import annotations

import numpy as np

from autograd import Value

__all__ = ["UFUNCS", "kind_of", "on_arrays", "on_values", "values_of"]

UFUNCS = {name: f for name, f in vars(np).items() if isinstance(f, np.ufunc) and name == f.__name__}
POINTS = {"arccosh": (1.3, 1.6)}


def values_of(array):
    """An array of Values with these numbers."""
    return np.array([Value(x) for x in array.flat]).reshape(array.shape)


def kind_of(call):
    """What a call gives: "Values" or "numbers", in whatever holds them; or who refuses it."""
    try:
        given = call()
    except TypeError as error:
        ours = str(error).startswith("expected a function that Values have an operation for, but np.")
        return "refused" if ours else "NumPy refuses"
    except (AttributeError, ValueError):
        return "NumPy refuses"
    kinds = {isinstance(entry, Value) for entry in np.array(given, dtype=object).flat}
    return {frozenset({True}): "Values", frozenset({False}): "numbers"}.get(frozenset(kinds), "Values and numbers")


def on_values(name):
    """What a function of NumPy's gives on single Values."""
    f = UFUNCS[name]
    return kind_of(lambda: f(*map(Value, POINTS.get(name, (0.3, 0.6))[: f.nin])))


def on_arrays(name):
    """What it gives on arrays of Values."""
    f = UFUNCS[name]
    x = np.array([POINTS.get(name, (0.3, 0.6))] * 2)
    return kind_of(lambda: f(*[values_of(x), values_of(x[:, ::-1])][: f.nin]))
