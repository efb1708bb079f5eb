"""A small hand-made graph with the facts of the real documents, in the form in which loaders write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pyoxigraph as ox

from graph.derive import derive
from graph.store import GraphStore, memory_store
from ontology.iris import Iris, slug

IRIS = Iris()
LIN = "https://directive-lineage.example/ns#"
ELI = "http://data.europa.eu/eli/ontology#"
OA = "http://www.w3.org/ns/oa#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PROV = "http://www.w3.org/ns/prov#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = {
    "chi-thi": "Chỉ thị",
    "ke-hoach": "Kế hoạch",
    "cong-van": "Công văn",
    "huong-dan": "Hướng dẫn",
    "ket-luan": "Kết luận",
    "thong-cao": "Thông cáo",
}


@dataclass(frozen=True)
class Doc:
    """A document as others cite it: its place in the identity, and the date and issuer that the citation gives."""

    type: str
    number: str
    scope: str
    period: str
    date: str | None = None
    issuer: str | None = None
    level: str | None = None
    province: str | None = None

    @property
    def iri(self) -> str:
        return IRIS.document(self.scope, self.type, self.number, self.period)


CT12 = Doc("chi-thi", "12-CT/TW", "trung-uong", "k13", "2022-01-05", "Ban Bí thư Trung ương Đảng", "central")
CT12_2007 = Doc("chi-thi", "12-CT/TW", "trung-uong", "k10", "2007-05-03", "Bộ Chính trị", "central")
CT12_2017 = Doc("chi-thi", "12-CT/TW", "trung-uong", "k12", "2017-01-05", "Bộ Chính trị", "central")
CT04 = Doc("chi-thi", "04-CT/TW", "trung-uong", "k11", "2011-07-06", "Ban Bí thư Trung ương Đảng", "central")
HD02 = Doc("huong-dan", "02-HD/BĐNTW", "trung-uong", "k12", "2017-01-16", "Ban Đối ngoại Trung ương", "central")
KH83 = Doc(
    "ke-hoach", "83-KH/TU", "tay-ninh", "nk2020", "2022-06-21", "Ban Thường vụ Tỉnh ủy Tây Ninh", "province", "Tây Ninh"
)
LD3000 = Doc(
    "cong-van",
    "3000/LĐLĐ",
    "tay-ninh",
    "2022",
    "2022-07-11",
    "Ban Thường vụ Liên đoàn Lao động tỉnh Tây Ninh",
    "province",
    "Tây Ninh",
)
LD457 = Doc("cong-van", "457/LĐLĐ", "tay-ninh/duong-minh-chau", "2022")
CV578 = Doc("cong-van", "578-CV/BDVTU", "tay-ninh", "nk2020")
KH41 = Doc("ke-hoach", "41-KH/TU", "binh-dinh", "nk2020", "2022-10-17", "Tỉnh ủy Bình Định", "province", "Bình Định")
CV492 = Doc("cong-van", "492-CV/HU", "lam-dong/cat-tien", "nk2020")
CV1218 = Doc(
    "cong-van",
    "1218-CV/TU",
    "lam-dong",
    "nk2020",
    "2022-01-25",
    "Ban Thường vụ Tỉnh ủy Lâm Đồng",
    "province",
    "Lâm Đồng",
)
KL12 = Doc("ket-luan", "12-KL/TW", "trung-uong", "k13", "2021-08-12", "Bộ Chính trị", "central")

TAY_SON = IRIS.unnumbered_document("000.txt", 1)
NO_PROVINCE = IRIS.unnumbered_document("001.txt", 1)


def digest(name: str) -> str:
    """A SHA-256 for a file of this name; other files have other ones."""
    return sha256(name.encode()).hexdigest()


@dataclass
class Part:
    """Writes one part of a source, node by node, in the layout of the loaders."""

    source: str
    part: int
    iri: str
    type: str
    number: str | None = None
    scope: str | None = None
    level: str | None = None
    province: str | None = None
    district: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    sha256: str | None = None
    quads: list[str] = field(default_factory=list, init=False)
    counts: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        source = IRIS.source(self.source)
        self.link(self.graph, RDF + "type", LIN + "SourcePart")
        self.link(self.graph, DCT + "source", source)
        self.text(self.graph, LIN + "fileName", self.source)
        self.text(self.graph, LIN + "part", str(self.part), "integer")
        self.text(self.graph, OA + "start", "0", "integer")
        self.text(self.graph, OA + "end", "9000", "integer")
        self.link(self.graph, "http://xmlns.com/foaf/0.1/primaryTopic", self.iri)
        self.link(source, RDF + "type", ELI + "Format")
        self.text(source, LIN + "sha256", self.sha256 or digest(self.source))
        self.text(source, DCT + "format", "text/plain")
        extraction = f"{self.graph}#extraction"
        self.link(self.graph, PROV + "wasGeneratedBy", extraction)
        self.link(extraction, RDF + "type", PROV + "Activity")
        self.link(extraction, PROV + "used", source)
        self.text(extraction, LIN + "softwareVersion", "0.1.0")
        self.document(self.iri, self.type, self.number, self.scope, self.level, self.province)
        self.link(self.iri, LIN + "heldIn", self.graph)
        self.heading()

    @property
    def graph(self) -> str:
        return IRIS.graph(self.source, self.part)

    def heading(self) -> None:
        if self.date:
            self.text(self.iri, ELI + "date_document", self.date, "date" if len(self.date) == 10 else "gYearMonth")
            self.fact(ELI + "date_document", f"ngày {self.date}")
        if self.title:
            self.text(self.iri, DCT + "title", self.title)
            self.fact(DCT + "title", self.title)
        if self.district:
            self.text(self.iri, LIN + "districtName", self.district)
        if self.issuer:
            self.link(self.iri, LIN + "issuer", self.body(self.issuer))

    def body(self, name: str) -> str:
        body = IRIS.body(slug(name), f"{self.source}-{self.part}")
        self.link(body, RDF + "type", LIN + "Body")
        self.line(body, RDFS + "label", f"{ox.Literal(name, language='vi')}")
        return body

    def line(self, subject: str, predicate: str, value: str) -> None:
        self.quads.append(f"<{subject}> <{predicate}> {value} <{self.graph}> .")

    def link(self, subject: str, predicate: str, target: str) -> None:
        self.line(subject, predicate, f"<{target}>")

    def text(self, subject: str, predicate: str, value: str, kind: str = "string") -> None:
        self.line(subject, predicate, str(ox.Literal(value, datatype=ox.NamedNode(XSD + kind))))

    def node(self, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return IRIS.node(self.source, self.part, kind, self.counts[kind])

    def document(
        self, iri: str, type: str, number: str | None, scope: str | None, level: str | None, province: str | None
    ) -> None:
        self.link(iri, RDF + "type", LIN + "Document")
        self.link(iri, ELI + "type_document", IRIS.concept("type", type))
        label = f"{TYPES[type]} {number}" if number else f"{TYPES[type]} của {self.issuer}"
        self.line(iri, RDFS + "label", f"{ox.Literal(label, language='vi')}")
        if number:
            self.text(iri, ELI + "id_local", number)
        if scope:
            self.text(iri, LIN + "scope", scope)
        if level:
            self.link(iri, LIN + "level", IRIS.concept("level", level))
        if province:
            self.text(iri, LIN + "provinceName", province)

    def evidence(self, node: str, exact: str, motivation: str = "linking") -> None:
        annotation, target, selector = self.node("evidence"), self.node("target"), self.node("selector")
        start = 10_000 * self.part + 100 * self.counts["evidence"]
        self.link(node, LIN + "hasEvidence", annotation)
        self.link(annotation, RDF + "type", OA + "Annotation")
        self.link(annotation, OA + "motivatedBy", OA + motivation)
        self.link(annotation, OA + "hasBody", node)
        self.link(annotation, OA + "hasTarget", target)
        self.link(target, RDF + "type", OA + "SpecificResource")
        self.link(selector, RDF + "type", OA + "TextPositionSelector")
        self.link(selector, RDF + "type", OA + "TextQuoteSelector")
        self.link(target, OA + "hasSource", IRIS.source(self.source))
        self.link(target, OA + "hasSelector", selector)
        self.text(selector, OA + "start", str(start), "integer")
        self.text(selector, OA + "end", str(start + len(exact)), "integer")
        self.text(selector, OA + "exact", exact)
        self.text(selector, OA + "prefix", "Thực hiện ")
        self.text(selector, OA + "suffix", f" (câu {self.counts['evidence']}).")

    def fact(self, predicate: str, exact: str) -> None:
        node = self.node("fact")
        self.link(node, RDF + "type", LIN + "Fact")
        self.link(node, RDF + "subject", self.iri)
        self.link(node, RDF + "predicate", predicate)
        self.evidence(node, exact, "identifying")

    def cites(self, doc: Doc, role: str = "cites", *, date: str | None = None) -> Part:
        """A citation and, from this document, the relation of its role."""
        self.document(doc.iri, doc.type, doc.number, doc.scope, doc.level, doc.province)
        node = self.node("citation")
        self.link(node, RDF + "type", LIN + "Citation")
        self.link(node, LIN + "citingDocument", self.iri)
        self.link(node, LIN + "citedDocument", doc.iri)
        self.link(node, LIN + "citationRole", IRIS.concept("relation", role))
        self.text(node, LIN + "numberAsCited", doc.number)
        if date or doc.date:
            self.text(node, LIN + "dateAsCited", date or doc.date or "", "date")
        if doc.issuer:
            self.text(node, LIN + "issuerAsCited", doc.issuer)
        self.evidence(node, doc.number)
        return self.states(self.iri, role, doc.iri, doc.number)

    def states(self, source: str, relation: str, target: str, exact: str = "số") -> Part:
        """A relation that this text states, between any two documents."""
        node = self.node("relation")
        self.link(node, RDF + "type", LIN + "Relation")
        self.link(node, LIN + "fromDocument", source)
        self.link(node, LIN + "relationType", IRIS.concept("relation", relation))
        self.link(node, LIN + "toDocument", target)
        self.link(node, LIN + "statedIn", self.iri)
        self.evidence(node, exact)
        return self

    def assigns(self, task: str, agency: str, role: str, deadline: str | None = None) -> Part:
        node = self.node("assignment")
        self.link(node, RDF + "type", LIN + "Assignment")
        self.link(node, LIN + "assignedIn", self.iri)
        self.link(node, LIN + "isAssignedTo", self.body(agency))
        self.text(node, LIN + "agencyAsWritten", agency)
        self.text(node, LIN + "task", task)
        self.link(node, LIN + "assignmentRole", IRIS.concept("role", role))
        if deadline:
            self.text(node, LIN + "deadline", deadline)
        self.evidence(node, agency)
        return self

    def due(self, kind: str, when: str) -> Part:
        node = self.node("milestone")
        self.link(node, RDF + "type", LIN + "Milestone")
        self.link(node, LIN + "milestoneOf", self.iri)
        self.link(node, LIN + "milestoneKind", IRIS.concept("milestone", kind))
        self.text(node, LIN + "when", when)
        self.evidence(node, when)
        return self

    def signed(self, name: str, position: str, on_behalf_of: str) -> Part:
        node = self.node("signer")
        self.link(self.iri, LIN + "hasSignature", node)
        self.link(node, RDF + "type", LIN + "Signature")
        self.text(node, LIN + "signerName", name)
        self.text(node, LIN + "position", position)
        self.text(node, LIN + "onBehalfOf", on_behalf_of)
        self.evidence(node, name)
        recipient = self.node("recipient")
        self.link(self.iri, LIN + "hasRecipient", recipient)
        self.link(recipient, RDF + "type", LIN + "Recipient")
        self.text(recipient, RDFS + "label", "VP")
        self.text(recipient, LIN + "purpose", "lưu")
        addressee = self.node("addressee")
        self.link(self.iri, LIN + "hasAddressee", addressee)
        self.link(addressee, RDF + "type", LIN + "Addressee")
        self.text(addressee, RDFS + "label", "Các công đoàn cơ sở")
        self.evidence(addressee, "Các công đoàn cơ sở")
        return self


def held(doc: Doc, source: str, part: int, **facts: str) -> Part:
    """A part whose own document is this one."""
    return Part(source, part, doc.iri, doc.type, doc.number, doc.scope, **facts)


def sources() -> dict[str, bytes]:
    """The N-Quads of each source by its IRI."""
    parts = [
        Part(
            "000.txt", 1, TAY_SON, "ke-hoach", None, "binh-dinh/tay-son", "district", "Bình Định", "Tây Sơn",
            issuer="Ban Thường vụ Huyện ủy Tây Sơn", title="triển khai thực hiện Chỉ thị số 12-CT/TW",
        )
        .cites(CT12, "implements").cites(KH41, "implements").cites(KL12)
        .states(KH41.iri, "implements", CT12.iri),
        Part(
            "001.txt", 1, NO_PROVINCE, "ke-hoach", None, "local/001.txt/1", "province",
            issuer="Ban Thường vụ Tỉnh ủy", title="Tiếp tục thực hiện Chỉ thị số 04-CT/TW",
        )
        .cites(CT04, "implements").cites(HD02, "implements").states(HD02.iri, "implements", CT04.iri),
        held(
            LD457, "003.txt", 1, level="district", province="Tây Ninh", district="Dương Minh Châu", date="2022-07-11",
            issuer="Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu", title="triển khai Kế hoạch số 83-KH/TU",
        )
        .cites(KH83, "implements").cites(LD3000, "based-on").cites(CT12, "implements")
        .states(LD457.iri, "attaches", KH83.iri)
        .states(LD3000.iri, "implements", KH83.iri).states(KH83.iri, "implements", CT12.iri)
        .assigns("1", "Các công đoàn cơ sở", "implement", "continuous").assigns("2", "Thủ trưởng cơ quan", "coordinate")
        .due("deadline", "2022-07").due("report", "2022-08").signed("Nguyễn Văn A", "Chủ tịch", "Ban Thường vụ"),
        held(
            CV578, "003.txt", 2, level="province", province="Tây Ninh", date="2022-06-27",
            issuer="Ban Dân vận Tỉnh ủy Tây Ninh", title="triển khai thực hiện Kế hoạch số 83-KH/TU",
        )
        .cites(KH83, "implements").cites(CT12, "implements").states(KH83.iri, "implements", CT12.iri),
        held(
            KH83, "003.txt", 3, level="province", province="Tây Ninh", date="2022-06-11",
            issuer="Ban Thường vụ Tỉnh ủy Tây Ninh", title="Thực hiện Chỉ thị số 12-CT/TW",
        ).cites(CT12, "implements"),
        held(
            CV492, "004.txt", 1, level="district", province="Lâm Đồng", district="Cát Tiên", date="2022-02-14",
            issuer="Ban Thường vụ Huyện ủy Cát Tiên", title="triển khai thực hiện Chỉ thị số 12-CT/TW",
        )
        .cites(CT12, "implements").cites(CV1218, "implements").cites(KL12, date="2012-08-12")
        .states(CV492.iri, "attaches", CT12.iri).states(CV1218.iri, "implements", CT12.iri),
        held(
            CT12, "004.txt", 2, level="central", date="2022-01-05", issuer="Ban Bí thư Trung ương Đảng",
            title="về tăng cường sự lãnh đạo của Đảng",
        ).cites(CT04).states(CT12.iri, "continues", CT04.iri),
        held(CT12_2007, "005.txt", 1, level="central", date="2007-05-03", issuer="Bộ Chính trị"),
        held(CT12_2017, "006.txt", 1, level="central", date="2017-01-05", issuer="Bộ Chính trị"),
    ]  # fmt: skip
    return nquads(parts)


def nquads(parts: Sequence[Part]) -> dict[str, bytes]:
    """The N-Quads of the parts, by the IRI of their source."""
    found: dict[str, list[str]] = {}
    for part in parts:
        found.setdefault(IRIS.source(part.source), []).extend(part.quads)
    return {source: ("\n".join(lines) + "\n").encode() for source, lines in found.items()}


def build(items: dict[str, bytes] | None = None) -> GraphStore:
    """A store in memory with these sources (default: all), and what follows from them."""
    store = memory_store()
    for source, data in (sources() if items is None else items).items():
        store.replace_source(source, data)
    derive(store)
    return store


def build_parts(*parts: Part) -> GraphStore:
    """A store in memory with a few parts."""
    return build(nquads(parts))
