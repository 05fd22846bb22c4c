from __future__ import annotations

import csv
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "data.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(numbers, st.sampled_from(["a", "b", "c, d", 'e "f"']), numbers), min_size=1, max_size=8))
def test_what_pythons_writer_writes_is_read_exactly(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("p", "kind", "q"), *rows])
    table = nn.read_csv(path, class_column="kind")
    assert [[p, q] for p, _, q in rows] == table.X
    assert [table.classes[label] for label in table.y] == [kind for _, kind, _ in rows]
    assert table.columns == ("p", "q")
    assert list(table.classes) == sorted({kind for _, kind, _ in rows})


def test_classes_that_are_numbers_are_sorted_by_size(written):
    table = nn.read_csv(written("x,y\n1,10\n2,9\n3,10\n"), "y")
    assert (table.classes, table.y) == (("9", "10"), [1, 0, 1])


def test_blank_lines_spaces_and_a_byte_order_mark_do_not_matter(written):
    table = nn.read_csv(written("\ufeff x , y \n\n 1.5 , a \n  \n2,b\n\n"), "y")
    assert (table.X, table.y, table.columns, table.classes) == ([[1.5], [2.0]], [0, 1], ("x",), ("a", "b"))


def test_another_delimiter_may_stand_between_cells(written):
    assert nn.read_csv(written("x;y\n1;a\n"), "y", delimiter=";").X == [[1.0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a header that names the columns, but the file is empty"),
        ("x,y\n", "expected at least one row below the header, got none"),
        ("x,y,x\n1,a,2\n", "line 1: expected each column once, got 'x' 2 times"),
        ("x,z\n1,a\n", "line 1: expected class_column to be one of 'x', 'z', got 'y'"),
        ("x,Y \n1,a\n", "line 1: expected class_column to be one of 'x', 'Y', got 'y': did you mean 'Y'?"),
        ("y\na\n", "line 1: expected a column of numbers beside 'y', got none"),
        ("x,y\n1,a\n\n2,b,3\n", "line 4: expected 2 cells, as in the header, got 3"),
        ("x,z,y\n1,2,a\n3,four,a\n", "line 3, column 'z': expected a finite number, got 'four'"),
        ("x,z,y\n1,,a\n", "line 2, column 'z': expected a finite number, but the cell is empty"),
        ("x,y\nnan,a\n", "line 2, column 'x': expected a finite number, got 'nan'"),
        ("x,y\n1e999,a\n", "line 2, column 'x': expected a finite number, got '1e999'"),
        ("x,y\n1, \n", "line 2, column 'y': expected a class, but the cell is empty"),
        ('x,y\n1,"a\n', "line 2: not CSV in UTF-8: unexpected end of data"),
        ('x,y\n1,"a"b\n2,c\n', "line 2: not CSV in UTF-8: ',' expected after '\"'"),
        ("x,y\n1,5,a\n", "line 2: expected 2 cells, as in the header, got 3: is a decimal comma among them?"),
        # A table of pixels, and no table at all: not all of it is listed.
        (f"{','.join(map(str, range(784)))}\n", r"one of '0', '1', .*…, got 'y'$"),
        (f"PK{'x' * 100_000}\n", r"one of 'PKx+…, got 'y'$"),
        (f"{'x' * 10_000},{'x' * 10_000},y\n", r"expected each column once, got 'x+\.{3}x+' 2 times$"),
        ("x;y\n1,5;a\n", "line 1: expected class_column to be one of 'x;y', got 'y': give delimiter=';'"),
        ("x\ty\n1\ta\n", r"line 1: expected class_column to be one of 'x\\ty', got 'y': give delimiter='\\t'"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line_and_column(written, text, message):
    with pytest.raises(ValueError, match=f"data.csv: .*{message}|data.csv: {message}"):
        nn.read_csv(written(text), "y")


def test_a_quoted_line_break_does_not_shift_the_line_numbers(written):
    with pytest.raises(ValueError, match="line 4, column 'x'"):
        nn.read_csv(written('x,y\n1,"a\nb"\nbad,c\n'), "y")


@pytest.mark.parametrize("cell", ["1,5", "1_000", "1’000", "1 000", "１２", "−5", "1.234,5", "٣"])
def test_a_number_that_is_written_otherwise_is_refused_with_how_to_write_it(written, cell):
    message = "a number is written as 1234.5 or -2e-3, with a point and nothing between digits"
    with pytest.raises(ValueError, match=f"line 2, column 'x': expected a finite number, got '{cell}': {message}$"):
        nn.read_csv(written(f"x;y\n{cell};a\n"), "y", delimiter=";")


def test_classes_that_only_python_would_take_for_numbers_are_texts(written):
    assert nn.read_csv(written("x,y\n1,1_0\n2,9\n"), "y").classes == ("1_0", "9")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_in_another_encoding_is_refused_with_the_line_where_it_shows(written, end):
    message = "line 4: not CSV in UTF-8: the byte 0xe9 is of another encoding, cp1252 or latin-1 as a rule"
    with pytest.raises(ValueError, match=message):
        nn.read_csv(written(end.join(["x,y", "1,a", "2,b", "3,é", ""]), encoding="latin-1"), "y")
    with pytest.raises(
        ValueError, match="line 1: not CSV in UTF-8: the byte 0xff is of another encoding, UTF-16; save"
    ):
        nn.read_csv(written(end.join(["x,y", "1,a", ""]), encoding="utf-16"), "y")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(written, end):
    table = nn.read_csv(written(end.join(["x,y", "1.5,a", "", "2,b", ""])), "y")
    assert (table.X, table.y, table.columns, table.classes) == ([[1.5], [2.0]], [0, 1], ("x",), ("a", "b"))


@given(st.integers(2, 60), st.floats(0.001, 0.999), st.integers())
def test_a_split_has_every_sample_once_with_its_target(count, fraction, seed):
    X, y = list(range(count)), [-i for i in range(count)]
    X_train, X_test, y_train, y_test = nn.train_test_split(X, y, fraction, seed=seed)
    assert sorted(X_train + X_test) == X
    assert (y_train, y_test) == ([-x for x in X_train], [-x for x in X_test])
    assert len(X_test) == min(max(round(fraction * count), 1), count - 1)


def test_a_split_comes_from_its_seed():
    def test_part(seed):
        return nn.train_test_split(range(50), range(50), seed=seed)[1]

    assert test_part(1) == test_part(1) != test_part(2)


@given(st.integers(1, 4), st.integers(2, 20), st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_standardised_columns_have_mean_0_and_deviation_1(width, count, seed, scale):
    X = np.random.default_rng(seed).normal(loc=3 * scale, scale=scale, size=(count, width))
    scaled = np.array(nn.standardizer(X.tolist())(X.tolist()))
    assert np.allclose(scaled, (X - X.mean(axis=0)) / X.std(axis=0), atol=1e-8)
    assert np.allclose(scaled.mean(axis=0), 0, atol=1e-8)
    assert np.allclose(scaled.std(axis=0), 1)


def test_a_constant_column_becomes_zero_and_no_number_is_divided_by_zero():
    assert nn.standardizer([[0.1, 1.0]] * 3)([[0.1, 2.0]]) == [[pytest.approx(0.0), 1.0]]


def test_the_units_of_the_training_data_go_for_the_test_data():
    assert nn.standardizer([[0.0], [2.0]])([[4.0]]) == [[3.0]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.train_test_split([1], [1]), "at least 2 samples in X, got 1"),
        (lambda: nn.train_test_split([1, 2], [1]), "got 2 samples in X and 1 target in y"),
        (lambda: nn.train_test_split([1, 2], [1, 2], 1.0), "test_fraction to be above 0 and below 1, got 1.0"),
        (lambda: nn.standardizer([]), "at least one sample"),
        (lambda: nn.standardizer([[1.0], [1.0, 2.0]]), "expected 1 number a row in X, as in row 0, got 2 in row 1"),
        (
            lambda: nn.standardizer([[1.0]])([[1.0, 2.0]]),
            "expected 1 number a row in X, for this standardizer, got 2 in row 0",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(("count", "caption"), [(5, "5 samples"), (6, "6 samples; the first 5 of them")])
def test_jupyter_shows_the_first_five_samples_with_the_names_of_their_classes(written, count, caption):
    lines = [f"{k},{'even' if k % 2 == 0 else 'odd'},{k + 0.5}" for k in range(count)]
    shown = ElementTree.fromstring(nn.read_csv(written("\n".join(["p,kind,q", *lines])), "kind")._repr_html_())
    assert shown.findtext("caption") == caption
    head, *rows = [["".join(cell.itertext()) for cell in row] for row in shown.iter("tr")]
    assert head == ["p", "q", "class"]
    assert [(float(p), float(q), kind) for p, q, kind in rows] == [
        (k, k + 0.5, "even" if k % 2 == 0 else "odd") for k in range(5)
    ]


def test_a_table_shows_its_names_where_they_are_few_and_their_count_where_they_are_many():
    few_names = nn.Table([[1.0]], [0], ("p",), ("no", "yes"))
    assert repr(few_names) == "<Table: 1 sample, columns ('p',), classes ('no', 'yes')>"
    many = nn.Table([[1.0]], [0], tuple(f"column {k}" for k in range(50)), tuple(f"class {k}" for k in range(40)))
    assert repr(many) == "<Table: 1 sample, columns <50 entries>, classes <40 entries>>"
