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
# # Solutions to 01 Derivatives
#
# For instructors. The exercises stand in [the notebook](../01_derivatives.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import math

from autograd import Value, check_answer, dot, gradcheck
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# $\tanh' = 1 - \tanh^2$: from the result $y$ it costs one product. $1/\cosh^2 x$ is right as well.


# %%
def slope(x, y):
    return 1 - y * y


with exercise():
    my_tanh = operation("my_tanh", math.tanh, (slope,), latex=r"\tanh({0})")
    for point in (-1.5, 0.7):
        gradcheck(my_tanh, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The exponent is not lowered: $(x^p)'$ is taken to be $p\,x^p$. At $x = 1$ the two agree, and a test at 1 alone would
# miss it.

# %%
bug = suspect("01")
print(bug.what)


# %%
def witness(x):
    return x**2


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $\frac1u \cdot (-1) \cdot a(1-a) \cdot x_1$. Since $u = 1 - a$, this is $-a\,x_1 = (y - \sigma(b))\,x_1$ with $y = 0$.
# The factor that is forgotten most often is the $-1$.

# %%
w1, w2 = Value(0.5, label="w1"), Value(-0.25, label="w2")
b = dot([w1, w2], [2.0, 1.0])
a = b.sigmoid()
u = 1 - a
f_0 = u.log()
b.label, a.label, u.label, f_0.label = "b", "a", "u", "f"

# %%
check_answer(f_0, w1, [1 / u.data, -1, a.data * (1 - a.data), 2.0])
