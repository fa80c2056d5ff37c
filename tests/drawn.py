"""What a figure shows, as plain values: for the tests of figures."""


def texts(ax):
    """Return what is written in a panel."""
    return [text.get_text() for text in ax.texts if text.get_text()]


def points(line):
    """Return the places that a line connects."""
    return list(zip(line.get_xdata(), line.get_ydata(), strict=True))
