"""The library: posters on disk as folders a person can open and copy, with history, a bin and a searchable index."""
