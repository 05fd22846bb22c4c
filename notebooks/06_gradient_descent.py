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
# # 06 Gradient descent
#
# The gradient tells which way the loss rises. Go the other way, a small step at a time. This is part 6 of the lecture.

# %%
import math

import nn
import viz
from autograd import Value, check_answer, grad, gradcheck
from course import caught, exercise, operation, quiz, slider, suspect

# %% [markdown]
# ## L6 Descent
#
# ### L6.1 Step by step down the slope
#
# Choose a learning rate $\alpha > 0$ and initial parameters $w_0$. Then, over all of the data,
#
# $$w_t = w_{t-1} - \alpha\,\frac{\partial L}{\partial w_{t-1}} \qquad (t = 1, 2, \dots)$$
#
# until it converges. One parameter first, with $L(w) = (w - 1)^2 + 1$:

# %%
quiz("minus")


# %%
def L(w):
    return (w - 1) ** 2 + 1


# %%
def descend(rate, w=4.0, steps=10):
    path = [w]
    for _ in range(steps):
        path.append(path[-1] - rate * grad(L)(path[-1]))
    return path


# %%
print(*(f"{w:.3f}" for w in descend(rate=0.1)))
viz.curves({"L": L}, -3, 5, xlabel="w", points=descend(rate=0.1))

# %% [markdown]
# **Notice.** The steps shrink by themselves: near the minimum the slope is small, and so is the step.

# %%
quiz("learning rate")

# %% [markdown]
# **Try.** Drag the learning rate. From where on does it overshoot? From where on does it run away?

# %%
rates = [0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 1.0, 1.05]
slider(lambda rate: viz.curves({"L": L}, -3, 5, xlabel="w", points=descend(rate)), "α", rates)

# %% [markdown]
# **When to stop?** "Until it converges" needs a test. At a minimum the gradient is 0, so stop when its length falls
# below a small number. `nn.fit` takes such a test, and reports what it met:

# %%
X, y = nn.datasets.OR
model = nn.MLP(2, [1], output="sigmoid", seed=0)
descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "progress": False}
history = nn.fit(model, X, y, epochs=5000, stop=nn.stopping.gradient_norm_below(0.01), **descent)
print(f"{history.epochs} epochs: {history.stopped}")

# %%
viz.loss_curve(history)

# %% [markdown]
# ### L6.2 Minibatches
#
# The gradient over all of $D$ costs $|D|$ backward passes for a single step. *Minibatch* descent draws a random batch
# $B \subset D$ for each step, and averages over $B$ alone; with $|B| = 1$ it is *stochastic gradient descent*, SGD.
# Each step is less exact, but there are many more of them.

# %%
quiz("L6.2")

# %% [markdown]
# Compare the three **at equal cost**: in each epoch every sample is met once, in one step of 60, in 6 steps of 10, or
# in 60 steps of 1.

# %%
X, y = nn.datasets.moons(60, seed=1)


def train(batch_size):
    model = nn.MLP(2, [6, 1], activation="tanh", output="sigmoid", seed=0)
    descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 0.2), "progress": False}
    return model, nn.fit(model, X, y, epochs=40, batch_size=batch_size, seed=0, **descent)


# %%
runs = {"all 60": train(None), "batches of 10": train(10), "single samples": train(1)}
viz.loss_curve({name: history for name, (_, history) in runs.items()})

# %%
viz.decision_boundary(runs["single samples"][0], X, y)

# %% [markdown]
# **Notice.** For the price of one exact step, sixty rough ones got much further. The price is a loss that jitters; a
# learning rate that falls with time calms it (`nn.schedules`). Here every sample costs the same. A processor that
# computes the 10 samples of a batch side by side tips the balance towards batches: hence the answer of the quiz.

# %% [markdown]
# ### L6.3 Gradients of what, by what?
#
# One sentence, with two nouns that are easily swapped.

# %%
quiz("L6.3")

# %% [markdown]
# ### L6.4 The loss of a network is not convex
#
# A parabola has one valley. The loss of a network has many, and saddles between them. It depends on all parameters at
# once, nine of them for a 2-2-1 net. A picture has room for two. So we cut: through the final parameters, along two
# directions.

# %%
X, y = nn.datasets.XOR
model = nn.MLP(2, [2, 1], activation="sigmoid", output="sigmoid", seed=2)
trajectory = viz.Trajectory(model, every=10)
descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "progress": False}
history = nn.fit(model, X, y, epochs=1000, callback=trajectory.record, **descent)
viz.loss_curve(history)

# %%
quiz("projection")


# %%
def loss():
    return nn.mean_loss(model, X, y, nn.binary_cross_entropy)


viz.loss_surface(model, loss, trajectory=trajectory, progress=False)

# %% [markdown]
# **Notice.** The path is a *projection*: it really runs through nine dimensions, and the legend says how much of it
# this plane holds. The heights are those of the plane, not those along the path. Two random directions, each weight
# vector as long as the net's own (Li et al., 2018), show the landscape without regard to the path:

# %%
viz.loss_surface(model, loss, directions="random", kind="3d", progress=False)

# %% [markdown]
# **Try.** Other seeds, for the net and for the directions.

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# Far from 0 the squared error is very steep. $y = \sqrt{1 + x^2}$ is gentler: round at the bottom, straight further
# out. Give its derivative; the result `y` is of use.


# %%
def slope(x, y):
    return 2 * x  # ← change this


with exercise():
    gentle = operation("gentle", lambda x: math.sqrt(1 + x * x), (slope,), latex=r"\sqrt{{1 + {0}^2}}")
    for point in (-0.5, 3.0):
        gradcheck(gentle, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# With this pass a prediction that is too high goes up, and never comes back. Below, a difference after the suspect's
# backward pass, under that of `backward()`.

# %%
bug = suspect("06")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 06")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong.


# %%
def witness(x):
    return x * 2.0  # ← change this


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# Two samples, $(x, y) = (1, 2)$ and $(3, 5)$; the model is $wx$ and $L = \frac12\bigl(e_1^2 + e_2^2\bigr)$ with $e_i =
# wx_i - y_i$. Work out $\partial L/\partial w$. Each sample is a path.

# %%
w = Value(0.5, label="w")
p1, p2 = w * 1.0, w * 3.0
e1, e2 = p1 - 2.0, p2 - 5.0
p1.label, p2.label, e1.label, e2.label = "p_1", "p_2", "e_1", "e_2"

# %%
l1, l2 = e1**2, e2**2
total = l1 + l2
mean = total * 0.5
l1.label, l2.label, total.label, mean.label = "ℓ_1", "ℓ_2", "sum", "L"

# %%
check_answer(mean, w, [0.5, 2 * e1.data, 1.0])  # ← complete this
