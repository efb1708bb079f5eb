"""Closed namespaces of standards that rdflib lacks: ELI 1.5, Web Annotation (OA), SPARQL service description (SD)."""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from ontology.prefixes import FILE_PREFIXES, PREFIXES


class ELI(DefinedNamespace):
    """European Legislation Identifier, ontology version 1.5 (the terms that documents without translations need)."""

    _fail = True
    _NS = Namespace(PREFIXES["eli"])

    AdministrativeArea: URIRef
    Agent: URIRef
    ComplexWork: URIRef
    Expression: URIRef
    Format: URIRef
    InForce: URIRef
    LegalExpression: URIRef
    LegalResource: URIRef
    LegalResourceSubdivision: URIRef
    Manifestation: URIRef
    ResourceType: URIRef
    Version: URIRef
    Work: URIRef
    amended_by: URIRef
    amends: URIRef
    applied_by: URIRef
    applies: URIRef
    based_on: URIRef
    basis_for: URIRef
    changed_by: URIRef
    changes: URIRef
    cited_by: URIRef
    cites: URIRef
    commenced_by: URIRef
    commences: URIRef
    consolidated_by: URIRef
    consolidates: URIRef
    corrected_by: URIRef
    corrects: URIRef
    countersigned_by: URIRef
    date_applicability: URIRef
    date_document: URIRef
    date_no_longer_in_force: URIRef
    date_publication: URIRef
    embodies: URIRef
    ensures_implementation_of: URIRef
    first_date_entry_in_force: URIRef
    format: URIRef
    has_annex: URIRef
    has_member: URIRef
    has_part: URIRef
    has_translation: URIRef
    id_local: URIRef
    implementation_ensured_by: URIRef
    in_force: URIRef
    is_about: URIRef
    is_annex_of: URIRef
    is_embodied_by: URIRef
    is_member_of: URIRef
    is_part_of: URIRef
    is_realized_by: URIRef
    jurisdiction: URIRef
    language: URIRef
    legal_value: URIRef
    licence: URIRef
    number: URIRef
    passed_by: URIRef
    published: URIRef
    published_in: URIRef
    publisher: URIRef
    realizes: URIRef
    refers_to: URIRef
    referred_to_by: URIRef
    related_to: URIRef
    relevant_for: URIRef
    repealed_by: URIRef
    repeals: URIRef
    responsibility_of: URIRef
    responsibility_of_agent: URIRef
    rights: URIRef
    title: URIRef
    title_alternative: URIRef
    title_short: URIRef
    type_document: URIRef
    type_subdivision: URIRef
    uri_schema: URIRef
    version: URIRef
    version_date: URIRef


class OA(DefinedNamespace):
    """Web Annotation vocabulary of the W3C."""

    _fail = True
    _NS = Namespace(PREFIXES["oa"])

    Annotation: URIRef
    Choice: URIRef
    CssSelector: URIRef
    CssStyle: URIRef
    DataPositionSelector: URIRef
    Direction: URIRef
    FragmentSelector: URIRef
    HttpRequestState: URIRef
    Motivation: URIRef
    RangeSelector: URIRef
    ResourceSelection: URIRef
    Selector: URIRef
    SpecificResource: URIRef
    State: URIRef
    Style: URIRef
    SvgSelector: URIRef
    TextPositionSelector: URIRef
    TextQuoteSelector: URIRef
    TextualBody: URIRef
    TimeState: URIRef
    XPathSelector: URIRef
    PreferContainedDescriptions: URIRef
    PreferContainedIRIs: URIRef
    assessing: URIRef
    bookmarking: URIRef
    classifying: URIRef
    commenting: URIRef
    describing: URIRef
    editing: URIRef
    highlighting: URIRef
    identifying: URIRef
    linking: URIRef
    ltrDirection: URIRef
    moderating: URIRef
    questioning: URIRef
    replying: URIRef
    rtlDirection: URIRef
    tagging: URIRef
    annotationService: URIRef
    bodyValue: URIRef
    cachedSource: URIRef
    canonical: URIRef
    end: URIRef
    exact: URIRef
    hasBody: URIRef
    hasEndSelector: URIRef
    hasPurpose: URIRef
    hasScope: URIRef
    hasSelector: URIRef
    hasSource: URIRef
    hasStartSelector: URIRef
    hasState: URIRef
    hasTarget: URIRef
    motivatedBy: URIRef
    prefix: URIRef
    processingLanguage: URIRef
    refinedBy: URIRef
    renderedVia: URIRef
    sourceDate: URIRef
    sourceDateEnd: URIRef
    sourceDateStart: URIRef
    start: URIRef
    styleClass: URIRef
    styledBy: URIRef
    suffix: URIRef
    textDirection: URIRef
    via: URIRef


class SD(DefinedNamespace):
    """SPARQL 1.1 service description of the W3C."""

    _fail = True
    _NS = Namespace(FILE_PREFIXES["sd"])

    Aggregate: URIRef
    Dataset: URIRef
    EntailmentProfile: URIRef
    EntailmentRegime: URIRef
    Feature: URIRef
    Function: URIRef
    Graph: URIRef
    GraphCollection: URIRef
    Language: URIRef
    NamedGraph: URIRef
    Service: URIRef
    BasicFederatedQuery: URIRef
    DereferencesURIs: URIRef
    EmptyGraphs: URIRef
    RequiresDataset: URIRef
    SPARQL10Query: URIRef
    SPARQL11Query: URIRef
    SPARQL11Update: URIRef
    UnionDefaultGraph: URIRef
    availableGraphs: URIRef
    defaultDataset: URIRef
    defaultEntailmentRegime: URIRef
    defaultGraph: URIRef
    defaultSupportedEntailmentProfile: URIRef
    endpoint: URIRef
    entailmentRegime: URIRef
    extensionAggregate: URIRef
    extensionFunction: URIRef
    feature: URIRef
    graph: URIRef
    inputFormat: URIRef
    languageExtension: URIRef
    name: URIRef
    namedGraph: URIRef
    propertyFeature: URIRef
    resultFormat: URIRef
    supportedEntailmentProfile: URIRef
    supportedLanguage: URIRef
