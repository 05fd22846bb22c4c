"""A new row: what registering one takes, and gives."""

import math
import pickle
from collections import deque

import numpy as np
import pytest

import autograd
from autograd import PRIMITIVES, DomainError, Interval, Value, gradcheck, gradients, primitive


@pytest.fixture
def register():
    """Registers a row for the length of one test."""
    names, attributes = [], set(vars(Value))

    def registered(name, *arguments, **options):
        row = primitive(name, *arguments, **{"latex": "{0}", **options})
        names.append(name)
        return row

    yield registered
    for name in names:
        PRIMITIVES.pop(name, None)
    for name in set(vars(Value)) - attributes:
        delattr(Value, name)


@pytest.fixture
def cube(register):
    return register("cube", lambda x: x**3, (lambda x, y: 3.0 * x * x,), latex="{0}^3")


def test_a_row_of_ones_own_is_a_function_of_numbers_and_values(cube):
    x = Value(2.0)
    y = cube(x)
    y.backward()
    assert (cube(2.0), y.data, x.grad, y.primitive) == (8.0, 8.0, 12.0, cube)
    assert autograd.cube is cube


def test_a_row_of_ones_own_is_a_method_for_as_long_as_it_is_registered(cube, register):
    x = Value(2.0)
    y = x.cube()
    assert (y.data, y.operands) == (8.0, (x,))
    power_sum = register("power_sum", lambda a, b: a * a + b * b, (lambda a, b, y: 2.0 * a, lambda a, b, y: 2.0 * b))
    assert (x.power_sum(3.0).data, x.power_sum(3.0).primitive) == (13.0, power_sum)
    del PRIMITIVES["cube"]
    with pytest.raises(AttributeError, match=r"^'Value' object has no attribute 'cube'$"):
        x.cube()


def test_a_row_of_ones_own_on_vectors_is_no_method(register):
    register("norm1", lambda xs: sum(map(abs, xs)), (lambda xs, y: [1.0] * len(xs),), vectors=(True,))
    with pytest.raises(AttributeError, match=r"^'Value' object has no attribute 'norm1'$"):
        Value(1.0).norm1([])


@pytest.mark.parametrize("name", ["backward", "data", "__add__"])
def test_a_row_of_ones_own_hides_no_method(register, name):
    before = vars(Value)[name]
    register(name, lambda x: x, (lambda x, y: 1.0,))
    assert vars(Value)[name] is before


def test_a_row_of_ones_own_has_higher_derivatives(cube):
    x = Value(2.0)
    [first] = gradients(cube(x), [x])
    [second] = gradients(first, [x])
    assert (first.data, second.data) == (12.0, 12.0)


def test_a_row_of_ones_own_takes_vectors(register):
    squares = register(
        "squares",
        lambda xs: sum(x * x for x in xs),
        (lambda xs, y: [2.0 * x for x in xs],),
        vectors=(True,),
    )
    xs = [Value(1.0), Value(-3.0)]
    squares(xs).backward()
    assert (squares([1.0, -3.0]), [x.grad for x in xs]) == (10.0, [2.0, -6.0])


def test_a_value_that_is_no_float_becomes_one(register):
    count = register("count", int, (lambda x, y: 0.0,))
    assert type(count(Value(2.5)).data) is float


def test_errors_in_the_value_and_in_a_partial_name_the_operation(register):
    reciprocal = register("reciprocal", lambda x: 1.0 / x, (lambda x, y: 1.0 / (x - 1.0),))
    with pytest.raises(DomainError, match=r"^reciprocal is not defined at x = 0.0$"):
        reciprocal(Value(0.0, label="x"))
    with pytest.raises(DomainError, match=r"^reciprocal is not defined at 0.0$"):
        reciprocal(0.0)
    with pytest.raises(DomainError, match=r"^reciprocal has no derivative at x = 1.0$"):
        reciprocal(Value(1.0, label="x")).backward()
    assert reciprocal(Value(1.0)).local_derivatives() == (None,)


def test_a_row_keeps_what_it_is_given(register):
    given = {
        "symbol": "∗",
        "latex": "{0}{1}{2}",
        "precedence": 2,
        "commutative": True,
        "vectors": (False, True, False),
        "domain": (Interval(0.0, 1.0), Interval(), Interval()),
        "condition": lambda a, bs, c: a < c,
        "branch": lambda a, bs, c: a - c,
        "convention": "none",
        "accuracy": "of the sum",
        "definition": lambda a, bs, c: a,
        "defaults": (0.5,),
    }
    value, partials = (lambda a, bs, c: a), (lambda *_: 1.0,) * 3
    row = register("third", value, partials, **given)
    assert {field: getattr(row, field) for field in given} == given
    assert (row.name, row.value, row.partials, row.arity) == ("third", value, partials, 3)


def test_a_row_that_says_little_is_a_function_of_real_numbers_written_by_its_name(cube):
    assert (cube.symbol, cube.precedence, cube.commutative, cube.convention) == ("cube", 5, False, "")
    assert (cube.vectors, cube.domain, cube.condition) == ((False,), (Interval(),), None)
    assert (cube.branch, cube.definition, cube.defaults, cube.accuracy) == (None, None, (), "")
    with pytest.raises(TypeError, match=r"^cube takes 1 operand, got 0$"):
        cube()


def test_one_interval_holds_for_every_operand(register):
    unit = Interval(0.0, 1.0)
    row = register("blend", lambda a, b: a * b, (lambda a, b, y: b, lambda a, b, y: a), domain=unit)
    assert row.domain == (unit, unit)


def test_a_name_can_be_taken_once(cube):
    with pytest.raises(ValueError, match=r"^there is a primitive named 'cube' already$"):
        primitive("cube", lambda x: x, (lambda x, y: 1.0,), latex="{0}")
    assert PRIMITIVES["cube"] is cube


@pytest.mark.parametrize("count", [0, 4])
def test_a_row_has_one_to_three_operands(register, count):
    with pytest.raises(ValueError, match=rf"^expected 1 to 3 partials, one an operand, got {count}"):
        register("many", lambda *xs: 0.0, (lambda *xs: 0.0,) * count)
    assert "many" not in PRIMITIVES


@pytest.mark.parametrize(("field", "entries"), [("vectors", (True,)), ("domain", (Interval(),) * 3)])
def test_a_row_has_one_entry_an_operand_in_each_column(register, field, entries):
    with pytest.raises(
        ValueError, match=rf"^expected 2 entries in {field}, one an operand of pair, got {len(entries)}$"
    ):
        register("pair", lambda a, b: a, (lambda a, b, y: 1.0, lambda a, b, y: 0.0), **{field: entries})
    assert "pair" not in PRIMITIVES


def test_a_graph_with_an_operation_that_is_not_registered_cannot_be_loaded_and_says_which(cube):
    stored = pickle.dumps(cube(Value(2.0)) * 3.0)
    assert pickle.loads(stored).data == 24.0
    del PRIMITIVES["cube"]
    with pytest.raises(ValueError, match=r"^there is no primitive named 'cube'; register it before"):
        pickle.loads(stored)


def test_a_row_is_pickled_by_its_name():
    for row in PRIMITIVES.values():
        assert pickle.loads(pickle.dumps(row)) is row


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": 3}, "expected name to be a text, got 3"),
        ({"name": ""}, "expected name to be a text, got ''"),
        ({"latex": None}, "expected latex to be a text, got None"),
        ({"value": 3.0}, "expected value to be a function of numbers, got 3.0"),
        ({"partials": (3.0,)}, "expected partials to be a tuple of functions, one an operand, got (3.0,)"),
        ({"partials": None}, "expected partials to be a tuple of functions, one an operand, got None"),
        ({"partials": lambda x, y: 1.0}, ": with one operand, a comma makes it a tuple, (partial,)"),
    ],
)
def test_what_makes_no_operation_is_named_and_changes_no_table(given, message):
    right = {"name": "own", "value": lambda x: x, "partials": (lambda x, y: 1.0,), "latex": "{0}"}
    before = dict(PRIMITIVES)
    with pytest.raises(TypeError) as caught:
        primitive(**right | given)
    assert message in str(caught.value)
    assert before == PRIMITIVES


def test_the_count_of_operands_is_checked_and_said():
    add, leaky_relu, clamp = PRIMITIVES["add"], PRIMITIVES["leaky_relu"], PRIMITIVES["clamp"]
    for row, count in [(add, 2), (leaky_relu, 1), (leaky_relu, 2), (clamp, 1), (clamp, 3)]:
        row.check_count([0.0] * count)
    for row, count, expected in [
        (add, 1, "2 operands"),
        (add, 3, "2 operands"),
        (autograd.exp, 2, "1 operand"),
        (leaky_relu, 0, "1 to 2 operands"),
        (clamp, 4, "1 to 3 operands"),
    ]:
        with pytest.raises(TypeError, match=rf"^{row.name} takes {expected}, got {count}$"):
            row.check_count([0.0] * count)


@pytest.mark.parametrize("kind", [list, tuple, iter, deque, np.array])
def test_a_vector_may_be_anything_that_can_be_gone_through(kind):
    assert autograd.sum(kind([1.0, 2.0])) == 3.0
    if kind is not np.array:
        assert autograd.sum(kind([Value(1.0), 2.0])).data == 3.0


@pytest.mark.parametrize("wrong", [3.0, None, Value(1.0)])
def test_what_cannot_be_gone_through_is_refused_as_a_vector(wrong):
    with pytest.raises(TypeError) as caught:
        autograd.dot(wrong, [1.0])
    assert str(caught.value) == f"dot takes a sequence of Values and numbers here, got {wrong!r}"


def test_a_vector_in_a_message_has_four_numbers_at_most():
    with pytest.raises(DomainError, match=r"^sum is not defined at \[inf, -inf, 0.0, 0.0\]$"):
        autograd.sum([math.inf, -math.inf, 0.0, 0.0])
    with pytest.raises(DomainError, match=r"^sum is not defined at \[inf, -inf, 0.0, 0.0, … 5 numbers\]$"):
        autograd.sum([math.inf, -math.inf, 0.0, 0.0, 0.0])


def test_numbers_with_a_result_too_large_are_an_overflow():
    with pytest.raises(OverflowError, match=r"^exp is too large for a float at 1000.0$"):
        autograd.exp(1000.0)


@pytest.mark.parametrize(
    ("number", "inside"), [(0.0, False), (1.0, True), (-1.0, True), (-1.5, False), (2.0, True), (2.5, False)]
)
def test_an_interval_holds_its_ends_but_not_what_it_excludes(number, inside):
    assert (number in Interval(-1.0, 2.0, excluding=(0.0,))) is inside


# A function that forgets its return.


@pytest.mark.parametrize("position", [0, 1])
def test_a_partial_that_gives_nothing_is_told_by_its_place(register, position):
    def forgetful(a, b, y):
        b * 1.0

    partials = [lambda a, b, y: b, lambda a, b, y: a]
    partials[position] = forgetful
    times = register("times", lambda a, b: a * b, tuple(partials), latex="{0}{1}")
    y = times(Value(2.0), Value(3.0)) * 2.0
    message = rf"^the partial of times by operand {position + 1} gave None: forgot return\?$"
    for derive in (y.backward, lambda: gradients(y, y.operands[0].operands), lambda: gradcheck(times, [2.0, 3.0])):
        with pytest.raises(TypeError, match=message):
            derive()
    assert y.grad is None


def test_a_value_that_gives_nothing_is_told(register):
    half = register("half", lambda x: None, (lambda x, y: 0.5,), latex="{0}/2")
    with pytest.raises(TypeError, match=r"^the value of half gave None: forgot return\?$"):
        half(Value(2.0))


@pytest.mark.parametrize("given", ["1", 1j, True, [1.0], np.ones(2)])
def test_a_value_that_is_no_number_is_told(register, given):
    half = register("half", lambda x: given, (lambda x, y: 0.5,), latex="{0}/2")
    for record in (lambda: half(Value(2.0)), lambda: Value(2.0).half(), lambda: autograd.grad(half)(2.0)):
        with pytest.raises(TypeError, match=r"^expected the value of half to be a number, got "):
            record()


# What is no derivative, or not as many as there are elements.


def ways_to_derive(row, numbers):
    """Every way that leads through the partials of a row, by name."""
    leaves = [Value(number) for number in numbers]
    weights = [Value(number) for number in numbers]

    def of_computed_ones():
        row([leaf * 2.0 for leaf in leaves] if row.vectors[0] else leaves[0] * 2.0).backward()

    def met_twice():
        (row(shared) + row(shared)).backward()

    def in_a_program():
        program = autograd.compile(lambda x: x * row(operand(weights)), 1.0, parameters=weights)
        program.value_and_grad([1.0, 2.0])

    def operand(values):
        return values if row.vectors[0] else values[0]

    shared = autograd.vector(leaves) if row.vectors[0] else leaves[0]
    return {
        "backward": lambda: row(operand(leaves)).backward(),
        "of computed ones": of_computed_ones,
        "met twice": met_twice,
        "gradients": lambda: gradients(row(operand(leaves)), leaves),
        "grad": lambda: autograd.grad(lambda *xs: row(operand(xs)))(*numbers),
        "hessian": lambda: autograd.hessian(lambda *xs: row(operand(xs)))(*numbers),
        "forward": lambda: autograd.directional_derivative(row(operand(leaves)), dict.fromkeys(leaves, 1.0)),
        "local": row(operand(leaves)).local_derivatives,
        "gradcheck": lambda: gradcheck(lambda *xs: row(operand(xs)), list(numbers)),
        **({"compiled": in_a_program} if autograd.compiler.is_available() else {}),
    }, leaves


@pytest.mark.parametrize(
    ("gives", "message"),
    [
        (lambda xs, y: [2.0 * x for x in xs][1:], "3 numbers, one an element, got 2"),
        (lambda xs, y: [*xs, 0.0], "3 numbers, one an element, got 4"),
        (lambda xs, y: [], "3 numbers, one an element, got 0"),
        (lambda xs, y: (2.0 * x for x in xs[1:]), "3 numbers, one an element, got 2"),
        (lambda xs, y: 2.0, r"3 numbers, one an element, got 2\.0"),
        (lambda xs, y: "abc", "3 numbers, one an element, got 'abc'"),
        (lambda xs, y: dict.fromkeys(range(len(xs)), 1.0), r"3 numbers, one an element, got \{0: 1\.0"),
        (lambda xs, y: [1.0, None, 1.0], "3 numbers, one an element, got None among them"),
        (lambda xs, y: [1.0, 1j, 1.0], "3 numbers, one an element, got 1j among them"),
        (lambda xs, y: (1.0, "1", 1.0), "3 numbers, one an element, got '1' among them"),
        (lambda xs, y: [1.0, np.ones(3), 1.0], r"3 numbers, one an element, got array\(.* among them"),
    ],
)
def test_a_partial_by_a_vector_that_gives_other_than_a_number_an_element_is_told(register, gives, message):
    row = register("squares", lambda xs: sum(x * x for x in xs), (gives,), vectors=(True,))
    ways, leaves = ways_to_derive(row, (1.0, 2.0, 3.0))
    for derive in ways.values():
        with pytest.raises(TypeError, match=f"^expected the partial of squares by operand 1 to give {message}"):
            derive()
    assert [leaf.grad for leaf in leaves] == [None] * 3


@pytest.mark.parametrize("gives", [lambda x, y: 1j, lambda x, y: "1", lambda x, y: [1.0], lambda x, y: str(x)])
def test_a_partial_that_gives_no_number_is_told(register, gives):
    row = register("half", lambda x: 0.5 * x, (gives,))
    ways, leaves = ways_to_derive(row, (1.0,))
    for derive in ways.values():
        with pytest.raises(TypeError, match=r"^expected the partial of half by operand 1 to give a number, got "):
            derive()
    assert leaves[0].grad is None


@pytest.mark.parametrize("position", [0, 1, 2])
def test_the_operand_is_told_by_which_a_partial_gives_no_number(register, position):
    for count in range(position + 1, 4):
        partials = [lambda *numbers: 0.5 + numbers[-1]] * count
        partials[position] = lambda *numbers: 1j
        row = register(f"mean{count}", lambda *numbers: sum(numbers) / len(numbers), tuple(partials))
        with pytest.raises(TypeError, match=rf"^expected the partial of mean{count} by operand {position + 1} to give"):
            row(*map(Value, range(count))).backward()


@pytest.mark.parametrize("gives", [tuple, np.array, iter, lambda slopes: map(np.float64, slopes)])
def test_a_partial_by_a_vector_may_give_its_numbers_in_any_order_that_can_be_gone_through(register, gives):
    partials = (lambda xs, y: gives([2.0 * x for x in xs]),)
    row = register("squares", lambda xs: sum(x * x for x in xs), partials, vectors=(True,))
    leaves = [Value(1.0), Value(2.0)]
    row(leaves).backward()
    assert [leaf.grad for leaf in leaves] == [2.0, 4.0]
    assert autograd.directional_derivative(row(leaves), dict.fromkeys(leaves, 1.0)) == 6.0


def test_a_partial_may_come_from_code_of_no_module(register):
    within = {}
    exec("partial = lambda x, y: 2.0 * x", {"__builtins__": {}}, within)
    assert within["partial"].__module__ is None or within["partial"].__module__ == "builtins"
    x = Value(3.0)
    register("squared", lambda x: x * x, (within["partial"],))(x).backward()
    assert x.grad == 6.0


def test_a_partial_by_a_constant_is_not_asked_for(register):
    row = register(
        "weighted", lambda xs, w: w * sum(xs), (lambda xs, w, y: [], lambda xs, w, y: sum(xs)), vectors=(True, False)
    )
    weight = Value(2.0)
    y = row([1.0, 3.0], weight)
    y.backward()
    assert (weight.grad, y.local_derivatives()) == (4.0, (None, None, 4.0))


def test_any_other_type_error_of_a_partial_is_passed_on(register):
    broken = register("broken", lambda x: x, (lambda x, y: x + "1",), latex="{0}")
    with pytest.raises(TypeError, match="unsupported operand"):
        broken(Value(2.0)).backward()
