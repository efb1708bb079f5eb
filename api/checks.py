"""Values that users give: dates, days and types of documents, checked in the same way everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date

from graph.bodies import ORDERS as ORDERS_OF_BODIES
from graph.bodies import kinds_named
from graph.duties import role_of
from graph.listing import ORDERS, fold
from graph.localities import ORDERS as ORDERS_OF_LOCALITIES
from ontology.errors import InputError
from ontology.vocabulary import load_vocabulary

_COMPLETED = {4: "-01-01", 7: "-01", 10: ""}


def checked_date(date: str) -> str:
    """*date* if it is a day, a month or a year. Raises: ValueError.

    >>> checked_date("2022-01")
    '2022-01'
    """
    try:
        Date.fromisoformat(date + _COMPLETED[len(date)])
    except (ValueError, KeyError):
        raise ValueError(f"{date!r} is no date; write 2022-01-05, 2022-01 or 2022") from None
    return date


def checked_day(day: str) -> str:
    """*day* if it is one. Raises: ValueError."""
    try:
        if len(day) != 10:
            raise ValueError
        Date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"{day!r} is no day; write 2025-06-30") from None
    return day


def checked_type(name: str) -> str:
    """The slug of the type of document that *name* stands for: a slug or a Vietnamese name. Raises: ValueError.

    >>> checked_type("Chỉ thị"), checked_type("ke hoach"), checked_type("cong-van")
    ('chi-thi', 'ke-hoach', 'cong-van')
    """
    types = load_vocabulary().document_types
    return _slug_of(name, "type of document", {kind.slug: (kind.label, *kind.alt_labels) for kind in types})


def checked_kind_of_body(name: str) -> str:
    """*name* if kinds of bodies are called so: a slug, a name or an abbreviation. Raises: ValueError.

    >>> checked_kind_of_body("Tỉnh ủy")
    'Tỉnh ủy'
    """
    try:
        kinds_named(name)
    except InputError as error:
        raise ValueError(f"{name!r} is no kind of body; {error.hint}") from None
    return name


def checked_level(name: str) -> str:
    """The slug of the level that *name* stands for: a slug or a Vietnamese name. Raises: ValueError.

    >>> checked_level("province")
    'province'
    """
    return _slug_of(name, "level", {level.slug: (level.label,) for level in load_vocabulary().levels})


def checked_citation_role(name: str) -> str:
    """The slug of the role of a citation that *name* stands for: a slug or a Vietnamese name. Raises: ValueError.

    >>> checked_citation_role("implements"), checked_citation_role("căn cứ")
    ('implements', 'based-on')
    """
    return _slug_of(name, "role of a citation", {role.slug: (role.label,) for role in load_vocabulary().relations})


def checked_conflict(name: str) -> str:
    """The slug of the kind of conflict that *name* stands for: a slug or a Vietnamese name. Raises: ValueError.

    >>> checked_conflict("later-than-citation"), checked_conflict("hai ngày khác nhau")
    ('later-than-citation', 'date')
    """
    return _slug_of(name, "kind of conflict", {kind.slug: (kind.label,) for kind in load_vocabulary().conflicts})


def _slug_of(name: str, what: str, names: Mapping[str, tuple[str, ...]]) -> str:
    wanted = fold(name).replace("-", " ")
    for slug, known in names.items():
        if wanted in {fold(word).replace("-", " ") for word in (slug, *known)}:
            return slug
    raise ValueError(f"{name!r} is no {what}; the {what.partition(' ')[0]}s are: {', '.join(names)}")


def checked_role(name: str) -> str:
    """The slug of the role that *name* stands for: a slug or a Vietnamese name. Raises: ValueError.

    >>> checked_role("lead"), checked_role("phối hợp")
    ('lead', 'coordinate')
    """
    try:
        return role_of(name)
    except InputError as error:
        raise ValueError(f"{error.message}; {error.hint}") from None


def checked_order(order: str) -> str:
    """*order* if lists of documents can be ordered so. Raises: ValueError."""
    return _one_of(order, ORDERS)


def checked_order_of_bodies(order: str) -> str:
    """*order* if lists of bodies can be ordered so. Raises: ValueError."""
    return _one_of(order, ORDERS_OF_BODIES)


def checked_order_of_localities(order: str) -> str:
    """*order* if lists of localities can be ordered so. Raises: ValueError."""
    return _one_of(order, ORDERS_OF_LOCALITIES)


def _one_of(order: str, orders: tuple[str, ...]) -> str:
    if order.removeprefix("-") not in orders:
        raise ValueError(f"{order!r} is no order; write one of {', '.join(orders)}, with - before it for the reverse")
    return order


def checked_relations(names: str) -> str:
    """The slugs of kinds of relations, with commas between them and in order, without blanks. Raises: ValueError.

    >>> checked_relations("implements, based-on")
    'based-on,implements'
    """
    known = [relation.slug for relation in load_vocabulary().relations]
    wanted = {name.strip() for name in names.split(",")}
    for name in sorted(wanted - set(known)):
        raise ValueError(f"{name!r} is no kind of relation; the kinds are: {', '.join(known)}")
    return ",".join(sorted(wanted))
