"""Who issued the document: the acting body, its organization, and where both belong.

The letterhead names the organization; the line under the type, the signature and the opening clause tell which body
of it acts (Hướng dẫn 36-HD/VPTW). What none of them names is taken from no other place.
"""

from __future__ import annotations

import datetime
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ontology.gazetteer import Gazetteer

from .cleaning import fold, plain
from .dates import day_of
from .ending import Ending
from .heading import Heading
from .layout import Paragraph
from .lexicon import Lexicon
from .names import (
    Place,
    as_written,
    canonical_body,
    expand,
    is_central_city,
    named_after,
    recase,
    with_locality,
    without_locality,
)
from .records import Issuer
from .seat import BARE, settle_place

_CENTRE = "Ban Chấp hành Trung ương Đảng"
_SUB_BODY = re.compile(
    r"(?:Ban Thường vụ|Ban Thường trực|Ban Chấp hành|Thường trực|Ban Dân vận|Ban Tuyên giáo|"
    r"Ban Tổ chức|Ban Nội chính|Văn phòng|Ủy ban Kiểm tra|"
    r"Ban Đối ngoại|Ban Chính sách, chiến lược|Ban Xây dựng Đảng|Ban Cán sự đảng|"
    r"Ban cán sự đảng|Đảng đoàn|Ban Bảo vệ|Ban Tuyên giáo và Dân vận|Ban Kinh tế|Ban Pháp chế|"
    r"Ban Chỉ đạo|Tiểu ban|Cơ quan Tổ chức|Cơ quan Kiểm tra|Cơ quan Ủy ban Kiểm tra)(?!\w)",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(
    r"(?:Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Đảng bộ|Liên đoàn Lao động|"
    r"Ủy ban Mặt trận|Tổng Liên đoàn|Hội |Đoàn |Tỉnh đoàn|Thành đoàn|Huyện đoàn|Công đoàn|"
    r"Liên hiệp|Chi bộ|"
    r"Trung ương Đoàn|Ủy ban Trung ương|Ban Chấp hành Trung ương)",
    re.IGNORECASE,
)
# Committees of an association that is named with them; the line above names what stands over it.
_OWN_COMMITTEE = re.compile(r"Ban Chấp hành (?:Đoàn|Công đoàn|Hội|Liên đoàn|Chi đoàn) \S", re.IGNORECASE)
_ACTING = re.compile(
    r"(?:Ban Thường vụ|Ban Thường trực|Ban Chấp hành|Bộ Chính trị|Ban Bí thư|Đoàn Chủ tịch|Thường trực|Thường vụ)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^(?:(?:Phó )?Chủ tịch|Bộ trưởng|Thủ tướng|Chủ nhiệm|(?:Tổng )?Giám đốc|Chánh Văn phòng|"
    r"Cục trưởng|Tổng cục trưởng|Viện trưởng|Trưởng ban|Thống đốc|Tổng Thanh tra|"
    r"Chánh án|Tổng Kiểm toán|Hiệu trưởng)\s+",
    re.IGNORECASE,
)
_VERBS = (
    r"ban hành|trình|kính trình|mời|giới thiệu|kêu gọi|công bố|gửi|kính gửi|xây dựng|đề nghị|trân trọng|yêu cầu|"
    r"chỉ đạo|triển khai|hướng dẫn|quy định|kết luận|quyết định|thông báo|báo cáo|tổ chức|giao|có ý kiến|kính đề nghị|"
    r"quyết nghị|phối hợp|nhận được"
)


@dataclass(frozen=True, slots=True)
class ReadIssuer:
    """The issuer, its place, and the paragraph that it was read from."""

    issuer: Issuer | None
    place: Place
    at: Paragraph | None


def read_issuer(
    heading: Heading,
    ending: Ending,
    opening: tuple[Paragraph, ...],
    superiors: Iterable[str],
    body: str,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> ReadIssuer:
    """Settle the issuer from the heading, the signature and the opening.

    ``superiors`` are the issuers of the documents that this one carries out or is based on: a body whose own
    locality is not named is one of theirs, if they are all of one province.
    """
    groups = [
        part
        for whole in _organizations(heading.organizations, lexicon)
        for line in _divided(*whole, lexicon)
        for part in _joint_parts(*line, heading, lexicon)
    ]
    if heading.number is None and heading.symbol is None and not any(_is_name(name, lexicon) for name, _ in groups):
        groups = []  # capitals of something else: a title, a portal
    names = [name for name, _ in groups]
    joint = _joint(groups, heading)
    if joint:
        return _read_joint(joint, heading, names, list(superiors), body, lexicon, gazetteer)
    name, organization, at = _acting(heading, ending, opening, groups, lexicon)
    if not organization:
        return ReadIssuer(None, Place(), None)
    place = settle_place(organization, name, names, heading, list(superiors), body, lexicon, gazetteer)
    day = day_of(heading.date)
    shown, owner = (_whole_name(one, place, day) for one in (name, organization))
    issuer = Issuer(shown, owner, place.level, place.province, place.district, place.commune)
    return ReadIssuer(issuer, place, at)


# A ministry or committee, and the body under it, that stand on one line: BỘ TÀI CHÍNH TỔNG CỤC HẢI QUAN.
_ON_ONE_LINE = re.compile(
    r"(?P<superior>bộ\s.{2,60}?|ủy ban nhân dân\s(?:tỉnh|thành phố)\s.{2,20}?)\s+(?=(?:tổng cục|cục|vụ|sở)\s+\w)"
)


def _divided(name: str, at: Paragraph, lexicon: Lexicon) -> list[tuple[str, Paragraph]]:
    """A superior and the body under it, where one line has both."""
    folded = fold(name)
    match = _ON_ONE_LINE.match(folded)
    if not match or folded in lexicon.phrases or len(fold(at.text)) != len(at.text):
        return [(name, at)]
    cut = _ON_ONE_LINE.match(fold(at.text))
    if not cut:
        return [(name, at)]
    parts = (at.cut(0, cut.end("superior")), at.cut(cut.end()))
    return [(_written(part.text, lexicon), part) for part in parts]


def _joint_parts(name: str, at: Paragraph, heading: Heading, lexicon: Lexicon) -> list[tuple[str, Paragraph]]:
    """The bodies of one line of a letterhead that a dash joins: SỞ NỘI VỤ - SỞ TÀI CHÍNH."""
    cuts = [match for match in re.finditer(r"\s+[-–]\s+", at.text) if _is_name(at.text[match.end() :], lexicon)]
    if not cuts or any(phrase in fold(name) for phrase in lexicon.phrases if " - " in phrase):
        return [(name, at)]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(at.text)]
    parts = [at.cut(start, end) for start, end in zip(starts, ends, strict=True)]
    return [(_written(part.text, lexicon), replace(part, kind="joint")) for part in parts]


def _joint(groups: list[tuple[str, Paragraph]], heading: Heading) -> list[tuple[str, Paragraph]]:
    """The bodies that issued the document together: those that a dash joins, or all, where its type is a joint one."""
    dashed = [(name, at) for name, at in groups if at.kind == "joint"]
    if len(dashed) > 1:
        return dashed
    return groups if len(groups) > 1 and heading.type in ("thong-tu-lien-tich", "nghi-quyet-lien-tich") else []


def _read_joint(
    joint: list[tuple[str, Paragraph]],
    heading: Heading,
    letterhead: list[str],
    superiors: list[str],
    body: str,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> ReadIssuer:
    """Several issuers, each under its own name; the locality that the last one names is that of all."""
    names = [canonical_body(name, lexicon) for name, _ in joint]
    place = settle_place(names[-1], names[-1], [*letterhead, *names], heading, superiors, body, lexicon, gazetteer)
    shown = [_whole_name(name, place, day_of(heading.date)) for name in names]
    owners = [organization_of(name, None, lexicon) for name in shown]
    issuer = Issuer("; ".join(shown), "; ".join(owners), place.level, place.province, place.district, place.commune)
    return ReadIssuer(issuer, place, joint[0][1])


# What a letterhead prints under the name of a locality: HUYỆN X, TỈNH Y.
_ABOVE = re.compile(
    r"(?<!thị )(?P<own>(?:(?:xã|phường|thị trấn)\s[^,;]{2,30}?(?=,?\s(?:huyện|quận|thị xã|thành phố)\s)|"
    r"(?:huyện|quận|thị xã)\s[^,;]{2,30}?(?=,?\stỉnh\s)))"
    r",?\s(?:(?:huyện|quận|thị xã|thành phố)\s[^,;]+,?\s)?(?:tỉnh|thành phố)\s[^,;]+$"
)


def _whole_name(name: str, place: Place, day: datetime.date | None) -> str:
    """``name`` with the locality that it leaves to its letterhead, and without what that locality belongs to."""
    name = _ABOVE.sub(lambda match: match["own"], name)
    if place.province and place.province not in name:  # capitals of a scan without marks: DAK LAK
        at = plain(name).find(plain(place.province))
        name = f"{name[:at]}{place.province}{name[at + len(place.province) :]}" if at > 0 else name
    return named_after(with_locality(_of_province(name, place, day), place), place, day)


def _of_province(name: str, place: Place, day: datetime.date | None) -> str:
    """The name of a council or committee with its province, where it names no locality at all."""
    if place.level != "province" or not place.province or not fold(name).endswith(BARE):
        return name
    return f"{name} {'thành phố' if is_central_city(place.province, day) else 'tỉnh'} {place.province}"


def _organizations(lines: tuple[Paragraph, ...], lexicon: Lexicon) -> list[tuple[str, Paragraph]]:
    """The organizations of the letterhead, from the highest down, each from the one or more lines of its name."""
    groups: list[list[Paragraph]] = []
    for line in lines:
        current = " ".join(item.text for item in groups[-1]) if groups else ""
        if groups and not _starts_name(current, line.text, lexicon):
            groups[-1].append(line)
        else:
            groups.append([line])
    joined = [_together(group) for group in groups]
    return [(_written(whole.text, lexicon), whole) for whole in joined]


def _is_name(name: str, lexicon: Lexicon) -> bool:
    return lexicon.pattern(r"(?:«organization-head»|«bodies»)(?!\w)").match(fold(name)) is not None


def _starts_name(current: str, line: str, lexicon: Lexicon) -> bool:
    folded, joined = fold(line), fold(f"{current} {line}")
    damaged = plain(line).split(" ")[0] in _DAMAGED_HEADS and folded.split(" ")[0] not in _MARKED_HEADS
    if not damaged and not _is_name(line, lexicon):
        return False
    if re.match(r"(?:bộ đội|ban ngành|đoàn thể)", folded) or fold(current) in _INCOMPLETE:
        return False
    # A phrase that runs over from the line above is one name, unless it would divide the name that the line begins.
    own = len(fold(current)) + 1 + _name_size(folded, lexicon)
    return not any(joined.startswith(phrase) and len(phrase) >= own for phrase in lexicon.phrases)


def _name_size(folded: str, lexicon: Lexicon) -> int:
    """How many characters of ``folded`` are the words that begin a name."""
    match = lexicon.pattern(r"(?:«organization-head»|«bodies»)(?!\w)").match(folded)
    return match.end() if match else 1


def _together(group: list[Paragraph]) -> Paragraph:
    positions = array("L")
    for index, item in enumerate(group):
        if index:
            positions.append(positions[-1])
        positions += item.positions
    return Paragraph(" ".join(item.text for item in group), positions)


def _written(caps: str, lexicon: Lexicon) -> str:
    return expand(recase(re.sub(r"[*_]", "", caps).strip(), lexicon), lexicon)


# First words of names that have lost their marks, and heads that are never a whole name.
_DAMAGED_HEADS = frozenset({"trung", "truong", "tong", "phong", "van"})
_MARKED_HEADS = frozenset({"trung", "trường", "tổng", "phòng", "văn", "trưởng"})
_INCOMPLETE = frozenset(
    {"đảng ủy", "ban chỉ đạo", "hội đồng", "trường", "công đoàn", "chi bộ", "đảng bộ", "ban quản lý"}
)


def _acting(
    heading: Heading,
    ending: Ending,
    opening: tuple[Paragraph, ...],
    groups: list[tuple[str, Paragraph]],
    lexicon: Lexicon,
) -> tuple[str, str, Paragraph | None]:
    """The acting body and its organization. Both are empty where nothing names them."""
    signed = next((signer.on_behalf_of for signer in ending.signers if signer.on_behalf_of), None)
    signed = signed if signed and _ACTING.match(signed) else None
    spoken, spoken_at = _speaker(opening, lexicon)
    if heading.issuer_line is not None:
        name = canonical_body(_written(heading.issuer_line.text, lexicon), lexicon)
        if fold(name) in ("chủ tịch nước", "chủ tịch"):
            return "Chủ tịch nước", "Chủ tịch nước", heading.issuer_line
        organization = organization_of(name, groups[-1][0] if groups else None, lexicon)
        if groups and organization != name and fold(groups[-1][0]).startswith(f"{fold(organization)} "):
            whole = canonical_body(
                groups[-1][0], lexicon
            )  # the line under the type leaves out what the letterhead says
            return f"{name.removesuffix(organization)}{whole}", whole, heading.issuer_line
        if heading.of_youth_union and groups and groups[-1][0].startswith("Ban Chấp hành Trung ương"):
            return name, "Ban Chấp hành Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh", heading.issuer_line
        return name, organization, heading.issuer_line
    if not groups:
        if not spoken:
            return "", "", None
        name = canonical_body(spoken, lexicon)
        return name, organization_of(name, None, lexicon), spoken_at
    last, at = groups[-1]
    parent = groups[-2][0] if len(groups) > 1 else None
    if parent and fold(last) == "đảng ủy" and parent.startswith("Đảng bộ "):
        last, parent = f"Đảng ủy {parent.removeprefix('Đảng bộ ')}", None
    local = re.fullmatch(r"Ban Chấp hành ((?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường) .+)", last) if parent else None
    if parent and local and parent.endswith(" Việt Nam"):  # HỘI NÔNG DÂN VIỆT NAM / BAN CHẤP HÀNH TỈNH LONG AN
        last, parent = f"{parent.removesuffix(' Việt Nam')} {local[1]}", None
    if heading.of_youth_union and re.fullmatch(r"(?i)ban chấp hành trung ương(?: đoàn)?", last):
        union = "Ban Chấp hành Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh"
        acting = _ACTING.match(signed or spoken or "")
        return (f"{as_written(acting[0])} {union.removeprefix('Ban Chấp hành ')}" if acting else union), union, at
    if parent is None and fold(canonical_body(last, lexicon)) == fold(_CENTRE):
        name = canonical_body(signed or spoken or last, lexicon)
        central = lexicon.level_of(fold(name)) == "central"
        return (name if central else _CENTRE), _CENTRE, at
    if parent and _SUB_BODY.match(last) and _place_words(last) == 0 and not _OWN_COMMITTEE.match(last):
        return _of_parent(last, parent, lexicon), _parent_name(parent, lexicon), at
    name = canonical_body(last, lexicon)
    if fold(name) == "chủ tịch" and not parent:  # above the motto: CHỦ TỊCH nước
        return "Chủ tịch nước", "Chủ tịch nước", at
    acting = _ACTING.match(signed) if signed else None
    if acting and _COMMITTEE.match(last):
        return _by(as_written(acting[0]), name), name, at
    if spoken and _HEADED.match(spoken) and fold(organization_of(spoken, None, lexicon)) == fold(name):
        return canonical_body(spoken, lexicon), name, at
    speaks = spoken and not _SUB_BODY.match(last) and _COMMITTEE.match(last) and _ACTING.match(spoken)
    if speaks and (not ending.signers or (spoken and spoken.startswith("Đoàn Chủ tịch") and not signed)):
        return _by(as_written(speaks[0]), name), name, at
    return name, organization_of(name, None, lexicon), at


_HEADED = re.compile(
    r"(?:Bộ trưởng|Thống đốc|Chánh án|Viện trưởng|Tổng Kiểm toán|Tổng Thanh tra|Chủ nhiệm)\s", re.IGNORECASE
)
_PARTY_COMMITTEES = {
    "Tỉnh ủy": "tỉnh", "Thành ủy": "thành phố", "Huyện ủy": "huyện", "Thị ủy": "thị xã", "Quận ủy": "quận",
}  # fmt: skip


def _by(acting: str, organization: str) -> str:
    """The name of a committee that acts for an organization. A Tỉnh ủy is itself the Ban Chấp hành Đảng bộ tỉnh."""
    kind = next((kind for kind in _PARTY_COMMITTEES if organization.startswith(kind)), None)
    if kind and fold(acting) == "ban chấp hành":
        return f"Ban Chấp hành Đảng bộ {_PARTY_COMMITTEES[kind]}{organization[len(kind) :]}"
    return f"{acting} {organization}"


def _place_words(name: str) -> int:
    """How many words of ``name`` name a locality."""
    return len(re.findall(r"(?i)(?<!\w)(?:tỉnh|huyện|quận|thành phố|xã|phường)(?!\w)", name))


def _of_parent(last: str, parent: str, lexicon: Lexicon) -> str:
    whole = _parent_name(parent, lexicon)
    if whole == _CENTRE:
        for candidate in (f"{last} Trung ương Đảng", f"{last} Trung ương"):
            known = lexicon.central.get(fold(candidate))
            if known:
                return known
        return f"{last} Trung ương"
    return canonical_body(f"{last} {whole}", lexicon)


def _parent_name(parent: str, lexicon: Lexicon) -> str:
    return canonical_body(parent, lexicon)


_ORGANIZATIONS = {"Ủy ban Thường vụ Quốc hội": "Quốc hội", "Tổng Kiểm toán nhà nước": "Kiểm toán nhà nước"}


def organization_of(name: str, letterhead: str | None, lexicon: Lexicon) -> str:
    """The organization that the body ``name`` belongs to: a standing committee to its committee, a head to his body."""
    if name in _ORGANIZATIONS:
        return _ORGANIZATIONS[name]
    if "; " in name:
        return (
            _CENTRE
            if all(lexicon.system_of(fold(part)) == "party" for part in name.split("; "))
            else (letterhead or name)
        )
    if fold(name) in (fold("Bộ Chính trị"), fold("Ban Bí thư Trung ương Đảng"), fold("Văn phòng Trung ương Đảng")):
        return _CENTRE
    acting = re.match(
        r"(?:Ban Thường vụ|Ban Thường trực|Ban Chấp hành(?! Trung ương)|Thường trực|Thường vụ|Đoàn Chủ tịch)\s+(?=\S)",
        name,
    )
    if acting:
        rest = name[acting.end() :]
        party = re.match(r"Đảng bộ (tỉnh|thành phố|huyện|thị xã|quận)(?!\w)", rest)
        kinds = {word: kind for kind, word in _PARTY_COMMITTEES.items()}
        return f"{kinds[party[1]]}{rest[party.end() :]}" if party else rest
    within = re.match(
        rf"{_SUB_BODY.pattern}(?:\s\d+)?\s+(?=(?:Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy))", name
    )
    if within:
        return name[within.end() :]
    head = _HEAD.match(name)
    if head and head.end() < len(name):
        rest = name[head.end() :]
        return rest[:1].upper() + rest[1:]
    return name


def _speaker(opening: tuple[Paragraph, ...], lexicon: Lexicon) -> tuple[str | None, Paragraph | None]:
    """The body that speaks in the opening clause: "..., Ban Thường vụ Huyện ủy ban hành Kế hoạch ..."."""
    pattern = lexicon.pattern(
        r"(?:^|[,;.”\"]\s+|\)\s*,\s+)"
        r"(?P<name>(?:(?:bộ trưởng|thống đốc|chánh án|viện trưởng|tổng kiểm toán|chủ nhiệm)\s+)?"
        r"(?:«bodies»)(?:\s[^\s,;.:()]+){0,12}?)\s+(?:đã\s+)?(?:" + _VERBS + r")(?!\w)"
    )
    for paragraph in opening:
        match = pattern.search(fold(paragraph.text))
        if match:
            start, end = match.span("name")
            return as_written(paragraph.text[start:end]), paragraph.cut(start, end)
    return None, None


def speakers_of(read: ReadIssuer) -> frozenset[str]:
    """The folded names by which the issuer may speak of itself: with and without its locality, the body and its
    organization."""
    if read.issuer is None:
        return frozenset()
    names = {name for whole in (read.issuer.name, read.issuer.organization) for name in whole.split("; ")}
    names |= {without_locality(name) for name in names}
    return frozenset(fold(name) for name in names if len(name) > 3)
