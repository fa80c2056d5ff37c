"""Training without NumPy's warnings: a loss that is not finite is reported by name."""

import numpy as np

# Each thread has its own setting: this one goes with the function that it decorates.
quiet = np.errstate(over="ignore", invalid="ignore")
