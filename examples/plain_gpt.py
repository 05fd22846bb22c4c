"""A GPT that learns first names, as one writes it with nothing but a class for numbers.

A program of a user's: of the library it takes `Value`, and the names. Numbers stand in lists, and loops go over them,
one letter at a time; a class `Value` of your own would do. One layer, 16 numbers a letter, 4 heads: 4,192 parameters.

    python examples/plain_gpt.py

A step takes a tenth of a second. docs/compiled_graphs.md tells which two lines to change so that it runs in machine
code, under "A program of your own".
"""

import random

from autograd import Value
from nn.datasets import names

WIDTH, HEADS, LENGTH = 16, 4, 16
PART = WIDTH // HEADS
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MARK = len(LETTERS)  # the token before the first letter, and after the last
STEPS = 100

dice = random.Random(0)


def matrix(rows, columns):
    return [[Value(dice.gauss(0.0, 0.08)) for _ in range(columns)] for _ in range(rows)]


# What is learned. A letter and a place have a row each, whose sum is what the first layer is given.
letter_rows, place_rows = matrix(MARK + 1, WIDTH), matrix(LENGTH, WIDTH)
queries, keys, values, mixed = (matrix(WIDTH, WIDTH) for _ in range(4))
up, down = matrix(4 * WIDTH, WIDTH), matrix(WIDTH, 4 * WIDTH)
answers = matrix(MARK + 1, WIDTH)
matrices = [letter_rows, place_rows, queries, keys, values, mixed, up, down, answers]
parameters = [weight for rows in matrices for row in rows for weight in row]


# The model: what it says of the next letter, from this one and all that were before.
def product(ws, xs):
    return sum(w * x for w, x in zip(ws, xs))


def linear(weights, xs):
    return [product(row, xs) for row in weights]


def added(xs, ys):
    return [x + y for x, y in zip(xs, ys)]


def normalised(xs):
    scale = (product(xs, xs) / WIDTH + 1e-5) ** -0.5
    return [x * scale for x in xs]


def softmax(zs):
    largest = max(z.data for z in zs)  # so that no exp overflows
    exponentials = [(z - largest).exp() for z in zs]
    total = sum(exponentials)
    return [e / total for e in exponentials]


def attention(xs, seen):
    seen.append((linear(keys, xs), linear(values, xs)))
    q, taken = linear(queries, xs), []
    for head in range(HEADS):
        part = slice(head * PART, (head + 1) * PART)
        shares = softmax([product(q[part], k[part]) / PART**0.5 for k, _ in seen])
        taken += [product(shares, column) for column in zip(*(v[part] for _, v in seen))]
    return linear(mixed, taken)


def next_logits(token, place, seen):
    xs = normalised(added(letter_rows[token], place_rows[place]))
    xs = added(xs, attention(normalised(xs), seen))
    hidden = [z.relu() for z in linear(up, normalised(xs))]
    return linear(answers, added(xs, linear(down, hidden)))


def logits_of(tokens):
    seen = []
    return [next_logits(token, place, seen) for place, token in enumerate(tokens)]


def loss_of(tokens):
    *known, _ = tokens
    _, *following = tokens
    losses = [-softmax(zs)[token].log() for zs, token in zip(logits_of(known), following)]
    return sum(losses) / len(losses)


# Learning: Adam, a word a step, at a rate that falls to 0.
def train(words, rate=0.01, b1=0.85, b2=0.99):
    """Learns from the words, one after another; gives the loss of each, as it was before the word was learned from."""
    m, s = [0.0] * len(parameters), [0.0] * len(parameters)
    for step, tokens in enumerate(words):
        loss = loss_of(tokens)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        rate_now, by_m, by_s = rate * (1 - step / len(words)), 1 - b1 ** (step + 1), 1 - b2 ** (step + 1)
        for i, p in enumerate(parameters):
            m[i] = b1 * m[i] + (1 - b1) * p.grad
            s[i] = b2 * s[i] + (1 - b2) * p.grad**2
            p.data -= rate_now * (m[i] / by_m) / ((s[i] / by_s) ** 0.5 + 1e-8)
        yield loss.data


def tokens_of(name):
    return [MARK, *map(LETTERS.index, name[: LENGTH - 1]), MARK]


def invented():
    token, seen, name = MARK, [], ""
    while len(seen) < LENGTH:
        chances = softmax(next_logits(token, len(seen), seen))
        [token] = dice.choices(range(MARK + 1), [p.data for p in chances])
        if token == MARK:
            break
        name += LETTERS[token]
    return name


if __name__ == "__main__":
    for step, loss in enumerate(train([tokens_of(name) for name in names[:STEPS]])):
        if step % 10 == 0:
            print(f"step {step:3}: loss {loss:.3f}")
    print(*[invented() for _ in range(10)])
