"""Pages of lists in memory: a page begins behind a place, so that what comes in the meantime moves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from graph.listing import Place, fold, natural
from ontology.errors import InputError

MAX_LIMIT: Final = 10_000
"""Most rows of a page."""


class Listed(Protocol):
    """What a list holds."""

    @property
    def iri(self) -> str:
        """What tells it from all others."""


Item = TypeVar("Item", bound=Listed)


@dataclass(frozen=True, slots=True)
class Order(Generic[Item]):
    """What a list is ordered by: `key` is compared, `shown` is what a place says of it, and `read` makes a key of that.

    Whatever a place says, `read` makes a key of it.
    """

    key: Callable[[Item], Any]
    shown: Callable[[Item], str]
    read: Callable[[str], Any]


def by_words(key: Callable[[Item], Any], shown: Callable[[Item], str]) -> Order[Item]:
    """The order of names, with numbers in them by their value; `key` gives `natural` of the folded name."""
    return Order(key, shown, lambda value: natural(fold(value)))


def by_count(count: Callable[[Item], int]) -> Order[Item]:
    """The order of numbers."""
    return Order(count, lambda item: str(count(item)), _whole)


def _whole(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 20 else 0


def check_page(limit: int, offset: int, order: str, orders: Iterable[str]) -> None:
    """Raise: InputError for a negative offset, a limit outside 1..10000, or an unknown order."""
    if not 0 < limit <= MAX_LIMIT or offset < 0:
        raise InputError(f"no page of {limit} from {offset}", hint=f"limit 1 to {MAX_LIMIT}, offset 0 or more")
    if order.removeprefix("-") not in orders:
        raise InputError(f"no order {order!r}", hint="one of " + ", ".join(orders) + ", perhaps with - before it")


def page_of(
    found: Iterable[Item], order: Order[Item], *, downward: bool, after: Place | None, limit: int, offset: int
) -> list[Item]:
    """A page of what was found, in an order, equal ones by IRI; with `after` it begins behind that place."""
    rows = sorted(found, key=lambda item: item.iri)
    rows.sort(key=order.key, reverse=downward)
    if after is not None:
        place = order.read(after.value)
        rows = [item for item in rows if _is_behind(order.key(item), item.iri, place, after.iri, downward=downward)]
    return rows[offset : offset + limit]


def _is_behind(key: Any, iri: str, place: Any, other: str, *, downward: bool) -> bool:
    if key == place:
        return iri > other
    return bool(key < place if downward else key > place)


def place_in(item: Item, order: Order[Item]) -> Place:
    """The place that an item has in an order, for a page to go on behind it."""
    return Place(order.shown(item), item.iri)
