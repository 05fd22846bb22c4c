"""Without PyTorch."""

import sys

import pytest

import autograd


def test_where_pytorch_is_missing_it_says_so_and_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(
        ImportError, match=r"from_torch shows what PyTorch computes, .* not installed: pip install torch"
    ):
        autograd.from_torch(lambda x: x, [1.0])


def test_it_is_found_where_it_is_looked_for():
    assert "from_torch" in dir(autograd)
    assert autograd.from_torch.__module__.startswith("autograd.")
