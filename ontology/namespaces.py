"""Closed namespaces for rdflib: a term that does not exist is an error at once, not an empty answer later.

Ours (`LIN`) and those that rdflib lacks (`ontology.standards`). The others that the project uses are rdflib's own
(`rdflib.namespace`: PROV, ORG, DCTERMS, SKOS, TIME, VOID, DCAT, FOAF).
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from ontology.iris import TERMS
from ontology.standards import ELI, OA, SD

__all__ = ["ELI", "LIN", "OA", "SD"]


class LIN(DefinedNamespace):
    """The project's own terms; `lineage.ttl` says what they mean."""

    _fail = True
    _NS = Namespace(TERMS)

    Addressee: URIRef
    Assignment: URIRef
    Body: URIRef
    Citation: URIRef
    Conflict: URIRef
    ConflictSide: URIRef
    Correction: URIRef
    Document: URIRef
    DocumentStatus: URIRef
    Evidence: URIRef
    Fact: URIRef
    Identification: URIRef
    Locality: URIRef
    Milestone: URIRef
    Recipient: URIRef
    RegisterEntry: URIRef
    Relation: URIRef
    Signature: URIRef
    SourcePart: URIRef
    CitedOnly: URIRef
    Held: URIRef
    agencyAsWritten: URIRef
    amends: URIRef
    assignedIn: URIRef
    assignmentRole: URIRef
    attaches: URIRef
    bodyKind: URIRef
    carriesOverTo: URIRef
    citationRole: URIRef
    citedDocument: URIRef
    cites: URIRef
    citingDocument: URIRef
    communeName: URIRef
    confidence: URIRef
    conflictKind: URIRef
    conflictOf: URIRef
    conflictProperty: URIRef
    conflictWith: URIRef
    consolidates: URIRef
    continues: URIRef
    correctedProperty: URIRef
    correctedValue: URIRef
    correctionFile: URIRef
    correctionLine: URIRef
    correctionOf: URIRef
    correctionState: URIRef
    corrects: URIRef
    dateAsCited: URIRef
    deadline: URIRef
    districtName: URIRef
    draft: URIRef
    edition: URIRef
    fileName: URIRef
    fromDocument: URIRef
    fullText: URIRef
    ground: URIRef
    guides: URIRef
    hasAddressee: URIRef
    hasEvidence: URIRef
    hasRecipient: URIRef
    hasSide: URIRef
    hasSignature: URIRef
    heldIn: URIRef
    identifiedAs: URIRef
    identifies: URIRef
    implements: URIRef
    inPart: URIRef
    isAssignedTo: URIRef
    isBasedOn: URIRef
    isBelowKind: URIRef
    isLocatedIn: URIRef
    isNamedWithWhole: URIRef
    isSameBodyAs: URIRef
    isSameDocumentAs: URIRef
    isSucceededBy: URIRef
    isUnitOfKind: URIRef
    issuer: URIRef
    issuerAsCited: URIRef
    level: URIRef
    localityKind: URIRef
    maxAddressBytes: URIRef
    maxQueryBytes: URIRef
    maxQueryMemoryBytes: URIRef
    maxQuerySeconds: URIRef
    maxResultBytes: URIRef
    maxRows: URIRef
    mayBe: URIRef
    mayNotIssue: URIRef
    milestoneKind: URIRef
    milestoneOf: URIRef
    numberAsCited: URIRef
    onBehalfOf: URIRef
    originalKind: URIRef
    part: URIRef
    partySymbol: URIRef
    placeOfIssue: URIRef
    position: URIRef
    preferredValue: URIRef
    property: URIRef
    provinceName: URIRef
    purpose: URIRef
    reason: URIRef
    recipientBody: URIRef
    relatesTo: URIRef
    relationType: URIRef
    repeals: URIRef
    replaces: URIRef
    restricted: URIRef
    resultingKind: URIRef
    rule: URIRef
    scope: URIRef
    sha256: URIRef
    signerName: URIRef
    softwareVersion: URIRef
    stateSymbol: URIRef
    statedIn: URIRef
    status: URIRef
    subjectAsCited: URIRef
    subjectAsWritten: URIRef
    support: URIRef
    supportedBy: URIRef
    suspends: URIRef
    system: URIRef
    task: URIRef
    termAsCited: URIRef
    toDocument: URIRef
    validFrom: URIRef
    validUntil: URIRef
    value: URIRef
    warning: URIRef
    when: URIRef
