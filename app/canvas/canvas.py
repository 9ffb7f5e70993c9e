"""The page's own parts as Gradio components: a part's name in, a gr.HTML whose script is that module of this folder out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

# All modules at once: found one after the other by their imports they would come in four rounds.
_MODULES = sorted(path.name for path in Path(__file__).parent.glob("*.js") if path.name != "konva.min.js")
HEAD = """
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/canvas/canvas.css">
<link rel="stylesheet" href="/canvas/page.css">
<script src="/canvas/konva.min.js" defer></script>
""" + "\n".join(f'<link rel="modulepreload" href="/canvas/{name}">' for name in _MODULES)

# The template is constant: a value that changed it would wipe what the script drew.
_TEMPLATE = '<div class="posta-mount"></div>'

_ON_LOAD = """
(async () => {
  const { mount } = await import("/canvas/%s.js");
  mount(element.querySelector(".posta-mount"), {
    value: () => props.value, watch: (told) => watch('value', told),
    opened: (id) => trigger('opened', { id }), chosen: (number) => trigger('chosen', { number }),
  });
})();
"""


def part(name: str, **more: Any) -> gr.HTML:
    """The part that `<name>.js` draws. Its value is what Python tells it; its events are `opened` and `chosen`."""
    return gr.HTML(html_template=_TEMPLATE, js_on_load=_ON_LOAD % name, apply_default_css=False, padding=False, **more)
