"""From records to N-Quads: one named graph for each document part, every statement that was read with its evidence.

The quads are written as text, which is ten times faster than building objects for them; lines come in one order,
so that the same records always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from ontology.gazetteer import load_gazetteer
from ontology.iris import TERMS, Iris
from ontology.static import static_digest

from .bodies import Body
from .checks import RESTRICTED
from .corpus import FileResult
from .dates import day_of
from .identify import Identifier
from .lexicon import Lexicon, load_lexicon
from .names import Place, place_of
from .records import Citation, Quote, Reading, Record, one_line
from .subjects import khoa_of, subject_of

VERSION: Final = "0.1.0"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_ELI = "http://data.europa.eu/eli/ontology#"
_DCT = "http://purl.org/dc/terms/"
_OA = "http://www.w3.org/ns/oa#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_ORG = "http://www.w3.org/ns/org#"
_PROV = "http://www.w3.org/ns/prov#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_DIRECT = {
    "implements": "implements", "based-on": "isBasedOn", "attaches": "attaches", "continues": "continues",
    "cites": "cites", "replaces": "replaces", "amends": "amends", "repeals": "repeals", "guides": "guides",
}  # fmt: skip
_FACTS = {
    "type": f"{_ELI}type_document", "number": f"{_ELI}id_local", "date": f"{_ELI}date_document",
    "title": f"{_DCT}title", "place": f"{TERMS}placeOfIssue", "issuer": f"{TERMS}issuer",
    "province": f"{TERMS}provinceName", "district": f"{TERMS}districtName", "commune": f"{TERMS}communeName",
}  # fmt: skip
_ESCAPE = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@cache
def reader_version() -> str:
    """The version of the software and of the vocabularies that it reads with, as the graph states it of each source.

    Where it is another one, the same file may be read otherwise.
    """
    return f"{VERSION}+{static_digest().removeprefix('sha256:')[:12]}"


def to_nquads(result: FileResult, iris: Iris) -> bytes:
    """All quads of one file, as N-Quads in UTF-8, sorted; empty for a file that could not be read."""
    lexicon = load_lexicon()
    lines: set[str] = set()
    for record in result.records:
        text = result.text[slice(*record.span)]
        lines.update(_PartWriter(record, result.sha256, iris, lexicon, text).lines())
    return "".join(sorted(lines)).encode("utf-8")


def _literal(value: str, datatype: str | None = None, language: str | None = None) -> str:
    text = _CONTROL.sub(
        lambda match: f"\\u{ord(match[0]):04X}" if match[0] < "\ud800" else "\ufffd", value.translate(_ESCAPE)
    )
    if language:
        return f'"{text}"@{language}'
    return f'"{text}"^^<{datatype}>' if datatype else f'"{text}"'


def _date(value: str) -> str:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return _literal(value, f"{_XSD}{kind}")


class _PartWriter:
    """Writes the graph of one record."""

    def __init__(self, record: Record, sha256: str, iris: Iris, lexicon: Lexicon, text: str = "") -> None:
        self.record, self.sha256, self.iris, self.lexicon, self.text = record, sha256, iris, lexicon, text
        self.graph = iris.graph(record.source, record.part)
        self.file = iris.source(record.source)
        self.identify = Identifier(record, iris, lexicon, load_gazetteer())
        self.document = self.identify.own()
        self.targets = tuple(self.identify.cited(citation) for citation in record.citations)
        self.system = self.identify.system
        self.described: set[str] = set()
        self.evidence_count = 0
        self.relation_count = 0

    def lines(self) -> Iterator[str]:
        """The quads, one to a line."""
        yield from self._part()
        yield from self._own_document()
        yield from self._people()
        for number, citation in enumerate(self.record.citations, start=1):
            yield from self._citation(number, citation)
        yield from self._relations()
        yield from self._duties()
        for number, item in enumerate(self.record.evidence, start=1):
            fact = self._node("fact", number)
            yield from self._typed(fact, "Fact")
            yield self._link(fact, f"{_RDF}subject", self.document)
            yield self._link(fact, f"{_RDF}predicate", _FACTS[item.field])
            yield from self._graded(fact, item.reading)
            yield from self._evidenced(fact, (item.quote,), "identifying")

    def _quad(self, subject: str, predicate: str, value: str) -> str:
        return f"<{subject}> <{predicate}> {value} <{self.graph}> .\n"

    def _link(self, subject: str, predicate: str, target: str) -> str:
        return self._quad(subject, predicate, f"<{target}>")

    def _typed(self, subject: str, *classes: str) -> Iterator[str]:
        for name in classes:
            yield self._link(subject, f"{_RDF}type", name if ":" in name else f"{TERMS}{name}")

    def _node(self, kind: str, number: int) -> str:
        return self.iris.node(self.record.source, self.record.part, kind, number)

    def _part(self) -> Iterator[str]:
        record, graph = self.record, self.graph
        run = f"{graph}#extraction"
        yield from self._typed(graph, "SourcePart")
        yield self._link(graph, f"{_DCT}source", self.file)
        yield self._quad(graph, f"{TERMS}fileName", _literal(record.source.rpartition("/")[2]))
        yield self._quad(graph, f"{TERMS}part", _literal(str(record.part), f"{_XSD}integer"))
        yield self._quad(graph, f"{_OA}start", _literal(str(record.span[0]), f"{_XSD}integer"))
        yield self._quad(graph, f"{_OA}end", _literal(str(record.span[1]), f"{_XSD}integer"))
        if self.text:
            yield self._quad(graph, f"{TERMS}fullText", _literal(self.text))
        yield self._link(graph, f"{_FOAF}primaryTopic", self.document)
        for warning in record.warnings:
            yield self._quad(graph, f"{TERMS}warning", _literal(warning.message))
        if any(warning.code == "draft" for warning in record.warnings):
            yield self._quad(graph, f"{TERMS}draft", _literal("true", f"{_XSD}boolean"))
        if any(warning.code in RESTRICTED for warning in record.warnings):
            yield self._quad(graph, f"{TERMS}restricted", _literal("true", f"{_XSD}boolean"))
        yield self._link(graph, f"{_PROV}wasGeneratedBy", run)
        yield from self._typed(run, f"{_PROV}Activity")
        yield self._link(run, f"{_PROV}used", self.file)
        yield self._quad(run, f"{TERMS}softwareVersion", _literal(reader_version()))
        yield from self._typed(self.file, f"{_ELI}Format")
        yield self._quad(self.file, f"{TERMS}sha256", _literal(self.sha256))
        yield self._quad(self.file, f"{_DCT}format", _literal("text/plain"))

    def _own_document(self) -> Iterator[str]:
        record, document = self.record, self.document
        yield from self._described(document, record.type, record.number, record.date, record.title)
        yield self._link(document, f"{TERMS}heldIn", self.graph)
        if record.date:
            yield self._quad(document, f"{_ELI}date_document", _date(record.date))
        if record.title:
            yield self._quad(document, f"{_DCT}title", _literal(record.title, language="vi"))
        if record.place:
            yield self._quad(document, f"{TERMS}placeOfIssue", _literal(record.place))
        issuer = record.issuer
        if not issuer:
            return
        for predicate, name in ((f"{TERMS}issuer", issuer.name), (f"{_DCT}publisher", issuer.organization)):
            for single in name.split("; "):
                yield self._link(document, predicate, self.identify.body(single).iri)
                yield from self._named(single)
        yield from self._placed(
            document, issuer.level, issuer.province, issuer.district, issuer.commune, issuer.organization, record.date
        )

    def _placed(
        self,
        document: str,
        level: str | None,
        province: str | None,
        district: str | None,
        commune: str | None,
        issuer: str | None,
        date: str | None,
    ) -> Iterator[str]:
        kind = place_of(issuer, self.lexicon, day_of(date)).kind if issuer else None
        place = Place(level, province, district, commune, kind)
        if level:
            yield self._link(document, f"{TERMS}level", self.iris.concept("level", level))
        for name, value in (("provinceName", province), ("districtName", district), ("communeName", commune)):
            if value:
                yield self._quad(document, f"{TERMS}{name}", _literal(value))
        scope = self.identify.scope(place, date)
        if scope:
            yield self._quad(document, f"{TERMS}scope", _literal(scope))
        locality = self.identify.locality(place, date)
        if locality:
            yield self._link(document, f"{_ELI}jurisdiction", locality)

    def _described(
        self, document: str, type_slug: str | None, number: str | None, date: str | None, title: str | None
    ) -> Iterator[str]:
        yield from self._typed(document, "Document")
        word = self.lexicon.label(type_slug) if type_slug else "Văn bản"
        if type_slug:
            yield self._link(document, f"{_ELI}type_document", self.iris.concept("type", type_slug))
        if number:
            yield self._quad(document, f"{_ELI}id_local", _literal(number))
            yield self._quad(document, f"{_ELI}number", _literal(re.split(r"[-/]", number)[0]))
            yield self._quad(document, f"{_RDFS}label", _literal(f"{word} {number}", language="vi"))
        else:
            yield self._quad(document, f"{_RDFS}label", _literal(_unnumbered_label(word, title, date), language="vi"))

    def _named(self, name: str) -> Iterator[str]:
        """The body that ``name`` means, described, with the name as it is written."""
        body = self.identify.body(name)
        written = one_line(name)
        if written != body.label:
            hidden = body.named is not None and body.named.form == "misread"
            yield self._quad(body.iri, f"{_SKOS}{'hidden' if hidden else 'alt'}Label", _literal(written, language="vi"))
        yield from self._body(body)

    def _body(self, body: Body) -> Iterator[str]:
        """A body with those that stand above it and those whose place it took, each described once in the graph."""
        if body.iri in self.described:
            return
        self.described.add(body.iri)
        bodies = self.identify.bodies
        yield from self._typed(body.iri, "Body")
        yield self._quad(body.iri, f"{_RDFS}label", _literal(body.label, language="vi"))
        system = bodies.system(body, self.system)
        kind = bodies.kind(body, system)
        if kind:
            yield self._link(body.iri, f"{_ORG}classification", self.iris.concept("body-kind", kind.slug))
        if system:
            yield self._link(body.iri, f"{TERMS}system", self.iris.concept("system", system))
        locality = self.identify.locality(body.place, body.date)
        if locality:
            yield self._link(body.iri, f"{_ELI}jurisdiction", locality)
        for relation, above in (("unitOf", bodies.whole(body)), ("subOrganizationOf", bodies.superior(body))):
            if above and above.iri != body.iri:
                yield self._link(body.iri, f"{_ORG}{relation}", above.iri)
                yield from self._body(above)
        for change, before in bodies.predecessors(body):
            event = self.iris.concept("change", change.slug)
            yield self._link(body.iri, f"{_ORG}resultedFrom", event)
            yield self._link(before.iri, f"{_ORG}changedBy", event)
            yield self._link(before.iri, f"{TERMS}isSucceededBy", body.iri)
            yield from self._body(before)

    def _people(self) -> Iterator[str]:
        for number, signer in enumerate(self.record.signers, start=1):
            node = self._node("signer", number)
            yield self._link(self.document, f"{TERMS}hasSignature", node)
            yield from self._typed(node, "Signature")
            for name, value in (
                ("signerName", signer.name),
                ("position", signer.position),
                ("onBehalfOf", signer.on_behalf_of),
            ):
                if value:
                    yield self._quad(node, f"{TERMS}{name}", _literal(value))
            yield from self._graded(node, signer.reading)
            yield from self._evidenced(node, _some(signer.quote), "identifying")
        for number, recipient in enumerate(self.record.recipients, start=1):
            node = self._node("recipient", number)
            yield self._link(self.document, f"{TERMS}hasRecipient", node)
            yield from self._typed(node, "Recipient")
            yield self._quad(node, f"{_RDFS}label", _literal(recipient.name, language="vi"))
            if recipient.purpose:
                yield self._quad(node, f"{TERMS}purpose", _literal(recipient.purpose))
            yield from self._reached(node, recipient.name)
            yield from self._graded(node, recipient.reading)
            yield from self._evidenced(node, _some(recipient.quote), "identifying")
        for number, addressee in enumerate(self.record.addressees, start=1):
            node = self._node("addressee", number)
            yield self._link(self.document, f"{TERMS}hasAddressee", node)
            yield from self._typed(node, "Addressee")
            yield self._quad(node, f"{_RDFS}label", _literal(addressee.name, language="vi"))
            yield from self._reached(node, addressee.name)
            yield from self._graded(node, addressee.reading)
            yield from self._evidenced(node, _some(addressee.quote), "identifying")

    def _reached(self, node: str, name: str) -> Iterator[str]:
        """The body that a recipient is, where the whole of its name says so."""
        body = self.identify.body(name)
        if body.named and body.settled:
            yield self._link(node, f"{TERMS}recipientBody", body.iri)
            yield from self._named(name)

    def _citation(self, number: int, citation: Citation) -> Iterator[str]:
        target = self.targets[number - 1]
        if target == self.document:
            return
        yield from self._described(target, citation.type, citation.number, citation.date, _name_of(citation))
        place = (citation.level, citation.province, citation.district, citation.commune)
        yield from self._placed(target, *place, citation.issuer, citation.date)
        node = self._node("citation", number)
        yield from self._typed(node, "Citation")
        yield self._link(node, f"{TERMS}citingDocument", self.document)
        yield self._link(node, f"{TERMS}citedDocument", target)
        yield self._link(node, f"{TERMS}citationRole", self.iris.concept("relation", citation.role))
        if citation.number:
            yield self._quad(node, f"{TERMS}numberAsCited", _literal(citation.number))
        if citation.date:
            yield self._quad(node, f"{TERMS}dateAsCited", _date(citation.date))
        if citation.issuer:
            yield self._quad(node, f"{TERMS}issuerAsCited", _literal(citation.issuer))
        subject, khoa = subject_of(citation), khoa_of(citation)
        if subject:
            yield self._quad(node, f"{TERMS}subjectAsCited", _literal(subject, language="vi"))
        if khoa:
            yield self._quad(node, f"{TERMS}termAsCited", _literal(str(khoa), f"{_XSD}integer"))
        yield from self._graded(node, citation.reading)
        yield from self._evidenced(node, citation.quotes, "linking")
        if citation.role == "cites":
            yield from self._edge(self.document, "cites", target, citation.quotes[0], citation.role_reading)

    def _relations(self) -> Iterator[str]:
        for relation in self.record.relations:
            source = self.document if relation.source_index is None else self.targets[relation.source_index]
            target = self.targets[relation.target_index]
            if source != target:
                yield from self._edge(source, relation.relation, target, relation.quote, relation.reading)

    def _graded(self, node: str, reading: Reading) -> Iterator[str]:
        """The rule that read what stands at ``node``, and how sure it is."""
        yield self._quad(node, f"{TERMS}rule", _literal(reading.rule))
        # In its canonical form, to which a store would change it: else each build would find the file changed.
        confidence = f"{reading.confidence:.2f}".rstrip("0").rstrip(".")
        yield self._quad(node, f"{TERMS}confidence", _literal(confidence, f"{_XSD}decimal"))

    def _edge(self, source: str, relation: str, target: str, quote: Quote | None, reading: Reading) -> Iterator[str]:
        self.relation_count += 1
        node = self._node("relation", self.relation_count)
        yield self._link(source, f"{TERMS}{_DIRECT[relation]}", target)
        yield from self._typed(node, "Relation")
        yield self._link(node, f"{TERMS}fromDocument", source)
        yield self._link(node, f"{TERMS}toDocument", target)
        yield self._link(node, f"{TERMS}relationType", self.iris.concept("relation", relation))
        yield self._link(node, f"{TERMS}statedIn", self.document)
        yield from self._graded(node, reading)
        yield from self._evidenced(node, _some(quote), "linking")

    def _duties(self) -> Iterator[str]:
        for number, duty in enumerate(self.record.assignments, start=1):
            node = self._node("assignment", number)
            yield from self._typed(node, "Assignment")
            yield self._link(node, f"{TERMS}assignedIn", self.document)
            yield self._link(node, f"{TERMS}isAssignedTo", self.identify.body(duty.agency).iri)
            yield from self._named(duty.agency)
            yield self._quad(node, f"{TERMS}agencyAsWritten", _literal(duty.agency))
            if duty.task:
                yield self._quad(node, f"{TERMS}task", _literal(duty.task))
            yield self._link(node, f"{TERMS}assignmentRole", self.iris.concept("role", duty.role))
            if duty.deadline:
                yield self._quad(node, f"{TERMS}deadline", _literal(duty.deadline))
            yield from self._graded(node, duty.reading)
            yield from self._evidenced(node, _some(duty.quote), "identifying")
        for number, milestone in enumerate(self.record.milestones, start=1):
            node = self._node("milestone", number)
            yield from self._typed(node, "Milestone")
            yield self._link(node, f"{TERMS}milestoneOf", self.document)
            yield self._link(node, f"{TERMS}milestoneKind", self.iris.concept("milestone", milestone.kind))
            yield self._quad(node, f"{TERMS}when", _literal(milestone.when))
            yield from self._graded(node, milestone.reading)
            yield from self._evidenced(node, _some(milestone.quote), "identifying")

    def _evidenced(self, node: str, quotes: Iterable[Quote], motivation: str) -> Iterator[str]:
        for quote in quotes:
            self.evidence_count += 1
            evidence, target, selector = (
                self._node(kind, self.evidence_count) for kind in ("evidence", "target", "selector")
            )
            yield self._link(node, f"{TERMS}hasEvidence", evidence)
            yield from self._typed(evidence, f"{_OA}Annotation")
            yield self._link(evidence, f"{_OA}motivatedBy", f"{_OA}{motivation}")
            yield self._link(evidence, f"{_OA}hasBody", node)
            yield self._link(evidence, f"{_OA}hasTarget", target)
            yield from self._typed(target, f"{_OA}SpecificResource")
            yield self._link(target, f"{_OA}hasSource", self.file)
            yield self._link(target, f"{_OA}hasSelector", selector)
            yield from self._typed(selector, f"{_OA}TextPositionSelector", f"{_OA}TextQuoteSelector")
            yield self._quad(selector, f"{_OA}start", _literal(str(quote.span[0]), f"{_XSD}integer"))
            yield self._quad(selector, f"{_OA}end", _literal(str(quote.span[1]), f"{_XSD}integer"))
            for name, value in (("exact", quote.exact), ("prefix", quote.prefix), ("suffix", quote.suffix)):
                yield self._quad(selector, f"{_OA}{name}", _literal(value))


def _unnumbered_label(word: str, title: str | None, date: str | None) -> str:
    """A label of at most some sixty characters for a document that bears no number."""
    if not title:
        return f"{word} không số {date or ''}".strip()
    short = title if len(title) <= 48 else f"{title[:48].rsplit(' ', 1)[0]} …"
    return f"{word} không số: {short}"


def _some(quote: Quote | None) -> tuple[Quote, ...]:
    return (quote,) if quote else ()


def _name_of(citation: Citation) -> str | None:
    return f"{citation.quotes[0].exact} ({citation.date})" if not citation.number and citation.quotes else None
