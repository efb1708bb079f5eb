"""Answers that go to the client as the worker writes them, and the end of those that are cut or fail midway."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.snapshots import Snapshot
from api.sparql.pool import Running
from api.sparql.rows import HeadLast, closing

_Result = TypeVar("_Result")
_PATIENCE_SECONDS: Final = 0.1
"""What is done sooner is done before anybody asks whether the client is still there."""


class ClientGone(Exception):
    """The client has ended the connection: nobody waits for the answer."""


async def while_there(request: Request, work: Awaitable[_Result]) -> _Result:
    """What *work* gives, which is given up when the client goes away. Raises: ClientGone, and as *work*.

    Nearly all work is done before anybody looks, so that it is no task of its own, but this one.
    """
    watching = _Watching(request)
    try:
        return await work
    except asyncio.CancelledError:
        if watching.has_ended_it():
            raise ClientGone from None
        raise
    finally:
        watching.end()


class _Watching:
    """Looks after some patience whether the client of a request is there, and cancels the current task if it is not."""

    def __init__(self, request: Request) -> None:
        self._request = request
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._gone = False
        self._watch: asyncio.Future[None] | None = None
        self._later = asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._begin)

    def _begin(self) -> None:
        self._watch = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        await _gone(self._request.receive)
        self._gone = True
        self._task.cancel()

    def has_ended_it(self) -> bool:
        """Whether the task was cancelled for this, and for nothing else."""
        return self._gone and self._task.uncancel() <= 0

    def end(self) -> None:
        """Looks no more."""
        self._later.cancel()
        if self._watch is not None:
            self._watch.cancel()


async def _given_up(task: asyncio.Future[_Result]) -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and task.exception() is None and hasattr(found := task.result(), "close"):
        found.close()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class StreamedAnswer(Response):
    """An answer of any length; the server never holds more of it than one piece.

    A worker waits while the client reads, for so many seconds in all. What ends early is told within the answer where
    its format has words for that; else the transfer ends without its last part, so that the client knows.
    """

    def __init__(
        self,
        running: Running,
        snapshot: Snapshot,
        name: str,
        *,
        media_type: str,
        client_seconds: float,
        headers: Mapping[str, str] | None = None,
        only_whole: bool = False,
    ) -> None:
        """Answer with what comes in the format *name*; *snapshot* is held meanwhile, as its files go with it.

        With *only_whole* the transfer of an answer that is cut does not come to its end in any format: it has a
        validator in its headers, and a part must not be kept as if it were all.
        """
        super().__init__(None, headers=dict(headers or {}), media_type=media_type)
        del self.headers["content-length"]
        self._running = running
        self._snapshot = snapshot
        self._name = name
        self._left = client_seconds
        self._only_whole = only_whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, and give the worker free."""
        gone = asyncio.ensure_future(_gone(receive))
        sending = asyncio.ensure_future(self._sent(send))
        try:
            await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            gone.cancel()
            await _given_up(sending)
            self._running.close()

    async def _sent(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        turned = HeadLast() if self._name == "json" else None
        while piece := await self._running.next():
            if not await self._send(send, turned.feed(piece) if turned else piece, more=True):
                return
        end = self._running.end
        assert end is not None
        said = end.message if end.truncated or end.code != "ok" else ""
        last = turned.finish(said) if turned else closing(self._name, said) if said else b""
        if last is not None and not (said and self._only_whole):
            await self._send(send, last, more=False)

    async def _send(self, send: Send, piece: bytes, *, more: bool) -> bool:
        """Whether the client took a piece in the time that it has left."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                await send({"type": "http.response.body", "body": piece, "more_body": more})
        except TimeoutError:
            return False
        finally:
            self._left = max(0.0, self._left - (time.monotonic() - began))
        return True
