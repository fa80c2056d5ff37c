"""A browser, and a server for what it is to open."""

import gzip
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from built_site import built_site
from tiny_site import Site
from widget_page import CONF, EXTENSIONS, PAGES

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PACKED = {".css", ".html", ".js", ".json", ".mjs", ".svg"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """Start the Chromium of this machine once for all tests."""
    api = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"NOT TESTED in a browser: none of {', '.join(NAMES)} is installed")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files as hosts of sites do, packed if they are text, and says nothing."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def serve():
    """Return a function that serves a folder here and returns its address."""
    servers = []

    def start(folder):
        handler = partial(_Quiet, directory=folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(browser, serve):
    """Build the site if it is not up to date, and serve it."""
    return serve(built_site())


def _note(page, request):
    """Note a request that failed; one is also given up when a test leaves the page."""
    if request.failure != "net::ERR_ABORTED":
        page.complaints.append(request.url)


@pytest.fixture
def open_page(browser):
    """Return a function that opens an address and notes in `complaints` what is wrong.

    Complaints are lines of the console, errors and requests that failed.
    """
    contexts = []

    def start(address, *, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: _note(page, request))
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def widget_site(browser, tmp_path_factory):
    """Build the small site of the widgets and return its folder."""
    root = tmp_path_factory.mktemp("widgets")
    site = Site(root, PAGES, *EXTENSIONS, "widgets", conf=CONF)
    assert site.build() == (0, [])
    return root / "build" / "html"


@pytest.fixture(scope="session")
def widgets(widget_site, serve):
    """Return the address of that site."""
    return serve(widget_site)


@pytest.fixture
def open_widget(widgets, open_page):
    """Return a function that opens the page of a widget and waits until it is there."""

    def start(name, link="", **options):
        page = open_page(f"{widgets}/{name}.html{link}", **options)
        page.set_default_timeout(10_000)
        page.wait_for_selector(f"cnn-{name}[data-on]", state="attached")
        page.widget = page.locator(f"cnn-{name}")
        return page

    return start
