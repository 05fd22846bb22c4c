"""What stands on a slide besides pictures, and how large a derivation's letters are."""

from __future__ import annotations

import re

import viz
from viz.classroom import slides as graphs
from viz.classroom.deck.sizes import room_of
from viz.classroom.deck.slide import formulas, marked, one_by_one, quiz, table


def derivation(wrt: str, precision: int = 4) -> viz.Derivation:
    loss, values = graphs.two_layers()
    return viz.derivation(loss, wrt=values[wrt], precision=precision)


def letters(board: str) -> float:
    return float(re.findall(r"font-size: ([\d.]+)px", board)[0])


def test_formulas_words_and_code_stand_within_a_text_and_nothing_of_it_is_markup() -> None:
    assert marked("a < b, **c & d**, `e > f`") == "a &lt; b, <strong>c &amp; d</strong>, <code>e &gt; f</code>"
    assert re.sub("<[^>]*>", "", marked("$x_1$ of $y$")) == "x1 of y"


def test_a_prime_stands_close_to_what_it_belongs_to() -> None:
    assert formulas("(f + g)′ = f′").count('<mo form="postfix" lspace="0" rspace="0">′</mo>') == 2


def test_a_table_names_its_columns_and_without_a_head_its_rows_also_for_those_who_listen() -> None:
    shown = table(("", "$p_k$"), [("$f_1$", "0.5")], "softmax")
    assert re.findall(r'<th scope="(\w+)"><span class="heard">([^<]*)</span>', shown) == [("col", "pₖ"), ("row", "f₁")]
    assert 'aria-label="softmax"' in shown


def test_an_answer_is_closed_and_comes_as_a_step() -> None:
    assert quiz("why?", "so").startswith('<details class="quiz fragment custom"><summary>why?</summary>')


def test_a_longer_derivation_takes_more_room_and_gets_smaller_letters() -> None:
    short, long = derivation("a11"), derivation("w_11^(1)")
    assert room_of(short)[1] < room_of(long)[1]
    assert room_of(short)[0] < room_of(derivation("a11", precision=12))[0]
    assert 28 >= letters(one_by_one(short)) > letters(one_by_one(long)) > 10
    assert letters(one_by_one(short, room=100)) < letters(one_by_one(short, room=500))


def test_each_section_of_a_derivation_but_the_first_comes_as_a_step() -> None:
    of = derivation("a11")
    assert one_by_one(of).count('<div class="fragment">') == len(of.sections) - 1
