"""``python -m cnnlesson``: train a network, measure it, show it a digit of your own."""

import os
import sys

if __name__ == "__main__":
    # Before NumPy is imported: the products of a small network are too small for
    # several threads, which would mostly wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from cnnlesson.cli import main  # takes a second: NumPy, SciPy, Pillow

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)  # 128 and the number of the signal, as shells have it
