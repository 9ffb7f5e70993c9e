"""Painters: small programs that compose a scene from a theme, a palette and a seed, at any resolution."""
