"""The tables of the texts: every language says everything, and the pages say what is in them and nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import viz
from autograd import Value
from viz.classroom.lecture_texts import LECTURE_TEXTS
from viz.live.texts import LANGUAGES, TEXTS, texts_asked_for, texts_in

FOLDER = Path(viz.__file__).parent
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "live").glob("*.js"))}
PROGRAMS = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*.py"))
    if path.name not in ("texts.py", "lecture_texts.py")
}
ROWS = {**TEXTS, **LECTURE_TEXTS}

# What a page says is asked for by key: text("play"), say(isPlaying ? "pause" : "play"), text(`by ${name}`); or it is
# handed on by key, to be said elsewhere: text: `finding: ${kind}`.
ASKED = re.compile(r"\b(?:text|say)\(|\btext: (?=`finding)")
LITERAL = re.compile(r'(?:^|[?:]\s*)"([^"]*)"|(?:^|[?:]\s*)`([^`]*)`')


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def first_arguments(script: str) -> Iterator[str]:
    """What stands between the opening parenthesis and the first comma or the end of the argument, call by call."""
    for call in ASKED.finditer(script):
        depth, quote, end = 0, "", call.end()
        while quote or depth or script[end] not in ",)":
            character = script[end]
            if quote:
                quote = "" if character == quote else quote
            elif character in "\"'`":
                quote = character
            else:
                depth += (character in "([{") - (character in ")]}")
            end += 1
        yield script[call.end() : end]


def keys_asked_for(script: str) -> Iterator[re.Pattern[str]]:
    """What a key that a script asks for must look like."""
    for argument in first_arguments(script):
        for plain, template in LITERAL.findall(argument):
            parts = re.split(r"\$\{[^}]*\}", template or plain)
            yield re.compile(".+".join(map(re.escape, parts)))


@pytest.mark.parametrize("key", ROWS)
def test_every_text_is_there_in_every_language_with_the_same_places_to_fill(key):
    row = ROWS[key]
    assert len(row) == len(LANGUAGES)
    for text in row:
        assert text.strip() == text != ""
        assert places(text) == places(row[0])


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_asks_only_for_texts_that_there_are(name):
    missing = [asked.pattern for asked in keys_asked_for(SCRIPTS[name]) if not any(map(asked.fullmatch, TEXTS))]
    assert missing == []


def test_scripts_do_ask_for_texts():
    """Otherwise the test above would find nothing missing in scripts that it cannot read."""
    assert sum(1 for script in SCRIPTS.values() for _ in keys_asked_for(script)) > 30


def test_there_is_no_text_that_nobody_says():
    said = texts_asked_for("en", "\n".join([*SCRIPTS.values(), *PROGRAMS.values()]))
    assert [key for key in TEXTS if key not in said] == []
    assert [key for key in LECTURE_TEXTS if not any(f'"{key}"' in program for program in PROGRAMS.values())] == []


@pytest.mark.parametrize("page", [viz.explore, viz.stepper])
def test_a_page_has_the_texts_that_it_asks_for_and_no_others(page):
    html = page(Value(2.0, "x").exp()).html
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html)
    texts = json.loads(data)["texts"]
    [script] = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    asked = [pattern for pattern in keys_asked_for(script) if any(map(pattern.fullmatch, TEXTS))]
    assert len(asked) > 30
    assert all(any(map(pattern.fullmatch, texts)) for pattern in asked)
    assert len(texts) < len(TEXTS)


@pytest.mark.parametrize("key", ROWS)
def test_german_speaks_to_nobody_and_says_it_in_german(key):
    """Labels and sentences without "you", as on a blackboard; and no English left over."""
    german = ROWS[key][list(LANGUAGES).index("de")]
    assert not re.search(r"[a-zäöüß,] (Sie|Ihnen|Ihre?[nmrs]?)\b|\b(du|dir|dich|deine?[nmrs]?)\b", german)
    assert not re.search(r"\b(the|of|and|with|from|is|are|to)\b", german)


def test_a_language_that_no_page_speaks_is_named_with_those_that_they_do():
    with pytest.raises(ValueError, match=r"unknown language .fr.: expected one of en, de"):
        texts_in("fr")
