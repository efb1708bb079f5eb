"""Where the files of a store were read from: absolute paths, beside the database.

They are never in the graph, which says the same on every machine. The file `origins.jsonl` has a line for each name of
a source and each path from which it was read; a line is added before the source is loaded, so that a process that
dies leaves none unknown.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, Self

from graph.files import write_whole
from ontology.errors import InputError, StoreError

ORIGINS: Final = "origins.jsonl"
_HINT: Final = "Check the permissions of the directory and the space on the disk, then build again"


class Origins:
    """The paths of the sources of one store, by the names that the sources have in it.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, Origins(Path(folder)) as origins:
        ...     origins.add("a.txt", Path("/corpus/a.txt"))
        ...     origins.paths("a.txt")
        (PosixPath('/corpus/a.txt'),)
    """

    def __init__(self, store: Path) -> None:
        """Read what is known of the store in this directory; nothing, where there is none yet.

        Raises:
            StoreError: when the file is there and cannot be read.
        """
        self._file: Final = store / ORIGINS
        self._out: IO[str] | None = None
        self._dropped: set[tuple[str, str]] = set()
        self._paths: dict[str, dict[str, None]] = {}
        self._names: dict[str, set[str]] = {}
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.is_file() else []
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self._file} cannot be read: {error}", hint="remove it, and build again") from error
        for name, path in _parsed(lines):
            self._keep(name, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is pending.

        Raises:
            StoreError: when the file cannot be written.
        """
        out, self._out = self._out, None
        try:
            if out is not None:
                out.close()
            if self._dropped:
                self._rewrite()
        except OSError as error:
            raise StoreError(f"{self._file} cannot be written: {error}", hint=_HINT) from error
        self._dropped = set()

    def paths(self, name: str) -> tuple[Path, ...]:
        """The paths from which a source was read, the oldest first."""
        return tuple(map(Path, self._paths.get(name, ())))

    def names(self) -> tuple[str, ...]:
        """The names of all sources whose path is known, in order."""
        return tuple(sorted(self._paths))

    def other_names(self, name: str, path: Path) -> tuple[str, ...]:
        """The other names under which a file was read before, from a folder above or below."""
        return tuple(sorted(self._names.get(str(path), set()) - {name}))

    def add(self, name: str, path: Path) -> None:
        """Note that a source was read from a path.

        Raises:
            StoreError: when the file cannot be written.
        """
        if str(path) in self._paths.get(name, ()):
            return
        try:
            if self._out is None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._out = self._file.open("a", encoding="utf-8", buffering=1)
                if _ends_torn(self._file):
                    self._out.write("\n")
            self._out.write(_line(name, str(path)))
        except OSError as error:
            raise StoreError(f"{self._file} cannot be written: {error}", hint=_HINT) from error
        self._dropped.discard((name, str(path)))
        self._keep(name, str(path))

    def drop(self, name: str, paths: Iterable[Path] | None = None) -> bool:
        """Forget some paths of a source, or all of them; True if none is left."""
        for path in self.paths(name) if paths is None else tuple(paths):
            self._paths.get(name, {}).pop(str(path), None)
            self._dropped.add((name, str(path)))
            self._names.get(str(path), set()).discard(name)
        if not self._paths.get(name):
            self._paths.pop(name, None)
        return name not in self._paths

    def clash(self, name: str, path: Path, digest: str) -> InputError | None:
        """The error for a file whose name belongs to another file, which is still there and says something else."""
        for other in self.paths(name):
            if other != path and _says_else(other, path, digest):
                return InputError(
                    f"{path}: {other} has the same name {name!r} in the store and says something else",
                    hint=f"Give the folder that holds both, or rename one; or first: lineage remove {name}",
                )
        return None

    def gone_below(self, folders: Iterable[Path], read: Collection[str] | None = None) -> dict[str, tuple[Path, ...]]:
        """The sources that were read from these folders or archives and whose files are gone, with their paths.

        ``read`` names what a run has found there, archives that could not be read included: a document of an archive
        that is there, but not among them, is gone as well.
        """
        roots = tuple(folder.resolve() for folder in folders if folder.exists())
        found = {}
        for name in self.names():
            paths = self.paths(name)
            below = [path for path in paths if any(path.is_relative_to(root) for root in roots)]
            if below and not any(_is_there(name, path, read) for path in paths):
                found[name] = paths
        return found

    def _keep(self, name: str, path: str) -> None:
        self._paths.setdefault(name, {})[path] = None
        self._names.setdefault(path, set()).add(name)

    def _rewrite(self) -> None:
        """The file anew, without what was dropped; what another run has added since it was read stays."""
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.is_file() else []
        kept = [pair for pair in dict.fromkeys(_parsed(lines)) if pair not in self._dropped]
        write_whole(self._file, "".join(_line(name, path) for name, path in kept).encode())


def _ends_torn(file: Path) -> bool:
    """Whether a process died in the midst of the last line."""
    with file.open("rb") as opened:
        end = opened.seek(0, os.SEEK_END)
        opened.seek(max(end - 1, 0))
        return opened.read(1) not in (b"", b"\n")


def _line(name: str, path: str) -> str:
    return json.dumps({"source": name, "path": path}) + "\n"


def _parsed(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of the lines; what a process that died left half written is passed over."""
    for line in lines:
        try:
            item = json.loads(line)
            yield str(item["source"]), str(item["path"])
        except (ValueError, KeyError, TypeError):
            continue


def archive_of(path: Path) -> Path | None:
    """The file in which a path lies that goes on behind it (letters.zip/a.txt), if that file is there."""
    return next((above for above in path.parents if above.is_file()), None)


def _is_there(name: str, path: Path, read: Collection[str] | None) -> bool:
    if path.is_file():
        return True
    archive = archive_of(path)
    if archive is None:
        return False
    whole = name.removesuffix(path.relative_to(archive).as_posix()).rstrip("/")
    return read is None or name in read or whole in read


def _says_else(other: Path, path: Path, digest: str) -> bool:
    """Whether another file is there with other content; archives are compared as a whole."""
    if other.is_file():
        return _digest(other) != digest
    archive, own = archive_of(other), archive_of(path)
    return archive is not None and archive != own and (own is None or _digest(archive) != _digest(own))


def _digest(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
