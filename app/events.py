"""What the page's controls do: values of controls in, what the board is to be told out. Long work becomes a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.jobs import Job
from app.work import Again, Work
from posta.document.brief import Brief, brief_from
from posta.errors import BriefError, LibraryError, PostaError
from posta.export import ExportOptions
from posta.library.library import Library
from posta.pipeline import Wishes
from posta.units import to_points

Told = dict[str, Any]
"""For the board: a `job` to follow, an `error` to show, a poster to `reload` or `open`; `at` makes each one new."""

# The order of the brief panel's controls.
BRIEF_FIELDS = (
    "title", "subtitle", "tagline", "date", "place", "details", "credits", "link", "qr", "theme", "style", "format",
    "painter", "lettering", "palette", "background", "logo", "language", "seed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A brief panel, read."""

    brief: Brief
    wishes: Wishes
    seed: int


def read_brief(library: Library, *values: Any) -> Asked:
    """The brief panel's controls as a brief; pictures given are kept in the library. Raises BriefError or AssetError."""
    told = dict(zip(BRIEF_FIELDS, values, strict=True))
    fields: dict[str, Any] = {
        name: told[name] or "" for name in ("title", "subtitle", "tagline", "date", "place", "credits", "link", "theme")
    }
    if not fields["title"].strip():
        raise BriefError("The poster needs a title.", hint="Write one at the top of the brief.")
    fields["details"] = [line for line in (told["details"] or "").splitlines() if line.strip()]
    fields["palette"] = [c for c in (told["palette"] or "").replace(",", " ").split() if c]
    fields["qr"], fields["language"] = bool(told["qr"]), told["language"] or ""
    fields["format"] = told["format"] or "a3"
    for name, says in (("background", "Your own picture"), ("logo", "The logo")):
        if told[name]:
            data = Path(told[name]).read_bytes()
            fields[name] = str(library.keep_upload(data, source=says))
    wishes = Wishes(
        painter=_chosen(told["painter"]), style=_chosen(told["style"]), lettering=_chosen(told["lettering"])
    )
    return Asked(brief_from(fields, source="The brief"), wishes, _seed(told["seed"]) or 0)


def _seed(value: Any) -> int | None:
    if value is None or not str(value).strip():
        return None
    try:
        seed = int(str(value).strip().removesuffix(".0"))
    except ValueError:
        seed = -1
    if not 0 <= seed < 2**53:
        raise BriefError("The seed must be a whole number from 0 on.")
    return seed


def _chosen(value: Any) -> str:
    return "" if not value or str(value).startswith("as ") else str(value)


def board(**told: Any) -> Told:
    """Something for the board that differs from what it was told before."""
    return {**told, "at": time.time_ns()}


def begun(start: Callable[[], Job]) -> Told:
    """Start a job: what the board is told, an error included."""
    try:
        return board(job={"id": start().id})
    except PostaError as problem:
        return board(error=str(problem))
    except (ValueError, OSError) as problem:
        return board(error=f"That could not be read: {problem}")


class Events:
    """The page's events over the studio's work."""

    def __init__(self, work: Work) -> None:
        self.work, self.desk = work, work.desk

    def make(self, *values: Any) -> Told:
        """Four variants of the brief panel."""

        def start() -> Job:
            asked = read_brief(self.desk.library, *values)
            return self.work.make(asked.brief, asked.wishes, seed=asked.seed)

        return begun(start)

    def again(self, stage: str, poster_id: str, *values: Any) -> Told:
        """One stage of the open poster again, with the re-roll panel's wishes."""

        def start() -> Job:
            theme, painter, style, lettering, layer, seed = values
            wishes = wishes_for(stage, theme, painter, style, lettering)
            chosen = (layer or "title") if stage == "arttext" else ""
            return self.work.again(must_be_open(poster_id), Again(stage, wishes, seed=_seed(seed), layer=chosen))

        return begun(start)

    def resize(self, poster_id: str, format_name: str) -> Told:
        """The open poster on another format."""
        return begun(lambda: self.work.resize(must_be_open(poster_id), str(format_name or "")))

    def export(self, poster_id: str, kind: str, ppi: float, pdf: str, bleed: bool, marks: list[str]) -> Told:
        """A file of the open poster."""

        def start() -> Job:
            page = self.desk.open(must_be_open(poster_id)).poster.page
            options = ExportOptions(
                ppi=float(ppi or 300), pdf=pdf, marks=frozenset(marks) if kind == "pdf" else frozenset(),  # type: ignore[arg-type]
                bleed=to_points(page.bleed, page.unit) if bleed else 0.0,
            )  # fmt: skip
            return self.work.export(poster_id, kind, options)

        return begun(start)


def must_be_open(poster_id: str) -> str:
    """The open poster's id. Raises LibraryError when none is open."""
    if not poster_id:
        raise LibraryError("Open or make a poster first.")
    return poster_id


def wishes_for(stage: str, theme: str, painter: str, style: str, lettering: str) -> Wishes:
    """What one stage's re-roll takes from the panel."""
    empty = Wishes()
    if stage == "background":
        return replace(empty, theme=theme or "", painter=_chosen(painter))
    if stage == "design":
        return replace(empty, style=_chosen(style))
    return replace(empty, lettering=_chosen(lettering))
