from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from tests.nn import pytorch

PYTORCH = pytorch.recorded()
KINDS = {
    "SGD": lambda parameters: nn.SGD(parameters, 0.1, momentum=0.9, nesterov=True),
    "RMSprop": lambda parameters: nn.RMSprop(parameters, 0.1),
    "Adam": lambda parameters: nn.Adam(parameters, 0.1),
    "AdamW": lambda parameters: nn.AdamW(parameters, 0.1),
}


def stepped(optimizer, gradients):
    for gradient in gradients:
        for parameter, slope in zip(optimizer.parameters, gradient):
            parameter.grad = slope
        optimizer.step()
        yield [parameter.data for parameter in optimizer.parameters]


@pytest.mark.parametrize("case", pytorch.OPTIMIZERS)
def test_every_step_leads_where_pytorchs_leads(case):
    name, options, *_ = pytorch.OPTIMIZERS[case]
    optimizer = getattr(nn, name)(list(map(Value, pytorch.START)), pytorch.RATE, **options)
    points = list(stepped(optimizer, pytorch.gradients()))
    assert len(points) == pytorch.STEPS
    for point, expected in zip(points, PYTORCH["optimizers"][case]):
        assert point == pytest.approx(expected, rel=1e-12, abs=1e-14)


every_kind_and_option = pytest.mark.parametrize("case", pytorch.OPTIMIZERS)


@every_kind_and_option
@given(st.lists(st.lists(st.none() | st.floats(-10, 10), min_size=2, max_size=2), max_size=8))
def test_a_parameter_that_is_not_reached_sits_the_step_out_as_in_pytorch(case, gradients):
    """Each goes the way it would go alone, by the steps that reach it: decay, momentum, averages and their counts."""
    name, options, *_ = pytorch.OPTIMIZERS[case]
    kind = getattr(nn, name)
    together = kind([Value(1.0), Value(-2.0)], pytorch.RATE, **options)
    gradients = [slopes for slopes in gradients if slopes != [None, None]]
    ways = list(stepped(together, gradients))
    for k, start in enumerate((1.0, -2.0)):
        alone = kind([Value(start)], pytorch.RATE, **options)
        points = stepped(alone, ([slopes[k]] for slopes in gradients if slopes[k] is not None))
        place = start
        for way, slopes in zip(ways, gradients):
            place = place if slopes[k] is None else next(points)[0]
            assert way[k] == place
        assert together.missed[k] == sum(slopes[k] is None for slopes in gradients)


@every_kind_and_option
def test_after_zero_grad_a_step_needs_a_backward_pass(case):
    name, options, *_ = pytorch.OPTIMIZERS[case]
    used, unused = Value(1.0), Value(2.0)
    optimizer = getattr(nn, name)([used, unused], pytorch.RATE, **options)
    list(stepped(optimizer, [(1.0, 1.0)]))
    before = [used.data, unused.data]
    optimizer.zero_grad()
    assert (used.grad, unused.grad) == (None, None)
    with pytest.raises(RuntimeError, match=r"call backward\(\) on the loss before step\(\)$"):
        optimizer.step()
    (used * 3.0).backward()
    optimizer.step()
    assert (used.data == before[0], unused.data == before[1]) == (False, True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_from_before_steps_could_be_missed_is_taken(kind):
    optimizer = KINDS[kind]([Value(1.0), Value(2.0)])
    list(stepped(optimizer, [(1.0, 1.0), (0.5, None)]))
    assert optimizer.missed == [0, 1]
    state = {name: entry for name, entry in optimizer.state_dict().items() if name != "missed"}
    optimizer.load_state_dict(state)
    assert optimizer.missed == [0, 0]


def test_learning_rates_that_need_not_be_given_are_pytorchs():
    for name, rate in (("RMSprop", 0.01), ("Adam", 0.001), ("AdamW", 0.001)):
        assert getattr(nn, name)([Value(1.0)]).learning_rate == rate


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimizer_finds_the_minimum_of_a_bowl(kind):
    x, y = Value(3.0), Value(-2.0)
    optimizer = KINDS[kind]([x, y])
    for step in range(1, 1001):
        optimizer.learning_rate = 0.1 / step**0.5
        loss = (x - 1.0) ** 2 + 3.0 * (y - 0.5) ** 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert (x.data, y.data) == pytest.approx((1.0, 0.5), abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
@given(st.lists(st.floats(-10, 10), min_size=6, max_size=6), st.integers(0, 6))
def test_a_state_through_json_continues_with_the_same_bits(kind, slopes, halfway):
    gradients = [(slope, 1.0 - slope) for slope in slopes]
    gradients[:3] = [(slope, None) for slope, _ in gradients[:3]]
    whole = list(stepped(KINDS[kind]([Value(1.0), Value(-1.0)]), gradients))
    first = KINDS[kind]([Value(1.0), Value(-1.0)])
    list(stepped(first, gradients[:halfway]))
    second = KINDS[kind]([Value(0.0), Value(0.0)])
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    assert list(stepped(second, gradients[halfway:])) == whole[halfway:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "SGD"}, "expected kind to be 'Adam', got 'SGD'"),
        ({"memory": {}}, "expected memory of mean, mean_square"),
        ({"memory": {"mean": [0.0], "mean_square": [math.nan]}}, r"memory.mean_square\[0\] to be a finite number"),
        ({"memory": {"mean": [0.0], "mean_square": [0.0, 0.0]}}, "memory.mean_square to be 1 number"),
        ({"parameters": "1"}, r"parameters\[0\] to be a number, got '1'"),
        ({"parameters": 1.0}, "parameters to be 1 number, got 1.0"),
        ({"steps": -1}, "steps to be a whole number of at least 0, got -1"),
        ({"missed": [0, 0]}, "missed to be 1 number"),
        ({"missed": [-1]}, r"missed\[0\] to be a whole number of at least 0, got -1"),
        ({"learning_rate": "fast"}, "^expected learning_rate to be a number, got 'fast'"),
        ({"learning_rate": -0.5}, "learning_rate to be at least 0, got -0.5"),
        ({"extra": 1}, "a state with the fields kind, learning_rate, memory, parameters, steps"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, message):
    optimizer = nn.Adam([Value(1.0)], 0.1)
    before = optimizer.state_dict()
    with pytest.raises((TypeError, ValueError), match=message):
        optimizer.load_state_dict({**before, "steps": 3, **change})
    assert optimizer.state_dict() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slope", [math.nan, math.inf, 1e300])
def test_a_step_to_infinity_is_refused_names_the_parameter_and_changes_nothing(kind, slope):
    w = Value(1e308, label="w_11^(1)")
    optimizer = KINDS[kind]([Value(0.5), w])
    optimizer.learning_rate = 1e200
    before = optimizer.state_dict()
    w.grad = slope
    with pytest.raises(FloatingPointError, match=r"step 1 diverges at w_11\^\(1\): it would go from 1e\+308 to"):
        optimizer.step()
    assert optimizer.state_dict() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", ["3", 1j, [1.0], np.ones(2)])
def test_a_grad_that_is_no_number_is_told_and_changes_nothing(kind, wrong):
    parameters = [Value(1.0, label="w"), Value(2.0, label="b")]
    optimizer = KINDS[kind](parameters)
    before = optimizer.state_dict()
    parameters[0].grad, parameters[1].grad = 1.0, wrong
    for act in (optimizer.step, lambda: nn.gradient_norm(parameters), lambda: nn.clip_gradients(parameters, 1.0)):
        with pytest.raises(TypeError, match=r"^expected the grad of b to be a number or None, got "):
            act()
    assert optimizer.state_dict() == before
    assert parameters[0].grad == 1.0


@pytest.mark.needs("llvmlite")
def test_a_compiled_training_tells_it_too_and_leaves_the_parameters_as_they_are():
    model = nn.MLP(2, [1], seed=0)
    *_, last = parameters = model.parameters()
    last.grad = "3"
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(parameters, 0.1), "epochs": 1, "compiled": True}
    with pytest.raises(TypeError, match=r"^expected the grad of .* to be a number or None, got '3'$"):
        nn.fit(model, *nn.datasets.XOR, **options, progress=False)
    assert {type(parameter) for parameter in parameters} == {Value}
    last.grad = None
    assert nn.fit(model, *nn.datasets.XOR, **options, progress=False).engine == "compiled"


@pytest.mark.parametrize("kind", ["RMSprop", "Adam", "AdamW"])
def test_an_average_that_overflows_is_refused_though_the_parameter_itself_would_not(kind):
    """Its square infinite, the gradient would count as nothing from then on."""
    optimizer = KINDS[kind]([Value(0.5, label="w")])
    before = optimizer.state_dict()
    optimizer.parameters[0].grad = 1e200
    with pytest.raises(FloatingPointError, match="step 1 diverges at w: mean_square would become inf"):
        optimizer.step()
    assert optimizer.state_dict() == before


class Halving(nn.Optimizer):
    """One of a user's own, which does not keep what it is given."""

    def __init__(self, parameters, learning_rate=1.0, by=2.0):
        super().__init__(parameters, learning_rate)

    def moved(self, w, g, memory, rate, step):
        return (w / 2.0,)


@pytest.mark.parametrize(
    ("optimizer", "shown"),
    [
        (nn.SGD([Value(1.0)], 0.5), "<SGD of 1 parameter, learning_rate=0.5, step 0>"),
        (
            nn.SGD([Value(1.0), Value(2.0)], 0.5, momentum=0.25),
            "<SGD of 2 parameters, learning_rate=0.5, momentum=0.25, step 0>",
        ),
        (nn.AdamW([Value(1.0)]), "<AdamW of 1 parameter, learning_rate=0.001, step 0>"),
        (nn.Adam([Value(1.0)], epsilon=0.5), "<Adam of 1 parameter, learning_rate=0.001, epsilon=0.5, step 0>"),
        (Halving([Value(1.0)]), "<Halving of 1 parameter, learning_rate=1, step 0>"),
    ],
)
def test_an_optimizer_shows_what_was_chosen(optimizer, shown):
    assert repr(optimizer).replace("=1.0,", "=1,") == shown


def test_an_optimizer_shows_how_far_it_is():
    optimizer = nn.SGD([Value(1.0)], 0.5)
    list(stepped(optimizer, [(1.0,)] * 3))
    assert repr(optimizer).endswith(", step 3>")


@given(st.lists(st.floats(-1e150, 1e150), min_size=1, max_size=5), st.floats(1e-3, 1e3))
def test_clipping_keeps_the_direction_and_limits_the_length(gradient, limit):
    parameters = [Value(0.0) for _ in gradient]
    for parameter, slope in zip(parameters, gradient):
        parameter.grad = slope
    length = math.sqrt(sum(slope**2 for slope in gradient)) if max(map(abs, gradient)) > 1e-150 else 0.0
    assert nn.clip_gradients(parameters, limit) == pytest.approx(length, rel=1e-12, abs=1e-149)
    factor = min(1.0, limit / length) if length else 1.0
    assert [p.grad for p in parameters] == pytest.approx([factor * slope for slope in gradient], rel=1e-12)
    assert nn.gradient_norm(parameters) <= limit * (1 + 1e-12)


def test_clipping_leaves_unreached_parameters_alone():
    used, unused = Value(1.0), Value(1.0)
    (used * 10.0).backward()
    assert nn.clip_gradients([used, unused], 1.0) == 10.0
    assert (used.grad, unused.grad) == (1.0, None)


@pytest.mark.parametrize("case", pytorch.SCHEDULES)
def test_schedules_are_pytorchs(case):
    name, options, *_ = pytorch.SCHEDULES[case]
    schedule = getattr(nn.schedules, name)(pytorch.RATE, **options)
    rates = [schedule(epoch) for epoch in range(1, pytorch.EPOCHS + 1)]
    assert rates == pytest.approx(PYTORCH["schedules"][case], rel=1e-12)


def test_a_constant_schedule_is_constant():
    assert {nn.schedules.constant(0.3)(epoch) for epoch in range(1, 50)} == {0.3}


def test_a_rate_goes_down_to_a_tenth_unless_told_otherwise_and_may_stay():
    assert nn.schedules.stepwise(0.5, 2)(3) == pytest.approx(0.05)
    assert nn.schedules.stepwise(0.5, 2, factor=1)(99) == 0.5


@given(st.floats(1e-6, 1e3), st.integers(1, 50), st.floats(0, 1))
def test_a_linear_schedule_goes_down_in_equal_steps_from_the_rate_to_its_lowest(rate, epochs, share):
    lowest = share * rate
    schedule = nn.schedules.linear(rate, epochs, lowest)
    rates = [schedule(epoch) for epoch in range(1, epochs + 4)]
    assert rates == pytest.approx([*np.linspace(rate, lowest, epochs + 1), lowest, lowest], rel=1e-12, abs=1e-12)


def test_a_linear_schedule_ends_at_0_unless_told_otherwise():
    assert [nn.schedules.linear(1.0, 4)(epoch) for epoch in range(1, 7)] == [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]


def test_a_cosine_stays_at_its_lowest():
    schedule = nn.schedules.cosine(1.0, epochs=3, lowest=0.25)
    assert [schedule(epoch) for epoch in (4, 5, 100)] == [0.25] * 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.SGD([Value(1.0)], 0.1, momentum=-0.1), "momentum to be at least 0 and below 1"),
        (lambda: nn.SGD([Value(1.0)], 0.1, nesterov=True), "momentum above 0 where nesterov is asked for"),
        (lambda: nn.SGD([Value(1.0)], math.inf), "learning_rate to be positive, got inf"),
        (lambda: nn.RMSprop([Value(1.0)], decay=1.0), "decay to be at least 0 and below 1"),
        (lambda: nn.RMSprop([Value(1.0)], epsilon=0.0), "epsilon to be positive, got 0.0"),
        (lambda: nn.Adam([Value(1.0)], betas=(0.9, 1.0)), r"betas\[1\] to be at least 0 and below 1, got 1.0"),
        (
            lambda: nn.Adam([Value(1.0)], betas=(1.0, 0.9)),
            r"^expected betas\[0\] to be at least 0 and below 1, got 1.0",
        ),
        (lambda: nn.Adam([Value(1.0)], epsilon=0.0), "^expected epsilon to be positive, got 0.0"),
        (lambda: nn.SGD([Value(1.0)], 0.1, weight_decay=-1.0), "^expected weight_decay to be at least 0, got -1.0"),
        (lambda: nn.RMSprop([Value(1.0)], weight_decay=-1.0), "^expected weight_decay to be at least 0, got -1.0"),
        (lambda: nn.AdamW([Value(1.0)], weight_decay=-1.0), "^expected weight_decay to be at least 0, got -1.0"),
        (lambda: nn.clip_gradients([Value(1.0)], 0.0), "max_norm to be positive, got 0.0"),
        (lambda: nn.schedules.constant(0.0), "^expected rate to be positive, got 0.0"),
        (lambda: nn.schedules.stepwise(0.0, 1), "^expected rate to be positive, got 0.0"),
        (lambda: nn.schedules.stepwise(0.1, 1, 0.0), "^expected factor to be above 0 and at most 1, got 0.0"),
        (lambda: nn.schedules.cosine(0.0, 1), "^expected rate to be positive, got 0.0"),
        (lambda: nn.schedules.linear(0.1, 0), "^expected epochs to be a whole number of at least 1, got 0"),
        (lambda: nn.schedules.linear(0.1, 10, -0.1), "^expected lowest to be from 0 to 0.1, got -0.1"),
        (lambda: nn.schedules.stepwise(0.1, 0), "every to be a whole number of at least 1, got 0"),
        (lambda: nn.schedules.stepwise(0.1, 1, 1.5), "factor to be above 0 and at most 1, got 1.5"),
        (lambda: nn.schedules.cosine(0.1, 10, 0.2), "lowest to be from 0 to 0.1, got 0.2"),
    ],
)
def test_impossible_numbers_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.SGD([Value(1.0)], "fast"), r"^expected learning_rate to be a number, got 'fast'$"),
        (lambda: nn.SGD([Value(1.0)], True), r"^expected learning_rate to be a number, got True$"),
        (lambda: nn.Adam([Value(1.0)], betas=(0.9, None)), r"^expected betas\[1\] to be a number, got None$"),
        (
            lambda: nn.SGD(nn.MLP(1, [1]), 0.1),
            r"^expected parameters to be Values, such as model.parameters\(\), got MLP",
        ),
        (lambda: nn.SGD([Value(1.0)], lr=0.1), r"^SGD takes no lr: write learning_rate=0\.1$"),
        (lambda: nn.Adam([Value(1.0)], 0.1, eps=1e-6), r"^Adam takes no eps: write epsilon=1e-06$"),
        (lambda: nn.RMSprop(params=[], alpha=0.5), r"^RMSprop takes no (alpha|params): write (decay|parameters)="),
        (lambda: nn.AdamW([Value(1.0)], rate=0.1), r"^AdamW takes no rate: it takes parameters, learning_rate, "),
    ],
)
def test_what_is_no_number_or_no_parameter_is_named(make, message):
    with pytest.raises(TypeError, match=message):
        make()
