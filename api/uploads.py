"""Documents that are sent to the server: read in a process of their own, kept in a folder, and built into the store.

The process is the command ``lineage`` with limits of time and memory, so that what breaks it breaks nothing else. The
folder is one that ``lineage build`` can read again; a file that cannot be read is not kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
import unicodedata
from collections.abc import AsyncIterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from api.errors import ProtocolError
from api.settings import Settings
from loaders.checks import RESTRICTED
from loaders.readers import SUFFIXES
from loaders.readers.formats import kind_of
from ontology.errors import InputError, LimitExceeded, StoreError

TYPES: Final = tuple(sorted(suffix for suffix, kind in SUFFIXES.items() if kind != "zip"))
"""Suffixes of the files that are taken; an archive is none of them."""
_NAME: Final = re.compile(r"[^\W_][\w .()+,;=&-]{0,149}")
_LIMITED: Final = (
    "import resource, sys; most = int(sys.argv.pop(1)); resource.setrlimit(resource.RLIMIT_AS, (most, most)); "
    "from api.cli import main; main()"
)
_LONGEST: Final = 200  # bytes, of 255 that file systems take
_INCOMING: Final = ".incoming-"


Records = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a file: its records in the form of ``lineage extract``, warnings, whether the store was changed."""

    source: str
    records: Records
    warnings: tuple[str, ...]
    changed: bool

    def to_json(self) -> dict[str, Any]:
        """The answer for programs."""
        return {
            "source": self.source,
            "changed": self.changed,
            "warnings": list(self.warnings),
            "records": list(self.records),
        }


@dataclass(frozen=True, slots=True)
class _Ended:
    code: int
    out: bytes
    said: str

    @property
    def error(self) -> str:
        """What the command says went wrong."""
        found = [line.removeprefix("error: ") for line in self.said.splitlines() if line.startswith("error: ")]
        return found[0] if found else "the process that read it ended without an answer, or needed too much memory"


class Uploads:
    """Takes one file at a time."""

    def __init__(self, settings: Settings) -> None:
        """Keep files where *settings* say."""
        self._settings = settings
        self._lock = asyncio.Lock()
        self._loading: set[asyncio.Future[Loaded]] = set()

    async def close(self) -> None:
        """Waits for what is being loaded."""
        if self._loading:
            await asyncio.wait(self._loading)

    async def take(self, name: str, chunks: AsyncIterable[bytes]) -> Loaded:
        """Load a file that is sent in chunks, in the place of one of the same name.

        What is limited is the time until the file is read. The store is then written to the end, also when the client
        has left: a build that is ended midway leaves what follows from the documents for the next one to do.

        Raises: ProtocolError for a name (400), a size (413) or a type (415) that is not taken, for documents that are
            not to be published (422); InputError for a file that cannot be read; LimitExceeded when it takes too long;
            StoreError when it cannot be kept or loaded.
        """
        name, folder = checked_name(name), self._settings.uploads_dir
        assert folder is not None
        try:
            async with AsyncExitStack() as held:
                incoming = held.enter_context(TemporaryDirectory(prefix=_INCOMING, dir=folder))
                file = Path(incoming) / name
                async with asyncio.timeout(self._settings.upload_seconds):
                    await self._receive(file, chunks)
                    _check_content(file)
                    await held.enter_async_context(self._lock)
                    records = await self._read(file)
                loading = asyncio.ensure_future(self._load(file, folder / name, records, held.pop_all()))
                self._loading.add(loading)
                loading.add_done_callback(self._ended)
            return await asyncio.shield(loading)
        except TimeoutError:
            raise LimitExceeded(
                f"{name} was not read within {self._settings.upload_seconds:g} seconds",
                hint="Send a smaller file, or load it with: lineage build",
            ) from None
        except OSError as error:
            raise StoreError(
                f"{name} cannot be kept: {error.strerror or error}", hint="Look at LINEAGE_UPLOADS_DIR on the server"
            ) from error

    def _ended(self, loading: asyncio.Future[Loaded]) -> None:
        self._loading.discard(loading)
        if not loading.cancelled():
            loading.exception()  # seen, also where the client has left

    async def _receive(self, file: Path, chunks: AsyncIterable[bytes]) -> None:
        most, size = self._settings.max_upload_mb * 1024 * 1024, 0
        with file.open("wb") as out:
            async for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise too_large(self._settings)
                out.write(chunk)

    async def _read(self, file: Path) -> Records:
        read = await self._run("extract", str(file))
        if read.code != 0:
            why = read.error.replace(str(file), file.name)
            raise InputError(f"the file was not taken: {why}", hint="Send a file that opens elsewhere")
        records = tuple(json.loads(line) for line in read.out.splitlines())
        codes = {warning["code"] for record in records for warning in record["warnings"]}
        if codes & RESTRICTED and not self._settings.restricted:
            raise ProtocolError(
                422,
                f"{file.name} holds a document that is marked as secret or for internal use",
                "Such documents are not loaded here",
            )
        return records

    async def _load(self, file: Path, place: Path, records: Records, held: AsyncExitStack) -> Loaded:
        async with held:
            report = file.with_name("report.json")
            with _placed(file, place):
                built = await self._run("build", str(place), "--jobs", "1", "--report", str(report))
                if "has the same name" in built.error:
                    raise ProtocolError(409, f"Another {file.name} is in the store", "Send it under another name")
                if built.code != 0:
                    raise StoreError(f"{file.name} could not be loaded: {built.error}", hint="Send it again")
            done = json.loads(report.read_text(encoding="utf-8"))
        said = tuple(example["message"] for kind in done["warnings"].values() for example in kind["examples"])
        return Loaded(file.name, records, said, changed=done["files"]["changed"] > 0)

    async def _run(self, *arguments: str) -> _Ended:
        memory = str(self._settings.upload_memory_mb * 1024 * 1024)
        environment = {**os.environ, **self._settings.as_environment()}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH", ""))))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            _LIMITED,
            memory,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        try:
            out, said = await process.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):  # what it has started goes with it
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        assert process.returncode is not None
        return _Ended(process.returncode, out, said.decode("utf-8", "replace"))


@contextlib.contextmanager
def _placed(file: Path, place: Path) -> Iterator[None]:
    """A file in its place, for good where nothing is raised; else what was there before is there again."""
    before = file.with_name("before")
    if place.exists():
        before.hardlink_to(place)
    file.replace(place)
    try:
        yield
    except BaseException:
        place.unlink()
        if before.exists():
            before.replace(place)
        raise


_ROOT: Final = str(Path(__file__).resolve().parents[1])


def checked_name(name: str) -> str:
    """A name for a file, in Unicode's form C. Raises: ProtocolError (400, 415) for what is none that is taken.

    >>> checked_name("KH 83.docx")
    'KH 83.docx'
    """
    name = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(name) or name != name.strip() or len(name.encode()) > _LONGEST:
        raise ProtocolError(
            400, f"{name!r} is no name for a file", "Use letters, digits, blanks and hyphens, and no folder"
        )
    if Path(name).suffix.lower() not in TYPES:
        raise ProtocolError(415, f"{name!r} is of no type that is taken", f"Send one of: {', '.join(TYPES)}")
    return name


def _check_content(file: Path) -> None:
    """An archive under another name holds files that nobody has named. Raises: ProtocolError (415)."""
    if kind_of(file.name, file.read_bytes())[0] == "zip":
        raise ProtocolError(415, "The file is an archive", f"Send one of: {', '.join(TYPES)}")


def too_large(settings: Settings) -> ProtocolError:
    """The error for a file that is larger than is taken."""
    return ProtocolError(413, f"The file is larger than {settings.max_upload_mb} MiB", "Load it with: lineage build")
