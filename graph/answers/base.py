"""What the answers of this package have in common, so that a notebook can work with them and show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import networkx as nx
    from pandas import DataFrame

    from graph.answers.shown import Interactive
    from graph.views.model import View
    from graph.views.words import Lang

MAX_NODES: Final = 300


class Answer:
    """An answer that gives itself as tables, graph and picture, and shows itself in Jupyter."""

    __slots__ = ()

    def to_frame(self, table: str | None = None) -> DataFrame:
        """One of the tables of the answer as a pandas frame: the first, or the one that is named.

        What is not known is `<NA>`, never 0 or an empty text. Dates are texts in ISO 8601, as some are known to the
        month or year only: `pandas.to_datetime(..., errors="coerce")` leaves those out.

        Raises:
            InputError: for a table that the answer does not have; the hint names those that it has.
            UnsupportedFormat: where pandas is not installed.
        """
        from graph.answers.frames import frame
        from graph.answers.tables import table_of

        return frame(table_of(self, table))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The documents and steps of the answer as a NetworkX graph, by their IRIs, with what the tables tell of each
        as attributes (None where it is not known). An edge leads from what carries out to what is carried out.

        Raises:
            InputError: for an answer that has no steps.
        """
        from graph.answers.frames import network

        return network(self)

    def picture(self, *, lang: Lang = "en", max_nodes: int = MAX_NODES) -> View:
        """The picture of the answer, which shows itself as SVG; `write_view` writes it in all formats.

        Raises:
            InputError: for an answer of which there is no picture.
        """
        from graph.answers.shown import picture

        return picture(self, lang, max_nodes)

    def interactive(self, *, lang: Lang = "en", max_nodes: int = MAX_NODES, height: int | None = None) -> Interactive:
        """The picture of the answer as a page to move about in, inside the notebook; it needs nothing from any host.

        Raises:
            InputError: for an answer of which there is no picture.
        """
        from graph.answers.shown import interactive

        return interactive(self, lang, max_nodes, height)

    def _repr_html_(self) -> str:
        from graph.answers.shown import html

        return html(self)

    def _repr_svg_(self) -> str | None:
        from graph.answers.shown import static

        return static(self)
