"""IP loudspeakers that are called over HTTP; every make has its own call, so all of it is configuration.

Options: ``method`` (POST), ``headers`` (mapping), ``body``: "audio" sends the recording itself, any other text is a
template with {text}, {language}, {repeat}, {audio_base64} (JSON-escaped when the content type is JSON),
``content_type``, ``timeout_s`` (3), ``user`` and ``password`` (digest or basic by ``sign_in``).
"""

from __future__ import annotations

import base64
import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from fengqiao.cameras.services.adapters.port import SpeakerFailed

TIMEOUT_S = 3.0


class HttpSpeaker:
    """One configured call; any answer below 300 means that the loudspeaker took it."""

    def __init__(
        self, *, address: str, options: Mapping[str, Any], transport: httpx.BaseTransport | None = None
    ) -> None:
        self.address, self.options, self.transport = address, options, transport

    def play(self, audio: Path, *, text: str, language: str, repeat: int) -> None:
        content, content_type = self._body(audio, {"text": text, "language": language, "repeat": repeat})
        headers = {**({"Content-Type": content_type} if content else {}), **self.options.get("headers", {})}
        values = {"text": text, "language": language, "repeat": str(repeat)}
        address = _filled(self.address, {name: str(httpx.QueryParams({"v": v}))[2:] for name, v in values.items()})
        call(
            str(self.options.get("method", "POST")),
            address,
            content=content,
            headers=headers,
            options=self.options,
            transport=self.transport,
        )

    def _body(self, audio: Path, values: dict[str, str | int]) -> tuple[bytes, str]:
        template = str(self.options.get("body", "audio"))
        if template == "audio":
            guessed = mimetypes.guess_type(audio.name)[0] or "application/octet-stream"
            return audio.read_bytes(), str(self.options.get("content_type", guessed))
        content_type = str(self.options.get("content_type", "application/json"))
        texts = {name: str(value) for name, value in values.items()}
        if "{audio_base64}" in template:
            texts["audio_base64"] = base64.b64encode(audio.read_bytes()).decode()
        if "json" in content_type:
            texts = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in texts.items()}
        return _filled(template, texts).encode(), content_type


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def call(
    method: str,
    address: str,
    *,
    content: bytes = b"",
    headers: Mapping[str, str] | None = None,
    options: Mapping[str, Any],
    transport: httpx.BaseTransport | None = None,
) -> None:
    """One HTTP call with this port's time limit and words. Raises SpeakerFailed."""
    auth: httpx.Auth | None = None
    if options.get("user"):
        kind = httpx.BasicAuth if options.get("sign_in") == "basic" else httpx.DigestAuth
        auth = kind(str(options["user"]), str(options.get("password", "")))
    timeout = float(options.get("timeout_s", TIMEOUT_S))
    try:
        with httpx.Client(timeout=timeout, transport=transport, trust_env=False) as client:
            response = client.request(method, address, content=content or None, headers=dict(headers or {}), auth=auth)
    except httpx.TimeoutException as error:
        raise SpeakerFailed(f"no answer within {timeout:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise SpeakerFailed(f"not reachable ({type(error).__name__})") from error
    if response.status_code >= 300:
        raise SpeakerFailed(f"it answered {response.status_code}")
