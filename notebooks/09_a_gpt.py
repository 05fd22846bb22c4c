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
# # 09 A GPT, one number at a time
#
# The programs that write and talk are made of the nodes of this course: sums, products, a softmax, the chain rule.
# This notebook builds a small one. It reads first names letter by letter, and makes new ones. Beyond the lecture.

# %%
import math
import random
from collections import Counter
from itertools import chain, pairwise

# %%
import autograd
import nn
import viz
from autograd import Value, check_answer, gradcheck, pick, relu
from course import caught, exercise, operation, quiz, suspect

# %% [markdown]
# ## Pairs of letters
#
# A thousand names. Each letter becomes a *token*, a whole number. One more token marks where a name begins and ends.

# %%
names = nn.datasets.names
letters = nn.datasets.Characters(names)
print(*names[:8], "…")
print("anna →", letters.encode("anna"), "→", letters.decode(letters.encode("anna")))

# %% [markdown]
# The simplest model of a language counts. How often does each letter follow on each other?

# %%
pairs = Counter(pair for name in names for pair in pairwise(letters.encode(name)))
after_a = {letters.text[b]: n for (a, b), n in pairs.most_common() if a == 0 and b != letters.mark}
viz.bars(dict(list(after_a.items())[:8]), xlabel="how often it follows on a")

# %% [markdown]
# To make a name, begin at the mark, and draw what follows, again and again, until the mark comes back.


# %%
def made_of_pairs(generator):
    tokens = [letters.mark]
    while len(tokens) == 1 or tokens[-1] != letters.mark:
        following = {b: n for (a, b), n in pairs.items() if a == tokens[-1]}
        tokens += generator.choices(list(following), following.values())
    return letters.decode(tokens)


# %%
print(*[made_of_pairs(random.Random(seed)) for seed in range(8)])

# %% [markdown]
# Some could be names, most could not: a pair forgets what came before it. How good is the model, in one number? The
# loss of part 4 says how surprised it is by what really follows, $-\log p$, on average over the letters of a name.

# %%
quiz("27 letters")


# %%
def surprise(a, b):
    return -math.log(pairs[a, b] / sum(n for (first, _), n in pairs.items() if first == a))


costs = {pair: surprise(*pair) for pair in pairs}
spelled = [list(pairwise(letters.encode(name))) for name in names]
baseline = sum(sum(costs[pair] for pair in word) / len(word) for word in spelled) / len(names)
print(f"nothing known: {math.log(27):.4f}   pairs counted: {baseline:.4f}")

# %% [markdown]
# ## A net on three letters
#
# Counting all triples would need a table of $27^3$ rows, most of them empty. A net shares what it learns. A letter
# *picks* a row of a table of parameters, its *embedding*; the rows of three letters, side by side, are the inputs of
# an MLP, which gives a logit for each letter that may follow.


# %%
class Context(nn.Module):
    def __init__(self):
        self.letter, self.net = nn.Embedding(27, 4, seed=0), nn.MLP(12, [32, 27], activation="tanh", seed=0)

    def forward(self, tokens):
        return self.net(list(chain(*(self.letter(token) for token in tokens))))


# %% slideshow={"slide_type": "subslide"}
padded = [[letters.mark, letters.mark, *letters.encode(name)] for name in names]
X = [word[k : k + 3] for word in padded for k in range(len(word) - 3)]
y = [word[k + 3] for word in padded for k in range(len(word) - 3)]
print(len(X), "samples; the first:", *[(letters.decode(x), letters.decode([t])) for x, t in zip(X[:4], y[:4])])

# %%
context = Context()
descent = {"loss": nn.cross_entropy, "optimizer": nn.Adam(context.parameters(), 0.01), "progress": False}
fast = autograd.compiler.is_available()  # in machine code, or in plain Python
history = nn.fit(context, X, y, epochs=15 if fast else 1, batch_size=32, seed=0, compiled=fast, **descent)
print(f"{len(context.parameters())} parameters: from {history.losses[0]:.3f} to {history.losses[-1]:.3f}")

# %% [markdown]
# **Notice.** Better than pairs, and no table of triples. But three letters are all that it ever sees. For more, the
# net must get wider, and what it learns about a letter in one place it must learn again for every other place.

# %% [markdown]
# ## Attention, by hand
#
# Let each letter look back, and take from each of those before it as much as fits. Every position gives three short
# vectors: a *query* $q$, what it looks for; a *key* $k$, what it offers; a *value* $v$, what it gives. Three letters,
# two numbers each; the third one looks back at all three:
#
# | | $k$ | $v$ |
# | --- | --- | --- |
# | letter 1 | (1, 0) | (1, 0) |
# | letter 2 | (0, 2) | (0, 1) |
# | letter 3 | (1, 1) | (2, 2) |

# %% [markdown] slideshow={"slide_type": "subslide"}
# Its query is $q = (2, 1)$. On paper, without the usual division by $\sqrt 2$: the scores are
# $s = (2, 2, 3)$; their softmax is $a = (1, 1, e) / (2 + e)$; and what it takes is
# $h = a_1 v_1 + a_2 v_2 + a_3 v_3$. The same with Values:

# %%
q = [Value(2.0, label="q1"), Value(1.0, label="q2")]
k = [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]
v = [[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]
s = [autograd.dot(q, key) for key in k]
print([score.data for score in s])

# %%
a = nn.softmax(s)
h = [autograd.dot(a, column) for column in zip(*v)]
for i, (score, share) in enumerate(zip(s, a), start=1):
    score.label, share.label = f"s{i}", f"a{i}"
print("a:", *[f"{share.data:.4f}" for share in a], "  h:", *[f"{number.data:.4f}" for number in h])

# %% [markdown] slideshow={"slide_type": "subslide"}
# The numbers on paper are these very numbers:

# %%
e = math.e
assert all(map(math.isclose, (share.data for share in a), (1 / (2 + e), 1 / (2 + e), e / (2 + e))))
assert math.isclose(h[0].data, (1 + 2 * e) / (2 + e))

# %%
quiz("attention")

# %% [markdown]
# What does a larger score $s_3$ do to $h_1$? By the quotient rule a softmax has $\partial h/\partial s_i = a_i (v_i -
# h)$: letter 3 pulls $h$ towards its own value, by as much as it is attended to.

# %%
h[0].label = "h1"
h[0].backward()
print(f"{s[2].grad:.6f} = {a[2].data * (v[2][0] - h[0].data):.6f}")

# %%
viz.draw(h[0])

# %% [markdown]
# And the query, which is what learns? Every path from $q_1$ to $h_1$ goes through a score:

# %%
viz.derivation(h[0], wrt=q[0])

# %% [markdown]
# ## The whole model
#
# A GPT is this, many times: a letter's embedding and that of its place are added; *heads* of attention look back side
# by side; a small net works on each position; a last layer gives the logits. Here is one so small that it can be
# looked at: two numbers a position, one head, one block, on the name "an".

# %%
tiny = nn.GPT(nn.datasets.Characters("an"), width=2, heads=1, blocks=1, length=4, seed=3)
a_, n_, mark = 0, 1, 2
logits = tiny([mark, a_, n_])
loss = nn.cross_entropy(logits, [a_, n_, mark])
loss.backward()

# %%
viz.draw(loss, fold="layer")

# %% [markdown]
# Every box opens. The block is attention, a small net, and two sums that let the input pass by:

# %%
viz.draw(loss, fold="layer", opened=["block 1"])

# %% [markdown]
# In the head are the queries, keys and values of each position, the scores, their softmax, and what is taken. Here the
# last position's softmax is open down to the single numbers, each with its gradient:

# %%
viz.draw(loss, fold="layer", opened=["block 1.attention.head 1.a_2"])

# %% [markdown]
# **Notice.** There is nothing else in it. Every number of a large model is such a number, and has such a gradient.

# %% [markdown]
# ## Training
#
# Sixteen numbers a position, four heads, one block: 4,192 parameters. One name a step, a thousand steps, and a rate
# that falls to 0. What does it say before it has learned anything?

# %%
gpt = nn.GPT(letters, width=16, heads=4, blocks=1, length=16, seed=0)
X, y = letters.samples(names, length=16)
print("before:", *[gpt.generate(length=8, seed=seed) for seed in range(5)])

# %%
descent = {"loss": nn.cross_entropy, "optimizer": nn.Adam(gpt.parameters(), betas=(0.85, 0.99))}
rates = {"schedule": nn.schedules.linear(0.01, epochs=1000), "schedule_by": "step"}
few = 1000 if fast else 50
history = nn.fit(gpt, X[:few], y[:few], epochs=1, batch_size=1, seed=0, progress=False, **descent, **rates)
print("after: ", *[gpt.generate(seed=seed) for seed in range(5)])

# %%
viz.loss_curve(history)

# %%
last = history.batch_losses[0][-200:]
print(f"the last 200 names: {sum(last) / len(last):.3f}   pairs counted: {baseline:.3f}")

# %% [markdown]
# One pass over the names, and it does better than the counting of pairs. It goes on from there: a few passes more, and
# after each some names, drawn with the same luck.

# %%
descent["optimizer"] = nn.Adam(gpt.parameters(), 0.005, betas=(0.85, 0.99))
told = {"callback": lambda epoch, loss: print(f"{epoch}: {loss:.3f}", *[gpt.generate(seed=k) for k in range(4)])}
history = nn.fit(
    gpt, X[:few], y[:few], epochs=5 if fast else 1, batch_size=8, seed=0, progress=False, **descent, **told
)

# %%
quiz("looking ahead")

# %% [markdown]
# Who looks at whom? For each head a row for each letter that looks, a column for each that is looked at:

# %%
viz.attention(gpt, "anna")

# %% [markdown]
# ## Your own program, two changed lines
#
# All this runs in machine code, through `nn.fit`. So does a program of your own, of Values in lists and loops. This
# one is a net with a memory, which reads a word letter by letter:

# %%
numbers = random.Random(0)
table = [[Value(numbers.gauss(0, 0.3)) for _ in range(8)] for _ in range(27)]
memory = [[Value(numbers.gauss(0, 0.3)) for _ in range(8)] for _ in range(8)]


# %%
def loss_of(tokens, choose):
    state, costs = choose(table, tokens[0]), []
    for token, following in pairwise(tokens):
        state = [(sum(w * x for w, x in zip(ws, state)) + e).tanh() for ws, e in zip(memory, choose(table, token))]
        costs.append(autograd.logsumexp(zs := [autograd.dot(row, state) for row in table]) - choose(zs, following))
    return sum(costs) / len(costs)


# %% [markdown] slideshow={"slide_type": "subslide"}
# In plain Python `choose` is `table[token]`. The two changes: a token picks with `autograd.pick`, so that it can be an
# input; and the function is compiled. It is recorded once for each length of word. (A program cannot follow a number
# that is taken out of the graph: `max(v.data for v in zs)` is refused, `autograd.max(zs)` is not.)

# %%
word = letters.encode("marlene")
plain = loss_of(word, lambda rows, token: rows[token])
plain.backward()
program = autograd.compile(lambda tokens: loss_of(tokens, pick)) if fast else None
result = program.value_and_grad([word, letters.encode("ida")]) if program else None

# %%
if program:
    slope = dict(zip(program.parameters, program.value_and_grad([word]).parameters))
    assert all(math.isclose(slope[w], w.grad, rel_tol=1e-9) for ws in memory for w in ws)
    print(program, f"  mean loss of both words: {result.value:.4f}")

# %% [markdown]
# ## Exercises
#
# Each has a check. Change the line with the arrow, run the cell, and read what it says.

# %% [markdown]
# ### Exercise 1: an operation of your own
#
# Some language models square the ReLU: $y = \operatorname{ReLU}(x)^2$. Give its derivative; `relu` works on numbers
# too.


# %%
def slope(x, y):
    return 2 * x  # ← change this


with exercise():
    squared = operation("squared_relu", lambda x: relu(x) * relu(x), (slope,), latex=r"\operatorname{{ReLU}}({0})^2")
    for point in (-0.8, 1.5):
        gradcheck(squared, [point], order=1)

# %% [markdown]
# ### Exercise 2: find the bug
#
# A softmax divides; so this suspect would ruin it. Below, the smallest graph that shows the bug, after the suspect's
# backward pass, under that of `backward()`.

# %%
bug = suspect("09")
right, broken = bug.graph(), bug.graph()
right.backward()
bug.backward(broken)
viz.compare(right, broken, titles=("backward()", "the suspect"))

# %%
quiz("bug 09")

# %% [markdown]
# Now prove it: write a function of your own on which the suspect goes wrong.


# %%
def witness(x):
    return x / 2  # ← change this


with exercise():
    assert caught(bug, witness, 0.5), "The suspect is right about this function."

# %% [markdown]
# ### Exercise 3: on paper
#
# A head with two positions to look at. The scores are $s_1 = q$ and $s_2 = 0$, the values 3 and 1, and
# $h = a_1 \cdot 3 + a_2 \cdot 1$ with the softmax $a_1 = \sigma(q)$, $a_2 = 1 - a_1$. So $h = 2\,a_1 + 1$. Give the
# factors of $\partial h/\partial q$, at $q = 0.4$.

# %%
q = Value(0.4, label="q")
a1 = q.sigmoid()
h = 2 * a1 + 1
a1.label, h.label = "a1", "h"

# %%
check_answer(h, q, [2.0, a1.data])  # ← complete this
