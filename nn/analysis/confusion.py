"""Which class is taken for which: the confusion matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograd import Value
from autograd.data import Array, is_row, plain
from autograd.samples import paired, samples
from autograd.shared.showing import WIDTH, brief, html_table, shortened
from nn.arguments import check_function, check_names
from nn.models.layers import Inputs
from nn.models.module import sizes_of
from nn.training.mistakes import check_model
from nn.training.objective import Decision, class_of_probabilities
from nn.training.targets import targets_for

__all__ = ["ConfusionMatrix", "confusion_matrix"]

Label: TypeAlias = int | float | str


@dataclass(frozen=True)
class ConfusionMatrix:
    """How often each class was taken for each. Printed, or in a notebook, it is a table.

    Attributes:
        classes: the classes, in the order of rows and columns.
        counts: a row for each true class, in it how many of its samples were taken for each class.

    >>> matrix = ConfusionMatrix(("cat", "dog"), ((3, 1), (0, 4)))
    >>> matrix.total, matrix.accuracy
    (8, 0.875)
    >>> print(matrix)
    true class  taken for cat  taken for dog
           cat              3              1
           dog              0              4
    right: 87.5% of 8
    """

    classes: tuple[Label, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """How many samples there were."""
        return sum(map(sum, self.counts))

    @property
    def accuracy(self) -> float:
        """The fraction of them whose class was right: those on the diagonal."""
        return sum(row[k] for k, row in enumerate(self.counts)) / self.total

    def _table(self) -> list[tuple[str, ...]]:
        """The head, and a row a class."""
        head = ("true class", *(f"taken for {label}" for label in self.classes))
        return [head, *((f"{label}", *map(str, row)) for label, row in zip(self.classes, self.counts))]

    def __str__(self) -> str:
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = ["  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths)) for row in table]
        if len(lines[0]) > WIDTH:  # of many classes, each on a line of its own
            lines = [self._of_class(k) for k in range(len(self.classes))]
        return "\n".join([*lines, f"right: {self.accuracy:.1%} of {self.total}"])

    def _of_class(self, k: int) -> str:
        """How many samples of a class were right, and what the others were taken for, most often first."""
        row = self.counts[k]
        wrong = sorted((j for j in range(len(row)) if row[j] and j != k), key=lambda j: -row[j])
        taken = ", ".join(f"{self.classes[j]} ({row[j]})" for j in wrong)
        said = f"{self.classes[k]}: {row[k]} of {sum(row)} right" + (f"; taken for {taken}" if taken else "")
        return shortened(said, WIDTH)

    def __repr__(self) -> str:
        return f"<ConfusionMatrix: {self.total} samples, {self.accuracy:.1%} right, classes {brief(self.classes, 80)}>"

    def _repr_html_(self) -> str:
        head, *_ = self._table()
        rows = [(str(label), *row) for label, row in zip(self.classes, self.counts)]
        return html_table(head, rows, caption=f"right: {self.accuracy:.1%} of {self.total}")


def confusion_matrix(
    model: Callable[[Any], Any],
    X: Sequence[Inputs] | Array,
    y: Sequence[Any] | Array,
    decide: Decision = class_of_probabilities,
    *,
    classes: Sequence[str] | None = None,
) -> ConfusionMatrix:
    """Counts how often a model takes each class for each.

    Args:
        model: what turns a sample into a prediction; or, as a perceptron does, into a class or its name at once.
        X: the samples.
        y: their classes: numbers, names, or one-hot vectors.
        decide: what turns a prediction into the number of a class.
        classes: the names of the classes, from number 0 up; None for the names in `y`, sorted, where there are names,
            and otherwise for the numbers themselves.

    Returns:
        The counts: a row a true class, a column a class that the model took; shown as a table.

    Raises:
        ValueError: for no data, data of different lengths, rows that are no probabilities adding up to 1, or a class
            that `classes` has no name for.

    >>> from nn import datasets
    >>> print(confusion_matrix(lambda x: Value(x[0]), *datasets.OR))
    true class  taken for 0  taken for 1
             0            1            0
             1            1            2
    right: 75.0% of 4
    >>> confusion_matrix(lambda x: Value(x[0]), [[0.0], [1.0]], ["cat", "dog"]).counts
    ((1, 0), (0, 1))
    """
    check_model(model, gives_values=False)
    check_function(decide, "decide", " of a prediction")
    if classes is not None:
        classes = check_names(classes, "classes")
    if sizes_of(model).nin is not None:
        X = samples(X, width=sizes_of(model).nin, owner=model)
    X, y = paired(plain(X), plain(y))
    targets = [_place_of_one(target) if is_row(target) else target for target in targets_for(model, X, y, None)]
    if classes is None and any(isinstance(target, str) for target in targets):
        classes = sorted({target for target in targets if isinstance(target, str)})
    decided = [_decided(model(x), decide) for x in X]
    pairs = [(_label(target, classes), _label(choice, classes)) for target, choice in zip(targets, decided)]
    labels: Sequence[Label] = classes if classes is not None else sorted({label for pair in pairs for label in pair})
    counts = Counter(pairs)
    return ConfusionMatrix(tuple(labels), tuple(tuple(counts[row, column] for column in labels) for row in labels))


def _place_of_one(target: Any) -> int:
    """The class that a one-hot vector stands for."""
    return max(range(len(target)), key=target.__getitem__)


def _decided(prediction: Any, decide: Decision) -> Any:
    """The class of a prediction; what is no Value, nor several, is a class already."""
    is_open = isinstance(prediction, Value) or (hasattr(prediction, "__len__") and not isinstance(prediction, str))
    return decide(prediction) if is_open else prediction


def _label(entry: Any, classes: Sequence[str] | None) -> Any:
    """What a class is called."""
    if classes is None or entry in classes:
        return entry
    if isinstance(entry, str) or entry not in range(len(classes)):
        raise ValueError(f"expected classes among {brief(list(classes), 120)}, or their numbers, got {entry!r}")
    return classes[int(entry)]
