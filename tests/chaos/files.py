"""Faults of files, networks and processes (B), which the tests of each part inject.

They damage files, ask servers that misbehave, kill processes. Here they get their ids,
and have to run: a fault whose tests are gone or skipped is not caught.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from chaos.copies import ROOT, run
from chaos.faults import Fault


@dataclass(frozen=True)
class TestedFault(Fault):
    """A fault, and the tests that inject it."""

    tests: tuple[str, ...]


def by_tests(id: str, what: str, *tests: str) -> TestedFault:
    """Make a fault of tests of this project: all have to pass, and none be skipped."""

    def inject(folder: Path) -> list[str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        return [run([*command, *(f"tests/test_{test}" for test in tests)], cwd=ROOT)]

    return TestedFault(id, what, inject, r"\Aexit 0\n(?s:.*)\n\d+ passed in ", tests)


IDX = "idx.py::test_wrong_content_is_named"
GZIP = "idx.py::test_a_broken_gzip_is_named"
NPZ = "npz.py::test_what_is_wrong_is_named"
FILE_FAULTS = [
    by_tests(
        *("F23", "an IDX file of something else, rows in the place of columns"),
        *(f"{IDX}[labels for images]", f"{IDX}[rows for columns]"),
    ),
    by_tests(
        *("F24", "an IDX file cut, too long, or with 2^32 - 1 images in its head"),
        *(f"{IDX}[one byte less]", f"{IDX}[one byte more]"),
        *(f"{IDX}[2^32 - 1 images]", f"{IDX}[all axes too large]"),
    ),
    by_tests(
        *("F25", "a gzip cut, with a wrong checksum, or a web page"),
        *(f"{GZIP}[cut in the numbers]", f"{GZIP}[a wrong checksum]"),
        f"{GZIP}[a page]",
    ),
    by_tests(
        *("F26", "zeros, a second member or a web page behind a gzip"),
        *(
            f"{GZIP}[zeros behind]",
            f"{GZIP}[a second member]",
            f"{GZIP}[a page behind]",
        ),
    ),
    by_tests(
        *("F27", "a gzip or an npz that unpacks without end"),
        *("idx.py::test_a_bomb_is_not_unpacked", "npz.py::test_a_bomb_is_not_unpacked"),
    ),
    by_tests(
        *("F28", "an npz whose head claims 8 TiB"),
        *(f"{NPZ}[8 TiB]", f"{NPZ}[more than 2^64]"),
    ),
    by_tests(
        *("F29", "any damage to an npz, a checkpoint or an IDX file"),
        "npz.py::test_any_damage_ends_in_a_data_error_or_in_the_same_numbers",
        "npz.py::test_any_damage_to_a_checkpoint_ends_in_a_data_error_or_in_what_was_saved",
        "npz.py::test_damage_with_right_checksums_ends_in_a_data_error_or_in_right_shapes",
        "idx.py::test_any_damage_ends_in_a_data_error_or_in_the_same_numbers",
        "idx.py::test_flipped_bits_of_a_whole_file_never_change_a_number",
    ),
    by_tests(
        *("F30", "pickles, objects, strange members, keys and types; NaN in weights"),
        "checkpoints.py::test_nothing_is_ever_unpickled",
        *(f"{NPZ}[outside]", f"{NPZ}[missing]", f"{NPZ}[another type]"),
        "npz.py::test_a_name_in_compare_and_check_finite",
    ),
    by_tests(
        *("F31", "a download without a network"),
        "fetch.py::test_without_a_network_both_mirrors_are_named",
    ),
    by_tests(
        *("F32", "servers that refuse, hang, drip, cut, flip or never end"),
        "fetch.py::test_a_fault_is_named_and_leaves_nothing",
        "fetch.py::test_an_endless_answer_takes_no_memory",
    ),
    by_tests(
        *("F33", "the first mirrors are bad"),
        "fetch.py::test_the_next_mirror_is_asked_and_goes_on_to_be",
        "fetch.py::test_the_error_names_each_mirror_and_why",
    ),
    by_tests(
        *("F34", "eight processes fetch at once"),
        "fetch.py::test_eight_processes_may_fetch_at_once",
    ),
    by_tests(
        *("F35", "a file that is kept is damaged"),
        "fetch.py::test_a_damaged_file_is_fetched_again_and_that_is_said",
        "fetch.py::test_a_damaged_file_that_cannot_be_replaced_is_not_used",
    ),
    by_tests(
        *("F36", "the disk is full while a file is fetched"),
        "fetch.py::test_a_full_disk_is_named_and_keeps_nothing",
    ),
    by_tests(
        *("F37", "a folder that may only be read"),
        "fetch.py::test_a_folder_that_is_read_only_serves_what_it_has",
        "fetch.py::test_a_folder_that_is_read_only_and_empty_is_named",
    ),
    by_tests(
        *("F38", "a download, a checkpoint, a training is killed"),
        "fetch.py::test_after_a_kill_the_next_run_works_and_tidies_up",
        "checkpoints.py::test_whenever_it_is_killed_a_checkpoint_can_be_loaded",
        "cli.py::test_a_write_that_is_killed_leaves_the_old_checkpoint",
        "cli.py::test_killed_at_any_moment_and_resumed_is_equal_too",
    ),
    by_tests(
        *("F39", "a training is interrupted and goes on"),
        "cli.py::test_interrupted_and_resumed_is_equal_to_the_last_byte",
    ),
]
