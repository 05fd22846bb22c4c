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
# # 04 Softmax and losses
#
# How does a network say "class 2, probably", and how wrong was that? Outputs for many classes and the loss functions:
# the rest of part 3, and part 4 of the lecture.

# %%
import math

import nn
import viz
from autograd import Value, check_answer, gradcheck, softmax_cross_entropy
from course import caught, exercise, operation, quiz, suspect

# %% [markdown]
# ## L3 Many classes
#
# ### L3.3 The softmax
#
# For $K$ classes the last layer has $K$ outputs, any real numbers: the *logits* $f = W_2h + b_2$. The softmax makes
# probabilities of them:
#
# $$p_y = \frac{\exp(f_y)}{\sum_k \exp(f_k)}$$

# %%
quiz("softmax order")

# %%
logits = [Value(f, label=f"f_{k}") for k, f in enumerate([2.0, 1.0, -1.0], start=1)]
p = nn.softmax(logits)
print("p =", *(f"{q:.4f}" for q in p), "  sum =", round(float(sum(p)), 12))

# %%
quiz("softmax shift")

# %%
shifted = nn.softmax([logit + 100.0 for logit in logits])
print("shifted by 100: ", *(f"{q:.4f}" for q in shifted))
print("logits of ±1000:", *(f"{q:.4f}" for q in nn.softmax([Value(1000.0), Value(0.0), Value(-1000.0)])))

# %% [markdown]
# **Notice.** A shift of all logits cancels in the fraction. This is also the trick that keeps the numbers finite:
# $e^{1000}$ overflows, so the largest logit is subtracted from all before any exponential is taken.
#
# **Many classes** make no difference. The protein task of the lecture has 28, ImageNet has 1000:

# %%
for classes in (28, 1000):
    model = nn.MLP(4, [8, classes], output="softmax", seed=0)
    p = model([0.5, -1.0, 2.0, 0.0])
    print(f"K = {classes}: {len(p)} probabilities, sum {sum(p):.12f}")

# %% [markdown]
# ### L3.6 Quiz: which output function for K classes?

# %%
quiz("L3.6")

# %% [markdown]
# ## L4 Losses
#
# ### L4.1 The loss of a data set
#
# One sample has a loss $\ell(x, y)$. A set $D$ of samples has the mean of theirs:
#
# $$L = \frac{1}{|D|} \sum_{(x,y)\in D} \ell(x, y)$$

# %%
X, y = nn.datasets.OR
model = nn.MLP(2, [1], output="sigmoid", seed=0)
losses = [nn.binary_cross_entropy(model(x), target) for x, target in zip(X, y)]
print("ℓ:", *(f"{loss:.4f}" for loss in losses))
print("L:", f"{sum(losses) / len(losses):.4f}")

# %% [markdown]
# ### L4.2 Two classes: binary cross-entropy
#
# The net says $\hat y$, the probability of the label 1. Then $1 - \hat y$ is that of the label 0, and the probability
# of the label that came is $\hat y^y (1-\hat y)^{1-y}$. Its negative logarithm is the loss:
#
# $$\ell = -y\log\hat y - (1-y)\log(1-\hat y)$$

# %%
quiz("half")

# %%
y_hat = Value(0.5, label="ŷ")
for label in (0, 1):
    print(f"y = {label}:  ℓ = {nn.binary_cross_entropy(y_hat, label):.4f}")

# %% [markdown]
# **Likelihood up, loss down.** The probability of the whole set is the *product* over its samples. Its logarithm is a
# sum, and $-\frac1{|D|}$ of it is our $L$. So whoever makes $L$ as small as possible makes the data as likely as
# possible: *maximum likelihood*. See both on one sample set, for a coin that shows heads three times in four:

# %%
coin = [1, 1, 0, 1]


def mean_loss(q):
    return sum(nn.binary_cross_entropy(Value(q), y) for y in coin) / 4


# %%
quiz("coin")

# %%
viz.curves({"likelihood ŷ³(1 − ŷ)": lambda q: q**3 * (1 - q)}, 0.02, 0.98, xlabel="ŷ")

# %%
viz.curves({"mean loss L": mean_loss}, 0.02, 0.98, xlabel="ŷ")

# %% [markdown]
# **Notice.** The top of the first curve and the bottom of the second stand over the same $\hat y = \tfrac34$.
#
# **Mind the sign.** The log-likelihood is climbed, the loss is descended. It is the same walk, written with opposite
# signs.

# %% [markdown]
# ### L4.3 K classes: cross-entropy
#
# Write the label as a *one-hot* vector $Y$: 1 for the right class, 0 for all others. Only one term of the sum is left:
#
# $$\ell = -\sum_k Y_k \log p_k = -\log p_y$$

# %%
quiz("one-hot")

# %%
print(f"from the class:          {nn.cross_entropy(logits, 0):.12f}")
print(f"from the one-hot vector: {nn.cross_entropy(logits, [1, 0, 0]):.12f}")
print(f"−log p_1:                {-nn.softmax(logits)[0].log():.12f}")

# %%
loss = nn.cross_entropy(logits, 0)
loss.backward()
viz.draw(loss)

# %% [markdown]
# **Notice.** Softmax and logarithm are one node here: so the loss stays finite and right for logits of ±1000. The
# gradients at the logits are $p_k - Y_k$: the right class is pulled up, all the others are pushed down. They add up to
# 0.

# %%
p = nn.softmax(logits)
print("p − Y:     ", *(f"{q.data - y:8.4f}" for q, y in zip(p, (1, 0, 0))))
print("backward():", *(f"{logit.grad:8.4f}" for logit in logits))

# %% [markdown]
# ### L4.4 What makes the loss fall
#
# $\hat y \to 1$ when $y = 1$, and $\hat y \to 0$ when $y = 0$.

# %%
quiz("sure and wrong")

# %%
losses = {f"y = {y}": lambda q, y=y: nn.binary_cross_entropy(Value(q), y) for y in (1, 0)}
viz.curves(losses, 0.005, 0.995, xlabel="ŷ", ylabel="loss ℓ")

# %% [markdown]
# **Notice.** Being sure and right costs nearly nothing. Being sure and wrong costs without bound. And at the wrong end
# the curve is steepest: there the gradient is largest, and learning quickest.
#
# **Try.** Compare with the squared error, `nn.mse_loss(Value(q), y)`. How steep is it where the net is sure and wrong?

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# The *softplus* $y = \log(1 + e^x)$ is the loss $-\log\sigma(-x)$, and a smooth ReLU. Give its derivative; you have met
# it.


# %%
def slope(x, y):
    return 1.0  # ← change this


with exercise():
    my_softplus = operation("my_softplus", lambda x: math.log(1 + math.exp(x)), (slope,), latex=r"\log(1 + e^{{{0}}})")
    for point in (-2.0, 0.5):
        gradcheck(my_softplus, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# With this pass the logits of *all* classes fall, that of the right one too, and nothing is learned. Below, a
# cross-entropy after the suspect's backward pass, under that of `backward()`.

# %%
bug = suspect("04")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 04")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong. `softmax_cross_entropy([f, 0.0], [1.0,
# 0.0])` is the loss of the first of two classes.


# %%
def witness(x):
    return x - x  # ← change this


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# Two classes, and one input $x = 3$: the logits are $f_k = w_k x$, the right class is the first. Work out
# $\partial\ell/\partial w_2$. Take the softmax and its loss as one link, as L4.3 does.

# %%
w = [Value(0.5, label="w_1"), Value(-0.25, label="w_2")]
f = [w[0] * 3.0, w[1] * 3.0]
f[0].label, f[1].label = "f_1", "f_2"
p = nn.softmax(f)
loss = nn.cross_entropy(f, 0)

# %%
check_answer(loss, w[1], [p[1].data - 1, 3.0])  # ← complete this
