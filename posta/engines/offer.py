"""What can be offered here: the models, this computer and the styles' folder in; plain data for a page or a terminal out.

Nothing is downloaded and no model is loaded. Where torch is installed it is imported, which takes seconds: ask once, when needed.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from posta.engines.device import Device, find_device, plan_on
from posta.engines.licences import accepted
from posta.engines.models import MODELS, Model
from posta.engines.styles import styles_folder, styles_in
from posta.engines.weights import at_hand
from posta.errors import EngineError, ModelError, OutOfMemory

NEEDED = ("torch", "diffusers", "transformers", "accelerate", "peft")


def offers(styles: Path | None = None) -> dict[str, Any]:
    """The device (or why there is none), every model with what it does, needs and allows, and the styles in the folder.

    `styles`: the folder of LoRA styles; None: the person's own. A damaged style is named under "styles_why_not".
    """
    device, why_not = _device()
    folder = styles or styles_folder()
    try:
        found = list(styles_in(folder).values()) if folder is not None else []
        styles_why_not = ""
    except ModelError as problem:
        found, styles_why_not = [], str(problem)
    return {
        "device": device.name if device else "",
        "why_not": why_not,
        "models": [_model(row, device) for row in MODELS.values()],
        "styles": [
            {"name": s.name, "about": s.about, "words": s.words, "weight": s.weight, "family": s.family} for s in found
        ],
        "styles_folder": str(folder or ""),
        "styles_why_not": styles_why_not,
    }


def _device() -> tuple[Device | None, str]:
    """The device and "", or None and why there is none."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        return None, f'The package {missing[0]} is not installed; install it with `pip install "posta[gpu]"`.'
    try:
        return find_device(), ""
    except EngineError as problem:
        return None, str(problem)


def _model(row: Model, device: Device | None) -> dict[str, Any]:
    plan = why_not = ""
    if device is not None:
        try:
            plan = plan_on(device, row)[0].words
        except OutOfMemory as problem:
            why_not = str(problem)
    return {
        "name": row.name,
        "about": row.about,
        "family": row.family,
        "licence": row.licence.name,
        "licence_url": row.licence.url,
        "commercial": row.licence.commercial,
        "accepted": accepted(row),
        "here": find_spec("huggingface_hub") is not None and at_hand(row) is not None,
        "download_gb": row.download_gb,
        "abilities": list(row.abilities),
        "controls": list(row.control.kinds) if row.control else [],
        "steps": row.steps,
        "plan": plan,
        "why_not": why_not,
    }
