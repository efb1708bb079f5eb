"""How a view is asked for: language, how much it may show, where its boxes lead, and what it prints of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from graph.views.words import Lang

Theme: TypeAlias = Literal["auto", "light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("auto", "light", "dark")
MAX_NODES: Final = 300


def safe_link(address: str | None) -> str | None:
    """An address that may stand in a link: of the web, or below the page's own host; None for any other.

    >>> safe_link("https://a.example/x"), safe_link("/documents/x"), safe_link("javascript:alert(1)")
    ('https://a.example/x', '/documents/x', None)
    >>> safe_link("//other.example/x")
    """
    if address is None or any(char in address for char in "\\\n\r\t"):
        return None
    web = address.startswith(("https://", "http://"))
    return address if web or (address.startswith("/") and not address.startswith("//")) else None


@dataclass(frozen=True, slots=True)
class Options:
    """How a view is made: its language, the most documents that it shows, the address of a document's page, and the
    lines on data and software.
    """

    lang: Lang = "vi"
    max_nodes: int = MAX_NODES
    link: Callable[[str], str | None] = safe_link
    about: tuple[str, ...] = ()


DEFAULT: Final = Options()
"""A view in Vietnamese whose boxes lead to the IRIs of the documents, as far as these are addresses of the web."""
