"""The functions on lanes, against mpmath."""

import ctypes
import math
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import PRIMITIVES
from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.kernels import on_lanes
from autograd.compiler.codegen.lanes import LANES
from autograd.compiler.run.buffers import LaneMemory
from oracles import mp

TRUE = {
    "exp": mp.exp,
    "expm1": mp.expm1,
    "log": mp.log,
    "log1p": lambda x: mp.log(1 + x),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "sqrt": mp.sqrt,
}
LOWEST = {"log": 5e-324, "log1p": -1 + 2.0**-53, "sqrt": 0.0}
every_function = pytest.mark.parametrize("name", TRUE)


@cache
def compiled(name):
    def apply(primitive, operands):
        return on_lanes(primitive.value)(*operands)

    code = Code("apply", [("ptr", "from"), ("ptr", "to")], apply=apply)
    code.store("%to", 0, on_lanes(PRIMITIVES[name].value)(code.load("%from", 0)))
    code.do("ret void")
    address = jit.address_of("apply", code.text())
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(address)


def computed(name, numbers):
    """The function of up to eight numbers."""
    source, target = LaneMemory(1), LaneMemory(1)
    padded = [*numbers, *[0.5] * (LANES - len(numbers))]
    (ctypes.c_double * LANES).from_address(source.address)[:] = padded
    compiled(name)(source.address, target.address)
    return (ctypes.c_double * LANES).from_address(target.address)[: len(numbers)]


@every_function
@given(data=st.data())
def test_results_are_within_3_ulp_from_the_smallest_numbers_to_the_largest(name, data):
    low = LOWEST.get(name, -math.inf)
    x = data.draw(st.floats(max(low, -750.0), 710.0) | st.floats(low, allow_nan=False, allow_infinity=False))
    with mp.workprec(2500):
        true = TRUE[name](mp.mpf(x))
        assume(abs(true) < mp.mpf(1.797e308))
        [number] = computed(name, [x])
        assert abs(mp.mpf(number) - true) <= 3 * math.ulp(float(true))


@every_function
def test_each_lane_has_its_own_number(name):
    numbers = [0.125 * k for k in range(1, 9)]
    assert computed(name, numbers) == [computed(name, [x])[0] for x in numbers]


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("exp", math.inf, math.inf),
        ("exp", 709.79, math.inf),
        ("exp", -math.inf, 0.0),
        ("expm1", -math.inf, -1.0),
        ("expm1", math.inf, math.inf),
        ("log", 0.0, -math.inf),
        ("log", math.inf, math.inf),
        ("log1p", -1.0, -math.inf),
        ("log1p", math.inf, math.inf),
        ("tanh", math.inf, 1.0),
        ("sigmoid", -math.inf, 0.0),
        ("softplus", math.inf, math.inf),
    ],
)
def test_the_limits_are_reached(name, at, expected):
    assert computed(name, [at]) == [expected]


@every_function
def test_nan_stays_nan(name):
    assert math.isnan(computed(name, [math.nan])[0])


@pytest.mark.parametrize(("name", "at"), [("log", -1e-320), ("log1p", -1.5), ("sqrt", -1.0)])
def test_outside_of_its_domain_a_function_gives_nan(name, at):
    assert math.isnan(computed(name, [at])[0])
