"""What PyTorch computes, as a graph of Values: its tensors number by number.

A function is called once, with its tensors. Each operation that PyTorch runs then is run here too, on Values, in rows
of the table; what is no row itself is taken apart into those that are.
"""

from autograd.torch_graphs.calling import from_torch

__all__ = ["from_torch"]
