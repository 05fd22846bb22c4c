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
# # 05 Backpropagation, slide by slide
#
# How does one weight deep inside a network change the loss? This notebook walks through the slides "Calculate Gradient
# (on one data point)": first one unit (L7), then two layers (L8). Every number you see is a `Value`: it remembers how
# it was computed, and that memory is the graph on the slides.

# %%
import math

import nn
import viz
from autograd import Value, check_answer, dot, gradcheck, sigmoid
from course import caught, exercise, operation, quiz, slider, suspect

# %% [markdown]
# ## L7 One unit
#
# ### L7.1 The forward pass: what is in every node
#
# The unit weighs its two inputs, adds them up, and squashes the sum. The loss says how far its output is from the
# label:
#
# $$z = w_{11}x_1 + w_{21}x_2, \qquad \hat y = \sigma(z), \qquad
# \ell = -y\log\hat y - (1-y)\log(1-\hat y)$$
#
# **Two notations to keep apart.** On these slides $w_{21}$ is the weight *from input 2 to unit 1*. In the matrix $W$ of
# a layer the rows are the units, so the same weight is $W_{12}$. We write it as the slides do. And $\sigma$ is the
# logistic sigmoid here; in the part on perceptrons the same letter was the step.

# %%
w11, w21 = Value(0.5, label="w11"), Value(-0.25, label="w21")
x1, x2 = Value(2.0, label="x1"), Value(1.0, label="x2")
y = 1
z = dot([w11, w21], [x1, x2])
z.label = "z"

# %%
quiz("forward")

# %%
prediction = sigmoid(z)
prediction.label = "ŷ"
loss = nn.binary_cross_entropy(prediction, y)
print(f"z = {z:.4f}   ŷ = {prediction:.4f}   ℓ = {loss:.4f}")

# %% [markdown]
# This is the slide's graph, drawn from what the Values remember. `dot` is stored as one node, which is fast;
# `unfold={"dot"}` opens it into the slide's products and their sum.

# %%
viz.draw(loss, unfold={"dot"}, gradients=False, local_derivatives=False)

# %% [markdown]
# ### L7.2 Local derivatives: what is on every edge
#
# Each operation knows how its result changes with each of its operands, all else held fixed. Nothing about the rest of
# the network is needed for that:
#
# $$\frac{\partial z}{\partial w_{11}} = x_1, \qquad
# \frac{\partial \hat y}{\partial z} = \sigma(z)(1-\sigma(z)) = \hat y(1-\hat y), \qquad
# \frac{\partial \ell}{\partial \hat y} = \frac{1-y}{1-\hat y} - \frac{y}{\hat y}$$

# %%
quiz("local derivatives")

# %%
dz_dw11 = z.local_derivatives()[0]
dy_dz = prediction.local_derivatives()[0]
dl_dy = loss.local_derivatives()[0]
print(f"∂z/∂w₁₁ = {dz_dw11:.4f}   ∂ŷ/∂z = {dy_dz:.4f}   ∂ℓ/∂ŷ = {dl_dy:.4f}")

# %% [markdown]
# The label is 1, so a larger $\hat y$ makes a smaller loss: $\partial\ell/\partial\hat y$ is negative. The numbers
# stand on the edges:

# %%
viz.draw(loss, unfold={"dot"}, gradients=False)

# %% [markdown]
# ### L7.3 The backward pass, node by node
#
# The chain rule, read from right to left. The gradient of the loss with respect to itself is 1. Every node hands each
# of its operands its own gradient times the number on the edge between them.

# %%
loss.backward()
for value in (loss, prediction, z, w11, w21):
    print(f"∂ℓ/∂{value.label:3} = {value.grad:8.4f}")

# %%
viz.draw(loss, unfold={"dot"})

# %% [markdown]
# **Notice.** Read the picture from right to left: each gradient is the one further right, times the number on the edge.
# So the gradient of $z$ is $-1.4724 \cdot 0.2179 = -0.3208$.
#
# **Try.** Drag $w_{11}$ to the left and right below, and every number follows; then press *Step by step* and go through
# both passes. `viz.save_html(loss, "steps.html")` writes such a page for your browser.

# %%
viz.explore(loss, unfold={"dot"})

# %% [markdown]
# ### L7.4 The derivative of one weight
#
# $$\frac{\partial \ell}{\partial w_{11}}
# = \frac{\partial \ell}{\partial \hat y}\,\frac{\partial \hat y}{\partial z}\,\frac{\partial z}{\partial w_{11}}
# = \Bigl(\frac{1-y}{1-\hat y} - \frac{y}{\hat y}\Bigr)\,\hat y(1-\hat y)\,x_1 = (\hat y - y)\,x_1$$
#
# Three factors, one for each edge on the way from $w_{11}$ to $\ell$. The unwieldy fractions cancel.

# %%
quiz("label 0")

# %%
print(f"three factors: {dl_dy * dy_dz * dz_dw11:.10f}")
print(f"(ŷ − y)·x₁:    {(float(prediction) - y) * x1.data:.10f}")
print(f"backward():    {w11.grad:.10f}")

# %%
viz.derivation(loss, wrt=w11)

# %% [markdown] slideshow={"slide_type": "subslide"}
# The output minus the label, times the input: a weight is blamed for the error in proportion to what came in through
# it. With a bias, its input would be 1, and $\partial\ell/\partial b = \hat y - y$.

# %% [markdown]
# ### L7.5 The derivative of an input
#
# Weight and input play the same part in a product, so $\partial\ell/\partial x_1 = (\hat y - y)\,w_{11}$. Nobody
# changes an input to train a net. But in a net with two layers, the inputs of the second are the outputs of the first,
# and there this derivative is what is handed on.

# %%
print(f"(ŷ − y)·w₁₁: {(float(prediction) - y) * w11.data:.10f}")
print(f"backward():  {x1.grad:.10f}")

# %% [markdown]
# **Try.** Drag the weight. `recompute()` runs the same graph forward again, from its leaves.


# %%
def with_weight(number, w11=w11, loss=loss):
    w11.data = number
    loss.recompute()
    loss.zero_grad()
    loss.backward()
    return viz.draw(loss, unfold={"dot"})


# %%
slider(with_weight, "w₁₁", [-3.0, -1.0, 0.0, 0.5, 1.0, 3.0])

# %% [markdown]
# ## L8 Two layers
#
# Two inputs, two hidden sigmoid units $a_{11}$ and $a_{12}$, one sigmoid output; no biases. A superscript counts the
# layers.

# %%
x1, x2, y = Value(1.0, label="x1"), Value(-1.0, label="x2"), 1
numbers = {"w_11": 0.1, "w_21": 0.2, "w_12": -0.3, "w_22": 0.4}
w = {name: Value(number, label=f"{name}^(1)") for name, number in numbers.items()}

# %%
z1 = dot([w["w_11"], w["w_21"]], [x1, x2])
z2 = dot([w["w_12"], w["w_22"]], [x1, x2])
a11, a12 = sigmoid(z1), sigmoid(z2)
z1.label, z2.label, a11.label, a12.label = "z_11", "z_12", "a_11", "a_12"

# %%
v11, v21 = Value(0.5, label="w_11^(2)"), Value(-0.6, label="w_21^(2)")
z = dot([v11, v21], [a11, a12])
prediction = sigmoid(z)
z.label, prediction.label = "z", "ŷ"
loss = nn.binary_cross_entropy(prediction, y)
loss.backward()

# %% [markdown]
# One picture holds the forward pass, all local derivatives and the backward pass. Here the three weighted sums stay
# folded; add `unfold={"dot"}` to see the products inside.

# %%
viz.draw(loss)

# %% [markdown]
# ### L8.1 The second layer is one unit
#
# For the second layer the hidden outputs are inputs, so L7.5 applies as it stands:
#
# $$\frac{\partial\ell}{\partial a_{11}} = (\hat y-y)\,w_{11}^{(2)}, \qquad
# \frac{\partial\ell}{\partial a_{12}} = (\hat y-y)\,w_{21}^{(2)}$$

# %%
error = float(prediction) - y
print(f"∂ℓ/∂a₁₁ = {a11.grad:.10f} = {error * v11.data:.10f}")
print(f"∂ℓ/∂a₁₂ = {a12.grad:.10f} = {error * v21.data:.10f}")

# %% [markdown]
# ### L8.2 A weight of the first layer
#
# One more link of the chain:
#
# $$\frac{\partial\ell}{\partial w_{11}^{(1)}}
# = \frac{\partial\ell}{\partial a_{11}}\,\frac{\partial a_{11}}{\partial w_{11}^{(1)}}
# = (\hat y-y)\,w_{11}^{(2)}\,a_{11}(1-a_{11})\,x_1$$

# %%
quiz("ten layers")

# %%
a = float(a11)
print(f"∂ℓ/∂w₁₁⁽¹⁾ = {w['w_11'].grad:.10f} = {error * v11.data * a * (1 - a) * x1.data:.10f}")

# %% [markdown]
# ### L8.3 An input reaches the loss on two paths

# %%
quiz("two paths")

# %% [markdown]
# $x_1$ feeds both hidden units, so its derivative is a sum, one product for each path:
#
# $$\frac{\partial\ell}{\partial x_1}
# = \frac{\partial\ell}{\partial a_{11}}\frac{\partial a_{11}}{\partial x_1}
# + \frac{\partial\ell}{\partial a_{12}}\frac{\partial a_{12}}{\partial x_1}$$
#
# This is why `backward` *adds* to a gradient. Assigning it would keep the last path and forget the others.

# %%
viz.draw(loss, highlight=x1)

# %%
b = float(a12)
through_a11 = a11.grad * a * (1 - a) * w["w_11"].data
through_a12 = a12.grad * b * (1 - b) * w["w_12"].data
print(f"through a₁₁: {through_a11:.10f}\nthrough a₁₂: {through_a12:.10f}")
print(f"their sum:   {through_a11 + through_a12:.10f}\nbackward():  {x1.grad:.10f}")

# %% [markdown]
# ### L8.4 The numbers of the slide
#
# | quantity | value |
# |---|---|
# | $a_{11}$, $a_{12}$ | 0.4750208125, 0.3318122278 |
# | $\hat y$, $\ell$ | 0.5096045858, 0.6741201760 |
# | $\partial\ell/\partial\hat y$ | −1.9623057325 |
# | $\partial\ell/\partial a_{11}$, $\partial\ell/\partial a_{12}$ | −0.2451977071, 0.2942372485 |
# | $\partial\ell/\partial w_{11}^{(1)}$ | −0.0611464333 |
# | $\partial\ell/\partial x_1$ | −0.0256854991 |

# %% slideshow={"slide_type": "subslide"}
for name, value in zip(("a₁₁", "a₁₂", "ŷ", "ℓ"), (a11, a12, prediction, loss)):
    print(f"{name:10} {value:13.10f}")

# %%
names = ("∂ℓ/∂ŷ", "∂ℓ/∂a₁₁", "∂ℓ/∂a₁₂", "∂ℓ/∂w₁₁⁽¹⁾", "∂ℓ/∂x₁")
for name, value in zip(names, (prediction, a11, a12, w["w_11"], x1)):
    print(f"{name:10} {value.grad:13.10f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **What to take with you.** A gradient is a sum over paths; along a path it is a product over edges; and each factor is
# known to one operation alone. The sweep from the loss back to the leaves computes all of them at once, for no more
# work than a few forward passes.

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# Write the sigmoid's derivative, from its result `y`. (This is $\partial\hat y/\partial z$ of L7.2.)


# %%
def slope(x, y):
    return x * (1 - x)  # ← change this


with exercise():
    my_sigmoid = operation("my_sigmoid", lambda x: 1 / (1 + math.exp(-x)), (slope,), latex=r"\sigma({0})")
    for point in (-1.0, 0.75):
        gradcheck(my_sigmoid, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# A pass that is right for a single unit, and wrong for two layers. Below, the smallest graph that shows it, after the
# suspect's backward pass, under that of `backward()`.

# %%
bug = suspect("05")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 05")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong.


# %%
def witness(x):
    return x.exp()  # ← change this


with exercise():
    assert caught(bug, witness, 3.0), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# L8.3 for the other input: work out $\partial\ell/\partial x_2$. There are two paths, so give two lists of factors.
# Write `a` for $a_{11}$ and `b` for $a_{12}$; the weights are in `w`, `v11` and `v21`.

# %%
check_answer(loss, x2, [error, v11, a * (1 - a), w["w_21"]])  # ← complete this
