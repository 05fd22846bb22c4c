"""One step of ours leads where one of PyTorch's leads, from the same state."""

from __future__ import annotations

import pytest
import torch

import nn
from tests.nn.bridges.torch_nets.torch_models import XS, check_same, gpt, scrambled, tensor
from tests.nn.pytorch import OPTIMIZERS

ONE, TWO = [1.0, 0.0, 1.0], [[0.5, -1.0], [2.0, 0.25], [-0.5, 0.0]]
LOSSES = {
    "mse_loss": ("mse_loss", 2, "linear", TWO),
    "l1_loss": ("l1_loss", 2, "linear", TWO),
    "huber_loss": ("huber_loss", 2, "linear", TWO),
    "binary_cross_entropy": ("binary_cross_entropy", 1, "sigmoid", ONE),
    "binary_cross_entropy_with_logits": ("binary_cross_entropy_with_logits", 1, "linear", ONE),
    "cross_entropy": ("cross_entropy", 2, "linear", [1, 0, 1]),
    "hinge_loss": ("hinge", 1, "linear", [1.0, -1.0, -1.0]),
}
"""Our name, PyTorch's, how many outputs, what follows on the last sums, the targets."""


def their_loss(name, said, targets):
    if name == "hinge":  # PyTorch has no hinge loss of one score and a label of 1 or -1
        return torch.relu(1.0 - tensor(targets) * said.squeeze(-1)).mean()
    if name == "cross_entropy":
        return torch.nn.functional.cross_entropy(said, torch.tensor(targets))
    return getattr(torch.nn.functional, name)(said.squeeze(-1), tensor(targets))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_steps_from_the_same_state_lead_to_the_same_state(loss, optimizer):
    theirs, outputs, last, targets = LOSSES[loss]
    ours, our_options, kind, options = OPTIMIZERS[optimizer]
    model = scrambled(nn.MLP(4, [5, outputs], activation="tanh", output=last))
    module = nn.to_torch(model)
    mine, other = getattr(nn, ours)(model.parameters(), 0.05, **our_options), module.parameters()
    descent = getattr(torch.optim, kind)(other, lr=0.05, **options)
    for _ in range(2):
        mine.zero_grad()
        nn.mean_loss(model, XS, targets, getattr(nn, loss)).backward()
        mine.step()
        descent.zero_grad()
        their_loss(theirs, module(tensor(XS)), targets).backward()
        descent.step()
        check_same(model, module, lambda p: p.data, lambda p: p)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_gpt_is_trained_as_pytorch_trains_it(optimizer):
    ours, our_options, kind, options = OPTIMIZERS[optimizer]
    model = gpt()
    module = nn.to_torch(model)
    mine = getattr(nn, ours)(model.parameters(), 0.02, **our_options)
    descent = getattr(torch.optim, kind)(module.parameters(), lr=0.02, **options)
    tokens = [[3, 0, 4, 4, 1], [2, 2, 0], [1, 4, 0, 3]]
    for sequence in tokens:
        model.zero_grad()  # and not to None: in PyTorch a token that is missing has gradient 0, and moves on
        nn.cross_entropy(model(sequence[:-1]), sequence[1:]).backward()
        mine.step()
        descent.zero_grad()
        logits = module(torch.tensor(sequence[:-1]))
        torch.nn.functional.cross_entropy(logits, torch.tensor(sequence[1:])).backward()
        descent.step()
        check_same(model, module, lambda p: p.data, lambda p: p)
