"""What a person chooses for each stage: plain JSON in, checked engines, their options and wishes out.

Nobody names a file of the server here: models and styles are chosen by name from the model table and from the folders that
`POSTA_MODELS` and `POSTA_STYLES` name, pictures by the ids of files that were brought.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from posta.document.brief import Brief
from posta.document.poster import Poster
from posta.engines.chat import URL_VARIABLE, usual_url
from posta.engines.keep import config_folder
from posta.engines.models import DEFAULT, MODELS
from posta.errors import EngineError, ModelError
from posta.library.library import Library
from posta.pipeline import STAGES, Engines, Wishes

MODELS_VARIABLE = "POSTA_MODELS"
MOST_OWN = 200

Name = Annotated[str, Field(max_length=120)]
Device = Annotated[Literal["auto", "cpu"], Field(description="auto: a graphics processor; cpu: slow, but everywhere.")]
Upload = Annotated[str, Field(pattern=r"^([0-9a-f]{64}\.[a-z]{3,4})?$", description="A file that was brought: its id.")]


class Strict(BaseModel):
    """Only the fields that are known; no NaN."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class StyleChoice(Strict):
    """A LoRA style of the folder of styles and how strongly it acts."""

    name: str = Field(max_length=120, pattern=r"^[^/\\]+$")
    weight: float | None = Field(default=None, ge=-4, le=4, description="Empty: as the style's own description says.")


class BackgroundChoice(Strict):
    """How the background is made."""

    engine: Name = Field(default="procedural", description="procedural, picture or diffusion.")
    model: Name = Field(default="", description="diffusion: a name of /models; empty: the default.")
    prompt: str = Field(default="", max_length=1500, description="diffusion: the whole prompt, taken as it is.")
    negative: str = Field(
        default="", max_length=1500, description="diffusion: what is not wanted, where a model hears it."
    )
    steps: int | None = Field(default=None, ge=1, le=200)
    guidance: float | None = Field(default=None, ge=0, le=30)
    styles: list[StyleChoice] = Field(default=[], max_length=8)
    picture: Upload = Field(default="", description="Your own picture (engine picture), or the reference (diffusion).")
    picture_as: Literal["reference", "edit"] = "reference"
    control: Upload = Field(default="", description="diffusion: a drawing to follow, a sketch or a depth map.")
    control_as: Name = Field(default="sketch", description="What kind of drawing: sketch, canny, depth, pose.")
    strength: float = Field(default=0.6, ge=0.05, le=1, description="How much of the reference is drawn anew.")
    control_scale: float | None = Field(default=None, ge=0, le=2)
    pixels: int | None = Field(
        default=None, ge=4096, le=16_000_000, description="Fewer than the model's own, for drafts."
    )
    device: Device = "auto"
    tries: int = Field(default=3, ge=1, le=8, description="How often to draw at most until no lettering is seen.")


class DesignChoice(Strict):
    """How the words are laid out."""

    engine: Name = Field(default="rules", description="rules or mllm.")
    url: str = Field(
        default="", max_length=300, description="mllm: an OpenAI-compatible server; empty: the usual address."
    )
    model: Name = Field(default="", description="mllm: the model's name there; empty: its first.")
    candidates: int = Field(default=3, ge=1, le=12)
    temperature: float = Field(default=0.7, ge=0, le=2)
    fallback: Literal["", "rules"] = Field(default="", description="What may step in where no model answers.")


class ArttextChoice(Strict):
    """How the title is lettered."""

    engine: Name = Field(default="materials", description="materials or diffusion.")
    model: Name = ""
    parts: Literal["title", "word", "letter"] = "title"
    halo: bool = True
    strength: float = Field(default=0.8, ge=0.05, le=1)
    device: Device = "auto"
    pixels: int | None = Field(
        default=None, ge=4096, le=16_000_000, description="Fewer than the model's own, for drafts."
    )
    tries: int = Field(default=3, ge=1, le=6)
    steps: int | None = Field(default=None, ge=1, le=200)
    fallback: Literal["", "materials"] = ""


class UpscaleChoice(Strict):
    """How pictures are enlarged."""

    engine: Name = Field(default="", description="lanczos, spandrel or urae; empty: a network where one is here.")
    model: Name = Field(default="", description="urae: a name of /models; empty: the default.")
    method: Literal["projected", "sdedit"] = "projected"
    finish: Literal["lanczos", "spandrel"] = "lanczos"
    device: Device = "auto"


class Choices(Strict):
    """An engine for every stage, and how it works."""

    background: BackgroundChoice = BackgroundChoice()
    design: DesignChoice = DesignChoice()
    arttext: ArttextChoice = ArttextChoice()
    upscale: UpscaleChoice = UpscaleChoice()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Choices, read."""

    engines: Engines
    wishes: Wishes
    picture: str = ""
    """Path of a person's own picture that is to be the background."""

    def brief(self, brief: Brief) -> Brief:
        """A brief with the picture that was chosen."""
        return brief.changed(background=self.picture) if self.picture else brief


def read_choices(told: Choices, library: Library, *, any_server: bool, base: Engines | None = None) -> Chosen:
    """Engines (those of `base` where nothing is chosen) and wishes. Raises PostaError.

    `any_server`: whether people may name a model server of their own.
    """
    engines = base or Engines()
    options: dict[str, dict[str, Any]] = {
        "background": _background_options(told.background),
        "design": _design_options(told.design, any_server),
        "arttext": _arttext_options(told.arttext),
        "upscale": _upscale_options(told.upscale),
    }
    for stage in (s for s in STAGES if s in told.model_fields_set):
        if name := getattr(told, stage).engine:
            engines = engines.with_engine(stage, name)
        if options[stage]:
            engines = engines.with_options(stage, **options[stage])
    ground = told.background
    if ground.engine == "picture":
        return Chosen(engines, Wishes(), str(library.upload(ground.picture)) if ground.picture else "")
    if ground.engine != "diffusion":
        return Chosen(engines, Wishes())
    # What is left empty is none: nothing of an earlier drawing comes back unseen.
    reference, control = (
        library.upload(name).read_bytes() if name else b"" for name in (ground.picture, ground.control)
    )
    return Chosen(engines, Wishes(reference=reference, control=control, settings={"background": _settings(ground)}))


def _background_options(told: BackgroundChoice) -> dict[str, Any]:
    return {**_model(told.model or DEFAULT), "device": told.device} if told.engine == "diffusion" else {}


def _design_options(told: DesignChoice, any_server: bool) -> dict[str, Any]:
    if told.engine != "mllm":
        return {}
    named = told.model_dump(include={"model", "candidates", "temperature", "fallback"})
    return {**named, "url": server_address(told.url, any_server=any_server)}


def _arttext_options(told: ArttextChoice) -> dict[str, Any]:
    if told.engine != "diffusion":
        return {}
    names = {"parts", "halo", "strength", "tries", "pixels", "steps", "fallback", "device"}
    return {**_model(told.model or DEFAULT), **told.model_dump(include=names, exclude_none=True)}


def _upscale_options(told: UpscaleChoice) -> dict[str, Any]:
    if told.engine == "urae":
        named = _model(told.model) if told.model else {}
        return {**named, **told.model_dump(include={"method", "finish", "device"})}
    return {"device": told.device} if told.engine == "spandrel" else {}


def _settings(told: BackgroundChoice) -> dict[str, Any]:
    """What the background's engine is told; None: as it does by itself."""
    names = {"prompt", "negative", "steps", "guidance", "pixels", "tries", "picture_as", "strength", "control_as"}
    styles = [style.model_dump() for style in told.styles]
    return {**told.model_dump(include={*names, "control_scale"}), "styles": styles}


def server_address(url: str, *, any_server: bool) -> str:
    """The model server to ask; empty: the one POSTA_MLLM_URL names, else the usual one. Raises EngineError."""
    own = usual_url()
    if url.strip() and url.strip() != own and not any_server:
        raise EngineError(
            f"This studio is shared, so it asks only the model server at {own}.",
            hint=f"Whoever runs it can name another one in {URL_VARIABLE}.",
        )
    return url.strip() or own


# Own files ----------------------------------------------------------------------------------------------------------------


def folder_of(variable: str, otherwise: str) -> Path:
    """The folder an environment variable names, else the one of that name in the person's config folder."""
    return Path(os.environ.get(variable) or config_folder() / otherwise)


def own_models() -> dict[str, Path]:
    """Checkpoints of the folder of models by name: folders of diffusers and single .safetensors files."""
    folder = folder_of(MODELS_VARIABLE, "models")
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.iterdir())[:MOST_OWN]:
        if (path / "model_index.json").is_file() or (path.suffix.lower() == ".safetensors" and path.is_file()):
            found[path.name] = path
    return found


def as_made(poster: Poster) -> Engines:
    """The engines a poster was made with, without models that are not offered here: a poster may come from a stranger."""
    engines = Engines.of(poster)
    offered = {*MODELS, *(row.repo for row in MODELS.values()), *(str(path) for path in own_models().values())}
    options = {
        stage: {name: value for name, value in told.items() if name != "model" or value in offered}
        for stage, told in engines.options.items()
    }
    return replace(engines, options=options)


def _model(name: str) -> dict[str, str]:
    """The option `model` for a chosen name. Raises ModelError for a name that is neither in the table nor a person's own."""
    if name in MODELS:
        return {"model": name}
    own = own_models()
    if name not in own:
        raise ModelError(
            f"There is no model {name!r}.",
            hint=f"Choose from {', '.join((*MODELS, *own))}, or put a checkpoint into {folder_of(MODELS_VARIABLE, 'models')}.",
        )
    return {"model": str(own[name])}
