# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 08 From a graph to machine code
#
# The lecture is over; this hour opens the engine. So far every number was a Python object, and every sample built its
# graph anew. That shows everything, and it is slow. But a graph is also a program, written down once. This notebook
# runs it as one, trains two nets with it, and measures what that is worth.

# %%
import math

import autograd
import nn
import viz
from autograd import Value, gradcheck, relu
from course import caught, exercise, operation, quiz, suspect

# %% [markdown]
# ## One neuron
#
# ### The recorded graph
#
# Two inputs, written out as on the slides:

# %%
w1, w2, b = Value(0.5, label="w_1"), Value(-0.25, label="w_2"), Value(1.0, label="b")


# %%
def neuron(x):
    x1, x2 = x
    z = w1 * x1 + w2 * x2 + b
    h = relu(z)
    z.label, h.label = "z", "h"
    return h


# %%
viz.draw(neuron([2.0, 1.0]), gradients=False, local_derivatives=False)

# %%
quiz("next sample")

# %%
first, second = neuron([2.0, 1.0]), neuron([0.0, 5.0])
viz.compare(first, second, titles=("(2, 1)", "(0, 5)"), gradients=False, local_derivatives=False)

# %% [markdown]
# **Notice.** What is marked are numbers. To build the second graph, Python made new objects for all of it, only to put
# other numbers into the same places.

# %% [markdown]
# ### The lowered steps
#
# `autograd.compile` calls the function once, records the graph, and gives each number of a sample a place, its *slot*.
# What is left of the graph is a list of steps from slots to slots, the *tape*:

# %% tags=["machine-code"]
program = autograd.compile(neuron, [0.0, 0.0], parameters=[w1, w2, b])
print(program.source())

# %% [markdown]
# The names are those of the graph; what has none is called after its slot. The two products and their sum were found to
# be one sum of products, and became one step, which adds in the order in which it was written. Read from the top, this
# is the forward pass. Read from the bottom, with each step's partials, it is the backward pass: the list is in
# topological order.

# %%
quiz("steps")

# %% tags=["machine-code"]
net = nn.MLP(2, [16, 16, 1], activation="relu", output="linear", seed=0)
print(autograd.compile(net, [0.0, 0.0], parameters=net.parameters()).source())

# %% [markdown]
# **Notice.** A `dense` step is all sums of a layer, side by side. It reads the weights where they lie, row by row, and
# needs no slots for them. A net of twice the width has the same five steps.

# %% [markdown]
# ### The machine code of a step
#
# Each kind of step is a small function, written as LLVM IR from the operation's row in the table, and translated for
# the processor at hand. Here is what `add` does with its numbers:

# %% tags=["machine-code"]
code = program.source(kernel=True)
add = code[code.index("@add_forward") : code.index("@add_backward")]
print(*(line.strip() for line in add.splitlines() if "double" in line and "fcmp" not in line), sep="\n")

# %% [markdown]
# **Notice.** There is no single number: `<8 x double>` is eight, one for each of eight samples. A processor adds all of
# them in about the time that it takes for one. A sample's place among the eight is its *lane*. The call of `fabs` is
# part of a test: a sample whose result is not finite is left to the eager engine, which says what went wrong and where.

# %% [markdown]
# ## The program on a batch

# %%
quiz("lanes")

# %% tags=["machine-code"]
samples = [[2.0, 1.0], [0.0, 5.0], [-1.0, 1.0]]
print("program:", *program(samples))
print("engine: ", *(neuron(x).data for x in samples))

# %% [markdown]
# The gradients are those of the batch: the samples' own, added up. (`reduction="mean"` is what training takes.)

# %% tags=["machine-code"]
batch = program.value_and_grad(samples, reduction="sum")
for x in samples:
    neuron(x).backward()
for value, slope in zip(program.parameters, batch.parameters):
    print(f"∂Σh/∂{value.label:3} program: {slope:5}   engine: {value.grad:5}")

# %% [markdown]
# ### An `if` is not in the graph
#
# A graph holds operations. Which way an `if` went is not one of them:


# %% tags=["machine-code"]
def leaky(x):
    return x if x > 0 else 0.1 * x


frozen = autograd.compile(leaky, 3.0)
print(frozen.source())

# %%
quiz("frozen if")

# %% tags=["machine-code"]
try:
    frozen([1.0, -2.0])
except autograd.ControlFlowError as error:
    print(error)

# %% [markdown]
# ## Training
#
# ### micrograd's moons
#
# [micrograd](https://github.com/karpathy/micrograd) is the engine that many learn from: a hundred lines of Python. Its
# demo is a net of 2-16-16-1 on two moons of 100 points, with the hinge loss $\max(0, 1 - y\,s)$ of the score $s$ and a
# label $y$ of −1 or 1. `nn.fit` compiles by itself where there is work enough; here we say which way.

# %% slideshow={"slide_type": "subslide"}
X, classes = nn.datasets.moons(100, seed=1)
y = [2 * c - 1 for c in classes]


def train(compiled, epochs):
    net = nn.MLP(2, [16, 16, 1], activation="relu", output="linear", seed=0)
    descent = {"loss": nn.hinge_loss, "optimizer": nn.SGD(net.parameters(), 0.3), "progress": False}
    return net, nn.fit(net, X, y, epochs=epochs, compiled=compiled, **descent)


# %% tags=["machine-code"]
_, eager = train(compiled=False, epochs=2)
net, fast = train(compiled=True, epochs=300)
for history in (eager, fast):
    print(f"{history.engine:8}  loss {history.losses[0]:.12f}, then {history.losses[1]:.12f}")
print(f"after {fast.epochs} steps: {fast.losses[-1]:.4f}")

# %% tags=["machine-code"]
viz.decision_boundary(net, X, y)

# %% [markdown]
# **Notice.** A hinge loss can be exactly 0: once every score is at least 1 on its own side, there is nothing to learn.
#
# The same step in micrograd, from the same weights:

# %%
import time

import micrograd.engine
import micrograd.nn

# %%
ours = nn.MLP(2, [16, 16, 1], activation="relu", output="linear", seed=0)
theirs = micrograd.nn.MLP(2, [16, 16, 1])
for parameter, start in zip(theirs.parameters(), ours.parameters()):
    parameter.data = start.data

# %%
started = time.perf_counter()
losses = [(1 - label * theirs(x)).relu() for x, label in zip(X, y)]
loss = sum(losses) * (1 / len(losses))
loss.backward()
seconds = time.perf_counter() - started
print(f"micrograd loss {loss.data:.12f}")

# %%
quiz("compiled speed")

# %% tags=["machine-code"]
times = {"micrograd": seconds, "chalkgrad, eager": min(eager.seconds), "chalkgrad, compiled": min(fast.seconds)}
viz.bars(times, xlabel="one step on 100 samples", unit="s")

# %% [markdown]
# **Notice.** Each line of the axis is ten times the one before it. These bars are from the machine that ran this cell;
# run it on yours. From the first to the second bar the engine makes fewer objects: a neuron's sum is one node. From the
# second to the third it makes none. Not in the bars: recording, some milliseconds, and the translation to machine code,
# some tenths of a second, once on a machine.

# %% [markdown]
# ### The handwritten digits
#
# 64 pixels, 32 hidden units, 10 classes: 2,410 parameters, some 1,400 images to learn from, and 30 times through all of
# them. This is a job that nobody would give to an engine of single numbers.

# %%
X, y = nn.datasets.digits()
X_train, X_test, y_train, y_test = nn.train_test_split(X, y, seed=0)
shape = {"activation": "relu", "output": "softmax", "seed": 0}


# %%
def train(samples, epochs, compiled):
    net = nn.MLP(64, [32, 10], **shape)
    descent = {"loss": nn.cross_entropy, "optimizer": nn.Adam(net.parameters(), 0.003), "progress": False}
    data = X_train[:samples], y_train[:samples]
    return net, nn.fit(net.logits, *data, epochs=epochs, batch_size=32, seed=0, compiled=compiled, **descent)


# %% tags=["machine-code"]
net, fast = train(len(X_train), 30, compiled=True)
viz.loss_curve(fast)

# %% [markdown]
# A trained net is a program as well, from pixels to probabilities. The images it has never seen, all at once:

# %% tags=["machine-code"]
classify = autograd.compile(net, [0.0] * 64, parameters=net.parameters())
guesses = [row.index(max(row)) for row in classify(X_test).tolist()]
right = sum(guess == label for guess, label in zip(guesses, y_test))
print(f"{right} of {len(y_test)} images right: {right / len(y_test):.1%}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# micrograd has no `exp` and no `log`, which the cross-entropy needs. A node of micrograd carries its own rule, as a
# function inside a function; so we add them:


# %%
def node(x, number, partial):
    def backward():
        x.grad += partial * y.grad

    y = micrograd.engine.Value(number, (x,))
    y._backward = backward
    return y


# %%
def cross_entropy(logits, label):
    total = sum(node(f, math.exp(f.data), math.exp(f.data)) for f in logits)
    return node(total, math.log(total.data), 1 / total.data) - logits[label]


# %%
ours, theirs = nn.MLP(64, [32, 10], **shape), micrograd.nn.MLP(64, [32, 10])
for parameter, start in zip(theirs.parameters(), ours.parameters()):
    parameter.data = start.data

# %% slideshow={"slide_type": "subslide"}
started = time.perf_counter()
loss = sum(cross_entropy(theirs(x), label) for x, label in zip(X_train[:4], y_train[:4])) * (1 / 4)
loss.backward()
seconds = (time.perf_counter() - started) / 4
print(f"micrograd: {loss.data:.10f}")
print(f"chalkgrad: {nn.mean_loss(ours.logits, X_train[:4], y_train[:4], nn.cross_entropy):.10f}")

# %% tags=["machine-code"]
_, eager = train(64, 1, compiled=False)
times = {"micrograd": seconds, "chalkgrad, eager": min(eager.seconds) / 64}
times["chalkgrad, compiled"] = min(fast.seconds) / len(X_train)
viz.bars(times, xlabel="one image, forward and backward", unit="s")

# %% [markdown]
# **Notice.** chalkgrad's bars hold Adam's steps too; micrograd's holds none.
#
# **What to take with you.** Nothing in the mathematics is fast or slow. The same graph, the same rules, the same
# numbers: what differs is how often one pays for writing the graph down. How the tape is made, what is refused, and how
# other engines do is told in [From a graph to a program](../docs/compiled_graphs.md).

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# The bell $y = e^{-x^2}$. Give its derivative; the result `y` is of use.


# %%
def slope(x, y):
    return -2 * x  # ← change this


with exercise():
    bell = operation("bell", lambda x: math.exp(-x * x), (slope,), latex=r"e^{{-{0}^2}}")
    for point in (-1.5, 0.5):
        gradcheck(bell, [point], order=1)

# %% [markdown] slideshow={"slide_type": "subslide"}
# A program takes it like any other step. Its backward pass is your line, run once on symbols that stand for eight
# samples.

# %% tags=["machine-code"]
print(autograd.compile(bell, 0.0).source())

# %% [markdown]
# ### Exercise 2: find the bug
#
# This pass has no tape: it follows the edges from the output on, as they come. Below, the smallest graph that shows the
# bug, after the suspect's backward pass, under that of `backward()`.

# %%
bug = suspect("08")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 08")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong. It is right about `x * x`, by the way: a
# leaf hands nothing on.


# %%
def witness(x):
    return x * x  # ← change this


with exercise():
    assert caught(bug, witness, 0.5), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: without an `if`
#
# Write the leaky function above, $x$ for $x > 0$ and $0.1x$ otherwise, so that one recording serves all samples.


# %%
def leaky(x):
    return x if x > 0 else 0.1 * x  # ← change this


with exercise():
    found = list(autograd.compile(leaky, 3.0)([1.0, -2.0, 0.0]))
    assert all(map(math.isclose, found, [1.0, -0.2, 0.0])), f"At 1, −2 and 0 it gives {found}."
