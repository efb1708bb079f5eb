"""What a server reads once before the first request, so that none has to wait for it."""

from __future__ import annotations

import gc

from api.labels import name_of
from api.pages import templates
from graph.agencies import phrases
from graph.places import default_places
from graph.search.search import localities_named
from graph.views.words import words
from ontology.queries import load_queries
from ontology.register import load_register


def warm() -> None:
    """Read templates, words, vocabularies, the gazetteer with its communes and the named queries; about a second.

    All of it stays as long as the process, so that the garbage collector is told to leave it alone: else it goes
    through all of it every few seconds of work, and a page waits for a tenth of a second.
    """
    environment = templates()
    for name in environment.list_templates():
        environment.get_template(name)
    words()
    name_of("title")
    phrases("UBND")
    load_queries()
    load_register()
    for communes in (False, True):
        default_places(communes=communes)
    localities_named("Tây Ninh")
    gc.collect()
    gc.freeze()
