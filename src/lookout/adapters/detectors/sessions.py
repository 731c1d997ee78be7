"""Running an ONNX file: on the processor by OpenVINO, on a graphics card by ONNX Runtime, which is optional."""

from __future__ import annotations

import importlib
import queue
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lookout.adapters import inference
from lookout.ports import LookoutError

DEVICES = ("cpu", "cuda", "tensorrt")
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output: its name, and its shape with None where it is free."""

    name: str
    shape: tuple[int | None, ...]


class Session(Protocol):
    """A model that is ready. ``run`` may be called from several threads."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]

    def run(self, values: Mapping[str, Array]) -> dict[str, Array]: ...


def open_session(data: bytes, *, device: str, threads: int, streams: int) -> Session:
    """``streams``: how many callers are worked for at once, each with so many ``threads`` of the processor.

    Raises ``LookoutError`` when the file is no model, or the device is not there."""
    if device not in DEVICES:
        raise LookoutError(f"there is no device '{device}'; use one of {', '.join(DEVICES)}")
    if device == "cpu":
        return OpenVinoSession(data, threads=threads, streams=streams)
    return OnnxSession(data, device=device)


class OpenVinoSession:
    """See ``Session``. ``streams`` callers are worked for at once, the others wait."""

    def __init__(self, data: bytes, *, threads: int, streams: int) -> None:
        core = inference.core()
        try:
            model = core.read_model(data)
            compiled = core.compile_model(model, "CPU", inference.settings(threads=threads, streams=streams))
        except RuntimeError as problem:
            raise LookoutError(f"the file is no model that OpenVINO can use: {_line(problem)}") from problem
        self.inputs = tuple(_port(item) for item in model.inputs)
        self.outputs = tuple(_port(item) for item in model.outputs)
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(streams):
            self._idle.put(compiled.create_infer_request())

    def run(self, values: Mapping[str, Array]) -> dict[str, Array]:
        request = self._idle.get()
        try:
            said = request.infer(dict(values))
            return {port.name: np.array(said[number]) for number, port in enumerate(self.outputs)}
        finally:
            self._idle.put(request)


class OnnxSession:
    """See ``Session``. Needs the package ``onnxruntime-gpu``, and refuses to fall back to the processor unseen."""

    PROVIDERS = {"cuda": "CUDAExecutionProvider", "tensorrt": "TensorrtExecutionProvider"}

    def __init__(self, data: bytes, *, device: str) -> None:
        try:
            runtime = importlib.import_module("onnxruntime")
        except ImportError as problem:
            raise LookoutError(
                f"for the device '{device}' install the package onnxruntime-gpu beside Fengqiao, or use cpu"
            ) from problem
        wanted = self.PROVIDERS[device]
        if wanted not in runtime.get_available_providers():
            raise LookoutError(
                f"ONNX Runtime has no {wanted} here; it has {', '.join(runtime.get_available_providers())}"
            )
        chain = [wanted, "CUDAExecutionProvider"] if device == "tensorrt" else [wanted]
        try:
            self._session = runtime.InferenceSession(data, providers=chain)
        except Exception as problem:  # ONNX Runtime's own errors share no base that can be named here
            raise LookoutError(f"the file is no model that ONNX Runtime can use: {_line(problem)}") from problem
        if wanted not in self._session.get_providers():
            raise LookoutError(f"ONNX Runtime could not start {wanted}; is the graphics card's driver installed?")
        self.inputs = tuple(_named(item) for item in self._session.get_inputs())
        self.outputs = tuple(_named(item) for item in self._session.get_outputs())

    def run(self, values: Mapping[str, Array]) -> dict[str, Array]:
        names = [port.name for port in self.outputs]
        return dict(zip(names, self._session.run(names, dict(values)), strict=True))


def _port(item: Any) -> Port:
    shape = item.get_partial_shape()
    sizes = tuple(None if size.is_dynamic else int(size.get_length()) for size in shape) if shape.rank.is_static else ()
    return Port(item.get_any_name(), sizes)


def _named(item: Any) -> Port:
    return Port(item.name, tuple(size if isinstance(size, int) and size > 0 else None for size in item.shape))


def _line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200]
