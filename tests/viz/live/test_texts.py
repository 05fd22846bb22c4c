"""The table of the pages' texts: every language says everything."""

import re

import pytest

from viz.live.texts import LANGUAGES, TEXTS, texts_in


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_there_in_every_language_with_the_same_places_to_fill(key):
    row = TEXTS[key]
    assert len(row) == len(LANGUAGES)
    for text in row:
        assert text.strip() == text != ""
        assert places(text) == places(row[0])


def test_a_language_that_no_page_speaks_is_named_with_those_that_they_do():
    with pytest.raises(ValueError, match=r"unknown language .fr.: expected one of en, de"):
        texts_in("fr")
