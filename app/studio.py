"""The studio's page: a desk and a job queue in, Gradio blocks out. What the controls do stands in events.py."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from app.canvas.canvas import HEAD, PosterCanvas
from app.events import Events, wishes_for
from app.jobs import Jobs
from app.session import Desk
from posta.arttext.materials import Materials
from posta.background.painters import PAINTERS
from posta.design.rules.archetypes import ARCHETYPES
from posta.document.brief import load_brief
from posta.errors import PostaError
from posta.units import PAPER_SIZES

BRIEFS = Path(__file__).parents[1] / "data" / "posterart" / "briefs"
ANY = "as it suits"

CSS = """
.gradio-container{max-width:none!important;padding:10px 14px!important} footer{display:none!important}
.posta-job{display:flex;align-items:center;gap:10px;font-size:13px}.posta-job progress{width:160px}
.posta-says{margin:0;padding:6px 10px;border-radius:6px;background:#8882;font-size:13px}.posta-says.error{background:#e5484d26}
.posta-problems{list-style:none;padding:0;margin:0;display:grid;gap:6px}
.posta-problems button{all:unset;cursor:pointer;display:block;padding:7px 10px;border-radius:6px;background:#f5a52422;width:100%}
.posta-problems .error button{background:#e5484d26}.posta-problems button:focus-visible{outline:2px solid #2563eb}
#strip .grid-wrap{max-height:none}
"""

PAGE: dict[str, Any] = {"head": HEAD, "css": CSS, "theme": gr.themes.Base(primary_hue="blue", neutral_hue="zinc")}

# Where a page that is opened or reloaded finds its poster: the address first, then what this browser had open.
_WHICH = """() => {
  const kept = sessionStorage.getItem("posta-open") || localStorage.getItem("posta-open");
  const id = new URLSearchParams(location.search).get("poster") || kept || "";
  return /^[0-9a-f]{12}$/.test(id) ? id : "";
}"""


def build(desk: Desk, jobs: Jobs) -> gr.Blocks:
    """The page. Its state for one person's tab: the open poster's id, the strip of variants, the running job."""
    events = Events(desk, jobs)
    exports = Path(tempfile.mkdtemp(prefix="posta-studio-"))
    gr.set_static_paths([str(desk.library.root)])
    with gr.Blocks(title="POSTA", fill_width=True) as page:
        poster = gr.State("")
        job = gr.State("")
        strip = gr.BrowserState([], storage_key="posta-strip")
        with gr.Sidebar(label="Brief", width=310):
            brief = _brief_panel()
            with gr.Row():
                make = gr.Button("Make four posters", variant="primary", scale=3)
                stop = gr.Button("Stop", scale=1)
            status = gr.HTML(elem_id="status")
        gallery = gr.Gallery(
            label="Variants", elem_id="strip", columns=8, height=168, object_fit="contain", allow_preview=False,
            show_label=False, buttons=[],
        )  # fmt: skip
        with gr.Tabs():
            with gr.Tab("Poster"):
                canvas = PosterCanvas(elem_id="canvas")
            with gr.Tab("Re-roll"):
                again = _reroll_panel()
            with gr.Tab("JSON") as json_tab:
                code = gr.Code(language="json", label="poster.json", lines=24, max_lines=40, elem_id="json")
                verdict = gr.HTML(elem_id="verdict")
                apply = gr.Button("Apply", variant="primary")
            with gr.Tab("Check and export") as check_tab:
                report = gr.HTML(elem_id="problems")
                export = _export_panel()
            with gr.Tab("Compare") as compare_tab, gr.Row():
                left = gr.Gallery(label="One", columns=1, height=620, object_fit="contain", elem_id="compare-left")
                right = gr.Gallery(label="Other", columns=1, height=620, object_fit="contain", elem_id="compare-right")
            with gr.Tab("History") as history_tab:
                history = gr.Radio([], label="States, newest first", elem_id="history")
                with gr.Row():
                    name = gr.Textbox(label="Name of a snapshot", scale=3)
                    keep = gr.Button("Keep as a snapshot", scale=1)
                kept = gr.HTML()
            with gr.Tab("Library") as library_tab:
                shelf = _library_panel()

        def shown(poster_id: str, revision: str = "") -> dict[str, str]:
            return {"id": poster_id, "revision": revision, "select": ""}

        def opened(poster_id: str) -> tuple[str, Any]:
            return (poster_id, shown(poster_id)) if poster_id else (gr.skip(), gr.skip())

        # Making
        def on_make(now: str, ids: list[str], *values: Any) -> Any:
            for told, job_id, made, opens in events.make(ids or [], *values):
                now = opens or now
                yield told, job_id, made, now, shown(now) if opens else gr.skip(), events.thumbnails(made)

        make.click(
            on_make, [poster, strip, *brief], [status, job, strip, poster, canvas, gallery], show_progress="hidden",
            concurrency_limit=8,
        )  # fmt: skip
        stop.click(events.stop, [job], None, show_progress="hidden")

        def on_pick(ids: list[str], picked: gr.SelectData) -> tuple[str, Any]:
            return opened((ids or [])[picked.index])

        gallery.select(on_pick, [strip], [poster, canvas], show_progress="hidden")

        # One stage again
        def on_again(stage: str) -> Any:
            def run(
                now: str, theme: str, painter: str, style: str, lettering: str, layer: str, seed: float | None
            ) -> Any:
                wishes = wishes_for(stage, theme, painter, style, lettering)
                for told, job_id, revision in events.again(
                    now, stage, seed, wishes, layer if stage == "arttext" else ""
                ):
                    yield told, job_id, shown(now, revision) if revision else gr.skip()

            return run

        for stage, button in again["buttons"].items():
            button.click(
                on_again(stage),
                [poster, *again["wishes"]],
                [status, job, canvas],
                show_progress="hidden",
                concurrency_limit=8,
            )

        def on_letter(now: str, event: gr.EventData) -> Any:
            wished = event._data
            wishes = wishes_for("arttext", "", "", "", str(wished.get("style") or "plain")[:120])
            for told, job_id, revision in events.again(now, "arttext", None, wishes, str(wished.get("layer", ""))[:64]):
                yield told, job_id, shown(now, revision) if revision else gr.skip()

        canvas.letter(on_letter, [poster], [status, job, canvas], show_progress="hidden")

        # JSON
        json_tab.select(events.document, [poster], [code], show_progress="hidden")
        canvas.saved(events.document, [poster], [code], show_progress="hidden", trigger_mode="always_last")
        code.input(events.judge, [code], [verdict], show_progress="hidden", trigger_mode="always_last")

        def on_apply(now: str, text: str) -> Any:
            told, revision = events.apply(now, text)
            return told, shown(now, revision) if revision else gr.skip()

        apply.click(on_apply, [poster, code], [verdict, canvas], show_progress="hidden")

        # Check and export
        check_tab.select(events.problems, [poster], [report], show_progress="hidden")

        def on_export(now: str, kind: str, ppi: float, pdf: str, bleed: bool, marks: list[str]) -> Any:
            for told, job_id, path in events.export(now, kind, ppi, pdf, bleed, marks, exports):
                yield told, job_id, path if path else gr.skip()

        export["button"].click(
            on_export, [poster, *export["choices"]], [export["told"], job, export["file"]], show_progress="hidden",
            concurrency_limit=4,
        )  # fmt: skip

        def on_resize(now: str, ids: list[str], format_name: str) -> Any:
            for told, job_id, made in events.resize(now, format_name):
                if made:
                    ids = [made, *(ids or [])]
                    yield told, job_id, ids, made, shown(made), events.thumbnails(ids)
                else:
                    yield told, job_id, gr.skip(), gr.skip(), gr.skip(), gr.skip()

        export["resize"].click(
            on_resize, [poster, strip, export["format"]], [export["told"], job, strip, poster, canvas, gallery],
            show_progress="hidden",
        )  # fmt: skip

        # Compare, history, library
        compare_tab.select(
            lambda ids: (events.thumbnails(ids or []),) * 2, [strip], [left, right], show_progress="hidden"
        )

        def moments(now: str) -> Any:
            return gr.Radio(choices=events.moments(now), value=None)

        history_tab.select(moments, [poster], [history], show_progress="hidden")
        history.input(
            lambda now, revision: shown(now, events.restore(now, revision)),
            [poster, history],
            [canvas],
            show_progress="hidden",
        ).then(moments, [poster], [history], show_progress="hidden")
        keep.click(events.snapshot, [poster, name], [kept], show_progress="hidden").then(
            moments, [poster], [history], show_progress="hidden"
        )
        _wire_library(events, shelf, library_tab, poster, canvas, opened)

        # Opening the page again
        def on_load(which: str, ids: list[str]) -> Any:
            try:
                if which:
                    desk.open(which)
            except PostaError as problem:
                return "", gr.skip(), events.thumbnails(ids or []), str(problem)
            return which, shown(which) if which else gr.skip(), events.thumbnails(ids or []), ""

        which = gr.Textbox(visible=False)
        page.load(None, None, [which], js=_WHICH).then(
            on_load, [which, strip], [poster, canvas, gallery, status], show_progress="hidden"
        )
    return page


def _brief_panel() -> list[gr.components.Component]:
    """The brief's controls in the order of events.BRIEF_FIELDS."""
    title = gr.Textbox(label="Title", placeholder="What the poster is for", elem_id="brief-title", max_lines=3)
    theme = gr.Textbox(label="The picture shows", lines=2, placeholder="smoky jazz cellar at night, brass, deep blue")
    subtitle = gr.Textbox(label="Subtitle")
    date = gr.Textbox(label="Date")
    place = gr.Textbox(label="Place")
    details = gr.Textbox(label="Details, one a line", lines=3)
    with gr.Row():
        format_name = gr.Dropdown(
            [*PAPER_SIZES, "24x36in", "27x40in", "50x70cm"], value="a3", label="Format", allow_custom_value=True
        )
        style = gr.Dropdown([ANY, *ARCHETYPES], value=ANY, label="Layout", allow_custom_value=True)
    with gr.Accordion("More", open=False):
        tagline = gr.Textbox(label="Tagline")
        credits_ = gr.Textbox(label="Credits", lines=2)
        link = gr.Textbox(label="Link")
        qr = gr.Checkbox(label="Print the link as a QR code")
        painter = gr.Dropdown([ANY, *PAINTERS], value=ANY, label="Painter")
        lettering = gr.Dropdown(
            ["as the layout says", "plain", *(s.name for s in Materials().styles())], value="as the layout says",
            label="Title lettering",
        )  # fmt: skip
        palette = gr.Textbox(label="Palette", placeholder="#0d1b2a #e0a458")
        picture = gr.File(label="Your own picture", file_types=["image"], type="filepath", height=90)
        logo = gr.File(label="Logo", file_types=["image"], type="filepath", height=90)
        language = gr.Textbox(label="Language", placeholder="en, de, ja, ar …")
        seed = gr.Number(label="Seed", value=0, precision=0, minimum=0)
    inputs = [
        title, subtitle, tagline, date, place, details, credits_, link, qr, theme, style, format_name, painter, lettering,
        palette, picture, logo, language, seed,
    ]  # fmt: skip
    gr.Examples(_examples(), [title, subtitle, date, place, details, theme, format_name], label="To start from")
    return inputs


def _examples() -> list[list[str]]:
    rows = []
    for path in sorted(BRIEFS.glob("*.yaml")):
        b = load_brief(path)
        rows.append([b.title, b.subtitle, b.date, b.place, "\n".join(b.details), b.theme, str(b.format)])
    return rows


def _reroll_panel() -> dict[str, Any]:
    """One column a stage: what it takes and its button."""
    with gr.Row():
        with gr.Column():
            gr.Markdown("**Background**")
            theme = gr.Textbox(label="The picture shows", placeholder="as in the brief", lines=2)
            painter = gr.Dropdown([ANY, *PAINTERS], value=ANY, label="Painter")
            background = gr.Button("New background", elem_id="again-background")
        with gr.Column():
            gr.Markdown("**Design** (locked layers stay)")
            style = gr.Dropdown([ANY, *ARCHETYPES], value=ANY, label="Layout")
            design = gr.Button("New design", elem_id="again-design")
        with gr.Column():
            gr.Markdown("**Lettering**")
            lettering = gr.Dropdown(["plain", *(s.name for s in Materials().styles())], label="Material")
            layer = gr.Textbox(label="Text layer", value="title")
            arttext = gr.Button("New lettering", elem_id="again-arttext")
    seed = gr.Number(label="Seed (empty: the next one)", value=None, precision=0, minimum=0)
    return {
        "buttons": {"background": background, "design": design, "arttext": arttext},
        "wishes": [theme, painter, style, lettering, layer, seed],
    }


def _export_panel() -> dict[str, Any]:
    with gr.Row():
        kind = gr.Dropdown(
            ["pdf", "png", "jpg", "webp", "svg", "tif", "posta"], value="pdf", label="File", elem_id="export-kind"
        )
        ppi = gr.Number(label="Pixels per inch", value=300, minimum=10, maximum=1200, precision=0)
        pdf = gr.Dropdown(["plain", "x-4", "x-1a"], value="plain", label="PDF for")
        bleed = gr.Checkbox(label="With bleed", value=True)
        marks = gr.CheckboxGroup(["crop", "registration", "bars", "info"], label="Marks (PDF)")
    with gr.Row():
        button = gr.Button("Export", variant="primary", elem_id="export")
        format_name = gr.Dropdown([*PAPER_SIZES], value="story", label="Resize to", allow_custom_value=True)
        resize = gr.Button("Make it on that format")
    told = gr.HTML(elem_id="export-status")
    file = gr.File(label="Your file", interactive=False, elem_id="export-file")
    return {
        "choices": [kind, ppi, pdf, bleed, marks], "button": button, "told": told, "file": file, "format": format_name,
        "resize": resize,
    }  # fmt: skip


def _library_panel() -> dict[str, Any]:
    search = gr.Textbox(label="Search", placeholder="words of the poster")
    shelf = gr.Gallery(
        label="Posters", columns=6, height=520, object_fit="contain", allow_preview=False, elem_id="shelf"
    )
    with gr.Row():
        duplicate = gr.Button("Duplicate the open poster")
        delete = gr.Button("Put the open poster into the bin")
        binned = gr.Dropdown([], label="In the bin")
        back = gr.Button("Bring back")
    return {
        "search": search, "shelf": shelf, "duplicate": duplicate, "delete": delete, "bin": binned, "back": back,
        "ids": gr.State([]),
    }  # fmt: skip


def _wire_library(events: Events, shelf: dict[str, Any], tab: gr.Tab, poster: Any, canvas: Any, opened: Any) -> None:
    library = events.desk.library

    def refresh(search: str) -> Any:
        shown, ids = events.library(search)
        return shown, ids, gr.Dropdown(choices=library.binned(), value=None)

    outputs = [shelf["shelf"], shelf["ids"], shelf["bin"]]
    tab.select(refresh, [shelf["search"]], outputs, show_progress="hidden")
    shelf["search"].change(refresh, [shelf["search"]], outputs, show_progress="hidden", trigger_mode="always_last")

    def on_pick(ids: list[str], picked: gr.SelectData) -> Any:
        return opened(ids[picked.index])

    shelf["shelf"].select(on_pick, [shelf["ids"]], [poster, canvas], show_progress="hidden")

    def on_duplicate(now: str) -> Any:
        if not now:
            return gr.skip(), gr.skip()
        copy = library.duplicate(now)
        events.desk.thumbnail(copy)
        return opened(copy)

    shelf["duplicate"].click(on_duplicate, [poster], [poster, canvas], show_progress="hidden").then(
        refresh, [shelf["search"]], outputs, show_progress="hidden"
    )

    def on_delete(now: str) -> None:
        if now:
            library.delete(now)

    shelf["delete"].click(on_delete, [poster], None, show_progress="hidden").then(
        refresh, [shelf["search"]], outputs, show_progress="hidden"
    )

    def on_back(which: str) -> None:
        if which:
            library.bring_back(which)

    shelf["back"].click(on_back, [shelf["bin"]], None, show_progress="hidden").then(
        refresh, [shelf["search"]], outputs, show_progress="hidden"
    )
