"""Past the training size: what takes a diffusion transformer from 1K to 2K and 4K pictures (URAE, I-Max, CLEAR).

`highres` patches a model for one size, `adapters` loads and trains the URAE weights, `coarse` drives 1K -> 2K -> 4K,
`clear` makes attention local, `plan` says what fits in memory, `train` runs the URAE recipe. No other stage is imported.
"""
