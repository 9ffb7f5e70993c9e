"""Printing conditions: a name or a profile's path in, the checked ICC profile with its ink limit out."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath

from PIL import ImageCms

from posta.errors import ExportError
from posta.export.options import DIGITAL

MAX_PROFILE_BYTES = 16 * 1024 * 1024
USUAL_LIMIT = 300.0  # percent; the total most print shops name (kern.gmbh, fosterprint)


@dataclass(frozen=True, slots=True)
class Condition:
    """One way of printing."""

    name: str
    """What a person sees."""
    identifier: str
    """OutputConditionIdentifier: the characterisation's name in the ICC registry, or `Custom`."""
    registered: bool
    """Whether the identifier stands in the registry at http://www.color.org."""
    limit: float
    """Greatest sum of the four inks in percent."""
    profile: bytes
    """The ICC output profile."""

    @property
    def key(self) -> str:
        return hashlib.sha256(self.profile).hexdigest()[:16] + f"-{self.limit:g}"


# name: (what a person sees, file in assets/icc, registered identifier, ink limit in percent)
PRINT_CONDITIONS: dict[str, tuple[str, str, str, float]] = {
    "fogra39": ("FOGRA39, offset on coated paper (ISO 12647-2:2004)", "FOGRA39L_coated.icc", "FOGRA39", USUAL_LIMIT),
}


def icc_folder() -> FilePath:
    """The folder of shipped profiles: beside the package in a checkout, inside it when installed. Raises ExportError."""
    package = FilePath(__file__).resolve().parents[1]
    for folder in (package.parent / "assets" / "icc", package / "assets" / "icc"):
        if (folder / "sRGB.icc").is_file():
            return folder
    raise ExportError("The shipped colour profiles are not there (assets/icc/sRGB.icc).", hint="Install POSTA again.")


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The sRGB profile that pictures carry."""
    return (icc_folder() / "sRGB.icc").read_bytes()


def condition(name: str, limit: float | None = None) -> Condition:
    """The condition of a name or a profile's path; `limit` (percent) overrides its own.

    Raises ExportError when there is no such condition or the file is no readable CMYK output profile.
    """
    if name == DIGITAL:
        raise ExportError(
            "sRGB has no inks.", hint=f"Use {', '.join(PRINT_CONDITIONS)}, or the path of an .icc profile."
        )
    row = PRINT_CONDITIONS.get(name.lower())
    if row is not None:
        title, file, identifier, usual = row
        return Condition(title, identifier, True, limit or usual, (icc_folder() / file).read_bytes())
    path = FilePath(name).expanduser()
    if path.suffix.lower() not in (".icc", ".icm"):
        known = ", ".join(PRINT_CONDITIONS)
        raise ExportError(
            f"There is no printing condition {name!r}.",
            hint=f"Use {known}, the path of an .icc profile, or {DIGITAL} for printers that ask for RGB.",
        )
    return Condition(*_own_profile(path), limit=limit or USUAL_LIMIT, profile=_read(path))  # type: ignore[misc]


def _read(path: FilePath) -> bytes:
    try:
        size = path.stat().st_size
        if not 128 <= size <= MAX_PROFILE_BYTES:
            raise ExportError(f"{path} is no colour profile: it has {size} bytes.", hint="Use an .icc file of a press.")
        return path.read_bytes()
    except OSError as problem:
        raise ExportError(
            f"The profile {path} cannot be read ({problem.strerror}).", hint="Check its path."
        ) from problem


def _own_profile(path: FilePath) -> tuple[str, str, bool]:
    data = _read(path)
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data)).profile
        space, kind, title = (
            profile.xcolor_space.strip(),
            profile.device_class,
            profile.profile_description or path.stem,
        )
    except (OSError, ImageCms.PyCMSError, ValueError) as problem:
        raise ExportError(f"{path} is damaged or no colour profile.", hint="Use an .icc output profile.") from problem
    if space != "CMYK" or kind != "prtr":
        raise ExportError(
            f"{path} is for {space or 'an unknown space'}, not for CMYK printing.",
            hint="Ask the print shop for theirs.",
        )
    return title.strip(), "Custom", False
