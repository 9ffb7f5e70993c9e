"""What engines share: a stage's table and a name in, the engine out; and how progress is told."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from pkgutil import resolve_name
from typing import Any, Protocol

from posta.errors import EngineError


class Progress(Protocol):
    """Told how far a job is: a share 0..1 and what is being done. Raise posta.errors.Cancelled in it to stop the job.

    One that also has a method `show` is shown what a picture looks like while it is drawn (`looked_at`).
    """

    def __call__(self, done: float, doing: str) -> None: ...


Show = Callable[[Any], None]
"""Given a small picture, (h, w, 3) uint8 sRGB."""


def silent(done: float, doing: str) -> None:
    """Progress nobody listens to."""


def looked_at(progress: Progress) -> Show | None:
    """How to show this listener a picture in the making; None where nobody looks."""
    show: Show | None = getattr(progress, "show", None)
    return show


@dataclass(frozen=True, slots=True)
class _Part:
    whole: Progress
    start: float
    end: float

    def __call__(self, done: float, doing: str) -> None:
        self.whole(self.start + (self.end - self.start) * done, doing)

    @property
    def show(self) -> Show | None:
        return looked_at(self.whole)


def part(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part of a job, told as a share of the whole."""
    return _Part(progress, start, end)


def find(table: Mapping[str, str], stage: str, name: str) -> str:
    """Where the engine `name` of a stage's table is. Raises EngineError naming what there is."""
    if name not in table:
        near = difflib.get_close_matches(name, table, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise EngineError(f"There is no {stage} engine {name!r}.{meant}", hint=f"Choose from {', '.join(table)}.")
    return table[name]


def load(table: Mapping[str, str], stage: str, name: str, **options: Any) -> Any:
    """The engine `name` of a stage's table, made with `options`.

    A table holds `package.module:Name`, so an engine's packages are imported only when it is chosen.
    Raises EngineError when there is no such engine or a package it needs is missing.
    """
    try:
        engine = resolve_name(find(table, stage, name))
        takes = signature(engine).parameters
        open_ended = any(p.kind is p.VAR_KEYWORD for p in takes.values())
        if not open_ended and (wrong := sorted(set(options) - set(takes))):
            raise EngineError(
                f"The {stage} engine {name!r} takes no option {wrong[0]!r}.",
                hint=f"It takes {', '.join(takes) or 'none'}.",
            )
        return engine(**options)
    except ModuleNotFoundError as problem:
        if (problem.name or "").startswith("posta"):
            raise
        raise EngineError(
            f"The {stage} engine {name!r} needs the package {problem.name!r}, which is not installed.",
            hint='Install it with `pip install "posta[gpu]"`, or choose another engine.',
        ) from None
