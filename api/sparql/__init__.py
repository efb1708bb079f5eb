"""SPARQL that strangers may send: judged by parsing, evaluated in processes that can be stopped."""

__all__: list[str] = []
