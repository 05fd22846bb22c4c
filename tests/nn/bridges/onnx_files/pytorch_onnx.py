"""Nets that PyTorch wrote as files of ONNX, and what it computed with them.

`data/pytorch_net.onnx` came from PyTorch 2.13.0's exporter, `data/pytorch_net_traced.onnx` from its older one, both by
`python -m tests.nn.bridges.onnx_files.pytorch_onnx` with onnxscript 0.7.2. What a node tells of the machine that it was
written on, the places of source files, is left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"
FILES = {"dynamo": DATA / "pytorch_net.onnx", "traced": DATA / "pytorch_net_traced.onnx"}
NUMBERS = DATA / "pytorch_onnx.json"
X = [[0.5, -1.25, 2.0], [-0.75, 0.0, 1.5], [3.0, -2.0, 0.25], [0.0, 0.0, 0.0]]


def write():
    """Asks PyTorch again."""
    import onnx
    import torch

    torch.manual_seed(1)
    net = torch.nn.Sequential(
        *(torch.nn.Linear(3, 5), torch.nn.LeakyReLU(), torch.nn.Dropout(0.5)),
        *(torch.nn.Linear(5, 4), torch.nn.GELU(), torch.nn.Linear(4, 3), torch.nn.Softmax(dim=-1)),
    ).eval()
    x = torch.tensor(X)
    options = {
        "dynamo": {"dynamo": True, "dynamic_shapes": ({0: torch.export.Dim.DYNAMIC},), "external_data": False},
        "traced": {"dynamo": False, "opset_version": 13, "dynamic_axes": {"x": {0: "batch"}}},
    }
    for exporter, file in FILES.items():
        torch.onnx.export(net, (x,), str(file), input_names=["x"], output_names=["y"], **options[exporter])
        model = onnx.load(file)
        del model.metadata_props[:]
        for part in (*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output, model.graph):
            del part.metadata_props[:]
            part.doc_string = ""
        onnx.save(model, file)
    parameters = {name: tensor.tolist() for name, tensor in net.state_dict().items()}
    said = {"parameters": parameters, "outputs": net(x).tolist()}
    NUMBERS.write_text(json.dumps(said) + "\n", encoding="utf-8")


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.nn.bridges.onnx_files.pytorch_onnx", description=__doc__).parse_args()
    write()
