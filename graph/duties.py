"""Duties: who leads, coordinates, monitors, advises on and implements what, by when, and what is due when."""

from __future__ import annotations

from datetime import date

from graph.agencies import phrases
from graph.coverage import carriers
from graph.documents import exists
from graph.duty import Duties
from graph.duty_reading import Page, Question, Reader
from graph.duty_rows import has_copies, listed
from graph.identities import identities_of
from graph.listing import fold, fold_place
from graph.store import GraphStore
from ontology.errors import InputError, NotFound
from ontology.vocabulary import load_vocabulary


def duties(
    store: GraphStore,
    *,
    document: str | None = None,
    directive: str | None = None,
    agency: str | None = None,
    locality: str | None = None,
    due_before: date | None = None,
    role: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    quoted: bool = True,
) -> Duties:
    """The duties and milestones that fit all that is asked for.

    `document` (IRI) keeps those in one document, `directive` (IRI) those in a document and all that carry it out.
    `agency` are words of a body's name, without regard to diacritics, or its abbreviation ("ban dan van", "BDVTU");
    `locality` is the province or district of the documents, `role` one of the vocabulary, by slug or label.

    `due_before` keeps what falls due before that day. What recurs is among them if it fell due once by then: from then
    on it is owed every year. What has no day is left out and counted in `undated`. A milestone names no body: with
    `agency` or `role`, the milestones are those of the documents whose duties were found, without the deadlines that
    only other duties of these documents have.

    At most `limit` duties and as many milestones are held, from `offset` on; without `quoted`, without quotations.

    Raises:
        NotFound: when the graph does not know the document or directive.
        InputError: for an unknown role, a limit below 1, a negative offset, or an agency or locality without a letter.
    """
    if (limit is not None and limit < 1) or offset < 0:
        raise InputError(
            f"no list of {limit} duties from {offset}", hint="give a limit of 1 or more, an offset of 0 or more"
        )
    asked = Question(
        wanted_role=None if role is None else role_of(role),
        phrases=None if agency is None else _words("agency", agency, phrases(agency)),
        places=None if locality is None else _words("locality", locality, _places(locality)),
        due_before=due_before,
    )
    within = _asked_documents(store, document, directive)
    reader, page = Reader(store, asked), Page(limit, offset, quoted)
    if store.read_only and store.files is not None and not has_copies(reader, store.files, within):
        return listed(reader, store.files, within, page)
    return reader.answer(within, page)


def role_of(name: str) -> str:
    """The slug of the role that a slug or a Vietnamese label names ("lead", "chủ trì").

    Raises:
        InputError: when there is no such role.
    """
    roles = load_vocabulary().roles
    for concept in roles:
        if fold(name) in (fold(concept.slug), fold(concept.label)):
            return concept.slug
    raise InputError(f"no role {name!r}", hint="one of " + ", ".join(concept.slug for concept in roles))


def _words(what: str, given: str, found: frozenset[str]) -> frozenset[str]:
    if not found:
        raise InputError(f"no {what} is named by {given!r}", hint="give a word of its name")
    return found


def _asked_documents(store: GraphStore, document: str | None, directive: str | None) -> frozenset[str] | None:
    """The documents whose duties are asked for, by all their identifiers; None where all are."""
    for iri in (document, directive):
        if iri is not None and not exists(store, iri):
            raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    identities = identities_of(store)
    own = None if document is None else frozenset(identities.members(document))
    if directive is None:
        return own
    carrying = {directive, *carriers(store, directive)}
    found = frozenset(member for iri in carrying for member in identities.members(iri))
    return found if own is None else found & own


def _places(locality: str) -> frozenset[str]:
    """The folded names in "Dương Minh Châu, Tây Ninh", without the words for their kinds."""
    return frozenset(name for part in locality.split(",") if (name := fold_place(part)))
