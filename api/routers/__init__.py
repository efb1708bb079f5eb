"""The routes, one module for each concern; each has a ``router``."""

__all__: list[str] = []
