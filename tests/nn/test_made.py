"""What models, optimizers and estimators are made of: a name that they do not take is told with the one meant."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

import nn
from autograd import Value


class Net(nn.Module):
    """Of the reader's own, with an argument that has no default and one that has."""

    def __init__(self, width, *, scale=1.0):
        self.layer = nn.Linear(width, 1, seed=0)
        self.scale = scale

    def __call__(self, inputs):
        return self.scale * self.layer(inputs)


class Bare(nn.Module):
    """Of the reader's own, without an `__init__`."""


class Open(nn.Module):
    """Takes whatever it is given."""

    def __init__(self, **options):
        self.options = options


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.MLP(2, [1], activaton="relu"), r"^MLP takes no activaton: did you mean activation\?$"),
        (lambda: nn.Layer(2, 1, act="relu"), r"^Layer takes no act: "),
        (lambda: nn.Neuron(2, sed=3), r"^Neuron takes no sed: did you mean seed\?$"),
        (lambda: nn.Dropout(0.5, sead=1), r"^Dropout takes no sead: did you mean seed\?$"),
        (lambda: nn.Adam([Value(1.0)], 0.1, beta_1=0.5), r"^Adam takes no beta_1: did you mean betas\?$"),
        (lambda: nn.SGD([Value(1.0)], lr=0.1), r"^SGD takes no lr: write learning_rate=0\.1$"),
        (lambda: nn.SGD([Value(1.0)], 0.1, momentun=0.9), r"^SGD takes no momentun: did you mean momentum\?$"),
        (lambda: Net(2, scael=2.0), r"^Net takes no scael: did you mean scale\?$"),
        (lambda: Net(2, zzz=2.0), r"^Net takes no zzz: it takes width, scale$"),
        (lambda: Bare(width=2), r"^Bare takes no arguments$"),
        (lambda: Bare(2), r"^Bare takes no arguments$"),
    ],
)
def test_a_name_that_is_not_taken_is_told_with_what_was_meant(make, message):
    with pytest.raises(TypeError, match=message):
        make()


@pytest.mark.needs("sklearn")
@pytest.mark.parametrize("kind", ["Classifier", "Regressor"])
def test_an_estimator_tells_it_by_its_own_name(kind):
    with pytest.raises(TypeError, match=rf"^{kind} takes no learning_rat: did you mean learning_rate\?$"):
        getattr(nn, kind)(learning_rat=0.1)


class Inheriting(Net):
    """With the `__init__` of another."""


@pytest.mark.parametrize(
    "made", [nn.MLP, nn.Adam, pytest.param(nn.Classifier, marks=pytest.mark.needs("sklearn")), Net, Inheriting]
)
def test_a_signature_is_that_of_what_is_taken(made):
    of_init = inspect.signature(made.__init__).parameters
    assert list(inspect.signature(made).parameters) == list(of_init)[1:]


def test_what_is_taken_is_taken_by_place_and_by_name_and_copies_are_made_of_nothing():
    for net in (Net(2), Net(width=2, scale=2.0), Net(2, scale=2.0)):
        for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(nn.MLP(2, [1], seed=0)))):
            assert isinstance(other, nn.Module)
    assert Open(anything=3).options == {"anything": 3}
    assert Bare().parameters() == []
