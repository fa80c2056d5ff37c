"""Facts about the repository itself: how it is built, pinned and published."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# In pieces, so that this file does not name them either.
REGISTRY_HOSTS = [
    first + last
    for first, last in [
        ("py" + "pi", ".org"),
        ("python" + "hosted", ".org"),
        ("npm" + "js", ".org"),
        ("npm" + "js", ".com"),
        ("yarn" + "pkg", ".com"),
        ("ana" + "conda", ".org"),
        ("proxy.go" + "lang", ".org"),
        ("crates", ".io"),
        ("ruby" + "gems", ".org"),
    ]
]


def text_of(path):
    return path.read_text(encoding="utf-8")


def repository_files():
    """Tracked files and those about to be, as git sees them."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip("not a git checkout")
    names = found.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# -- the commands ----------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_alone_builds_the_site():
    def plan(*target):
        command = ["make", "--dry-run", *target]
        return subprocess.check_output(command, cwd=ROOT, text=True)

    assert plan() == plan("html")
    assert "tools/site.py html" in plan()


# -- what is installed -----------------------------------------------------------------


def locked():
    """The requirements of the lock: text before the hashes, and the hashes."""
    for entry in re.split(r"\n(?=\S)", LOCK.strip()):
        requirement, *hashes = entry.split(" \\\n    --hash=")
        yield Requirement(requirement), hashes


def test_the_lock_has_exact_versions_with_hashes_and_no_address():
    assert "://" not in LOCK
    for requirement, hashes in locked():
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), requirement.name
        assert hashes, requirement.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)


def test_the_lock_answers_what_pyproject_asks():
    pyproject = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    asked = [
        *pyproject["project"]["dependencies"],
        *pyproject["build-system"]["requires"],
    ]
    asked += [
        line for group in pyproject["dependency-groups"].values() for line in group
    ]
    versions = {}
    for requirement, _ in locked():
        version = str(requirement.specifier).removeprefix("==")
        versions.setdefault(canonicalize_name(requirement.name), []).append(version)
    for requirement in map(Requirement, asked):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement} is not in the lock"
        assert all(requirement.specifier.contains(version) for version in found)


def test_pytorch_is_an_oracle_and_not_installed_with_the_course():
    assert "torch" not in {requirement.name for requirement, _ in locked()}
    assert "-m pip install torch==2.13.0 " in text_of(ROOT / ".ci" / "run")


def test_no_file_names_a_package_registry():
    hosts = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)).encode(), re.IGNORECASE)
    named = [path for path in repository_files() if hosts.search(path.read_bytes())]
    assert named == []


def test_the_only_lock_is_the_one_without_addresses():
    names = {path.name for path in repository_files()}
    assert names.isdisjoint({"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"})
    assert "requirements.lock" in names
