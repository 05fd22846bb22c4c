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
import time
from collections import Counter
from itertools import pairwise

# %%
import autograd
import nn
import viz
from autograd import Value, check_answer, gradcheck, pick, relu
from course import caught, counts, exercise, operation, quiz, suspect

# %% [markdown]
# ## Pairs of letters
#
# A thousand names. Each letter becomes a *token*, a whole number. One more token marks where a name begins and ends.

# %%
names = nn.datasets.names
letters = nn.datasets.Characters(names)
print(*names[:8], "…")
print("anna →", letters.encode("anna"), "→", letters.decode(letters.encode("anna")))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The simplest model of a language counts. How often does each letter follow on each other? A row for each letter, a
# column for each that follows; • is the mark.

# %%
pairs = Counter(pair for name in names for pair in pairwise(letters.encode(name)))
table = [[pairs[a, b] for b in range(27)] for a in range(27)]
counts(table, [*letters.text, "•"])

# %% [markdown]
# **Notice.** The last row is how names begin, the last column how they end. On q follows nothing but u, or the end.

# %% slideshow={"slide_type": "subslide"}
q, u = map(letters.text.index, "qu")
assert [b for b in range(27) if table[q][b]] == [u, letters.mark]

# %% [markdown] slideshow={"slide_type": "subslide"}
# To make a name, begin at the mark, and draw what follows, again and again, until the mark comes back.


# %%
def made(chances, generator):
    tokens = [letters.mark]
    while len(tokens) == 1 or tokens[-1] != letters.mark:
        tokens += generator.choices(range(27), chances(tokens))
    return letters.decode(tokens)


# %%
print(*[made(lambda tokens: table[tokens[-1]], random.Random(seed)) for seed in range(8)])

# %% [markdown] slideshow={"slide_type": "subslide"}
# Some could be names, most could not: a pair forgets what came before it. How good is the model, in one number? The
# loss of part 4 says how surprised it is by what really follows, $-\log p$, on average over the letters of a name.

# %%
quiz("27 letters")


# %%
def surprise(name):
    word = letters.encode(name)
    return sum(-math.log(table[a][b] / sum(table[a])) for a, b in pairwise(word)) / (len(word) - 1)


baseline = sum(map(surprise, names)) / len(names)
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
        self.letter, self.net = nn.Embedding(27, 4, seed=0), nn.MLP(12, [32, 27], seed=0, activation="tanh")

    def forward(self, tokens):
        rows = [self.letter(token) for token in (letters.mark, letters.mark, *tokens)]
        return [self.net([*a, *b, *c]) for a, b, c in zip(rows, rows[1:], rows[2:])]


# %% [markdown] slideshow={"slide_type": "subslide"}
# A sample is a whole name. From each of its tokens, and the two before, the net is to tell the next one:

# %%
X, y = letters.samples(names, length=16)
print(X[0], "→", y[0], " ", names[0])

# %%
fast = autograd.compiler.is_available()  # in machine code; or in plain Python, with fewer names
few, some = (1000, 8) if fast else (50, 50)
descent = {"loss": nn.cross_entropy, "batch_size": some, "seed": 0}
how = {"compiled": fast, "progress": False}
print("in machine code" if fast else "in plain Python: on fewer names, it learns less than is told below")

# %% slideshow={"slide_type": "subslide"}
context = Context()
optimizer = nn.Adam(context.parameters(), 0.01)
learned = nn.fit(context, X[:few], y[:few], epochs=15, optimizer=optimizer, **descent, **how)
first, *_, last = learned.losses
print(f"{len(optimizer.parameters)} parameters: from {first:.3f} to {last:.3f}")


# %%
def chances(tokens):
    return [p.data for p in nn.softmax(context(tokens)[-1])]


print(*[made(chances, random.Random(seed)) for seed in range(8)])

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Notice.** Better than pairs, with fewer numbers than a table of triples has rows. But three letters are all that it
# ever sees. For more, the net must get wider, and what it learns about a letter in one place it must learn again for
# every other place.

# %%
assert last < baseline or not fast
assert len(optimizer.parameters) < 27**3

# %% [markdown]
# ## Attention, by hand
#
# Let each letter look back, and take from those before it, and from itself, as much as fits. Every position gives three
# short vectors: a *query* $q$, what it looks for; a *key* $k$, what it offers; a *value* $v$, what it gives. Three
# letters, two numbers each; the third one looks at all three:
#
# | | $k$ | $v$ |
# | --- | --- | --- |
# | letter 1 | (1, 0) | (1, 0) |
# | letter 2 | (0, 2) | (0, 1) |
# | letter 3 | (1, 1) | (2, 2) |

# %% [markdown] slideshow={"slide_type": "subslide"}
# Its query is $q = (2, 1)$. A score is the product of query and key, here without the usual division by $\sqrt 2$:
#
# | | $s = q \cdot k$ |
# | --- | --- |
# | letter 1 | 2 · 1 + 1 · 0 = 2 |
# | letter 2 | 2 · 0 + 1 · 2 = 2 |
# | letter 3 | 2 · 1 + 1 · 1 = 3 |
#
# The same with Values:

# %%
q = [Value(2.0, label="q1"), Value(1.0, label="q2")]
k = [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]
v = [[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]
s = [autograd.dot(q, key) for key in k]
print([score.data for score in s])
assert [score.data for score in s] == [2.0, 2.0, 3.0]

# %% [markdown] slideshow={"slide_type": "subslide"}
# The softmax of the scores, divided by $e^2$ above and below, is $a = (1, 1, e) / (2 + e)$. With $e = 2.718$ that is
# 1/4.718 = 0.2119, twice, and 2.718/4.718 = 0.5761. These are the shares of what the letter takes,
# $h = a_1 v_1 + a_2 v_2 + a_3 v_3$:
#
# | | $h$ |
# | --- | --- |
# | first number | 0.2119 · 1 + 0.2119 · 0 + 0.5761 · 2 = 1.364 |
# | second number | 0.2119 · 0 + 0.2119 · 1 + 0.5761 · 2 = 1.364 |

# %%
a = nn.softmax(s)
h = [autograd.dot(a, column) for column in zip(*v)]
for i, (score, share) in enumerate(zip(s, a), start=1):
    score.label, share.label = f"s{i}", f"a{i}"
print("a:", *[f"{share.data:.4f}" for share in a], "  h:", *[f"{number.data:.4f}" for number in h])

# %%
e = math.e
assert all(map(math.isclose, (share.data for share in a), (1 / (2 + e), 1 / (2 + e), e / (2 + e))))
assert [round(share.data, 4) for share in a] == [0.2119, 0.2119, 0.5761]
assert all(math.isclose(number.data, (1 + 2 * e) / (2 + e)) for number in h)
assert [round(number.data, 3) for number in h] == [1.364, 1.364]

# %%
quiz("attention")

# %% [markdown]
# What does a larger score $s_3$ do to $h_1$? By the quotient rule a softmax has $\partial h/\partial s_i = a_i (v_i -
# h)$: letter 3 pulls $h$ towards its own value, by as much as it is attended to.

# %%
h[0].label = "h1"
h[0].backward()
by_hand = [share.data * (value[0] - h[0].data) for share, value in zip(a, v)]
print(*[f"∂h1/∂{score.label} = {score.grad:.4f}" for score in s], sep="\n")
assert all(math.isclose(score.grad, number) for score, number in zip(s, by_hand))

# %%
viz.draw(h[0])

# %% [markdown]
# And what does the query do? Every path from $q_1$ to $h_1$ goes through a score:

# %%
viz.derivation(h[0], wrt=q[0])

# %% [markdown]
# ## The whole model
#
# A GPT is this, many times: a letter's embedding and that of its place are added; *heads* of attention look back side
# by side; a small net works on each position; a last layer gives the logits. Queries, keys and values are layers of
# what a position holds: their weights are what learns. Here is one so small that it can be looked at: two numbers a
# position, one head, one block, on the name "ann".

# %%
sizes = {"width": 2, "heads": 1, "blocks": 1, "length": 4}
tiny = nn.GPT(nn.datasets.Characters("an"), **sizes, seed=3, init="lecun")
[tokens], [following] = tiny.characters.samples(["ann"], length=4)
loss = nn.cross_entropy(tiny(tokens), following)
loss.backward()
print(tokens, "→", following, f"  loss {loss.data:.4f}")

# %%
viz.draw(loss, fold="layer")

# %% [markdown]
# Every box opens. The block is attention, a small net, and sums that let the input pass by:

# %%
viz.draw(loss, fold="layer", opened=["block 1"], precision=2)

# %% [markdown] slideshow={"slide_type": "subslide"}
# In the head are the queries, keys and values of each position, the scores, their softmax, and what is taken: the
# head's output $h$. Positions count from 0. Here is all that the first number of $h_2$ comes from, where the first n
# looks at the mark, at the a, and at itself:

# %% slideshow={"slide_type": "-"}
inner = {node.label: node for node in autograd.topological_order(loss)}
head = "block 1.attention.head 1"

# %%
viz.draw(inner[f"{head}.h_2,1"], fold="layer", opened=[head], precision=2)

# %% [markdown]
# And of that one score, $s_{2,1}$, how well the key of the a fits the query of the n, down to the weights:

# %%
score = inner[f"{head}.s_2,1"]
viz.draw(score, fold="layer", opened=[f"{head}.s_2", f"{head}.q_2", f"{head}.query"], precision=2)

# %% [markdown]
# A `w·x` is one step of the engine, for a sum of products. It opens as well. In $q_{2,1}$ are two products, each of a
# weight and a number that the position holds:

# %%
products, _ = autograd.unfolded(inner[f"{head}.q_2,1"])
viz.draw(products, gradients=False)

# %% [markdown]
# One path leads from the weight $w_{11}$ of the query to the score. Its derivative is a product of three numbers:

# %%
viz.derivation(score, wrt=inner[f"{head}.query.w_11"])

# %%
slope = viz.derivation(score, wrt=inner[f"{head}.query.w_11"]).value
k11, n21 = inner[f"{head}.k_1,1"].data, inner["block 1.attention.n_2,1"].data
assert math.isclose(slope, k11 * n21 / math.sqrt(2))

# %% [markdown]
# **Notice.** There is nothing else in it. Every number of a large model is such a number, and has such a gradient.

# %% [markdown]
# ## Training
#
# Sixteen numbers a position, four heads, one block. One name a step, a thousand steps, and a rate that falls to 0. What
# does it say before it has learned anything?

# %%
gpt = nn.GPT(letters, width=16, heads=4, blocks=1, length=16, seed=0)
print(len(gpt.parameters()), "parameters")
print("before:", *[gpt.generate(length=8, seed=seed) for seed in range(5)])

# %%
optimizer = nn.Adam(gpt.parameters(), betas=(0.85, 0.99))
descent |= {"batch_size": 1, "optimizer": optimizer}
rates = {"schedule": nn.schedules.linear(0.01, epochs=few), "schedule_by": "step"}
history = nn.fit(gpt, X[:few], y[:few], epochs=1, **descent, **rates, **how)
print("after: ", *[gpt.generate(seed=seed) for seed in range(5)])

# %% slideshow={"slide_type": "subslide"}
figure = viz.loss_curve(history)
with viz.style():
    figure.axes[0].axhline(baseline, color="C1", linestyle="--", label="pairs counted")
    figure.axes[0].legend()
figure

# %%
last = history.batch_losses[0][-200:]
print(f"the last {len(last)} names: {sum(last) / len(last):.3f}   pairs counted: {baseline:.3f}")
assert sum(last) / len(last) < baseline or not fast

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Notice.** Each name is judged before it is learned from; the table of pairs had counted all of them. One pass over
# the names, and the GPT does better. It goes on from there: a few passes more, and after each some names, drawn with
# the same luck.


# %%
def tell(epoch, loss):
    print(f"{epoch}: {loss:.3f}", *[gpt.generate(seed=seed) for seed in range(5)])


optimizer = nn.Adam(gpt.parameters(), 0.005, betas=(0.85, 0.99))
descent |= {"batch_size": some, "optimizer": optimizer, "epochs": 5 if fast else 1}
history = nn.fit(gpt, X[:few], y[:few], callback=tell, **descent, **how)

# %% [markdown]
# **Notice.** After six passes in all it has left the net on three letters behind, which had fifteen. It has three times
# the parameters, too.

# %%
assert history.losses[-1] < learned.losses[-1] or not fast
assert round(len(gpt.parameters()) / len(context.parameters())) == 3

# %%
quiz("looking ahead")

# %% [markdown]
# Who looks at whom? For each head a row for each letter that looks, a column for each that is looked at:

# %%
viz.attention(gpt, "anna")

# %% [markdown]
# ## Your own program, two changed lines
#
# All this ran in machine code, through `nn.fit`. So does a program of your own, of Values in lists and loops. This one
# is a net with a memory, which reads a word letter by letter, and guesses the next:

# %%
numbers = random.Random(0)
embeddings = [[Value(numbers.gauss(0, 0.3)) for _ in range(8)] for _ in range(27)]
memory = [[Value(numbers.gauss(0, 0.3)) for _ in range(8)] for _ in range(8)]
weights = [w for row in (*embeddings, *memory) for w in row]
words = [letters.encode(name) for name in names[:20]]
assert {len(name) for name in names[:20]} == {4, 5, 6, 7, 8}


# %%
def reads(state, row):
    return [(sum(w * x for w, x in zip(ws, state)) + e).tanh() for ws, e in zip(memory, row)]


def cost(state, following):
    logits = [sum(w * x for w, x in zip(row, state)) for row in embeddings]
    return nn.cross_entropy(logits, following)


# %% slideshow={"slide_type": "subslide"}
def plain_loss(tokens):
    state, costs = [0.0] * 8, []
    for token, following in pairwise(tokens):
        state = reads(state, embeddings[token])
        costs.append(cost(state, following))
    return sum(costs) / len(costs)


# %%
started = time.perf_counter()
losses = [plain_loss(tokens) for tokens in words]
(mean := sum(losses) / len(losses)).backward()
seconds = {"the plain program": (time.perf_counter() - started) / len(words)}
print(f"mean loss of {len(words)} names: {mean.data:.10f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# A program that is recorded once must not remember which letter it saw. So a token *picks*: `pick(embeddings, token)`
# takes the place of `embeddings[token]`. On plain numbers the two are the same.


# %%
def loss_of(tokens):
    state, costs = [0.0] * 8, []
    for token, following in pairwise(tokens):
        state = reads(state, pick(embeddings, token))  # the first changed line
        costs.append(cost(state, following))
    return sum(costs) / len(costs)


# %%
quiz("lengths")

# %% tags=["machine-code"]
if fast:
    program = autograd.compile(loss_of)
    result = program.value_and_grad(words)  # the second: no graph is built any more
    print(f"mean loss of {len(words)} names: {result.value:.10f}", program)

# %% [markdown]
# The same loss, and the same gradient of each of the weights, to nine digits:

# %% tags=["machine-code"]
if fast:
    slopes = dict(zip(program.parameters, result.parameters))
    assert math.isclose(result.value, mean.data, rel_tol=1e-9)
    assert all(math.isclose(slopes[w], w.grad, rel_tol=1e-9, abs_tol=1e-12) for w in weights)
    print(len(weights), "gradients agree")

# %% tags=["machine-code"]
if fast:
    started = time.perf_counter()
    for tokens in words:
        program.value_and_grad([tokens])
    seconds["compiled, one by one"] = (time.perf_counter() - started) / len(words)
viz.bars(seconds, xlabel="one name, forward and backward", unit="s")

# %% [markdown] slideshow={"slide_type": "subslide"}
# What a program cannot follow is a number that is taken out of the graph. Many subtract the largest logit before a
# softmax, and take it by `max(v.data for v in logits)`:


# %%
def shifted(tokens):
    row = pick(embeddings, tokens[0])
    return row[0] - max(v.data for v in row)


# %% tags=["machine-code"]
if fast:
    try:
        autograd.compile(shifted)(words)
    except autograd.ControlFlowError as error:
        print(error)

# %% [markdown] slideshow={"slide_type": "subslide"}
# `autograd.max` stays in the graph, and is taken anew for each sample:


# %%
def shifted(tokens):
    row = pick(embeddings, tokens[0])
    return row[0] - autograd.max(row)


# %% tags=["machine-code"]
if fast:
    in_program = autograd.compile(shifted)(words)
    assert all(map(math.isclose, in_program, (shifted(tokens).data for tokens in words)))
    print("agree on", len(words), "words")

# %% [markdown]
# These two, `pick` and `autograd.max`, are all that a whole GPT of plain Values, lists and loops needs to be trained in
# machine code: [examples/plain_gpt.py](../examples/plain_gpt.py) is one, and [From a graph to a
# program](../docs/compiled_graphs.md) shows its two lines.

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

# %% [markdown]
# ### Exercise 4: a query
#
# Take the keys of the three letters from above. Find a query that gives letter 2 at least nine tenths of the attention.

# %%
k = [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]


# %%
def query():
    return [2.0, 1.0]  # ← change this


with exercise():
    shares = [float(share) for share in nn.softmax([autograd.dot(query(), key) for key in k])]
    assert shares[1] >= 0.9, f"letter 2 gets {shares[1]:.2f}"

# %% [markdown]
# ### Exercise 5: the temperature
#
# `gpt.generate(temperature=0.5)` draws more carefully: every logit is divided by the temperature before the softmax. At
# one half, 3 to 1 becomes 9 to 1. Write it.


# %%
def drawn_at(temperature, logits):
    return nn.softmax(logits)  # ← change this


with exercise():
    warm, cold = ([float(p) for p in drawn_at(t, [2.0, 1.0, 0.0])] for t in (1.0, 0.5))
    assert math.isclose(cold[0] / cold[1], (warm[0] / warm[1]) ** 2), f"{cold[0] / cold[1]:.3f} to 1"
    assert math.isclose(sum(cold), 1.0), f"they sum to {sum(cold):.3f}"
