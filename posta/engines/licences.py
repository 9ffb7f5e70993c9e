"""Licences of weights: a table row goes in, permission comes out; what was accepted is kept in the config folder."""

from __future__ import annotations

from datetime import UTC, datetime

from posta.engines.keep import recall, remember
from posta.engines.models import Model
from posta.errors import LicenceNeeded

KEPT = "licences"


def accepted(row: Model) -> bool:
    """Whether these weights may be used: free for all use, or their terms were accepted by this person."""
    if row.licence.commercial:
        return True
    kept = recall(KEPT).get(row.repo)
    return isinstance(kept, dict) and kept.get("licence") == row.licence.name


def accept(row: Model) -> None:
    """Keep that the person accepted these terms, with the time. Asking them is the caller's part."""
    remember(KEPT, {row.repo: {"licence": row.licence.name, "url": row.licence.url, "at": _now()}})


def require(row: Model) -> None:
    """Raises LicenceNeeded unless the weights may be used."""
    if not accepted(row):
        raise LicenceNeeded(
            f"{row.name} is under the {row.licence.name}: no commercial use ({row.licence.url}).",
            hint=f"Read and accept it (posta models accept {row.name}), or choose a free model such as z-image-turbo.",
            name=row.name,
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
