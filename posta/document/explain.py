"""A pydantic ValidationError in, one sentence a designer understands out: path, what was found, what is allowed."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

MOST_SHOWN = 3


def explain(problem: ValidationError, model: type[BaseModel]) -> str:
    """The first problems of a validation, each as `path: found … ; allowed …`, joined by '; '."""
    lines = [line for _, line in problems(problem, model)]
    shown = list(dict.fromkeys(lines))
    more = f"; and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else ""
    return "; ".join(shown[:MOST_SHOWN]) + more


def problems(problem: ValidationError, model: type[BaseModel]) -> list[tuple[str, str]]:
    """Every problem as (path, sentence)."""
    return [(path_of(e["loc"]), _sentence(e, model)) for e in problem.errors(include_url=False)]


def path_of(location: Iterable[int | str]) -> str:
    """`layers[3].box[2]` from pydantic's location; the tags it adds for unions are left out."""
    path = ""
    parts = list(location)
    for i, part in enumerate(parts):
        if isinstance(part, int):
            path += f"[{part}]"
        elif i and isinstance(parts[i - 1], int) and part in ("picture", "shape", "text", "code"):
            continue
        elif part[:1].isupper() or "[" in part or part in ("str", "float", "int"):
            continue  # the name of a type in a union
        else:
            path += f".{part}" if path else part
    return path


def _sentence(error: Any, model: type[BaseModel]) -> str:
    path = path_of(error["loc"])
    kind, found = error["type"], _shown(error.get("input"))
    if kind == "missing":
        return f"{path} is missing"
    if kind == "extra_forbidden":
        name = str(error["loc"][-1])
        near = difflib.get_close_matches(name, _field_names(model), n=1)
        return f"{path} is not a known field" + (f"; did you mean {near[0]!r}?" if near else "")
    if kind in ("value_error", "assertion_error"):
        reason = str(error.get("ctx", {}).get("error", error["msg"]))
        return f"{path}: {reason}" if path else reason
    reason = error["msg"][0].lower() + error["msg"][1:]
    return f"{path}: found {found}; {reason.replace('input ', '')}" if path else reason


def _shown(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, TypeError, RecursionError):
        text = str(type(value).__name__)
    return text if len(text) <= 60 else text[:57] + "…"


@cache
def _field_names(model: type[BaseModel]) -> list[str]:
    """Field names of a model and of the models inside it."""
    schema = model.model_json_schema()
    return [name for part in [schema, *schema.get("$defs", {}).values()] for name in part.get("properties", {})]
