"""POSTA: a brief becomes a poster that can be edited, re-rolled and printed.

The public names are loaded when first used, so `import posta` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_FRONT_DOOR = {
    "Brief": "posta.document.brief",
    "Design": "posta.document.design",
    "Poster": "posta.document.poster",
    "PostaError": "posta.errors",
    "check": "posta.render.check",
    "export": "posta.export",
    "load_brief": "posta.document.brief",
    "load_poster": "posta.document.files",
    "make": "posta.pipeline",
    "make_variants": "posta.pipeline",
    "place": "posta.render.place",
    "rasterize": "posta.render.raster",
    "save_poster": "posta.document.files",
}

__all__ = ["__version__", *sorted(_FRONT_DOOR)]


def __getattr__(name: str) -> Any:
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'posta' has no attribute {name!r}")
    return getattr(import_module(_FRONT_DOOR[name]), name)


def __dir__() -> list[str]:
    return __all__


if TYPE_CHECKING:
    from posta.document.brief import Brief as Brief
    from posta.document.brief import load_brief as load_brief
    from posta.document.design import Design as Design
    from posta.document.files import load_poster as load_poster
    from posta.document.files import save_poster as save_poster
    from posta.document.poster import Poster as Poster
    from posta.errors import PostaError as PostaError
    from posta.export import export as export
    from posta.pipeline import make as make
    from posta.pipeline import make_variants as make_variants
    from posta.render.check import check as check
    from posta.render.place import place as place
    from posta.render.raster import rasterize as rasterize
