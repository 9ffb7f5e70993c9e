"""Poster data of any older version in, data of the current version out; newer versions are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from posta.document.poster import FORMAT
from posta.errors import DocumentError, NewerDocument

CURRENT = int(FORMAT.removeprefix("posta/"))

# One small function a version: data of version n in, data of version n + 1 out.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upgrade(data: dict[str, Any], *, source: str = "the poster") -> dict[str, Any]:
    """`data` brought to the current version. Raises DocumentError for no version, NewerDocument for a newer one."""
    found = data.get("format")
    match = re.fullmatch(r"posta/([0-9]{1,6})", found) if isinstance(found, str) else None
    if not match:
        raise DocumentError(
            f'{source}: format is {found!r}; a POSTA document begins with "format": "{FORMAT}".'
            if found is not None
            else f'{source} has no format field; a POSTA document begins with "format": "{FORMAT}".'
        )
    version = int(match[1])
    if version > CURRENT:
        raise NewerDocument(
            f"{source} was written by a newer POSTA ({found}); this one reads up to {FORMAT}.",
            hint="Update POSTA to open it; the file was not touched.",
        )
    for step in range(version, CURRENT):
        data = UPGRADES[step](data) | {"format": f"posta/{step + 1}"}
    return data
