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
# # 01 Derivatives
#
# To learn is to change numbers so that an error falls. Which way to change them, the derivative tells. This notebook is
# part 5 of the lecture: what a derivative is, the rules to compute it, and how a program applies them by itself.
#
# Run the cells from top to bottom, each with Shift+Enter. A **quiz** asks you to predict what comes next. Open a choice
# with the mouse, or with Tab and Enter: it tells at once whether it is right, and why. Answer before you run on.

# %%
import math

import viz
from autograd import PRIMITIVES, Value, check_answer, dot, grad, gradcheck
from course import caught, exercise, operation, quiz, slider, suspect

# %% [markdown]
# ## L5 Calculus
#
# ### L5.1 The derivative is a limit
#
# How steep is $f$ at $x$? Take a second point, $\Delta x$ further on, and draw the line through both: the *secant*. Its
# slope is the difference quotient. Let $\Delta x$ shrink, and the secant turns into the tangent:
#
# $$\frac{df}{dx} = \lim_{\Delta x \to 0} \frac{f(x + \Delta x) - f(x)}{\Delta x}$$


# %%
def f(x):
    return x**3


# %%
quiz("secant")

# %%
viz.secant(f, 1.0)

# %% [markdown]
# **Notice.** On the left stand three secants, and the tangent with the slope 3; the picture on the right is for the
# next question. Drag the step, and see the secant become the tangent.

# %%
slider(lambda dx: viz.secant(f, 1.0, steps=[dx], reach=2.0), "Δx", [2.0, 1.5, 1.0, 0.5, 0.25, 0.1])

# %% [markdown]
# Why not compute every derivative so, with a very small step? Take $e^x$ at 1. Its derivative is $e =
# 2.7182818284\dots$

# %%
quiz("best step")

# %%
for dx in (1e-1, 1e-4, 1e-8, 1e-12, 1e-16):
    print(f"Δx = {dx:.0e}   quotient = {(math.exp(1 + dx) - math.exp(1)) / dx:.10f}")

# %%
viz.secant(lambda x: x.exp(), 1.0)

# %% [markdown]
# **Notice.** On the right stands the error against the step: read it from right to left. Two errors fight. A large step
# is far from the limit. With a tiny step, $f(x+\Delta x)$ and $f(x)$ agree in nearly all their digits, and little else
# than rounding is left of the difference. So nobody trains a network with difference quotients. They are good for
# checking: this is what `gradcheck` does in the exercises below.
#
# **Try.** Another function, `lambda x: x.log()`, or another place.

# %% [markdown]
# ### L5.2 Rules for single functions
#
# Rules replace the limit. Each is proved once; from then on it is exact, without any step:
#
# $$(c\,x^2)' = 2c\,x, \qquad (c\,x^p)' = c\,p\,x^{p-1}, \qquad (\log x)' = \frac1x, \qquad c' = 0$$
#
# `grad(f)` is the derivative of `f`, as a function.

# %%
quiz("power rule")

# %%
print("(3x²)′  at 2:", grad(lambda x: 3 * x**2)(2.0))
print("(3x⁴)′  at 2:", grad(lambda x: 3 * x**4)(2.0))
print("(log x)′ at 2:", grad(lambda x: x.log())(2.0))
print("(7)′    at 2:", grad(lambda x: 7.0)(2.0))

# %% [markdown]
# Where do the rules stand? In a table: one row for each operation, with its value and its derivative. Here are the rows
# of the power and the logarithm, written out by the row itself. In the first, $y$ is the result $x^p$.

# %%
for name in ("pow", "log"):
    print(name, [partial.text for partial in viz.partial_formulas(PRIMITIVES[name])])

# %% [markdown]
# ### L5.3 Sum, product, chain
#
# Functions are made of functions. Three rules take any of them apart:
#
# $$(f + g)' = f' + g', \qquad (f\,g)' = f'\,g + f\,g', \qquad
# \frac{d}{dx} f_1(f_2(x)) = f_1'(f_2(x)) \cdot f_2'(x)$$
#
# The chain rule goes on and on. For $f_1(f_2(\dots f_n(x) \dots))$ there are $n$ factors, one for each function, each
# taken where its own input stands.
#
# A `Value` is a number that remembers how it was computed. So it knows its own chain:

# %%
x = Value(2.0, label="x")
inside = x**2 + 1
inside.label = "u"
y = inside.log()
y.label = "y"

# %%
quiz("chain")

# %%
y.backward()
viz.draw(y)

# %% [markdown]
# **Notice.** Each box holds a value. On each edge stands a *local derivative*: how fast the result changes with that
# operand alone. On the way from $x$ to $y$ the numbers are 4, 1 and 0.2. Their product is 0.8, and that is the gradient
# in the box of $x$. The same, as one writes it on the blackboard:

# %%
viz.derivation(y, wrt=x)

# %% [markdown]
# **Try.** Replace `log` by `sqrt` or `sin`. Which numbers in the picture change, and which stay?

# %% [markdown]
# ### L5.4 Several variables: partial derivatives and the gradient
#
# With several variables, change one and hold the others fixed: that is a *partial* derivative, written with a round
# $\partial$. The *gradient* is the vector of all of them.
#
# $$f = \log x_1 + \log x_2: \qquad \frac{\partial f}{\partial x_1} = \frac1{x_1}, \qquad
# \frac{\partial f}{\partial x_2} = \frac1{x_2}$$

# %%
print("gradient at (4, 2):", grad(lambda x1, x2: x1.log() + x2.log())(4.0, 2.0))

# %% [markdown]
# Now a value that is used twice: $f = x_1 (x_1 + x_2)$.

# %%
quiz("used twice")

# %%
x1, x2 = Value(3.0, label="x1"), Value(1.0, label="x2")
f_12 = x1 * (x1 + x2)
f_12.label = "f"
f_12.backward()
viz.draw(f_12)

# %% [markdown]
# **Notice.** Two ways lead from $x_1$ to $f$. Over the upper edge comes $x_1 + x_2 = 4$, through the sum comes $x_1 =
# 3$; both count, and together they are $2x_1 + x_2 = 7$. A program that forgets one of them is wrong without a word.
# You will meet it in exercise 2 of notebook 05.

# %% [markdown]
# ### L5.5 The lecture's quiz: one unit and its likelihood
#
# A unit gives the label 1 the probability $\sigma(b)$, with $b = w_1x_1 + w_2x_2$. How likely is the label $y$ that
# came? Its logarithm is
#
# $$f = y \log \sigma(b) + (1-y) \log(1 - \sigma(b))$$

# %%
quiz("L5.5")

# %% [markdown]
# With $a = \sigma(b)$ and $y = 1$, the chain has three links:
#
# $$\frac{\partial f}{\partial w_1} = \frac{\partial f}{\partial a}\,\frac{\partial a}{\partial b}\,
# \frac{\partial b}{\partial w_1} = \frac1a \cdot a(1-a) \cdot x_1 = (1 - \sigma(b))\,x_1,
# \qquad\text{and in general}\qquad (y - \sigma(b))\,x_1$$

# %%
w1, w2 = Value(0.5, label="w1"), Value(-0.25, label="w2")
a = (w1 * 2.0 + w2 * 1.0).sigmoid()
likelihood = a.log()
likelihood.backward()
print(f"∂f/∂w₁ = {w1.grad:.10f}   (1 − σ(b))·x₁ = {(1 - a.data) * 2.0:.10f}")

# %% [markdown]
# **Mind the sign.** $f$ is the logarithm of a *likelihood*: we want it large, so we **climb** it, along $+\partial
# f/\partial w$. The *loss* of the later parts is $\ell = -f$: we want it small, so we **descend**, along
# $-\partial\ell/\partial w$. Both change $w$ in the same way. Only $(y - \sigma(b))\,x_1$ has become $(\sigma(b) -
# y)\,x_1$. Mix the two up, and the net learns the opposite of what it should.

# %%
quiz("climb or descend")

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# The table has a `tanh`. Write your own: give its derivative, from the operand `x` or from the result `y`. `gradcheck`
# compares it with difference quotients.


# %%
def slope(x, y):
    return 1.0  # ← change this


with exercise():
    my_tanh = operation("my_tanh", math.tanh, (slope,), latex=r"\tanh({0})")
    for point in (-1.5, 0.7):
        gradcheck(my_tanh, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# A fellow student wrote a backward pass of their own. Below stands its result, under that of `backward()`.

# %%
bug = suspect("01")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 01")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong.


# %%
def witness(x):
    return x.exp()  # ← change this


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# In L5.5 let the label be $y = 0$. Then $f = \log u$ with $u = 1 - a$ and $a = \sigma(b)$. Work out $\partial
# f/\partial w_1$: one factor for each link, as numbers or as formulas in Python.

# %%
w1, w2 = Value(0.5, label="w1"), Value(-0.25, label="w2")
b = dot([w1, w2], [2.0, 1.0])
a = b.sigmoid()
u = 1 - a
f_0 = u.log()
b.label, a.label, u.label, f_0.label = "b", "a", "u", "f"

# %%
check_answer(f_0, w1, [1 / u.data, 1.0])  # ← complete this
