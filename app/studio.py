"""The studio's page: the studio's work in, Gradio blocks out. What the controls do stands in events.py."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.canvas.canvas import HEAD, part
from app.events import BRIEF_FIELDS, Events
from app.examples import EXAMPLES
from app.work import Work
from posta.arttext.materials import Materials
from posta.background.painters import PAINTERS
from posta.design.rules.archetypes import ARCHETYPES
from posta.units import PAPER_SIZES

ANY = "as it suits"
EXAMPLE_FIELDS = ("title", "subtitle", "date", "place", "details", "theme", "format")
SYSTEM_FONT = ["system-ui", "-apple-system", "Segoe UI", "sans-serif"]

PAGE: dict[str, Any] = {
    "head": HEAD,
    "theme": gr.themes.Base(
        primary_hue="blue", neutral_hue="zinc", font=SYSTEM_FONT, font_mono=["ui-monospace", "monospace"],
        text_size="sm", spacing_size="sm",
    ),
}  # fmt: skip


def build(work: Work) -> gr.Blocks:
    """The page. Gradio's state for one tab is the open poster's id."""
    events = Events(work)
    with gr.Blocks(title="POSTA", fill_width=True) as page:
        poster = gr.State("")
        with gr.Row(elem_id="shell"):
            with gr.Column(elem_id="side"):
                with gr.Tabs(elem_id="side-tabs"):
                    with gr.Tab("Brief"):
                        brief, make = _brief_panel()
                    with gr.Tab("Again"):
                        again = _again_panel()
                    with gr.Tab("Export"):
                        export = _export_panel()
                    with gr.Tab("History"):
                        part("past")
                board = part("board", elem_id="board")
            with gr.Column(elem_id="main"):
                with gr.Tabs(elem_id="main-tabs"):
                    with gr.Tab("Poster"):
                        canvas = part("canvas", elem_id="canvas")
                    with gr.Tab("JSON"):
                        part("json", elem_id="json")
                    with gr.Tab("Compare"):
                        part("compare", elem_id="compare")
                    with gr.Tab("Library"):
                        part("shelf", elem_id="shelf")
                part("strip", elem_id="strip")

        quick: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}
        make.click(events.make, brief, [board], **quick)
        for stage, button in again["buttons"].items():
            button.click(_for_stage(events, stage), [poster, *again["wishes"]], [board], **quick)
        export["button"].click(events.export, [poster, *export["choices"]], [board], **quick)
        export["resize"].click(events.resize, [poster, export["format"]], [board], **quick)

        canvas.opened(_opened, None, [poster], **quick)
    return page


def _opened(event: gr.EventData) -> str:
    told = event._data if isinstance(event._data, dict) else {}
    return str(told.get("id", ""))[:12]


def _for_stage(events: Events, stage: str) -> Any:
    def again(now: str, *values: Any) -> Any:
        return events.again(stage, now, *values)

    return again


def _brief_panel() -> tuple[list[gr.components.Component], gr.Button]:
    """The brief's controls in the order of events.BRIEF_FIELDS, and the button that makes posters of them."""
    told: dict[str, Any] = {}
    told["title"] = gr.Textbox(label="Title", placeholder="What the poster is for", elem_id="brief-title", max_lines=3)
    told["theme"] = gr.Textbox(
        label="The picture shows", lines=2, placeholder="smoky jazz cellar at night, brass, blue"
    )
    told["subtitle"] = gr.Textbox(label="Subtitle")
    with gr.Row():
        told["date"] = gr.Textbox(label="Date", min_width=90)
        told["place"] = gr.Textbox(label="Place", min_width=90)
    told["details"] = gr.Textbox(label="Details, one a line", lines=2)
    with gr.Row():
        told["format"] = gr.Dropdown(
            [*PAPER_SIZES, "24x36in", "27x40in", "50x70cm"], value="a3", label="Format", allow_custom_value=True,
            min_width=90,
        )  # fmt: skip
        told["style"] = gr.Dropdown(
            [ANY, *ARCHETYPES], value=ANY, label="Layout", allow_custom_value=True, min_width=90
        )
    with gr.Accordion("More", open=False):
        told["tagline"] = gr.Textbox(label="Tagline")
        told["credits"] = gr.Textbox(label="Credits", lines=2)
        told["link"] = gr.Textbox(label="Link")
        told["qr"] = gr.Checkbox(label="Print the link as a QR code")
        told["painter"] = gr.Dropdown([ANY, *PAINTERS], value=ANY, label="Painter")
        told["lettering"] = gr.Dropdown(
            ["as the layout says", "plain", *_materials()], value="as the layout says", label="Title lettering"
        )
        told["palette"] = gr.Textbox(label="Palette", placeholder="#0d1b2a #e0a458")
        told["background"] = gr.File(label="Your own picture", type="filepath", height=84, elem_id="own-picture")
        told["logo"] = gr.File(label="Logo", type="filepath", height=84, elem_id="logo")
        with gr.Row():
            told["language"] = gr.Textbox(label="Language", placeholder="en, de, ja …", min_width=90)
            told["seed"] = gr.Number(label="Seed", value=0, precision=0, minimum=0, min_width=90)
    gr.Examples(
        [list(row) for row in EXAMPLES], [told[name] for name in EXAMPLE_FIELDS], label="To start from",
        example_labels=[row[0] for row in EXAMPLES], elem_id="examples",
    )  # fmt: skip
    with gr.Row(elem_id="make-row"):
        make = gr.Button("Make four posters", variant="primary", elem_id="make")
    return [told[name] for name in BRIEF_FIELDS], make


def _materials() -> list[str]:
    return [style.name for style in Materials().styles()]


def _again_panel() -> dict[str, Any]:
    """What each stage takes and its button."""
    gr.Markdown("#### Background")
    theme = gr.Textbox(label="The picture shows", placeholder="as in the brief", lines=2, elem_id="again-theme")
    painter = gr.Dropdown([ANY, *PAINTERS], value=ANY, label="Painter")
    background = gr.Button("New background", elem_id="again-background")
    gr.Markdown("#### Design — locked layers stay")
    style = gr.Dropdown([ANY, *ARCHETYPES], value=ANY, label="Layout")
    design = gr.Button("New design", elem_id="again-design")
    gr.Markdown("#### Lettering")
    with gr.Row():
        lettering = gr.Dropdown(["plain", *_materials()], label="Material", min_width=90)
        layer = gr.Textbox(label="Text layer", value="title", min_width=90)
    arttext = gr.Button("New lettering", elem_id="again-arttext")
    seed = gr.Textbox(label="Seed", placeholder="the next one", max_lines=1)
    return {
        "buttons": {"background": background, "design": design, "arttext": arttext},
        "wishes": [theme, painter, style, lettering, layer, seed],
    }


def _export_panel() -> dict[str, Any]:
    gr.Markdown("#### Check")
    part("check")
    gr.Markdown("#### Export")
    with gr.Row():
        kind = gr.Dropdown(
            ["pdf", "png", "jpg", "webp", "svg", "tif", "posta"], value="pdf", label="File", elem_id="export-kind",
            min_width=90,
        )  # fmt: skip
        ppi = gr.Number(label="Pixels per inch", value=300, minimum=10, maximum=1200, precision=0, min_width=90)
    pdf = gr.Dropdown(
        [("for screen and office", "plain"), ("PDF/X-4 for print", "x-4"), ("PDF/X-1a for older presses", "x-1a")],
        value="plain", label="PDF",
    )  # fmt: skip
    bleed = gr.Checkbox(label="With bleed", value=True)
    marks = gr.CheckboxGroup(["crop", "registration", "bars", "info"], label="Printer’s marks (PDF)")
    button = gr.Button("Export", variant="primary", elem_id="export")
    gr.Markdown("#### Another format")
    with gr.Row():
        format_name = gr.Dropdown(
            [*PAPER_SIZES], value="story", label="Format", allow_custom_value=True, min_width=90, elem_id="resize-to"
        )
        resize = gr.Button("Resize", min_width=90, elem_id="resize")
    return {"choices": [kind, ppi, pdf, bleed, marks], "button": button, "format": format_name, "resize": resize}
