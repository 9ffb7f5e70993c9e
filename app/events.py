"""What the page's controls do: values of controls in, what the board is to be told out. Long work becomes a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from app.choices import Choices, Strict, Upload, read_choices
from app.jobs import Job
from app.work import Work
from posta.document.brief import Brief, brief_from
from posta.errors import BriefError, PostaError
from posta.pipeline import Wishes

Told = dict[str, Any]
"""For the board: a `job` to follow, an `error` to show, a poster to `reload` or `open`; `at` makes each one new."""

# The order of the brief panel's controls.
BRIEF_FIELDS = (
    "title", "subtitle", "tagline", "date", "place", "details", "credits", "link", "qr", "theme", "style", "format",
    "painter", "lettering", "finish", "palette", "language", "seed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A brief panel, read."""

    brief: Brief
    wishes: Wishes
    seed: int


def read_brief(*values: Any) -> Asked:
    """The brief panel's controls as a brief. Raises BriefError."""
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
    wishes = Wishes(
        painter=_chosen(told["painter"]),
        style=_chosen(told["style"]),
        lettering=_chosen(told["lettering"]),
        finish=_chosen(told["finish"]),
    )
    return Asked(brief_from(fields, source="The brief"), wishes, _seed(told["seed"]) or 0)


class InPage(Strict):
    """What the page's own panels add to the brief's controls."""

    stages: Choices = Choices()
    background: Upload = ""
    logo: Upload = ""


def in_page(told: Any) -> InPage:
    """What the page sends. Raises BriefError naming the field."""
    try:
        return InPage.model_validate(told or {})
    except ValidationError as problem:
        found = problem.errors()[0]
        where = ".".join(str(step) for step in found["loc"])
        raise BriefError(f"The choices for the stages do not fit ({where}): {found['msg']}.") from None


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
        """Variants of the brief panel, made as the panel of stages says."""

        def start() -> Job:
            *panel, more = values
            asked, page, library = read_brief(*panel), in_page(more), self.desk.library
            chosen = read_choices(page.stages, library, any_server=self.work.any_server)
            files = {name: str(library.upload(of)) for name in ("background", "logo") if (of := getattr(page, name))}
            own = asked.wishes
            told = {name: getattr(own, name) for name in ("painter", "style", "lettering", "finish")}
            wishes = replace(chosen.wishes, **told)
            brief = chosen.brief(asked.brief).changed(**files)
            return self.work.make(brief, wishes, seed=asked.seed, engines=chosen.engines)

        return begun(start)
