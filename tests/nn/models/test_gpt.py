from __future__ import annotations

import copy
import math
import pickle
from collections import Counter

import pytest

import autograd
import nn
from autograd import Value
from tests.nn.models import pytorch_parts as parts
from tests.nn.models.comparing import check_against_pytorch

LETTERS = nn.datasets.Characters("abcd")


def gpt(vocabulary=LETTERS, seed=0, **options):
    return nn.GPT(vocabulary, width=4, heads=2, blocks=2, length=6, seed=seed, **options)


def numbers(logits):
    return [[z.data for z in row] for row in logits]


def test_logits_loss_and_the_gradient_of_every_parameter_are_pytorchs():
    model = nn.GPT(parts.VOCABULARY, parts.WIDTH, parts.HEADS, parts.BLOCKS, parts.LENGTH)
    model.load_state_dict(dict(zip(model.named_parameters(), parts.GPT, strict=True)))
    logits = model(parts.TOKENS)
    check_against_pytorch("GPT", logits, [model.parameters()], nn.cross_entropy(logits, parts.TARGETS))


def test_the_small_program_that_everyone_knows_has_4192_parameters():
    model = nn.GPT(27, 16, 4, 1, 16, seed=0)
    sizes = Counter(name.rpartition(".")[0].replace("block 1.", "") for name in model.named_parameters())
    of_heads = {f"attention.head {h}.{part}": 4 * 16 for h in range(1, 5) for part in ("query", "key", "value")}
    tables = {"token": 27 * 16, "position": 16 * 16, "output": 27 * 16}
    assert sizes == {**tables, **of_heads, "attention.output": 16 * 16, "mlp": 2 * 64 * 16}
    assert len(model.parameters()) == 4192
    weights = [p.data for p in model.parameters()]
    assert math.sqrt(sum(w * w for w in weights) / 4192) == pytest.approx(0.08, rel=4 / math.sqrt(2 * 4192))


@pytest.mark.slow
def test_a_gpt_passes_gradcheck():
    model = nn.GPT(3, width=2, heads=1, blocks=1, length=3, seed=0, init="lecun")

    chosen = model.parameters()[::13]

    def of_parameters(*numbers):
        """The loss of a copy that has the numbers in the place of parameters."""
        memo = {id(parameter): number for parameter, number in zip(chosen, numbers)}
        return nn.cross_entropy(copy.deepcopy(model, memo)([0, 2, 1]), [2, 1, 0])

    autograd.gradcheck(of_parameters, [p.data for p in chosen])


def test_no_logit_depends_on_a_later_token():
    model = gpt()
    assert numbers(model([0, 1, 2, 3]))[:3] == numbers(model([0, 1, 2, 0]))[:3]
    assert numbers(model([0, 1, 2, 3]))[3] != numbers(model([0, 1, 2, 0]))[3]


def test_tokens_may_come_one_after_the_other():
    model, tokens = gpt(), [4, 0, 1, 2, 3]
    past = model.no_past()
    assert numbers(model(tokens[:2], past) + model(tokens[2:], past)) == numbers(model(tokens))
    with pytest.raises(ValueError, match="expected 1 to 1 tokens for GPT"):
        model([0, 1], past)


def test_values_pick_the_rows_of_their_tokens():
    model = gpt()
    assert numbers(model([Value(2.0), Value(0.0)])) == numbers(model([2, 0]))


@pytest.mark.needs("llvmlite")
def test_a_program_takes_tokens_as_inputs():
    model = gpt()
    program = autograd.compile(
        lambda tokens, targets: nn.cross_entropy(model(tokens), targets),
        [0.0, 1.0, 2.0],
        [1.0, 2.0, 3.0],
        parameters=model.parameters(),
    )
    X, y = [[4, 0, 1], [3, 3, 2]], [[0, 1, 4], [3, 2, 0]]
    found = program.value_and_grad(X, y)
    losses = [nn.cross_entropy(model(tokens), targets) for tokens, targets in zip(X, y)]
    (autograd.mean(losses)).backward()
    assert found.outputs.tolist() == pytest.approx([loss.data for loss in losses], rel=1e-12)
    expected = [p.grad or 0.0 for p in model.parameters()]
    assert list(found.parameters) == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_a_zero_model_finds_all_tokens_as_likely():
    model = gpt(init="zeros")
    loss = nn.cross_entropy(model([4, 0, 1]), [0, 1, 4])
    assert loss.data == pytest.approx(math.log(5), rel=1e-15)
    assert model.attention([4, 0, 1])[1][0] == [[1.0], [0.5, 0.5], [pytest.approx(1 / 3)] * 3]


def test_attention_has_a_row_a_position_for_each_head_of_each_block():
    model, tokens = gpt(), [4, 0, 1, 2]
    found = model.attention(tokens)
    assert [[[len(row) for row in head] for head in block] for block in found] == [[[1, 2, 3, 4]] * 2] * 2
    labelled = {v.label: v.data for z in model(tokens)[3] for v in autograd.topological_order(z) if v.label}
    for b, block in enumerate(found, start=1):
        for h, head in enumerate(block, start=1):
            assert head[3] == [labelled[f"block {b}.attention.head {h}.a_3,{i}"] for i in range(4)]


def test_every_parameter_is_labelled_with_its_name():
    named = gpt().named_parameters()
    assert [p.label for p in named.values()] == list(named)
    assert len(set(named)) == len(gpt().parameters())
    assert list(named.values()) == list(dict.fromkeys(named.values()))


def test_logits_and_embeddings_are_labelled_with_their_position():
    logits = gpt()([4, 0])
    assert [row[0].label for row in logits] == ["output.z_0,1", "output.z_1,1"]
    labels = {value.label for value in autograd.topological_order(logits[1][0]) if value.label}
    assert {"embedding.x_0,1", "embedding.x_1,2", "embedding.n_0,1", "embedding.n_1,2"} <= labels


def test_every_step_on_the_way_belongs_to_a_part_or_leads_to_one_that_does():
    model = gpt()
    order = autograd.topological_order(autograd.PRIMITIVES["sum"]([z for row in model([4, 0, 1]) for z in row]))
    used_by = {}
    for value in order:
        for operand in value.operands:
            used_by.setdefault(operand, []).append(value)
    places = {value: value.label.rpartition(".")[0] for value in order if "." in (value.label or "")}
    for value in reversed(order[:-1]):
        if value not in places and not value.is_constant:
            [places[value]] = {places[user] for user in used_by[value]}
    first = {f"block {b}.{part}" for b in (1, 2) for part in ("attention", "mlp")}
    heads = {f"block {b}.attention.head {h}" for b in (1, 2) for h in (1, 2)}
    assert {"embedding", "block 1", "block 2", "output", *first, *heads} <= set(places.values())


class TestGenerating:
    def test_the_same_seed_gives_the_same_text(self):
        model = gpt()
        assert model.generate(seed=3) == model.generate(seed=3)
        assert len({model.generate(seed=k) for k in range(8)}) > 1

    def test_a_text_goes_on_from_its_start(self):
        model = gpt()
        texts = [model.generate("dab", seed=k) for k in range(5)]
        assert all(text.startswith("dab") and set(text) <= set("abcd") for text in texts)

    def test_it_is_as_long_as_asked_for_even_beyond_what_the_model_sees(self):
        model = nn.GPT(3, width=4, heads=1, blocks=1, length=3, seed=0)
        assert len(model.generate([0], length=20, seed=1)) == 21
        assert len(model.generate([0, 1, 2, 0, 1], length=2, seed=1)) == 7

    def test_beyond_that_it_sees_the_last_tokens(self):
        model = nn.GPT(3, width=4, heads=1, blocks=1, length=3, seed=0, init="lecun")
        tokens = model.generate([0], length=12, temperature=0.0)
        for end in range(1, 13):
            [*_, logits] = numbers(model(tokens[max(0, end - 3) : end]))
            assert tokens[end] == logits.index(max(logits))

    def test_it_stops_after_the_mark(self):
        model = gpt(init="zeros")
        model.output.set_weights([[0.0] * 4] * 5)
        drawn = [model.generate(seed=k) for k in range(100)]
        # All five tokens are as likely: a fifth of the texts end at once.
        assert sum(text == "" for text in drawn) == pytest.approx(20, abs=4 * math.sqrt(100 * 0.2 * 0.8))
        assert max(map(len, drawn)) <= 6

    def test_it_stops_after_a_token_of_ones_own(self):
        model = nn.GPT(2, width=2, heads=1, blocks=1, length=50, seed=0)
        tokens = model.generate([0], stop=1, seed=0)
        assert tokens.index(1) == len(tokens) - 1

    def test_the_temperature_says_how_likely_the_likeliest_is(self):
        model = nn.GPT(3, width=2, heads=1, blocks=1, length=2, seed=5, init="lecun")
        logits = numbers(model([0]))[0]
        for temperature in (0.5, 1.0, 2.0):
            exponentials = [math.exp(z / temperature) for z in logits]
            drawn = Counter(model.generate([0], length=1, temperature=temperature, seed=k)[1] for k in range(400))
            for token, exponential in enumerate(exponentials):
                p = exponential / sum(exponentials)
                assert drawn[token] / 400 == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / 400))

    def test_at_temperature_0_it_takes_the_likeliest_whatever_the_seed(self):
        model = gpt()
        assert len({model.generate("a", temperature=0.0, seed=k) for k in range(5)}) == 1

    @pytest.mark.parametrize(
        ("given", "error", "words"),
        [
            ({"start": "abe"}, ValueError, "got 'e' at place 2 of 'abe'"),
            ({"start": [9]}, ValueError, "expected tokens from 0 to 4, got 9 at position 0"),
            ({"start": []}, ValueError, "expected start to be at least one token"),
            ({"temperature": -1.0}, ValueError, "expected temperature to be at least 0, got -1.0"),
            ({"length": 0}, ValueError, "expected length to be a whole number of at least 1, got 0"),
            ({"seed": "a"}, TypeError, "expected seed to be a whole number"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, given, error, words):
        with pytest.raises(error, match=words):
            gpt().generate(**given)

    def test_a_model_without_characters_needs_tokens(self):
        with pytest.raises(TypeError, match="expected start to be a sequence of whole numbers, got 'ab'"):
            gpt(5).generate("ab")


@pytest.mark.parametrize(
    ("tokens", "error", "words"),
    [
        ([0, 5], ValueError, "expected tokens from 0 to 4, got 5 at position 1"),
        ([-1], ValueError, "expected tokens from 0 to 4, got -1 at position 0"),
        ([0, 1.5], TypeError, "expected tokens to be whole numbers, got 1.5 at position 1"),
        ([], ValueError, r"expected 1 to 6 tokens for GPT\(5, 4, 2, 2, 6\), got 0"),
        ([0] * 7, ValueError, r"expected 1 to 6 tokens for GPT\(5, 4, 2, 2, 6\), got 7"),
        ("abc", TypeError, "expected tokens to be a sequence of whole numbers, got 'abc'"),
        (3, TypeError, "expected tokens to be a sequence of whole numbers, got 3"),
    ],
)
def test_tokens_that_do_not_fit_are_refused(tokens, error, words):
    with pytest.raises(error, match=words):
        gpt(5)(tokens)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((0, 4, 2, 1, 4), "expected vocabulary to be"),
        ((3, 0, 1, 1, 4), "expected width to be"),
        ((3, 4, 3, 1, 4), "expected heads to divide the width, 4, got 3"),
        ((3, 4, 2, 0, 4), "expected blocks to be"),
        ((3, 4, 2, 1, 0), "expected length to be"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(sizes, words):
    with pytest.raises(ValueError, match=words):
        nn.GPT(*sizes)


@pytest.mark.parametrize("seed", [0, 2**32])
def test_the_seed_alone_says_where_it_starts(seed):
    assert gpt(seed=seed).state_dict() == gpt(seed=seed).state_dict()
    assert gpt(seed=seed).state_dict() != gpt(seed=seed + 1).state_dict()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_learns_apart(copied):
    model = gpt()
    other = copied(model)
    assert numbers(other([0, 1])) == numbers(model([0, 1]))
    for parameter in other.parameters():
        parameter.data = 0.0
    assert numbers(other([0, 1])) == [[0.0] * 5] * 2 != numbers(model([0, 1]))
    assert repr(other) == repr(model)


@pytest.mark.slow
def test_it_learns_a_text_by_heart():
    model = nn.GPT(LETTERS, width=8, heads=2, blocks=1, length=6, seed=0)
    [tokens], [targets] = LETTERS.samples(["badca"], 6)
    optimizer = nn.Adam(model.parameters(), learning_rate=0.02)
    for _ in range(60):
        optimizer.zero_grad()
        nn.cross_entropy(model(tokens), targets).backward()
        optimizer.step()
    assert model.generate(temperature=0.0) == "badca"


def test_predict_gives_the_logits_of_sequences_of_any_length():
    model = gpt()
    assert model.predict([[4, 0], [1, 2, 3]]) == [numbers(model([4, 0])), numbers(model([1, 2, 3]))]
