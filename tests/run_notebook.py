"""Runs a notebook in this folder, with the library that is installed in another.

    python run_notebook.py NOTEBOOK LIBRARY

Python starts the kernel without its ``site`` module, so that no line of a .pth file,
such as the one of .venv, puts the sources on the path.
"""

import os
import sys
from pathlib import Path

import nbclient
import nbformat
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec
from nbformat.v4 import new_code_cell

HERE = """import cnnlesson
assert cnnlesson.__file__.startswith({library!r}), cnnlesson.__file__"""


def main(notebook, library):
    others = str(Path(nbclient.__file__).parents[1])
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([library, others])}
    argv = [sys.executable, "-S", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager = KernelManager(kernel_name="")
    manager._kernel_spec = KernelSpec(argv=argv, env=environ)
    pages = nbformat.read(notebook, as_version=4)
    pages.cells.insert(0, new_code_cell(HERE.format(library=library)))
    nbclient.NotebookClient(pages, km=manager, timeout=300).execute(env=environ)


if __name__ == "__main__":
    main(*sys.argv[1:])
