"""From mentions to cited documents: short references joined to full ones, issuers named, roles and relations
settled."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .cleaning import CleanText, fold
from .dates import day_of
from .layout import Paragraph, sentence_bounds
from .lexicon import Lexicon, without_bars
from .linking import Linked, Zone, attached_types
from .mentions import Mention
from .names import Place, canonical_body, place_of
from .numbers import DocumentNumber
from .records import Citation, Quote, Reading, Relation
from .short_names import in_full
from .terms import same_period

_STRENGTH = ("implements", "based-on", "attaches", "cites")
_LIST = 1500  # characters of a list of numbers that share the issuer before its colon
# Who issued a document, where the name stands before it: "đề nghị của Sở X tại Tờ trình số", "Bộ Y tế có Công văn số".
_PROPOSER = re.compile(
    r"(?:đề nghị|báo cáo|ý kiến|kiến nghị|thẩm định|chỉ đạo|yêu cầu)\s+của\s+(.{3,90}?)\s*(?:\s(?:tại|nêu tại)\s+|\()"
    r"(?:văn bản\s+số\s+)?[^,;.]{0,40}$|"
    r"(?:nghe|được)\s+(.{3,90}?)\s+(?:trình bày|báo cáo|công bố|phê duyệt|góp ý|thẩm định|chấp thuận|ban hành)"
    r"(?:\s+(?:tại|bằng|theo))?\s+(?:các\s+)?[^,;.]{0,24}$",
    re.IGNORECASE,
)
_HAVING = re.compile(
    r"(?:^|[.;,:\])]\s+)(?:[Nn]gày\s+\d[\d/.\-]{5,9},?\s+)?([A-ZĐỦ][^.;:]{3,80}?)\s+(?:đã\s+có|có|đã\s+ban\s+hành|ban\s+hành|"
    r"đã\s+ra|gửi)\s+[^,;.]{0,20}$"
)


@dataclass(slots=True)
class _Cited:
    """A cited document while its mentions are gathered."""

    key: str
    type: str | None
    date: str | None
    numbers: list[DocumentNumber] = field(default_factory=list)
    issuer: str | None = None
    place: Place = field(default_factory=Place)
    members: list[int] = field(default_factory=list)
    role: str = "cites"
    ambiguous: bool = False
    typed: str | None = None
    promoted: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """The document itself, as far as it decides what a mention means."""

    number: DocumentNumber | None
    date: str | None
    place: Place
    organization: str | None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class References:
    """What a document cites and the relations that it states. What could not be settled is a citation whose rule is
    ``citation.ambiguous``."""

    citations: tuple[Citation, ...]
    relations: tuple[Relation, ...]


def resolve_citations(
    clean: CleanText, zones: tuple[Zone, ...], linked: tuple[Linked, ...], own: Own, lexicon: Lexicon
) -> References:
    """Gather the linked mentions to cited documents. A mention that fits several documents stays open, and is
    reported."""
    resolver = _Resolver(clean, zones, linked, own, lexicon)
    resolver.gather()
    return resolver.result()


class _Resolver:
    def __init__(
        self,
        clean: CleanText,
        zones: tuple[Zone, ...],
        linked: tuple[Linked, ...],
        own: Own,
        lexicon: Lexicon,
    ) -> None:
        self.clean, self.zones, self.linked, self.own = clean, zones, linked, own
        self.lexicon = lexicon
        self.cited: list[_Cited] = []
        self.by_key: defaultdict[str, list[_Cited]] = defaultdict(list)
        self.of: dict[int, _Cited] = {}
        self.issuers: dict[int, tuple[str, Place]] = {}

    def gather(self) -> None:
        """Full mentions first, so that a short one may stand before its full form."""
        for index, item in enumerate(self.linked):
            issuer = self._issuer(item.mention)
            if issuer:
                self.issuers[index] = issuer
        full = [index for index, item in enumerate(self.linked) if item.mention.date]
        short = [index for index, item in enumerate(self.linked) if not item.mention.date]
        for index in [*full, *short]:
            mention = self.linked[index].mention
            if mention.number and mention.number.order == "bare" and not mention.date:
                self._join_bare(index, mention)
            elif not self._is_self(mention):
                self._join(index)
        for cited in self.cited:
            self._name(cited)
            cited.role = min((self.linked[index].role for index in cited.members), key=_STRENGTH.index)
        self._promote()

    def _promote(self) -> None:
        """A title that carries out a document by its name alone ("thực hiện Chương trình phối hợp ...") means the
        one among the
        bases that bears this type and these words, if there is just one."""
        title = next((zone for zone in self.zones if zone.name == "title"), None)
        if title is None or any(item.role == "implements" for item in self.linked):
            return
        folded = fold(title.paragraph.text)
        match = self.lexicon.pattern(r"(?:«implement»)\s+(?P<type>«types»)(?!\w)(?!\s+số)\s+(?P<rest>\S.+)$").search(
            folded
        )
        if not match:
            return
        slug = self.lexicon.type_words[re.sub(r"\s+", " ", match["type"])]
        words = set(match["rest"].split()[:14])
        fitting = [
            cited
            for cited in self.cited
            if cited.type == slug
            and cited.role == "based-on"
            and len(words & self._words_after(cited)) >= 0.6 * len(words)
        ]
        if len(fitting) == 1 and len(words) >= 4:
            fitting[0].role, fitting[0].promoted = "implements", True

    def _words_after(self, cited: _Cited) -> set[str]:
        mention = self.linked[cited.members[0]].mention
        return set(
            re.findall(r"\w+", fold(self.zones[mention.paragraph].paragraph.text[mention.end : mention.end + 400]))
        )

    def _is_self(self, mention: Mention) -> bool:
        own = self.own.number
        if not own or not mention.number or _key(mention.number) != _key(own):
            return False
        if mention.typed and self.own.type and mention.type != self.own.type and self._tells_apart(own):
            return False
        if mention.issuer and self._elsewhere(
            place_of(canonical_body(mention.issuer, self.lexicon), self.lexicon), self.own.place
        ):
            return False
        return mention.date is None or self.own.date is None or same_period(str(own), mention.date, self.own.date)

    def _tells_apart(self, number: DocumentNumber) -> bool:
        """True where the symbol stands for several types (QĐ: Quyết định, Quy định), so that the word before it
        decides."""
        return number.symbol is not None and len(self.lexicon.types_of(number.symbol, number.order)) > 1

    def _elsewhere(self, one: Place, other: Place) -> bool:
        """True where two places contradict each other: another level, or another province or district."""
        if one.level and other.level and one.level != other.level:
            return True
        pairs = ((one.province, other.province), (one.district, other.district), (one.commune, other.commune))
        return any(mine and theirs and fold(mine) != fold(theirs) for mine, theirs in pairs)

    def _join(self, index: int) -> None:
        mention = self.linked[index].mention
        key = _key(mention.number) if mention.number else fold(f"{mention.type} {self._text(mention)}")
        candidates = [cited for cited in self.by_key[key] if self._same(cited, index)]
        if not mention.date and len(candidates) > 1:
            target = self._new(_Cited(key, mention.type, None, ambiguous=True))
        elif candidates:
            target = candidates[0]
        else:
            target = self._new(_Cited(key, mention.type, mention.date))
        if mention.number:
            target.numbers.append(mention.number)
        if target.type is None or (
            mention.typed and not any(self.linked[other].mention.typed for other in target.members)
        ):
            target.type = mention.type
        if mention.typed:
            target.typed = target.typed or mention.type
        target.date = target.date or mention.date
        target.members.append(index)
        self.of[index] = target
        if index in self.issuers and target.issuer is None:
            target.issuer, target.place = self.issuers[index]

    def _join_bare(self, index: int, mention: Mention) -> None:
        """A number without its symbol means the one cited document of its type that bears it, if there is just one."""
        assert mention.number is not None
        seq, year = mention.number.seq, mention.number.year
        fitting = [
            cited
            for cited in self.cited
            if cited.type == mention.type
            and any(number.seq == seq and year in (None, number.year) for number in cited.numbers)
        ]
        if len(fitting) == 1 and not (self.own.number and self.own.number.seq == seq and self.own.type == mention.type):
            fitting[0].members.append(index)
            self.of[index] = fitting[0]

    def _new(self, cited: _Cited) -> _Cited:
        self.cited.append(cited)
        self.by_key[cited.key].append(cited)
        return cited

    def _same(self, cited: _Cited, index: int) -> bool:
        mention = self.linked[index].mention
        if (
            mention.date
            and cited.date
            and mention.date != cited.date
            and not (mention.number and same_period(str(mention.number), mention.date, cited.date))
        ):
            return False
        if (
            mention.typed
            and mention.number
            and self._tells_apart(mention.number)
            and cited.typed not in (None, mention.type)
        ):
            return False
        mine = self.issuers.get(index)
        if mine and cited.issuer and self._elsewhere(mine[1], cited.place):
            return False
        return not cited.ambiguous

    def _text(self, mention: Mention) -> str:
        return self.zones[mention.paragraph].paragraph.text[mention.start : mention.end]

    def _issuer(self, mention: Mention) -> tuple[str, Place] | None:
        text = self.zones[mention.paragraph].paragraph.text
        raw = mention.issuer
        lead = text[max(0, mention.head - 200) : mention.head]
        if raw is None:
            found = _PROPOSER.search(lead) or _HAVING.search(lead)
            raw = next(filter(None, found.groups()), None) if found else _repeated_type(lead, mention, self.lexicon)
            if raw and found and found.re is _HAVING and not _known_joint(raw, self.lexicon):
                raw = raw.rpartition(", ")[2]
        if raw is None:
            raw = self._of_list(text[max(0, mention.start - _LIST) : mention.start])
        if raw is None:
            return None
        if mention.number and mention.number.symbol == "CTPH":
            return None  # the parties to an agreement are not its issuer
        name = canonical_body(raw, self.lexicon)
        return name, place_of(name, self.lexicon, day_of(mention.date or self.own.date))

    def _of_list(self, before: str) -> str | None:
        """The issuer that a list names once: "các Quyết định của Bộ trưởng Bộ X: số 12/..., số 15/..."."""
        pattern = self.lexicon.pattern(
            r"(?:«types»)\s+của\s+(?P<own>[^:;.]{3,90}):\s*(?:số\s[^:]*)?$|"
            r"được\s+(?P<by>[^:;.,]{3,90}?)\s+(?:công bố|ban hành|phê duyệt)\s+(?:tại|bằng|theo)\s+"
            r"các\s+(?:«types»)\s*:\s*(?:số\s[^:]*)?$"
        )
        match = pattern.search(fold(before)) if ":" in before else None
        if match is None:
            return None
        start, end = match.span("own" if match["own"] else "by")
        return before[start:end].strip()

    def _place(self, name: str) -> Place:
        place = place_of(name, self.lexicon, day_of(self.own.date))
        above = Place(place.level, self.own.place.province, self.own.place.district)
        return place.filled(above) if place.level in ("district", "commune") else place

    def _name(self, cited: _Cited) -> None:
        """The issuer by type and symbol where the text names none, if they fit one body only."""
        number = cited.numbers[0] if cited.numbers else None
        if cited.issuer is None:
            cited.issuer = self._by_symbol(cited.type, number)
            if cited.issuer:
                cited.place = self._place(cited.issuer)
        elif cited.issuer:
            cited.issuer = in_full(
                cited.issuer, self.own.organization, self.own.place, day_of(self.own.date), self.lexicon
            )
            cited.place = self._place(cited.issuer)
        level = _level_of_symbol(number) if number else None
        if level == "central" or cited.place.level is None:
            cited.place = Place(level)

    def _by_symbol(self, slug: str | None, number: DocumentNumber | None) -> str | None:
        if number and number.term is not None:
            return "Quốc hội" if number.body.startswith("QH") else "Ủy ban Thường vụ Quốc hội"
        if slug in ("luat", "bo-luat", "hien-phap"):
            return "Quốc hội"
        if number is None:
            return None
        first, *rest = number.body.split("-")
        if number.order == "party" or first in ("TW", "TU", "HU", "ĐU"):
            return None
        if first == "UBND" and self.own.organization and fold(self.own.organization).startswith("ủy ban nhân dân"):
            return self.own.organization
        label = self.lexicon.abbreviations.get(first)
        if (
            label
            and self.lexicon.central.get(fold(label))
            and not any(self.lexicon.abbreviations.get(token) for token in rest)
        ):
            return label
        return None

    def result(self) -> References:
        """The citations in the order of their first mention."""
        self.cited.sort(key=lambda cited: min(cited.members))
        numbers = {id(cited): self._number(cited) for cited in self.cited}
        citations = tuple(self._citation(cited, numbers[id(cited)]) for cited in self.cited)
        places = {id(cited): index for index, cited in enumerate(self.cited)}
        return References(citations, tuple(self._relations(places, citations)))

    def _number(self, cited: _Cited) -> str | None:
        if not cited.numbers:
            return None
        hidden = self.lexicon.hidden
        counts = Counter(str(number) for number in cited.numbers)
        first = [str(number) for number in cited.numbers]

        def rank(number: str) -> tuple[bool, bool, int, int]:
            body = number.rpartition("/")[2]
            tokens = body.split("-")
            misread = any(token in hidden for token in tokens)
            return misread, tokens[0] not in self.lexicon.abbreviations, -counts[number], first.index(number)

        best = min(counts, key=rank)
        return self._unmask(best, cited.issuer)

    def _unmask(self, number: str, issuer: str | None) -> str:
        """A body that is only known by a misreading of its abbreviation, where its full name says which it is."""
        head, slash, body = number.rpartition("/")
        if body in self.lexicon.hidden and issuer:
            for abbreviation, label in self.lexicon.abbreviations.items():
                if without_bars(abbreviation) == without_bars(body) and fold(label) == fold(issuer):
                    return f"{head}{slash}{abbreviation}"
        return number

    def _citation(self, cited: _Cited, number: str | None) -> Citation:
        members = sorted(cited.members)
        quotes = tuple(self._quote(self.linked[index].mention) for index in members)
        dated: dict[str, Quote] = {}
        for index, quote in zip(members, quotes, strict=True):
            if date := self.linked[index].mention.date:
                dated.setdefault(date, quote)
        at = self._states_role(cited)
        return Citation(
            type=cited.type, number=number, date=cited.date, issuer=cited.issuer, role=cited.role, quotes=quotes,
            reading=Reading(_rule_of(cited, number), self._doubts(cited)),
            role_reading=Reading(self._role_rule(cited, at)),
            role_quote=self._quote(self.linked[at].mention), dated=tuple(dated.items()),
            level=cited.place.level, province=cited.place.province,
            district=cited.place.district,
            commune=cited.place.commune,
        )  # fmt: skip

    def _doubts(self, cited: _Cited) -> tuple[str, ...]:
        """The doubt about a type that only a symbol gives which stands for several (QĐ: Quyết định, Quy định)."""
        guessed = cited.typed is None and any(map(self._tells_apart, cited.numbers))
        return ("several-types",) if guessed else ()

    def _states_role(self, cited: _Cited) -> int:
        """The mention that gives a cited document its role, or its first one."""
        return next((index for index in cited.members if self.linked[index].role == cited.role), cited.members[0])

    def _role_rule(self, cited: _Cited, at: int) -> str:
        """The rule of a role: by the zone of the mention that gives it, or by its place in a chain of documents."""
        if cited.promoted:
            return "role.named-alone"
        if cited.role == "cites":
            return "role.cites"
        item = self.linked[at]
        if item.parent is not None and item.link:
            return "role.chain"
        return "role.title" if self.zones[item.mention.paragraph].name == "title" else "role.opening"

    def _quote(self, mention: Mention) -> Quote:
        return quote_of(self.clean, self.zones[mention.paragraph].paragraph, mention.start, mention.end)

    def _relations(self, places: dict[int, int], citations: tuple[Citation, ...]) -> list[Relation]:
        found: dict[tuple[int | None, str, int], Relation] = {}

        def add(source: _Cited | None, relation: str, target: _Cited, mention: Mention, rule: str) -> None:
            begin, end = places[id(source)] if source else None, places[id(target)]
            if begin != end:
                key = citations[begin].key if begin is not None else "self"
                quote = self._quote(mention)
                edge = Relation(key, relation, citations[end].key, quote, begin, end, Reading(rule))
                found.setdefault((begin, relation, end), edge)

        for cited in self.cited:
            if cited.role in ("implements", "based-on"):
                first = self._states_role(cited)
                add(None, cited.role, cited, self.linked[first].mention, "relation.role")
        for index, item in enumerate(self.linked):
            here = self.of.get(index)
            if not here:
                continue
            if item.own_link:
                add(None, item.own_link, here, item.mention, "relation.change")
            if item.attached:
                add(None, "attaches", here, item.mention, "relation.attached")
            if item.continued and item.mention.paragraph < 8:
                add(None, "continues", here, item.mention, "relation.continued")
            if item.parent is not None and item.link:
                parent = self.of.get(item.parent)
                if parent or self._is_self(self.linked[item.parent].mention):
                    add(parent, item.link, here, item.mention, "relation.chain")
        for here, mention in self._attached_by_type():
            add(None, "attaches", here, mention, "relation.attached-by-type")
        return list(found.values())

    def _attached_by_type(self) -> list[tuple[_Cited, Mention]]:
        """ "(Gửi kèm Kế hoạch)" means the last document of that type that was named before it."""
        found = []
        last: dict[str | None, int] = {}
        after = 0
        for number, zone in enumerate(self.zones):
            for slug, position in attached_types(zone, self.lexicon):
                while after < len(self.linked) and self._place_in_text(after) < (number, position):
                    if after in self.of:
                        last[self.of[after].type] = after
                    after += 1
                if slug in last:
                    found.append((self.of[last[slug]], self.linked[last[slug]].mention))
        return found

    def _place_in_text(self, index: int) -> tuple[int, int]:
        mention = self.linked[index].mention
        return mention.paragraph, mention.start


def _rule_of(cited: _Cited, number: str | None) -> str:
    if cited.ambiguous:
        return "citation.ambiguous"
    if not number:
        return "citation.unnumbered"
    return "citation.full" if cited.date else "citation.short"


def _known_joint(name: str, lexicon: Lexicon) -> bool:
    """True for a list of central bodies ("Bộ Chính trị, Ban Bí thư"), which belong together."""
    return all(fold(piece.strip()) in lexicon.central for piece in name.split(","))


def _key(number: DocumentNumber) -> str:
    return without_bars(str(number)).upper().replace("-", "/")


def _level_of_symbol(number: DocumentNumber) -> str | None:
    """The level that a Party symbol alone decides: every number of .../TW is of the centre, whatever the text
    calls its issuer."""
    body = number.body.split("-")[0]
    if number.order != "party":
        return None
    if body.startswith("TW"):
        return "central"
    return next(
        (
            level
            for suffix, level in (("TW", "central"), ("TU", "province"), ("HU", "district"))
            if body.endswith(suffix)
        ),
        None,
    )


def _repeated_type(lead: str, mention: Mention, lexicon: Lexicon) -> str | None:
    """ "Tờ trình của Đảng ủy Chính phủ về ... (Tờ trình số 03-TTr/ĐU": the issuer stands with the first of the two."""
    if not mention.type or not lead.rstrip().endswith("("):
        return None
    label = re.escape(lexicon.label(mention.type))
    match = re.search(rf"{label}\s+của\s+([^,;.()]{{3,80}}?)\s+về\s", lead)
    return match[1] if match else None


def quote_of(clean: CleanText, paragraph: Paragraph, start: int, end: int) -> Quote:
    """The quotation of ``paragraph.text[start:end]`` with the sentence around it."""
    text = paragraph.text
    end = max(start + 1, start + len(text[start:end].rstrip()))
    begin, stop = sentence_bounds(text, start, end)
    span = clean.source_span(*paragraph.clean_span(start, end))
    return Quote(span, text[start:end], text[begin:start], text[end:stop])
