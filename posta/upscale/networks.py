"""A learned upscaler in memory: a checked file and a device in, a network that enlarges tiles out.

The package spandrel knows the architectures (ESRGAN and Real-ESRGAN, Compact, SPAN, SwinIR, HAT, DAT …) by their tensors.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file

from posta.engines.device import Device, forget, is_out_of_memory
from posta.errors import EngineError, ModelError
from posta.upscale.upscalers import UpscalerFile

Precision = Literal["float16", "bfloat16", "float32"]
DTYPES: dict[Precision, torch.dtype] = {
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
}
MOST_SCALE = 8
# What building a network from tensors of wrong names or shapes raises.
WRONG_SHAPES = (RuntimeError, LookupError, ValueError, AssertionError, ArithmeticError, TypeError, AttributeError)
_importing = threading.Lock()


@contextlib.contextmanager
def _stand_in_torchvision() -> Iterator[None]:
    """Lets spandrel be imported where torchvision is missing or does not match torch.

    Only two of spandrel's architectures use it, to restore faces and to fill holes; none that enlarges.
    """
    try:
        import torchvision  # type: ignore[import-not-found]  # noqa: F401
    except (ImportError, RuntimeError):
        pass
    else:
        yield
        return

    def missing(*_: Any, **__: Any) -> Any:
        raise EngineError("This network needs the package torchvision.", hint="Install the one that matches torch.")

    names = ("torchvision", "torchvision.transforms", "torchvision.transforms.functional")
    made = {name: ModuleType(name) for name in names}
    for name, module in made.items():
        module.__spec__ = ModuleSpec(name, None)
        module.__path__ = []  # type: ignore[attr-defined]
    functional: Any = made["torchvision.transforms.functional"]
    functional.InterpolationMode = functional.rotate = functional.normalize = missing
    sys.modules.update(made)
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)


with _importing, _stand_in_torchvision():
    import spandrel


Inside = Callable[[float], None]


def _unheard(share: float) -> None:
    """Progress inside a tile that nobody hears."""


class Network:
    """One upscaler on one device. Not for several threads at once: take a turn (`posta.engines.jobs`)."""

    def __init__(self, file: UpscalerFile, device: Device, precision: Precision | Literal["auto"] = "auto") -> None:
        """Raises ModelError for a file that is no upscaler of colour pictures, EngineError for a precision it cannot have."""
        self.file, self.device = file, device
        told = _described(file)
        self.architecture = str(told.architecture.name)
        self.scale = int(told.scale)
        self.whole_only = told.tiling == spandrel.ModelTiling.INTERNAL
        """Whether the network tiles by itself."""
        self.precision: Precision = _precision(told, device) if precision == "auto" else precision
        able = {"float16": told.supports_half, "bfloat16": told.supports_bfloat16, "float32": True}
        if not able[self.precision]:
            raise EngineError(f"{file.name} cannot run in {self.precision}.", hint="Use float32, or auto.")
        self._model: Any = told.to(device.torch_name).to(DTYPES[self.precision]).eval()
        self._layers = [m for m in told.model.modules() if isinstance(m, torch.nn.Conv2d | torch.nn.Linear)]
        self._inside: Inside = _unheard
        for layer in self._layers:
            layer.register_forward_hook(self._after_layer)

    @property
    def needs_gb(self) -> float:
        """Memory its weights hold."""
        return sum(p.numel() * p.element_size() for p in self._model.model.parameters()) / 1e9

    def in_full(self) -> None:
        """Go on in float32: some networks overflow float16."""
        self.precision = "float32"
        self._model = self._model.to(torch.float32)

    def run(self, tile: NDArray[np.float32], inside: Inside | None = None) -> NDArray[np.float32]:
        """(h, w, 3) 0..1 -> (h * scale, w * scale, 3) 0..1; may hold values that are not finite.

        `inside(share)` is called after every layer (a tile takes minutes on a CPU) and may raise to stop.
        """
        self._inside, self._done = inside or _unheard, 0
        try:
            with torch.inference_mode():
                planes = torch.from_numpy(np.ascontiguousarray(tile.transpose(2, 0, 1)))[None]
                made = self._model(planes.to(self.device.torch_name, DTYPES[self.precision]))
                return made[0].permute(1, 2, 0).float().cpu().numpy()
        finally:
            self._inside = _unheard

    def _after_layer(self, *_: Any) -> None:
        self._done += 1
        self._inside(min(1.0, self._done / len(self._layers)))

    def close(self) -> None:
        """Give the memory back."""
        del self._model
        forget(self.device.torch_name)


def _precision(told: Any, device: Device) -> Precision:
    if device.kind == "cpu":
        return "float32"
    return "float16" if told.supports_half else "bfloat16" if told.supports_bfloat16 else "float32"


def _described(file: UpscalerFile) -> Any:
    try:
        tensors = load_file(file.path)
    except (SafetensorError, OSError, ValueError) as problem:
        raise ModelError(f"{file.path.name} cannot be read ({problem}).", hint="Download it again.") from None
    broken = [k for k, t in tensors.items() if t.is_floating_point() and not bool(torch.isfinite(t).all())]
    if broken:
        raise ModelError(f"{file.path.name} holds values that are no numbers ({broken[0]}).", hint="Get a sound copy.")
    try:
        told = spandrel.ModelLoader().load_from_state_dict(spandrel.canonicalize_state_dict(tensors))
    except spandrel.UnsupportedModelError:
        raise ModelError(
            f"{file.path.name} is no network that spandrel knows ({next(iter(tensors))}, …).",
            hint="Give an upscaler such as Real-ESRGAN; LoRA files and picture models do not go here.",
        ) from None
    except WRONG_SHAPES as problem:
        if is_out_of_memory(problem):
            raise
        raise ModelError(
            f"{file.path.name} looks like an upscaler but does not load ({type(problem).__name__}: {str(problem)[:200]}).",
            hint="It is damaged or of a newer kind; update spandrel or download it again.",
        ) from None
    if not isinstance(told, spandrel.ImageModelDescriptor) or told.purpose != "SR":
        raise ModelError(
            f"{file.path.name} ({told.architecture.name}) restores or fills pictures; it does not enlarge them.",
            hint="Give an upscaler such as Real-ESRGAN.",
        )
    if (told.input_channels, told.output_channels) != (3, 3) or not 2 <= told.scale <= MOST_SCALE:
        raise ModelError(
            f"{file.path.name} takes {told.input_channels} channels, gives {told.output_channels} and enlarges "
            f"{told.scale}x.",
            hint=f"Give one for colour pictures that enlarges 2x to {MOST_SCALE}x.",
        )
    return told
