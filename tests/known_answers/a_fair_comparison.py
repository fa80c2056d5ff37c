"""Answers to the exercises of *A fair comparison*, written as a learner would."""

import numpy as np


def seeds(*, ddof=1, times=2, power=2, rounded=np.ceil, of_mean=False):
    def answer(differences, smallest):
        spread = np.std(differences, ddof=ddof)
        if of_mean:
            spread /= np.sqrt(len(differences))
        return rounded((times * spread / smallest) ** power)

    return answer


def tries(differences, smallest):
    mean = sum(differences) / len(differences)
    spread = (sum((d - mean) ** 2 for d in differences) / (len(differences) - 1)) ** 0.5
    n = 1
    while 2 * spread / n**0.5 > smallest:
        n += 1
    return n


RIGHT = {
    "check_seeds": [seeds(), tries],
    "check_places": [np.full(5, -0.2), (3, 3, 3, 3, 3)],
}
WRONG = {
    "check_places": {
        "all zeros": np.zeros(5),
        "not at the border": [0.5, 2, 2, 2, 0.5],
        "the sign": [1, -1, 1, -1, 1],
        "places told apart": np.arange(1, 6),
    },
    "check_seeds": {
        "one seed": lambda differences, smallest: 1,
        "not squared": seeds(power=1),
        "once its uncertainty": seeds(times=1),
        "divided by n": seeds(ddof=0),
        "the mean's own": seeds(of_mean=True),
        "rounded down": seeds(rounded=int),
        "a fraction": seeds(rounded=float),
    },
}
