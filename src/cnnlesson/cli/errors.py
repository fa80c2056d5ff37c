"""Why a command does not even begin."""


class RefusedError(Exception):
    """What was asked for makes no sense: said before any work is done."""
