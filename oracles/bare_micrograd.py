"""micrograd's interface, written anew as plainly as can be: what programs get through our doors is compared with it.

Nothing is fused, sorted cleverly or taken from the table; a node knows its operands and the derivative by each.
"""

from __future__ import annotations

import math
import random


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data, self.grad, self.label = data, 0.0, label
        self._prev, self._op = set(_children), _op
        self._backward = lambda: None

    def __add__(self, other):
        other = lifted(other)
        return made(self.data + other.data, "+", (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = lifted(other)
        return made(self.data * other.data, "*", (self, other.data), (other, self.data))

    def __pow__(self, other):
        return made(self.data**other, f"**{other}", (self, other * self.data ** (other - 1)))

    def exp(self):
        power = math.exp(self.data)
        return made(power, "exp", (self, power))

    def log(self):
        return made(math.log(self.data), "log", (self, 1.0 / self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return made(t, "tanh", (self, 1.0 - t * t))

    def relu(self):
        return made(max(self.data, 0.0), "ReLU", (self, float(self.data > 0)))

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, is_done = stack.pop()
            if is_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack += [(node, True), *((child, False) for child in node._prev)]
        self.grad = 1.0
        for node in reversed(order):
            node._backward()

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __truediv__(self, other):
        return self * lifted(other) ** -1

    def __rtruediv__(self, other):
        return other * self**-1

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"


def lifted(number):
    return number if isinstance(number, Value) else Value(number)


def made(data, op, *edges):
    out = Value(data, [operand for operand, _ in edges], op)

    def hand_on():
        for operand, local in edges:
            operand.grad += local * out.grad

    out._backward = hand_on
    return out


class Module:
    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0

    def parameters(self):
        return []


class Neuron(Module):
    def __init__(self, nin, nonlin=True):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b, self.nonlin = Value(0), nonlin

    def __call__(self, x):
        act = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return act.relu() if self.nonlin else act

    def parameters(self):
        return [*self.w, self.b]

    def __repr__(self):
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    def __init__(self, nin, nout, **options):
        self.neurons = [Neuron(nin, **options) for _ in range(nout)]

    def __call__(self, x):
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]

    def __repr__(self):
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    def __init__(self, nin, nouts):
        last = len(nouts) - 1
        self.layers = [
            Layer(before, after, nonlin=k != last) for k, (before, after) in enumerate(zip([nin, *nouts], nouts))
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self):
        return f"MLP of [{', '.join(map(str, self.layers))}]"
