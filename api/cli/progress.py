"""How a build goes on, on standard error: a bar in a terminal, a line now and then elsewhere, and what goes wrong."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from api.cli.output import PageProgress, say
from api.wording import counted

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from loaders.batches import FileQuads
    from ontology.errors import LineageError


class BuildProgress:
    """Hears of the files of a build. A bar is shown when the work takes over two seconds, with rate and time left."""

    def __init__(self, pages: PageProgress, patience: float = 2.0, every: float = 30.0) -> None:
        self._pages = pages
        self._patience, self._every = patience, every
        self._began = self._said = monotonic()
        self._total = self._done = self._failed = 0
        self._bars: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bars = _bars()
            self._bars.start()
            self._pages.show_in(self._bars)
            self._task = self._bars.add_task("Reading", total=None, visible=False, failed="", rate="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def found(self, files: int) -> None:
        """So many files were found; the documents of an archive are counted one by one as they come."""
        self._total = files

    def file(self, result: FileQuads, error: LineageError | None) -> None:
        """A file was read, was found unchanged, or failed: what must be seen of it is said."""
        for note in result.notes:
            if note.urgent:
                say(f"warning: {result.path}: {note.message}")
        if error is not None:
            say(f"error: {error if str(result.path) in str(error) else f'{result.path}: {error}'}")
            self._failed += 1
        self._done += 1
        self._total = max(self._total, self._done)
        self._show()

    def step(self, what: str) -> None:
        """A step begins after the last file."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, description=what.capitalize())
        elif monotonic() - self._began > self._every:
            say(f"{what} ...")

    def _show(self) -> None:
        now = monotonic()
        rate = self._done / max(0.001, now - self._began)
        failed = f"{self._failed} failed" if self._failed else ""
        if self._bars is not None and self._task is not None:
            self._bars.update(
                self._task, total=self._total, completed=self._done, visible=now - self._began > self._patience,
                failed=failed, rate=_per_second(rate),
            )  # fmt: skip
        elif now - self._said > self._every:
            self._said = now
            left = (self._total - self._done) / rate
            more = f", {failed}" if failed else ""
            say(
                f"{self._done} of {counted(self._total, 'file')}, {_per_second(rate)}, "
                f"about {_in_words(left)} left{more} ..."
            )


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}", style="red"),
        console=Console(stderr=True),
        transient=True,
    )


def _per_second(rate: float) -> str:
    """A rate in words.

    >>> _per_second(250.4), _per_second(3.21)
    ('250/s', '3.2/s')
    """
    return f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s"


def _in_words(seconds: float) -> str:
    """A time in words.

    >>> _in_words(12.3), _in_words(150), _in_words(9000)
    ('12 s', '2 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
