"""Makes src/lookout/models/nanodet_g_int8: the detector's network in whole numbers of 8 bits.

    python3 -m venv /tmp/quantise && /tmp/quantise/bin/pip install nncf openvino opencv-python-headless
    /tmp/quantise/bin/python tools/models/detector.py [src/lookout/models]

The network is ``nanodet_g.onnx`` with less work around it (``lean``). In which range the values of each layer lie is
found with the clips that come with the engine, and with changed copies of their pictures: closer, mirrored, lighter,
darker, noisier, in other colours. No picture of the test set is used, and none can be got out of the file. The widest
range that was seen is taken: cutting off rare large values cost one detection in a hundred. Weights that are read first
keep a bit less, so that processors without dot products of bytes do not overflow. About a minute.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import nncf
import numpy as np
import openvino as ov
from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters
from nncf.quantization.range_estimator import RangeEstimatorParametersSet
from numpy.typing import NDArray
from openvino import opset8 as opset
from openvino import preprocess

STRIDES, CLASSES, BINS = (8, 16, 32), 80, 11
HEIGHT, WIDTH = 256, 416
MEAN = (103.53, 116.28, 123.675)
SCALE = (57.375, 57.12, 58.395)
PAD = (104, 116, 124)
STEP = 8
"""Of the clips' pictures every one in so many."""
CHANGED = 900
FOOTAGE = Path(__file__).parents[2] / "src/lookout/footage"

Picture = NDArray[np.uint8]


def lean(model: ov.Model) -> ov.Model:
    """The same network with less work around it.

    One output holds the strides together, as the last convolutions leave them: for each cell the logits of its
    classes, then its sides. A second one is the best logit of each cell. Few cells hold anything; which they are is
    found without a look at all eighty classes of each, and only theirs become scores. The padding before the pooling
    is the pooling's own. What comes in are the picture's bytes.
    """
    for operation in model.get_ordered_ops():
        if operation.get_type_name() == "MaxPool":
            pad = _above(operation, "Pad")
            begin, end = (pad.input_value(number).get_node().data.tolist()[2:] for number in (1, 2))
            source = _above(pad, "Convert").input_value(0)
            pooled = opset.max_pool(source, [2, 2], [1, 1], begin, end, [3, 3], "floor", "explicit")
            operation.output(0).replace(pooled.output(0))
    results = {name: result.get_node() for result in model.outputs for name in result.names}
    parts = []
    for stride in STRIDES:
        last = _above(results[f"cls_{stride}"], "VariadicSplit").input_value(0)
        cells = opset.transpose(last, np.array([0, 2, 3, 1], np.int64))
        parts.append(opset.reshape(cells, np.array([1, -1, CLASSES + 4 * BINS], np.int64), False))
    values = opset.convert(opset.concat(parts, 1), "f32")
    first, behind, step, axis = (np.array([number], np.int64) for number in (0, CLASSES, 1, 2))
    best = opset.reduce_max(opset.slice(values, first, behind, step, axis), axis)
    steps = preprocess.PrePostProcessor(
        ov.Model([opset.result(values), opset.result(best)], model.get_parameters(), "lean")
    )
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().model().set_layout(ov.Layout("NCHW"))
    steps.input().preprocess().convert_element_type(ov.Type.f32).mean(list(MEAN)).scale(list(SCALE))
    return steps.build()


def _above(node: ov.Node, kind: str) -> ov.Node:
    """The nearest node of that kind which ``node`` gets its first input from, directly or through others."""
    found = node.input_value(0).get_node()
    return found if found.get_type_name() == kind else _above(found, kind)


def seen(folder: Path) -> list[Picture]:
    """Some pictures of all clips in the folder."""
    pictures = []
    for clip in sorted(folder.glob("*.mp4")):
        capture, number = cv2.VideoCapture(str(clip)), 0
        while True:
            there, picture = capture.read()
            if not there:
                break
            if number % STEP == 0:
                pictures.append(picture)
            number += 1
    return pictures


def changed(pictures: list[Picture], chance: np.random.Generator) -> Iterator[Picture]:
    """``CHANGED`` copies as other places and other hours might look."""
    for number in range(CHANGED):
        picture = pictures[number % len(pictures)]
        if chance.random() < 0.5:
            height, width = (round(side * chance.uniform(0.3, 0.9)) for side in picture.shape[:2])
            top, left = chance.integers(0, picture.shape[0] - height), chance.integers(0, picture.shape[1] - width)
            picture = picture[top : top + height, left : left + width]
        if chance.random() < 0.5:
            picture = picture[:, ::-1]
        values = (picture.astype(np.float32) - 127) * chance.uniform(0.6, 1.6) + 127 + chance.uniform(-50, 50)
        values *= chance.uniform(0.8, 1.2, 3)
        if chance.random() < 0.4:
            values += chance.normal(0, chance.uniform(2, 15), values.shape)
        yield np.clip(values, 0, 255).astype(np.uint8)


def laid(picture: Picture) -> Picture:
    """As the engine lays a picture before the network."""
    scale = min(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    canvas = np.empty((1, HEIGHT, WIDTH, 3), np.uint8)
    canvas[:] = PAD
    canvas[0, : inner[1], : inner[0]] = cv2.resize(picture, inner, interpolation=cv2.INTER_LINEAR)
    return canvas


def main(folder: Path) -> None:
    model = ov.Core().read_model(folder / "nanodet_g.onnx")
    model.reshape([1, 3, HEIGHT, WIDTH])
    chance = np.random.default_rng(5)
    pictures = seen(FOOTAGE)
    shown = [laid(picture) for picture in (*pictures, *changed(pictures, chance))]
    small = nncf.quantize(
        lean(model),
        nncf.Dataset([shown[number] for number in chance.permutation(len(shown))]),
        subset_size=len(shown),
        preset=nncf.QuantizationPreset.MIXED,
        target_device=nncf.TargetDevice.CPU,
        advanced_parameters=AdvancedQuantizationParameters(
            activations_range_estimator_params=RangeEstimatorParametersSet.MINMAX
        ),
    )
    out = folder / "nanodet_g_int8.xml"
    ov.save_model(small, out, compress_to_fp16=False)
    for file in (out, out.with_suffix(".bin")):
        sys.stdout.write(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE.parent / "models")
