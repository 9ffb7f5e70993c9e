"""An engine's options as a person gave them in; a sentence instead of a fault where one is of the wrong kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from posta.errors import EngineError

WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", dict: "a table of options"}


def check_kinds(engine: str, given: Mapping[str, Any], kinds: Mapping[str, type], may_be_none: frozenset[str]) -> None:
    """Raises EngineError naming the first option that is not of its kind. Whole numbers are numbers; true is none."""
    for name, kind in kinds.items():
        value = given[name]
        if value is None and name in may_be_none:
            continue
        allowed = (int, float) if kind is float else (Mapping,) if kind is dict else (kind,)
        if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
            raise EngineError(f"The option {name} of {engine} is {value!r}.", hint=f"Give {WORDS[kind]}.")
