import os
import socket

import numpy as np
import pytest
from layouts import LAYOUTS


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Fail a run of CI that skipped a test: it promises to have all that tests need."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CNNLESSON_CI") and reporter.stats.get("skipped"):
        session.exitstatus = exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Refuse every connection to another machine, and every look-up of one."""

    def guarded(call, host_of):
        def run(*args, **kwargs):
            host = host_of(*args)
            if host not in {"127.0.0.1", "::1", "localhost", None}:
                raise OSError(f"tests run without a network, and asked for {host!r}")
            return call(*args, **kwargs)

        return run

    def host_of(sock, address):
        return address[0] if isinstance(address, tuple) else None  # a local socket

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            call = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, guarded(call, host_of))
        look_up = guarded(socket.getaddrinfo, lambda host, *_: host)
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(20240229)


@pytest.fixture(params=LAYOUTS.values(), ids=LAYOUTS)
def relaid(request):
    """Return the same numbers in another memory layout, for each layout there is."""
    return request.param
