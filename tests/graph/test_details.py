from __future__ import annotations

import json

import pytest

from graph.conflicts import ConflictReader
from graph.derive import derive
from graph.details import show
from graph.reading import subjects, value
from graph.store import GraphStore, memory_store
from graph.terms import CITED_ONLY, CONFLICT, HELD, STATUS, TYPE
from ontology.errors import NotFound
from tests.graph.corpus import (
    CT12,
    CV492,
    CV578,
    IRIS,
    KH41,
    KH83,
    KL12,
    LD457,
    TAY_SON,
    Doc,
    Part,
    build,
    build_parts,
    held,
    sources,
)


def test_every_document_has_its_status(store: GraphStore) -> None:
    assert value(store, KH83.iri, STATUS) == HELD.value
    assert value(store, TAY_SON, STATUS) == HELD.value
    assert value(store, KH41.iri, STATUS) == CITED_ONLY.value


def test_the_derivation_counts(store: GraphStore) -> None:
    again = derive(store, whole=True)
    assert (again.documents, again.held, again.conflicts, again.changed) == (15, 9, 2, False)
    assert derive(store).documents == 0, "nothing changed, so nothing is looked at"


def test_the_date_of_the_plan_is_in_conflict(store: GraphStore) -> None:
    (conflict,) = ConflictReader(store).conflicts_of(KH83.iri)
    assert (conflict.property, conflict.better_supported) == ("date", "2022-06-11")
    heading, cited = conflict.sides
    assert (heading.value, heading.support, heading.from_heading) == ("2022-06-11", 1, True)
    assert (cited.value, cited.support, cited.from_heading) == ("2022-06-21", 2, False)
    assert heading.stated_in == (KH83.iri,)
    assert cited.stated_in == (CV578.iri, LD457.iri)
    assert [quotation.text for quotation in heading.quotations] == ["ngày 2022-06-11"]
    assert [quotation.text for quotation in cited.quotations] == ["83-KH/TU", "83-KH/TU"]


def test_two_citations_that_disagree_are_left_undecided(store: GraphStore) -> None:
    (conflict,) = ConflictReader(store).conflicts_of(KL12.iri)
    assert conflict.better_supported is None
    assert {side.value: side.stated_in for side in conflict.sides} == {
        "2012-08-12": (CV492.iri,),
        "2021-08-12": (TAY_SON,),
    }


def test_a_conflict_ends_with_the_source_that_made_it() -> None:
    store = build()
    store.remove_source(IRIS.source("003.txt"))
    derive(store)
    assert ConflictReader(store).conflicts_of(KH83.iri) == ()
    assert value(store, LD457.iri, STATUS) is None
    assert value(store, CT12.iri, STATUS) == HELD.value
    store.remove_source(IRIS.source("004.txt"))
    derive(store)
    assert value(store, CT12.iri, STATUS) == CITED_ONLY.value
    assert subjects(store, TYPE, CONFLICT.value) == ()


def test_two_copies_with_other_dates_are_in_conflict() -> None:
    doc = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    store = build_parts(
        held(doc, "a.txt", 1, date="2022-01-01"), held(doc, "b.txt", 1, date="2022-01-02"), held(doc, "c.txt", 1)
    )
    (conflict,) = ConflictReader(store).conflicts_of(doc.iri)
    assert [(side.value, side.from_heading) for side in conflict.sides] == [("2022-01-01", True), ("2022-01-02", True)]
    assert conflict.better_supported is None
    details = show(store, doc.iri)
    assert [copy.file for copy in details.copies] == ["a.txt", "b.txt", "c.txt"]
    assert [fact.value for fact in details.facts if fact.property == "date"] == ["2022-01-01", "2022-01-02"]


def test_nothing_follows_from_nothing() -> None:
    result = derive(memory_store())
    assert (result.documents, result.conflicts, result.changed) == (0, 0, False)


# -- show --------------------------------------------------------------------------------------------------------------


def test_all_that_is_known_of_a_letter(store: GraphStore) -> None:
    details = show(store, LD457.iri)
    facts = {fact.property: fact for fact in details.facts}
    assert facts["type"].value == "cong-van"
    assert facts["issuer"].value == "Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu"
    assert facts["date"].quotations[0].sentence == "Thực hiện ngày 2022-07-11 (câu 1)."
    assert facts["date"].quotations[0].file == "003.txt"
    assert (facts["province"].value, facts["district"].value) == ("Tây Ninh", "Dương Minh Châu")
    assert [(item.cited.number, item.role) for item in details.citations] == [
        ("83-KH/TU", "implements"),
        ("3000/LĐLĐ", "based-on"),
        ("12-CT/TW", "implements"),
    ]
    assert [(item.task, item.agency, item.role, item.deadline) for item in details.assignments] == [
        ("1", "Các công đoàn cơ sở", "implement", "continuous"),
        ("2", "Thủ trưởng cơ quan", "coordinate", None),
    ]
    assert [(item.kind, item.when) for item in details.milestones] == [("deadline", "2022-07"), ("report", "2022-08")]
    assert [(item.name, item.on_behalf_of) for item in details.signers] == [("Nguyễn Văn A", ("Ban Thường vụ",))]
    assert [(item.name, item.purpose) for item in details.recipients] == [("VP", "lưu")]
    assert [item.name for item in details.addressees] == ["Các công đoàn cơ sở"]
    assert [(copy.part, copy.start, copy.end) for copy in details.copies] == [(1, 0, 9000)]
    assert {item.relation for item in details.relations} == {"implements", "based-on", "attaches"}


def test_every_quotation_cuts_out_its_text(store: GraphStore) -> None:
    details = show(store, LD457.iri)
    found = [quotation for citation in details.citations for quotation in citation.quotations]
    found += [quotation for assignment in details.assignments for quotation in assignment.quotations]
    assert found
    for quotation in found:
        assert quotation.end - quotation.start == len(quotation.text)
        assert quotation.prefix + quotation.text + quotation.suffix == quotation.sentence


def test_who_cites_a_document_that_is_not_held(store: GraphStore) -> None:
    details = show(store, KH41.iri)
    assert details.copies == ()
    assert [item.citing.iri for item in details.cited_by] == [TAY_SON]
    said = {(fact.property, fact.value, fact.as_cited) for fact in details.facts}
    assert {("number", "41-KH/TU", False), ("date", "2022-10-17", True), ("issuer", "Tỉnh ủy Bình Định", True)} <= said


def test_what_others_say_stands_beside_what_the_document_says(store: GraphStore) -> None:
    dates = [
        (fact.value, fact.as_cited, fact.stated_in, fact.documents)
        for fact in show(store, KH83.iri).facts
        if fact.property == "date"
    ]
    assert dates == [("2022-06-11", False, IRIS.graph("003.txt", 3), 1), ("2022-06-21", True, CV578.iri, 2)]


def test_the_eleventh_assignment_comes_after_the_second() -> None:
    part = held(Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020"), "a.txt", 1)
    for task in range(12):
        part.assigns(str(task), "Ban", "implement")
    details = show(build_parts(part), part.iri)
    assert [item.task for item in details.assignments] == [str(task) for task in range(12)]


def test_an_unknown_document_cannot_be_shown(store: GraphStore) -> None:
    with pytest.raises(NotFound):
        show(store, "https://directive-lineage.example/eli/none")


def test_details_are_json(store: GraphStore) -> None:
    assert json.loads(json.dumps(show(store, LD457.iri).to_json()))["summary"]["number"] == "457/LĐLĐ"


def test_details_do_not_depend_on_the_order_of_loading(store: GraphStore) -> None:
    other = build(dict(reversed(sources().items())))
    for iri in (KH83.iri, CT12.iri, TAY_SON):
        assert show(other, iri) == show(store, iri)


def test_the_quotation_that_has_the_date_comes_first() -> None:
    doc = Doc("ke-hoach", "9-KH/TU", "tay-ninh", "nk2020", "2022-06-21", "Tỉnh ủy")
    part = held(LD457, "a.txt", 1).cites(doc)
    citation = IRIS.node("a.txt", 1, "citation", 1)
    part.evidence(citation, "số 9-KH/TU, ngày 21/6/2022 của Tỉnh uỷ")
    facts = {fact.property: fact for fact in show(build_parts(part), doc.iri).facts if fact.as_cited}
    assert "21/6/2022" in facts["date"].quotations[0].sentence
    assert "Tỉnh uỷ" in facts["issuer"].quotations[0].sentence
    assert len(facts["date"].quotations) == 2


def test_what_copies_say_is_told_once_with_their_names() -> None:
    letters = [
        Part(f"{name}.txt", 1, LD457.iri, "cong-van", "457/LĐLĐ", sha256="ab" * 32).cites(KH83, "implements")
        for name in ("a", "b", "c")
    ]
    details = show(build_parts(*letters), KH83.iri)
    (citation,) = details.cited_by
    assert [quotation.also_in for quotation in citation.quotations] == [("b.txt", "c.txt")]
    assert [fact.documents for fact in details.facts if fact.as_cited] == [1, 1]
    assert len(details.relations) == 1
