"""Which identifiers stand for one document: the rules, from what the texts say of the bearers of one number.

An identifier is made from what one text says, so a misdated, shortened or misspelt citation gives a document a second
one. Two of them are taken for one document only on evidence, never because nothing speaks against it; what fits several
documents, or fits without proof, is named as open. Two documents whose own texts are held are never joined.

The rules look at the bearers of one number at a time, so adding a document costs what bears its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph.bearers import Bearer, Usage, spellings
from graph.matching import dates_agree, dates_alike, loose_scope, subjects_agree, types_agree
from ontology.register import Register

_UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True)
class Identification:
    """An identifier and the documents that it may stand for.

    With `certain` there is one of them, and it is meant. `date` is given where only the citations with that date mean
    it, and the identifier is another document's else; `subjects` are those of the citations that are meant, where not
    all of that date are. `grounds` are concepts of the vocabulary `ground`.
    """

    alias: str
    targets: tuple[str, ...]
    certain: bool
    grounds: tuple[str, ...]
    confidence: float
    reason: str
    date: str | None = None
    subjects: tuple[str, ...] = ()


def number_key(number: str) -> str:
    """What all spellings of a number (`graph.bearers.spellings`) have in common.

    >>> number_key("02-HD/BĐNTW") == number_key("2-HD/BDNTW")
    True
    """
    return min(spellings(number))


def reconcile(bearers: Iterable[Bearer], register: Register) -> tuple[Identification, ...]:
    """What the bearers of one number (of any scope, term and type) are identified as, ordered by identifier.

    The result does not depend on the order of the bearers. An identification never leads to an identifier that itself
    is identified as another one.
    """
    family = sorted(bearers, key=lambda bearer: bearer.iri)
    placed: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in family:
        if _is_placed(bearer):
            placed[loose_scope(bearer.scope or "")].append(bearer)
    found: list[Identification] = []
    for group in placed.values():
        found += _spellings(group)
        mistyped = list(_mistyped(group))
        settled_dates = {(item.alias, item.date) for item in mistyped}  # the own text of that very day tells more
        found += mistyped
        misdated = [item for item in _misdated(group, register) if (item.alias, item.date) not in settled_dates]
        found += misdated
        told = {frozenset((item.alias, target)) for item in (*mistyped, *misdated) for target in item.targets}
        contested = _contested(group, register)
        found += [item for item in contested if any(frozenset((item.alias, one)) not in told for one in item.targets)]
    by_date = _by_date(bearer for group in placed.values() for bearer in group)
    for bearer in family:
        if bearer.local and bearer.number is not None and not _is_placed(bearer):
            found += _short(bearer, placed.get(loose_scope(bearer.scope), ()) if bearer.scope else None, by_date)
    return tuple(sorted(settled(found), key=lambda item: (item.alias, item.date or "")))


def _is_placed(bearer: Bearer) -> bool:
    """Whether scope and period tell which series of numbers a document belongs to, as its texts or a reviewer say."""
    dated = bearer.period not in (None, _UNDATED)
    return bearer.scope is not None and (not bearer.local or (bearer.reviewed and dated))


# -- one scope, one period: spellings ----------------------------------------------------------------------------------


def _spellings(group: list[Bearer]) -> Iterator[Identification]:
    """Bearers of one term or year whose types, letters or kinds of locality differ only as texts write them."""
    by_period: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in group:
        by_period[bearer.period or ""].append(bearer)
    for one_period in by_period.values():
        for bearer in one_period:
            fitting = [other for other in one_period if _written_for(bearer, other)]
            better = [other for other in fitting if rank(other) < rank(bearer)]
            if not better:
                continue
            best = min(better, key=rank)
            if all(other is best or _written_for(other, best) for other in better):
                yield _spelling(bearer, best)
            else:
                yield _open(bearer, better, ("type",), "it fits several documents of this number")


def _written_for(bearer: Bearer, other: Bearer) -> bool:
    """Whether two identifiers of one number, scope and period can be two ways to write one document."""
    if bearer is other or (bearer.held and other.held) or not types_agree(bearer.type, other.type):
        return False
    if other.iri in bearer.apart or not _places_agree(bearer.scope or "", other.scope or ""):
        return False
    if (bearer.reviewed or other.reviewed) and (bearer.type, bearer.number) == (other.type, other.number):
        return True  # one identifier, had the text named the place
    if not _dates_meet(bearer, other):
        return False
    if bearer.type != other.type and "van-ban" not in (bearer.type, other.type):
        return _same_day(bearer, other) and not _subjects_differ(bearer, other)
    return True


def _places_agree(scope: str, other: str) -> bool:
    """Whether two scopes that differ only in kinds of localities can be one place: huyện and thị xã Cai Lậy cannot.

    >>> _places_agree("tien-giang/cai-lay", "tien-giang/huyen-cai-lay")
    True
    >>> _places_agree("tien-giang/thi-xa-cai-lay", "tien-giang/huyen-cai-lay")
    False
    """
    pairs = zip(scope.split("/"), other.split("/"), strict=True)
    return all(one == two or loose_scope(one) == one or loose_scope(two) == two for one, two in pairs)


def _spelling(bearer: Bearer, best: Bearer) -> Identification:
    grounds, said = [], []
    if bearer.reviewed or best.reviewed:
        grounds.append("reviewer")
        said.append("a reviewer gives the place")
    if bearer.number != best.number:
        grounds.append("letters")
        said.append(f"{bearer.number} and {best.number} differ only in letters that scans confuse")
    if bearer.type != best.type:
        grounds.append("type")
        said.append(f"the types {bearer.type} and {best.type} are written for one another")
    if bearer.scope != best.scope:
        grounds.append("scope")
        said.append(f"{bearer.scope} and {best.scope} can be one place")
    if _same_day(bearer, best):
        grounds.append("date")
        said.append("both are given the same day")
    if _subjects_meet(bearer, best):
        grounds.append("subject")
        said.append("their subjects agree")
    confidence = 0.8 + 0.05 * ("reviewer" in grounds) + 0.07 * ("date" in grounds) + 0.07 * ("subject" in grounds)
    reason = f"one body, one number, one term or year; {'; '.join(said)}"
    return Identification(bearer.iri, (best.iri,), True, tuple(grounds), round(confidence, 2), reason)


# -- one scope, several periods: misdated citations --------------------------------------------------------------------


def _misdated(group: list[Bearer], register: Register) -> Iterator[Identification]:
    """Citations whose date puts them into another term than the document that they mean."""
    proofs: dict[tuple[str, str], list[_Proof]] = {}
    for bearer in group:
        for date in sorted({usage.date for usage in bearer.usages if usage.date} - bearer.headings.keys()):
            usages = [usage for usage in bearer.usages if usage.date == date]
            tried = (_proof(bearer, date, usages, other, register) for other in group)
            proofs[bearer.iri, date] = [proof for proof in tried if proof is not None]
    best: dict[tuple[str, str], int] = defaultdict(int)
    for (iri, _), found in proofs.items():
        for proof in found:
            best[iri, proof.target] = max(best[iri, proof.target], proof.score)
    by_iri = {bearer.iri: bearer for bearer in group}
    for (iri, date), found in proofs.items():
        standing = [proof for proof in found if proof.score >= best[proof.target, iri]]  # else the other way round
        proven = [proof for proof in standing if proof.certain]
        meant = proven if len(proven) == 1 else standing
        if meant:
            yield Identification(
                alias=iri,
                targets=tuple(sorted({proof.target for proof in meant})),
                certain=len(proven) == 1,
                grounds=meant[0].grounds,
                confidence=min(0.98, round(0.8 + 0.06 * meant[0].score, 2)) if len(proven) == 1 else 0.5,
                reason=meant[0].reason,
                date=_part_of(by_iri[iri], date),
            )


def _mistyped(group: list[Bearer]) -> Iterator[Identification]:
    """Citations that name the type of a held document and have the day of another one, whose type is written for it:
    Quyết định and Quy định share a symbol, and a body may have issued both with one number.
    """
    for bearer in group:
        for date in sorted(bearer.dates() - bearer.headings.keys()) if bearer.headings else ():
            meant = [other for other in group if date in other.headings and _is_type_for(bearer, other)]
            subjects = {usage.subject for usage in bearer.usages if usage.date == date and usage.subject}
            if len(meant) != 1 or (subjects and not _meet(subjects, meant[0].subjects())):
                continue
            other = meant[0]
            yield Identification(
                alias=bearer.iri,
                targets=(other.iri,),
                certain=True,
                grounds=("type", "date", *(("subject",) if subjects else ())),
                confidence=0.95 if subjects else 0.88,
                reason=f"one body, one number, one term or year; the types {bearer.type} and {other.type} are written "
                f"for one another; the own text of {other.type} is of {date}, that of {bearer.type} is not",
                date=date,
            )


def _is_type_for(bearer: Bearer, other: Bearer) -> bool:
    """Whether two documents of one term or year differ in types that texts write for one another."""
    if bearer.type == other.type or not bearer.held or not other.held or other.iri in bearer.apart:
        return False
    return (
        bearer.period == other.period
        and types_agree(bearer.type, other.type)
        and _places_agree(bearer.scope or "", other.scope or "")
    )


def _contested(group: list[Bearer], register: Register) -> Iterator[Identification]:
    """Citations with the date of one document and the subject of another that bears the number: either may be wrong."""
    for bearer in group:
        for date in sorted(bearer.dates()):
            usages = [usage for usage in bearer.usages if usage.date == date and usage.subject]
            own = _subjects_on(bearer, date, usages, register)
            strange = sorted({usage.subject for usage in usages if usage.subject and not _meet({usage.subject}, own)})
            if not own or not strange:
                continue
            others = [
                other
                for other in group
                if other is not bearer
                and other.type == bearer.type
                and other.period != bearer.period
                and other.iri not in bearer.apart
                and _meet(set(strange), other.subjects())
            ]
            if others:
                yield Identification(
                    alias=bearer.iri,
                    targets=tuple(sorted(other.iri for other in others)),
                    certain=False,
                    grounds=("subject",),
                    confidence=0.5,
                    reason=f"cited with {date}, the date of this document, and with the subject of another that bears "
                    "its number",
                    date=date,
                    subjects=tuple(strange),
                )


def _subjects_on(bearer: Bearer, date: str, usages: list[Usage], register: Register) -> set[str]:
    """What a document of that date is about: by its own title or the register, else by most of those who cite it."""
    entries = register.get((bearer.type or "", bearer.number or ""), ()) if bearer.scope == "trung-uong" else ()
    told = {entry.subject for entry in entries if entry.date == date}
    if date in bearer.headings:
        told |= bearer.titles
    if told:
        return told
    most = max(usages, key=lambda usage: (usage.citing, usage.subject or ""), default=None)
    others = sum(usage.citing for usage in usages if most and not _meet({usage.subject or ""}, {most.subject or ""}))
    agreeing = sum(usage.citing for usage in usages) - others
    return {most.subject} if most and most.subject and agreeing > others else set()


@dataclass(frozen=True, slots=True)
class _Proof:
    """Why the citations of an identifier under one date mean another document, and how much speaks for it."""

    target: str
    certain: bool
    score: int
    grounds: tuple[str, ...]
    reason: str


def _part_of(bearer: Bearer, date: str) -> str | None:
    """The date, where other texts use the identifier with another one or without any; else None."""
    others = bool(bearer.held) or any(usage.date != date for usage in bearer.usages)
    return date if others else None


def _proof(bearer: Bearer, date: str, usages: list[Usage], other: Bearer, register: Register) -> _Proof | None:
    """Why the citations of a bearer under one date mean another bearer: the subject has to agree, and the dates must
    look alike or the date must be impossible. None where they do not.
    """
    if other.period == bearer.period or bearer.type != other.type or bearer.scope != other.scope:
        return None
    if other.iri in bearer.apart:
        return None
    subjects = {usage.subject for usage in usages if usage.subject}
    alike = sorted(day for day in other.dates() if dates_alike(date, day) and _meet(subjects, other.subjects(day)))
    impossible = _impossible(date, usages, other)
    meant = alike or (sorted(other.dates()) if impossible and _meet(subjects, other.subjects()) else [])
    if not meant or _is_own(bearer, date, subjects):
        return None
    day = meant[0]
    grounds, said = ["subject"], ["same type, number and issuer", "the subjects agree"]
    if alike:
        grounds.append("misdated")
        said.append(f"{date} and {day} look alike")
    if impossible:
        grounds.append("impossible-date")
        said.append(impossible)
    score = _registered(register, bearer, date, day, subjects, said, grounds)
    ours, theirs = sum(usage.citing for usage in usages), other.citing(day)
    if day in other.headings or theirs > ours:
        grounds.append("support")
        said.append(
            "the document's own text gives it" if day in other.headings else f"{theirs} documents against {ours}"
        )
        score += 2
    score += 2 * bool(impossible)
    if score < 0 or (score == 0 and (ours, date) > (theirs, day)):
        return None  # the other way round
    yearly = (bearer.period or "").isdecimal()  # the plans of two years may share number, day and subject
    certain = not yearly or bool(impossible) or "register" in grounds
    if certain and not (_are_on(usages, other) and _is_on(other, subjects)):
        certain, score = False, min(score, 0)
        said.append("other citations do not have this subject")
    return _Proof(other.iri, certain, score, tuple(grounds), "; ".join(said))


def _are_on(usages: list[Usage], other: Bearer) -> bool:
    """Whether citations of one date are on the subject of another document: none is on a different one, and no fewer
    name it than name none.

    One citation with a wrong date does not take along those that mean the document of that date.
    """
    theirs = other.subjects()
    if any(usage.subject and not _meet({usage.subject}, theirs) for usage in usages):
        return False
    named = sum(usage.citing for usage in usages if usage.subject)
    return 2 * named >= sum(usage.citing for usage in usages)


def _is_on(other: Bearer, subjects: set[str]) -> bool:
    """Whether a document is on one of some subjects, by its own title, else by most citations that name a subject."""
    if other.titles:
        return _meet(subjects, other.titles)
    named = [usage for usage in other.usages if usage.subject]
    agreeing = sum(usage.citing for usage in named if usage.subject and _meet(subjects, {usage.subject}))
    return 2 * agreeing > sum(usage.citing for usage in named)


def _registered(
    register: Register, bearer: Bearer, date: str, day: str, subjects: set[str], said: list[str], grounds: list[str]
) -> int:
    """Weighs what the register of known documents says of the two days."""
    entries = register.get((bearer.type or "", bearer.number or ""), ()) if bearer.scope == "trung-uong" else ()
    theirs = [entry for entry in entries if entry.date == day and _meet(subjects, {entry.subject})]
    ours = [entry for entry in entries if entry.date == date]
    if theirs and not ours:
        grounds.append("register")
        said.append(f"the register has {bearer.number} of {day} on this subject, and none of {date}")
        return 3
    return -3 if ours and not theirs else 0


def _impossible(date: str, usages: list[Usage], other: Bearer) -> str | None:
    """Why a date cannot be right: who cites it is older, or names the other one's term."""
    earliest = min((usage.earliest for usage in usages if usage.earliest), default=None)
    if earliest is not None and len(earliest) == len(date) and date > earliest:
        return f"{date} is later than a text that cites it, of {earliest}"
    named = {usage.khoa for usage in usages if usage.khoa}
    if len(named) == 1 and other.period == f"k{next(iter(named))}":
        return f"the text names khóa {next(iter(named))}, to which {date} does not belong"
    return None


def _is_own(bearer: Bearer, date: str, subjects: set[str]) -> bool:
    """Whether the identifier's other uses are on the same subject: then the date alone is in question, not the
    document.
    """
    others = bearer.titles | {usage.subject for usage in bearer.usages if usage.subject and usage.date != date}
    return _meet(subjects, others)


# -- citations that name no date or no place ---------------------------------------------------------------------------


def _short(
    bearer: Bearer, group: Iterable[Bearer] | None, by_date: dict[str, list[Bearer]]
) -> Iterator[Identification]:
    """A citation without date means the one document of its body and number that has its subject, if exactly one has.

    Where the place of its issuer is not known, it is never joined with a document of some province: those of the same
    day are named as open.
    """
    if group is None:
        near = {other.iri: other for date in sorted(bearer.dates()) for other in by_date.get(date, ())}
        fitting = [other for other in near.values() if types_agree(bearer.type, other.type)]
    else:
        fitting = [other for other in group if types_agree(bearer.type, other.type) and _dates_meet(bearer, other)]
        fitting = [other for other in fitting if not _younger(other, bearer)]
    fitting = [other for other in fitting if not (bearer.held and other.held) and other.iri not in bearer.apart]
    agreeing = [other for other in fitting if _subjects_meet(bearer, other)]
    if group is not None and len(agreeing) == 1:
        reason = "same body, type and number; the subject is that of this document alone"
        grounds = ("subject", "sole-candidate", *(("reviewer",) if bearer.reviewed else ()))
        yield Identification(bearer.iri, (agreeing[0].iri,), True, grounds, 0.9, reason)
    elif fitting:
        place = "the place of its issuer is not known" if group is None else "no subject tells them apart"
        grounds = (*(("subject",) if agreeing else ()), *(("date",) if group is None else ()))
        yield _open(bearer, agreeing or fitting, grounds, f"type and number fit; {place}")


def _younger(other: Bearer, bearer: Bearer) -> bool:
    """Whether a document is younger than every text that cites the other identifier."""
    cited = [usage.earliest for usage in bearer.usages]
    dates = other.dates()
    days = [day for day in cited if day]
    return bool(dates) and bool(days) and len(days) == len(cited) and min(dates) > max(days)


def _by_date(bearers: Iterable[Bearer]) -> dict[str, list[Bearer]]:
    found: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        for date in bearer.dates():
            if len(date) == len("2022-01-05"):
                found[date].append(bearer)
    return found


# -- what they share ---------------------------------------------------------------------------------------------------


def _open(bearer: Bearer, others: Iterable[Bearer], grounds: tuple[str, ...], reason: str) -> Identification:
    return Identification(bearer.iri, tuple(sorted(other.iri for other in others)), False, grounds, 0.5, reason)


def rank(bearer: Bearer) -> tuple[bool, bool, int, str]:
    """Which of several identifiers stands for all: the one of the own text, with a type, cited most, first in order."""
    return (not bearer.held, bearer.type in (None, "van-ban"), -bearer.citing(), bearer.iri)


def _dates_meet(bearer: Bearer, other: Bearer) -> bool:
    ours, theirs = bearer.dates(), other.dates()
    return not ours or not theirs or any(dates_agree(one, day) for one in ours for day in theirs)


def _same_day(bearer: Bearer, other: Bearer) -> bool:
    return bool(bearer.dates() & other.dates())


def _subjects_meet(bearer: Bearer, other: Bearer) -> bool:
    return _meet(bearer.subjects(), other.subjects())


def _subjects_differ(bearer: Bearer, other: Bearer) -> bool:
    ours, theirs = bearer.subjects(), other.subjects()
    return bool(ours and theirs) and not _meet(ours, theirs)


def _meet(subjects: Iterable[str], others: Iterable[str]) -> bool:
    return any(subjects_agree(one, other) for one in sorted(subjects) for other in sorted(others))


def settled(found: list[Identification]) -> Iterator[Identification]:
    """The identifications with targets that are not identified as others; what leads back to itself is left out."""
    whole = {item.alias: item.targets[0] for item in found if item.certain and item.date is None}
    for item in found:
        targets = tuple(sorted({_end(target, whole) for target in item.targets} - {_end(item.alias, {}), item.alias}))
        if not item.certain and item.alias in whole:
            continue
        if targets and (not item.certain or len(targets) == 1):
            yield replace(item, targets=targets)


def _end(iri: str, whole: dict[str, str]) -> str:
    seen = {iri}
    while iri in whole and whole[iri] not in seen:
        iri = whole[iri]
        seen.add(iri)
    return iri
