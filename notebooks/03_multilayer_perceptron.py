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
# # 03 The multilayer perceptron
#
# Units in layers, each layer fed with the outputs of the one before. This notebook is part 3 of the lecture, without
# the softmax, which has a notebook with the losses.

# %%
import nn
import viz
from autograd import check_answer, gradcheck, sigmoid
from course import caught, exercise, operation, quiz, suspect

# %% [markdown]
# ## L3 From one unit to layers
#
# ### L3.1 One hidden layer
#
# $$h = \sigma(W_1 x + b_1), \qquad \hat y = \sigma(w_2^\top h + b_2)$$
#
# with $x \in \mathbb R^d$, $W_1 \in \mathbb R^{m\times d}$ and $b_1, h \in \mathbb R^m$. From here on $\sigma$ is the
# logistic sigmoid $1/(1+e^{-z})$, applied to each entry; in part 1 the same letter was the step.

# %%
quiz("shapes")

# %%
model = nn.MLP(2, [3, 1], activation="sigmoid", output="sigmoid", seed=1)
print(nn.summary(model))

# %%
viz.network(model, x=[1.0, -1.0], numbers=False)

# %% [markdown]
# **Two ways to write a weight.** On the scalar slides $w_{21}^{(1)}$ leads *from input 2 to unit 1*. In the matrix
# $W_1$ the rows are the units, so the same number is in row 1, column 2. Names that you see here follow the scalar
# slides.

# %%
quiz("index")

# %%
for row in model.layers[0].W:
    print([round(w, 4) for w in row])
print("w_21^(1) =", round(model.named_parameters()["w_21^(1)"].data, 4))

# %% [markdown]
# Does the graph of single numbers give what the matrix formula gives? Once by hand, with lists:

# %%
x, (hidden, output) = [1.0, -1.0], model.layers
h = [sigmoid(sum(w * v for w, v in zip(row, x)) + b) for row, b in zip(hidden.W, hidden.b)]
print(f"matrix formula: {sigmoid(sum(w * v for w, v in zip(output.W[0], h)) + output.b[0]):.12f}")
print(f"scalar graph:   {model(x):.12f}")

# %%
viz.draw(model(x), gradients=False, local_derivatives=False)

# %% [markdown]
# **Notice.** The layers of the diagram are the columns of the graph. Each ellipse `w·x + b` is one unit's weighted sum.

# %% [markdown]
# ### L3.2 Why the hidden units must not be linear
#
# Leave the sigmoid out of the hidden layer, and put one formula into the other:
#
# $$f = w_2^\top (W_1 x + b_1) + b_2
# = \underbrace{(w_2^\top W_1)}_{\text{one row}} x + \underbrace{w_2^\top b_1 + b_2}_{b'}$$

# %%
quiz("L3.2")

# %%
linear = nn.MLP(2, [3, 1], activation="linear", output="sigmoid", seed=0)
optimizer = nn.SGD(linear.parameters(), learning_rate=1.0)
nn.fit(linear, *nn.datasets.OR, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=200, progress=False)
neuron = nn.collapsed(linear)
for point in nn.datasets.OR[0]:
    print(point, f"13 parameters: {linear(point):.10f}   3 parameters: {neuron(point):.10f}")

# %% [markdown]
# **Notice.** Trained with 13 parameters, and equal to the last digit to one unit with 3. However many linear layers:
# they are worth one. The boundary stays a line:

# %%
viz.decision_boundary(linear, *nn.datasets.OR, hidden_lines=True)

# %% [markdown]
# **Try.** Train it on `nn.datasets.XOR` instead. Then replace `"linear"` by `"tanh"`.

# %% [markdown]
# ### L3.4 Deep networks
#
# More layers of the same kind, each on the outputs of the one before:
#
# $$h_1 = \sigma(W_1x + b_1), \quad h_2 = \sigma(W_2h_1 + b_2), \quad h_3 = \sigma(W_3h_2 + b_3), \quad
# f = W_4h_3 + b_4, \quad p = \operatorname{softmax}(f)$$
#
# The softmax turns the numbers $f$ into probabilities. It is the topic of the next notebook.

# %%
deep = nn.MLP(2, [4, 4, 3, 3], activation="sigmoid", output="softmax", seed=0)
print(nn.summary(deep))

# %%
viz.network(deep)

# %% [markdown]
# ### L3.5 Quiz: how many parameters?
#
# Two inputs, hidden layers of 1024 and 512 units, 3 classes.

# %%
quiz("L3.5")

# %%
print(nn.summary(2, [1024, 512, 3], output="softmax"))

# %% [markdown]
# Nothing was built for this count. But it can be: every one of these numbers a `Value` of its own.

# %%
large = nn.MLP(2, [1024, 512, 3], seed=0)
loss = nn.cross_entropy(large([1.0, -1.0]), 2)
loss.backward()
print(len(large.parameters()), "parameters, with a gradient:", sum(p.grad is not None for p in large.parameters()))

# %%
viz.network(large)

# %% [markdown]
# **Notice.** Nearly all of them sit between the two hidden layers: $512 \cdot 1024$ of 529,411.

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# A *leaky* ReLU lets a tenth of a negative number through: $y = x$ for $x > 0$, and $y = x/10$ otherwise. Give its
# derivative.


# %%
def slope(x, y):
    return 1.0  # ← change this


with exercise():
    leaky = operation("leaky", lambda x: max(x, x / 10), (slope,), latex=r"\operatorname{{leaky}}({0})")
    for point in (-2.0, 1.5):
        gradcheck(leaky, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# This net trains, but its hidden units never switch off. Below, one unit after the suspect's backward pass, under that
# of `backward()`.

# %%
bug = suspect("03")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 03")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong.


# %%
def witness(x):
    return x.relu()  # ← change this


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# A 2-2-1 net. Work out $\partial\hat y/\partial w_{11}^{(1)}$ at $x = (1, -1)$: from the output back through its
# sigmoid, the weight $w_{11}^{(2)}$, the hidden unit's sigmoid, and the input.

# %%
small = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
y_hat = small([1.0, -1.0])
h = small.layers[0]([1.0, -1.0])
w = small.named_parameters()

# %%
check_answer(y_hat, w["w_11^(1)"], [w["w_11^(2)"], 1.0])  # ← complete this
