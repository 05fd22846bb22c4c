"""Labels that a picture shows well."""

import pytest

from autograd.torch_graphs.leaves import labels_of
from viz.names import place_and_name, pretty_name


@pytest.mark.parametrize(
    ("name", "shape", "last"),
    [
        ("x", (), "x"),
        ("x", (12,), "x₁₁"),
        ("weight", (2, 3), "W₁,₂"),
        ("layers.0.weight", (2, 11), "layers 0.W₁,₁₀"),
        ("blocks.3.norm.weight", (2,), "blocks 3.norm.w₁"),
        ("0.bias", (2,), "layer 0.b₁"),
        ("conv.weight", (1, 1, 2, 2), "conv.W₀,₀,₁,₁"),
        ("input", (2,), "x₁"),
        ("theta", (2,), "θ₁"),
        ("in_proj_weight", (1, 2), "in_proj_weight[0,1]"),
        ("logits", (1,), "logits[0]"),
    ],
)
def test_of_each_entry_and_as_a_picture_shows_it(name, shape, last):
    labels = labels_of(name, shape)
    assert len(set(labels)) == len(labels)
    assert pretty_name(labels[-1]) == last


def test_a_picture_reads_the_place_of_a_parameter_off_its_label():
    assert place_and_name(labels_of("blocks.3.attention.in_proj_weight", (1, 1))[0]) == (
        ("blocks 3", "attention"),
        "in_proj_weight[0,0]",
    )
