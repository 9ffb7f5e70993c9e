"""Picture models as the page shows them: the model table and a person's own files in, plain rows and jobs out."""

from __future__ import annotations

from typing import Any

from app.choices import own_models
from app.jobs import Job
from posta.design.expand import expand
from posta.engines import Progress
from posta.engines.chat import Server
from posta.engines.keep import config_folder
from posta.engines.licences import accept, accepted, require
from posta.engines.models import DEFAULT, MODELS, card, model
from posta.engines.styles import read_style, styles_folder
from posta.errors import EngineError, Missing, ModelError
from posta.upscale.upscalers import DEFAULT as DEFAULT_UPSCALER
from posta.upscale.upscalers import UPSCALERS, find_file
from posta.upscale.upscalers import at_hand as upscaler_at_hand

MOST_STYLES = 200


def told_models() -> dict[str, Any]:
    """Models, styles and upscalers that can be chosen, which of them are here, and what a device lacks for them."""
    return {
        "default": DEFAULT,
        "lacks": device_lacks(),
        "models": [_row(name) for name in MODELS],
        "own": list(own_models()),
        **_styles(),
        "upscalers": [
            {"name": name, "card": row.card, "here": upscaler_at_hand(name), "default": name == DEFAULT_UPSCALER}
            for name, row in UPSCALERS.items()
        ],
    }


def _row(name: str) -> dict[str, Any]:
    from posta.engines.weights import at_hand

    row = MODELS[name]
    return {
        "name": name, "about": row.about, "card": card(row), "download_gb": row.download_gb, "gated": row.gated,
        "licence": {"name": row.licence.name, "url": row.licence.url, "commercial": row.licence.commercial},
        "accepted": accepted(row), "here": _is(at_hand, row), "abilities": list(row.abilities),
        "takes_negative": row.takes_negative, "steps": row.steps, "guidance": row.guidance, "family": row.family,
        "drawings": list(row.control.kinds) if row.control else [],
    }  # fmt: skip


def _is(at_hand: Any, row: Any) -> bool:
    try:
        return at_hand(row) is not None
    except ModuleNotFoundError:
        return False


def device_lacks() -> str:
    """What this computer lacks for a picture model; empty: nothing."""
    try:
        from posta.engines.device import find_device

        find_device()
    except EngineError as problem:
        return str(problem)
    except ModuleNotFoundError:
        return 'The packages for picture models are not installed. Install them with pip install "posta[gpu]".'
    return ""


def _styles() -> dict[str, Any]:
    """The LoRA styles of the folder of styles, and what is wrong with the others."""
    folder = styles_folder()
    styles, problems = [], []
    paths = sorted(folder.glob("*.safetensors"))[:MOST_STYLES] if folder and folder.is_dir() else []
    for path in paths:
        try:
            style = read_style(path)
        except ModelError as problem:
            problems.append(str(problem))
            continue
        styles.append(
            {"name": style.name, "about": style.about or style.words, "weight": style.weight, "family": style.family}
        )
    return {"styles": styles, "styles_folder": str(folder or config_folder() / "styles"), "style_problems": problems}


def accept_licence(name: str) -> dict[str, Any]:
    """Remember that the person keeps to a model's licence; the model's row. Raises ModelError."""
    accept(model(name))
    return _row(name)


def download(name: str) -> Any:
    """The work of fetching a model's or an upscaler's files. Raises Missing, or ModelError where terms are not accepted."""
    if name not in MODELS and name not in UPSCALERS:
        raise Missing(f"There is no model {name[:60]!r}.", hint=f"Choose from {', '.join((*MODELS, *UPSCALERS))}.")
    if name in MODELS:
        require(MODELS[name])

    def work(progress: Progress, _job: Job) -> dict[str, Any]:
        progress(0.0, f"downloading {name}")
        if name in UPSCALERS:
            find_file(name, download=True, progress=progress)
        else:
            from posta.engines.weights import find

            find(name, download=True, progress=progress)
        return {"model": name}

    return work


def describe(theme: str, style: str, server: Server) -> Any:
    """The work of turning a short theme into a description of the picture, to be read and changed before it is used."""

    def work(progress: Progress, _job: Job) -> dict[str, Any]:
        progress(0.02, f"asking {server.url}")
        made = expand(theme, server, style=style, progress=progress)
        return {"text": made.text, "model": made.model}

    return work
