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
# # 07 Learning XOR
#
# All parts together: a network learns what one unit never could. And sometimes it doesn't: that is part of the lesson.
# Part 9 of the lecture.

# %%
import nn
import viz
from autograd import check_answer, gradcheck, sigmoid
from course import caught, exercise, operation, quiz, suspect
from nn.datasets import XOR

# %% [markdown]
# ## L9 The demonstration
#
# ### L9.1 A small net learns XOR
#
# Two inputs, two hidden sigmoid units, one sigmoid output. What will its loss be before it has learned anything?

# %%
quiz("first loss")


# %%
def train(seed, hidden=2, activation="sigmoid", epochs=1500):
    model = nn.MLP(2, [hidden, 1], activation=activation, output="sigmoid", seed=seed)
    trajectory = viz.Trajectory(model, every=10)
    descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "progress": False}
    return model, nn.fit(model, *XOR, epochs=epochs, callback=trajectory.record, **descent), trajectory


# %%
model, history, trajectory = train(seed=0)
print(f"loss: {history.losses[0]:.4f} at first, {history.losses[-1]:.4f} in the end")
for x, y in zip(*XOR):
    print(f"x = {x}   y = {y:.0f}   ŷ = {model(x):.4f}")

# %%
viz.loss_curve(history)

# %% [markdown]
# **Notice.** First a plateau at $\log 2 \approx 0.693$: the net answers ½ to everything. Then it finds the direction
# that breaks the tie, and the loss falls.
#
# What did the two hidden units learn? Each has a line on which its sum $w \cdot x + b$ is 0. The arrows show the side
# on which the unit is above ½.

# %%
viz.decision_boundary(model, *XOR, hidden_lines=True)

# %% [markdown]
# Two lines with a band between them: the net has found the wiring of L2.3 by itself, or one as good. Here is the plane
# of the hidden outputs. The pale trails show how the four points moved while the net learned.

# %%
quiz("hidden space")

# %%
viz.hidden_space(model, *XOR, trajectory=trajectory)

# %% [markdown]
# **Notice.** In the plane of the inputs no line separates the classes. In the plane of the hidden outputs one does. The
# first layer's work is to move the points; the last layer does what a single unit can.
#
# **Try.** A film: `viz.animate(lambda ax, epoch: viz.hidden_space(model, *XOR, ax=ax), trajectory.replay(most=60))`.

# %% [markdown] slideshow={"slide_type": "subslide"}
# The graph of one sample, each layer a box, before learning and after. ‖grad‖ is the length of a box's gradient:

# %%
untrained = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
before, after = (nn.binary_cross_entropy(net([1.0, 0.0]), 1) for net in (untrained, model))
before.backward()
after.backward()
viz.compare(before, after, fold="layer")

# %% [markdown]
# **Notice.** After learning, $\hat y - y$ is nearly 0, and so is the gradient of every weight and bias: there is
# nothing left to learn from this sample.

# %% [markdown]
# ### L9.2 How often does it work?
#
# One success may be luck. The only thing that differs from run to run is the seed of the initial weights.

# %%
quiz("every seed")

# %%
runs = {seed: train(seed, epochs=600) for seed in range(20)}
final = {seed: history.losses[-1] for seed, (_, history, _) in runs.items()}
failed = [seed for seed, loss in final.items() if loss > 0.1]
print(f"{20 - len(failed)} of 20 seeds succeed; these fail: {failed}")

# %% [markdown]
# A failure is worth a look. Seed 9:

# %%
stuck, history, trajectory = train(seed=9)
for x, y in zip(*XOR):
    print(f"x = {x}   y = {y:.0f}   ŷ = {stuck(x):.4f}")
print(f"loss: {history.losses[-1]:.4f}   gradient norm: {history.gradient_norms[-1]:.5f}")

# %%
viz.decision_boundary(stuck, *XOR, hidden_lines=True)

# %%
viz.loss_curve({"seed 0": runs[0][1], "seed 9": runs[9][1]})

# %% [markdown]
# **Notice.** Two rows are right, and the other two get ½, whatever they are. The gradient is almost 0, and descent
# stops: no bug, but a flat place in a loss that is not convex (L6.4). The library's own diagnosis:

# %%
print(nn.diagnose(stuck, *XOR))

# %%
quiz("stuck")

# %%
runs = {seed: train(seed, hidden=4, epochs=600) for seed in range(10)}
print("2-4-1:", sum(history.losses[-1] < 0.1 for _, history, _ in runs.values()), "of 10 seeds succeed")

# %%
wide, history, _ = train(seed=9, hidden=4)
viz.decision_boundary(wide, *XOR, hidden_lines=True)

# %% [markdown]
# **Notice.** Four hidden units instead of two: more directions in which the loss can fall, and fewer dead ends.

# %% [markdown]
# ### L9.3 The same net with linear hidden units

# %%
quiz("linear XOR")

# %%
linear, history, _ = train(seed=0, activation="linear")
print(f"loss: {history.losses[-1]:.4f}   ŷ:", *(f"{linear(x):.3f}" for x in XOR[0]))
viz.decision_boundary(linear, *XOR)

# %% [markdown]
# **Notice.** The best it can do is to say ½ to everything, with the loss $\log 2 = 0.6931$. The line in the picture
# means nothing: on both sides of it the net says ½. It is one unit in disguise (L3.2), and no line separates XOR
# (L2.2). The net of L9.1 differs by nothing but the sigmoid in its hidden layer.

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# The *swish* $y = x\,\sigma(x)$ is a hidden activation of many modern nets. Give its derivative, by the product rule.
# `sigmoid` works on numbers too.


# %%
def slope(x, y):
    return sigmoid(x)  # ← change this


with exercise():
    swish = operation("swish", lambda x: x * sigmoid(x), (slope,), latex=r"{0}\,\sigma({0})")
    for point in (-0.8, 2.0):
        gradcheck(swish, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# This pass is right for chains, and often right for nets. Below, the smallest graph that shows the bug, after the
# suspect's backward pass, under that of `backward()`.

# %%
bug = suspect("07")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 07")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong.


# %%
def witness(x):
    return x.exp()  # ← change this


with exercise():
    assert caught(bug, witness, 0.5), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# The trained net, on the sample $(1, 0)$ with the label 1. Work out $\partial\ell/\partial w_{11}^{(1)}$ with the
# numbers below. The short form $\hat y - y$ of L7.4 is welcome.

# %%
loss = nn.binary_cross_entropy(model([1.0, 0.0]), 1)
y_hat = model([1.0, 0.0]).data
h = [unit.data for unit in model.layers[0]([1.0, 0.0])]
w = model.named_parameters()

# %%
check_answer(loss, w["w_11^(1)"], [y_hat - 1, h[0] * (1 - h[0]), 1.0])  # ← complete this
