"""A download that ends: bounded in bytes, in silence, and in all its time."""

import threading
import time
from collections.abc import Callable
from queue import Empty, Queue
from urllib.request import Request, urlopen

from cnnlesson.datasets.sources import File

__all__ = ["MirrorError", "download"]

SILENCE = 20.0  # seconds without a byte after which a server is given up
_BLOCK = 1 << 16


class MirrorError(Exception):
    """A mirror did not give the file, for the reason that it says."""


def download(url: str, file: File, deadline: float) -> bytes:
    """Return what is at `url`, if that has the length of `file`.

    It works in a thread, for neither the look-up of a name nor the headers of an
    answer can be bounded otherwise: a server that sends a byte a second is never
    silent. The thread keeps all in memory, so that what is given up leaves nothing.

    Parameters
    ----------
    url : str
    file : File
        How many bytes there should be; never more than one in addition is read.
    deadline : float
        When to give up, on the clock of :func:`time.monotonic`.

    Raises
    ------
    MirrorError
        If the answer is an error, is late, or has another length.
    """
    answer: Queue[bytes | MirrorError] = Queue()
    work = threading.Thread(
        target=lambda: answer.put(_attempt(url, file, deadline)), daemon=True
    )
    try:
        work.start()
        result = answer.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise MirrorError("not done in the time it had") from None
    if isinstance(result, MirrorError):
        raise result
    return result


def _attempt(url: str, file: File, deadline: float) -> bytes | MirrorError:
    request = Request(url, headers={"User-Agent": "cnnlesson"})
    try:
        with urlopen(request, timeout=SILENCE) as response:
            body = _read(response.read1, file.bytes, deadline)
    except Exception as error:  # whatever a server makes of its answer
        return MirrorError(_reason(error))
    if len(body) != file.bytes:
        found = "more" if len(body) > file.bytes else f"{len(body):,}"
        return MirrorError(f"expected {file.bytes:,} bytes, found {found}")
    return body


def _read(read1: Callable[[int], bytes], size: int, deadline: float) -> bytes:
    """Read to the end, but no further than a byte too many or than the deadline."""
    body = bytearray()
    while len(body) <= size and time.monotonic() < deadline:
        # Not read(): that one waits until the whole block is there.
        block = read1(min(_BLOCK, size + 1 - len(body)))
        if not block:
            break
        body += block
    return bytes(body)


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None)  # urllib wraps what went wrong
    status = getattr(error, "code", None)
    return f"{status or type(error).__name__}: {reason or error}".replace("\n", " ")
