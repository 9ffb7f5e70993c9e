"""What the kinds of PDF differ in, as a table: version, colour, transparency, output intent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """One kind of PDF."""

    kind: str
    """Its name for a person."""
    version: str
    """PDF version."""
    press: bool
    """Colours in the condition's inks; else sRGB by its profile."""
    transparency: bool
    """Whether opacity, blending and soft masks may stand in the file; where not, what they touch is flattened."""
    layers: bool
    """Whether layers that can be switched off may stand in the file."""
    larger_unit: bool = True
    """Whether a page may count in larger units (UserUnit, PDF 1.6)."""
    info: tuple[tuple[str, str], ...] = ()
    """What the standard wants in the Info dictionary."""
    xmp: tuple[tuple[str, str], ...] = ()
    """What the standard wants in the XMP metadata."""


PDF_VARIANTS: dict[str, Variant] = {
    "plain": Variant("PDF", "1.7", press=False, transparency=True, layers=True),
    # ISO 15930-7
    "x-4": Variant(
        "PDF/X-4", "1.6", press=True, transparency=True, layers=True, xmp=(("pdfxid:GTS_PDFXVersion", "PDF/X-4"),)
    ),
    # ISO 15930-4 (PDF/X-1a:2003)
    "x-1a": Variant(
        "PDF/X-1a:2003", "1.4", press=True, transparency=False, layers=False, larger_unit=False,
        info=(("GTS_PDFXVersion", "PDF/X-1a:2003"), ("GTS_PDFXConformance", "PDF/X-1a:2003")),
    ),
}  # fmt: skip
