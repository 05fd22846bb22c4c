"""What the packages say when something is wrong: every message has been looked at, and is written as the others are."""

from __future__ import annotations

import difflib
import re

from tests.messages import LIST, messages

PROPER_NAMES = ("Dropout", "Graphviz")
"""With what a message may begin, beside small letters, what is put in, and what is written in a program."""

LOOK = """messages have changed. Read each as a student would: does it name the argument, what came, what was expected,
and the cure? Is the exception the right one? Then `python -m tests.messages` notes that they have been looked at.
"""


def of_exceptions() -> list[tuple[str, str]]:
    lines = [line.split(" | ", 2) for line in messages()]
    return [(kind, template) for _, kind, template in lines if kind != "part" and " " in template]


def test_every_message_has_been_looked_at() -> None:
    changes = difflib.unified_diff(LIST.read_text("utf-8").splitlines(), messages(), lineterm="", n=0)
    changed = [line for line in changes if line[0] in "+-" and line[1:] not in {"++ ", "-- "}]
    assert not changed, "\n".join([LOOK, *changed])


def test_a_message_goes_on_where_the_name_of_the_exception_ends() -> None:
    """Small letters, no full stop, no word that repeats that something is wrong."""
    templates = {template.removeprefix("invalid syntax: ") for _, template in of_exceptions()}
    assert {t for t in templates if t[0].isupper() and t.split()[0] not in PROPER_NAMES} == set()
    assert {t for t in templates if t.endswith((".", "!", " ", ":")) or "  " in t} == set()
    assert {
        t for t in templates if re.search(r"\b(error|invalid|illegal|bad|wrong|please|sorry)\b", t.lower())
    } == set()


def test_what_says_what_it_expected_says_what_came() -> None:
    showing_the_place = {"self.error", "_CommandError"}  # in the text that was given
    expecting = {t for kind, t in of_exceptions() if t.startswith("expected ") and kind not in showing_the_place}
    assert {t for t in expecting if not re.search(r", (got|but|found|this one)\b| in \{…\}$", t)} == set()


def test_a_command_in_a_message_can_be_typed_in_every_shell() -> None:
    """Windows' knows no single quotes."""
    assert [line for line in messages() if re.search(r"pip install [^:|]*'", line)] == []
