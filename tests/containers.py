"""The same numbers in every container that people have: what a function makes of them may not depend on it.

Tables and tensors stand in for pandas's and PyTorch's: they do what makes those dangerous (an index that is a label, a
loop over column names, tensors without a length), and know nothing more.
"""

from __future__ import annotations

import random
from array import array

import numpy as np
from hypothesis import strategies as st

try:
    import pandas
except ImportError:
    pandas = None

EXACT = st.integers(-512, 512).map(lambda k: k / 8.0)
"""Numbers that every floating type holds exactly, half precision included."""


class Tensor:
    """As PyTorch's: a loop gives tensors, one without dimensions has no length, and one with a gradient no NumPy."""

    def __init__(self, data):
        self.data = np.asarray(data)

    def __len__(self):
        if not self.data.ndim:
            raise TypeError("len() of a 0-d tensor")
        return len(self.data)

    def __iter__(self):
        if not self.data.ndim:
            raise TypeError("iteration over a 0-d tensor")
        return map(Tensor, self.data)

    def __getitem__(self, place):
        return Tensor(self.data[place])

    def __float__(self):
        return float(self.data)

    def __eq__(self, other):
        return Tensor(self.data == other)

    def __bool__(self):
        return bool(self.data)

    __hash__ = object.__hash__

    def numpy(self):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")

    def detach(self):
        return self

    def tolist(self):
        return self.data.tolist()


class Series:
    """As pandas's: indexing goes by label, and here the labels are the places in another order."""

    def __init__(self, numbers):
        self.numbers = list(numbers)
        self.index = random.Random(0).sample(range(len(self.numbers)), len(self.numbers))

    def __len__(self):
        return len(self.numbers)

    def __iter__(self):
        return iter(self.numbers)

    def __getitem__(self, label):
        return self.numbers[self.index.index(label)]

    def to_numpy(self):
        return np.array(self.numbers)


class Frame:
    """As pandas's: a loop gives the names of the columns, and so does an index."""

    def __init__(self, rows):
        self.rows = np.array(rows)

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter([f"column {k}" for k in range(self.rows.shape[1])])

    def __getitem__(self, name):
        return Series(self.rows[:, int(name.removeprefix("column "))])

    def to_numpy(self):
        return self.rows


def _frame(rows, **options):
    index = random.Random(1).sample(range(len(rows)), len(rows))
    return pandas.DataFrame(np.array(rows), index=index, **options)


def _series(numbers, **options):
    index = random.Random(1).sample(range(len(numbers)), len(numbers))
    return pandas.Series(list(numbers), index=index, **options)


def _strided(rows):
    """Every other row and column of a larger array."""
    wide = np.zeros((2 * len(rows), 2 * len(rows[0])))
    wide[::2, ::2] = rows
    return wide[::2, ::2]


ROWS = {
    "tuples": lambda rows: tuple(map(tuple, rows)),
    "a generator of generators": lambda rows: ((number for number in row) for row in rows),
    "array.array": lambda rows: [array("d", row) for row in rows],
    "single precision in array.array": lambda rows: [array("f", row) for row in rows],
    "a memoryview": lambda rows: memoryview(np.array(rows)),
    "NumPy": np.array,
    "NumPy, by columns": lambda rows: np.array(rows, order="F"),
    "NumPy, strided": _strided,
    "NumPy, read only": lambda rows: np.frombuffer(np.array(rows).tobytes()).reshape(len(rows), -1),
    "NumPy's half precision": lambda rows: np.array(rows, np.float16),
    "NumPy's single precision": lambda rows: np.array(rows, np.float32),
    "NumPy, the other byte order": lambda rows: np.array(rows, np.dtype(float).newbyteorder()),
    "NumPy's objects": lambda rows: np.array(rows, object),
    "a list of NumPy's rows": lambda rows: list(np.array(rows)),
    "a list of lists of NumPy's numbers": lambda rows: [list(row) for row in np.array(rows)],
    "tensors": Tensor,
    "a list of tensors": lambda rows: list(Tensor(rows)),
    "a table": Frame,
    "a list of columns without order": lambda rows: list(map(Series, rows)),
}
"""For samples: rows of exact numbers, in each container."""

TARGETS = {
    "a tuple": tuple,
    "a generator": iter,
    "array.array": lambda y: array("d", y),
    "NumPy": np.array,
    "NumPy, as floats": lambda y: np.array(y, float),
    "NumPy's objects": lambda y: np.array(y, object),
    "NumPy, one column": lambda y: np.array(y)[:, None],
    "NumPy, one row": lambda y: np.array(y)[None, :],
    "a list of NumPy's numbers": lambda y: list(np.array(y)),
    "a list of arrays without dimensions": lambda y: list(map(np.array, y)),
    "one column": lambda y: [[target] for target in y],
    "tensors": Tensor,
    "a column of tensors": lambda y: Tensor([[target] for target in y]),
    "a list of tensors without dimensions": lambda y: list(map(Tensor, y)),
    "a Series": Series,
    "a table of one column": lambda y: Frame([[target] for target in y]),
}
"""For targets, a number each."""

LABELS = TARGETS | {
    "bools": lambda y: list(map(bool, y)),
    "NumPy's bools": lambda y: np.array(y, bool),
    "a list of NumPy's bools": lambda y: list(np.array(y, bool)),
    "bytes of array.array": lambda y: array("b", y),
    "unsigned bytes": lambda y: np.array(y, np.uint8),
}
"""For targets that are all 0 or 1."""

if pandas is not None:
    ROWS |= {
        "pandas": _frame,
        "pandas's single precision": lambda rows: _frame(rows, dtype="float32"),
        "pandas's nullable numbers": lambda rows: _frame(rows).astype("Float64"),
    }
    TARGETS |= {
        "pandas": _series,
        "pandas, one column": lambda y: _series(y).to_frame(),
        "pandas's nullable numbers": lambda y: _series(y, dtype="Float64"),
    }
    LABELS |= TARGETS | {
        "pandas's bools": lambda y: _series(list(map(bool, y))),
        "pandas's nullable whole numbers": lambda y: _series(y, dtype="Int64"),
    }
