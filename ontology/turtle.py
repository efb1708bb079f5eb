"""Reading the package's Turtle files, and writing Turtle in one canonical order so that differences show meaning.

The order: prefixes by name, subjects by IRI, `a` before the other predicates, predicates and objects by their text.
Only graphs without blank nodes have a canonical form here; the ontology, the vocabularies and the gazetteer have none.
`python -m ontology.turtle FILE...` rewrites files in that order.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})

Prefixes = Mapping[str, str]


def package_file(*parts: str) -> Path:
    """The path of a file that belongs to this package."""
    return Path(__file__).parent.joinpath(*parts)


def package_files(folder: str, suffix: str) -> tuple[Path, ...]:
    """The files of a folder of this package that end in the suffix, in order of their names."""
    return tuple(sorted(package_file(folder).glob(f"*{suffix}")))


def parse_file(path: Path) -> Iterator[ox.Triple]:
    """The triples of a Turtle file.

    Raises:
        SyntaxError: the file is not Turtle.
        OSError: the file cannot be read.
    """
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        yield quad.triple


def declared_prefixes(turtle: str) -> dict[str, str]:
    """The prefixes that a Turtle text declares, as name -> namespace."""
    return dict(re.findall(r"^@prefix\s+([\w-]*):\s*<([^>]*)>", turtle, re.MULTILINE))


def leading_comment(turtle: str) -> str:
    """The lines that begin with `#` at the head of a Turtle text, which a canonical copy keeps."""
    match = re.match(r"(?:#[^\n]*\n)*", turtle)
    return match.group() if match else ""


def to_turtle(triples: Iterable[ox.Triple], prefixes: Prefixes, comment: str = "") -> str:
    """The triples as canonical Turtle under a leading comment; only prefixes in use are declared.

    Raises:
        ValueError: there is a blank node or a quoted triple.
    """
    subjects: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        verb = "a" if triple.predicate.value == RDF_TYPE else _term(triple.predicate, prefixes)
        subjects[_term(triple.subject, prefixes)][verb].add(_term(triple.object, prefixes))
    body = "\n".join(_block(subject, subjects[subject]) for subject in sorted(subjects))
    used = set(re.findall(r"(?<![\w<\"])([A-Za-z][\w-]*):(?=[\w])", _without_strings(body)))
    head = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(used & set(prefixes)))
    return f"{comment}{head}\n{body}"


def canonical(turtle: str) -> str:
    """The same Turtle in canonical order, with its leading comment and its prefixes.

    Raises:
        SyntaxError: the text is not Turtle.
        ValueError: there is a blank node.
    """
    quads = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return to_turtle((quad.triple for quad in quads), declared_prefixes(turtle), leading_comment(turtle))


def _without_strings(turtle: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', turtle)


def _block(subject: str, properties: Mapping[str, set[str]]) -> str:
    verbs = sorted(properties, key=lambda verb: (verb != "a", verb))
    lines = [f"    {verb} {', '.join(sorted(properties[verb]))}" for verb in verbs]
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def _term(term: object, prefixes: Prefixes) -> str:
    if isinstance(term, ox.NamedNode):
        return _iri(term.value, prefixes)
    if isinstance(term, ox.Literal):
        return _literal(term, prefixes)
    raise ValueError(f"no canonical form for {term}: name the node")


def _iri(iri: str, prefixes: Prefixes) -> str:
    for name, namespace in sorted(prefixes.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{name}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _literal(literal: ox.Literal, prefixes: Prefixes) -> str:
    quoted = f'"{literal.value.translate(_ESCAPES)}"'
    if literal.language:
        return f"{quoted}@{literal.language}"
    datatype = literal.datatype.value
    if datatype == f"{_XSD}string":
        return quoted
    if datatype == f"{_XSD}integer" and re.fullmatch(r"-?[0-9]+", literal.value):
        return literal.value
    return f"{quoted}^^{_iri(datatype, prefixes)}"


def main(names: Sequence[str]) -> None:
    """Rewrites the files in canonical order."""
    for path in map(Path, names):
        path.write_text(canonical(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
