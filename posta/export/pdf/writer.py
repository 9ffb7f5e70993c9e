"""One page written from start to end: a frame (points) and options in, a PDF file and what to know about it out."""

from __future__ import annotations

from pathlib import Path as FilePath

from pikepdf import Dictionary, Name, Stream

from posta.export.color import Press, press
from posta.export.conditions import Condition, condition
from posta.export.embed import held
from posta.export.options import ExportOptions, Progress, Written
from posta.export.pdf import document, flatten, marks
from posta.export.pdf.content import Content, matrix
from posta.export.pdf.fonts import embed, forbidden, used_glyphs
from posta.export.pdf.images import Images
from posta.export.pdf.page import Job, draw, paper, patch
from posta.export.pdf.paint import Inks, PressInks, ScreenInks
from posta.export.pdf.variants import PDF_VARIANTS, Variant
from posta.render.frame import Frame, Solid, TextItem
from posta.typeset.glyphs import Face


def write(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """Write the frame as the kind of PDF that `options.pdf` names. Raises ExportError, FontError."""
    variant = PDF_VARIANTS[options.pdf]
    page = document.sheet(frame, options)
    pdf, target = document.start(page)
    inks: Inks
    wanted = condition(options.condition, options.ink_limit) if variant.press else None
    if wanted:
        inks = PressInks(pdf, press(wanted))
        document.intent(pdf, wanted)
    else:
        inks = ScreenInks(pdf)
    spots = marks.spot_inks(frame)
    info = marks.info_line(frame, page, options, _said(variant, wanted, spots))
    texts = [item for item in (*frame.items, info) if isinstance(item, TextItem)]
    used = used_glyphs(run for item in texts for run in item.runs)
    refused = {face: reason for face in used if (reason := forbidden(face))}
    job = Job(
        pdf, inks, Images(pdf, inks, options.quality), options,
        {face: embed(face, gids) for face, gids in used.items() if face not in refused}, frozenset(refused),
    )  # fmt: skip
    content = Content(page.to_page)
    content.put(f"q {matrix(page.to_page)} cm")
    content.rect(page.bleed)
    content.put("W n")
    paper(job, content, frame.paper, page.bleed)
    patches = 0
    if wanted and not variant.transparency:
        patches = _flattened(job, content, held(frame), press(wanted), progress)
    else:
        _items(job, content, frame, variant.layers and options.layers, progress)
    content.put("Q")
    if options.marks:
        content.put(f"q {matrix(page.to_page)} cm")
        marks.draw(content, inks, page, options, spots if variant.press else [])
        if info:
            draw(job, content, info)
        content.put("Q")
    job.finish_fonts()
    target.obj.Contents = pdf.make_indirect(Stream(pdf, content.data()))
    target.obj.Resources = content.resources()
    if variant.transparency:
        target.obj.Group = Dictionary(S=Name.Transparency, CS=inks.space, I=True, K=False)
    document.describe(pdf, frame, options, variant)
    progress(0.9, "saving")
    document.save(pdf, file, variant)
    return Written(variant.kind, (*_notes(refused), *_flattened_note(variant, patches, options)))


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
    ppi, patches, done = job.options.ppi, 0, 0
    for part in flatten.flattened(frame, ppi):
        if isinstance(part, flatten.Patch):
            progress(0.9 * done / max(1, len(frame.items)), "flattening")
            inks = flatten.patch_inks(frame, part, ppi, press_)
            patch(job, content, inks, part.rect)
            patches += 1
        else:
            done += 1
            progress(0.9 * done / max(1, len(frame.items)), f"writing {part.look.layer_id}")
            draw(job, content, part)
    return patches


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
