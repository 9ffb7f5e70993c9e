"""One page written from start to end: a frame (points) and options in, a PDF file and what to know about it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as FilePath

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Dictionary, Name, Stream

from posta.errors import ExportError
from posta.export.color import Press, press
from posta.export.conditions import Condition, condition
from posta.export.embed import Holder
from posta.export.options import ExportOptions, Progress, Written
from posta.export.pdf import document, flatten, marks, sheets
from posta.export.pdf.content import Content, form, matrix
from posta.export.pdf.fonts import embed, forbidden, used_glyphs
from posta.export.pdf.images import Images
from posta.export.pdf.page import Job, draw, paper, patch
from posta.export.pdf.paint import Inks, PressInks, ScreenInks
from posta.export.pdf.variants import PDF_VARIANTS, Variant
from posta.geometry import Affine, Rect
from posta.render.frame import Frame, Solid, TextItem
from posta.render.printed import printed_frame
from posta.typeset.glyphs import Face


@dataclass(slots=True)
class _Writing:
    """One document being written."""

    frame: Frame
    options: ExportOptions
    variant: Variant
    condition: Condition | None
    job: Job
    progress: Progress
    patches: int = 0


def write(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """Write the frame as the kind of PDF that `options.pdf` names. Raises ExportError, FontError."""
    variant = PDF_VARIANTS[options.pdf]
    frame = printed_frame(frame, options.ppi)
    wanted = condition(options.condition, options.ink_limit) if variant.press else None
    page = document.sheet(frame, options)
    if page.unit != 1 and not variant.larger_unit and options.sheets is None:
        raise ExportError(
            f"{variant.kind} cannot hold a page longer than 5.08 m.", hint="Use PDF/X-4, or ask the shop for a scale."
        )
    laid = sheets.layouts(frame.trim, frame.bleed, options.sheets) if options.sheets else []
    spots = marks.spot_inks(frame) if wanted else []
    own = [marks.info_line(frame, page, options, _said(variant, wanted, spots))] if not laid else []
    own += [sheets.label(one, options.sheets, frame.title) for one in laid if options.sheets]
    pdf = pikepdf.new()
    inks: Inks = PressInks(pdf, press(wanted)) if wanted else ScreenInks(pdf)
    if wanted:
        document.intent(pdf, wanted)
    texts = [item for item in (*frame.items, *own) if isinstance(item, TextItem)]
    used = used_glyphs(run for item in texts for run in item.runs)
    refused = {face: reason for face in used if (reason := forbidden(face))}
    joined = {run.face for item in texts for run in item.runs if run.rtl}
    fonts = {face: embed(face, gids, joined=face in joined) for face, gids in used.items() if face not in refused}
    job = Job(pdf, inks, Images(pdf, inks, options.quality), options, fonts, frozenset(refused))
    writing = _Writing(frame, options, variant, wanted, job, progress)
    if laid:
        _sheets(writing, laid, own)
    else:
        _page(writing, page, own[0], spots)
    job.finish_fonts()
    document.describe(pdf, frame, options, variant)
    progress(0.9, "saving")
    document.save(pdf, file, variant)
    count = "1 sheet" if len(laid) == 1 else f"{len(laid)} sheets"
    kind = f"{variant.kind}, {count} of {options.sheets.paper}" if options.sheets else variant.kind
    notes = (*_notes(refused), *_flattened_note(variant, writing.patches, options))
    if options.layers and not variant.layers:
        notes += (f"{variant.kind} knows no layers that can be switched off; PDF/X-4 does.",)
    return Written(kind, notes)


def _page(writing: _Writing, page: document.Sheet, info: TextItem | None, spots: list[Solid]) -> None:
    """The poster as a page of its own, with the marks asked for."""
    target = document.add_page(writing.job.pdf, page)
    content = Content(page.to_page)
    content.put(f"q {matrix(page.to_page)} cm")
    _poster(writing, content)
    content.put("Q")
    if writing.options.marks:
        content.put(f"q {matrix(page.to_page)} cm")
        marks.draw(content, writing.job.inks, page, writing.options, spots)
        if info:
            draw(writing.job, content, info)
        content.put("Q")
    _fill_page(writing, target, content)


def _sheets(writing: _Writing, laid: list[sheets.Layout], labels: list[TextItem | None]) -> None:
    """The poster as one form that every sheet shows its part of."""
    wanted, job, frame = writing.options.sheets, writing.job, writing.frame
    assert wanted is not None
    inner = Content()
    _poster(writing, inner)
    shown = form(job.pdf, inner, frame.bleed_box, _group(writing))
    for layout, label in zip(laid, labels, strict=True):
        page = document.plain_sheet(layout.width, layout.height)
        target = document.add_page(job.pdf, page)
        content = Content(page.to_page)
        content.put(f"q {matrix(page.to_page)} cm")
        for piece in layout.pieces:
            content.put("q")
            content.rect(Rect(piece.left, piece.top, piece.part.width, piece.part.height))
            content.put("W n")
            moved = Affine.move(piece.left - piece.part.x, piece.top - piece.part.y)
            content.put(f"{matrix(moved)} cm {content.name('XObject', 'poster', shown)} Do Q")
        sheets.draw_marks(content, job.inks, layout, wanted, frame.bleed)
        if label:
            draw(job, content, label)
        content.put("Q")
        _fill_page(writing, target, content)


def _poster(writing: _Writing, content: Content) -> None:
    """Paper and items, clipped to the bleed, in the frame's points."""
    frame, job = writing.frame, writing.job
    content.put("q")
    content.rect(frame.bleed_box)
    content.put("W n")
    paper(job, content, frame.paper, frame.bleed_box)
    if writing.condition and not writing.variant.transparency:
        writing.patches = _flattened(job, content, frame, press(writing.condition), writing.progress)
    else:
        _items(job, content, frame, writing.variant.layers and writing.options.layers, writing.progress)
    content.put("Q")


def _group(writing: _Writing) -> Dictionary | None:
    if not writing.variant.transparency:
        return None
    return Dictionary(S=Name.Transparency, CS=writing.job.inks.space, I=True, K=False)


def _fill_page(writing: _Writing, target: pikepdf.Object, content: Content) -> None:
    target.Contents = writing.job.pdf.make_indirect(Stream(writing.job.pdf, content.data()))
    target.Resources = content.resources()
    group = _group(writing)
    if group is not None:
        target.Group = group


def _items(job: Job, content: Content, frame: Frame, layered: bool, progress: Progress) -> None:
    layers = {item.look.layer_id: item.look.name for item in frame.items}
    groups = document.layer_groups(job.pdf, list(layers.items())) if layered else {}
    for number, item in enumerate(frame.items):
        progress(0.9 * number / max(1, len(frame.items)), f"writing {item.look.layer_id}")
        group = groups.get(item.look.layer_id)
        if group is not None:
            content.put(f"/OC {content.name('Properties', item.look.layer_id, group)} BDC")
        draw(job, content, item)
        if group is not None:
            content.put("EMC")


def _flattened(job: Job, content: Content, frame: Frame, press_: Press, progress: Progress) -> int:
    """Write the frame without transparency; answers how many areas became pixels."""
    ppi, patches, done, holder = job.options.ppi, 0, 0, Holder()
    for part in flatten.flattened(frame, ppi):
        if isinstance(part, flatten.Patch):
            progress(0.9 * done / max(1, len(frame.items)), "flattening")
            made = partial(_patch_inks, holder, frame, part, ppi, press_)
            patch(job, content, part, flatten.patch_key(frame, part, ppi), made)
            patches += 1
        else:
            done += 1
            progress(0.9 * done / max(1, len(frame.items)), f"writing {part.look.layer_id}")
            draw(job, content, part)
    return patches


def _patch_inks(holder: Holder, frame: Frame, part: flatten.Patch, ppi: float, press_: Press) -> NDArray[np.uint8]:
    return flatten.patch_inks(frame, replace(part, items=holder.items(part.items)), ppi, press_)


def _notes(refused: dict[Face, str]) -> tuple[str, ...]:
    return tuple(
        f"{face.family} {face.weight} is set as outlines, not as words: {reason}." for face, reason in refused.items()
    )


def _said(variant: Variant, wanted: Condition | None, spots: list[Solid]) -> str:
    """What the information line says of the file: its kind, its condition, its plates."""
    if wanted is None:
        return variant.kind
    plates = ", ".join(["CMYK", *(spot.spot for spot in spots)])
    return f"{variant.kind} · {wanted.identifier if wanted.registered else wanted.name} · {plates}"


def _flattened_note(variant: Variant, patches: int, options: ExportOptions) -> tuple[str, ...]:
    if not patches:
        return ()
    areas = "1 area" if patches == 1 else f"{patches} areas"
    return (f"{variant.kind} knows no transparency: {areas} became pixels at {options.ppi:g} ppi.",)
