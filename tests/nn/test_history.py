"""What a history shows of itself, and which of its lists it shares."""

from __future__ import annotations

import pytest

import nn
from nn.history import COLUMNS
from tests.autograd.shared.test_showing import Reader


def history(epochs: int = 2, **options: str) -> nn.History:
    """One whose losses halve from epoch to epoch, with one batch loss an epoch."""
    losses = [0.5**k for k in range(epochs)]
    return nn.History(losses=losses, batch_losses=[[loss] for loss in losses], **options)


def test_at_a_prompt_a_history_says_where_each_measure_began_and_ended() -> None:
    whole = nn.History(
        losses=[1.0, 0.5, 0.123456],
        accuracies=[0.25, 0.5, 1.0],
        validation_losses=[2.0, 2.5, 3.0],
        validation_accuracies=[0.75, 0.5, 0.25],
        learning_rates=[0.1] * 3,
        stopped="enough",
    )
    assert repr(whole) == (
        "<History: 3 epochs, loss 1 → 0.1235, accuracy 0.25 → 1, validation loss 2 → 3, "
        "validation accuracy 0.75 → 0.25, stopped: enough>"
    )
    assert repr(history(1)) == "<History: 1 epoch, loss 1 → 1>"


def test_a_history_is_printed_as_a_table_of_the_measures_that_every_epoch_has() -> None:
    whole = history(engine="compiled", stopped="the loss is low")
    whole.add(learning_rates=[0.1, 0.2], gradient_norms=[3.0])
    assert str(whole).splitlines() == [
        "2 epochs, compiled; stopped: the loss is low",
        "epoch  loss  learning rate",
        "    1     1            0.1",
        "    2   0.5            0.2",
    ]
    assert str(history(1)).splitlines() == ["1 epoch, eager", "epoch  loss", "    1     1"]


def test_of_many_epochs_eight_are_shown_from_the_first_to_the_last() -> None:
    reader = Reader()
    reader.feed(history(50)._repr_html_())
    head, *rows = reader.rows
    assert head == ["epoch", "loss"]
    assert [row[0] for row in rows] == ["1", "8", "15", "22", "29", "36", "43", "50"]
    assert [float(loss) for _, loss in rows] == pytest.approx([0.5 ** (int(k) - 1) for k, _ in rows], rel=1e-5)


def test_the_reason_why_it_stopped_fills_one_line_at_most() -> None:
    lines = str(history(stopped="a long reason, " * 20)).splitlines()
    assert len(lines[0]) == 80
    assert lines[0].startswith("2 epochs, eager; stopped: a long reason, ")


def test_a_history_of_no_epoch_has_no_rows() -> None:
    assert str(nn.History()).splitlines()[0] == "0 epochs, eager"
    reader = Reader()
    reader.feed(nn.History()._repr_html_())
    assert len(reader.rows) == 1


def test_a_history_that_goes_on_has_the_same_entries_in_lists_of_its_own() -> None:
    before = history()
    before.add(**{name: [1.0, 2.0] for name in COLUMNS if name != "losses"})
    copy = before.continued()
    lists = (*COLUMNS, "batch_losses")
    assert all(getattr(copy, name) == getattr(before, name) for name in lists)
    assert all(getattr(copy, name) is not getattr(before, name) for name in lists)
    copy.truncate(1)
    assert all(len(getattr(copy, name)) == 1 for name in lists)
    assert before.epochs == 2


def test_a_terminal_too_narrow_for_all_columns_shows_what_a_training_is_judged_by():
    names = ("losses", "accuracies", "validation_losses", "validation_accuracies", "learning_rates", "gradient_norms")
    history = nn.History(**{name: [0.123456, 0.234567] for name in (*names, "seconds")}, engine="eager")
    _, head, *rows = str(history).splitlines()
    assert [name for name in ("loss  accuracy", "validation loss", "validation accuracy") if name not in head] == []
    assert max(map(len, (head, *rows))) <= 80
