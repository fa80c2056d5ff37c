"""How sure a measured share is."""

import math

from cnnlesson._checks import integer

__all__ = ["wilson_interval"]


def wilson_interval(right: int, total: int, *, z: float = 1.96) -> tuple[float, float]:
    """Return the shares that `right` out of `total` is compatible with.

    Wilson's interval: all shares p from which the measured one is at most `z` of
    p's own standard errors away. It never leaves 0 to 1, and has a width even when
    all or none are right, where the textbook's plus or minus says that nothing is
    uncertain.

    Parameters
    ----------
    right, total : int
        How many of how many; `total` is at least 1.
    z : float, default 1.96
        Standard errors either way. With 1.96 the interval holds the true share in
        about 95 of 100 cases.

    Returns
    -------
    low, high : float

    Raises
    ------
    ValueError, TypeError
        If `right` is not from 0 to `total`, or `z` is not above 0.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical
       inference", 1927. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> low, high = wilson_interval(960, 1000)
    >>> f"{low:.3f} to {high:.3f}"
    '0.946 to 0.970'
    >>> [round(end, 2) for end in wilson_interval(5, 5)]
    [0.57, 1.0]
    """
    total = integer("total", total)
    right = integer("right", right, 0)
    if right > total:
        raise ValueError(f"right must be at most total {total}, got {right}")
    if not z > 0:
        raise ValueError(f"z must be above 0, got {z}")
    share, weight = right / total, z * z / total
    middle = (share + weight / 2) / (1 + weight)
    spread = share * (1 - share) / total + weight / (4 * total)
    reach = z * math.sqrt(spread) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)
