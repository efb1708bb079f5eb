"""Canonical Turtle: the shipped files are in it, and it says the same as before."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.turtle import canonical, main, package_file, package_files, to_turtle
from ontology.vocabulary import SCHEMES

FILES = [
    package_file("lineage.ttl"),
    *(package_file("vocab", f"{scheme}.ttl") for scheme in SCHEMES),
    *package_files("gazetteer", ".ttl"),
    *package_files("gazetteer/communes", ".ttl"),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_shipped_files_are_canonical(path: Path) -> None:
    turtle = path.read_text(encoding="utf-8")
    assert turtle.startswith("#")
    assert turtle == canonical(turtle)


MESSY = """# kept
@prefix x: <https://x.example/> .
@prefix unused: <https://u.example/> .
# lost
x:b x:q "2", "1"@vi ; a x:C . x:b x:p 3 . x:a x:p <https://other.example/?a=b> ,
  "x:not a \\"prefix\\"\\n" , "2022-01-05"^^x:date .
"""
NEAT = """# kept
@prefix x: <https://x.example/> .

x:a
    x:p "2022-01-05"^^x:date, "x:not a \\"prefix\\"\\n", <https://other.example/?a=b> .

x:b
    a x:C ;
    x:p 3 ;
    x:q "1"@vi, "2" .
"""


def test_canonical() -> None:
    assert canonical(MESSY) == NEAT
    assert canonical(NEAT) == NEAT


def test_blank_nodes_have_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="name the node"):
        canonical("@prefix x: <https://x.example/> . x:a x:p [] .")


def test_files_are_rewritten_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(MESSY, encoding="utf-8")
    main([str(path)])
    assert path.read_text(encoding="utf-8") == NEAT


NAMES = ["a", "a.b", "a.", "-", "a/b%20c"]
NODES = st.sampled_from(NAMES).map(lambda name: ox.NamedNode(f"https://x.example/{name}"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LITERALS = (
    TEXTS.map(ox.Literal) | TEXTS.map(lambda text: ox.Literal(text, language="vi")) | st.integers().map(ox.Literal)
)


@given(st.sets(st.builds(ox.Triple, NODES, NODES, NODES | LITERALS)))
def test_writing_and_reading_give_the_same_triples(triples: set[ox.Triple]) -> None:
    turtle = to_turtle(triples, {"x": "https://x.example/", "xsd": "http://www.w3.org/2001/XMLSchema#"})
    assert {quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)} == triples
