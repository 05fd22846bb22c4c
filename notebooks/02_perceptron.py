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
# # 02 The perceptron
#
# The oldest artificial neuron weighs its inputs, adds them up and says yes or no. What can it learn, and what can it
# never learn? These are parts 1 and 2 of the lecture.

# %%
import nn
import viz
from autograd import Value, check_answer, dot, gradcheck
from course import caught, exercise, operation, quiz, suspect
from nn.datasets import AND, NOT, OR, XOR

# %% [markdown]
# ## L1 One unit
#
# ### L1.1 Weigh, add, decide
#
# $$o = \sigma(\langle w, x\rangle + b), \qquad \sigma(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise}\end{cases}$$
#
# **Mind the letter.** In this part of the slides $\sigma$ is the **step**. From part 3 on the same letter is the smooth
# *logistic sigmoid*. At the step's edge we follow the slides: $\sigma(0) = 0$.

# %%
quiz("step at 0")

# %%
perceptron = nn.Perceptron(2)
perceptron.neuron.set_weights([1.0, 1.0], -1.0)
for x1, x2 in AND[0]:
    print(f"x = ({x1:.0f}, {x2:.0f})   w·x + b = {x1 + x2 - 1:4.0f}   o = {perceptron([x1, x2])}")

# %% [markdown]
# **Notice.** With $w = (1, 1)$ and $b = -1$ this unit computes AND. The rows $(0,1)$ and $(1,0)$ lie on the edge, and
# $\sigma(0) = 0$ decides for "no".

# %% [markdown]
# ### L1.2 Learning from mistakes
#
# We have set these weights by hand. The perceptron rule finds them by itself. It goes through the samples. Where the
# output is right, it changes nothing. Where it is wrong, it moves the weights towards the sample, or away from it:
#
# $$w \leftarrow w + (y - o)\,x, \qquad b \leftarrow b + (y - o)$$

# %%
quiz("perceptron rule")

# %%
perceptron = nn.Perceptron(2)
run = perceptron.fit(*AND)
print(run)
for state in run.history:
    print(f"epoch {state.epoch}, sample {state.sample}:  w = {state.w}   b = {state.b}")

# %% [markdown]
# Samples are counted from 0. Each row of this table is a line in the plane: the points with $w_1x_1 + w_2x_2 + b = 0$.
# The line after the last update stands out; the pale ones came before it.

# %%
viz.perceptron_line(run, *AND)

# %% [markdown]
# **Notice.** The last epoch made no mistake, so nothing will ever change again: the rule has *converged*. OR and NOT
# are learned in the same way.

# %%
for name, gate, inputs in (("AND", AND, 2), ("OR", OR, 2), ("NOT", NOT, 1)):
    unit = nn.Perceptron(inputs)
    run = unit.fit(*gate)
    print(f"{name:4} {run};  w = {unit.w}, b = {unit.b}")

# %% [markdown]
# **Try.** Start from random weights: `nn.Perceptron(2, seed=3)`. Does it always converge? To the same line?

# %% [markdown]
# ### L1.3 Why not gradient descent?
#
# The next parts learn by descent along the gradient. Why not here?

# %%
quiz("step derivative")

# %%
neuron = nn.Neuron(2, activation="step", seed=0)
loss = nn.mse_loss(neuron([1.0, 1.0]), 0.0)
loss.backward()
viz.draw(loss)

# %% [markdown]
# **Notice.** The step is flat, so its local derivative is 0, on whichever side the sum lies. Every product through this
# edge is 0: the weights get the gradient 0, and descent stands still, however wrong the output is. The cure of part 3
# is a smooth step, the sigmoid. Asked what keeps the unit from learning, the library names the illness:

# %%
print(nn.diagnose(neuron, [[1.0, 1.0]], [0.0]))

# %% [markdown]
# ## L2 What one unit can't do
#
# ### L2.1 Exclusive or
#
# XOR says yes if exactly one of its inputs is 1: $(1,1) \to 0$, $(1,0) \to 1$, $(0,1) \to 1$, $(0,0) \to 0$.

# %%
quiz("XOR")

# %%
print(nn.Perceptron(2).fit(*XOR, max_epochs=1000))
viz.perceptron_line(nn.Perceptron(2).fit(*XOR, max_epochs=6), *XOR)

# %% [markdown]
# **Notice.** A thousand epochs, and never one without a mistake: the rule goes round in circles. The picture shows the
# first six; whatever line it tries, some point is on the wrong side.

# %% [markdown]
# ### L2.2 A proof instead of a failure
#
# "It did not converge" proves nothing: perhaps we gave up too early. A *certificate* does. If a line separates the
# classes, show the line. If none does, show why: mix the points of class 1 with weights that add up to 1, and likewise
# those of class 0, so that **both mixtures are the same point**. A separating line would have to have this point on
# both sides.

# %%
quiz("certificate")

# %%
print("AND:", nn.separability(*AND))
print("OR: ", nn.separability(*OR))
print("XOR:", nn.separability(*XOR))

# %% [markdown]
# **Notice.** For XOR the common point is $(\tfrac12, \tfrac12)$: half of $(0,1)$ and half of $(1,0)$, but also half of
# $(0,0)$ and half of $(1,1)$. The weights are fractions and not rounded, so everybody can check them:

# %%
certificate = nn.separability(*XOR)
print("weights:", *certificate.weights, "  holds:", certificate.holds(*XOR))

# %% [markdown]
# ### L2.3 Several units can
#
# $$\operatorname{XOR}(x_1, x_2) = (x_1 \wedge \neg x_2) \vee (\neg x_1 \wedge x_2)$$
#
# AND, OR and NOT can each be learned by one unit. So let them learn, and wire them together.

# %%
units = {"and": nn.Perceptron(2), "or": nn.Perceptron(2), "not": nn.Perceptron(1)}
for name, gate in (("and", AND), ("or", OR), ("not", NOT)):
    units[name].fit(*gate)


def xor(x1, x2):
    not_x1, not_x2 = units["not"]([x1]), units["not"]([x2])
    return units["or"]([units["and"]([x1, not_x2]), units["and"]([not_x1, x2])])


# %%
for (x1, x2), y in zip(*XOR):
    print(f"x = ({x1:.0f}, {x2:.0f})   y = {y:.0f}   wired units: {xor(x1, x2)}")

# %%
x1, x2 = Value(1.0, label="x1"), Value(0.0, label="x2")
not_x1, not_x2 = units["not"].neuron([x1]), units["not"].neuron([x2])
first, second = units["and"].neuron([x1, not_x2]), units["and"].neuron([not_x1, x2])
either = units["or"].neuron([first, second])
not_x1.label, not_x2.label = "¬x₁", "¬x₂"
first.label, second.label, either.label = "x₁∧¬x₂", "¬x₁∧x₂", "XOR"

# %%
viz.draw(either, gradients=False, local_derivatives=False)

# %% [markdown]
# **Notice.** All four rows are right. The picture shows the row $(1, 0)$. Five units in three layers do what one
# cannot. But *we* chose the wiring. In part 9 a network finds one by itself.

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# The step cannot learn by descent. A *soft* sign can: $y = x/(1+|x|)$, between $-1$ and $1$. Give its derivative,
# $1/(1+|x|)^2$, in Python.


# %%
def slope(x, y):
    return 0.0  # ← change this


with exercise():
    softsign = operation("softsign", lambda x: x / (1 + abs(x)), (slope,), latex=r"\operatorname{{softsign}}({0})")
    for point in (-1.5, 0.5):
        gradcheck(softsign, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# In this net the weights learn, but the biases stay where they began. Below, one unit's sum after the suspect's
# backward pass, under that of `backward()`.

# %%
bug = suspect("02")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 02")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong. A unit's sum is `dot([w], [x], b)`.


# %%
def witness(w, b):
    return dot([w], [3.0]) + b  # ← change this


with exercise():
    assert caught(bug, witness, 2.0, 1.0), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# A unit without a step, $o = w_1x_1 + w_2x_2 + b$, and its squared error $\ell = e^2$ with $e = o - y$. Work out
# $\partial\ell/\partial w_1$ for $x = (2, -1)$ and $y = 1$.

# %%
unit = nn.Neuron(2, activation="linear", seed=0)
o = unit([2.0, -1.0])
e = o - 1.0
loss = e**2
o.label, e.label, loss.label = "o", "e", "ℓ"

# %%
check_answer(loss, unit.weights[0], [e.data, 2.0])  # ← complete this
