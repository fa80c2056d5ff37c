"""Packs the notebooks to take along: all, the exercises, and the library they need.

The zips are the same bytes on every build. The library is a wheel of the project in
the folder ``notebook_library`` of conf.py.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hatchling.builders.wheel import WheelBuilder
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from notebooks.notebook_links import (
    FOLDER,
    exercises_name,
    exercises_zip,
    notebook_name,
    notebooks_zip,
    wheel_name,
)

README = """\
# Notebooks of {project}

Install the library of the course and JupyterLab, in this folder. You need Python 3.11
or newer; what is installed already is not downloaded again.

    python -m pip install {wheel} jupyterlab
    jupyter lab

Text and figures are under CC BY 4.0, code under the MIT licence. The handwritten digits
in the library are from MNIST by LeCun, Cortes and Burges, CC BY-SA 3.0. The full texts
are in the .whl file, which any zip program opens.
"""
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def zip_folder(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write `files`, names with contents, as one folder in a zip without a clock."""
    with ZipFile(path, "w") as archive:
        for name, content in files:
            member = ZipInfo(f"{path.stem}/{name}", _NO_TIME)
            member.create_system = 3  # Unix, wherever it was made
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, ZIP_DEFLATED, 9)


def build_wheel(root: Path, folder: Path) -> str:
    """Write the wheel of the project in `root` to `folder`, and return its name."""
    built = WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    return Path(*built).name


def _pack(app: Sphinx, exception: Exception | None) -> None:
    folder, library = Path(app.outdir, FOLDER), app.config.notebook_library
    if exception is not None or app.builder.name != "html" or library is None:
        return
    wheel = wheel_name(app)
    if (built := build_wheel(Path(library), folder)) != wheel:
        raise ExtensionError(f"notebooks ask for {wheel}, the project builds {built}")
    readme = README.format(project=app.config.project, wheel=wheel)
    pages = sorted(app.env.found_docs)
    for packed, name_of in (
        (notebooks_zip(app), notebook_name),
        (exercises_zip(app), exercises_name),
    ):
        names = [name for page in pages if (name := name_of(app, page))]
        contents = [(name, (folder / name).read_bytes()) for name in [*names, wheel]]
        zip_folder(folder / packed, [("README.md", readme.encode()), *contents])


def setup(app: Sphinx) -> dict[str, Any]:
    """Pack once all notebooks are written; a preview is not for downloading."""
    app.add_config_value("notebook_library", None, "")
    if not os.environ.get("CNNLESSON_PREVIEW"):
        app.connect("build-finished", _pack)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
