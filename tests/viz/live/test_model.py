"""The numbers of a graph in both of its programs: moved leaves give in each what Python gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, dot
from oracles import few
from tests.needs import need
from tests.viz.live.node import node, number
from viz.live.embedding import bundled, source
from viz.live.explorer import ExploringOptions, explored

ANSWERS = """
function moved(data, values) {
  const model = new Model(data, rows);
  const hasMoved = model.moveAll(values);
  const found = data.programs.map((_, program) => {
    const pass = model.pass(program);
    const adjoints = model.leaves.map(leaf => pass.adjoints[leaf.places[program]]);
    return [pass.numbers[data.programs[program].output], ...adjoints];
  });
  return { hasMoved, isAtStart: model.isAtStart(), values: model.named(), found };
}
export default { moved };
"""


def moved(explorer, values):
    modules = bundled(source("special.js"), explorer.rows, source("engine.js"), source("model.js"), ANSWERS)
    node().load(modules)
    return node().call("moved", explorer.data, values)


def unit(w, x, b):
    leaves = [Value(w, label="w"), Value(x, label="x"), Value(b, label="b")]
    output = dot([leaves[0], leaves[1]], [leaves[1], leaves[0]], leaves[2]).softplus() * leaves[0]
    output.backward()
    return output, leaves


def page_of(output):
    explorer, _ = explored(output, ExploringOptions(), "explore", "explore")
    return explorer


need("dot")
START = page_of(unit(0.5, -1.0, 0.25)[0])
numbers = st.floats(-3.0, 3.0)


@few
@given(w=numbers, x=numbers, b=numbers)
def test_moved_leaves_give_pythons_numbers_as_it_is_and_in_simpler_operations(w, x, b):
    output, leaves = unit(w, x, b)
    answer = moved(START, {"w": w, "x": x, "b": b})
    assert len(answer["found"]) == 2
    for found in answer["found"]:
        assert list(map(number, found)) == pytest.approx([output.data, *(v.grad for v in leaves)], rel=1e-9, abs=1e-9)


def test_some_may_be_moved_by_name_and_what_is_no_number_moves_nothing():
    answer = moved(START, {"x": 2.0, "b": "NaN", "no leaf": 1.0})
    assert answer["values"] == {"w": 0.5, "x": 2.0, "b": 0.25}
    assert (answer["hasMoved"], answer["isAtStart"]) == (True, False)
    assert moved(START, {"x": -1.0})["hasMoved"] is False


def test_leaves_of_one_name_are_told_apart():
    output = Value(1.0, label="w") * Value(2.0, label="w") + Value(3.0)
    assert moved(page_of(output), {"w (2)": 5.0})["values"] == {"w": 1.0, "w (2)": 5.0, "leaf": 3.0}
