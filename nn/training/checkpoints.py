"""A training, saved in the middle: parameters, the optimizer's memory, the history, and the shuffling generator."""

from __future__ import annotations

import random
from dataclasses import fields
from typing import Any, Final

from autograd.shared.files import FilePath, check_writable
from autograd.shared.showing import brief, counted
from nn.arguments import check_one_of
from nn.gradient_step import Optimizer
from nn.history import COLUMNS, GeneratorState, History
from nn.models.records import finite_numbers, is_record, read_record, write_record
from nn.training.mistakes import check_optimizer

__all__ = ["check_checkpoint", "load_checkpoint", "save_checkpoint"]

FORMAT: Final = "chalkgrad checkpoint"
VERSION: Final = 1


def check_checkpoint(path: FilePath, *, overwrite: bool = False) -> None:
    """Raises OSError unless a checkpoint can be saved there: in the place of an earlier one, or where nothing is."""
    check_writable(path, overwrite=overwrite or is_record(path, FORMAT))


def save_checkpoint(path: FilePath, optimizer: Optimizer, history: History, *, overwrite: bool = False) -> None:
    """Saves where a training stands, as JSON, floats exact; a crash on the way leaves the old file whole.

    Args:
        path: where to; its folder must exist. An earlier checkpoint is replaced.
        optimizer: what trains the model; it knows the parameters.
        history: what `fit` returned.
        overwrite: whether any other file that is there already is replaced too.

    Raises:
        TypeError: for what is no path, no optimizer or no history.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists, is no checkpoint, and is not to be overwritten.
        OSError: if the file cannot be written, or if the path names a folder, a device or a pipe.

    >>> import tempfile, nn
    >>> X, y = nn.datasets.XOR
    >>> def training():
    ...     model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
    ...     optimizer = nn.Adam(model.parameters(), learning_rate=0.1)
    ...     options = dict(loss=nn.binary_cross_entropy, optimizer=optimizer, batch_size=2, seed=1, progress=False)
    ...     return model, optimizer, options
    >>> model, optimizer, options = training()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/half.json", optimizer, nn.fit(model, X, y, epochs=5, **options))
    ...     model, optimizer, options = training()  # in another session, say
    ...     half = load_checkpoint(f"{folder}/half.json", optimizer)
    ...     history = nn.fit(model, X, y, epochs=10, resume=half, **options)
    >>> uninterrupted, optimizer, options = training()
    >>> history.losses == nn.fit(uninterrupted, X, y, epochs=10, **options).losses
    True
    """
    check_optimizer(optimizer)
    check_one_of(history, "history", History, "what nn.fit gave, an nn.History")
    check_checkpoint(path, overwrite=overwrite)
    record = {field.name: getattr(history, field.name) for field in fields(history)}
    write_record(path, FORMAT, VERSION, {"optimizer": optimizer.state_dict(), "history": record}, overwrite=True)


def load_checkpoint(path: FilePath, optimizer: Optimizer) -> History:
    """Puts parameters and optimizer back to where they were saved, and returns the history to `resume`.

    Args:
        path: where from.
        optimizer: one of the same kind, for the same parameters.

    Returns:
        The history of the training until then, for `fit(..., resume=history)`.

    Raises:
        ValueError, TypeError: for a file that is damaged, or of another format, version, optimizer or model, naming the
            field; nothing has changed then.
        OSError: if the file cannot be read.

    >>> import tempfile
    >>> import nn
    >>> optimizer = nn.SGD(nn.Neuron(2, seed=0).parameters(), learning_rate=0.1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/begun.json", optimizer, nn.History())
    ...     load_checkpoint(f"{folder}/begun.json", optimizer).epochs
    0
    """
    check_optimizer(optimizer)
    record = read_record(path, FORMAT, VERSION, {"optimizer", "history"})
    try:
        history = _history(record["history"])
        optimizer.load_state_dict(record["optimizer"])
    except (TypeError, ValueError) as error:
        raise type(error)(f"{path}: {error}") from None
    return history


def _history(record: Any) -> History:
    names = {field.name for field in fields(History)}
    if not isinstance(record, dict) or record.keys() | {"batch_losses"} != names:  # which older ones do not have
        raise ValueError(f"expected history to have the fields {', '.join(sorted(names))}, got {brief(record)}")
    columns = {name: finite_numbers(record[name], f"history.{name}") for name in COLUMNS}
    for name, column in columns.items():
        if len(column) not in {0, len(columns["losses"])}:
            raise ValueError(
                f"expected history.{name} to have {counted(len(columns['losses']), 'entry')}, got {len(column)}"
            )
    for name in ("stopped", "engine"):
        if not isinstance(record[name], str):
            raise TypeError(f"expected history.{name} to be a text, got {record[name]!r:.80}")
    of_batches = record.get("batch_losses", [])
    if not isinstance(of_batches, list):
        raise TypeError(f"expected history.batch_losses to be a list of lists, got {of_batches!r:.80}")
    batch_losses = [finite_numbers(losses, f"history.batch_losses[{k}]") for k, losses in enumerate(of_batches)]
    return History(
        **columns,
        batch_losses=batch_losses,
        stopped=record["stopped"],
        engine=record["engine"],
        shuffling=_generator_state(record["shuffling"]),
    )


def _generator_state(record: Any) -> GeneratorState | None:
    """The state as `random` wants it, tried on a generator."""
    if record is None:
        return None
    try:
        version, words, spare = record
        state = (version, tuple(words), spare)
        random.Random().setstate(state)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            f"expected history.shuffling to be the state of Python's random generator, got {brief(record)}"
        ) from None
    return state
