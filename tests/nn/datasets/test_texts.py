from __future__ import annotations

import copy
import pickle
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.datasets import Characters, lines, text

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def test_tokens_count_from_0_in_the_order_of_the_alphabet_and_the_mark_comes_last():
    characters = Characters(["hello", "abel"])
    assert characters.text == "abehlo"
    assert (len(characters), characters.mark) == (7, 6)
    assert characters.encode("abe") == [6, 0, 1, 2, 6]
    assert characters.encode("abe", end=False) == [6, 0, 1, 2]
    assert characters.encode("") == [6, 6]


@given(texts)
def test_what_is_encoded_is_decoded(given_text):
    characters = Characters(given_text)
    tokens = characters.encode(given_text)
    assert characters.decode(tokens) == given_text
    assert len(tokens) == len(given_text) + 2
    assert set(tokens) == set(range(len(characters)))


@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 8))
def test_samples_hold_each_pair_of_neighbours_once(given_texts, length):
    characters = Characters(given_texts)
    X, y = characters.samples(given_texts, length)
    pairs = [pair for tokens, targets in zip(X, y, strict=True) for pair in zip(tokens, targets, strict=True)]
    marked = [characters.encode(each) for each in given_texts]
    assert pairs == [pair for tokens in marked for pair in pairwise(tokens)]
    assert all(1 <= len(tokens) <= length for tokens in X)
    if length >= max(map(len, marked)) - 1:
        assert len(X) == len(given_texts)


def test_a_text_alone_is_one_text():
    characters = Characters("abc")
    assert characters.samples("abc", 4) == characters.samples(["abc"], 4) == ([[3, 0, 1, 2]], [[0, 1, 2, 3]])


def test_samples_are_split_like_any_others():
    characters = Characters("abc")
    X, y = characters.samples(["a", "b", "c", "ab", "bc"], 4)
    X_train, X_test, y_train, y_test = nn.train_test_split(X, y, 0.4, seed=0)
    assert (len(X_train), len(X_test)) == (3, 2)
    assert sorted(zip(X_train + X_test, y_train + y_test)) == sorted(zip(X, y))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: Characters([]), ValueError, "^expected at least one character in texts, got none$"),
        (lambda: Characters(3), TypeError, "^expected texts to be a str, or several, got 3"),
        (lambda: Characters(["a", 3]), TypeError, "^expected texts to be a str, or several, got 3"),
        (
            lambda: Characters("ab").encode("abc"),
            ValueError,
            "^expected the characters 'ab', got 'c' at place 2 of 'abc'$",
        ),
        (lambda: Characters("ab").encode(["a"]), TypeError, r"^expected text to be a str, got \['a'\]"),
        (lambda: Characters("ab").decode([0, 3]), ValueError, "^expected tokens from 0 to 2, got 3 at place 1$"),
        (lambda: Characters("ab").decode([0, -1]), ValueError, "^expected tokens from 0 to 2, got -1 at place 1$"),
        (
            lambda: Characters("ab").decode([0.0]),
            TypeError,
            "^expected a token to be a whole number, got 0.0.* at place 0$",
        ),
        (
            lambda: Characters("ab").samples("ab", 0),
            ValueError,
            "^expected length to be a whole number of at least 1, got 0$",
        ),
        (lambda: Characters("ab").samples(["abd"], 4), ValueError, "got 'd' at place 2 of 'abd'"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_characters_are_equal_where_their_tokens_are():
    characters = Characters("ba")
    assert characters == Characters(["a", "b"]) == copy.deepcopy(characters) == pickle.loads(pickle.dumps(characters))
    assert hash(characters) == hash(Characters("ab"))
    assert characters != Characters("abc")
    assert characters != "ab"
    assert repr(characters) == "Characters('ab')"


def test_the_lines_of_a_file_are_read_without_spaces_and_blank_ones(tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffanna\r\n\r\n  zoë \nben".encode())
    assert lines(path) == ["anna", "zoë", "ben"]
    assert text(path) == "anna\n\n  zoë \nben"
    assert lines(str(path)) == lines(path)


@pytest.mark.parametrize("read", [lines, text])
def test_what_is_no_text_is_refused(read, tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes(b"\n  \n")
    with pytest.raises(ValueError, match=r"names.txt: expected a text, but the file is empty"):
        read(path)
    path.write_bytes("anna\r\nzoë\r\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"names.txt: line 2: not a text in UTF-8: the byte 0xeb is of another"):
        read(path)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none")
