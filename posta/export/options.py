"""What an export is asked and answers: options in (points, pixels per inch, percent), a report of the written file out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Literal

from posta.engines import Progress, silent
from posta.errors import ExportError
from posta.units import MM_PER_POINT

__all__ = ["EPOCH", "MARKS", "ExportOptions", "ExportReport", "Mark", "Progress", "Sheets", "Written", "silent"]

Mark = Literal["crop", "registration", "bars", "info"]
MARKS: tuple[Mark, ...] = ("crop", "registration", "bars", "info")

PDF_KINDS = ("plain", "x-4", "x-1a")
DIGITAL = "srgb"
"""The condition of online and digital printers that ask for sRGB files: no inks, no ink limit."""
MOST_BLEED = 720.0
"""Points; 25.4 cm. Nobody cuts off more."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The poster on other sheets than its own: cut in tiles to glue together, or several copies on one sheet."""

    kind: Literal["tiles", "copies"]
    """tiles: as many sheets as the poster needs at its full size; copies: as many posters as fit on one sheet."""
    paper: str = "a4"
    """A row of PAPER_SIZES, turned whichever way fits better."""
    overlap: float = 28.346
    """Points that neighbouring tiles share, to glue; 10 mm."""
    margin: float = 22.677
    """Points at every edge that the printer leaves white; 8 mm."""
    copies: int | None = None
    """How many copies; None as many as fit."""

    def __post_init__(self) -> None:
        if not (0 <= self.overlap <= 288 and 0 <= self.margin <= 288):
            raise ExportError("Overlap and margin of sheets must be 0 to 288 pt (10 cm).", hint="10 mm are 28.35 pt.")
        if self.copies is not None and not 1 <= self.copies <= 1000:
            raise ExportError(f"{self.copies} copies cannot be laid out.", hint="Use 1 to 1000.")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a file is to be written. Raises ExportError for a value that cannot be used."""

    ppi: float = 300
    """Pixels per inch: of a screen picture, and the most a picture inside a PDF or SVG keeps."""
    bleed: float | None = None
    """Points around the trim that are kept; None keeps the page's own in a PDF and none in a screen picture or SVG."""
    marks: frozenset[Mark] = frozenset()
    """Printer's marks outside the bleed, PDF only."""
    pdf: Literal["plain", "x-4", "x-1a"] = "plain"
    """plain is for screens and office printers, x-4 and x-1a are for print shops."""
    condition: str = "fogra39"
    """The printing condition: a row of PRINT_CONDITIONS or the path of a CMYK output profile; `srgb` for plain files."""
    ink_limit: float | None = None
    """Greatest sum of the four inks in percent; None takes the condition's."""
    quality: int | None = 92
    """JPEG and WebP quality 1..100, also of opaque pictures inside PDF and SVG; None loses nothing."""
    text: Literal["outlines", "live"] = "outlines"
    """SVG: outlines with the words over them unseen, or live words in embedded fonts."""
    bits: Literal[8, 16] = 8
    """Bits per colour of PNG and TIFF. Pictures are painted with 8; 16 suits programs that want to go on working."""
    cmyk: bool = False
    """TIFF only: in the condition's four inks instead of sRGB."""
    layers: bool = False
    """PDF: each layer can be switched off in the reader."""
    sheets: Sheets | None = None
    """PDF: on other sheets than the poster's own."""
    date: datetime | None = None
    """When the file says it was made; None takes the environment variable SOURCE_DATE_EPOCH, else 1 January 2000,
    so that the same poster is the same bytes."""
    notice: str = ""
    """One line for the `info` mark, beside the title."""

    def __post_init__(self) -> None:
        if not 1 <= self.ppi <= 2400:
            raise ExportError(f"{self.ppi:g} ppi cannot be exported.", hint="Use 1 to 2400; posters want 150 to 300.")
        if self.bleed is not None:
            check_bleed(self.bleed)
        if self.pdf not in PDF_KINDS:
            raise ExportError(f"There is no PDF of the kind {self.pdf!r}.", hint=f"Use {', '.join(PDF_KINDS)}.")
        if self.text not in ("outlines", "live"):
            raise ExportError(f"SVG text cannot be {self.text!r}.", hint="Use outlines or live.")
        if self.condition == DIGITAL and (self.pdf != "plain" or self.cmyk):
            raise ExportError(
                "sRGB is no press: PDF/X and CMYK files need the inks of one.",
                hint="Printers that ask for sRGB take plain PDF (with its bleed and marks), PNG, JPEG or TIFF.",
            )
        if unknown := set(self.marks) - set(MARKS):
            raise ExportError(f"There is no mark {sorted(unknown)[0]!r}.", hint=f"Use {', '.join(MARKS)}.")
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise ExportError(f"Quality {self.quality} cannot be used.", hint="Use 1 to 100, or none to lose nothing.")
        if self.bits not in (8, 16):
            raise ExportError(f"{self.bits} bits per colour cannot be written.", hint="Use 8 or 16.")
        if self.ink_limit is not None and not 150 <= self.ink_limit <= 400:
            raise ExportError(
                f"An ink limit of {self.ink_limit:g} % cannot be used.", hint="Use 150 to 400; 300 is usual."
            )

    @property
    def is_for_print(self) -> bool:
        """Whether the file goes to a printer rather than to a screen."""
        return self.pdf != "plain" or self.condition == DIGITAL or self.cmyk or bool(self.marks)

    def moment(self) -> datetime:
        """The date the file carries, in UTC."""
        if self.date is not None:
            return self.date.astimezone(UTC)
        given = os.environ.get("SOURCE_DATE_EPOCH", "")
        return datetime.fromtimestamp(int(given), UTC) if given.isdigit() else EPOCH


def check_bleed(bleed: float) -> None:
    """Raises ExportError for a bleed, in points, that no sheet has."""
    if not 0 <= bleed <= MOST_BLEED:
        said = f"{bleed * MM_PER_POINT:,.0f} mm" if abs(bleed) < 1e9 else f"{bleed:g} pt"
        most = f"{MOST_BLEED * MM_PER_POINT:.0f} mm"
        raise ExportError(f"A bleed of {said} cannot be exported.", hint=f"Use 0 to {most}; print shops ask for 3 mm.")


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written."""

    path: FilePath
    bytes: int
    kind: str
    """What it is, in words: `PDF/X-4`, `PNG 2480 x 3508`."""
    notes: tuple[str, ...] = ()
    """What a person should know about this file: text set as outlines and why, pictures below their best."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer says about its file."""

    kind: str
    notes: tuple[str, ...] = ()
