"""The studio: posters made and edited in the browser, and the HTTP API beside it."""
