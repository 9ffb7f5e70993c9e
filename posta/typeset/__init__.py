"""Typesetting: words, a style and a box in (points), positioned glyphs out (points). One shaper for every output.

`typeset(text, style, box, fonts)` in `posta.typeset.setting` is the way in; `FontLibrary` in `posta.typeset.fonts` finds faces.
"""
