"""The helmet network in PyTorch, and its ONNX file. Only the training needs this module."""

from __future__ import annotations

from pathlib import Path

import torch
from heads import SIDE
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (32, 64, 128)


class Block(nn.Module):
    """Two 3 × 3 convolutions and a way around them; ``step`` 2 halves the picture."""

    def __init__(self, before: int, after: int, step: int) -> None:
        super().__init__()
        self.one = nn.Conv2d(before, after, 3, step, 1, bias=False)
        self.one_norm = nn.BatchNorm2d(after)
        self.two = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.two_norm = nn.BatchNorm2d(after)
        self.around: nn.Module = (
            nn.Identity()
            if before == after and step == 1
            else nn.Sequential(nn.Conv2d(before, after, 1, step, bias=False), nn.BatchNorm2d(after))
        )

    def forward(self, x: Tensor) -> Tensor:
        inner = functional.relu(self.one_norm(self.one(x)))
        return functional.relu(self.two_norm(self.two(inner)) + self.around(x))


class HelmetNet(nn.Module):
    """BGR pixels 0-255, batch × 3 × 48 × 48, to three logits: helmet, bare head, no head."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = WIDTHS
        self.stem = nn.Sequential(nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU())
        self.body = nn.Sequential(
            Block(first, first, 1),
            Block(first, second, 2),
            Block(second, second, 1),
            Block(second, third, 2),
            Block(third, third, 1),
        )
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(third, 3)

    def forward(self, pixels: Tensor) -> Tensor:
        features = self.body(self.stem(pixels / 127.5 - 1.0))
        logits: Tensor = self.head(self.drop(features.mean(dim=(2, 3))))
        return logits


class Calibrated(nn.Module):
    """What is exported: probabilities whose sharpness was fitted on crops that the training left out."""

    def __init__(self, net: HelmetNet, temperature: float) -> None:
        super().__init__()
        self.net = net
        self.temperature = temperature

    def forward(self, pixels: Tensor) -> Tensor:
        return torch.softmax(self.net(pixels) / self.temperature, dim=1)


def export(net: HelmetNet, temperature: float, path: Path, *, note: str) -> None:
    """Writes the ONNX file: input ``heads`` (batch free), output ``probabilities``; weights as 16-bit floats."""
    import onnx

    module = Calibrated(net, temperature).to(memory_format=torch.contiguous_format).eval()
    torch.onnx.export(
        module,
        (torch.zeros(2, 3, SIDE, SIDE),),
        str(path),
        input_names=["heads"],
        output_names=["probabilities"],
        dynamic_axes={"heads": {0: "batch"}, "probabilities": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(path))
    _halve(model)
    model.doc_string = note
    onnx.save(model, str(path))


def _halve(model: object) -> None:
    """Stores the large weights as 16-bit floats and casts them back where they are used."""
    import numpy as np
    from onnx import helper, numpy_helper

    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < 256:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
        casts.append(helper.make_node("Cast", [name + "_half"], [name], to=1, name="cast_" + name))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
