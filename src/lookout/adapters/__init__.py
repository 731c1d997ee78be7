"""The engine's contact with the world: codecs, models, sockets and files. Nothing else touches them."""
