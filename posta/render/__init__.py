"""Rendering: a Poster is placed into a Frame (points), a Frame is rasterized into pixels; problems of a poster are found."""
