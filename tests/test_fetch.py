import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tracemalloc
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pooch
import pytest
import tiny_sets
from bad_server import serving, wait_for
from numpy.testing import assert_array_equal

from cnnlesson.datasets import SOURCES, DataError, cache, download, fetch
from cnnlesson.datasets.cache import cache_folder

FIRST = tiny_sets.NAMES[0]
TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def server():
    with serving(tiny_sets.files()) as server:
        yield server


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Keep what is fetched in a folder of the test, and ask no proxy."""
    monkeypatch.setenv("CNNLESSON_DATA", str(tmp_path / "kept"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(download, "SILENCE", 0.3)
    monkeypatch.setattr(pooch.get_logger(), "disabled", True)
    return tmp_path / "kept" / "tiny"


@pytest.fixture
def offer(server, monkeypatch):
    """Offer the tiny set at mirrors that behave as named."""

    def offer(*behaviours, contents=None):
        mirrors = [server.mirror(behaviour) for behaviour in behaviours]
        monkeypatch.setitem(SOURCES, "tiny", tiny_sets.source(mirrors, contents))
        server.asked.clear()

    return offer


def assert_is_the_set(splits, validation=2):
    images, labels, test_images, test_labels = tiny_sets.arrays()
    cut = len(labels) - validation
    pixels = [images[:cut], images[cut:], test_images]
    named = [labels[:cut], labels[cut:], test_labels]
    for split, image, label in zip(splits, pixels, named, strict=True):
        assert_array_equal(split.images, image[:, None].astype(np.float32) / 255)
        assert_array_equal(split.labels, label)
        assert (split.images.dtype, split.labels.dtype) == (np.float32, np.int64)


def assert_only_whole_files(folder):
    whole = tiny_sets.files()
    for path in folder.iterdir():
        assert path.read_bytes() == whole[path.name]


# -- What is fetched ------------------------------------------------------------
@pytest.mark.parametrize("validation", [2, 0, 6])
def test_three_splits_as_of_the_sample(offer, folder, validation):
    offer("good")
    assert_is_the_set(fetch("tiny", validation=validation), validation)
    assert sorted(path.name for path in folder.iterdir()) == sorted(tiny_sets.NAMES)
    assert_only_whole_files(folder)


def test_every_call_returns_fresh_arrays(offer):
    offer("good")
    one, other = fetch("tiny", validation=2), fetch("tiny", validation=2)
    for first, second in zip(one, other, strict=True):
        assert first.images.flags.writeable
        assert not np.shares_memory(first.images, second.images)


def test_what_is_kept_is_not_asked_for_again(offer, server):
    offer("good")
    fetch("tiny", validation=2)
    assert [name for _, name in server.asked] == list(tiny_sets.NAMES)
    offer("hang")
    assert_is_the_set(fetch("tiny", validation=2))
    assert server.asked == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_others_may_read_what_was_fetched(offer, folder):
    offer("good")
    fetch("tiny", validation=2)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "cifar"}, "name must be one of 'mnist', 'fashion-mnist', .*'cifar'"),
        ({"validation": 7}, "validation must be below 7, got 7"),
        ({"validation": -1}, "validation must be at least 0, got -1"),
        ({"timeout": 0}, "timeout must be a number of seconds above 0, got 0"),
        ({"timeout": np.nan}, "timeout must be .* got nan"),
    ],
)
def test_bad_arguments_are_named(offer, server, arguments, message):
    offer("good")
    with pytest.raises(ValueError, match=message):
        fetch(**{"name": "tiny", "validation": 2} | arguments)
    assert server.asked == []


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_table_is_whole(name):
    source = SOURCES[name]
    assert len(source.classes) == 10
    assert source.counts == (60_000, 10_000)
    assert len(source.mirrors) >= 2
    assert all(re.fullmatch(r"https://\S+/", mirror) for mirror in source.mirrors)
    for file in source.files:
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert file.bytes > 4000
    assert len({file.sha256 for file in source.files}) == 4


# -- Mirrors that fail ------------------------------------------------------------
FAULTS = {
    "403": "403: Forbidden",
    "404": "404: Not Found",
    "503": "503: Service Unavailable",
    "hang": "timed out",
    "drip": "not done in the time it had",
    "dripping_head": "not done in the time it had",
    "truncated": r"expected [\d,]+ bytes, found [\d,]+|IncompleteRead",
    "longer": r"expected [\d,]+ bytes, found more",
    "flipped": "SHA256 hash .* does not match",
    "html": r"expected [\d,]+ bytes, found 39",
    "empty": r"expected [\d,]+ bytes, found 0",
    "endless": r"expected [\d,]+ bytes, found more",
    "loop": "redirect.* infinite loop",
    "no_http": "BadStatusLine",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_leaves_nothing(offer, server, folder, fault):
    offer(fault)
    start = time.monotonic()
    with pytest.raises(DataError) as caught:
        fetch("tiny", validation=2, timeout=1.0)
    assert time.monotonic() - start < 3.0
    assert caught.value.field == "download"
    assert FIRST in caught.value.file
    assert re.search(FAULTS[fault], caught.value.found, re.DOTALL)
    assert server.mirror(fault) in caught.value.found
    assert list(folder.iterdir()) == []


def test_an_endless_answer_takes_no_memory(offer):
    offer("endless")
    tracemalloc.start()
    with pytest.raises(DataError, match="found more"):
        fetch("tiny", validation=2, timeout=5.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20


def test_an_answer_without_a_length_is_good(offer):
    offer("no_length")
    assert_is_the_set(fetch("tiny", validation=2))


@pytest.mark.parametrize("fault", FAULTS)
def test_the_next_mirror_is_asked_and_goes_on_to_be(offer, server, folder, fault):
    offer(fault, "good")
    assert_is_the_set(fetch("tiny", validation=2, timeout=3.0))
    assert_only_whole_files(folder)
    assert {name for asked, name in server.asked if asked == fault} == {FIRST}


def test_the_error_names_each_mirror_and_why(offer, server):
    offer("403", "flipped", "html")
    with pytest.raises(DataError) as caught:
        fetch("tiny", validation=2)
    _, *lines = str(caught.value).splitlines()
    expected = [("403", "403"), ("flipped", "SHA256"), ("html", "found 39")]
    for line, (behaviour, why) in zip(lines, expected, strict=True):
        assert line.strip().startswith(server.mirror(behaviour))
        assert why in line


def test_all_that_failed_a_file_are_asked_last_for_the_next(offer, server, monkeypatch):
    retrieve = cache._retrieve

    def and_damage(url, path, file, deadline):
        retrieve(url, path, file, deadline)
        if "/good/" in url:
            path.write_bytes(b"changed on the disk")

    monkeypatch.setattr(cache, "_retrieve", and_damage)
    offer("good", "404", "no_length")
    assert_is_the_set(fetch("tiny", validation=2))
    first, second, *others = server.asked
    assert [first, second] == [("good", FIRST), ("404", FIRST)]
    assert others == [("no_length", name) for name in tiny_sets.NAMES]


def test_nobody_listens(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mirrors = [f"http://127.0.0.1:{port}/"]
    monkeypatch.setitem(SOURCES, "tiny", tiny_sets.source(mirrors))
    with pytest.raises(DataError, match="refused"):
        fetch("tiny", validation=2)


def test_without_a_network_both_mirrors_are_named():
    with pytest.raises(DataError, match="tests run without a network") as caught:
        fetch("mnist")
    assert all(mirror in str(caught.value) for mirror in SOURCES["mnist"].mirrors)


# -- The folder -------------------------------------------------------------------
def test_the_folder_is_the_users_cache_unless_chosen(monkeypatch, tmp_path):
    assert cache_folder() == tmp_path / "kept"
    monkeypatch.setenv("CNNLESSON_DATA", "~/elsewhere")
    assert cache_folder() == Path.home() / "elsewhere"
    for nothing in ("", None):
        if nothing is None:
            monkeypatch.delenv("CNNLESSON_DATA")
        else:
            monkeypatch.setenv("CNNLESSON_DATA", nothing)
        assert cache_folder() == pooch.os_cache("cnnlesson")


DAMAGES = {
    "flipped": lambda body: body[:-1] + bytes([body[-1] ^ 1]),
    "cut": lambda body: body[:-1],
    "longer": lambda body: body + b"\0",
    "empty": lambda body: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_fetched_again_and_that_is_said(
    offer, server, folder, damage
):
    offer("good")
    fetch("tiny", validation=2)
    path = folder / FIRST
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    server.asked.clear()
    with pytest.warns(UserWarning, match=f"{FIRST} is damaged: it is downloaded again"):
        splits = fetch("tiny", validation=2)
    assert_is_the_set(splits)
    assert server.asked == [("good", FIRST)]
    assert_only_whole_files(folder)


def test_a_damaged_file_that_cannot_be_replaced_is_not_used(offer, folder):
    offer("good")
    fetch("tiny", validation=2)
    (folder / FIRST).write_bytes(b"damaged")
    offer("404")
    with (
        pytest.warns(UserWarning, match="is damaged"),
        pytest.raises(DataError, match=r"download: [^\n]*\n.* 404"),
    ):
        fetch("tiny", validation=2)


@contextmanager
def not_allowed_to_write(folder):
    """Take the right to write from this process, even if it is root's."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)  # nobody, whom permissions bind
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.fixture
def open_folder(monkeypatch):
    """Keep files where another user can go: tmp_path is for its owner alone."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    monkeypatch.setenv("CNNLESSON_DATA", str(path))
    (path / "tiny").mkdir()
    yield path / "tiny"
    shutil.rmtree(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_folder_that_is_read_only_serves_what_it_has(offer, open_folder):
    offer("good")
    fetch("tiny", validation=2)
    with not_allowed_to_write(open_folder):
        with pytest.raises(PermissionError):
            (open_folder / "new").touch()
        assert_is_the_set(fetch("tiny", validation=2))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_folder_that_is_read_only_and_empty_is_named(offer, open_folder):
    offer("good")
    message = rf"{FIRST}: cache: .*denied.*; set CNNLESSON_DATA to another folder"
    with (
        not_allowed_to_write(open_folder),
        pytest.raises(DataError, match=message),
    ):
        fetch("tiny", validation=2)
    assert list(open_folder.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_named(offer, tmp_path):
    offer("good")
    (tmp_path / "kept").write_text("not a folder")
    with pytest.raises(DataError, match=r"cache: .* CNNLESSON_DATA"):
        fetch("tiny", validation=2)


@pytest.fixture(params=["write", "device"])
def full_disk(request, folder, monkeypatch):
    """Fill the disk: once in Python, and once for real, where mounting is allowed."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)]
    real = request.param == "device" and shutil.which("mount")
    if real and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        yield
        subprocess.run(["umount", str(folder)], check=True)
        return

    def half(path, body):
        with path.open("wb") as file:
            file.write(body[: len(body) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", half)
    yield


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_named_and_keeps_nothing(offer, folder):
    offer("good")
    with pytest.raises(DataError, match=r"cache: .*No space left.* CNNLESSON_DATA"):
        fetch("tiny", validation=2)
    assert list(folder.iterdir()) == []


# -- Several at once, and the end of one ------------------------------------------
SCRIPT = """
import sys; sys.path.insert(0, sys.argv[1])
import tiny_sets
from cnnlesson.datasets import SOURCES, fetch
SOURCES["tiny"] = tiny_sets.source([sys.argv[2]])
train, validation, test = fetch("tiny", validation=2)
print(len(train.labels), len(validation.labels), len(test.labels))
"""


def start(mirror):
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(TESTS), mirror],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_eight_processes_may_fetch_at_once(server, folder):
    running = [start(server.mirror("good")) for _ in range(8)]
    for process in running:
        out, errors = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "5 2 3\n"), errors
    assert sorted(path.name for path in folder.iterdir()) == sorted(tiny_sets.NAMES)
    assert_only_whole_files(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_after_a_kill_the_next_run_works_and_tidies_up(offer, server, folder):
    offer("drip")
    process = start(server.mirror("drip"))
    wait_for(lambda: server.asked and any(folder.glob("tmp*")))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (left,) = folder.iterdir()
    assert left.name not in tiny_sets.NAMES
    os.utime(left, times=(0, 0))  # long ago: no download is still at work on it
    offer("good")
    assert_is_the_set(fetch("tiny", validation=2))
    assert_only_whole_files(folder)


def test_what_others_are_writing_is_left_alone(offer, folder):
    folder.mkdir(parents=True)
    (folder / "tmpother").touch()
    offer("good")
    fetch("tiny", validation=2)
    assert (folder / "tmpother").exists()
    assert time.time() - (folder / "tmpother").stat().st_mtime < cache._STALE


# -- Right bytes, wrong content -----------------------------------------------------
def changed(place, change):
    made = tiny_sets.arrays()
    made[place] = change(made[place])
    return tiny_sets.files(made)


@pytest.mark.parametrize(
    ("place", "change", "message"),
    [
        (1, lambda labels: labels[:-1], r"train-labels.gz: axes: .*\(7,\), .*\(6,\)"),
        (2, lambda images: images[:2], r"test-images.gz: axes: .* found \(2, 28, 28\)"),
        (0, lambda images: images[:, :, :14], r"axes: .* found \(7, 28, 14\)"),
        (3, lambda labels: labels + 10, "test-labels.gz: labels: expected 0 to 9, "),
        (0, lambda images: images[:, 0, 0], "train-images.gz: magic number: "),
    ],
)
def test_a_table_that_is_wrong_does_not_help(
    server, offer, monkeypatch, place, change, message
):
    contents = changed(place, change)
    monkeypatch.setattr(server, "files", contents)
    offer("good", contents=contents)
    with pytest.raises(DataError, match=message):
        fetch("tiny", validation=2)
