"""Every format says the same: the nodes, edges, words and omissions of one view."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

from graph.store import GraphStore
from graph.views.jsonld import property_of
from graph.views.model import KINDS, Kind, View
from graph.views.words import LANGUAGES, Lang
from graph.views.writing import FORMATS, write
from ontology.errors import InputError
from ontology.namespaces import LIN
from tests.graph.views.made import made

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"
GEXF = "{http://www.gexf.net/1.2draft}"
Found = tuple[list[str], int | None]
"""The names of the nodes in order, and how many edges there are (None: the format does not tell them)."""


def written(view: View, format: str) -> str:
    return write(view, format).decode("utf-8")


class Rows(HTMLParser):
    """The headings of the rows of a table, and the items of a list."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.found, self.inside = wanted, list[str](), False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "th" and ("scope", "row") in attrs and self.wanted == "th":
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "th"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def of_html(view: View) -> Found:
    text = re.search(r'id="view-data">(.*?)</script>', written(view, "html"))
    if text is None:  # a map has no interactive picture
        return of_svg_text(written(view, "html").split('id="static"')[1]), len(view.edges)
    data = json.loads(text[1])
    assert [node["id"] for node in data["network"]["nodes"]] == [node.key for node in view.nodes]
    assert len(data["network"]["edges"]) == len(data["edges"])
    return [node["name"] for node in data["nodes"]], len(data["edges"])


def of_svg_text(text: str) -> list[str]:
    labels = re.findall(r'<(?:a|g) id="n\d+"[^>]*><title>([^<\n]*)', text)
    return [
        re.sub("&quot;", '"', label).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for label in labels
    ]


def of_svg(view: View) -> Found:
    root = ElementTree.fromstring(written(view, "svg"))
    boxes = [one for one in root.iter() if re.fullmatch(r"n\d+", one.get("id", ""))]
    assert all(one.get("aria-label") for one in boxes)
    assert all(one.tag == f"{SVG}a" or one.get("tabindex") == "0" for one in boxes)
    names = [(one.findtext(f"{SVG}title") or "").split("\n")[0] for one in boxes]
    heads = [one for one in root.iter(f"{SVG}path") if (one.get("class") or "").startswith("head ")]
    return names, len(heads)


def of_table(view: View) -> Found:
    rows = Rows("th")
    rows.feed(written(view, "table"))
    return rows.found, None


def of_outline(view: View) -> Found:
    text = written(view, "outline")
    names = [node.name for node in view.nodes if f"{node.name}" in text]
    return names, None


def of_csv(view: View) -> Found:
    return [row["label"] for row in csv.DictReader(io.StringIO(written(view, "csv")))], None


def of_graphml(view: View) -> Found:
    graph = nx.parse_graphml(written(view, "graphml"), force_multigraph=True)
    assert graph.graph["omitted"] == view.omitted
    return [data["label"] for _, data in graph.nodes(data=True)], graph.number_of_edges()


def of_gexf(view: View) -> Found:
    root = ElementTree.fromstring(written(view, "gexf"))
    return [node.get("label", "") for node in root.iter(f"{GEXF}node")], len(list(root.iter(f"{GEXF}edge")))


def of_mermaid(view: View) -> Found:
    lines = written(view, "mermaid").splitlines()
    boxes = [re.match(r'\s+n\d+\["(.*?)(?:<br/>|"\])', line) for line in lines]
    names = [re.sub(r"#(\d+);", lambda found: chr(int(found[1])), box[1]) for box in boxes if box]
    return names, sum(">|" in line for line in lines)


def of_jsonld(view: View) -> Found:
    data = json.loads(written(view, "jsonld"))
    nodes = data["schema:hasPart"]
    edges = sum(len(others) for node in nodes for name, others in node.items() if name.startswith("lin:"))
    return [node["name"] for node in nodes], edges


READERS: Mapping[str, Callable[[View], Found]] = {
    "html": of_html,
    "svg": of_svg,
    "table": of_table,
    "outline": of_outline,
    "csv": of_csv,
    "graphml": of_graphml,
    "gexf": of_gexf,
    "mermaid": of_mermaid,
    "jsonld": of_jsonld,
}


def test_each_format_but_pixels_is_read() -> None:
    assert READERS.keys() == FORMATS.keys() - {"png"}


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_format_has_every_node_and_edge(store: GraphStore, kind: Kind, format: str) -> None:
    view = made(store, kind)
    names, edges = READERS[format](view)
    expected = [node.name for node in view.nodes]
    assert sorted(names) == sorted(expected)
    assert format in ("outline",) or names == expected
    assert edges in (None, len(view.edges))
    assert len(view.nodes) == 63 if kind == "coverage" else len(view.edges) >= len(view.nodes) - 1 > 6


@pytest.mark.parametrize("format", ["html", "svg", "table", "outline", "graphml", "gexf", "jsonld"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_format_says_of_which_data_it_is(store: GraphStore, kind: Kind, format: str) -> None:
    text = written(made(store, kind, "en"), format)
    assert re.search(r"Data version [0-9a-f]{12}: \d+ files, the newest document of 2022-", text.replace("\n", " "))
    assert "software directive-lineage 1.2.3" in text


@pytest.mark.parametrize("format", ["html", "svg", "table", "outline", "graphml", "gexf", "jsonld", "mermaid"])
@pytest.mark.parametrize("kind", ["lineage", "citations", "cascade"])
def test_every_format_says_what_is_left_out(store: GraphStore, kind: Kind, format: str) -> None:
    whole, view = made(store, kind, "en"), made(store, kind, "en", max_nodes=4)
    assert view.omitted == len(whole.nodes) - 4 > 1
    assert f"{view.omitted} documents are left out" in written(view, format)
    assert "are left out" not in written(whole, format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_bytes(store: GraphStore, kind: Kind, format: str) -> None:
    assert write(made(store, kind), format) == write(made(store, kind), format)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_view_speaks_one_language(store: GraphStore, kind: Kind, lang: Lang) -> None:
    vietnamese, english = ("chỉ được viện dẫn", "cited only")
    text = written(made(store, kind, lang), "html")
    assert f'<html lang="{lang}">' in text
    assert (vietnamese in text, english in text) == (lang == "vi", lang == "en")


def test_relations_are_those_of_the_vocabulary(store: GraphStore) -> None:
    """Each relation is the property that the vocabulary names for it."""
    vocabulary = ox.parse((ROOT / "ontology/vocab/relation.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    named = {
        str(quad.subject).strip("<>").rpartition("/")[2]: str(quad.object).strip("<>")
        for quad in vocabulary
        if quad.predicate.value == f"{LIN}property"
    }
    assert {slug: property_of(slug).replace("lin:", str(LIN)) for slug in named} == named
    triples = ox.parse(written(made(store, "lineage"), "jsonld"), ox.RdfFormat.JSON_LD)
    stated = [triple.predicate.value for triple in triples if triple.predicate.value.startswith(str(LIN))]
    assert len(stated) == len(made(store, "lineage").edges)
    assert set(stated) == {named[slug] for slug in ("implements", "based-on", "continues")}


def test_an_unknown_format_is_refused(store: GraphStore) -> None:
    with pytest.raises(InputError, match="no format 'pdf' of a view"):
        write(made(store, "lineage"), "pdf")


def test_gexf_bears_no_day_of_its_writing(store: GraphStore) -> None:
    assert "lastmodifieddate" not in written(made(store, "lineage"), "gexf")


def test_a_formula_stays_text_in_csv(store: GraphStore) -> None:
    from dataclasses import replace

    view = made(store, "lineage")
    formula = replace(view, nodes=(replace(view.nodes[0], name="=1+1"), *view.nodes[1:]))
    assert "\r\n'=1+1," in written(formula, "csv")
