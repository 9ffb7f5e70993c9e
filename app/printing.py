"""Files for print, as people choose them: plain JSON in, checked export options, conditions, problems and routes out.

A press profile of a person's own is brought to the library and then chosen by its id, never by a path of the server.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from app.choices import Strict
from posta.document.assets import Assets, write_atomically
from posta.document.files import cannot_write
from posta.document.poster import Poster
from posta.errors import ExportError
from posta.export import WRITERS, ExportOptions, Mark, Sheets
from posta.export.conditions import MAX_PROFILE_BYTES, PRINT_CONDITIONS, USUAL_LIMIT, condition
from posta.export.options import DIGITAL
from posta.output import paint_sample, source_of
from posta.render.check import Problem
from posta.units import to_points
from posta.upscale.machine import this_machine
from posta.upscale.plan import duration, routes
from posta.upscale.upscalers import DEFAULT as DEFAULT_UPSCALER
from posta.upscale.upscalers import at_hand

PROFILES = "profiles"
MOST_PROFILES = 200
OWN = re.compile(r"^[0-9a-f]{16}$")


class SheetsChoice(Strict):
    """The poster on other sheets than its own."""

    kind: Literal["tiles", "copies"]
    paper: str = Field(default="a4", max_length=40, description="A paper's name, as a4, a3 or letter.")
    overlap: float = Field(default=10, ge=0, le=100, description="Millimetres neighbouring tiles share.")
    margin: float = Field(default=8, ge=0, le=100, description="Millimetres the printer leaves white at every edge.")
    copies: int | None = Field(default=None, ge=1, le=1000, description="Empty: as many as fit.")


class ExportOrder(Strict):
    """A file wanted from a poster: the choices of `posta render`."""

    kind: str = Field(default="pdf", pattern=r"^[a-z]{2,5}$", description="pdf png jpg webp tif svg psd ora posta.")
    ppi: float = Field(default=300, ge=10, le=1200)
    pdf: Literal["plain", "x-4", "x-1a"] = Field(default="plain", description="x-4 and x-1a are for print shops.")
    condition: str = Field(
        default="fogra39", max_length=40, description="A printing condition, as /conditions lists them."
    )
    ink_limit: float | None = Field(default=None, ge=150, le=400, description="Percent; empty: the condition's.")
    bleed: float | None = Field(
        default=None, ge=0, le=250, description="Millimetres; empty: the page's own in a PDF, none in a picture."
    )
    marks: list[Mark] = Field(default=[], max_length=4)
    quality: int | None = Field(default=92, ge=1, le=100, description="JPEG and WebP; null loses nothing.")
    text: Literal["outlines", "live"] = Field(default="outlines", description="SVG: how the words are kept.")
    bits: Literal[8, 16] = Field(default=8, description="PNG and TIFF.")
    cmyk: bool = Field(default=False, description="TIFF: in the condition's inks.")
    layers: bool = Field(default=False, description="PDF: layers that can be switched off.")
    sheets: SheetsChoice | None = Field(default=None, description="PDF: to glue together, or several on one sheet.")


class Conditions:
    """The printing conditions of a library: those that are shipped, and profiles people brought."""

    def __init__(self, root: Path) -> None:
        self.folder = root / PROFILES

    def listed(self) -> list[dict[str, Any]]:
        """Every condition with its title and ink limit (percent)."""
        rows: list[dict[str, Any]] = [
            {"name": name, "title": row[0], "limit": row[3], "own": False} for name, row in PRINT_CONDITIONS.items()
        ]
        rows.append({"name": DIGITAL, "title": "sRGB, for online and digital printers", "limit": None, "own": False})
        own = sorted(self.folder.glob("*.icc"))[:MOST_PROFILES] if self.folder.is_dir() else []
        return rows + [self._row(path) for path in own if OWN.match(path.stem)]

    def _row(self, path: Path) -> dict[str, Any]:
        found = condition(str(path))
        return {"name": path.stem, "title": found.name, "limit": found.limit, "own": True}

    def bring(self, data: bytes) -> dict[str, Any]:
        """Keep a person's own press profile; its row. Raises ExportError when it is none that can be used."""
        if len(data) > MAX_PROFILE_BYTES:
            raise ExportError("The profile is too large.", hint=f"At most {MAX_PROFILE_BYTES >> 20} MB can be used.")
        path = self.folder / f"{hashlib.sha256(data).hexdigest()[:16]}.icc"
        try:
            self.folder.mkdir(exist_ok=True)
            if path.exists():
                return self._row(path)
            trial = path.with_name(f".{path.stem}.trial.icc")
            write_atomically(trial, data)
            try:
                row = {**self._row(trial), "name": path.stem}
                must_convert(trial)
                trial.replace(path)
            finally:
                trial.unlink(missing_ok=True)
        except OSError as problem:
            raise cannot_write(self.folder, problem) from None
        except ExportError as problem:
            raise ExportError(problem.message.replace(f"{trial}", "The file"), hint=problem.hint) from None
        return row

    def named(self, name: str) -> str:
        """What `posta.export.conditions.condition` takes for a chosen name. Raises ExportError for one that is not there."""
        if name in (*PRINT_CONDITIONS, DIGITAL):
            return name
        path = self.folder / f"{name}.icc"
        if not OWN.match(name) or not path.is_file():
            raise ExportError(f"There is no printing condition {name[:40]!r}.", hint="Choose one, or bring a profile.")
        return str(path)

    def press(self, name: str) -> str:
        """As `named`, for what only a press has: a proof, inks. Raises ExportError."""
        if name == DIGITAL:
            raise ExportError("An sRGB file is printed as the screen shows it.", hint="Choose a press to see a proof.")
        return self.named(name)


def must_convert(path: Path) -> None:
    """Raises ExportError where a profile's header is right and its tables are not."""
    import numpy as np

    from posta.export.color import press

    try:
        made = press(condition(str(path), USUAL_LIMIT))
        made.screen(made.image(np.full((2, 2, 3), 128, np.uint8)))
    except ExportError:
        raise
    except Exception as problem:  # whatever the colour engine says of a hostile table
        raise ExportError(
            f"{path} cannot convert colours: {str(problem)[:200]}.", hint="Ask the print shop for theirs."
        ) from None


def read_export(told: ExportOrder, poster: Poster, conditions: Conditions) -> ExportOptions:
    """The options of an order. Raises ExportError."""
    if told.kind != "posta" and f".{told.kind}" not in WRITERS:
        raise ExportError(f"No export ends in .{told.kind}.", hint=f"Choose from {' '.join(WRITERS)} .posta.")
    sheets = None
    if told.sheets is not None:
        gaps = {name: to_points(getattr(told.sheets, name), "mm") for name in ("overlap", "margin")}
        sheets = Sheets(told.sheets.kind, told.sheets.paper, copies=told.sheets.copies, **gaps)
    is_pdf = told.kind == "pdf"
    return ExportOptions(
        ppi=72.0 if poster.page.unit == "px" and "ppi" not in told.model_fields_set else told.ppi,
        pdf=told.pdf, condition=conditions.named(told.condition), ink_limit=told.ink_limit,
        bleed=None if told.bleed is None else to_points(told.bleed, "mm"),
        marks=frozenset(told.marks) if is_pdf else frozenset(), quality=told.quality, text=told.text, bits=told.bits,
        cmyk=told.cmyk, layers=told.layers, sheets=sheets if is_pdf else None,
    )  # fmt: skip


def told_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as plain data, each once, errors first."""
    once = sorted(set(problems), key=lambda p: (p.level != "error", p.layer, p.code))
    return [p.as_dict() for p in once]


# The plan for a print ----------------------------------------------------------------------------------------------------


def plan_for(poster: Poster, assets: Assets, ppi: float) -> dict[str, Any]:
    """Which ways reach a print's pixels with this poster's background: the answer of `posta plan`, as plain data.

    `run` holds what the enlarge stage is to be told for a route that it takes. Raises StageError.
    """
    width, height, _ = poster.page.grid(ppi)
    source = source_of(poster, assets)
    machine = this_machine(paint_sample)
    told = {"width": width, "height": height, "ppi": ppi, "machine": machine.name, "source": source.kind}
    found = []
    for route in routes((width, height), source, ppi, machine):
        row = {**asdict(route), "time": duration(route.seconds)}
        upscale = next((e.removeprefix("upscale=") for e in route.engines if e.startswith("upscale=")), "")
        options = dict(o.removeprefix("upscale.").split("=", 1) for o in route.options if o.startswith("upscale."))
        row["run"] = {"engine": upscale, **options} if upscale else None
        found.append(row)
    # A learned network that could be fetched, where none is here.
    missing = "" if at_hand() else DEFAULT_UPSCALER
    return {**told, "routes": found, "network_to_fetch": missing}
