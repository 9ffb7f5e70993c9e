"""Printer's marks around the bleed: crop and registration marks, colour bars and a line of information. Points, y down."""

from __future__ import annotations

from posta.color import Rgb
from posta.export.options import ExportOptions
from posta.export.pdf.content import Content, nums
from posta.export.pdf.document import Sheet
from posta.export.pdf.paint import Inks
from posta.export.words import one_line
from posta.geometry import Point, Rect, ellipse_path
from posta.render.frame import Frame, Look, ShapeItem, Solid, TextItem
from posta.units import MM_PER_POINT

HAIRLINE = 0.25
MARK = 5 / MM_PER_POINT  # length of a crop mark
LEAST_OFFSET = 9.0  # 1/8 in from the trim, which printers ask for
CLEAR = 1 / MM_PER_POINT  # from the bleed's edge
PATCH = 4.5 / MM_PER_POINT
INFO_SIZE = 6.0
INFO_FAMILY = "Inter"

# Inks of the colour bar's patches: solids, overprints, half tones, and the grey that shows a cast.
PATCHES: tuple[tuple[float, float, float, float], ...] = (
    (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 1, 0, 0), (1, 0, 1, 0), (0, 1, 1, 0),
    (0.5, 0, 0, 0), (0, 0.5, 0, 0), (0, 0, 0.5, 0), (0, 0, 0, 0.5), (0.5, 0.4, 0.4, 0),
)  # fmt: skip


def draw(content: Content, inks: Inks, page: Sheet, options: ExportOptions, spots: list[Solid]) -> None:
    """The marks the options ask for, all outside the bleed; the information line is a text item of its own."""
    content.put("q")
    inks.paint_registration(content)
    content.put(f"{nums([HAIRLINE])} w")
    if "crop" in options.marks:
        for start, end in crop_marks(page):
            content.put(f"{nums([*start])} m {nums([*end])} l S")
    if "registration" in options.marks:
        for center in registration_centers(page):
            _target(content, center)
    content.put("Q")
    if "bars" in options.marks:
        _bars(content, inks, page, spots)


def offset(page: Sheet) -> float:
    """How far from the trim the marks begin: past the bleed, never nearer than printers ask for."""
    return max(page.trim.x - page.bleed.x + CLEAR, LEAST_OFFSET)


def crop_marks(page: Sheet) -> list[tuple[Point, Point]]:
    """Two lines at each corner of the trim."""
    near, trim = offset(page), page.trim
    lines: list[tuple[Point, Point]] = []
    for x, way in ((trim.x, -1), (trim.right, 1)):
        for y in (trim.y, trim.bottom):
            lines.append(((x + way * near, y), (x + way * (near + MARK), y)))
    for y, way in ((trim.y, -1), (trim.bottom, 1)):
        for x in (trim.x, trim.right):
            lines.append(((x, y + way * near), (x, y + way * (near + MARK))))
    return lines


def registration_centers(page: Sheet) -> list[Point]:
    """The middle of each side, in the slug."""
    trim, away = page.trim, offset(page) + MARK / 2
    (cx, cy) = trim.center
    return [(cx, trim.y - away), (cx, trim.bottom + away), (trim.x - away, cy), (trim.right + away, cy)]


def _target(content: Content, center: Point) -> None:
    x, y = center
    r = MARK * 0.28
    for radius in (r, r / 2):
        content.path(ellipse_path(Rect(x - radius, y - radius, 2 * radius, 2 * radius)))
        content.put("S")
    reach = MARK / 2
    content.put(
        f"{nums([x - reach, y])} m {nums([x + reach, y])} l S {nums([x, y - reach])} m {nums([x, y + reach])} l S"
    )


def _bars(content: Content, inks: Inks, page: Sheet, spots: list[Solid]) -> None:
    """A row of patches above the page, left of its middle, so that it meets no registration mark."""
    patches = [Solid(_screen(p), p) for p in PATCHES] + spots
    room = page.trim.width / 2 - MARK * 1.5
    side = min(PATCH, room / len(patches))
    top = page.trim.y - offset(page) - (MARK + side) / 2
    for number, patch in enumerate(patches):
        content.put("q")
        inks.paint(content, patch)
        content.rect(Rect(page.trim.x + MARK / 2 + number * side, top, side, side))
        content.put("f Q")


def _screen(inks: tuple[float, float, float, float]) -> Rgb:
    c, m, y, k = inks
    return Rgb((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))


def info_line(frame: Frame, page: Sheet, options: ExportOptions, said: str) -> TextItem | None:
    """The line under the page that says what it is, typeset; None where it is not asked for or does not fit."""
    if "info" not in options.marks:
        return None
    from posta.geometry import Affine
    from posta.typeset.fonts import FontLibrary
    from posta.typeset.setting import typeset
    from posta.typeset.style import TextStyle

    size = f"{frame.trim.width * MM_PER_POINT:.1f} x {frame.trim.height * MM_PER_POINT:.1f} mm"
    bleed = f"bleed {frame.bleed * MM_PER_POINT:.1f} mm"
    parts = [frame.title, options.notice, size, bleed, said, f"{options.moment():%Y-%m-%d %H:%M} UTC"]
    words = " · ".join(clean_part for part in parts if (clean_part := one_line(part, 200)))[:400]
    box = Rect(0, 0, max(1.0, page.trim.width / 2 - MARK * 1.5), MARK)
    fonts = FontLibrary.shipped()
    for length in (INFO_SIZE, INFO_SIZE * 0.75, INFO_SIZE * 0.5):
        style = TextStyle(family=INFO_FAMILY, weight=400, size=length, fit="none", leading=1.1, valign="top")
        setting = typeset(words, style, box, fonts)
        if not setting.overflows:
            break
    else:
        return None
    place = Affine.move(page.trim.x + MARK / 2, page.trim.bottom + offset(page))
    black = Solid(Rgb(0, 0, 0))
    return TextItem(
        Look("info", "info", place),
        "details",
        words,
        setting.shown,
        setting.runs,
        black,
        box,
        setting.ink,
        setting.size,
    )


def spot_inks(frame: Frame) -> list[Solid]:
    """Every spot ink of the frame at full strength, each once, in the order of its first use."""
    found: dict[str, Solid] = {}
    for item in frame.items:
        colors = [item.fill] if isinstance(item, ShapeItem | TextItem) else []
        if isinstance(item, ShapeItem | TextItem) and item.stroke:
            colors.append(item.stroke.color)
        for color in [*colors, frame.paper]:
            if isinstance(color, Solid) and color.spot:
                found.setdefault(color.spot, Solid(color.rgb, color.cmyk, color.spot))
    return list(found.values())
