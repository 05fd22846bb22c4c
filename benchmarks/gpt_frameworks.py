"""The GPT's training in the array frameworks, each used as its own documentation says, in double precision."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from benchmarks.frameworks import Losses
from benchmarks.gpt_plain import HEADS, PLACES, WIDTH
from benchmarks.gpt_task import BETAS, EPSILON, GPTTask
from benchmarks.measuring import threads

__all__ = ["jax_loop", "jax_scan", "torch_loop"]


def torch_loop(task: GPTTask) -> Losses:
    """PyTorch, eager: `backward`, `Adam`; the names of a batch are padded to the longest."""
    import torch
    from torch.nn import functional

    if threads() == 1:
        torch.set_num_threads(1)
    called = time.perf_counter()
    w = {name: torch.tensor(rows, dtype=torch.float64, requires_grad=True) for name, rows in task.matrices().items()}
    optimizer = torch.optim.Adam(w.values(), betas=BETAS, eps=EPSILON, fused=True)

    def normalised(x: Any) -> Any:
        return functional.rms_norm(x, (WIDTH,), eps=1e-5)

    def logits(tokens: Any) -> Any:
        places = tokens.shape[1]
        x = normalised(functional.embedding(tokens, w["wte"]) + w["wpe"][:places])
        normal = normalised(x)
        q, k, v = (
            functional.linear(normal, w[name]).unflatten(-1, (HEADS, -1)).transpose(1, 2) for name in ("q", "k", "v")
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        x = x + functional.linear(mixed, w["o"])
        x = x + functional.linear(torch.relu(functional.linear(normalised(x), w["up"])), w["down"])
        return functional.linear(x, w["lm_head"])

    batches = []
    for documents in task.batches():
        tokens, shares = _padded(documents, max(map(len, documents)) - 1)
        batches.append((torch.tensor(tokens), torch.tensor(shares, dtype=torch.float64)))
    curve = []
    started = time.perf_counter()
    for (tokens, shares), rate in zip(batches, task.rates):
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        costs = functional.cross_entropy(
            logits(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten(), reduction="none"
        )
        loss = costs @ shares.flatten()
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return Losses(curve, time.perf_counter() - started, started - called)


def _padded(documents: list[list[int]], places: int) -> tuple[list[list[int]], list[list[float]]]:
    """The tokens, zeros after the end, and how much the loss at each place counts: nothing after the end."""
    tokens = [[*document, *[0] * (places + 1 - len(document))] for document in documents]
    counts = [len(document) - 1 for document in documents]
    shares = [[1.0 / count / len(documents)] * count + [0.0] * (places - count) for count in counts]
    return tokens, shares


def _jax_step(w: Any, state: Any, tokens: Any, shares: Any, rate: Any) -> Any:
    """One step; every name is padded to the most places, so that one program serves all."""
    import jax
    from jax import numpy as jnp

    earlier = jnp.tri(PLACES, dtype=bool)

    def normalised(x: Any) -> Any:
        return x * (jnp.mean(x * x, axis=-1, keepdims=True) + 1e-5) ** -0.5

    def loss(w: Any) -> Any:
        x = normalised(w["wte"][tokens[:, :-1]] + w["wpe"])
        normal = normalised(x)
        q, k, v = ((normal @ w[name].T).reshape(-1, PLACES, HEADS, WIDTH // HEADS) for name in ("q", "k", "v"))
        # jax.nn.dot_product_attention computes its softmax in single precision
        scores = jnp.einsum("nqhi,nkhi->nhqk", q, k) * (WIDTH // HEADS) ** -0.5
        weights = jax.nn.softmax(jnp.where(earlier, scores, -jnp.inf))
        mixed = jnp.einsum("nhqk,nkhi->nqhi", weights, v).reshape(-1, PLACES, WIDTH)
        x = x + mixed @ w["o"].T
        x = x + jax.nn.relu(normalised(x) @ w["up"].T) @ w["down"].T
        chances = jax.nn.log_softmax(x @ w["lm_head"].T)
        chosen = jnp.take_along_axis(chances, tokens[:, 1:, None], axis=-1)[..., 0]
        return -jnp.sum(chosen * shares)

    value, slopes = jax.value_and_grad(loss)(w)
    taken, first, second = state
    taken = taken + 1
    first = jax.tree.map(lambda m, g: BETAS[0] * m + (1.0 - BETAS[0]) * g, first, slopes)
    second = jax.tree.map(lambda s, g: BETAS[1] * s + (1.0 - BETAS[1]) * g * g, second, slopes)
    by_first, by_second = 1.0 - BETAS[0] ** taken, 1.0 - BETAS[1] ** taken
    moved = jax.tree.map(
        lambda w, m, s: w - rate * (m / by_first) / (jnp.sqrt(s / by_second) + EPSILON), w, first, second
    )
    return moved, (taken, first, second), value


def _jax_start(task: GPTTask) -> Any:
    """The parameters, Adam's state, and every step's tokens, shares and rate."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from jax import numpy as jnp

    w = {name: jnp.array(rows) for name, rows in task.matrices().items()}
    zeros = jax.tree.map(jnp.zeros_like, w)
    padded = [_padded(documents, PLACES) for documents in task.batches()]
    tokens, shares = (jnp.array(part) for part in zip(*padded))
    return w, (jnp.array(0.0), zeros, zeros), tokens, shares, jnp.array(task.rates)


@cache
def _jitted() -> Any:
    import jax

    return jax.jit(_jax_step)


@cache
def _scanned() -> Any:
    import jax

    def step(carry: Any, batch: Any) -> Any:
        *carry, value = _jax_step(*carry, *batch)
        return tuple(carry), value

    return jax.jit(lambda w, state, *batches: jax.lax.scan(step, (w, state), batches)[1])


def jax_loop(task: GPTTask) -> Losses:
    """JAX: one step under `jit`, called in a loop."""
    called = time.perf_counter()
    w, state, *batches = _jax_start(task)
    batches = [list(part) for part in batches]
    step, losses = _jitted(), []
    started = time.perf_counter()
    for batch in zip(*batches):
        w, state, loss = step(w, state, *batch)
        losses.append(loss)
    curve = [float(loss) for loss in losses]
    return Losses(curve, time.perf_counter() - started, started - called)


def jax_scan(task: GPTTask) -> Losses:
    """JAX: all steps in one `lax.scan` under `jit`."""
    called = time.perf_counter()
    run = _scanned()
    start = _jax_start(task)
    started = time.perf_counter()
    curve = run(*start).tolist()
    return Losses(curve, time.perf_counter() - started, started - called)
