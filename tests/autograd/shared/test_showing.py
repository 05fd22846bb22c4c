"""How things are put on one line, and into a table."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.shared.showing import brief, counted, html_table, is_or_are, one_line, picked, shortened

anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.fractions()),
    lambda inner: st.one_of(st.lists(inner), st.tuples(inner), st.dictionaries(st.text(), inner)),
)


class Nameless:
    pass


@given(st.text(), st.integers(5, 100))
def test_a_shortened_text_is_one_line_and_begins_as_the_text_does(text, length):
    short = shortened(text, length)
    assert len(short) <= length
    assert len(short.splitlines()) <= 1
    assert " ".join(text.split()).startswith(short.removesuffix("…"))


@given(anything)
def test_anything_is_named_within_a_part_of_a_line(thing):
    assert len(brief(thing)) <= 40
    assert len(brief(thing).splitlines()) == 1


def test_a_thing_is_named_without_its_address():
    for thing in (
        Nameless(),
        len,
        Nameless,
        lambda: 0,
        [].append,
        memoryview(b"abc"),
        object(),
        [Nameless()],
        iter([]),
    ):
        assert "0x" not in brief(thing)


def test_a_few_entries_are_shown_and_many_counted():
    assert brief([1, "a", None]) == "[1, 'a', None]"
    assert brief((1,)) == "(1,)"
    assert brief({"a": 1.5}) == "{'a': 1.5}"
    assert brief([0.123456789] * 5) == "<5 entries>"


@given(st.lists(anything, max_size=5), st.integers(0, 10**9))
def test_a_record_is_one_line_with_the_fields_that_are_not_as_they_are_by_default(data, number):
    @dataclass
    class Record:
        data: object
        count: int = 7
        name: str = "plain"
        hidden: int = field(default=0, repr=False)
        made: list[int] = field(default_factory=list)

    line = one_line(Record(data, number, hidden=3))
    assert line.startswith("Record(data=")
    assert ("count=" in line) == (number != 7)
    assert "name=" not in line
    assert "hidden=" not in line
    assert len(line) <= 200
    assert len(line.splitlines()) == 1


def test_true_is_not_taken_for_the_default_1():
    @dataclass
    class Record:
        number: object = 1

    assert one_line(Record(True)) == "Record(number=True)"
    assert one_line(Record(1)) == "Record()"


class Reader(HTMLParser):
    """Collects the texts of a table's cells."""

    def __init__(self):
        super().__init__()
        self.rows, self.caption, self.inside, self.tags = [], "", "", set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.inside = tag
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.inside == "caption":
            self.caption += data
        else:
            self.rows[-1][-1] += data


texts = st.text(st.characters(exclude_categories=["C"]), max_size=20)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(texts, min_size=n, max_size=n), min_size=1)), texts)
def test_whatever_stands_in_a_table_is_read_again_and_is_text_alone(rows, caption):
    head, *body = rows
    reader = Reader()
    reader.feed(html_table(head, body, caption))
    reader.close()
    assert reader.rows == rows
    assert reader.caption == caption
    assert reader.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td"}


def test_numbers_in_a_table_have_six_digits_and_stand_on_the_right():
    table = html_table(["a"], [[1 / 3], ["text"]])
    assert '<td style="text-align: right">0.333333</td>' in table
    assert '<td style="text-align: left">text</td>' in table


@given(st.integers(0, 10**6), st.integers(2, 50))
def test_what_is_picked_is_spread_evenly_from_the_first_to_the_last(count, most):
    places = picked(count, most)
    assert len(places) == min(count, most)
    assert places == sorted(set(places))
    if count:
        assert (places[0], places[-1]) == (0, count - 1)
        steps = [b - a for a, b in itertools.pairwise(places)]
        assert not steps or max(steps) - min(steps) <= 1


@pytest.mark.parametrize("noun", ["sample", "entry", "class", "axis", "leaf"])
def test_one_is_counted_in_the_singular_and_any_other_number_in_the_plural(noun: str) -> None:
    plurals = {"sample": "samples", "entry": "entries", "class": "classes", "axis": "axes", "leaf": "leaves"}
    assert [counted(number, noun) for number in (0, 1, 2)] == [
        f"0 {plurals[noun]}",
        f"1 {noun}",
        f"2 {plurals[noun]}",
    ]
    assert [is_or_are(number) for number in (0, 1, 2)] == ["are", "is", "are"]
