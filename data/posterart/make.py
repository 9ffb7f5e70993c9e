"""samples.yaml in; the sample posters in the PosterArt layout out: background/, JPG/, json/.

Run it from the repository's root: `python data/posterart/make.py`. POSTA's own engines paint and arrange; the same briefs give
the same posters.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from posta.document.assets import Assets
from posta.document.brief import brief_from
from posta.document.layers import ShapeLayer, TextLayer
from posta.document.poster import Poster
from posta.pipeline import Wishes, make
from posta.render.place import place
from posta.render.raster import rasterize
from posta.typeset.fonts import FontLibrary

HERE = Path(__file__).resolve().parent
SHORT_SIDE_PX = 560
NAMES = {
    100: "Thin",
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
    800: "ExtraBold",
    900: "Black",
}


def main() -> None:
    """Make every poster of samples.yaml."""
    for kind in ("background", "JPG", "json"):
        (HERE / kind).mkdir(exist_ok=True)
    samples: list[dict[str, Any]] = yaml.safe_load((HERE / "samples.yaml").read_text("utf-8"))
    for sample in samples:
        name, seed, painter, idea = (sample.pop(k) for k in ("name", "seed", "painter", "idea"))
        poster, assets = make(brief_from(sample), seed=seed, assets=Assets(), wishes=Wishes(painter=painter))
        picture = drawn(poster, assets)
        ground = drawn(poster.with_layers([x for x in poster.layers if x is poster.background]), assets)
        Image.fromarray(picture).save(HERE / "JPG" / f"{name}.jpg", quality=88, optimize=True)
        small = Image.fromarray(ground)
        small.thumbnail((560, 560))
        small.save(HERE / "background" / f"{name}.jpg", quality=82, optimize=True)
        told = {"archetype": poster.designed_by.settings["archetype"], "theme": poster.brief.theme, "idea": idea}
        told["layers"] = annotation(poster, picture.shape[1], picture.shape[0])
        (HERE / "json" / f"{name}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(name, told["archetype"], round(poster.designed_by.settings["score"], 3))


def drawn(poster: Poster, assets: Assets) -> Any:
    """(H, W, 3) of the trimmed page."""
    frame = place(poster, assets)
    return rasterize(frame, SHORT_SIDE_PX / min(frame.trim.width, frame.trim.height) * 72)[..., :3]


def annotation(poster: Poster, wide: int, high: int) -> list[dict[str, Any]]:
    """The layers as PosterArt writes them, in pixels."""
    per = wide / poster.page.width
    per_point = per / poster.page.points_per_unit
    found = [_layer("background", "pixel", (0, 0, wide, high))]
    for layer in poster.layers:
        box = tuple(v * per for v in layer.box)
        if isinstance(layer, TextLayer) and layer.pieces:
            found += _texts(poster, layer, box, per_point)
        elif isinstance(layer, ShapeLayer):
            row = _layer(layer.id, "shape", box)
            row["opacity"] = layer.opacity
            if isinstance(layer.fill, str):
                row["color"] = poster.palette.get(layer.fill, layer.fill)
            found.append(row)
    return found


def _layer(name: str, kind: str, box: tuple[float, ...]) -> dict[str, Any]:
    x, y, w, h = (round(v) for v in box)
    position = {
        "left": x, "top": y, "right": x + w, "bottom": y + h, "width": w, "height": h,
        "center_x": x + w / 2, "center_y": y + h / 2,
    }  # fmt: skip
    return {
        "path": f"/{name}", "name": name, "text_content": None, "visible": True, "kind": kind, "opacity": 1,
        "blend_mode": "normal", "position": position, "font_info": None, "children": [],
    }  # fmt: skip


def _texts(poster: Poster, layer: TextLayer, box: tuple[float, ...], per_point: float) -> list[dict[str, Any]]:
    """A layer a piece: lines of a group stand one below the other."""
    family = FontLibrary.shipped().family(layer.font.family)
    cut = NAMES[min(NAMES, key=lambda w: abs(w - layer.font.weight))] + ("Italic" if layer.font.italic else "")
    lines = layer.text.split("\n")
    each = box[3] / len(lines)
    rows = []
    for i, (piece, words) in enumerate(zip(layer.pieces, lines, strict=True)):
        row = _layer(piece, "type", (box[0], box[1] + i * each, box[2], each))
        fill = layer.fill if isinstance(layer.fill, str) else "ink"
        row["text_content"] = words
        row["font_info"] = {
            "font_name": f"{family.name.replace(' ', '')}-{cut}", "font_size": round(layer.size * per_point, 1),
            "color_values": [poster.palette.get(fill, fill)], "alignment": layer.align, "rotation": layer.angle,
            "case": layer.case, "leading": round(layer.leading, 3), "tracking": layer.tracking,
        }  # fmt: skip
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
