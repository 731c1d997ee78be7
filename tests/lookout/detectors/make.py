"""Writes tiny ONNX files with the outputs of each family of detectors, for the tests; needs the package ``onnx``.

    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install onnx numpy
    /tmp/onnx/bin/python tests/lookout/detectors/make.py

They look at nothing: each answers with the two objects of ``OBJECTS``, encoded as its family does, for an input of
64 × 64 that shows a picture twice as wide as high (YOLOX and NanoDet at the top left, the others stretched).
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
CLASSES = ["person", "motorcycle", "car"]
OBJECTS = [(0, 0.9, (0.25, 0.1, 0.5, 0.7)), (1, 0.6, (0.3, 0.4, 0.65, 0.9))]
"""Class, score, and left, top, right, bottom in fractions of the picture."""
SIDE = 64


def cells(strides):
    """Column, row and stride of each cell."""
    return [(x, y, s) for s in strides for y in range(SIDE // s) for x in range(SIDE // s)]


def inside(box):
    """The box in pixels of the input, whose upper half is the picture."""
    return box[0] * SIDE, box[1] * SIDE / 2, box[2] * SIDE, box[3] * SIDE / 2


def yolox():
    places = cells((8, 16, 32))
    rows = np.zeros((1, len(places), 5 + len(CLASSES)), np.float32)
    for label, score, box in OBJECTS:
        x1, y1, x2, y2 = inside(box)
        # told twice, by neighbouring cells of two strides, as the family does
        for stride, share in ((8, 1.0), (16, 0.8)):
            at = ((x1 + x2) / 2 // stride, (y1 + y2) / 2 // stride, stride)
            row = rows[0, places.index(at)]
            row[:2] = ((x1 + x2) / 2 / stride - at[0], (y1 + y2) / 2 / stride - at[1])
            row[2:4] = np.log([(x2 - x1) / stride, (y2 - y1) / stride])
            row[4], row[5 + label] = 0.95, score * share / 0.95
    return {"images": [1, 3, SIDE, SIDE]}, {"output": rows}


def nanodet_plus():
    places = cells((8, 16, 32, 64))
    bins = 8
    rows = np.zeros((1, len(places), len(CLASSES) + 4 * bins), np.float32)
    for label, score, box in OBJECTS:
        x1, y1, x2, y2 = inside(box)
        stride = 8
        at = (round((x1 + x2) / 2 / stride), round((y1 + y2) / 2 / stride), stride)
        row = rows[0, places.index(at)]
        row[label] = score
        px, py = at[0] * stride, at[1] * stride
        for side, distance in enumerate((px - x1, py - y1, x2 - px, y2 - py)):
            # a distribution over two neighbouring bins whose mean is the distance
            low = int(distance / stride)
            share = distance / stride - low
            logits = np.full(bins, -30.0)
            logits[low], logits[low + 1] = np.log(max(1e-9, 1 - share)), np.log(max(1e-9, share))
            row[len(CLASSES) + side * bins :][:bins] = logits
    return {"data": [1, 3, SIDE, SIDE]}, {"output": rows}


def rfdetr():
    boxes, logits = np.full((1, 5, 4), 0.5, np.float32), np.full((1, 5, len(CLASSES)), -9.0, np.float32)
    for query, (label, score, (x1, y1, x2, y2)) in enumerate(OBJECTS, 2):
        boxes[0, query] = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        logits[0, query, label] = np.log(score / (1 - score))
    return {"input": [1, 3, SIDE, SIDE]}, {"dets": boxes, "labels": logits}


def dfine():
    boxes, scores = np.zeros((1, 5, 4), np.float32), np.full((1, 5), 0.01, np.float32)
    labels = np.zeros((1, 5), np.int64)
    for query, (label, score, box) in enumerate(OBJECTS, 1):
        boxes[0, query], scores[0, query], labels[0, query] = box, score, label
    inputs = {"images": [1, 3, SIDE, SIDE], "orig_target_sizes": [1, 2]}
    return inputs, {"labels": labels, "boxes": boxes, "scores": scores}


def graph(name, inputs, outputs):
    """Constants that the inputs do not change; D-FINE's boxes are multiplied by the size that it is told."""
    nodes, tensors = [], []
    first = next(iter(inputs))
    # the least that keeps the picture in the graph: its mean, times nothing
    nodes += [
        helper.make_node("ReduceMean", [first], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
    ]
    tensors.append(numpy_helper.from_array(np.float32(0), "zero"))
    for key, values in outputs.items():
        tensors.append(numpy_helper.from_array(values, key + "_values"))
        if values.dtype == np.int64:
            nodes.append(helper.make_node("Identity", [key + "_values"], [key]))
            continue
        scaled = key + "_values"
        if "orig_target_sizes" in inputs and key == "boxes":
            nodes += [
                helper.make_node("Cast", ["orig_target_sizes"], ["size"], to=TensorProto.FLOAT),
                helper.make_node("Concat", ["size", "size"], ["sizes"], axis=1),
                helper.make_node("Mul", [scaled, "sizes"], ["boxes_scaled"]),
            ]
            scaled = "boxes_scaled"
        nodes.append(helper.make_node("Add", [scaled, "nothing"], [key]))
    kinds = {key: TensorProto.INT64 if key == "orig_target_sizes" else TensorProto.FLOAT for key in inputs}
    built = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(key, kinds[key], shape) for key, shape in inputs.items()],
        [
            helper.make_tensor_value_info(
                key, TensorProto.INT64 if values.dtype == np.int64 else TensorProto.FLOAT, values.shape
            )
            for key, values in outputs.items()
        ],
        tensors,
    )
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


for maker in (yolox, nanodet_plus, rfdetr, dfine):
    data = graph(maker.__name__, *maker())
    (HERE / f"{maker.__name__}.onnx").write_bytes(data)
    card = {"sha256": hashlib.sha256(data).hexdigest(), "classes": CLASSES, "name": f"tiny {maker.__name__}"}
    (HERE / f"{maker.__name__}.onnx.json").write_text(json.dumps(card) + "\n")
    print(maker.__name__, len(data))
