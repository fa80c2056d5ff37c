"""A web server on this machine that misbehaves, as the first part of the path says."""

import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

HALF_A_MINUTE = 30.0  # longer than any test waits


class Handler(BaseHTTPRequestHandler):
    """Answers ``/BEHAVIOUR/FILE`` with a file of the server, or the like of it."""

    def do_GET(self):
        _, behaviour, name = self.path.split("/")
        self.server.asked.append((behaviour, name))
        getattr(self, f"give_{behaviour}")(self.server.files[name])

    def head(self, length=None, status=200):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def whole(self, body):
        self.head(len(body))
        self.wfile.write(body)

    def give_good(self, body):
        self.whole(body)

    def give_403(self, body):
        self.send_error(403)

    def give_404(self, body):
        self.send_error(404)

    def give_503(self, body):
        self.send_error(503)

    def give_hang(self, body):
        self.server.over.wait(HALF_A_MINUTE)

    def give_drip(self, body):
        self.head(len(body))
        self.drop(body)

    def give_dripping_head(self, body):
        self.drop(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000)

    def drop(self, body):
        for place in range(len(body)):
            if self.server.over.wait(0.05):
                return
            self.wfile.write(body[place : place + 1])

    def give_truncated(self, body):
        self.head(len(body))
        self.wfile.write(body[: len(body) // 2])

    def give_longer(self, body):
        self.whole(body + b"\0")

    def give_flipped(self, body):
        middle = len(body) // 2
        self.whole(body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :])

    def give_html(self, body):
        self.whole(b"<html><body>Please log in</body></html>")

    def give_empty(self, body):
        self.whole(b"")

    def give_no_length(self, body):
        self.head()
        self.wfile.write(body)

    def give_endless(self, body):
        self.head()
        while not self.server.over.is_set():
            self.wfile.write(bytes(1 << 16))

    def give_loop(self, body):
        self.send_response(302)
        self.send_header("Location", self.path)
        self.end_headers()

    def give_no_http(self, body):
        self.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    def log_message(self, *args):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves `files` (bytes by name), and notes in `asked` what it was asked for."""

    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked, self.over = files, [], Event()

    def mirror(self, behaviour):
        return f"http://127.0.0.1:{self.server_port}/{behaviour}/"

    def handle_error(self, request, client_address):
        """Say nothing of clients that have gone."""


@contextmanager
def serving(files):
    with Server(files) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def wait_for(condition, seconds=20.0):
    """Wait until `condition()` holds, or fail."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)
