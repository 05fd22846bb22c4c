"""Dropout leaves out in training alone, at random, as its seed says, and its mean is what it was given."""

from __future__ import annotations

import copy
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value
from nn.models.dropout import training

X, Y = nn.datasets.XOR


def net(p=0.5, seed=0):
    return nn.Sequential(nn.Linear(2, 8, seed=1), "tanh", nn.Dropout(p, seed=seed), nn.Linear(8, 1, seed=2), "sigmoid")


def options_for(model, **options):
    given_ones = {"loss": nn.binary_cross_entropy, "optimizer": nn.Adam(model.parameters(), 0.05), "progress": False}
    return {**given_ones, "epochs": 6, "batch_size": 2, "seed": 3, **options}


@given(p=st.floats(0.0, 0.9), seed=st.integers(), numbers=st.lists(st.floats(-1e6, 1e6), max_size=8))
def test_each_input_is_left_out_or_made_larger_and_so_is_its_gradient(p, seed, numbers):
    dropout = nn.Dropout(p, seed).train()
    inputs = [Value(number) for number in numbers]
    outputs = dropout(inputs)
    assert len(outputs) == len(inputs)
    for x, y in zip(inputs, outputs):
        y.backward()
        assert (y.data, x.grad) in [(0.0, 0.0), (x.data * (1.0 / (1.0 - p)), 1.0 / (1.0 - p))]


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_as_many_are_left_out_as_p_says_and_the_mean_stays(p):
    count = 20_000
    outputs = nn.Dropout(p, seed=0).train()([Value(1.0)] * count)
    deviation = math.sqrt(p * (1.0 - p) / count)  # of the fraction, binomially distributed
    assert abs(sum(y.data == 0.0 for y in outputs) / count - p) < 5.0 * deviation
    assert abs(sum(y.data for y in outputs) / count - 1.0) < 5.0 * deviation / (1.0 - p)


@pytest.mark.parametrize("inputs", [[1.0, Value(2.0)], autograd.vector([1.0, 2.0]), (1.0, 2.0)])
def test_without_training_all_pass(inputs):
    assert [y.data for y in nn.Dropout(0.9)(inputs)] == [1.0, 2.0]


@pytest.mark.parametrize("p", [-0.1, 1.0, 2, math.nan])
def test_a_probability_out_of_range_is_refused(p):
    with pytest.raises(ValueError, match="expected p to be from 0 to below 1"):
        nn.Dropout(p)


@pytest.mark.parametrize("p", ["0.5", True, None])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(TypeError, match="expected p to be a number"):
        nn.Dropout(p)


def test_train_and_eval_reach_it_wherever_it_is():
    class Own(nn.MLP):
        def __init__(self):
            super().__init__(2, [2, 1])
            self.drop = nn.Dropout(0.5)
            self.others = [net(), (nn.Dropout(0.1),)]

    model = Own()
    found = [part for part in model.modules() if isinstance(part, nn.Dropout)]
    assert len(found) == 2
    assert model.train() is model
    assert all(dropout.training for dropout in found)
    assert model.eval() is model
    assert not any(dropout.training for dropout in found)


def test_a_part_of_ones_own_that_has_the_attribute_is_turned_on_too():
    class Noise(nn.Neuron):
        training = False

        def __call__(self, inputs):
            seen.append(self.training)
            return super().__call__(inputs)

    seen = []
    model = Noise(2, seed=0)
    nn.fit(model, X, Y, **options_for(model, epochs=1, batch_size=None, validation=(X, Y)))
    assert seen == [True] * 4 + [False] * 4


def test_fit_trains_with_it_and_leaves_it_as_it_was():
    with_it, without = net(), net(p=0.0)
    histories = [nn.fit(model, X, Y, **options_for(model)) for model in (with_it, without)]
    assert histories[0].losses != histories[1].losses
    assert not any(part.training for part in with_it.parts if isinstance(part, nn.Dropout))
    assert with_it.predict(X) == [with_it(x).data for x in X] == with_it.predict(X)


def test_validation_stopping_and_callbacks_see_the_whole_net():
    model = net(p=0.9)
    seen = []

    def callback(epoch, loss):
        seen.append(nn.mean_loss(model, X, Y, nn.binary_cross_entropy).data)

    history = nn.fit(model, X, Y, **options_for(model, validation=(X, Y), callback=callback))
    assert history.validation_losses == seen
    assert history.losses != seen


def test_an_interrupted_epoch_leaves_it_off():
    model = net()

    def interrupted(p, y):
        raise KeyboardInterrupt

    history = nn.fit(model, X, Y, **options_for(model, loss=interrupted))
    assert history.stopped == "interrupted"
    assert not any(part.training for part in model.modules() if isinstance(part, nn.Dropout))


def test_a_training_that_is_resumed_ends_with_the_bits_of_one_that_never_stopped(tmp_path):
    model = net()
    whole = nn.fit(model, X, Y, **options_for(model))
    half = net()
    options = options_for(half)
    nn.save_checkpoint(tmp_path / "half.json", options["optimizer"], nn.fit(half, X, Y, **{**options, "epochs": 3}))
    other = net()  # in another session, say
    options = options_for(other)
    resumed = nn.fit(other, X, Y, resume=nn.load_checkpoint(tmp_path / "half.json", options["optimizer"]), **options)
    assert resumed.losses == whole.losses
    assert other.state_dict() == model.state_dict()


def test_each_epoch_leaves_out_others_and_each_seed_too():
    def left_out(seed, epoch):
        dropout = nn.Dropout(0.5, seed=seed)
        with training(dropout, epoch):
            return [y.data for y in dropout([1.0] * 64)]

    masks = [tuple(left_out(seed, epoch)) for seed in range(4) for epoch in range(1, 5)]
    assert len(set(masks)) == len(masks)
    assert left_out(0, 1) == left_out(0, 1)


@pytest.mark.needs("llvmlite")
def test_a_program_refuses_it_in_training_and_fit_says_why():
    model = net()
    before = model.state_dict()
    with pytest.raises(autograd.ControlFlowError, match=r"Dropout leaves out others .*: train with compiled=False$"):
        nn.fit(model, X, Y, **options_for(model, compiled=True))
    assert model.state_dict() == before
    many = options_for(model, epochs=20_000, stop=lambda history: history.epochs == 2)
    assert nn.fit(model, X, Y, **many).engine.startswith("eager: Dropout leaves out others")


@pytest.mark.needs("llvmlite")
def test_predictions_are_compiled_as_without_it():
    model = net()
    samples = [[k / 100.0, -k / 50.0] for k in range(200)]
    assert model.predict(samples) == pytest.approx([model(x).data for x in samples], rel=1e-14)


def test_a_copy_leaves_out_what_the_original_does():
    dropout = nn.Dropout(0.5).train()
    again = copy.deepcopy(dropout)
    assert [y.data for y in again([1.0] * 64)] == [y.data for y in dropout([1.0] * 64)]
