"""What a node, a weight and an edge answer, in a real engine of JavaScript: Python's formulas, gradients and paths."""

import math
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import PRIMITIVES, DomainError, Value, Vector, dot, primitive, strategies, topological_order
from oracles import few, rows
from tests.viz.live.node import node, number
from tests.viz.live.test_page_graph import sizes
from viz.formulas.term import Application, Name, Number
from viz.formulas.writing import written
from viz.graph.options import DrawingOptions
from viz.live.embedding import bundled, source
from viz.live.facts import ASKING, any_shapes, facts, names_of, shape_key, shapes_in
from viz.live.forms import Form
from viz.live.javascript import rows_script
from viz.live.page_graph import page_graph
from viz.live.texts import TEXTS
from viz.live.trees import slot, tree_of, tree_with_slots

MODULES = ("elements.js", *ASKING)
FUNCTIONS = """
// What a page hands to `answer`, with numbers as JavaScript writes them.
function contextOf(data, changes, selected) {
  const graph = connected(data.graph, rows);
  const { numbers, refusal } = forward(graph, new Map(changes));
  const text = (key, parts) => {
    if (!data.keys.includes(key)) throw new Error(`no text: ${key}`);
    return `${key}${parts ? JSON.stringify(parts) : ""}`;
  };
  const shown = x => `${x}`.replace("-", "−");
  return { graph, numbers, ...backward(graph, numbers), start: numbers, selected, data, text, number: shown, refusal };
}
const sections = (...given) => sectionsOf(contextOf(...given));
const keys = data => connected(data.graph, rows).nodes.map((node, i, nodes) =>
  node.row ? [shapeKey({ nodes }, i), shapeKey({ nodes }, i, true)] : null
);
const lines = (data, changes) => {
  const context = contextOf(data, changes, {});
  return context.graph.nodes.map((node, i) => (node.row ? formulaLine(context, i) : null));
};
function pathsFrom(data, start, most) {
  const context = contextOf(data, [], {});
  const ways = waysUp(context.graph);
  const all = ways.counts[start] <= 300 ? allPaths(ways, start) : [];
  const strongest = strongestPaths(ways, context.locals, start, most);
  const products = [all, strongest].map(paths => paths.map(path => pathProduct(context.locals, path)));
  return { counts: ways.counts, all, products, gradient: context.adjoints[start] };
}
const nudge = (data, leaf, size) => nudged(contextOf(data, [], {}), leaf, size);
const filledWith = (tree, names, result) => filledTree(tree, place => (place < 0 ? result : names[place]));
const filledWithNumbers = (tree, numbers) =>
  filledTree(tree, place => numberTree(`${numbers.at(place)}`.replace("-", "−")));
export default { sections, keys, lines, pathsFrom, nudge, filledWith, filledWithNumbers };
"""
TABLE = rows_script(PRIMITIVES.values())


@cache
def page_of(rows_text):
    return bundled(source("special.js"), rows_text, source("engine.js"), *map(source, MODULES), FUNCTIONS)


def asked(function, *given, script=TABLE):
    node().load(page_of(script.text))
    return node().call(function, *given)


def page_data(output, script=TABLE):
    graph = page_graph(output, DrawingOptions(max_nodes=None))
    data = {
        "graph": graph.data,
        "names": names_of(graph.values),
        "facts": facts(script.keys, shapes_in(graph.values)),
        "keys": list(TEXTS),
    }
    return graph, data


# Filling.


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_filled_formula_is_the_one_that_python_writes(row):
    letters = ["w_11", "x_1", "b", "h_2", "q", "m", "alpha", "u"]
    for _, shape in any_shapes(row, [1, 3]):
        form = Form(row, shape)
        names = {slot(k): Name(letter) for k, letter in enumerate([*letters[: form.count], "y"])}

        def named(operand, names=names):
            return tuple(map(named, operand)) if isinstance(operand, tuple) else names.get(operand, operand)

        expected = Application(row, tuple(map(named, form.applied.operands)))
        trees = [tree_of(written(name)) for name in names.values()]
        filled = asked("filledWith", tree_with_slots(form.applied, form.count), trees[:-1], trees[-1])
        assert filled == tree_of(written(expected))


def flat(tree):
    """What is read, sign by sign; a power shows where its base ends."""
    if isinstance(tree, str):
        return tree
    tag, *inside = tree
    inside = [part for part in inside if not isinstance(part, dict)]
    if tag in ("fence", "stretchy"):
        left, right, *inside = inside
        return left + "".join(map(flat, inside)) + right
    separator = {"msup": "^", "mfrac": "/", "msqrt": "√"}.get(tag)
    return f"[{separator.join(map(flat, inside))}]" if separator else "".join(map(flat, inside))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_numbers_never_put_two_signs_beside_one_another(row, data):
    shape = data.draw(st.sampled_from([shape for _, shape in any_shapes(row, [1, 3])]))
    form = Form(row, shape)
    numbers = st.sampled_from([-2.5, -1e-7, 1e-7, 0.5, 3.0, -4.0])
    given_numbers = data.draw(st.lists(numbers, min_size=form.count + 1, max_size=form.count + 1))
    said = facts({row: "k"}, [(row, shape)])["k"]["forms"][shape_key(shape)]
    trees = [said["formula"], *(tree for p in said["partials"] for tree in (p or {}).get("forms", []))]
    for tree in trees:
        read = flat(asked("filledWithNumbers", tree, given_numbers))
        assert not re.search(r"[+−·][+−]", read), read
        assert not re.search(r"\[−[^\[\]()]*\^", read), read
        assert not re.search(r"e−?\d+\^", read), read


@few
@given(expression=strategies.expressions())
def test_page_and_python_call_a_shape_by_the_same_key(expression):
    output, _ = expression.graph()
    graph, data = page_data(output)
    expected = iter([shape_key(shape) for _, shape in shapes_in(graph.values)])
    for pair, value in zip(asked("keys", data), graph.values, strict=True):
        assert pair is None if value.primitive is None else pair[0] == next(expected)


@few
@given(expression=strategies.expressions(most_inputs=3))
def test_a_node_says_its_formula_in_names_and_then_its_number(expression):
    output, _ = expression.graph()
    for k, value in enumerate(topological_order(output)):
        value.label = "" if value.is_constant else f"v_{k}"
    graph, data = page_data(output)
    upward, _ = sizes(graph.values)

    def named(operand):
        if isinstance(operand, Vector):
            return tuple(map(named, operand))
        return Number(operand.data) if operand.is_constant else Name(operand.label)

    for value, line in zip(graph.values, asked("lines", data, []), strict=True):
        if value.primitive is not None:
            assert line["left"] == tree_of(written(Name(value.label)))
            assert read(line["rights"][-1]) == pytest.approx(value.data, abs=1e-12 * upward[value])
        if all(v.data.is_integer() and abs(v.data) < 100 for v in value.operands if v.is_constant) and value.operands:
            expected = Application(value.primitive, tuple(map(named, value.inputs)))
            assert line["rights"][0] == tree_of(written(expected))


def read(tree):
    """The number that a tree shows."""
    sign, text = (-1.0, tree[2][1]) if tree[0] == "mrow" else (1.0, tree[1])
    return sign * float(text.replace("−", "-"))


# Paths.


def ways_to(output, start):
    """Every way from one Value up to another, by going through them all: the places that it takes."""
    if output is start:
        return [()]
    return [(*way, (output, place)) for place, operand in enumerate(output.operands) for way in ways_to(operand, start)]


@few
@given(expression=strategies.expressions(most_inputs=2, most_steps=7))
def test_paths_are_those_of_a_brute_force_and_their_products_add_up_to_the_gradient(expression):
    output, leaves = expression.graph()
    output.backward()
    graph, data = page_data(output)
    _, downward = sizes(graph.values)
    place = {v: i for i, v in enumerate(graph.values)}
    for leaf in [leaf for leaf in leaves if leaf in place]:
        expected = ways_to(output, leaf)
        answer = asked("pathsFrom", data, place[leaf], 3)
        assert answer["counts"][place[leaf]] == len(expected)
        if len(expected) > 300:
            continue
        found = {tuple(map(tuple, path)) for path in answer["all"]}
        assert found == {tuple((place[v], k) for v, k in way) for way in expected}
        products = [math.prod(v.local_derivatives()[k] for v, k in way) for way in expected]
        if leaf.grad is not None and math.isfinite(leaf.grad):
            total = math.fsum(map(number, answer["products"][0]))
            assert abs(total - leaf.grad) <= 1e-12 * max(downward[leaf], abs(leaf.grad))
        strongest = sorted(map(abs, products), reverse=True)[:3]
        assert [abs(number(p)) for p in answer["products"][1]] == pytest.approx(strongest, rel=1e-12, abs=1e-300)


def test_more_paths_than_anyone_could_list_are_counted():
    x = Value(0.3, label="x")
    y = x
    for _ in range(200):
        y = y * y
    graph, data = page_data(y + x)
    answer = asked("pathsFrom", data, graph.place(x), 2)
    assert answer["counts"][graph.place(x)] == 2.0**200 + 1.0
    assert len(answer["products"][1]) == 2


# Answers.


def section(answers, key):
    return next(found for found in answers if found["key"] == key)


def said_in(found, kind):
    return [entry for part in found["parts"] for entry in part.get(kind, [])]


@pytest.fixture
def unit():
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
    z = dot([w], [x], b)
    z.label = "z"
    output = z.relu() + w * w
    output.label = "L"
    return {"w": w, "x": x, "z": z, "L": output, "relu": output.operands[0]}


def test_a_weight_lists_its_paths_with_their_products(unit):
    graph, data = page_data(unit["L"])
    answers = asked("sections", data, [[graph.place(unit["x"]), 3.0]], {"node": graph.place(unit["w"])})
    paths = said_in(section(answers, "paths"), "paths")
    trails = [re.split(" →[①②]? ", path["trail"]) for path in paths]
    assert all(trail[0] == "w" and trail[-1] == "L" for trail in trails)
    assert sorted(path["rights"][-1][1] for path in paths) == ["0.5", "0.5", "3"]
    assert [graph.place(unit["w"]), graph.place(unit["L"])] in [[p["nodes"][0], p["nodes"][-1]] for p in paths]


def test_a_convention_is_lit_where_the_numbers_stand_at_the_kink_and_only_there(unit):
    graph, data = page_data(unit["L"])
    for x, is_lit in ((2.0, True), (3.0, False)):
        answers = asked("sections", data, [[graph.place(unit["x"]), x]], {"node": graph.place(unit["relu"])})
        notes = said_in(section(answers, "formula"), "notes")
        assert [note["quoted"] for note in notes] == [PRIMITIVES["relu"].convention]
        assert bool(notes[0].get("isLit")) is is_lit


def test_a_branch_that_is_undefined_lights_nothing(table):
    slopes = (lambda x, y: 1.0,)
    branch, convention = PRIMITIVES["log"], "a convention"
    own = primitive("own", lambda x: x, slopes, latex="{0}", branch=branch, convention=convention)
    x = Value(2.0, label="x")
    script = rows_script([own])
    graph, data = page_data(own(x), script)
    for number_of_x, is_lit in ((-1.0, False), (1.0, True)):
        answers = asked("sections", data, [[graph.place(x), number_of_x]], {"node": 1}, script=script)
        assert bool(said_in(section(answers, "formula"), "notes")[0].get("isLit")) is is_lit


def test_an_edge_hands_on_adjoint_times_local_and_says_its_share(unit):
    graph, data = page_data(unit["L"])
    selected = {"edge": [graph.place(unit["z"]), 0]}
    changes = [[graph.place(unit["x"]), 3.0]]
    found = section(asked("sections", data, changes, selected), "message")
    assert said_in(found, "lines")[0]["rights"][-1] == ["mn", "3"]
    assert '"share":"75"' in said_in(found, "notes")[0]["text"]


def test_an_edge_that_works_against_the_rest_says_so(unit):
    graph, data = page_data(unit["z"] - 3.0 * unit["w"])
    place = graph.place(unit["z"])
    found = section(asked("sections", data, [], {"edge": [place, 0]}), "message")
    assert said_in(found, "notes")[0]["text"] == '{share} % against the gradient of {name}{"share":"200","name":"w"}'


def test_a_constant_and_what_reaches_no_output_say_so(unit):
    graph, data = page_data(unit["w"] * 3.0)
    constant = next(i for i, v in enumerate(graph.values) if v.is_constant)
    [answer] = asked("sections", data, [], {"node": constant})
    assert said_in(answer, "notes")[0]["text"] == "a constant: no derivative is taken by it"


def test_where_there_is_no_derivative_it_is_said():
    x = Value(4.0, label="x")
    graph, data = page_data(x.sqrt())
    answers = asked("sections", data, [[graph.place(x), 0.0]], {"node": graph.place(x)})
    notes = [note["text"] for note in said_in(section(answers, "gradient"), "notes")]
    assert "there is no derivative at these numbers" in notes
    answers = asked("sections", data, [[graph.place(x), -1.0]], {"node": graph.place(graph.values[-1])})
    assert said_in(section(answers, "refusal"), "notes")[0]["quoted"] == (
        'undefined{"name":"sqrt","operands":"x = −1"}'
    )
    assert said_in(section(answers, "formula"), "lines")[0]["rights"][-1] == ["mtext", "no number"]


def test_a_row_that_a_page_cannot_compute_says_so(table):
    rounded = primitive("rounded", lambda x: float(round(float(x))), (lambda x, y: 1.0,), latex="{0}")
    x = Value(1.3, label="x")
    output = rounded(x)
    script = rows_script([rounded])
    graph, data = page_data(output, script)
    answers = asked("sections", data, [], {"node": graph.place(output)}, script=script)
    assert said_in(section(answers, "formula"), "notes")[0]["quoted"] == script.refused[rounded]


@few
@given(expression=strategies.expressions(most_inputs=2), size=st.floats(-0.1, 0.1).filter(lambda x: abs(x) > 1e-4))
def test_a_nudge_does_what_the_leaf_does_in_python(expression, size):
    output, leaves = expression.graph()
    output.backward()
    graph, data = page_data(output)
    leaf = next(v for v in leaves if v in set(graph.values))
    upward, downward = sizes(graph.values)
    before, gradient = output.data, leaf.grad
    answer = asked("nudge", data, graph.place(leaf), size)
    assert abs(number(answer["predicted"]) - gradient * size) <= 1e-12 * max(downward[leaf] * abs(size), 1e-300)
    leaf.data += size
    refused = recomputed(output)
    assert answer["refused"].split(" at ")[0] == refused
    if not refused:
        after, _ = sizes(graph.values)
        assert abs(number(answer["real"]) - (output.data - before)) <= 1e-11 * (upward[output] + after[output])


def recomputed(output):
    """What refuses, without the numbers; "" where nothing does."""
    try:
        output.recompute()
    except (DomainError, OverflowError) as error:
        return str(error).split(" at ", maxsplit=1)[0]
    return ""


# Texts and safety.


NO_TEXTS = {"value", "gradient", "edge"}
"""What a section is called, to tell it from the others."""


def test_every_text_that_is_asked_for_stands_in_the_table():
    written_down = "".join(map(source, ASKING))
    calls = re.findall(r"\b(?:text|said|noted|act)\(([^()]*)", written_down)
    asked_for = [key for call in calls for key in re.findall(r'"([^"]*[a-z][^"]*)"', call) if key not in NO_TEXTS]
    assert len(asked_for) > 30
    assert not [key for key in asked_for if key not in TEXTS]


@pytest.mark.parametrize("module", MODULES)
def test_no_module_makes_markup_of_text(module):
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|Function\(", source(module)
    )


def test_a_hostile_name_stays_text():
    x = Value(1.0, label='<img src=x onerror="alert(1)">{x}')
    graph, data = page_data(x * 2.0)
    answers = asked("sections", data, [], {"node": graph.place(x)})
    left = said_in(section(answers, "gradient"), "lines")[0]["left"]
    assert left[2][-1] == ["mtext", '<img src=x onerror="alert(1)">{x}']
