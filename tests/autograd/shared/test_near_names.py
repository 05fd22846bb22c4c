from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd
import nn
import viz
from autograd import PRIMITIVES
from autograd.shared.near_names import OPERATIONS_ELSEWHERE, check_name, missing_attribute, nearest

NAMES = sorted(PRIMITIVES)


@given(name=st.sampled_from(NAMES), data=st.data())
def test_capitals_and_signs_between_letters_make_no_difference(name, data):
    capitals = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    changed = "".join(letter.upper() if big else letter for letter, big in zip(name, capitals))
    assert nearest(changed.replace("_", data.draw(st.sampled_from(["-", " ", "", "__"]))), NAMES) == name


@given(name=st.sampled_from([name for name in NAMES if len(name) >= 6]), place=st.integers(0, 5))
def test_a_letter_left_out_of_a_long_name_is_forgiven(name, place):
    given_name = name[:place] + name[place + 1 :]
    assume(given_name not in NAMES)
    found = nearest(given_name, NAMES)
    assert found is not None
    # Another name may be as near: one that differs by no more than a letter.
    assert found == name or abs(len(found) - len(given_name)) <= 2


@given(name=st.sampled_from([name for name in NAMES if len(name) >= 3]), data=st.data())
def test_two_letters_that_changed_places_are_forgiven(name, data):
    place = data.draw(st.integers(0, len(name) - 2))
    swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    assume(swapped not in NAMES)
    found = nearest(swapped, NAMES)
    assert sorted(found) == sorted(name)


@pytest.mark.parametrize(("other", "name"), OPERATIONS_ELSEWHERE.items())
def test_what_others_call_an_operation_leads_to_it(other, name):
    assert name in PRIMITIVES
    assert other not in PRIMITIVES
    assert nearest(other.upper(), NAMES, OPERATIONS_ELSEWHERE) == name


def test_a_synonym_of_what_is_not_there_is_not_suggested():
    assert nearest("ln", ["tanh"], {"ln": "log"}) is None


@given(st.text(), st.lists(st.text(), max_size=4))
def test_what_is_suggested_is_always_there(name, known):
    assert nearest(name, known) in [None, *known]


def test_a_known_name_is_given_back():
    assert check_name("mean", "reduction", ("mean", "sum")) == "mean"


def test_what_was_meant_stands_before_what_there_is():
    with pytest.raises(ValueError, match=r"^unknown reduction 'Mean': did you mean 'mean'\? It is one of mean, sum$"):
        check_name("Mean", "reduction", ("mean", "sum"))
    with pytest.raises(ValueError, match=r"^unknown reduction 'quux': expected one of mean, sum$"):
        check_name("quux", "reduction", ("mean", "sum"))


@pytest.mark.parametrize("given_name", [5, None, ["mean"], ("mean", "sum"), b"mean", {}])
def test_what_is_no_name_is_a_type_error(given_name):
    with pytest.raises(TypeError, match=r"expected reduction to be a name, got .*: the names are mean, sum$"):
        check_name(given_name, "reduction", ("mean", "sum"))


def test_a_private_name_is_not_guessed():
    assert "mean" not in str(missing_attribute("nn", "_datasets", ["datasets"]))


@pytest.mark.parametrize(
    ("module", "others_word", "ours"),
    [
        (autograd, "Tensor", "Value"),
        (autograd, "detect_anomaly", "first_nonfinite"),
        (nn, "load_csv", "read_csv"),
        (nn, "train", "fit"),
        (nn, "evaluate", "accuracy"),
        (nn, "load_model", "load"),
        (nn, "save_model", "save"),
        (nn, "grid_search", "run_many"),
        (nn, "DataLoader", "minibatches"),
        (nn, "Dense", "Layer"),
        (viz, "plot_loss", "loss_curve"),
        (viz, "to_html", "save_html"),
        (viz, "draw_dot", "draw"),
    ],
)
def test_what_other_libraries_call_it_is_understood(module, others_word, ours):
    with pytest.raises(AttributeError, match=f"did you mean {module.__name__}.{ours}\\?$"):
        getattr(module, others_word)


@pytest.mark.parametrize("module", [autograd, nn, viz, nn.datasets, nn.schedules, nn.stopping])
def test_each_public_name_of_a_module_is_found_by_its_letters(module):
    for name in module.__all__:
        if hasattr(module, name.swapcase()):
            continue
        with pytest.raises(
            AttributeError, match=f"has no attribute '{name.swapcase()}': did you mean .*\\?$"
        ) as caught:
            getattr(module, name.swapcase())
        suggested = str(caught.value).partition("did you mean ")[2]
        assert suggested.lower().replace("_", "") == f"{module.__name__}.{name}?".lower().replace("_", "")
    assert not hasattr(module, "quux")
