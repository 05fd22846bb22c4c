"""What a program shows of itself."""

import autograd
import nn
from autograd import Value


def test_a_net_reads_layer_by_layer_in_the_names_of_the_slides():
    model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    program = autograd.compile(
        lambda x, t: nn.binary_cross_entropy_with_logits(model.logits(x), t),
        [0.0, 0.0],
        0.0,
        parameters=model.parameters(),
    )
    assert program.source().splitlines() == [
        "15 slots of a sample each; inputs: x_1, x_2, t",
        "   1  dense                         z_1^(1) … z_4^(1)  w·(x_1, x_2) + b",
        "   2  sigmoid                       h_1^(1) … h_4^(1)  sigmoid(z_1^(1) … z_4^(1))",
        "   3  dense                         z_1^(2)            w·(h_1^(1) … h_4^(1)) + b",
        "   4  sigmoid_binary_cross_entropy  ℓ                  sigmoid_binary_cross_entropy(z_1^(2); t)",
        "   5  check                                            ge(t, 0.0) is True",
        "   6  check                                            le(t, 1.0) is True",
        "outputs: ℓ",
    ]


def test_comparisons_copies_and_constants_are_shown():
    w = Value(2.0, label="w")
    program = autograd.compile(lambda x, y: autograd.dot([w, w], [y, x], 1.0) if x > 0.5 else y, 1.0, 2.0)
    text = program.source()
    assert "check" in text
    assert "gt(x, 0.5) is True" in text
    assert "dot(w; y, x; 1.0)" in text


def test_the_code_of_each_kind_of_step_is_shown_on_request():
    program = autograd.compile(lambda x: (x * 2.0).exp() + x.exp(), 1.0)
    code = program.source(kernel=True)
    assert code.count("define void @exp_forward(") == 1
    assert code.count("define void @exp_backward(") >= 1
    assert "fma" not in code
