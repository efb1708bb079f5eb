"""How often clients may ask: the sliding minute, the table that never grows, and processes that count together."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from pathlib import Path

import psutil
import pytest

from api.access.rates import WAYS, Rates
from tests.api.served import Server, serving, until

SPAWN = multiprocessing.get_context("spawn")
NOON = 60.0 * 720


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def noon() -> float:
    return NOON


def admitted(rates: Rates, client: str, times: int) -> int:
    return sum(rates.admits(client) for _ in range(times))


# -- one process -------------------------------------------------------------------------------------------------------


def test_each_client_has_a_count_of_its_own() -> None:
    rates = Rates(3, clock=noon)
    assert [rates.admits("10.0.0.1") for _ in range(5)] == [True, True, True, False, False]
    assert admitted(rates, "10.0.0.2", 5) == 3
    assert admitted(rates, "", 5) == admitted(rates, "a\ud800b", 5) == 3


SLIDING = [  # requests in the first minute, seconds into a later one, minutes between, how many more are let pass
    (60, 0.0, 1, 0),
    (60, 15.0, 1, 15),
    (60, 59.9, 1, 60),
    (30, 0.0, 1, 30),
    (30, 30.0, 1, 45),
    (60, 0.0, 2, 60),
    (60, 0.0, 1000, 60),
    (60, 0.0, -1, 60),
]


@pytest.mark.parametrize(("first", "seconds", "minutes", "more"), SLIDING)
def test_the_minute_slides(first: int, seconds: float, minutes: int, more: int) -> None:
    clock = Clock()
    rates = Rates(60, clock=clock)
    assert admitted(rates, "a", first) == first
    clock.now = NOON + 60 * minutes + seconds
    assert admitted(rates, "a", 100) == more


def test_a_full_set_forgets_who_has_asked_least_and_lets_newcomers_pass() -> None:
    rates = Rates(100, sets=1, clock=noon)
    for number in range(WAYS):
        assert admitted(rates, f"early {number}", 100 if number else 5) == (100 if number else 5)
    assert rates.admits("late")  # in the place of the one with 5
    assert not any(rates.admits(f"early {number}") for number in range(1, WAYS))
    assert admitted(rates, "early 0", 200) == 100  # in the place of the late one


def test_what_is_past_makes_place_first() -> None:
    clock = Clock()
    rates = Rates(100, sets=1, clock=clock)
    admitted(rates, "past", 100)
    clock.now += 120
    for number in range(WAYS - 1):
        assert rates.admits(f"now {number}")
    assert rates.admits("late")  # in the place of the past one
    assert [admitted(rates, f"now {number}", 200) for number in range(WAYS - 1)] == [99] * (WAYS - 1)


def test_any_number_of_clients_takes_the_same_place(tmp_path: Path) -> None:
    rates = Rates(2, tmp_path / "rates", sets=16, clock=noon)
    size = (tmp_path / "rates").stat().st_size
    assert all(rates.admits(f"2001:db8:0:{number:x}::/64") for number in range(16 * WAYS * 10))
    assert (tmp_path / "rates").stat().st_size == size


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_file_tells_nobody_who_asked(tmp_path: Path) -> None:
    file = tmp_path / "rates"
    Rates(2, file, clock=noon).admits("192.0.2.77")
    assert b"192.0.2.77" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_was_not_finished_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "rates"
    file.write_bytes(b"x" * 100)
    first, second = Rates(2, file, clock=noon), Rates(2, file, clock=noon)
    assert [rates.admits("a") for rates in (first, second, first, second)] == [True, True, False, False]


def test_without_the_file_a_process_counts_by_itself_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rates = Rates(2, tmp_path / "nowhere" / "rates", clock=noon)
    assert admitted(rates, "a", 5) == 2
    assert "counted in this process only" in caplog.text
    assert str(tmp_path / "nowhere" / "rates") in caplog.text


# -- several processes -------------------------------------------------------------------------------------------------


def hammer(file: Path, clients: int, times: int, found: Queue[Counter[str]]) -> None:
    """Ask for each client so many times, and tell how often each was let pass."""
    rates = Rates(500, file, clock=noon)
    passed: Counter[str] = Counter()
    for number in range(times * clients):
        client = f"client {number % clients}"
        passed[client] += rates.admits(client)
    found.put(passed)


def signal_under_the_lock(file: Path, number: int) -> None:
    """Send this very process a signal at the moment at which it holds the lock of the client's set."""

    def clock() -> float:
        os.kill(os.getpid(), number)
        return NOON

    Rates(500, file, clock=clock).admits("a")


@contextmanager
def started(work: Callable[..., None], *arguments: object) -> Iterator[SpawnProcess]:
    """A process at work, killed at the end."""
    process = SPAWN.Process(target=work, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(30)


def test_processes_that_ask_at_once_get_the_number_together(tmp_path: Path) -> None:
    found: Queue[Counter[str]] = SPAWN.Queue()
    workers = [SPAWN.Process(target=hammer, args=(tmp_path / "rates", 3, 400, found)) for _ in range(4)]
    for each in workers:
        each.start()
    shares = [found.get(timeout=60) for _ in workers]
    for each in workers:
        each.join(30)
    passed: Counter[str] = sum(shares, Counter())
    assert passed == {"client 0": 500, "client 1": 500, "client 2": 500}


def test_a_process_that_is_killed_while_it_holds_a_lock_blocks_nobody(tmp_path: Path) -> None:
    rates = Rates(3, tmp_path / "rates", clock=noon)
    assert rates.admits("a")
    with started(signal_under_the_lock, tmp_path / "rates", signal.SIGKILL) as killed:
        killed.join(30)
        assert killed.exitcode == -signal.SIGKILL
        began = time.monotonic()
        assert admitted(rates, "a", 5) == 2
        assert time.monotonic() - began < 1  # five waits for the lock would be longer


def test_a_process_that_is_stopped_while_it_holds_a_lock_makes_others_wait_for_a_moment_only(tmp_path: Path) -> None:
    rates = Rates(3, tmp_path / "rates", clock=noon)
    with started(signal_under_the_lock, tmp_path / "rates", signal.SIGSTOP) as stopped:
        until(lambda: psutil.Process(stopped.pid).status() == psutil.STATUS_STOPPED, 30)
        began = time.monotonic()
        assert rates.admits("a")
        assert 0.25 <= time.monotonic() - began < 5  # it did wait for the lock, and gave it up
        assert admitted(rates, "a", 5) == 2


# -- over HTTP ---------------------------------------------------------------------------------------------------------


def holder_of(server: Server, connection: http.client.HTTPConnection) -> int | None:
    """The number of the server's process that has taken a connection."""
    port = connection.sock.getsockname()[1]
    for child in psutil.Process(server.process.pid).children():
        if any(
            each.raddr.port == port for each in child.net_connections("tcp") if each.status == psutil.CONN_ESTABLISHED
        ):
            return child.pid
    return None


def status(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    with connection.getresponse() as answer:
        answer.read()
        return answer.status


def test_the_processes_of_a_server_keep_the_rate_together(store_path: Path) -> None:
    rate = 40
    with serving(store_path, workers=2, query_workers=1, rate_per_minute=rate) as server, ExitStack() as opened:
        connections: dict[int, http.client.HTTPConnection] = {}

        def connect() -> bool:
            connection = opened.enter_context(closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)))
            status(connection, "/health/live")  # which does not count
            connections[holder_of(server, connection) or 0] = connection
            return len(connections) == 2

        until(connect, 60)
        assert 0 not in connections
        began = time.monotonic()
        codes = {pid: Counter[int]() for pid in connections}
        for _ in range(rate):
            for pid, connection in connections.items():
                codes[pid][status(connection, "/health")] += 1
        slid = rate * (time.monotonic() - began) / 60
    answered = sum(counts[200] for counts in codes.values())
    assert rate - 10 <= answered <= rate + slid + 1  # some were asked until the server answered at all
    assert all(set(counts) == {200, 429} for counts in codes.values()), codes
