import itertools
import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import bench_builds
import numpy as np
import pytest
from bench_clock import peak_bytes, race, ratio
from numpy.testing import assert_allclose

from cnnlesson.record import load_record

ROOT = Path(__file__).parents[1]


# -- The clock ----------------------------------------------------------------
def test_waiting_costs_no_time_and_work_does():
    def work():
        stop = time.thread_time() + 0.02
        while time.thread_time() < stop:
            pass

    times = race({"wait": lambda: time.sleep(0.02), "work": work}, seconds=0, least=4)
    assert len(times["wait"]) == len(times["work"]) == 4
    assert np.median(times["wait"]) < 0.01 < 0.02 <= times["work"].min()
    assert ratio(times["work"], times["wait"]) > 1 > ratio(times["wait"], times["work"])


def test_contestants_take_turns_to_begin_and_repeat_a_short_call():
    order = []
    race({name: partial(order.append, name) for name in "abc"}, seconds=0, least=3)
    turns = [(name, len(list(calls))) for name, calls in itertools.groupby(order)]
    assert "".join(name for name, _ in turns) == "abc" + "abc" + "bca" + "cab"
    assert all(calls == 1 for _, calls in turns[:3])  # without the clock
    assert all(calls > 10 for _, calls in turns[3:])


def test_the_time_is_that_of_one_call():
    times = race({"short": lambda: sum(range(10_000))}, seconds=0, least=9)
    start = time.thread_time()
    for _ in range(200):
        sum(range(10_000))
    one = (time.thread_time() - start) / 200
    assert one / 10 < np.median(times["short"]) < one * 10


def test_the_peak_counts_what_is_freed_again():
    def call():
        return np.ones(1 << 20).sum()

    assert 8 << 20 <= peak_bytes(call) < 9 << 20


# -- The contestants ----------------------------------------------------------
@pytest.fixture(scope="module")
def tiny():
    """Return every kind of case, each on a problem with axes of different lengths."""
    pytest.importorskip("torch")
    import bench_cases as cases

    shapes = {"t": cases.Shape((2, 3, 11, 9), (4, 3, 3, 2), 2, 1)}
    return [
        *cases.forward(shapes),
        *cases.backward(shapes),
        *cases.first_layer(shapes),
        *cases.pools({"p": (2, 3, 8, 6)}),
        *cases.one_image(9),
    ]


def flat(result):
    parts = result if isinstance(result, tuple | list) else [result]
    return np.concatenate([np.asarray(part).ravel() for part in parts])


def test_contestants_solve_the_same_problem(tiny):
    assert len(tiny) == 6
    for case in tiny:
        ours, *others = [flat(call()) for call in case.contestants.values()]
        assert ours.dtype == np.float32
        for theirs in others:
            assert_allclose(ours, theirs, atol=1e-4)


def test_rungs_climb_on_a_tiny_problem():
    pytest.importorskip("torch")
    import bench_cases as cases
    import bench_ladder

    steps = bench_ladder.climb(cases.Shape((1, 2, 6, 5), (3, 2, 3, 2), 1, 0), seconds=0)
    assert [rung["name"] for rung in steps["rungs"]] == list(bench_ladder.RUNGS)
    assert all(r["seconds"] > 0 and r["peak_bytes"] > 0 for r in steps["rungs"])
    assert steps["problem"]["kernels"] == [3, 2, 3, 2]


def test_epochs_are_timed_for_networks_that_learn_the_same():
    pytest.importorskip("torch")
    import bench_cases as cases
    import bench_epochs

    with bench_epochs.contestants("CNN", 2) as steps:  # compares the losses
        assert list(steps) == [cases.TORCH, cases.CHANNELS_LAST, cases.OURS]
        first, second = steps[cases.OURS](), steps[cases.OURS]()
        assert second < first
    entry = bench_epochs.entry("dense", 1, seconds=0)
    assert entry.keys() == load_record()["epochs"][0].keys()
    assert entry["seconds"].keys() == {cases.TORCH, cases.OURS}
    assert all(seconds > 0 for seconds in entry["seconds"].values())


def test_the_networks_of_the_epochs_have_their_sizes():
    pytest.importorskip("torch")
    import bench_epochs

    rng = np.random.default_rng(1)
    assert bench_epochs.cnn(rng).parameter_count == 20_490
    assert bench_epochs.dense(rng).parameter_count == 784 * 128 + 128 + 128 * 10 + 10


# -- Builds ----------------------------------------------------------------------
def test_the_course_that_grows_holds_copies_and_nothing_else(tmp_path):
    docs = bench_builds.copy(tmp_path) / "docs"
    chapter = (docs / "chapters" / f"{bench_builds.CHAPTER}.md").read_text("utf-8")
    bench_builds.only_copies(docs, 3)
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}
    copies = [f"chapters/0{number}-copy" for number in range(3)]
    assert pages == {"index.md", *(f"{name}.md" for name in copies)}
    assert all((docs / f"{name}.md").read_text("utf-8") == chapter for name in copies)
    assert all(name in (docs / "index.md").read_text("utf-8") for name in copies)


def test_a_build_that_fails_is_not_timed(tmp_path):
    (tmp_path / "docs").mkdir()
    with pytest.raises(RuntimeError, match=r"the build of .* failed: 2"):
        bench_builds.build(tmp_path)


def test_the_record_is_of_todays_builds():
    builds = load_record()["builds"]
    assert builds["chapter"] == bench_builds.CHAPTER
    assert [run["chapters"] for run in builds["runs"]] == list(bench_builds.COUNTS)
    # Where the process that measures is the larger one, all peaks are its own.
    assert len({run["peak_bytes"] for run in builds["runs"]}) > 1


# -- The record -----------------------------------------------------------------
def test_a_record_has_all_that_the_one_of_the_site_has(tiny, monkeypatch):
    import bench_cases as cases
    import bench_ladder
    import bench_record

    monkeypatch.setattr(bench_record, "keep_memory", lambda: True)  # not for all tests
    small = cases.Shape((1, 2, 6, 5), (3, 2, 3, 2), 1, 0)
    climb = partial(bench_ladder.climb, small)
    made = bench_record.measure([lambda: iter(tiny)], seconds=0, climb=climb)
    kept = load_record()
    made |= {key: kept[key] for key in ("epochs", "builds")}  # measured apart
    assert made.keys() == kept.keys()
    assert made["machine"].keys() == kept["machine"].keys()
    assert {"numpy", "torch", "threads", "date"} <= made["machine"].keys()
    for mine, its in ((made["cases"], kept["cases"]), (made["ladder"], kept["ladder"])):
        assert {tuple(entry) for entry in mine} == {tuple(entry) for entry in its}
    table = bench_record.report(made)
    assert "2×3×11×9 with 4×3×3×2, stride 2, padding 1" in table
    assert "geometric mean" in table


def test_the_record_is_of_todays_problems():
    pytest.importorskip("torch")
    import bench_cases as cases
    import bench_ladder

    record = load_record()
    found = {(case["group"], case["name"]) for case in record["cases"]}
    assert {("forward", name) for name in cases.SHAPES} <= found
    assert {("backward", name) for name in cases.SHAPES} <= found
    assert len(record["cases"]) == 12 + 4 + 4 + 1
    trained = [(entry["network"], entry["threads"]) for entry in record["epochs"]]
    assert trained == [("CNN", 1), ("CNN", 2), ("dense", 1), ("dense", 2)]
    assert record["ladder_problem"]["images"] == list(bench_ladder.PROBLEM.images)
    for case in record["cases"]:
        ours, theirs = (case["milliseconds"][n] for n in (cases.OURS, cases.TORCH))
        assert case["ratio"] == pytest.approx(ours / theirs, rel=0.3)


def test_the_record_is_written_as_it_is_read():
    import bench

    text = bench.RECORD.read_text(encoding="utf-8")
    assert bench.as_json(json.loads(text)) == text


def test_without_pytorch_it_says_what_to_install():
    block = "import sys; sys.path.insert(0, 'benchmarks'); sys.modules['torch'] = None"
    hide = "import importlib.util as u; u.find_spec = lambda name: None"
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{block}; {hide}; import bench; sys.exit(bench.main([]))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "PyTorch is not installed" in run.stderr
    assert "-m pip install torch==2.13.0" in run.stderr
    assert run.stdout == ""
