"""Checkers of exercises, a module a chapter: they name the mistake in an answer."""
