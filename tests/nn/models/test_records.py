"""Files of JSON: what is read from them, and what is refused, in words that name file and field."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nn.models import records
from nn.models.records import MOST_DEPTH, MOST_DIGITS, finite_numbers, is_record, read_record, write_record

KIND = "chalkgrad café"


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def read(path):
    return read_record(path, KIND, 2, {"x"})


def record(**fields):
    return json.dumps({"format": KIND, "version": 2, **fields}, ensure_ascii=False)


def test_what_is_written_is_read_to_the_last_bit(tmp_path):
    path = tmp_path / "file.json"
    fields = {"x": [0.1, 1e-320, -0.0, 10**MOST_DIGITS - 1, "né", None, True, {"deep": [[]]}]}
    write_record(path, KIND, 2, fields)
    assert read(path) == fields
    assert str(read(path)["x"][2]) == "-0.0"
    assert "né" in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_a_file_is_replaced_only_where_that_is_said(tmp_path):
    path = tmp_path / "file.json"
    write_record(path, KIND, 2, {"x": 1})
    with pytest.raises(FileExistsError, match="file"):
        write_record(path, KIND, 2, {"x": 2})
    write_record(path, KIND, 2, {"x": 3}, overwrite=True)
    assert read(path) == {"x": 3}


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_what_no_json_can_say_is_not_written(number, tmp_path):
    with pytest.raises(ValueError, match="Out of range float values"):
        write_record(tmp_path / "file.json", KIND, 2, {"x": number})
    assert list(tmp_path.iterdir()) == []


def test_a_record_is_known_by_its_beginning(tmp_path):
    path = tmp_path / "file.json"
    assert not is_record(path, KIND)
    write_record(path, KIND, 2, {"x": 1})
    assert is_record(path, KIND)
    assert not is_record(path, "chalkgrad")
    assert not is_record(path, KIND + "s")
    assert not is_record(tmp_path, KIND)
    assert not is_record(written(tmp_path / "other.json", '{"x": 1}'), KIND)
    assert not is_record(written(tmp_path / "empty.json", ""), KIND)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (record(), "the file lacks the field 'x'"),
        (record(x=1, z=2, y=3), "the file has an unknown field 'y'"),
        (record(x=1).replace("2", "3"), "expected version to be 2, got 3"),
        (record(x=1).replace("2", "true"), "expected version to be 2, got True"),
        (json.dumps({"format": "other", "x": 1}), f"expected format to be {KIND!r}, got 'other'"),
        ("[1, 2]", f"expected format to be {KIND!r}, got list [1, 2]"),
        ("{}", f"expected format to be {KIND!r}, got None"),
        (record(x=float("nan")), f"expected a {KIND} as JSON, but it is not: NaN is not a finite number"),
        (
            record(x=10**MOST_DIGITS),
            f"expected a {KIND} as JSON, but it is not: a whole number of {MOST_DIGITS + 1} digits",
        ),
        ('{"y": 1, "x": 2, "x": 3}', f"expected a {KIND} as JSON, but it is not: the field 'x' is there twice"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_file_and_the_reason(text, message, tmp_path):
    path = written(tmp_path / "file.json", text)
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path}: {message}')}$"):
        read(path)


@pytest.mark.parametrize("opening", [("[", "]"), ('{"a": ', "}")])
def test_a_record_may_be_nested_so_deeply_and_no_deeper(opening, tmp_path):
    """The record itself counts as one."""
    left, right = opening
    for depth in (MOST_DEPTH - 1, MOST_DEPTH):
        within = left * (depth - 1) + "[]" + right * (depth - 1)
        path = written(tmp_path / "file.json", record(x=0).replace(": 0", f": {within}"))
        if depth < MOST_DEPTH:
            assert read(path) == {"x": json.loads(within)}
        else:
            with pytest.raises(ValueError, match=r"but it is not: nested too deeply$"):
                read(path)


def test_a_mark_at_the_beginning_is_passed_over(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(record(x=1), encoding="utf-8-sig")
    assert read(path) == {"x": 1}


def test_a_list_of_numbers_is_one_of_floats():
    assert finite_numbers([1, 2.5], "weights") == [1.0, 2.5]
    assert [type(number) for number in finite_numbers([1], "weights")] == [float]
    with pytest.raises(TypeError, match=r"^expected weights to be a list of numbers, got \{'a': 1\}$"):
        finite_numbers({"a": 1}, "weights")
    with pytest.raises(TypeError, match=r"^expected weights\[1\] to be a number, got '2'$"):
        finite_numbers([1, "2"], "weights")
    with pytest.raises(ValueError, match=r"^expected weights\[0\] to be a finite number, got inf$"):
        finite_numbers([float("inf")], "weights")


ENTRIES = {
    "numbers": [0] * 50,
    "lists": [[]] * 50,
    "objects": [{}] * 50,
    "fields": {str(k): k for k in range(50)},
    "nested": [[[[k]]] for k in range(25)],
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_record_may_have_so_many_entries_and_no_more_read_or_written(kind, tmp_path, monkeypatch):
    path = written(tmp_path / "file.json", record(x=ENTRIES[kind]))
    assert read(path) == {"x": ENTRIES[kind]}
    monkeypatch.setattr(records, "MOST_ENTRIES", 50)
    message = r"expected at most 50 entries, got up to \d+$"
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))}: expected a {KIND} as JSON, but .*{message}"):
        read(path)
    with pytest.raises(ValueError, match=f"^{message}"):
        write_record(tmp_path / "other.json", KIND, 2, {"x": ENTRIES[kind]})
    assert [path] == list(tmp_path.iterdir())


def test_a_field_that_is_there_twice_is_found_among_many_in_no_time(tmp_path):
    """Where each were compared with each, this would take an hour."""
    text = ", ".join(f'"{k}": 0' for k in [*range(500_000), 499_999])
    path = written(tmp_path / "file.json", "{" + text + "}")
    with pytest.raises(ValueError, match=r"but it is not: the field '499999' is there twice$"):
        read(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device that has no end")
def test_of_a_device_that_has_no_end_no_more_is_read(tmp_path, monkeypatch):
    """A link to it may lie in what somebody has packed; the system tells that it is empty."""
    monkeypatch.setattr(records, "MOST_BYTES", 3 * 2**20 + 7)
    (tmp_path / "file.json").symlink_to("/dev/zero")
    with pytest.raises(ValueError, match=r"file\.json: expected at most 3,145,735 bytes, got 3,145,736$"):
        read(tmp_path / "file.json")


def test_a_file_may_be_so_large_and_no_larger(tmp_path, monkeypatch):
    path = written(tmp_path / "file.json", record(x=1))
    size = path.stat().st_size
    monkeypatch.setattr(records, "MOST_BYTES", size)
    assert read(path) == {"x": 1}
    monkeypatch.setattr(records, "MOST_BYTES", size - 1)
    too_large = re.escape(f"expected at most {size - 1} bytes, got {size}")
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))}: {too_large}$"):
        read(path)
    with pytest.raises(ValueError, match=f": {too_large.replace(str(size), str(size + 1))}$"):  # ends its line
        write_record(tmp_path / "other.json", KIND, 2, {"x": 1})
    assert [path] == list(tmp_path.iterdir())
