"""The SHACL shapes: one graph that conforms, and for every shape at least one change of it that does not."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from ontology.static import commune_turtle, static_quads
from ontology.turtle import package_files

SHAPES = Namespace("https://directive-lineage.example/shapes#")
CONFORMS = (Path(__file__).parent / "cases" / "conforms.ttl").read_text(encoding="utf-8")

EV = "    lin:hasEvidence c:evidence-1 .\n"
CASES = [  # shape, old, new, part of the message or path of the finding, why
    ("Document", 'rdfs:label "Kế hoạch 83-KH/TU"@vi ;', "", "needs a label", "no label"),
    (
        "Document",
        'type:ke-hoach ;\n    eli:id_local "83',
        'role:lead ;\n    eli:id_local "83',
        "scheme of types",
        "a role as type",
    ),
    ("Document", '"83-KH/TU" ;', '"83-KH/ TU" ;', "without spaces", "a space in the number"),
    ("Document", '"83-KH/TU" ;', '"KH/TU" ;', "begins with the number", "a number without number"),
    ("Document", '"83-KH/TU" ;', '"83-KH/TU", "84-KH/TU" ;', "number and symbol", "two numbers"),
    ("Document", 'eli:number "83"', 'eli:number "83-KH"', "one to five digits", "symbol in the number"),
    (
        "Document",
        '"2022-06-11"^^xsd:date ;\n    dcterms:title',
        '"11/6/2022" ;\n    dcterms:title',
        "xsd:date",
        "a date as text",
    ),
    (
        "Document",
        '"2022-06-11"^^xsd:date ;\n    dcterms:title',
        '"1022-06-11"^^xsd:date ;\n    dcterms:title',
        "1930",
        "a date long ago",
    ),
    (
        "Document",
        "lin:issuer ex:body",
        "lin:issuer ex:nobody",
        "issuer is a body",
        "an issuer that is nowhere described",
    ),
    (
        "Document",
        "lin:level level:province ;\n    eli:j",
        "lin:level level:province, level:district ;\n    eli:j",
        "scheme of levels",
        "two levels",
    ),
    (
        "Document",
        "eli:jurisdiction ex:tay-ninh ;\n    lin:scope",
        "eli:jurisdiction ex:nowhere ;\n    lin:scope",
        "locality",
        "no such locality",
    ),
    ("Document", "lin:status lin:Held", "lin:status lin:Lost", "status", "an unknown status"),
    ("Document", "    lin:status lin:CitedOnly ;\n", "", "exactly one status", "no status"),
    ("Document", "lin:status lin:Held", "lin:status lin:Held, lin:CitedOnly", "exactly one status", "two statuses"),
    ("Document", "lin:implements d:b", "lin:implements d:x", "implements", "no such document"),
    ("SourcePart", "lin:part 1 ;", "lin:part 0 ;", "from 1", "part 0"),
    ("SourcePart", "oa:start 2 ;", "oa:start 901 ;", "before it ends", "starts after its end"),
    ("SourcePart", "    foaf:primaryTopic d:a ;\n", "", "text of one document", "of no document"),
    ("SourcePart", "    dcterms:source t:a.txt ;\n", "", "one file", "of no file"),
    ("Source", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123", "SHA-256", "a short digest"),
    ("Citation", "lin:citedDocument d:b", "lin:citedDocument d:a", "not the cited one", "cites itself"),
    (
        "Citation",
        "lin:citationRole relation:implements",
        "lin:citationRole relation:obeys",
        "scheme of relations",
        "no such relation",
    ),
    (
        "Citation",
        'lin:numberAsCited "12-CT/TW" ;\n    lin:dateAsCited "2022-01-05"^^xsd:date ;',
        "",
        "a number or a date",
        "neither number nor date",
    ),
    ("Citation", "lin:confidence 0.98", "lin:confidence 98", "0 to 1", "per cent"),
    ("Relation", "lin:confidence 0.9 ", "lin:confidence 1.9 ", "0 to 1", "surer than sure"),
    ("Assignment", "lin:confidence 0.8", "lin:confidence 0.8, 0.7", "0 to 1", "two confidences"),
    ("Milestone", "lin:confidence 0.7", "lin:confidence -0.7", "0 to 1", "less than nothing"),
    ("Fact", 'lin:rule "number.letterhead"', 'lin:rule "the letterhead"', "scheme of rules", "a rule in words"),
    ("Signature", "lin:confidence 0.6", "lin:confidence 60", "0 to 1", "per cent"),
    ("Recipient", 'lin:rule "recipient.listed"', 'lin:rule "recipient"', "scheme of rules", "a family of rules"),
    (
        "Citation",
        'lin:rule "citation.full" ;\n    lin:hasEvidence c:evidence-1',
        'lin:rule "citation.full"',
        "needs its evidence",
        "no evidence",
    ),
    ("Relation", "lin:toDocument d:b", "lin:toDocument d:a", "not the one it goes to", "to itself"),
    ("Relation", "    lin:statedIn d:a ;\n", "", "stated in one document", "stated nowhere"),
    (
        "Assignment",
        "lin:isAssignedTo ex:body",
        "lin:isAssignedTo ex:nobody",
        "one body",
        "an agency that is nowhere described",
    ),
    ("Assignment", 'lin:deadline "2025-Q1"', 'lin:deadline "quý I/2025"', "deadline", "a deadline as written"),
    ("Assignment", 'lin:deadline "2025-Q1"', 'lin:deadline "2025-13"', "deadline", "month 13"),
    ("Assignment", 'lin:task "II.1.1"', 'lin:task "II. 1"', "without spaces", "a space in the task"),
    ("Assignment", "role:lead", "role:boss", "scheme of roles", "no such role"),
    ("Milestone", 'lin:when "--12"', 'lin:when "12"', "the time is", "not a month"),
    ("Milestone", "milestone:report", "milestone:party", "scheme of milestones", "no such kind"),
    ("Fact", "    rdf:predicate eli:id_local ;\n", "", "one property", "a fact of nothing"),
    ("Evidence", "oa:motivatedBy oa:linking", "oa:motivatedBy oa:replying", "identifies a fact", "a wrong motivation"),
    ("Evidence", "    oa:hasTarget c:target-1 .", "    oa:hasBody c:fact-1 .", "has one place", "no place"),
    ("Target", "    oa:hasSelector c:selector-1 .", '    dcterms:title "" .', "one position", "no position"),
    ("Selector", "oa:start 53", "oa:start 61", "before it ends", "an empty quotation"),
    ("Selector", "oa:start 53", "oa:start 53, 54", "before it ends", "two positions in one"),
    ("Selector", '    oa:exact "12-CT/TW" ;\n', "", "one quotation", "no quotation"),
    ("Body", '    rdfs:label "Ban Dân vận Tỉnh ủy Tây Ninh"@vi ;\n', "", "needs a name", "no name"),
    ("Body", "body-kind:ban-dan-van-tinh-uy", "role:lead", "scheme of kinds", "a role as kind"),
    ("Body", '"Ban Dân vận Tỉnh ủy"@vi ;', '"Commission"@en ;', "Vietnamese one", "an English name"),
    (
        "Body",
        'hiddenLabel "BĐVTU"',
        'hiddenLabel "Ban Dân vận Tỉnh ủy"@vi',
        "not one that is shown",
        "hidden and shown",
    ),
    ("Body", "lin:system system:party ;\n    org", "lin:system role:lead ;\n    org", "one system", "a role as system"),
    ("Body", "org:unitOf ex:committee", "org:unitOf ex:nobody", "unit of a body", "a unit of nothing"),
    ("Body", "ex:central-committee .\n\nex", "ex:nobody .\n\nex", "superior is a body", "under nobody"),
    ("Body", "isSucceededBy ex:new-body", "isSucceededBy ex:nobody", "successor is a body", "followed by nobody"),
    ("Body", "org:resultedFrom change:merged", "org:resultedFrom ex:body", "results from a change", "from a body"),
    ("Body", "org:changedBy change:merged", "org:changedBy ex:body", "changed by a change", "by a body"),
    ("BodyKind", "lin:system system:party ; lin:isUnitOf", "lin:isUnitOf", "belongs to a system", "of no system"),
    ("BodyKind", "isUnitOfKind body-kind:tinh-uy", "isUnitOfKind role:lead", "unit of another kind", "of a role"),
    ("BodyKind", "isUnitOfKind body-kind:tinh-uy", "isBelowKind role:lead", "below a kind", "below a role"),
    ("ChangeEvent", '"2025"^^xsd:gYear', '"năm 2025"', "one date", "a date in words"),
    ("ChangeEvent", '    dcterms:bibliographicCitation "general knowledge" ;\n', "", "its source", "no source"),
    ("ChangeEvent", "lin:confidence 0.6 ;\n    lin:orig", "lin:confidence 6 ;\n    lin:orig", "how sure", "too sure"),
    ("ChangeEvent", "originalKind body-kind:ban", "originalKind body-kind:no", "what ended", "no such kind"),
    ("ChangeEvent", "originalKind body-kind:ban", "resultingKind body-kind:no", "what began", "no such kind"),
    (
        "ChangeEvent",
        "    lin:originalKind body-kind:ban-dan-van-tinh-uy .",
        '    skos:note "" .',
        "ends or begins",
        "of nothing",
    ),
    ("Signature", '    lin:signerName "Phạm Văn A" ;\n', "", "one name", "no name"),
    (
        "Recipient",
        '"Ban Bí thư Trung ương Đảng"@vi',
        '"Ban Bí thư Trung ương Đảng"@vi, "Ban Bí thư"@vi',
        "one name",
        "two in one",
    ),
    ("Recipient", "recipientBody ex:central-committee", "recipientBody ex:nobody", "is one body", "sent to nobody"),
    ("Conflict", "ex:side-1, ex:side-2", "ex:side-1", "two sides", "no conflict at all"),
    ("Conflict", "vocab/conflict/date", "vocab/role/lead", "scheme of conflicts", "a role as a kind of conflict"),
    ("Identification", "lin:identifiedAs d:a ;", "", "which document is meant", "nothing is meant"),
    ("Identification", "vocab/ground/subject", "vocab/role/lead", "scheme of grounds", "a role as a ground"),
    ("Citation", "lin:termAsCited 13", 'lin:termAsCited "XIII"', "one number", "a term in Roman letters"),
    ("ConflictSide", "lin:support 2", "lin:support 0", "support", "said by nobody"),
    ("Correction", '    lin:subjectAsWritten "83-KH/TU 2022-06-11" ;\n', "", "one document or body", "about nothing"),
    ("Correction", '"province" ;\n    lin:correctedV', '"colour" ;\n    lin:correctedV', "can be corrected", "colour"),
    ("Correction", '    lin:correctedValue "Tây Ninh" ;\n', "", "one value", "no value"),
    ("Correction", "    prov:wasAttributedTo ex:reviewer ;\n", "", "one author", "no author"),
    ("Correction", '    lin:reason "the stamp names it"@und ;\n', "", "its reason", "no reason"),
    ("Correction", '"2026-01-05"^^xsd:date', '"2026-01"^^xsd:gYearMonth', "which day", "a month"),
    ("Correction", '    lin:correctionFile "corrections.csv" ;\n', "", "one file", "no file"),
    ("Correction", '"applies"', '"maybe"', "is derived", "an unknown state"),
    ("Locality", '"Gò Dầu"@vi', '"Go Dau"@en', "Vietnamese name", "an English name"),
    ("Locality", 'dcterms:identifier "710"', 'dcterms:identifier "7100"', "digits", "four digits"),
    (
        "Locality",
        "    lin:isLocatedIn ex:tay-ninh .",
        '    skos:note "" .',
        "lies in one province",
        "a district without province",
    ),
    (
        "Locality",
        "    lin:isSucceededBy ex:tay-ninh-2025 .",
        '    skos:note "" .',
        "one successor",
        "a province without successor",
    ),
    ("Commune", "    lin:isSucceededBy ex:dai-phuoc .", '    skos:note "" .', "has successors", "no successor"),
    ("Commune", "lin:isLocatedIn ex:go-dau", "lin:isLocatedIn ex:tay-ninh", "in a district", "no district between"),
    (
        "Commune",
        "lin:isLocatedIn ex:tay-ninh-2025",
        "lin:isLocatedIn ex:go-dau",
        "in a province",
        "a district in 2025",
    ),
    ("Commune", '"thi-tran"', '"dac-khu"', "a commune before", "a special zone before 2025"),
    ("Commune", '"99902"', '"999"', "five digits", "the code of a district"),
    ("Locality", '"2000-01-01"^^xsd:date', '"2026-01-01"^^xsd:date', "begins before it ends", "begins too late"),
    ("Term", '"sự vật"@vi, "thing"@en', '"thing"@en', "Vietnamese and one English", "no Vietnamese label"),
    ("Term", '    skos:definition "A class made for this test."@en ;\n', "", "English definition", "no definition"),
    ("Term", '    skos:example "This one" .', '    skos:note "" .', "example", "no example"),
    ("Class", "    rdfs:subClassOf prov:Entity ;\n", "", "below a standard one", "a class on its own"),
    ("Property", "    rdfs:domain lin:Thing ;\n", "", "one domain", "no domain"),
    ("Property", "    rdfs:range lin:Thing ;\n", "", "one range", "no range"),
    ("Property", "    rdfs:subPropertyOf dcterms:relation ;\n", "", "below a standard one", "a property on its own"),
    ("Concept", '"chủ trì"@vi, "leads"@en', '"chủ trì"@vi', "one English label", "no English label"),
    (
        "Concept",
        '"chủ trì"@vi, "leads"@en',
        '"chủ trì"@vi, "đầu mối"@vi, "leads"@en',
        "one Vietnamese",
        "two Vietnamese labels",
    ),
]


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in package_files("shapes", ".ttl"):
        graph.parse(path)
    return graph


def findings(turtle: str) -> list[tuple[str, str, str]]:
    """The violations as (message, path, name of the shape that found it)."""
    data = Graph().parse(data=turtle, format="turtle")
    _, report, _ = validate(data, shacl_graph=shapes(), inference="none", advanced=True)
    assert isinstance(report, Graph)
    return sorted(
        (
            str(report.value(result, SH.resultMessage)),
            str(report.value(result, SH.resultPath)),
            _owners(report.value(result, SH.sourceShape)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def _owners(shape: Node | None) -> str:
    """The names of the node shapes that a shape is, or is a part of."""
    owners = {shape, *shapes().subjects(SH.property, shape)}
    return " ".join(sorted(str(one).removeprefix(SHAPES) for one in owners if isinstance(one, URIRef)))


def test_the_case_that_conforms() -> None:
    assert findings(CONFORMS) == []


@pytest.mark.parametrize(("shape", "old", "new", "expected", "why"), CASES)
def test_a_change_that_does_not(shape: str, old: str, new: str, expected: str, why: str) -> None:
    assert CONFORMS.count(old) >= 1, "the case is out of date"
    found = findings(CONFORMS.replace(old, new, 1))
    assert any(
        shape in owners.split() and (expected in message or path.endswith(expected)) for message, path, owners in found
    ), f"{why}: {found}"


def test_every_shape_has_a_case() -> None:
    node_shapes = set(shapes().subjects(RDF.type, SH.NodeShape))
    assert node_shapes == {URIRef(SHAPES[row[0]]) for row in CASES}


def some_communes() -> set[ox.Triple]:
    """Each fiftieth commune and the islands, with what they went into; all of them would take most of a minute."""
    store = ox.Store()
    for text in commune_turtle():
        store.bulk_load(text, ox.RdfFormat.TURTLE)
    subjects = sorted({quad.subject for quad in store}, key=str)
    islands = [quad.object for quad in static_quads() if quad.predicate.value.endswith("isSucceededBy")]
    chosen = {*subjects[::50], *islands}
    heirs = ox.NamedNode("https://directive-lineage.example/ns#isSucceededBy")
    chosen |= {quad.object for one in chosen for quad in store.quads_for_pattern(one, heirs, None)}
    return {quad.triple for one in chosen for quad in store.quads_for_pattern(one, None, None)}


def test_the_shapes_are_shapes_and_what_the_package_ships_conforms() -> None:
    shipped = ox.serialize({quad.triple for quad in static_quads()} | some_communes(), format=ox.RdfFormat.N_TRIPLES)
    data = Graph().parse(data=shipped, format="nt")
    conforms, _, text = validate(data, shacl_graph=shapes(), inference="none", advanced=True, meta_shacl=True)
    assert conforms, text
