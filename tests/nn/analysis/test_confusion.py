"""Which class is taken for which: compared with scikit-learn."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix

import nn
from autograd import Value

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)
NAMES = ["bee", "ant", "cat", "dog"]


class Table:
    """A model that gives one number per class: its rows hold the class it takes the sample for."""

    def __call__(self, x):
        return [Value(float(k == x[0])) for k in range(4)]


def data(pairs):
    return [[float(taken)] for _, taken in pairs], [true for true, _ in pairs]


@given(pairs)
def test_the_counts_and_the_accuracy_are_those_of_scikit_learn(pairs):
    X, y = data(pairs)
    taken = [int(x[0]) for x in X]
    table = nn.confusion_matrix(Table(), X, y)
    assert list(table.classes) == sorted({*y, *taken})
    expected = sklearn_confusion_matrix(y, taken, labels=range(4))[np.ix_(table.classes, table.classes)]
    assert [list(row) for row in table.counts] == expected.tolist()
    assert table.accuracy == pytest.approx(accuracy_score(y, taken))
    assert table.accuracy == pytest.approx(nn.accuracy(Table(), X, y))
    assert table.total == len(y)


@given(pairs)
def test_classes_may_be_named_and_the_targets_names_numbers_or_one_hot_vectors(pairs):
    X, y = data(pairs)
    named = nn.confusion_matrix(Table(), X, [NAMES[k] for k in y], classes=NAMES)
    assert list(named.classes) == NAMES
    expected = sklearn_confusion_matrix(y, [int(x[0]) for x in X], labels=range(4)).tolist()
    assert [list(row) for row in named.counts] == expected
    assert nn.confusion_matrix(Table(), X, y, classes=NAMES) == named
    one_hot = [[float(k == target) for k in range(4)] for target in y]
    assert nn.confusion_matrix(Table(), X, one_hot, classes=NAMES) == named


def test_names_alone_are_sorted_as_read_csv_numbers_them():
    table = nn.confusion_matrix(Table(), [[0.0], [1.0], [1.0]], ["no", "yes", "no"])
    assert table == nn.ConfusionMatrix(("no", "yes"), ((1, 1), (0, 1)))


def test_a_perceptron_that_gives_classes_and_the_hinge_losss_labels_count_as_they_are():
    perceptron = nn.Perceptron(2)
    perceptron.fit(*nn.datasets.AND)
    assert nn.confusion_matrix(perceptron, *nn.datasets.AND).counts == ((3, 0), (0, 1))
    scores = nn.confusion_matrix(lambda x: Value(x[0]), [[-2.0], [3.0], [0.5]], [-1, 1, -1], nn.class_of_score)
    assert scores == nn.ConfusionMatrix((-1, 1), ((1, 1), (0, 1)))
    assert nn.confusion_matrix(lambda x: "dog", [[1.0]], ["cat"], classes=["cat", "dog"]).counts == ((0, 1), (0, 0))


def test_printed_it_is_a_table_with_a_row_for_each_true_class():
    table = nn.ConfusionMatrix(("cat", "dog"), ((8, 2), (1, 9)))
    assert str(table) == (
        "true class  taken for cat  taken for dog\n"
        "       cat              8              2\n"
        "       dog              1              9\n"
        "right: 85.0% of 20"
    )
    assert repr(table) == "<ConfusionMatrix: 20 samples, 85.0% right, classes ('cat', 'dog')>"


@pytest.mark.parametrize(
    ("X", "y", "classes", "message"),
    [
        ([[0.0]], [0, 1], None, "1 .* 2"),
        ([], [], None, "at least one"),
        ([[0.0]], ["fox"], NAMES, r"classes among \['bee', 'ant', 'cat', 'dog'\], or their numbers, got 'fox'"),
        ([[0.0]], [4], NAMES, "or their numbers, got 4"),
        ([[0.0]], [0.5], NAMES, r"or their numbers, got 0\.5"),
    ],
)
def test_what_cannot_be_counted_is_named(X, y, classes, message):
    with pytest.raises(ValueError, match=message):
        nn.confusion_matrix(Table(), X, y, classes=classes)


def test_jupyter_shows_the_counts_beside_the_classes_names_and_the_share_that_is_right():
    matrix = nn.confusion_matrix(Table(), *data([(0, 0), (0, 1), (1, 1), (2, 1), (2, 2), (2, 2)]), classes=NAMES[:3])
    table = ElementTree.fromstring(matrix._repr_html_())
    assert table.findtext("caption") == "right: 66.7% of 6"
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    assert [row[1:] for row in rows] == [
        [f"taken for {name}" for name in NAMES[:3]],
        ["1", "1", "0"],
        ["0", "1", "0"],
        ["0", "1", "2"],
    ]
    assert [row[0] for row in rows[1:]] == NAMES[:3]


@pytest.mark.parametrize(
    ("names", "shown"), [(NAMES, r"\['bee', 'ant', 'cat', 'dog'\]"), (NAMES * 25, "<100 entries>")]
)
def test_a_class_that_is_none_of_them_is_told_with_them_or_with_their_count(names, shown):
    with pytest.raises(ValueError, match=f"^expected classes among {shown}, or their numbers, got 100$"):
        nn.confusion_matrix(lambda x: 100, [[0.0]], [0], classes=names)
