"""What pages say of the operations: formulas with slots, against the engine's derivatives and the printed formulas."""

import math
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, dot, primitive, strategies, vector
from oracles import few, rows
from viz.formulas.formula import partial_formulas
from viz.formulas.term import evaluated
from viz.formulas.writing import name_layout
from viz.live.embedding import as_json
from viz.live.facts import any_shapes, facts, names_of, shape_key, shapes_in
from viz.live.forms import Form
from viz.live.trees import RESULT, slot, tree_of, tree_with_slots
from viz.names import shortest_names

every_row = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)


def local_derivatives(row, operands):
    """The engine's, and the operands and the result one by one."""
    leaves = [vector(map(Value, o)) if isinstance(o, list) else Value(o) for o in operands]
    result = row(*leaves)
    return [v.data for v in result.operands], result.data, result.local_derivatives()


@cache
def partials_of(row, shape):
    form = Form(row, shape)
    return [form.partial(place) for place in range(form.count)]


def shape_of(operands):
    return tuple((None,) * len(o) if isinstance(o, list) else None for o in operands)


@every_row
@few
@given(data=st.data())
def test_the_formula_that_is_said_gives_the_engines_derivative(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    try:
        numbers, result, slopes = local_derivatives(row, operands)
    except (DomainError, OverflowError):
        return
    partials = partials_of(row, shape_of(operands))
    sample = {slot(k).label: number for k, number in enumerate([*numbers, result])}
    for said, slope in zip(partials, slopes, strict=True):
        is_gap = said and any(all(numbers[k] == n for k, n in gap) for gap in said.gaps)
        if slope is None or said is None or is_gap or slope in said.numbers:
            continue
        for term in said.terms:
            assert evaluated(term, sample) == pytest.approx(slope, rel=1e-6, abs=1e-6)


@every_row
def test_only_what_is_too_long_to_read_is_left_out(row):
    for _, shape in any_shapes(row, [2]):
        form = Form(row, shape)
        places = [k for k, operand in enumerate(shape) for _ in (operand if isinstance(operand, tuple) else (0,))]
        for place in range(form.count):
            if form.partial(place) is None:
                assert len(partial_formulas(row)[places[place]].text) > 60


def test_ties_are_numbers_and_the_rest_is_a_formula():
    said = Form(PRIMITIVES["maximum"], (None, None)).partial(0)
    assert (set(said.numbers), said.terms) == ({0.0, 0.5, 1.0}, ())
    said = Form(PRIMITIVES["binary_cross_entropy"], (None, None)).partial(0)
    assert set(said.gaps) == {((0, 0.0),), ((0, 1.0),)}


@pytest.mark.parametrize(
    ("power", "expected"), [(2.0, ["mrow", ["mn", "2"], ["mo", "·"], [0, "-"]]), (1.0, None), (3.0, "3")]
)
def test_a_constant_is_a_part_of_the_formula(power, expected):
    x = Value(3.0, label="x")
    shapes = list(shapes_in([x**power]))
    [form] = facts({PRIMITIVES["pow"]: "pow"}, shapes)["pow"]["forms"].values()
    [partial, none] = form["partials"]
    assert none is None
    if power == 1.0:
        assert partial == {"numbers": (1.0,)}
    else:
        assert expected in (partial["forms"][0], partial["forms"][0][1][1])


def test_a_one_hot_target_leaves_the_formula_of_its_class():
    zs = [Value(float(k), label=f"z_{k}") for k in range(3)]
    loss = PRIMITIVES["softmax_cross_entropy"](vector(zs), [0.0, 1.0, 0.0])
    [(_, shape)] = shapes_in([loss])
    assert shape_key(shape) == "(x x x),(0 1 0)"
    first, second, *_ = facts({loss.primitive: "k"}, [(loss.primitive, shape)])["k"]["forms"][shape_key(shape)][
        "partials"
    ]
    assert first["forms"][0][0] == second["forms"][0][0] == "mfrac"
    assert second["forms"][-1][-2:] == [["mo", "−"], ["mn", "1"]]


def slots_in(tree):
    if isinstance(tree, list) and isinstance(tree[0], int):
        yield tree[0]
    elif isinstance(tree, list):
        for part in tree:
            yield from slots_in(part)


@every_row
def test_a_formula_has_a_slot_for_each_operand_and_none_for_what_is_not_there(row):
    for _, shape in any_shapes(row, [1, 3]):
        form = Form(row, shape)
        assert set(slots_in(tree_with_slots(form.applied, form.count))) == set(range(form.count))
        said = facts({row: "row"}, [(row, shape)])["row"]["forms"][shape_key(shape)]
        for partial in said["partials"]:
            for tree in (partial or {}).get("forms", []):
                assert set(slots_in(tree)) <= {RESULT, *range(form.count)}


def test_long_vectors_are_written_with_an_ellipsis():
    form = Form(PRIMITIVES["dot"], ((None,) * 40, (None,) * 40))
    tree = tree_with_slots(form.applied, form.count)
    assert "⋯" in as_json(tree).encode().decode("unicode_escape")
    assert len(as_json(tree)) < 400


def test_all_rows_together_take_little_of_a_page():
    said = facts({row: row.name for row in rows()}, [shape for row in rows() for shape in any_shapes(row, [3])])
    assert len(as_json(said)) < 50_000


def test_a_domain_is_told_in_symbols():
    said = facts({row: row.name for row in rows()}, [shape for row in rows() for shape in any_shapes(row, [2])])
    assert said["log"]["domain"] == {0: ["mrow", ["mn", "0"], ["mo", "<"], [0]]}
    assert said["div"]["domain"] == {1: ["mrow", [0], ["mo", "≠"], ["mn", "0"]]}
    assert "domain" not in said["exp"]


def test_an_own_row_on_the_algebra_is_written_like_the_others(table):
    cube = primitive("cube", lambda x: x * x * x, (lambda x, y: 3.0 * x * x,), latex=r"{0}^3")
    [form] = facts({cube: "cube"}, any_shapes(cube))["cube"]["forms"].values()
    assert form["formula"] == ["msup", [0, "^"], ["mn", "3"]]
    assert len(form["partials"][0]["forms"]) == 2


def test_an_own_row_that_cannot_be_written_says_so_in_a_sentence(table):
    broken = primitive("broken", lambda x: x, (lambda x, y: 1.0,), latex=r"\frac{{{0}}}")
    said = facts({broken: "k"}, any_shapes(broken))["k"]
    assert said["unwritten"].startswith("broken cannot be written as a formula: ")
    assert said["forms"] == {}


def test_an_own_row_whose_partial_is_pythons_alone_shows_numbers(table):
    own = primitive("own", lambda x: math.sin(float(x)), (lambda x, y: math.cos(float(x)),), latex="own({0})")
    [form] = facts({own: "own"}, any_shapes(own))["own"]["forms"].values()
    assert form["formula"]
    assert form["partials"] == [None]


# Names.


def test_nodes_without_a_label_get_letters_and_constants_none():
    w = Value(0.5, label="w_1")
    output = (w * 2.0).sigmoid() + w
    names = names_of(autograd.topological_order(output))
    texts = [name["text"] for name in names]
    assert texts[0] == "w₁"
    assert texts[-1] == "f"
    assert texts.count("") == 1
    assert len(set(texts)) == len(texts)
    assert names[0]["mathml"] == ["msub", ["mi", "w"], ["mi", "1"]]


def test_the_same_label_twice_is_told_apart():
    first, second = Value(1.0, label="w"), Value(2.0, label="w")
    texts = [name["text"] for name in names_of(autograd.topological_order(first * second))]
    assert sorted(texts[:2]) == ["w", "w′"]


@few
@given(label=st.text(min_size=1, max_size=20).filter(str.strip))  # a blank one is none
def test_any_label_is_a_name_whose_tree_holds_text_alone(label):
    value = Value(1.0, label=label)
    [name] = names_of([value])
    assert name["text"]
    assert tree_of(name_layout(shortest_names([label])[label])) == name["mathml"]
    assert re.fullmatch(r"[\x20-\x7e]*", as_json(name))
    assert "<" not in as_json(name)


def test_a_key_tells_operands_constants_and_vectors():
    w, x = Value(1.0), Value(2.0)
    output = dot([w, w], [x, 1.0], 3.0)
    [(_, shape)] = shapes_in([output])
    assert shape_key(shape) == "(x x),(x x),3"
