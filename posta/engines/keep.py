"""Small things kept between runs: a name in, JSON out of the person's config folder; written whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from posta.errors import EngineError

BYTES_LIMIT = 1 << 20


def config_folder() -> Path:
    """The person's folder for settings: $POSTA_CONFIG if set, else what the system provides for it."""
    if own := os.environ.get("POSTA_CONFIG"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "posta"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "posta"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "posta"


def recall(name: str) -> dict[str, Any]:
    """What is kept in `<config>/<name>.json`; empty if nothing is. Raises EngineError if the file is damaged."""
    path = config_folder() / f"{name}.json"
    try:
        if path.stat().st_size > BYTES_LIMIT:
            raise EngineError(f"{path} is too large to be POSTA's.", hint="Move it away and try again.")
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise EngineError(f"{path} cannot be read: {problem}.", hint="Repair it or move it away.") from None
    if not isinstance(kept, dict):
        raise EngineError(f"{path} does not hold an object.", hint="Repair it or move it away.")
    return kept


def remember(name: str, changes: dict[str, Any]) -> Path:
    """Add or replace entries of `<config>/<name>.json`; returns its path. Raises EngineError when it cannot be written."""
    path = config_folder() / f"{name}.json"
    kept = recall(name) | changes
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file, indent=2, sort_keys=True, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as problem:
        raise EngineError(
            f"{path} cannot be written: {problem.strerror or problem}.",
            hint="Set POSTA_CONFIG to a folder that can be written.",
        ) from None
    return path
