"""A corpus answers as the functions of the package do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import graph as public
from graph import Corpus, GraphStore, open_lineage
from ontology.errors import Ambiguous, InputError, StoreError

CT12 = "https://directive-lineage.example/eli/trung-uong/chi-thi/12-CT_TW/k13"
LETTER = "457/LĐLĐ"
DAY = "2022-01-05"
SAME: dict[str, tuple[Callable[[Corpus], object], Callable[[GraphStore], object]]] = {
    "documents": (
        lambda corpus: corpus.documents("doi ngoai", status="held", limit=3),
        lambda store: public.list_documents(store, q="doi ngoai", status="held", limit=3),
    ),
    "bodies": (
        lambda corpus: corpus.bodies("ban thuong vu", system="party", order="-documents"),
        lambda store: public.list_bodies(store, q="ban thuong vu", system="party", order="-documents", limit=10_000),
    ),
    "body": (
        lambda corpus: corpus.body("tinh uy tay ninh", limit=2),
        lambda store: public.show_body(store, public.find_body(store, "Tỉnh ủy Tây Ninh").iri, limit=2),
    ),
    "localities": (
        lambda corpus: corpus.localities(level="province", as_of="2025-07-01"),
        lambda store: public.list_localities(store, level="province", as_of=date(2025, 7, 1), limit=10_000),
    ),
    "locality": (
        lambda corpus: corpus.locality("tỉnh Tây Ninh", as_of="2025-06-30"),
        lambda store: public.show_locality(store, public.find_locality(store, "2008/72-tay-ninh").iri, limit=10_000),
    ),
    "show": (lambda corpus: corpus.show("12-CT/TW", date=DAY), lambda store: public.show(store, CT12)),
    "lineage": (
        lambda corpus: corpus.lineage("12-CT/TW", date=DAY, direction="down", depth=2, as_of="2022-07-01"),
        lambda store: public.trace_document(store, CT12, direction="down", max_depth=2, as_of=date(2022, 7, 1)),
    ),
    "paths": (
        lambda corpus: corpus.paths(LETTER, "12-CT/TW", target_date=DAY, limit=2),
        lambda store: public.paths(store, public.resolve_one(store, LETTER).iri, CT12, limit=2),
    ),
    "coverage": (
        lambda corpus: corpus.coverage("12-CT/TW", date=DAY, as_of=date(2026, 1, 1), system="party"),
        lambda store: public.coverage(store, CT12, as_of=date(2026, 1, 1), system="party"),
    ),
    "cascade": (
        lambda corpus: corpus.cascade(CT12, as_of="2022-06-10"),
        lambda store: public.cascade(store, CT12, as_of=date(2022, 6, 10)),
    ),
    "network": (lambda corpus: corpus.network(CT12), lambda store: public.cascade_network(store, CT12)),
    "delays": (
        lambda corpus: corpus.delays(CT12),
        lambda store: public.delays(public.cascade_network(store, CT12)),
    ),
    "centrality": (
        lambda corpus: corpus.centrality(),
        lambda store: public.centrality(public.build_view(store)),
    ),
    "centrality of one": (
        lambda corpus: corpus.centrality(CT12),
        lambda store: public.centrality(public.cascade_network(store, CT12)),
    ),
    "orphans": (lambda corpus: corpus.orphans(), public.orphans),
    "duties": (
        lambda corpus: corpus.duties(directive=CT12, agency="so ngoai vu", due_before="2022-10-01"),
        lambda store: public.duties(store, directive=CT12, agency="so ngoai vu", due_before=date(2022, 10, 1)),
    ),
    "duties of one": (
        lambda corpus: corpus.duties(LETTER),
        lambda store: public.duties(store, document=public.resolve_one(store, LETTER).iri),
    ),
    "gaps": (
        lambda corpus: corpus.gaps(role="implements", limit=4),
        lambda store: public.gaps(store, role="implements", limit=4),
    ),
    "conflicts": (lambda corpus: corpus.conflicts(), public.conflicts),
    "query": (
        lambda corpus: corpus.query("most-cited", {"least": 2}),
        lambda store: public.ask(store, "most-cited", {"least": 2}),
    ),
}


@pytest.fixture(scope="module")
def corpus(sample_store: Path) -> Iterator[Corpus]:
    with open_lineage(sample_store) as found:
        yield found


@pytest.mark.parametrize("name", SAME)
def test_a_corpus_answers_as_the_functions_do(corpus: Corpus, name: str) -> None:
    asked, expected = SAME[name]
    assert asked(corpus) == expected(corpus.store)


def test_a_document_of_an_answer_can_be_asked_for(corpus: Corpus) -> None:
    letter = corpus.find(LETTER)
    assert corpus.find(letter) is letter
    assert corpus.lineage(letter) == corpus.lineage(LETTER)


def test_a_number_of_several_documents_is_not_guessed(corpus: Corpus) -> None:
    with pytest.raises(Ambiguous) as caught:
        corpus.coverage("12-CT/TW")
    assert len(caught.value.candidates) == 3


def test_the_graph_is_that_of_networkx(corpus: Corpus) -> None:
    whole, around = corpus.graph(), corpus.graph(LETTER)
    assert set(around) < set(whole)
    assert whole.nodes[CT12]["label"] == "Chỉ thị 12-CT/TW"


def test_citations_are_a_picture_without_links(corpus: Corpus) -> None:
    view = corpus.citations(CT12)
    assert view.kind == "citations"
    assert {node.link for node in view.nodes} == {None}


def test_a_day_is_written_as_one(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="'2022' is no day"):
        corpus.cascade(CT12, as_of="2022")


def test_a_corpus_shows_its_documents(corpus: Corpus) -> None:
    assert "20 of 39 documents" in corpus._repr_html_()


def test_without_a_store_nothing_is_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_lineage(tmp_path / "none")


def test_closing_twice_does_nothing(sample_store: Path) -> None:
    found = open_lineage(sample_store)
    found.close()
    found.close()
    with pytest.raises(StoreError):
        found.documents()
