"""Checkers of exercises, a module a page: they name the mistake in an answer.

They need the standard library alone, so that they run in a browser before NumPy is
there. What a learner's function gets is nested lists of numbers; what it returns may be
lists, arrays or numbers.
"""

from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

__all__ = ["Mistake", "Task", "ValueTask", "Verdict"]
