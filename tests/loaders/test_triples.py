"""Records as RDF: identity, evidence, and bytes that are the same each time."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from loaders import FileResult, extract_text, to_nquads
from loaders.pipeline import Tools
from ontology.iris import Iris

LIN = "https://directive-lineage.example/ns#"
OA = "http://www.w3.org/ns/oa#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TEXT = (
    "TỈNH ỦY {province}\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\nSố 83-KH/TU\n\n{place}, ngày 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n\n"
    "Thực hiện Chỉ thị số 12-CT/TW, ngày 05/01/2022 của Ban Bí thư\n\nThực hiện Chỉ thị số "
    "12-CT/TW, ngày 05/01/2022 của Ban "
    'Bí thư, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch:\n\n1. Ban Dân vận Tỉnh ủy chủ trì việc "thứ nhất".\n\n'
    "Nơi nhận:\n- Lưu VPTU.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nPhạm Văn Hùng\n"
)


def store_of(text: str, tools: Tools, source: str = "a.txt") -> tuple[ox.Store, bytes]:
    result = FileResult(Path(source), source, "0" * 64, extract_text(source, text, tools))
    data = to_nquads(result, Iris())
    store = ox.Store()
    store.load(data, ox.RdfFormat.N_QUADS)
    return store, data


def rows(store: ox.Store, query: str) -> list[list[str]]:
    answer = store.query(
        f"PREFIX lin: <{LIN}> PREFIX oa: <{OA}> PREFIX rdf: <{RDF}> {query}", use_default_graph_as_union=True
    )
    assert isinstance(answer, ox.QuerySolutions)
    found = json.loads(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return [[row[name]["value"] for name in found["head"]["vars"]] for row in found["results"]["bindings"]]


def test_the_same_number_of_two_provinces_is_two_documents(tools: Tools) -> None:
    iris = set()
    for province, place in (("TÂY NINH", "Tây Ninh"), ("QUẢNG NAM", "Quảng Nam")):
        store, _ = store_of(TEXT.format(province=province, place=place), tools)
        iris.add(rows(store, "SELECT ?d WHERE { ?d lin:heldIn ?part }")[0][0])
    assert iris == {
        "https://directive-lineage.example/eli/tay-ninh/ke-hoach/83-KH_TU/nk2020",
        "https://directive-lineage.example/eli/quang-nam/ke-hoach/83-KH_TU/nk2020",
    }


def test_a_province_that_is_not_known_keeps_the_document_local(tools: Tools) -> None:
    text = TEXT.format(province="", place="Nơi nào").replace("TỈNH ỦY \n\nĐẢNG", "TỈNH ỦY\n\nĐẢNG")
    store, _ = store_of(text, tools, "khong-ro.txt")
    ((iri,),) = rows(store, "SELECT ?d WHERE { ?d lin:heldIn ?part }")
    assert "/eli/local/khong-ro.txt/1/" in iri


def test_evidence_cuts_its_words_out_of_the_source(tools: Tools) -> None:
    text = TEXT.format(province="TÂY NINH", place="Tây Ninh")
    store, _ = store_of(text, tools)
    found = rows(store, "SELECT ?s ?e ?x WHERE { ?n oa:start ?s ; oa:end ?e ; oa:exact ?x }")
    assert len(found) > 10
    for start, end, exact in found:
        assert "".join(text[int(start) : int(end)].split()) == "".join(exact.split())


def test_every_statement_that_was_read_has_evidence(tools: Tools) -> None:
    store, _ = store_of(TEXT.format(province="TÂY NINH", place="Tây Ninh"), tools)
    for kind in ("Citation", "Relation", "Assignment", "Signature", "Recipient", "Fact"):
        bare = rows(store, f"SELECT ?n WHERE {{ ?n a lin:{kind} FILTER NOT EXISTS {{ ?n lin:hasEvidence ?e }} }}")
        assert bare == [], kind
        assert rows(store, f"SELECT ?n WHERE {{ ?n a lin:{kind} }}"), kind


@pytest.mark.parametrize("source", ["a.txt", "thư mục/tệp số 1.txt", 'q"\\uote.txt'])
def test_bytes_are_repeatable_and_valid_whatever_the_file_is_called(source: str, tools: Tools) -> None:
    text = TEXT.format(province="TÂY NINH", place="Tây Ninh")
    (store, first), (_, second) = store_of(text, tools, source), store_of(text, tools, source)
    assert first == second
    assert len(store) == first.count(b"\n")


def test_every_node_with_evidence_carries_its_rule_and_its_confidence(tools: Tools) -> None:
    text = TEXT.format(province="TÂY NINH", place="Tây Ninh")
    store, _ = store_of(text, tools)
    nodes = rows(store, "SELECT DISTINCT ?n WHERE { ?n lin:hasEvidence ?e }")
    graded = rows(store, "SELECT DISTINCT ?n WHERE { ?n lin:hasEvidence ?e ; lin:rule ?r ; lin:confidence ?c }")
    assert len(nodes) == 12
    assert sorted(graded) == sorted(nodes)
    one_each = rows(store, "SELECT ?n (COUNT(*) AS ?x) WHERE { ?n lin:rule ?r ; lin:confidence ?c } GROUP BY ?n")
    assert {times for _, times in one_each} == {"1"}


FACTS = [  # property, rule, quotation
    ("provinceName", "locality.named", "TÂY NINH"),
    ("issuer", "issuer.signature", "TỈNH ỦY TÂY NINH"),
    ("placeOfIssue", "place.date-line", "Tây Ninh"),
]


@pytest.mark.parametrize(("name", "rule", "quotation"), FACTS)
def test_a_fact_of_the_heading_says_how_it_was_read(name: str, rule: str, quotation: str, tools: Tools) -> None:
    store, _ = store_of(TEXT.format(province="TÂY NINH", place="Tây Ninh"), tools)
    where = f"?n rdf:predicate lin:{name} ; lin:rule ?r ; lin:hasEvidence/oa:hasTarget/oa:hasSelector/oa:exact ?x"
    assert rows(store, f"SELECT ?r ?x WHERE {{ {where} }}") == [[rule, quotation]]
