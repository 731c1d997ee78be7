"""Makes src/lookout/models/plates.onnx: a general reader of Chinese lines, cut down to the characters of plates.

    python tools/models/plates.py ch_PP-OCRv4_rec_infer.onnx src/lookout/models

The source is in the wheel rapidocr-onnxruntime 1.4.4 (Apache-2.0). Of its 6,625 outputs those remain that a number
plate may hold: the model that is shipped cannot read a name, a shop sign or anything else. Weights are stored as
16-bit floats, which halves the file. Needs the package onnx (not one of the project's).
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
SUFFIXES = "警学港澳领挂使"
LARGE = 64
"""Smaller constants are shapes and bounds, where a rounding would matter and nothing is saved."""


def main(source: Path, folder: Path) -> None:
    model = onnx.load(source)
    characters = {entry.key: entry.value for entry in model.metadata_props}["character"].splitlines()
    kept = PROVINCES + LETTERS + DIGITS + SUFFIXES
    columns = [0] + [characters.index(character) + 1 for character in kept]
    graph = model.graph
    values = {node.output[0]: node.attribute[0] for node in graph.node if node.op_type == "Constant" and node.attribute}
    last = next(node for node in reversed(graph.node) if node.op_type == "MatMul")
    bias = next(node for node in graph.node if node.op_type == "Add" and last.output[0] in node.input)
    weights, offsets = last.input[1], next(name for name in bias.input if name != last.output[0])
    for name in (weights, offsets):
        array = numpy_helper.to_array(values[name].t)[..., columns]
        values[name].t.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), values[name].t.name))
    _halve(graph)
    graph.output[0].type.tensor_type.shape.dim[2].dim_value = len(columns)
    graph.input[0].name, old = "image", graph.input[0].name
    graph.output[0].name, result = "text", graph.output[0].name
    for node in graph.node:
        node.input[:] = ["image" if name == old else name for name in node.input]
        node.output[:] = ["text" if name == result else name for name in node.output]
        node.name, node.doc_string = "", ""
    del model.metadata_props[:]
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    (folder / "plates.onnx").write_bytes(data)
    (folder / "plates.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


def _halve(graph: onnx.GraphProto) -> None:
    """Large float constants as 16-bit, each widened again by a Cast, which the run-time folds when it loads."""
    nodes = []
    for node in graph.node:
        nodes.append(node)
        if node.op_type != "Constant" or not node.attribute[0].HasField("t"):
            continue
        array = numpy_helper.to_array(node.attribute[0].t)
        if array.dtype != np.float32 or array.size < LARGE:
            continue
        name = node.output[0]
        node.attribute[0].t.CopyFrom(numpy_helper.from_array(array.astype(np.float16), node.attribute[0].t.name))
        node.output[0] = f"{name}.half"
        nodes.append(helper.make_node("Cast", [node.output[0]], [name], to=onnx.TensorProto.FLOAT))
    del graph.node[:]
    graph.node.extend(nodes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
