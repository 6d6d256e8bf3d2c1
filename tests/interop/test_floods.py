"""Floods of unsigned requests: the emulator's memory stays small, and another caller is not held up."""

import resource
import socket
import threading
import time
from contextlib import contextmanager

import pytest

MIB = 1024 * 1024
MEMORY = 64 * MIB
# a busy machine may drop the first packet of a connection, which is repeated after a second
WAIT = 2.5
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
JSON = "Content-Type: application/json\r\n"


def resident(process):
    """Bytes of a process that are in memory."""
    with open(f"/proc/{process.pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def connect(address):
    return socket.create_connection(address, timeout=30)


def head(method, path, headers="", length=None):
    """The head of a request."""
    if length is not None:
        headers += f"Content-Length: {length}\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def exchange(address, request):
    """Sends a request and returns the status of the response, or None if there is none."""
    with connect(address) as connection:
        try:
            connection.sendall(request)
            received = connection.recv(4096)
        except OSError:
            return None
    return int(received.split()[1]) if received else None


def together(count, task):
    threads = [threading.Thread(target=task) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def forms(address, _open):
    body = b"a&" * (5 * MIB - 1)
    request = head("POST", "/", FORM, len(body)) + body
    together(8, lambda: exchange(address, request))


def one_pair(address, _open):
    body = b"a=" + b"x" * (10 * MIB - 2)
    request = head("POST", "/", FORM, len(body)) + body
    together(8, lambda: exchange(address, request))


def states(address, _open):
    numbers = b"[" + b"0," * (5 * MIB - 20) + b"0]"
    for path, body in [("state", numbers), ("faults", numbers), ("state", b'{"tables":{"objects":' + numbers + b"}}")]:
        request = head("PUT", f"/_emulator/{path}", JSON, len(body)) + body
        together(8, lambda sent=request: exchange(address, sent))


def half_sent(address, held):
    for number in range(800):
        connection = connect(address)
        if number % 4:
            length, part = 1000 if number % 2 else 5 * MIB, b"x" * 900
            connection.sendall(head("POST", "/", FORM, length) + part * (1 if number % 2 else 100))
        else:
            connection.sendall(b"POST / HTTP/1.1\r\nX-Half: ")
        held.append(connection)
    time.sleep(2)


def idle(address, held):
    held.extend(connect(address) for _ in range(800))
    time.sleep(2)


def long_paths(address, _open):
    request = head("GET", "/" + "a" * 60_000, "X-Sdk-Date: 20231114T221320Z\r\n")
    for _ in range(1200):
        exchange(address, request)


@contextmanager
def watched(emulator, address):
    """Measures how much memory the emulator uses above that at the start, and how long another caller waits."""
    before, peak, waits, ended = resident(emulator.process), [0], [], threading.Event()
    request = head("GET", "/v1/0123/thumbnails", "Connection: close\r\n")

    def look():
        while not ended.wait(0.02):
            peak[0] = max(peak[0], resident(emulator.process) - before)

    def call():
        while not ended.wait(0.05):
            began = time.monotonic()
            assert exchange(address, request) == 401
            waits.append(time.monotonic() - began)

    threads = [threading.Thread(target=look), threading.Thread(target=call)]
    for thread in threads:
        thread.start()
    figures = {}
    try:
        yield figures
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        figures.update(memory=peak[0], wait=max(waits), calls=len(waits))


@pytest.mark.parametrize("flood", [forms, one_pair, states, half_sent, idle, long_paths], ids=lambda flood: flood.__name__)
def test_floods(start, flood):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    # A second run tells a slow emulator from a busy machine.
    for _ in range(2):
        emulator, held = start(), []
        host, port = emulator.url.removeprefix("http://").split(":")
        address = (host, int(port))
        exchange(address, head("GET", "/v1/0123/thumbnails"))
        with watched(emulator, address) as figures:
            flood(address, held)
        for connection in held:
            connection.close()
        print(f"{figures['memory'] / MIB:.1f} MiB, {figures['wait']:.2f} s, {figures['calls']} calls")
        assert figures["calls"] > 0
        assert figures["memory"] < MEMORY
        if figures["wait"] < WAIT:
            return
    pytest.fail(f"another caller waited {figures['wait']:.2f} s")
