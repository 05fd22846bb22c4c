"""What wrong answers betray: a name for each misconception, and what helps whoever holds it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MISCONCEPTIONS", "Misconception"]


@dataclass(frozen=True)
class Misconception:
    """One way to think wrongly of a number that is asked for.

    Attributes:
        name: what it is called in `MISCONCEPTIONS`.
        says: what to do about it: one or two sentences, to the student.
        bugs: the names of the broken backward passes of `autograd.zoo` that make the same mistake.
    """

    name: str
    says: str
    bugs: tuple[str, ...] = ()


_misconceptions = (
    # Values.
    Misconception(
        "function_forgotten",
        "That is the number that goes into the function. Apply the function to it.",
    ),
    Misconception(
        "term_forgotten",
        "A term of the sum is missing. Add up all numbers whose arrows lead here.",
    ),
    Misconception(
        "operands_exchanged",
        "The two operands are exchanged. The one marked ① comes first.",
    ),
    Misconception(
        "added_for_multiplied",
        "You added where the sign says multiply.",
    ),
    Misconception(
        "sign", "The sign is wrong, the size is right. Look for a minus on the way.", ("sign_of_subtraction",)
    ),
    # Local derivatives, and the rows that have mistakes of their own.
    Misconception(
        "swapped",
        "That is the partial by the other operand. The derivative of a·b by a is b, and by b it is a.",
        ("swapped",),
    ),
    Misconception(
        "value_for_derivative",
        "That is the value of the function where its derivative belongs, as σ(z) for σ′(z). Differentiate it first.",
    ),
    Misconception(
        "denominator_not_squared",
        "The derivative of a/b by b is −a/b²: square the denominator.",
        ("denominator_not_squared",),
    ),
    Misconception(
        "exponent_kept",
        "The derivative of xᵖ is p·xᵖ⁻¹: lower the exponent by one.",
        ("exponent_kept",),
    ),
    Misconception(
        "exponential_as_power",
        "The rule for powers is not for eˣ, whose exponent varies. The derivative of eˣ is eˣ itself.",
        ("exponential_as_power",),
    ),
    Misconception(
        "logarithm_of_the_result",
        "The derivative of log x is 1/x: divide 1 by what goes into the logarithm, not by what comes out.",
        ("logarithm_of_the_result",),
    ),
    Misconception(
        "sigmoid_of_the_pre_activation",
        "σ′(z) is ŷ(1 − ŷ), with the output ŷ = σ(z) and not with z.",
        ("sigmoid_of_the_pre_activation",),
    ),
    Misconception(
        "tanh_not_squared",
        "The derivative of tanh z is 1 − y², with the output y = tanh z squared.",
        ("tanh_not_squared",),
    ),
    Misconception(
        "relu_always_on",
        "Where its input is negative, a ReLU is 0 all around, and so is its derivative.",
        ("relu_always_on",),
    ),
    Misconception(
        "tie",
        "At a tie, each side of a maximum gets half of the gradient.",
        ("tie",),
    ),
    Misconception(
        "mean_not_divided",
        "The derivative of a mean by one of n numbers is 1/n: divide by how many there are.",
        ("mean_not_divided",),
    ),
    Misconception(
        "bias_forgotten",
        "The bias is a parameter too. The derivative of w·x + b by b is 1.",
        ("bias_forgotten",),
    ),
    Misconception(
        "target_forgotten",
        "Subtract the target: the gradient of cross-entropy by a logit is p − Y, and Y is 1 for the right class.",
        ("target_forgotten",),
    ),
    # Gradients.
    Misconception(
        "forgotten_factor",
        "A factor is missing. Multiply the gradient that arrives by the local derivative of the edge it arrives on.",
        ("forgotten_factor",),
    ),
    Misconception(
        "chain_stopped",
        "That is the local derivative alone. Multiply it by the gradient of the node above.",
    ),
    Misconception(
        "one_path",
        "That is one path only. What is used several times gets the sum over all its uses.",
        ("operands_as_a_set",),
    ),
    Misconception(
        "overwritten",
        "Only the last use is in it, as with = in place of +=. Add what comes from each use.",
        ("overwritten",),
    ),
    Misconception(
        "handed_on_early",
        "A node above handed its gradient on before it was complete. Add up all its uses first.",
        ("depth_first",),
    ),
    Misconception(
        "handed_on_twice",
        "A node above handed on twice, its gradient or a part of it. It hands on once, when its gradient is complete.",
        ("once_a_path",),
    ),
    Misconception(
        "nothing_handed_on",
        "Nothing has arrived here. Begin with 1 at the output, and go from the output back to the leaves.",
        ("no_seed", "operands_first"),
    ),
    Misconception(
        "paths_multiplied",
        "Factors along one path are multiplied, but paths are added.",
    ),
    Misconception(
        "not_averaged",
        "The loss is the mean over the batch, and so is its gradient: divide by the number of samples.",
    ),
    # Calculus.
    Misconception(
        "not_divided_by_step",
        "That is the difference alone. Divide it by Δx.",
    ),
    Misconception(
        "limit_not_taken",
        "That is the slope of the secant. The derivative is what it goes to when Δx goes to 0.",
    ),
    Misconception(
        "product_of_derivatives",
        "The derivative of a product is not the product of the derivatives: (uv)′ = u′v + uv′.",
    ),
    Misconception(
        "other_variable",
        "That is the derivative by the other variable. Look at which letter stands below ∂.",
    ),
    # Descent, and the perceptron's rule.
    Misconception(
        "climbed",
        "The gradient leads uphill, and the step goes down: subtract it.",
    ),
    Misconception(
        "rate_forgotten",
        "The learning rate is missing: multiply the change by it.",
    ),
    Misconception(
        "step_alone",
        "That is the step. Add it to the number that the parameter had.",
    ),
    Misconception(
        "step_reversed",
        "The step is 1 where its input is above 0, and 0 elsewhere.",
    ),
    Misconception(
        "not_updated",
        "The output was wrong, so the weight moves by α(y − o)x.",
    ),
    Misconception(
        "wrong_direction",
        "The weight has moved the wrong way: the rule adds α(y − o)x, and y comes first.",
    ),
    Misconception(
        "input_forgotten",
        "The input is missing in the change α(y − o)x: where it is 0, its weight stays.",
    ),
    Misconception(
        "updated_though_right",
        "The output was right, so nothing changes: y − o is 0.",
    ),
    # Counting.
    Misconception(
        "biases_forgotten",
        "The biases are parameters too: each unit has one.",
    ),
    Misconception(
        "one_bias_a_layer",
        "Each unit has a bias of its own, not each layer.",
    ),
    Misconception(
        "sizes_added",
        "Each unit has a weight for each of its inputs. Multiply the two numbers, do not add them.",
    ),
    Misconception(
        "layer_forgotten",
        "A layer is missing. The output layer has weights and biases like the others; the inputs have none.",
    ),
)

MISCONCEPTIONS: dict[str, Misconception] = {each.name: each for each in _misconceptions}
"""Every misconception that the mistakes of blanks are named after, by name."""
