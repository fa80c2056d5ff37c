"""``python -m cnnlesson``: train a network, measure it, show it a digit of your own."""

import sys

if __name__ == "__main__":
    try:
        from cnnlesson.cli import main  # takes a second: NumPy, SciPy, Pillow

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)  # 128 and the number of the signal, as shells have it
