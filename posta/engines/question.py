"""What a model is asked and what it answered: messages and pictures in, a request's JSON out; a reply in, its JSON out."""

from __future__ import annotations

import base64
import io
import json
import math
import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

LONGEST_SIDE_PX = 768

Form = Literal["json_schema", "json_object"]
"""How the answer's shape is asked for."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the talk."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[NDArray[np.uint8], ...] = ()
    """(H, W, 3) sRGB, sent at most 768 px long; they come before the text."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and in which shape the answer must come."""

    messages: tuple[Message, ...]
    schema: dict[str, Any]
    """JSON Schema of the answer."""
    name: str = "answer"
    temperature: float = 0.7
    max_tokens: int = 2048
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came."""

    text: str
    value: Any
    """The JSON in it; None where it holds none."""
    problem: str
    """Why there is no value; empty when there is one."""


def jpeg_url(picture: NDArray[np.uint8], longest_px: int = LONGEST_SIDE_PX) -> str:
    """A picture (H, W, 3) as a `data:` URL of a JPEG at most `longest_px` long. Raises ValueError for other arrays."""
    from PIL import Image

    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise ValueError(f"a picture is (H, W, 3) of 8 bits, not {picture.shape} of {picture.dtype}")
    seen = Image.fromarray(picture)
    seen.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    seen.save(file, "JPEG", quality=88)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def read_json(text: str) -> Any:
    """The JSON object in an answer; a code fence, thinking aloud and words around it are passed over.

    Raises ValueError saying what came. NaN and infinity are no JSON.
    """

    def refuse(name: str) -> float:
        raise ValueError(f"{name} is no number in JSON")

    def finite(digits: str) -> float:
        value = float(digits)
        return value if math.isfinite(value) else refuse(digits)

    body = re.sub(r"^\s*<think>.*?</think>", "", text, flags=re.DOTALL)
    start, end = body.find("{"), body.rfind("}")
    if start < 0:
        raise ValueError(f"the answer holds no JSON object; it begins with {text.strip()[:80]!r}")
    try:
        # Models that are held to a grammar write raw control characters in strings; each field says what it allows.
        found = body[start : end + 1] if end > start else body[start:]
        return json.loads(found, parse_constant=refuse, parse_float=finite, strict=False)
    except json.JSONDecodeError as problem:
        near = problem.doc[max(0, problem.pos - 30) : problem.pos + 30]
        raise ValueError(f"the JSON breaks at character {problem.pos}, near {near!r}: {problem.msg}") from None
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None


def request_body(question: Question, model: str, form: Form) -> dict[str, Any]:
    """The body of a chat completion. Where the server knows no JSON Schema, the schema is told in words."""
    messages = []
    for at, message in enumerate(question.messages):
        text = message.text
        if form == "json_object" and at == len(question.messages) - 1:
            text += "\n\nAnswer with one JSON object that follows this JSON Schema:\n" + json.dumps(question.schema)
        content: Any = text
        if message.pictures:
            content = [{"type": "image_url", "image_url": {"url": jpeg_url(p)}} for p in message.pictures]
            content.append({"type": "text", "text": text})
        messages.append({"role": message.role, "content": content})
    shape: dict[str, Any] = {"type": form}
    if form == "json_schema":
        shape["json_schema"] = {"name": question.name, "schema": question.schema, "strict": True}
    return {
        "model": model, "messages": messages, "response_format": shape, "stream": True, "seed": question.seed,
        "temperature": question.temperature, "max_tokens": question.max_tokens,
    }  # fmt: skip


def reason_in(body: str) -> str:
    """What a server says went wrong, in at most 300 characters."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = re.sub(r"<[^>]*>", " ", body)
    for name in ("error", "message", "detail"):
        if isinstance(value, dict) and value.get(name):
            value = value[name]
    return " ".join(str(value).split())[:300]


def chosen_text(event: dict[str, Any], part: str) -> tuple[str, str]:
    """The text and the reason for ending of an answer's first choice."""
    choices = event.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    said = first.get(part)
    text = said.get("content") if isinstance(said, dict) else None
    end = first.get("finish_reason")
    return (text if isinstance(text, str) else ""), (end if isinstance(end, str) else "")
