"""The canvas as a Gradio component: a poster's id in, the editor in the page; events out when it saved or wants lettering."""

from __future__ import annotations

from typing import Any

import gradio as gr

HEAD = """
<link rel="stylesheet" href="/canvas/canvas.css">
<script src="/canvas/konva.min.js"></script>
"""

# The template is constant: a value that changed it would wipe the editor's own elements.
_TEMPLATE = '<div class="posta-mount"></div>'

_ON_LOAD = """
(async () => {
  while (!window.Konva) await new Promise((done) => setTimeout(done, 20));
  const { mount } = await import("/canvas/canvas.js");
  const editor = mount(element.querySelector(".posta-mount"), {
    onSaved: (id, revision) => trigger('saved', { id, revision }),
    onLetter: (id, layer, style) => trigger('letter', { id, layer, style }),
  });
  const show = () => { const v = props.value; if (v && v.id) editor.open(v.id, v.select); };
  watch('value', show);
  show();
})();
"""


class PosterCanvas(gr.HTML):
    """The editor. Its value is {"id": poster id, "revision": …, "select": layer id or ""}: what is to be shown."""

    def __init__(self, value: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(value=value, html_template=_TEMPLATE, js_on_load=_ON_LOAD, apply_default_css=False, **more)
    from collections.abc import Callable, Sequence
    from typing import TYPE_CHECKING, Any, Literal

    from gradio.blocks import Block

    if TYPE_CHECKING:
        from gradio.components import Timer
        from gradio.components.base import Component
