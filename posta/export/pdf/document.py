"""The document around the page: boxes, metadata, output intent, layers. Points in, an open pikepdf document out and saved."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path as FilePath

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

import posta
from posta.export.conditions import Condition
from posta.export.embed import pictures_of
from posta.export.options import ExportOptions
from posta.export.pdf.variants import Variant
from posta.export.words import clean, language_tag, one_line
from posta.geometry import Affine, Rect
from posta.render.frame import Frame

LARGEST_UNITS = 14400  # a page's side in PDF units; beyond it UserUnit makes the unit larger (ISO 32000-1, annex C)
SLUG = 28.346  # points; 10 mm around the bleed for printer's marks
PDFX = "http://www.npes.org/pdfx/ns/id/"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page in points, y down from the trim's corner, and how it becomes PDF units."""

    trim: Rect
    bleed: Rect
    media: Rect
    unit: float
    """Points per PDF unit (UserUnit)."""

    @property
    def to_page(self) -> Affine:
        """From the frame's points (y down) to PDF units (y up, from the media box's corner)."""
        s = 1 / self.unit
        return Affine(s, 0, 0, -s, -self.media.x * s, self.media.bottom * s)

    def box(self, rect: Rect) -> Array:
        """A rect of the frame as a PDF box."""
        placed = self.to_page.bounds(rect)
        return Array([round(v, 3) for v in (placed.x, placed.y, placed.right, placed.bottom)])


def sheet(frame: Frame, options: ExportOptions) -> Sheet:
    """The page's boxes: trim, bleed, and room for marks where any are asked for."""
    bleed = frame.bleed_box
    media = bleed.inset(-SLUG) if options.marks else bleed
    longest = max(media.width, media.height)
    unit = 1.0 if longest <= LARGEST_UNITS else float(-(-longest // LARGEST_UNITS))
    return Sheet(frame.trim, bleed, media, unit)


def plain_sheet(width: float, height: float) -> Sheet:
    """A sheet of paper that is printed as it is, in points."""
    whole = Rect(0, 0, width, height)
    return Sheet(whole, whole, whole, 1.0)


def add_page(pdf: pikepdf.Pdf, page: Sheet) -> pikepdf.Object:
    """An empty page. No ArtBox: PDF/X wants it or the TrimBox, never both."""
    made = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=page.box(page.media),
            CropBox=page.box(page.media),
            BleedBox=page.box(page.bleed),
            TrimBox=page.box(page.trim),
        )
    )
    if page.unit != 1:
        made.UserUnit = page.unit
    pdf.pages.append(pikepdf.Page(made))
    return pdf.pages[-1].obj


def intent(pdf: pikepdf.Pdf, condition: Condition) -> None:
    """The one output intent that gives DeviceCMYK its meaning."""
    profile = Stream(pdf, condition.profile, N=4, Alternate=Name.DeviceCMYK)
    made = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(condition.identifier),
        OutputCondition=String(condition.name),
        Info=String(condition.name),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    if condition.registered:
        made.RegistryName = String("http://www.color.org")
    pdf.Root.OutputIntents = Array([pdf.make_indirect(made)])


def layer_groups(pdf: pikepdf.Pdf, layers: list[tuple[str, str]]) -> dict[str, pikepdf.Object]:
    """Optional content groups for (layer id, name), back to front as given; readers list the front one first."""
    groups = {
        layer: pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(one_line(name or layer) or "Layer")))
        for layer, name in layers
    }
    listed = Array(list(groups.values())[::-1])
    shown = Dictionary(Name=String("Layers"), Order=listed)
    pdf.Root.OCProperties = Dictionary(OCGs=Array(list(groups.values())), D=shown)
    return groups


def describe(pdf: pikepdf.Pdf, frame: Frame, options: ExportOptions, variant: Variant) -> None:
    """Title, dates and what the standard wants, the same in the Info dictionary and the XMP metadata.

    The document's identifier comes from the pages' content, which must be complete.
    """
    moment = options.moment()
    stamp = moment.strftime("D:%Y%m%d%H%M%S+00'00'")
    tool = f"POSTA {posta.__version__}"
    title = one_line(frame.title) or "Poster"
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(title), Creator=String(tool), Producer=String(tool), CreationDate=String(stamp),
            ModDate=String(stamp), Trapped=Name("/False"),
        )
    )  # fmt: skip
    for key, value in variant.info:
        pdf.docinfo["/" + key] = String(value)
    language = language_tag(frame.language)
    if language:
        pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pikepdf.models.PdfMetadata.register_xml_namespace(PDFX, "pdfxid")
    iso = moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    identity = hashlib.sha256(repr((title, variant.kind, iso)).encode())
    for page in pdf.pages:
        identity.update(page.obj.Contents.read_bytes())
    for source in sorted({picture.source.key for item in frame.items for picture in pictures_of(item)}):
        identity.update(clean(source).encode())
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = title
        if language:
            meta["dc:language"] = [language]
        for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            meta[key] = iso
        meta["xmp:CreatorTool"] = tool
        meta["pdf:Producer"] = tool
        meta["pdf:Trapped"] = "False"
        meta["xmpMM:DocumentID"] = f"uuid:{uuid.UUID(bytes=identity.digest()[:16])}"
        meta["xmpMM:RenditionClass"] = "default"
        meta["xmpMM:VersionID"] = "1"
        for key, value in variant.xmp:
            meta[key] = value


def save(pdf: pikepdf.Pdf, file: FilePath, variant: Variant) -> None:
    """Write the document; the file's identifier comes from its contents."""
    pdf.save(
        file,
        force_version=variant.version,
        object_stream_mode=pikepdf.ObjectStreamMode.disable if variant.press else pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
