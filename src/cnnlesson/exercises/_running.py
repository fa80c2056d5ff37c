"""Runs a learner's function: on copies, with a limit, and with words for its errors.

What it prints is kept, to be shown with the one case that is explained, rather than
that of all cases.

The limit counts steps of Python, by a trace function: that works in the main thread, in
a notebook, and in a browser, where there are neither signals nor threads. Steps rather
than lines, for ``while True: pass`` is one line that never ends.
"""

import inspect
import io
import linecache
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from copy import deepcopy
from types import FrameType, TracebackType
from typing import Any, NamedTuple

_STEPS = 1_000_000  # a right answer to the largest case takes a tenth of it

_STANDARD = os.path.dirname(os.__file__)
_LISTS = "Your function gets nested lists of numbers, no arrays"
_ARRAY = "or begin with x = np.array(x)"
_ONE_BY_ONE = f"{_LISTS}: go through them number by number, {_ARRAY}."
_MAKE_LIST = "Make a list of it first: list(...)."
_TOO_FAR = "A loop goes one step too far, or two axes are swapped."
_WHOLE = "The division / makes a fraction, and // a whole number."
_KNOWN = {  # what the message of an error contains -> what to do about it
    "not tuple": f"{_LISTS}: write x[i][j] for x[i, j], {_ARRAY}.",
    "'list' object has no attribute": (
        f"{_LISTS}: len(x) and len(x[0]) are their lengths; {_ARRAY}."
    ),
    "'list'": _ONE_BY_ONE,
    "can only concatenate list": _ONE_BY_ONE,
    "non-int of type": _ONE_BY_ONE,
    "name 'np'": "Import numpy as np first, if you want it; plain lists will do, too.",
    "No module named": "Plain Python is enough here: lists and loops.",
    "list index out of range": _TOO_FAR,
    "is out of bounds for axis": _TOO_FAR,
    "broadcast": "Two arrays do not fit. A window that reaches over the end is cut.",
    "core dimension": "Two arrays do not fit: print their shapes, and try their .T.",
    "'zip' object": _MAKE_LIST,
    "'map' object": _MAKE_LIST,
    "'generator' object": _MAKE_LIST,
    "'NoneType'": "Something here is None: does every function of yours end in return?",
    "object is not subscriptable": "This is one index too many: a number has no parts.",
    "object is not iterable": "To count up to n, loop over range(n).",
    "cannot be interpreted as an integer": _WHOLE,
    "not float": _WHOLE,
    "list assignment index out of range": "Make the list as long as the result first.",
    "recursion": "The function calls itself without an end.",
}


class Run(NamedTuple):
    """What a call gave: a `value`, or a `problem` in words; and what it `printed`."""

    value: object
    problem: str = ""
    printed: str = ""


class _TooLongError(BaseException):
    """Not an Exception, so that a learner's ``except Exception`` lets it through."""


class _Budget:
    """A trace function that ends a call after so many steps."""

    def __init__(self) -> None:
        self.left = _STEPS

    def __call__(
        self, frame: FrameType, event: str, argument: object
    ) -> "_Budget | None":
        file = frame.f_code.co_filename
        if "site-packages" in file or file.startswith((_STANDARD, "<frozen")):
            return None  # such as what an import in the function does
        frame.f_trace_opcodes = True
        self.left -= 1
        if self.left < 0:
            raise _TooLongError
        return self


def run(
    answer: Callable[..., object], names: Sequence[str], arguments: Sequence[Any]
) -> Run:
    """Call `answer` with copies of `arguments`, which are called `names`."""
    if problem := _misses_arguments(answer, names):
        return Run(None, problem)
    given = deepcopy(list(arguments))
    value, problem = None, ""
    with redirect_stdout(io.StringIO()) as printed:
        try:
            value = _limited(answer, given)
        except _TooLongError:
            problem = "Your function does not come to an end. What ends its loop?"
        except (Exception, SystemExit) as error:
            problem = _raised(error, answer)
    for name, now, then in zip(names, given, arguments, strict=True):
        if not problem and _changed(now, then):
            problem = f"Your function changes its argument {name}: work on a copy."
    return Run(value, problem, printed.getvalue())


def _limited(answer: Callable[..., object], given: Sequence[Any]) -> object:
    before = sys.gettrace()
    try:
        sys.settrace(_Budget())
        return answer(*given)
    finally:
        sys.settrace(before)


def _misses_arguments(answer: Callable[..., object], names: Sequence[str]) -> str:
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions have none
        return ""
    try:
        signature.bind(*names)
    except TypeError:
        takes = ", ".join(signature.parameters) or "nothing"
        return f"Your function is called with ({', '.join(names)}). It takes {takes}."
    return ""


def _changed(now: object, then: object) -> bool:
    try:
        return bool(now != then)
    except Exception:  # the learner has put something odd into it
        return True


def _raised(error: BaseException, answer: Callable[..., object]) -> str:
    message = f"{type(error).__name__}: {error}".removesuffix(": ")
    advice = next((known for part, known in _KNOWN.items() if part in message), "")
    place = _place(error.__traceback__, answer)
    return " ".join(filter(None, [f"Your function raises {message}{place}.", advice]))


def _place(trace: TracebackType | None, answer: Callable[..., object]) -> str:
    """Return where in the learner's code it was: the last of its lines, if known."""
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    line = ""
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = linecache.getline(str(file), trace.tb_lineno).strip()
        trace = trace.tb_next
    return f" at `{line}`" if line else ""
