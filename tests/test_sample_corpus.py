"""The sample corpus from end to end: records, edges and answers are those that were written down by hand."""

import json
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import build_view, coverage, derive, memory_store, open_store, resolve_one
from loaders import extract_paths, to_nquads
from ontology.iris import Iris

DATA = Path(__file__).parent / "data"
CORPUS, EXPECTED = DATA / "corpus", DATA / "expected"
FILES = sorted(path.name for path in CORPUS.iterdir())


def expected_records(name: str) -> list[dict[str, Any]]:
    """Return the records that were written by hand for a file of the corpus."""
    text = (EXPECTED / f"{Path(name).stem}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@cache
def decoded(name: str) -> str:
    """Return the text of a file of the corpus as it stands there, line ends included."""
    return (CORPUS / name).read_bytes().decode("utf-8")


def folded(text: str) -> str:
    """Return a number without its white space and with the OCR's D for Đ."""
    return "".join(unicodedata.normalize("NFC", text).replace("Đ", "D").split())


def alike(found: object, wanted: object) -> object:
    """Return what was found in the form in which the wanted was written down: no further fields, lists in one order.

    The form of the record leaves the order of a list open; only a span is a list whose order means something.
    """
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {field: alike(found.get(field), value) for field, value in wanted.items()}
    if isinstance(found, list) and isinstance(wanted, list) and wanted and isinstance(wanted[0], dict):
        fields = dict.fromkeys(wanted[0])
        return sorted((alike(item, fields) for item in found), key=lambda item: json.dumps(item, sort_keys=True))
    return found


def test_each_file_has_its_records() -> None:
    assert sorted(Path(name).stem for name in FILES) == sorted(path.stem for path in EXPECTED.glob("*.jsonl"))


@pytest.mark.parametrize("name", FILES)
def test_expected_spans_cut_out_what_they_say(name: str) -> None:
    text = decoded(name)
    for record in expected_records(name):
        start, end = record["span"]
        assert text[start:end] == text[start:end].strip() != ""
        for citation in record["citations"]:
            for first, last in citation["spans"]:
                assert start <= first < last <= end
                if citation["number"]:
                    assert folded(text[first:last]) == folded(citation["number"])


@pytest.mark.parametrize("name", FILES)
def test_extraction_finds_what_was_written_down(name: str) -> None:
    (result,) = extract_paths([CORPUS / name])
    assert result.error is None
    found = [record.to_json() for record in result.records]
    wanted = expected_records(name)
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert alike(one, other) == alike(other, other)


def test_edges_are_those_that_were_written_down(sample_store: Path) -> None:
    lines = (EXPECTED / "edges.tsv").read_text(encoding="utf-8").splitlines()
    wanted = {tuple(line.split("\t")) for line in lines[1:]}
    with open_store(sample_store, read_only=True) as store:
        view, base = build_view(store), store.iris.base
        edges: list[tuple[str, str, str]] = list(view.edges(data="relation"))
    found = {(lower.removeprefix(base), relation, upper.removeprefix(base)) for lower, upper, relation in edges}
    assert found == wanted


@pytest.mark.parametrize(
    ("level", "issued", "cited", "denominator"),
    [
        ("province", ["Cà Mau", "Quảng Nam", "Tây Ninh"], ["Bình Định", "Lâm Đồng"], 63),
        ("district", ["Cát Tiên", "Dương Minh Châu", "Tây Sơn", "Đại Lộc"], [], None),
    ],
)
def test_coverage_of_the_directive_of_2022(
    sample_store: Path, level: str, issued: list[str], cited: list[str], denominator: int | None
) -> None:
    with open_store(sample_store, read_only=True) as store:
        directive = resolve_one(store, "12-CT/TW", date="2022-01-05")
        found = coverage(store, directive.iri, level=level)
    names = {status: sorted(row.name for row in found.rows if row.status == status) for status in ("issued", "cited")}
    assert names == {"issued": issued, "cited": cited}
    assert denominator in (None, found.denominator)


def test_coverage_of_the_directive_of_2022_after_the_reform(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        directive = resolve_one(store, "12-CT/TW", date="2022-01-05")
        found = coverage(store, directive.iri, as_of=date(2026, 1, 1))
    assert {row.name: (row.described, [(part.name, part.status) for part in row.parts]) for row in found.known} == {
        "Đà Nẵng": ("inherited in part", [("Đà Nẵng", "none"), ("Quảng Nam", "issued")]),
        "Gia Lai": ("inherited in part", [("Bình Định", "cited"), ("Gia Lai", "none")]),
        "Lâm Đồng": ("inherited in part", [("Bình Thuận", "none"), ("Đắk Nông", "none"), ("Lâm Đồng", "cited")]),
        "Tây Ninh": ("inherited in part", [("Tây Ninh", "issued"), ("Long An", "none")]),
        "Cà Mau": ("inherited in part", [("Bạc Liêu", "none"), ("Cà Mau", "issued")]),
    }
    systems = {one.system: (one.inherited, one.documents) for one in found.by_system if one.documents}
    assert systems == {"party": (4, 5), "state": (2, 2), "front": (2, 2)}


def test_a_plan_without_a_province_counts_for_none(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        found = coverage(store, resolve_one(store, "04-CT/TW").iri)
    assert found.count("issued") == found.count("cited") == 0
    assert len(found.unplaced) == 1


@cache
def quads_of(name: str) -> tuple[str, bytes]:
    """Return the IRI of a file of the corpus and what is loaded for it."""
    (result,) = extract_paths([CORPUS / name])
    return Iris().source(result.source), to_nquads(result, Iris())


@cache
def whole_graph() -> bytes:
    """Return the graph of all files, loaded one by one in the order of their names."""
    return graph_of(FILES)


def graph_of(names: list[str]) -> bytes:
    """Return the canonical form of the graph that the files give when they are loaded in this order."""
    store = memory_store()
    for name in names:
        store.replace_source(*quads_of(name))
    derive(store)
    return store.canonical_nquads()


@given(st.permutations(FILES))
@settings(max_examples=8)
def test_any_order_of_files_gives_the_same_graph(names: list[str]) -> None:
    assert graph_of(names) == whole_graph()


@given(st.lists(st.sampled_from(FILES), max_size=4))
@settings(max_examples=8)
def test_loading_files_again_changes_nothing(again: list[str]) -> None:
    assert graph_of([*FILES, *again]) == whole_graph()
