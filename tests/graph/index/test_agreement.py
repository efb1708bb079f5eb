"""Index, store and view give the same answers, whatever the graph, and however it came about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings

from graph.cascade import cascade
from graph.corrections import load_corrections
from graph.coverage import coverage
from graph.derive import derive
from graph.documents import summarize
from graph.index.overlaid import Index
from graph.index.tables import tables_of
from graph.lineage import trace, trace_document
from graph.paths import paths
from graph.steps import IndexSteps, Steps, StoreSteps, ViewSteps, steps_of
from graph.store import GraphStore, memory_store
from graph.view import build_view
from tests.graph.corpus import IRIS, build
from tests.graph.index.graphs import Step, histories, nquads_of

SLOW = settings(deadline=None, phases=(Phase.generate,), max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def load(store: GraphStore, step: Step) -> None:
    with patch("graph.loading.FEW_STATEMENTS", 0 if step.bulk else 5_000):
        store.load_sources(nquads_of(step.files).items())
    for name, said in step.corrections.items():
        load_corrections(store, name, said)
    derive(store)


@contextmanager
def without_index(store: GraphStore) -> Iterator[GraphStore]:
    index, store.index = store.index, None
    try:
        yield store
    finally:
        store.index = index


def documents(index: Index) -> list[str]:
    every = range(len(index.tables) + len(index._new_iris))
    return sorted(index.iri(one) for one in every if index.known(one) and index.meant(one) == one)


def neighbourhood(steps: Steps, iri: str) -> object:
    return [
        (
            sorted(steps.at(iri, upward=upward)),
            sorted(steps.at(iri, upward=upward, relations=("cites", "implements"))),
            steps.reached(iri, ("implements", "based-on"), upward=upward),
        )
        for upward in (True, False)
    ]


def check(store: GraphStore) -> None:
    index = store.index
    assert index is not None and store.indexed
    assert isinstance(steps_of(store), IndexSteps)
    view, found = build_view(store), documents(index)
    assert found == sorted(iri for iri in view if iri in StoreSteps(store))
    for iri in found:
        assert steps_of(store).summary(iri) == summarize(store, iri)
        assert neighbourhood(IndexSteps(store, index), iri) == neighbourhood(StoreSteps(store), iri)
        assert neighbourhood(IndexSteps(store, index), iri) == neighbourhood(ViewSteps(view), iri)
        lineage, covered, carried = trace_document(store, iri), coverage(store, iri), cascade(store, iri)
        ways = paths(store, iri, found[0])
        assert (trace(view, iri), coverage(view, iri), cascade(view, iri)) == (lineage, covered, carried)
        with without_index(store):
            assert isinstance(steps_of(store), StoreSteps)
            assert trace_document(store, iri) == lineage
            assert coverage(store, iri) == covered
            assert cascade(store, iri) == carried
            assert paths(store, iri, found[0]) == ways


@SLOW
@given(histories())
def test_an_index_that_is_made_at_once_agrees(history: list[Step]) -> None:
    store = memory_store()
    for step in history:
        load(store, step)
    store.index, store.indexed = Index(tables_of(store)), True
    check(store)


@SLOW
@given(histories())
def test_an_index_that_is_kept_up_agrees_after_each_step(history: list[Step]) -> None:
    store = memory_store()
    store.index, store.indexed = Index(tables_of(store)), True
    for step in history:
        load(store, step)
        check(store)
    for name in {name for step in history for name in step.files}:
        store.remove_source(IRIS.source(name))
    derive(store)
    assert documents(store.index) == []


def test_other_identifiers_lead_to_the_document() -> None:
    store = build()
    store.index, store.indexed = Index(tables_of(store)), True
    check(store)
