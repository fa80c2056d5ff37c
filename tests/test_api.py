"""What is public: it has a page, and types that hold for those who install it."""

import pkgutil
import re
import zlib
from importlib import import_module

import pytest
from built_site import built_site

import cnnlesson
from cnnlesson import exercises, figures


def modules(package):
    """Import the public modules that lie directly in a package."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield import_module(found.name)


def public():
    """Name what is promised, and where it is defined."""
    for_pages = [*modules(exercises), *modules(figures)]  # a module a page
    for module in [*modules(cnnlesson), *for_pages]:
        for name in getattr(module, "__all__", []):
            home = getattr(getattr(module, name), "__module__", None)
            yield f"{module.__name__}.{name}", f"{home}.{name}"


@pytest.fixture(scope="module")
def documented():
    """Name all that a page describes, from the inventory that other sites link by."""
    _, _, _, _, packed = (built_site() / "objects.inv").read_bytes().split(b"\n", 4)
    return set(
        re.findall(r"^(\S+) py:", zlib.decompress(packed).decode(), re.MULTILINE)
    )


def test_every_public_name_has_its_place_on_a_page(documented):
    names = dict(public())
    assert {"cnnlesson.conv.conv2d", "cnnlesson.figures.turned.poses"} <= set(names)
    assert [name for name in names if not {name, names[name]} & documented] == []
