"""One seed, the same bits: what is exact is so on every Python; whatever else differs is named."""

import json
import math
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, dot
from tests import bits

SHORT = st.integers(-(2**26), 2**26).map(lambda k: k / 2**13)
"""Numbers whose products are floats."""

LONG = st.integers(-(2**53), 2**53).map(lambda k: k / 2**53)


def pairs(numbers):
    return st.lists(st.tuples(numbers, numbers), min_size=1, max_size=20)


@given(pairs=pairs(SHORT), b=SHORT)
def test_dot_of_numbers_whose_products_are_floats_is_the_exact_sum_rounded_once_on_every_python(pairs, b):
    ws, xs = zip(*pairs)
    exact = sum((Fraction(w) * Fraction(x) for w, x in pairs), Fraction(b))
    assert dot(ws, xs, b) == float(exact)


@given(pairs=pairs(LONG), b=LONG)
def test_dot_rounds_each_product_before_python_3_12_and_none_from_then_on(pairs, b):
    ws, xs = zip(*pairs)
    product = (lambda w, x: Fraction(w) * Fraction(x)) if hasattr(math, "sumprod") else (lambda w, x: Fraction(w * x))
    exact = sum((product(w, x) for w, x in pairs), Fraction(b))
    assert dot([Value(w) for w in ws], xs, b).data == float(exact)


def test_environments_whose_digests_differ_are_named_with_what_differs():
    told = {"3.10": {"data": "a", "dot": "b"}, "3.11": {"data": "a", "dot": "c"}, "3.12": {"data": "a", "dot": "b"}}
    assert bits.differences(told) == ["dot: 3.10 and 3.12 differ from 3.11"]
    assert bits.differences({"3.10": told["3.10"], "3.12": told["3.12"], "3.13": {}}) == []


def test_what_an_environment_has_written_is_read_again_and_nothing_where_it_wrote_nothing(tmp_path):
    (tmp_path / "bits.json").write_text(json.dumps({"data": "a"}), encoding="utf-8")
    assert bits.read(tmp_path / "bits.json") == {"data": "a"}
    assert bits.read(tmp_path / "none.json") == {}


def test_a_digest_tells_other_bits_and_is_otherwise_the_same_again(monkeypatch):
    before = bits.digests()
    monkeypatch.setattr(bits, "dots", lambda: [0.1 + 0.2])
    changed = [name for name, digest in bits.digests().items() if digest != before[name]]
    assert changed == [f"dot, {bits.PRODUCTS}"]
