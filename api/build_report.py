"""What became of a build, for people and for programs."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from api.version import software_version
from api.wording import counted

EXAMPLES: Final = 5
"""Files that are named for each kind of warning or error."""


@dataclass(slots=True)
class Kind:
    """How often there was a warning or an error of one kind, and the first cases by the names of the files."""

    count: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, file: str, message: str) -> None:
        """Counts a case; which ones are kept does not depend on the order in which they come."""
        self.count += 1
        self.examples.setdefault(file, message)
        if len(self.examples) > EXAMPLES:
            del self.examples[max(self.examples)]


@dataclass(slots=True)
class BuildReport:
    """What became of the files of a build. A document of an archive counts as a file.

    ``seconds`` has the time by step; those of reading, extracting and writing quads are summed over all processes.
    ``withheld`` counts files that were read and not loaded, as they are marked as secret or for internal use.
    ``complete`` is false where the build was broken off.
    """

    store: Path | str
    jobs: int
    read: int = 0
    unchanged: int = 0
    failed: int = 0
    withheld: int = 0
    changed: int = 0
    renamed: int = 0
    removed: int = 0
    gone: int = 0
    documents: int = 0
    statements: int = 0
    complete: bool = False
    warnings: dict[str, Kind] = field(default_factory=dict)
    errors: dict[str, Kind] = field(default_factory=dict)
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("check", "read", "extract", "write", "load", "derive", "total"), 0.0)
    )
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """All files that were found."""
        return self.read + self.unchanged + self.failed + self.withheld

    def spent(self, step: str, seconds: float) -> None:
        """Adds to the time of a step."""
        self.seconds[step] += seconds

    def warned(self, kind: str, file: str, message: str) -> None:
        """Counts a warning."""
        self.warnings.setdefault(kind, Kind()).add(file, message)

    def erred(self, kind: str, file: str, message: str) -> None:
        """Counts an error."""
        self.errors.setdefault(kind, Kind()).add(file, message)

    def line(self) -> str:
        """What was loaded, in one line."""
        unchanged = f" ({self.unchanged} as before)" if self.unchanged else ""
        renamed = f", {self.renamed} under a new name" if self.renamed else ""
        removed = f", {self.removed} removed whose files are gone" if self.removed else ""
        return (
            f"{self.store}: {counted(self.read + self.unchanged, 'file')}{unchanged} with "
            f"{counted(self.documents, 'document')}, {counted(self.changed, 'file')} new or changed{renamed}{removed}; "
            f"{counted(self.statements, 'statement')}"
        )

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "store": str(self.store),
            "complete": self.complete,
            "jobs": self.jobs,
            "files": {
                "found": self.files,
                "read": self.read,
                "unchanged": self.unchanged,
                "failed": self.failed,
                "withheld": self.withheld,
                "changed": self.changed,
                "renamed": self.renamed,
                "removed": self.removed,
                "gone": self.gone,
            },
            "documents": self.documents,
            "statements": self.statements,
            "warnings": _kinds(self.warnings),
            "errors": _kinds(self.errors),
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
            "versions": {
                "software": software_version(),
                "python": platform.python_version(),
                "pyoxigraph": version("pyoxigraph"),
                **self.versions,
            },
        }


def _kinds(kinds: Mapping[str, Kind]) -> dict[str, Any]:
    return {
        name: {
            "count": kind.count,
            "examples": [{"file": file, "message": message} for file, message in sorted(kind.examples.items())],
        }
        for name, kind in sorted(kinds.items())
    }
