"""Values that users give: dates, days and types of documents, checked in the same way everywhere."""

from __future__ import annotations

from datetime import date as Date

from graph.duties import role_of
from graph.listing import ORDERS, fold
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
    wanted = fold(name).replace("-", " ")
    types = load_vocabulary().document_types
    for kind in types:
        names = (kind.slug, kind.label, *kind.alt_labels)
        if wanted in {fold(known).replace("-", " ") for known in names}:
            return kind.slug
    raise ValueError(f"{name!r} is no type of document; the types are: {', '.join(kind.slug for kind in types)}")


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
    """*order* if lists can be ordered so. Raises: ValueError."""
    if order.removeprefix("-") not in ORDERS:
        raise ValueError(f"{order!r} is no order; write one of {', '.join(ORDERS)}, with - before it for the reverse")
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
