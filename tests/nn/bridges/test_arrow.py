"""Columns of Parquet files: the same bits as the same numbers in lists."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import dataset, parquet

import nn
from tests.needs import EITHER_WAY

ROWS = 1000
INPUTS = ["length", "count", "half", "is_big"]


@pytest.fixture(scope="module")
def columns():
    generator = np.random.default_rng(0)
    return {
        "species": generator.integers(0, 3, ROWS),
        "half": generator.normal(size=ROWS).astype(np.float32),
        "length": generator.normal(size=ROWS),
        "is_big": generator.integers(0, 2, ROWS).astype(bool),
        "count": generator.integers(-9, 9, ROWS).astype(np.int8),
        "name": ["someone"] * ROWS,
        "height": generator.normal(size=ROWS),
    }


@pytest.fixture(scope="module")
def folder(columns, tmp_path_factory):
    path = tmp_path_factory.mktemp("parquet")
    table = pa.table(columns)
    (path / "parts").mkdir()
    parquet.write_table(table, path / "rows.parquet", row_group_size=300)
    parquet.write_table(table.slice(0, 350), path / "parts" / "a.parquet")
    parquet.write_table(table.slice(350), path / "parts" / "b.parquet")
    return path


SOURCES = {
    "a path": lambda folder: folder / "rows.parquet",
    "a text": lambda folder: str(folder / "rows.parquet"),
    "a folder": lambda folder: folder / "parts",
    "a dataset": lambda folder: dataset.dataset(folder / "parts"),
    "a file": lambda folder: parquet.ParquetFile(folder / "rows.parquet"),
    "a table": lambda folder: parquet.read_table(folder / "rows.parquet"),
}


def trained(*given, loss, outputs, compiled, validation):
    model = nn.MLP(4, [3, outputs], activation="tanh", seed=0)
    options = {"epochs": 2, "batch_size": 50, "seed": 1, "progress": False, "compiled": compiled}
    optimizer = nn.Adam(model.parameters(), 0.01)
    history = nn.fit(model, *given, loss=loss, optimizer=optimizer, validation=validation, **options)
    history.seconds = []
    return history, model.state_dict()


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_of_arrows_gives_the_bits_of_lists(kind, compiled, columns, folder):
    X = np.column_stack([columns[name].astype(float) for name in INPUTS]).tolist()
    for target, loss, outputs in (("species", nn.cross_entropy, 3), (("height", "half"), nn.mse_loss, 2)):
        y = columns[target] if isinstance(target, str) else np.column_stack([columns[name] for name in target])
        chosen = {"loss": loss, "outputs": outputs, "compiled": compiled}
        batches = nn.parquet(SOURCES[kind](folder), inputs=INPUTS, target=target, batch_size=333)
        assert trained(batches, validation=batches, **chosen) == trained(
            X, y.tolist(), validation=(X, y.tolist()), **chosen
        )


def test_columns_come_in_the_order_asked_for_and_whole_targets_stay_whole(columns, folder):
    batches = nn.parquet(folder / "rows.parquet", inputs=["height", "count"], target="is_big", batch_size=400)
    assert repr(batches) == "<Columns: 2 inputs, target 'is_big'>"
    for _ in range(2):
        pairs = list(batches)
        rows = [row for X, _ in pairs for row in X]
        assert rows == list(map(list, zip(columns["height"].tolist(), map(float, columns["count"].tolist()))))
        assert [repr(label) for _, y in pairs for label in y] == [str(int(label)) for label in columns["is_big"]]


def test_without_inputs_a_sample_has_all_columns_but_the_target(folder):
    table = parquet.read_table(folder / "rows.parquet").drop_columns(["name"]).combine_chunks()
    ((X, y),) = nn.parquet(table, target="height")
    assert nn.parquet(table, target="height").inputs == ("species", "half", "length", "is_big", "count")
    assert (len(X), X.width, len(y)) == (ROWS, 5, ROWS)


def test_a_cell_without_a_number_is_told_with_row_and_column():
    table = pa.table({"a": [*[1.0] * 700, None, 2.0], "b": [0.0] * 702})
    message = "expected a number in the column 'a', got null in row 700: fill it in, or leave that row out"
    with pytest.raises(ValueError, match=re.escape(message)):
        list(nn.parquet(table, target="b", batch_size=300))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"target": "heigth"}, ValueError, "unknown target 'heigth': did you mean 'height'?"),
        ({"inputs": ["size"]}, ValueError, "unknown inputs 'size': expected one of species"),
        ({"inputs": []}, ValueError, "expected at least one column in inputs, got none"),
        ({"inputs": None}, TypeError, "expected numbers in the column 'name' of inputs, got string"),
        ({"target": "name"}, TypeError, "'name' of target, got string: number the classes"),
        ({"batch_size": 0}, ValueError, "expected batch_size to be a whole number of at least 1, got 0"),
        ({"source": 5}, TypeError, "expected source to be a path, or a dataset of pyarrow's, got 5"),
        ({"source": "nowhere.parquet"}, FileNotFoundError, "nowhere.parquet"),
    ],
)
def test_what_cannot_be_read_is_refused(change, error, message, folder):
    given = {"source": folder / "rows.parquet", "inputs": INPUTS, "target": "height", **change}
    with pytest.raises(error, match=re.escape(message)):
        nn.parquet(**given)


def test_what_runs_once_is_refused_and_a_dataset_alone_says_no_columns(folder):
    reader = dataset.dataset(folder / "parts").scanner().to_reader()
    with pytest.raises(TypeError, match="which runs once: hand over the path, the dataset or the table that it reads"):
        nn.parquet(reader, target="height")
    for source in (dataset.dataset(folder / "parts"), parquet.read_table(folder / "rows.parquet")):
        with pytest.raises(TypeError, match=re.escape("write nn.parquet(…, inputs=[…], target=…)")):
            trained(source, loss=nn.mse_loss, outputs=1, compiled=False, validation=None)
