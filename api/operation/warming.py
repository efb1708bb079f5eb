"""What a process does once before the first request, so that none has to wait and its memory stays what it is."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from typing import Final

from api.labels import name_of
from api.pages import templates
from graph.agencies import phrases
from graph.places import default_places
from graph.search.search import localities_named
from graph.views.words import words
from ontology.queries import load_queries
from ontology.register import load_register

_ARENA_MAX: Final = -8
"""``M_ARENA_MAX`` of mallopt(3)."""
_HEAPS: Final = 2


def keep_few_heaps() -> None:
    """Lets the threads of the process share two heaps of the C library, where it is glibc.

    Each would get one of its own, up to eight for each core, and keep what its largest answer took: so a server under
    many clients grew for minutes. Threads of Python take turns anyway.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _HEAPS)


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
