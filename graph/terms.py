"""The terms of the graph as pyoxigraph nodes, for direct look-ups in the store's indexes.

A test holds each own term here against the closed namespace of `ontology.namespaces`.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

NAMESPACE: Final = "https://directive-lineage.example/ns#"
_LIN: Final = NAMESPACE
_ELI: Final = "http://data.europa.eu/eli/ontology#"
_OA: Final = "http://www.w3.org/ns/oa#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

TYPE: Final = NamedNode(_RDF + "type")
SUBJECT: Final = NamedNode(_RDF + "subject")
PREDICATE: Final = NamedNode(_RDF + "predicate")
LABEL: Final = NamedNode(_RDFS + "label")
PREF_LABEL: Final = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")

IDENTIFIER: Final = NamedNode(_DCTERMS + "identifier")
SOURCE: Final = NamedNode(_DCTERMS + "source")
TITLE: Final = NamedNode(_DCTERMS + "title")
PUBLISHER: Final = NamedNode(_DCTERMS + "publisher")
CLASSIFICATION: Final = NamedNode("http://www.w3.org/ns/org#classification")
PRIMARY_TOPIC: Final = NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")

TYPE_DOCUMENT: Final = NamedNode(_ELI + "type_document")
ID_LOCAL: Final = NamedNode(_ELI + "id_local")
NUMBER: Final = NamedNode(_ELI + "number")
DATE_DOCUMENT: Final = NamedNode(_ELI + "date_document")
JURISDICTION: Final = NamedNode(_ELI + "jurisdiction")

HAS_BODY: Final = NamedNode(_OA + "hasBody")
HAS_TARGET: Final = NamedNode(_OA + "hasTarget")
HAS_SOURCE: Final = NamedNode(_OA + "hasSource")
HAS_SELECTOR: Final = NamedNode(_OA + "hasSelector")
START: Final = NamedNode(_OA + "start")
END: Final = NamedNode(_OA + "end")
EXACT: Final = NamedNode(_OA + "exact")
PREFIX: Final = NamedNode(_OA + "prefix")
SUFFIX: Final = NamedNode(_OA + "suffix")

DOCUMENT: Final = NamedNode(_LIN + "Document")
RELATION: Final = NamedNode(_LIN + "Relation")
FACT: Final = NamedNode(_LIN + "Fact")
CONFLICT: Final = NamedNode(_LIN + "Conflict")
CONFLICT_SIDE: Final = NamedNode(_LIN + "ConflictSide")
HELD: Final = NamedNode(_LIN + "Held")
CITED_ONLY: Final = NamedNode(_LIN + "CitedOnly")

HELD_IN: Final = NamedNode(_LIN + "heldIn")
STATUS: Final = NamedNode(_LIN + "status")
SHA256: Final = NamedNode(_LIN + "sha256")
SOFTWARE_VERSION: Final = NamedNode(_LIN + "softwareVersion")
FULL_TEXT: Final = NamedNode(_LIN + "fullText")
FILE_NAME: Final = NamedNode(_LIN + "fileName")
PART: Final = NamedNode(_LIN + "part")
WARNING: Final = NamedNode(_LIN + "warning")
DRAFT: Final = NamedNode(_LIN + "draft")
RESTRICTED: Final = NamedNode(_LIN + "restricted")
ISSUER: Final = NamedNode(_LIN + "issuer")
LEVEL: Final = NamedNode(_LIN + "level")
SCOPE: Final = NamedNode(_LIN + "scope")
PLACE_OF_ISSUE: Final = NamedNode(_LIN + "placeOfIssue")
PROVINCE_NAME: Final = NamedNode(_LIN + "provinceName")
DISTRICT_NAME: Final = NamedNode(_LIN + "districtName")
COMMUNE_NAME: Final = NamedNode(_LIN + "communeName")

FROM_DOCUMENT: Final = NamedNode(_LIN + "fromDocument")
TO_DOCUMENT: Final = NamedNode(_LIN + "toDocument")
RELATION_TYPE: Final = NamedNode(_LIN + "relationType")
STATED_IN: Final = NamedNode(_LIN + "statedIn")
HAS_EVIDENCE: Final = NamedNode(_LIN + "hasEvidence")
CONFIDENCE: Final = NamedNode(_LIN + "confidence")

CITING_DOCUMENT: Final = NamedNode(_LIN + "citingDocument")
CITED_DOCUMENT: Final = NamedNode(_LIN + "citedDocument")
CITATION_ROLE: Final = NamedNode(_LIN + "citationRole")
NUMBER_AS_CITED: Final = NamedNode(_LIN + "numberAsCited")
DATE_AS_CITED: Final = NamedNode(_LIN + "dateAsCited")
SUBJECT_AS_CITED: Final = NamedNode(_LIN + "subjectAsCited")
TERM_AS_CITED: Final = NamedNode(_LIN + "termAsCited")
ISSUER_AS_CITED: Final = NamedNode(_LIN + "issuerAsCited")

ASSIGNED_IN: Final = NamedNode(_LIN + "assignedIn")
IS_ASSIGNED_TO: Final = NamedNode(_LIN + "isAssignedTo")
AGENCY_AS_WRITTEN: Final = NamedNode(_LIN + "agencyAsWritten")
TASK: Final = NamedNode(_LIN + "task")
ASSIGNMENT_ROLE: Final = NamedNode(_LIN + "assignmentRole")
DEADLINE: Final = NamedNode(_LIN + "deadline")
MILESTONE_OF: Final = NamedNode(_LIN + "milestoneOf")
MILESTONE_KIND: Final = NamedNode(_LIN + "milestoneKind")
WHEN: Final = NamedNode(_LIN + "when")

HAS_SIGNATURE: Final = NamedNode(_LIN + "hasSignature")
SIGNER_NAME: Final = NamedNode(_LIN + "signerName")
POSITION: Final = NamedNode(_LIN + "position")
ON_BEHALF_OF: Final = NamedNode(_LIN + "onBehalfOf")
HAS_RECIPIENT: Final = NamedNode(_LIN + "hasRecipient")
HAS_ADDRESSEE: Final = NamedNode(_LIN + "hasAddressee")
PURPOSE: Final = NamedNode(_LIN + "purpose")

SAME_DOCUMENT: Final = NamedNode(_LIN + "isSameDocumentAs")

IDENTIFICATION: Final = NamedNode(_LIN + "Identification")
IDENTIFIES: Final = NamedNode(_LIN + "identifies")
IDENTIFIED_AS: Final = NamedNode(_LIN + "identifiedAs")
MAY_BE: Final = NamedNode(_LIN + "mayBe")
IN_PART: Final = NamedNode(_LIN + "inPart")
GROUND: Final = NamedNode(_LIN + "ground")
REASON: Final = NamedNode(_LIN + "reason")

MAY_NOT_ISSUE: Final = NamedNode(_LIN + "mayNotIssue")
SYSTEM: Final = NamedNode(_LIN + "system")
BODY_KIND: Final = NamedNode(_LIN + "bodyKind")
VALID_FROM: Final = NamedNode(_LIN + "validFrom")
VALID_UNTIL: Final = NamedNode(_LIN + "validUntil")

CONFLICT_KIND: Final = NamedNode(_LIN + "conflictKind")
CONFLICT_OF: Final = NamedNode(_LIN + "conflictOf")
CONFLICT_WITH: Final = NamedNode(_LIN + "conflictWith")
CONFLICT_PROPERTY: Final = NamedNode(_LIN + "conflictProperty")
PREFERRED_VALUE: Final = NamedNode(_LIN + "preferredValue")
HAS_SIDE: Final = NamedNode(_LIN + "hasSide")
VALUE: Final = NamedNode(_LIN + "value")
SUPPORT: Final = NamedNode(_LIN + "support")
SUPPORTED_BY: Final = NamedNode(_LIN + "supportedBy")

CORRECTION: Final = NamedNode(_LIN + "Correction")
SUBJECT_AS_WRITTEN: Final = NamedNode(_LIN + "subjectAsWritten")
CORRECTED_PROPERTY: Final = NamedNode(_LIN + "correctedProperty")
CORRECTED_VALUE: Final = NamedNode(_LIN + "correctedValue")
CORRECTION_FILE: Final = NamedNode(_LIN + "correctionFile")
CORRECTION_LINE: Final = NamedNode(_LIN + "correctionLine")
CORRECTION_OF: Final = NamedNode(_LIN + "correctionOf")
CORRECTION_STATE: Final = NamedNode(_LIN + "correctionState")
CARRIES_OVER_TO: Final = NamedNode(_LIN + "carriesOverTo")
SAME_BODY: Final = NamedNode(_LIN + "isSameBodyAs")
BODY: Final = NamedNode(_LIN + "Body")
ATTRIBUTED_TO: Final = NamedNode("http://www.w3.org/ns/prov#wasAttributedTo")
AGENT: Final = NamedNode("http://www.w3.org/ns/prov#Agent")
DATE: Final = NamedNode(_DCTERMS + "date")

DECIMAL: Final = NamedNode(XSD + "decimal")
INTEGER: Final = NamedNode(XSD + "integer")
