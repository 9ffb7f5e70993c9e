"""Briefs to start from: a table in, the brief panel's values out."""

from __future__ import annotations

# title, subtitle, date, place, details, the picture, format
EXAMPLES: list[tuple[str, ...]] = [
    ("Blue Hour Quartet", "An evening of slow swing", "Saturday, 13 March 2027, 20:00", "Cellar 9, Gdańsk",
     "Tickets 45 zł\nDoors 19:00", "smoky jazz cellar at night, brass, deep blue", "a3"),
    ("Nordlicht", "Fotografien aus dem hohen Norden", "4. Februar – 2. Mai 2027", "Kunsthalle Kiel",
     "Di–So 10–18 Uhr\nEintritt frei am ersten Sonntag", "aurora over a frozen fjord, green and violet", "a2"),
    ("Farmers’ Market", "Every Sunday on the square", "9 am – 2 pm", "Mill Square",
     "Bread, cheese, honey\nLive music at noon", "ripe vegetables and wheat, warm morning light", "tabloid"),
    ("東京の夜", "写真展", "2027年4月3日〜5月9日", "ギャラリー水", "入場無料", "neon city in the rain at night", "b2"),
    ("Open Compilers Day", "Talks and workshops for people who build languages", "17 September 2027",
     "Technical University, Hall 3", "Free admission\nRegister by 1 September", "geometric shapes, red and cream", "story"),
]  # fmt: skip
