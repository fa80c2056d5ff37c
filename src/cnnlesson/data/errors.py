"""The one error of everything that reads a file: it names what is wrong in it."""

__all__ = ["DataError"]


class DataError(ValueError):
    """A data file is not what it should be.

    Parameters
    ----------
    file, field : str
        The file, and what of it is wrong.
    expected, found : object
        What should be there, and what is.

    Examples
    --------
    >>> print(DataError("digits.npz", "bytes", 820_000, 12))
    digits.npz: bytes: expected 820000, found 12
    """

    def __init__(self, file: str, field: str, expected: object, found: object) -> None:
        super().__init__(file, field, expected, found)
        self.file, self.field, self.expected, self.found = self.args

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.field}: expected {self.expected}, found {self.found}"
        )
