from __future__ import annotations

import gzip
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import datasets

IMAGES = [[[0, 255], [51, 102], [1, 2]], [[7, 7], [8, 8], [9, 9]]]
LABELS = [7, 0]


def idx_bytes(*sizes, content):
    """As the format's description has it: two zeros, 8 for bytes, the dimensions; their sizes, and what is there."""
    return bytes([0, 0, 8, len(sizes)]) + struct.pack(f">{len(sizes)}i", *sizes) + bytes(content)


IMAGE_FILE = idx_bytes(2, 3, 2, content=[pixel for image in IMAGES for row in image for pixel in row])
LABEL_FILE = idx_bytes(2, content=LABELS)


@pytest.fixture
def files(tmp_path):
    """Writes the two files and gives their paths."""

    def written(images=IMAGE_FILE, labels=LABEL_FILE):
        paths = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
        for path, content in zip(paths, (images, labels)):
            path.write_bytes(content)
        return paths

    return written


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_images_are_read_row_by_row_from_paper_to_ink(files, packed):
    X, y = datasets.idx(*files(packed(IMAGE_FILE), packed(LABEL_FILE)))
    assert X == [[0.0, 1.0, 0.2, 0.4, 1 / 255, 2 / 255], [7 / 255, 7 / 255, 8 / 255, 8 / 255, 9 / 255, 9 / 255]]
    assert y == LABELS
    assert {type(label) for label in y} == {int}


def test_pixels_may_stay_as_they_are(files):
    X, _ = datasets.idx(*files(), scale=False)
    assert X[0] == [0.0, 255.0, 51.0, 102.0, 1.0, 2.0]
    assert {type(pixel) for pixel in X[0]} == {float}


def test_paths_may_be_text(files):
    images, labels = files()
    assert datasets.idx(str(images), str(labels)) == datasets.idx(images, labels)


@given(st.data())
def test_whatever_is_written_is_read(tmp_path_factory, data):
    count, height, width = (data.draw(st.integers(1, 4)) for _ in range(3))
    pixels = data.draw(st.binary(min_size=count * height * width, max_size=count * height * width))
    labels = data.draw(st.binary(min_size=count, max_size=count))
    folder = tmp_path_factory.mktemp("idx")
    (folder / "images").write_bytes(idx_bytes(count, height, width, content=pixels))
    (folder / "labels").write_bytes(idx_bytes(count, content=labels))
    X, y = datasets.idx(folder / "images", folder / "labels", scale=False)
    assert bytes(int(pixel) for image in X for pixel in image) == pixels
    assert [len(image) for image in X] == [height * width] * count
    assert bytes(y) == labels


MAGIC = "expected the magic number of IDX images, 0x00000803, got"
DAMAGED_IMAGES = {
    "empty": (b"", f"{MAGIC} an empty file$"),
    "of another kind": (b"PK\x03\x04" + bytes(20), f"{MAGIC} 0x504b0304$"),
    "swapped": (LABEL_FILE, rf"{MAGIC} 0x00000801: is it the file of the labels\?$"),
    "cut off in the magic number": (IMAGE_FILE[:3], f"{MAGIC} 0x000008$"),
    "cut off after it": (IMAGE_FILE[:4], "expected 3 sizes in the header, but the file ends there$"),
    "cut off in the header": (IMAGE_FILE[:10], "expected 3 sizes in the header, but the file ends there$"),
    "cut off in its last size": (IMAGE_FILE[:15], "expected 3 sizes in the header, but the file ends there$"),
    "cut off after the header": (IMAGE_FILE[:16], "expected 2 × 3 × 2 = 12 bytes after the header, got 0$"),
    "cut off": (IMAGE_FILE[:-1], "expected 2 × 3 × 2 = 12 bytes after the header, got 11$"),
    "too long": (IMAGE_FILE + b"!", "expected 2 × 3 × 2 = 12 bytes after the header, got more$"),
    "without images": (
        idx_bytes(0, 3, 2, content=[]),
        "expected sizes of at least 1 in the header, got 0 × 3 × 2$",
    ),
    "of enormous sizes": (
        idx_bytes(2**31 - 1, 2**31 - 1, 2**31 - 1, content=[1]),
        f"expected 2147483647 × 2147483647 × 2147483647 = {(2**31 - 1) ** 3} bytes after the header, got 1$",
    ),
    "cut off in its compression": (gzip.compress(IMAGE_FILE)[:-12], "the compressed file is damaged: Compressed file "),
    "of no compression": (b"\x1f\x8b" + bytes(20), "the compressed file is damaged: .*Unknown compression method"),
}


@pytest.mark.parametrize("name", DAMAGED_IMAGES)
def test_damaged_images_are_refused(files, name):
    content, words = DAMAGED_IMAGES[name]
    with pytest.raises(ValueError, match=f"train-images-idx3-ubyte: {words}"):
        datasets.idx(*files(images=content))


def test_a_compressed_file_with_a_wrong_checksum_is_refused(files):
    packed = bytearray(gzip.compress(LABEL_FILE))
    packed[-8] ^= 1
    with pytest.raises(ValueError, match="labels-idx1-ubyte: the compressed file is damaged"):
        datasets.idx(*files(labels=bytes(packed)))


def test_images_in_the_place_of_labels_are_refused(files):
    with pytest.raises(
        ValueError,
        match=r": expected the magic number of IDX labels, 0x00000801, got 0x00000803: is it the file of the images\?$",
    ):
        datasets.idx(*files(labels=IMAGE_FILE))


def test_as_many_labels_as_images_are_asked_for(files):
    with pytest.raises(
        ValueError,
        match=r"^expected a label an image, got 2 images in .*images-idx3-ubyte and 3 labels in .*idx1-ubyte$",
    ):
        datasets.idx(*files(labels=idx_bytes(3, content=[1, 2, 3])))


@pytest.mark.parametrize("name", ["images", "labels"])
def test_what_is_no_path_is_refused_by_name(files, name):
    paths = dict(zip(("images", "labels"), files())) | {name: 3}
    with pytest.raises(TypeError, match=f"^expected {name} to be the path of a file, .*, got 3$"):
        datasets.idx(**paths)


def test_a_missing_file_is_named(tmp_path, files):
    with pytest.raises(FileNotFoundError, match="no-such-file"):
        datasets.idx(tmp_path / "no-such-file", files()[1])


@pytest.fixture
def csv_file(tmp_path):
    def written(text):
        path = tmp_path / "mnist.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("header", ["", "label,1x1,1x2\n", "label,0,1\n", "label,pixel0,pixel1\r\n"])
def test_a_header_may_be_there(csv_file, header):
    assert datasets.csv(csv_file(f"{header}7,0,255\n\n0,51,102\n")) == ([[0.0, 1.0], [0.2, 0.4]], [7, 0])


def test_pixels_of_a_csv_file_may_stay_as_they_are(csv_file):
    assert datasets.csv(csv_file("7,0,255\n"), scale=False) == ([[0.0, 255.0]], [7])


def test_the_class_may_stand_elsewhere_and_another_delimiter_between(csv_file):
    assert datasets.csv(csv_file("0;255;7\n"), label_column=2, delimiter=";") == ([[0.0, 1.0]], [7])


def test_numbers_may_be_spelled_in_other_ways(csv_file):
    assert datasets.csv(csv_file("7.0, 255,51.0\n")) == ([[1.0, 0.2]], [7])


DAMAGED_LINES = {
    "": "expected at least one image, got none",
    "label,a,b\n": "expected at least one image, got none",
    "7,0,255\n1,3\n": "line 2: expected 3 cells, as in the first line, got 2",
    "7,0,255\n1,3,4,5\n": "line 2: expected 3 cells, as in the first line, got 4",
    "7,0,x\n": "line 1, column 3: expected a finite number, got 'x'",
    "7,0,256\n": "line 1, column 3: expected a whole number from 0 to 255, got '256'",
    "7,-1,0\n": "line 1, column 2: expected a whole number from 0 to 255, got '-1'",
    "7,0.5,0\n": "line 1, column 2: expected a whole number from 0 to 255, got '0.5'",
    "7,,0\n": "line 1, column 2: expected a finite number, but the cell is empty",
    "label,a,b\nseven,0,0\n": "line 2, column 1: expected a finite number, got 'seven'",
    "7,0,0\n7.5,0,0\n": "line 2, column 1: expected a whole number from 0 up, got '7.5'",
    "7,0.0,255.5\n": "line 1, column 3: expected a whole number from 0 to 255, got '255.5'",
    "7,0.0,256.0\n": "line 1, column 3: expected a whole number from 0 to 255, got '256.0'",
    "-1,0,0\n": "line 1, column 1: expected a whole number from 0 up, got '-1'",
    "7\n": "line 1: expected a class in column 1, and pixels beside it, got 1 cell",
}


@pytest.mark.parametrize("text", DAMAGED_LINES)
def test_damaged_lines_are_refused_and_named(csv_file, text):
    with pytest.raises(ValueError, match=rf"mnist\.csv: {DAMAGED_LINES[text]}$"):
        datasets.csv(csv_file(text))


def test_the_columns_that_errors_name_count_the_class_wherever_it_stands(csv_file):
    for label_column, cells, column in ((0, "7,0,x", 3), (1, "0,7,x", 3), (1, "x,7,0", 1), (2, "0,x,7", 2)):
        with pytest.raises(
            ValueError, match=rf"mnist\.csv: line 1, column {column}: expected a finite number, got 'x'$"
        ):
            datasets.csv(csv_file(f"{cells}\n"), label_column=label_column)
    with pytest.raises(ValueError, match=r"line 2, column 3: expected a finite number, got 'x'$"):
        datasets.csv(csv_file("0,0,7\n0,0,x\n"), label_column=2)


@pytest.mark.parametrize("label_column", [2, 3])
def test_a_column_that_is_not_there_has_no_class(csv_file, label_column):
    words = rf"line 1: expected a class in column {label_column + 1}, and pixels beside it, got 2 cells$"
    with pytest.raises(ValueError, match=words):
        datasets.csv(csv_file("7,0\n"), label_column=label_column)
    with pytest.raises(ValueError, match=r"^expected label_column to be a whole number of at least 0, got -1$"):
        datasets.csv(csv_file("7,0\n"), label_column=-1)


def test_what_is_no_csv_is_refused(tmp_path):
    path = tmp_path / "mnist.csv"
    path.write_bytes(b"7,0,1\n\xff\xfe,1,2\n")
    with pytest.raises(ValueError, match="not CSV in UTF-8"):
        datasets.csv(path)


@pytest.mark.needs("sklearn")
def test_the_digits_are_those_of_uci():
    """Counts by class from the data set's description: 1,797 images in the test set of Alpaydin and Kaynak."""
    X, y = datasets.digits()
    assert [y.count(label) for label in range(10)] == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert {len(x) for x in X} == {64}
    assert min(map(min, X)) == 0.0
    assert max(map(max, X)) == 1.0
    assert all(type(label) is int for label in y)
    assert all(type(pixel) is float for pixel in X[0])


def test_without_scikit_learn_the_digits_say_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match=r"^the digits come with scikit-learn: pip install scikit-learn$"):
        datasets.digits()
