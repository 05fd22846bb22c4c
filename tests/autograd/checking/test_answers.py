"""A gradient worked out on paper: what is right is accepted however it is written, what is wrong is named."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import Value, binary_cross_entropy, check_answer, dot, sigmoid

# The two layers of L8, with the numbers of L8.4 worked out by the slides' formulas.
X1, Y = 1.0, 1.0
V11, V21 = 0.5, -0.6
A11, A12 = (1.0 / (1.0 + math.exp(-z)) for z in (0.1 * 1.0 + 0.2 * -1.0, -0.3 * 1.0 + 0.4 * -1.0))
Y_HAT = 1.0 / (1.0 + math.exp(-(V11 * A11 + V21 * A12)))
DL_DY, DY_DZ = -1.0 / Y_HAT, Y_HAT * (1.0 - Y_HAT)
THROUGH_A11 = [DL_DY, DY_DZ, V11, A11 * (1.0 - A11), 0.1]
THROUGH_A12 = [DL_DY, DY_DZ, V21, A12 * (1.0 - A12), -0.3]


def labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


@pytest.fixture
def slide() -> dict[str, Value]:
    """The graph of L8: its Values by name."""
    leaves = {"x1": X1, "x2": -1.0, "w11": 0.1, "w21": 0.2, "w12": -0.3, "w22": 0.4, "v11": V11, "v21": V21}
    v = {name: Value(number, label=name) for name, number in leaves.items()}
    v["z1"] = labelled(dot([v["w11"], v["w21"]], [v["x1"], v["x2"]]), "z1")
    v["z2"] = labelled(dot([v["w12"], v["w22"]], [v["x1"], v["x2"]]), "z2")
    v["a11"], v["a12"] = labelled(sigmoid(v["z1"]), "a11"), labelled(sigmoid(v["z2"]), "a12")
    v["z"] = labelled(dot([v["v11"], v["v21"]], [v["a11"], v["a12"]]), "z")
    v["ŷ"] = labelled(sigmoid(v["z"]), "ŷ")
    v["ℓ"] = labelled(binary_cross_entropy(v["ŷ"], Y), "ℓ")
    return v


class TestRightAnswers:
    @given(st.data())
    def test_factors_may_come_in_any_order_and_several_edges_in_a_row_as_one(self, data):
        numbers = data.draw(st.lists(st.floats(0.2, 5.0), min_size=1, max_size=6))
        x = output = Value(1.0, label="x")
        for i, number in enumerate(numbers):
            output = labelled(output * number, f"y{i}")
        cuts = sorted(data.draw(st.sets(st.integers(1, len(numbers) - 1)))) if len(numbers) > 1 else []
        runs = [numbers[i:j] for i, j in zip([0, *cuts], [*cuts, len(numbers)])]
        answer = check_answer(output, x, data.draw(st.permutations([math.prod(run) for run in runs])))
        assert answer.right
        assert math.isclose(
            float(repr(answer).split(" = ")[1].split(",")[0].rstrip(".")), math.prod(numbers), rel_tol=1e-3
        )

    def test_the_slide_of_two_paths_is_accepted_in_either_order(self, slide):
        for products in ((THROUGH_A11, THROUGH_A12), (THROUGH_A12, THROUGH_A11)):
            answer = check_answer(slide["ℓ"], slide["x1"], *products)
            assert answer.right
            assert answer.remarks == ("Right: ∂ℓ/∂x1 = -0.02569.",)  # L8.4

    def test_the_slides_short_form_is_accepted(self, slide):
        """(ŷ−y)·w11^(2)·a11(1−a11)·x1, L8.2."""
        assert check_answer(slide["ℓ"], slide["w11"], [Y_HAT - Y, V11, A11 * (1 - A11), X1]).right

    def test_three_digits_are_enough_and_two_are_not(self, slide):
        assert check_answer(slide["ŷ"], slide["z"], [round(DY_DZ, 4)]).right
        assert not check_answer(slide["ŷ"], slide["z"], [round(DY_DZ, 1)]).right

    def test_a_derivative_of_1_may_be_written_or_left_out(self):
        x = Value(2.0, label="x")
        y = (x + 3.0) * 4.0
        assert check_answer(y, x, [4.0]).right
        assert check_answer(y, x, [1.0, 4.0]).right

    def test_factors_may_be_values(self, slide):
        assert check_answer(slide["z"], slide["w11"], [slide["v11"], A11 * (1 - A11), slide["x1"]]).right

    def test_a_number_alone_is_a_product_of_one_factor(self, slide):
        assert check_answer(slide["ŷ"], slide["z"], DY_DZ).right
        assert check_answer(slide["ℓ"], slide["x1"], math.prod(THROUGH_A11), math.prod(THROUGH_A12)).right
        assert check_answer(slide["z"], slide["w11"], slide["v11"], A11 * (1 - A11), slide["x1"]).right

    def test_factors_may_come_from_a_generator_or_an_array(self, slide):
        assert check_answer(slide["ℓ"], slide["x1"], iter(THROUGH_A11), np.array(THROUGH_A12)).right

    def test_a_right_sum_in_other_terms_is_right_and_the_difference_is_said(self):
        x = Value(3.0, label="x")
        answer = check_answer(labelled(x * x, "y"), x, [2.0, 3.0])
        assert answer.right
        assert "not factor by factor" in answer.remarks[0]


class TestWrongAnswers:
    @pytest.mark.parametrize("position", range(5))
    def test_a_factor_left_out_is_named(self, slide, position):
        names = ["∂ℓ/∂ŷ", "∂ŷ/∂z", "∂z/∂a12", "∂a12/∂z2", "∂z2/∂x1"]
        rest = [factor for i, factor in enumerate(THROUGH_A12) if i != position]
        answer = check_answer(slide["ℓ"], slide["x1"], THROUGH_A11, rest)
        assert not answer.right
        assert answer.remarks == (f"The factor {names[position]} is missing.",)

    @pytest.mark.parametrize(
        ("factors", "remark"),
        [
            ([1 / Y_HAT, DY_DZ, A11], "The factor 1.962 is wrong: ∂ℓ/∂ŷ has the other sign."),
            ([-Y_HAT, DY_DZ, A11], "The factor -0.5096 is wrong: it is 1 divided by ∂ℓ/∂ŷ."),
            ([DL_DY, DY_DZ, A12], "The factor 0.3318 is wrong: it is ∂z/∂v21, not ∂z/∂v11."),
            ([DL_DY, Y_HAT, A11], "The factor 0.5096 is wrong: it is ŷ itself, not ∂ŷ/∂z."),
            ([DL_DY, 0.77, A11], "The factor 0.77 is not ∂ŷ/∂z."),
            ([DL_DY, DY_DZ, A11, 7.0], "The factor 7 is superfluous."),
        ],
    )
    def test_a_wrong_factor_is_told_from_a_missing_and_a_superfluous_one(self, slide, factors, remark):
        answer = check_answer(slide["ℓ"], slide["v11"], factors)
        assert not answer.right
        assert answer.remarks == (remark,)
        assert repr(answer) == f"✗ {remark}"

    @pytest.mark.parametrize(
        ("factors", "remarks"),
        [
            ([-DL_DY * DY_DZ, A11], ["The factor 0.4904 is wrong: ∂ℓ/∂ŷ · ∂ŷ/∂z has the other sign."]),
            ([1 / Y_HAT, -DY_DZ, A11, 7.0], ["The factor 7 is superfluous."]),
            ([DL_DY, DY_DZ, A11, -1.0], ["The sign is wrong: the factor −1 is superfluous."]),
        ],
    )
    def test_a_wrong_sign_is_called_a_wrong_sign(self, slide, factors, remarks):
        answer = check_answer(slide["ℓ"], slide["v11"], factors)
        assert not answer.right
        assert set(remarks) <= set(answer.remarks)
        assert not any("missing" in remark for remark in answer.remarks)

    @given(x=st.floats(0.5, 3.0))
    def test_a_minus_1_that_was_left_out_is_a_wrong_sign(self, x):
        assume(abs(x - 1.0) > 1e-3)  # at 1, q is 0, and no sign is wrong
        p = Value(x, label="p")
        q = labelled(1.0 - p, "q")
        y = labelled(q * q * 3.0, "y")
        half = labelled(p.exp() - q * 1.0, "h")
        z = labelled(-(labelled(p.exp(), "e") * 2.0), "z")
        assert check_answer(z, p, [2.0, math.exp(x)]).remarks[0].startswith("The sign is wrong: the factor ∂z/∂")
        assert check_answer(z, p, [-2.0, math.exp(x)]).right
        assert check_answer(half, p, [math.exp(x)], [1.0]).right
        assert not check_answer(y, p, [6.0, q]).right

    def test_a_missing_path_is_written_out(self, slide):
        answer = check_answer(slide["ℓ"], slide["x1"], THROUGH_A11)
        assert answer.remarks == ("The product ∂ℓ/∂ŷ · ∂ŷ/∂z · ∂z/∂a12 · ∂a12/∂z2 · ∂z2/∂x1 is missing.",)

    def test_a_path_too_many_is_named(self, slide):
        answer = check_answer(slide["ℓ"], slide["v11"], [DL_DY, DY_DZ, A11], [2.0, 3.0])
        assert answer.remarks == ("The product 2 · 3 belongs to no path.",)

    def test_each_mistake_of_several_is_named(self, slide):
        answer = check_answer(slide["ℓ"], slide["x1"], [-DL_DY, *THROUGH_A11[1:]], THROUGH_A12[:-1])
        assert answer.remarks == (
            "The factor 1.962 is wrong: ∂ℓ/∂ŷ has the other sign.",
            "The factor ∂z2/∂x1 is missing.",
        )


class TestBadInput:
    def test_nothing_is_asked_of_a_variable_that_plays_no_part(self, slide):
        with pytest.raises(
            ValueError, match=r"expected output to depend on variable, got .*: was its number taken out"
        ):
            check_answer(slide["a11"], slide["w12"], [1.0])

    def test_more_paths_than_a_student_writes_down_are_refused_with_their_count(self):
        x = y = Value(1.0, label="x")
        for _ in range(40):
            y = y + y
        with pytest.raises(ValueError, match=f"there are {2**40} paths"):
            check_answer(y, x, [1.0])

    @pytest.mark.parametrize(
        ("output", "variable", "options", "error", "message"),
        [
            (1.0, Value(1.0), {}, TypeError, "expected output to be a Value, got 1.0"),
            (Value(1.0), 2.0, {}, TypeError, "expected variable to be a Value, got 2.0"),
            (Value(1.0), Value(1.0), {"tolerance": 0.0}, ValueError, "tolerance to be between 0 and 1, got 0.0"),
            (Value(1.0).exp(), Value(1.0), {}, ValueError, "expected output to depend on variable"),
        ],
    )
    def test_bad_arguments_are_named(self, output, variable, options, error, message):
        with pytest.raises(error, match=message):
            check_answer(output, variable, [1.0], **options)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (None, r"got None: forgot return in the function that gave it\?$"),
            ([1.0, None], r"got None: forgot return"),
            (math.sin, r"got the function sin: forgot to call it\?$"),
            ("2", r"^expected every factor to be a number or a Value, got '2'$"),
            ([[1.0]], r"got \[1.0\]$"),
        ],
    )
    def test_a_factor_that_is_no_number_is_told_with_the_likely_reason(self, slide, wrong, message):
        with pytest.raises(TypeError, match=message):
            check_answer(slide["ŷ"], slide["z"], wrong)

    def test_more_factors_than_a_student_writes_down_are_refused(self):
        x = Value(1.0, label="x")
        with pytest.raises(ValueError, match="at most 6 products of 10 factors, got 1 of up to 11"):
            check_answer(x * 2.0, x, [2.0] * 11)
