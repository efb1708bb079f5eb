"""From the decoded text of a file to the records of its documents: clean, segment, read, resolve."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ontology.gazetteer import Gazetteer, load_gazetteer

from .agencies import Agencies, load_agencies
from .assignments import AssignmentReader
from .checks import Marked, Restored, check
from .citations import Own, References, quote_of, resolve_citations
from .cleaning import CleanText, clean, fold
from .confidence import Repaired, graded
from .ending import Ending, read_ending
from .heading import Heading, read_heading
from .issuer import ReadIssuer, read_issuer, speakers_of
from .joints import mend_joints
from .known import Known, gather_words
from .layout import Line, Paragraph, paragraphs, split_lines
from .lexicon import Lexicon, load_lexicon
from .linking import Zone, link_mentions
from .mending import mend, relocated
from .mentions import find_mentions
from .milestones import read_milestones
from .names import as_written, canonical_body
from .numbers import DocumentNumber, repair, settle_centre, type_by_symbol
from .outline import outline, path_at
from .readings import Read, heading_evidence, incomplete, is_printed
from .records import Addressee, Assignment, Citation, Milestone, Quote, Reading, Recipient, Record, Signer
from .repair import Repair, restore
from .segment import Part, segment
from .stamps import find_stamps
from .table_tasks import read_table
from .tables import Table, find_tables
from .unrun import divide_lines

_OF_ANNEX = re.compile(r"^\(?\s*(?:ban hành\s+)?kèm theo\s*$")
_SEAL = re.compile(r"(?:Ký bởi|Người ký|Cơ quan|Email|Thời gian ký|Ngày ký|Chức vụ)\s*:\s*\S")
_IS_BASE = re.compile(r"(?:căn cứ|xét)(?!\w)")
_SPOKEN = re.compile(r"(?:như sau|sau đây|sau)\s*:$")
_MARKS = "*#_>` "
_NUMBERED = ("part", "chapter", "roman", "article", "arabic", "decimal", "letter")


@dataclass(frozen=True, slots=True)
class Tools:
    """What every step reads from: the vocabulary arranged for matching, the gazetteer, and the words of both."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    agencies: Agencies
    known: Known


def load_tools() -> Tools:
    """The tools of the ontology that is installed."""
    lexicon, gazetteer = load_lexicon(), load_gazetteer()
    return Tools(lexicon, gazetteer, load_agencies(), gather_words(lexicon, gazetteer))


def extract_text(source: str, text: str, tools: Tools | None = None) -> tuple[Record, ...]:
    """The records of all documents in ``text``, which was decoded from the file ``source``."""
    tools = tools or load_tools()
    jointed, joints = mend_joints(clean(text), tools.known, tools.lexicon)
    mended, words = mend(jointed, tools.known)
    cleaned, restored = restore(mended, tools.lexicon)
    found = (*relocated(joints, jointed, cleaned), *words, *restored)
    repairs = tuple(sorted(found, key=lambda item: item.start))
    cleaned = divide_lines(cleaned, tools.lexicon)
    tables = find_tables(text, cleaned, tools.lexicon)
    parts = segment(cleaned.text, tools.lexicon)
    return tuple(
        _Document(source, number, text, cleaned, part, tables, tools, above).record(repairs)
        for number, (part, above) in enumerate(zip(parts, _aboves(parts), strict=True), start=1)
    )


def _aboves(parts: tuple[Part, ...]) -> tuple[int, ...]:
    """For each part where its predecessor begins, as a stamp may stand over the letterhead of a document."""
    return tuple(parts[index - 1].start if index else 0 for index in range(len(parts)))


class _Document:
    """One document on its way to its record: each step once, in order."""

    def __init__(
        self,
        source: str,
        number: int,
        text: str,
        cleaned: CleanText,
        part: Part,
        tables: tuple[Table, ...],
        tools: Tools,
        above: int,
    ) -> None:
        self.source, self.part_number, self.text = source, number, text
        self.clean, self.part, self.tools = cleaned, part, tools
        self.tables = tuple(table for table in tables if part.start <= table.start < part.end)
        self.heading: Heading = read_heading(cleaned.text, part, tools.lexicon)
        self.ending: Ending = read_ending(cleaned.text, part, self.heading.body, tools.lexicon)
        self.stamps = find_stamps(cleaned.text, above, part, self.heading.body)
        self.body = self._body()
        annex = self.ending.stop if self.ending.stop > self.ending.start else None
        self.outline = outline(self.body, annex)
        self.table_tasks = tuple(
            read_table(table, path_at(self.outline, table.start, annex), tools.lexicon, tools.agencies)
            for table in self.tables
        )
        self.zones = self._zones()
        self.mentions = tuple(
            mention
            for index, zone in enumerate(self.zones)
            for mention in find_mentions(index, zone.paragraph, tools.lexicon)
        )
        self.type, self.own_number = self._identity()
        # Who speaks decides what the opening clause carries out, and what is carried out may tell where the
        # speaker belongs.
        speaking = self._issuer(())
        self.linked = link_mentions(self.zones, self.mentions, tools.lexicon, speakers_of(speaking))
        superiors = self._superiors()
        self.read_issuer: ReadIssuer = self._issuer(superiors) if superiors else speaking

    def _body(self) -> tuple[Paragraph, ...]:
        text, start, stop = self.clean.text, self.ending.start, self.ending.stop
        before = _without_seals(split_lines(text, self.heading.body, max(self.heading.body, min(start, self.part.end))))
        # What the office that copied a document writes below its signature is no wording of the document.
        copied = any(stamp.kind == "copy" and stamp.start >= stop for stamp in self.stamps)
        after = _without_seals(split_lines(text, stop, self.part.end)) if stop > start and not copied else ()
        tables = tuple((table.start, table.end) for table in self.tables)
        return paragraphs(before, tables) + paragraphs(after, tables)

    def _zones(self) -> tuple[Zone, ...]:
        zones = [Zone("title", self.heading.title)] if self.heading.title else []
        opening, spoken, sections = True, False, 0
        for paragraph in self.body:
            if paragraph.kind in _NUMBERED and not paragraph.footnote:
                opening = False
                sections += 1
            folded = fold(paragraph.text)
            is_base = _IS_BASE.match(folded) is not None
            # The bases of an đề án are the first section of its text.
            opens = opening or (sections == 1 and is_base and paragraph.kind not in _NUMBERED)
            base = not spoken or is_base
            name = "footnote" if paragraph.footnote else "opening" if opens and base else "body"
            zones.append(Zone(name, paragraph))
            spoken = spoken or (folded.rstrip().endswith(":") and _SPOKEN.search(folded.strip()) is not None)
        return tuple(zones)

    def _identity(self) -> tuple[str | None, DocumentNumber | None]:
        slug = self.heading.type
        number = self.heading.number
        if slug is None and number is not None:
            slug = type_by_symbol(number, self.tools.lexicon)
        if slug is None and self.heading.addressees:
            slug = "cong-van"
        if number is None:
            number = self._number_of_annex(slug)
        if number is not None:
            letterhead = " ".join(line.text for line in self.heading.organizations)
            number = settle_centre(repair(number, slug, self.tools.lexicon), letterhead)
            self.heading.number = number
        return slug, number

    def _number_of_annex(self, slug: str | None) -> DocumentNumber | None:
        """The number that an annex repeats ("Kèm theo Quyết định số ..."), where the heading has lost it."""
        for mention in self.mentions:
            paragraph = self.zones[mention.paragraph].paragraph
            behind = paragraph.start >= self.ending.stop
            if (
                behind
                and mention.number
                and mention.type == slug
                and _OF_ANNEX.search(fold(paragraph.text[: mention.head]))
            ):
                self.heading.number_at = paragraph.cut(mention.start, mention.end)
                self.heading.date = self.heading.date or mention.date
                return mention.number
        return None

    def _opening(self) -> tuple[Paragraph, ...]:
        return tuple(zone.paragraph for zone in self.zones if zone.name == "opening")[:12]

    def _superiors(self) -> tuple[str, ...]:
        return tuple(
            canonical_body(item.mention.issuer, self.tools.lexicon)
            for item in self.linked
            if item.role in ("implements", "based-on") and item.mention.issuer
        )

    def _issuer(self, superiors: tuple[str, ...]) -> ReadIssuer:
        body = " ".join(zone.paragraph.text for zone in self.zones)
        return read_issuer(
            self.heading, self.ending, self._opening(), superiors, body, self.tools.lexicon, self.tools.gazetteer
        )

    def record(self, repairs: tuple[Repair, ...] = ()) -> Record:
        """The record of this document, in whose text there were ``repairs``."""
        references = self._references()
        heading = self.heading
        title = as_title(heading.title.text) if heading.title else None
        record = Record(
            source=self.source, part=self.part_number, span=self._span(),
            type=self.type, number=str(heading.number) if heading.number else None, date=heading.date,
            place=as_written(heading.place.text) if heading.place else None, issuer=self.read_issuer.issuer,
            title=title,
            addressees=tuple(
                Addressee(as_written(item.text), self._quote(item), Reading("addressee.listed"))
                for item in heading.addressees
            ),
            recipients=tuple(
                Recipient(as_written(item.text), purpose, self._quote(item), Reading(_recipient_rule(purpose)))
                for item, purpose in self.ending.recipients
            ),
            signers=tuple(
                Signer(item.name, item.position, item.on_behalf_of, self._quote(item.at), Reading(item.rule))
                for item in self.ending.signers
            ),
            citations=tuple(map(_doubted, references.citations)), relations=references.relations,
            assignments=self._assignments(), milestones=self._milestones(),
            evidence=heading_evidence(self._read()),
        )  # fmt: skip
        restored = tuple(self._restored(repairs))
        sure = graded(record, Repaired(item.span for item in restored))
        marks = tuple(
            Marked(item.kind, item.text, self.clean.source_span(item.start, item.end)) for item in self.stamps
        )
        return replace(sure, warnings=check(sure, marks, restored, self.tools.lexicon, self.tools.gazetteer))

    def _read(self) -> Read:
        return Read(
            self.clean, self.heading, self.ending, self.read_issuer, self.zones, self.linked, self.type,
            self.tools.lexicon,
        )  # fmt: skip

    def _restored(self, repairs: tuple[Repair, ...]) -> Iterator[Restored]:
        """The repairs of this document with their places in the source."""
        for item in repairs:
            if self.part.start <= item.start < self.part.end:
                yield Restored(item.written, item.read, self.clean.source_span(item.start, item.end))

    def _span(self) -> tuple[int, int]:
        """The part in the source, with the marks around it that cleaning took away (## **KẾ HOẠCH**)."""
        start, end = self.clean.source_span(self.part.start, self.part.end)
        while start > 0 and self.text[start - 1] in _MARKS:
            start -= 1
        while end < len(self.text) and self.text[end] in _MARKS:
            end += 1
        lead, tail = self.text[start:end], self.text[start:end].rstrip()
        return start + len(lead) - len(lead.lstrip()), start + len(tail)

    def _references(self) -> References:
        issuer = self.read_issuer.issuer
        organization = issuer.organization if issuer else None
        own = Own(self.heading.number, self.heading.date, self.read_issuer.place, organization, self.type)
        return resolve_citations(self.clean, self.zones, self.linked, own, self.tools.lexicon)

    def _assignments(self) -> tuple[Assignment, ...]:
        items = self.outline
        issuer = fold(self.read_issuer.issuer.name) if self.read_issuer.issuer else "?"
        found = (
            *AssignmentReader(items, issuer, self.tools.lexicon, self.tools.agencies).read(),
            *(item for table in self.table_tasks for item in table.assignments),
        )
        # The bodies of one list share their quotation.
        places = {(id(item.paragraph), item.start, item.end): item.paragraph for item in found}
        quotes = {at: quote_of(self.clean, paragraph, *at[1:]) for at, paragraph in places.items()}
        return tuple(
            Assignment(
                item.task,
                item.agency,
                item.role,
                item.deadline,
                quotes[id(item.paragraph), item.start, item.end],
                Reading(item.rule),
            )
            for item in found
        )

    def _milestones(self) -> tuple[Milestone, ...]:
        body = [index for index, zone in enumerate(self.zones) if zone.name in ("opening", "body")]
        taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for mention in self.mentions:
            taken[mention.paragraph].append((mention.head, mention.tail))
        spans = tuple(tuple(taken[index]) for index in body)
        read = read_milestones(tuple(self.zones[index].paragraph for index in body), spans, self.heading.date)
        listed = (item for table in self.table_tasks for item in table.milestones)
        found = {(item.kind, item.when): item for item in (*listed, *read)}.values()
        return tuple(
            Milestone(
                item.kind,
                item.when,
                quote_of(self.clean, item.paragraph, item.start, item.end),
                Reading(item.rule),
            )
            for item in found
        )

    def _quote(self, paragraph: Paragraph) -> Quote:
        return quote_of(self.clean, paragraph, 0, len(paragraph.text))


def _recipient_rule(purpose: str | None) -> str:
    return "recipient.archive" if purpose == "lưu" else "recipient.listed"


def _doubted(citation: Citation) -> Citation:
    """``citation`` with the doubts about its number and date."""
    printed = citation.number is None or any(is_printed(citation.number, quote.exact) for quote in citation.quotes)
    doubts = (*citation.reading.doubts, *(() if printed else ("mended",)), *incomplete(citation.date))
    return replace(citation, reading=replace(citation.reading, doubts=doubts)) if doubts else citation


def _without_seals(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """``lines`` without those that a digital signature prints (Nghị định 30/2020/NĐ-CP, phụ lục I)."""
    return tuple(line for line in lines if not _SEAL.match(line.text))


def as_title(text: str) -> str:
    """A trích yếu on one line, with a capital first letter where it is written so, without a closing full stop."""
    return " ".join(text.split()).strip(" .;:")
