"""The command line: ``python -m cnnlesson train``, ``evaluate``, ``predict``."""

from cnnlesson.cli.command import main

__all__ = ["main"]
