"""The model table: a name goes in, everything known of a picture model comes out (weights, licence, sizes, memory, abilities).

A new model of a known family is one new row. Revisions are commits of the model hub; see `Model.revision` for the rest.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from math import sqrt
from typing import Literal

from posta.errors import ModelError

Ability = Literal["text", "image", "inpaint", "edit", "control", "control_inpaint"]
"""What is asked of a model: from words, from words and a picture, inside a mask, by an instruction, along a drawing."""

GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms of a set of weights. `commercial`: whether they allow commercial use without a further agreement."""

    name: str
    url: str
    commercial: bool


APACHE = Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0", True)
FLUX_DEV = Licence(
    "FLUX.1 [dev] Non-Commercial License",
    "https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md",
    False,
)


@dataclass(frozen=True, slots=True)
class Control:
    """Extra weights that make a model follow a drawing."""

    repo: str
    model_class: str
    """The control network's class in diffusers."""
    pipelines: dict[Ability, str]
    """The pipeline's class by what it does: "control", "control_inpaint"."""
    kinds: tuple[str, ...]
    """What drawings it was trained on: canny, depth, sketch …"""
    scale: float
    """How strongly it is followed by default, 0..1."""
    licence: Licence
    params_b: float
    """Billions of parameters."""
    revision: str = ""
    """The commit; empty: the newest one is taken at the first download and kept from then on (`posta.engines.weights`)."""


@dataclass(frozen=True, slots=True)
class Model:
    """One row of the table. Parameters are in billions, sizes in pixels."""

    name: str
    about: str
    """One line for a person who chooses."""
    repo: str
    """The repository on the model hub."""
    revision: str
    """The pinned commit; empty: the newest is taken at the first download and kept from then on."""
    family: str
    """flux | flux2-klein | qwen-image | z-image: which rows of `posta.engines.families` apply."""
    pipelines: dict[Ability, str]
    """The pipeline's class in diffusers, by what it does. Its keys are what the model can do."""
    transformer_b: float
    text_b: float
    vae_b: float
    download_gb: float
    """Size of the files a first use downloads, in GB (10^9 bytes)."""
    licence: Licence
    steps: int
    guidance: float
    guidance_name: str = "guidance_scale"
    """How the pipeline calls guidance: Qwen-Image's real classifier-free guidance is `true_cfg_scale`."""
    takes_negative: bool = False
    """Whether a negative prompt changes anything at the guidance this model is used with."""
    native_px: int = 1024 * 1024
    """Pixels of the pictures it was trained on."""
    multiple: int = 16
    """Both sides must be a multiple of it."""
    max_aspect: float = 4.0
    """The longest picture it makes well, as a ratio of sides."""
    max_tokens: int = 512
    """Text tokens read."""
    working_gb: float = 3.0
    """Memory beside the weights for one picture at the native size, bf16 (an estimate until measured on a GPU)."""
    fp8_bytes: float = 1.02
    """Bytes a transformer weight takes stored as fp8: what diffusers leaves in bf16 (norms, embeddings) counted in."""
    gated: bool = False
    """Whether the hub asks for an account that accepted the terms."""
    control: Control | None = None
    caches: tuple[str, ...] = ()
    """Step caches that run on this family with the pinned diffusers (tested): taylorseer, first_block."""
    cache_worth: bool = False
    """Whether there are enough steps for a cache to pay (none with 4 or 8)."""

    @property
    def abilities(self) -> tuple[Ability, ...]:
        own = tuple(self.pipelines)
        return own if self.control is None else own + tuple(self.control.pipelines)

    def weights_gb(self, bytes_per_weight: float = 2.0) -> float:
        """Memory of the transformer, text encoder and autoencoder (the last always bf16), in GB."""
        return (self.transformer_b + self.text_b) * bytes_per_weight + self.vae_b * 2


QWEN_CONTROL = Control(
    repo="InstantX/Qwen-Image-ControlNet-Union",
    model_class="QwenImageControlNetModel",
    pipelines={"control": "QwenImageControlNetPipeline"},
    kinds=("canny", "sketch", "depth", "pose"),
    scale=0.9,
    licence=APACHE,
    params_b=1.77,
)

Z_IMAGE_CONTROL = Control(
    # The makers' weights (alibaba-pai, one file in their own layout) as a diffusers folder; that copy names no licence itself.
    repo="hlky/Z-Image-Turbo-Fun-Controlnet-Union-2.1",
    revision="5d85f6a430fd40300f931bd1291e0c4982094859",
    model_class="ZImageControlNetModel",
    pipelines={"control": "ZImageControlNetPipeline"},
    kinds=("canny", "sketch", "depth", "pose"),
    scale=0.75,
    licence=Licence(
        "Apache-2.0 (its makers' copy)",
        "https://huggingface.co/alibaba-pai/Z-Image-Turbo-Fun-Controlnet-Union-2.1",
        True,
    ),
    params_b=3.35,
)
FLUX_CONTROL = Control(
    repo="Shakker-Labs/FLUX.1-dev-ControlNet-Union-Pro-2.0",
    model_class="FluxControlNetModel",
    pipelines={"control": "FluxControlNetPipeline"},
    kinds=("canny", "sketch", "depth", "pose"),
    scale=0.7,
    licence=FLUX_DEV,
    params_b=2.14,
)

_FLUX: dict[Ability, str] = {"text": "FluxPipeline", "image": "FluxImg2ImgPipeline", "inpaint": "FluxInpaintPipeline"}
_QWEN: dict[Ability, str] = {
    "text": "QwenImagePipeline",
    "image": "QwenImageImg2ImgPipeline",
    "inpaint": "QwenImageInpaintPipeline",
}

# Commits below were read in public code and notes that pin these repositories (several independent ones each); the hub
# itself could not be reached when they were written down, so each is checked by the download: a commit that does not exist
# is refused by the hub and told as a ModelError.
MODELS: dict[str, Model] = {
    m.name: m
    for m in (
        Model(
            name="z-image-turbo",
            about="Fast and photographic, 8 passes; fits in 16 GB with offload.",
            repo="Tongyi-MAI/Z-Image-Turbo",
            revision="f332072aa78be7aecdf3ee76d5c247082da564a6",
            family="z-image",
            pipelines={"text": "ZImagePipeline", "image": "ZImageImg2ImgPipeline", "inpaint": "ZImageInpaintPipeline"},
            transformer_b=6.15, text_b=4.02, vae_b=0.084, download_gb=32.9,
            licence=APACHE, steps=9, guidance=0.0, working_gb=3.0, control=Z_IMAGE_CONTROL,
        ),
        Model(
            name="flux2-klein-4b",
            about="Fastest, 4 passes; takes reference pictures and editing instructions.",
            repo="black-forest-labs/FLUX.2-klein-4B",
            revision="e7b7dc27f91deacad38e78976d1f2b499d76a294",
            family="flux2-klein",
            # It has no pipeline for pictures from pictures: inpainting with everything masked is that.
            pipelines={
                "text": "Flux2KleinPipeline", "image": "Flux2KleinInpaintPipeline",
                "inpaint": "Flux2KleinInpaintPipeline", "edit": "Flux2KleinPipeline",
            },
            transformer_b=3.88, text_b=4.02, vae_b=0.084, download_gb=16.0,
            licence=APACHE, steps=4, guidance=1.0, working_gb=2.5, caches=("taylorseer",),
        ),
        Model(
            name="qwen-image",
            about="Best quality of the free ones and follows drawings; 50 passes.",
            repo="Qwen/Qwen-Image",
            revision="75e0b4be04f60ec59a75f475837eced720f823b6",
            family="qwen-image",
            pipelines=_QWEN,
            transformer_b=20.43, text_b=8.29, vae_b=0.127, download_gb=57.7,
            licence=APACHE, steps=50, guidance=4.0, guidance_name="true_cfg_scale", takes_negative=True,
            native_px=1328 * 1328, working_gb=5.0, control=QWEN_CONTROL, caches=("first_block", "taylorseer"),
            cache_worth=True,
        ),
        Model(
            name="qwen-image-2512",
            about="Qwen-Image of December 2025: more natural people and detail; 50 passes.",
            repo="Qwen/Qwen-Image-2512",
            revision="25468b98e3276ca6700de15c6628e51b7de54a26",
            family="qwen-image",
            pipelines=_QWEN,
            transformer_b=20.43, text_b=8.29, vae_b=0.127, download_gb=57.7,
            licence=APACHE, steps=50, guidance=4.0, guidance_name="true_cfg_scale", takes_negative=True,
            native_px=1328 * 1328, working_gb=5.0, caches=("first_block", "taylorseer"), cache_worth=True,
        ),
        Model(
            name="flux1-schnell",
            about="4 passes; the base of the ultra-resolution adapters.",
            repo="black-forest-labs/FLUX.1-schnell",
            revision="741f7c3ce8b383c54771c7003378a50191e9efe9",
            family="flux",
            pipelines=_FLUX,
            transformer_b=11.90, text_b=4.89, vae_b=0.084, download_gb=33.7,
            licence=APACHE, steps=4, guidance=0.0, max_tokens=256, working_gb=3.0, fp8_bytes=1.28, gated=True,
            caches=("first_block", "taylorseer"),
        ),
        Model(
            name="flux1-dev",
            about="28 passes; many styles exist for it. Not for commercial use.",
            repo="black-forest-labs/FLUX.1-dev",
            revision="3de623fc3c33e44ffbe2bad470d0f45bccf2eb21",
            family="flux",
            pipelines=_FLUX,
            transformer_b=11.90, text_b=4.89, vae_b=0.084, download_gb=33.7,
            licence=FLUX_DEV, steps=28, guidance=3.5, working_gb=3.0, fp8_bytes=1.28, gated=True, control=FLUX_CONTROL,
            caches=("first_block", "taylorseer"), cache_worth=True,
        ),
    )
}  # fmt: skip

DEFAULT = "z-image-turbo"


def model(name: str) -> Model:
    """The row of that name or repository. Raises ModelError naming what there is."""
    if (own := next((m for m in MODELS.values() if m.repo == name), None)) is not None:
        return own
    if name not in MODELS:
        near = difflib.get_close_matches(name, MODELS, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ModelError(
            f"There is no model {name!r}.{meant}",
            hint=f"Choose from {', '.join(MODELS)}, or give the path of a checkpoint folder or .safetensors file.",
        )
    return MODELS[name]


def able(row: Model, ability: Ability) -> str:
    """The class of the pipeline that does it. Raises ModelError naming the models that can."""
    if ability in row.pipelines:
        return row.pipelines[ability]
    if row.control is not None and ability in row.control.pipelines:
        return row.control.pipelines[ability]
    can = [m.name for m in MODELS.values() if ability in m.abilities]
    raise ModelError(f"{row.name} cannot do {_IN_WORDS[ability]}.", hint=f"These can: {', '.join(can)}." if can else "")


_IN_WORDS: dict[Ability, str] = {
    "text": "pictures from words",
    "image": "pictures from a picture",
    "inpaint": "inpainting",
    "edit": "editing by instruction",
    "control": "pictures along a drawing",
    "control_inpaint": "inpainting along a drawing",
}


def card(row: Model) -> str:
    """What a person should know before a download starts: size, licence, memory."""
    use = "commercial use allowed" if row.licence.commercial else "NO commercial use"
    gate = ", needs an account on the model hub that accepted the terms" if row.gated else ""
    return (
        f"{row.name} ({row.repo}): {row.download_gb:g} GB to download, licence {row.licence.name} ({use}){gate}; "
        f"{row.weights_gb():.0f} GB of weights at bf16."
    )


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int
    crop: tuple[int, int] = field(default=(0, 0), compare=False)
    """Width and height of the middle part that has exactly the aspect asked for."""


def native_size(row: Model, width: int, height: int, pixels: int | None = None) -> Size:
    """The size to generate at for a picture of `width` by `height`: its aspect, the model's pixel count and multiple.

    `pixels` replaces the native count, for quick drafts (at least four multiples squared).

    Among sizes within 6 % of the native pixel count the one with the truest aspect is taken; `crop` trims what is left to
    the exact aspect (at most one multiple). Pictures longer than the model's `max_aspect` are refused with ModelError.
    """
    aspect = width / height
    if not 1 / row.max_aspect <= aspect <= row.max_aspect:
        raise ModelError(
            f"{row.name} makes pictures up to {row.max_aspect:g}:1; {width} x {height} px is longer.",
            hint="Use a less extreme format, or make the picture in parts.",
        )
    step, wanted = row.multiple, pixels or row.native_px
    if wanted < (4 * step) ** 2 or wanted > 4 * row.native_px:
        raise ModelError(
            f"{row.name} cannot draw {wanted} pixels at once.",
            hint=f"It was trained on {row.native_px}; stay near that.",
        )
    middle = sqrt(wanted * aspect) / step
    best: tuple[tuple[float, float], int, int] | None = None
    for columns in range(max(1, int(middle * 0.94)), int(middle * 1.06) + 2):
        rows = max(1, round(columns / aspect))
        share = columns * rows * step * step / wanted
        key = (max(0.0, abs(share - 1) - 0.06) + max(abs(columns / rows / aspect - 1), 1e-3), abs(share - 1))
        if best is None or key < best[0]:
            best = key, columns * step, rows * step
    assert best is not None
    _, wide, high = best
    return Size(wide, high, (min(wide, round(high * aspect)), min(high, round(wide / aspect))))
