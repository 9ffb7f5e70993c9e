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
from posta.document.finish import FINISHES
from posta.units import PAPER_SIZES

ANY = "as it suits"
LANGUAGES = [
    ("Arabic", "ar"), ("Chinese", "zh"), ("Czech", "cs"), ("Dutch", "nl"), ("English", "en"), ("Farsi", "fa"),
    ("French", "fr"), ("German", "de"), ("Greek", "el"), ("Hebrew", "he"), ("Hindi", "hi"), ("Italian", "it"),
    ("Japanese", "ja"), ("Polish", "pl"), ("Portuguese", "pt"), ("Russian", "ru"), ("Serbian", "sr"), ("Spanish", "es"),
    ("Swedish", "sv"), ("Turkish", "tr"), ("Ukrainian", "uk"), ("Vietnamese", "vi"),
]  # fmt: skip
EXAMPLE_FIELDS = ("title", "subtitle", "date", "place", "details", "theme", "format")
SYSTEM_FONT = ["system-ui", "-apple-system", "Segoe UI", "sans-serif"]

# The choices for the stages and the person's own files live in the page's own panels; the button takes them along.
_WITH_CHOICES = "(...values) => [...values.slice(0, -1), window.posta.asked()]"

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
                        brief, make, chosen = _brief_panel()
                    with gr.Tab("Again"):
                        part("again", elem_id="again")
                    with gr.Tab("Export"):
                        gr.Markdown("#### Check")
                        part("check", elem_id="check")
                        part("print", elem_id="print")
                        part("formats", elem_id="formats")
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
        make.click(events.make, [*brief, chosen], [board], js=_WITH_CHOICES, **quick)
        start = dict(zip(BRIEF_FIELDS, brief, strict=True))
        canvas.chosen(_example, None, [start[name] for name in EXAMPLE_FIELDS], **quick)

        canvas.opened(_opened, None, [poster], **quick)
    return page


def _opened(event: gr.EventData) -> str:
    told = event._data if isinstance(event._data, dict) else {}
    return str(told.get("id", ""))[:12]


def _example(event: gr.EventData) -> list[Any]:
    """The values of the example that was chosen in the empty studio."""
    told = event._data if isinstance(event._data, dict) else {}
    number = told.get("number")
    if not isinstance(number, int) or not 0 <= number < len(EXAMPLES):
        return [gr.skip()] * len(EXAMPLE_FIELDS)
    return list(EXAMPLES[number])


def _brief_panel() -> tuple[list[gr.components.Component], gr.Button, gr.JSON]:
    """The brief's controls in the order of events.BRIEF_FIELDS, the button that makes posters, and what stages are told."""
    told: dict[str, Any] = {}
    told["title"] = gr.Textbox(label="Title", placeholder="What the poster is for", elem_id="brief-title", max_lines=3)
    told["theme"] = gr.Textbox(
        label="The picture shows", lines=2, placeholder="smoky jazz cellar at night, brass, blue", elem_id="brief-theme"
    )
    part("describe", elem_id="describe")
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
    part("own", elem_id="own-files")
    with gr.Accordion("More", open=False):
        told["tagline"] = gr.Textbox(label="Tagline")
        told["credits"] = gr.Textbox(label="Credits", lines=2)
        told["link"] = gr.Textbox(label="Link")
        told["qr"] = gr.Checkbox(label="Print the link as a QR code")
        told["painter"] = gr.Dropdown([ANY, *PAINTERS], value=ANY, label="Painter")
        told["lettering"] = gr.Dropdown(
            ["as the layout says", "plain", *_materials()], value="as the layout says", label="Title lettering",
            allow_custom_value=True,
        )  # fmt: skip
        told["finish"] = gr.Dropdown(
            ["as the layout says", *FINISHES], value="as the layout says", label="Print finish"
        )
        told["palette"] = gr.Textbox(label="Palette", placeholder="#0d1b2a #e0a458")
        with gr.Row():
            told["language"] = gr.Dropdown(
                [("found from the words", ""), *LANGUAGES], value="", label="Language", allow_custom_value=True,
                min_width=90, info="Also says which way the words run.",
            )  # fmt: skip
            told["seed"] = gr.Number(label="Seed", value=0, precision=0, minimum=0, min_width=90)
    gr.Examples(
        [list(row) for row in EXAMPLES], [told[name] for name in EXAMPLE_FIELDS], label="To start from",
        example_labels=[row[0] for row in EXAMPLES], elem_id="examples",
    )  # fmt: skip
    with gr.Row(elem_id="make-row"):
        make = gr.Button("Make four posters", variant="primary", elem_id="make")
    return [told[name] for name in BRIEF_FIELDS], make, gr.JSON(visible=False)


def _materials() -> list[str]:
    return [style.name for style in Materials().styles()]
