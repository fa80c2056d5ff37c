"""What can be said on the command line, and who does it."""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from cnnlesson.cli.errors import RefusedError
from cnnlesson.cli.networks import AUGMENTATIONS, DATA, MODELS
from cnnlesson.cli.reading import evaluate, predict
from cnnlesson.cli.training import train

__all__ = ["main"]

_TRAIN = """\
example:
  python -m cnnlesson train --model small_cnn --epochs 5 --out runs/first
trains small_cnn on the 3,500 digits that come with the course, in seconds, and keeps
the state after each epoch in runs/first. Ctrl-C stops it and loses at most one epoch;
the same line with --resume goes on to the very bits that it would have reached."""

_EVALUATE = """\
examples:
  python -m cnnlesson evaluate runs/first
  python -m cnnlesson evaluate lenet-shifted-0 --split test"""

_PREDICT = """\
example:
  python -m cnnlesson predict photo.jpg
reads one digit, dark on light paper or light on dark, in any format of Pillow."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say, those of the process unless given.

    Returns
    -------
    int
        Exit code: 0 if it was done, 1 if it failed on the way, 2 if it was refused
        before any work, 130 if it was interrupted.
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.do(options)
    except RefusedError as error:
        print(f"cnnlesson {options.command}: {error}", file=sys.stderr)
        return 2
    except (OSError, ValueError, FloatingPointError) as error:
        print(f"cnnlesson {options.command}: {error}", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m cnnlesson", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_train(_command(commands, "train", "train a network", _TRAIN))
    _add_evaluate(_command(commands, "evaluate", "measure a network", _EVALUATE))
    _add_predict(_command(commands, "predict", "read a digit of your own", _PREDICT))
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    example: str,
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=what,
        description=f"{what.capitalize()}.",
        epilog=example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(do=train)
    add = parser.add_argument
    add("--model", required=True, choices=MODELS, help="which network to train")
    add("--data", default="sample", choices=DATA, help=_DATA)
    add("--epochs", required=True, type=_above_0, help="in all, with those done before")
    add("--out", required=True, type=Path, metavar="DIR", help="folder of the run")
    add("--resume", action="store_true", help="go on with the run that DIR holds")
    add("--seed", default=0, type=_at_least_0, help="of all that is random (0)")
    add("--batch-size", default=64, type=_above_0, help="images per step (64)")
    add("--rate", default=2e-3, type=_positive, help="learning rate of Adam (0.002)")
    add("--augment", default="none", choices=AUGMENTATIONS, help="move images (none)")
    add(
        "--workers",
        default=2,
        type=_above_0,
        help="threads; all give one result (2)",
    )


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(do=evaluate)
    add = parser.add_argument
    add("network", help=_NETWORK)
    add("--data", default=None, choices=DATA, help=f"{_DATA}; else what it learned")
    add("--split", default="validation", choices=["validation", "test"], help=_SPLIT)


def _add_predict(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(do=predict)
    parser.add_argument("image", type=Path, metavar="IMAGE", help="a picture file")
    parser.add_argument("--network", default="lenet-shifted-0", help=_NETWORK)


_DATA = "the sample that comes along, or a whole set (a download of 12 to 31 MB)"
_NETWORK = "the folder of a run, or the name of a network that comes with the course"
_SPLIT = "validation for choices; test for the one measurement after all of them"
_LIMIT = 2**63  # a checkpoint keeps whole numbers of 64 bits


def _whole(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        what = f"must be a whole number, got {text!r}"
        raise argparse.ArgumentTypeError(what) from None
    if number < least:
        raise argparse.ArgumentTypeError(f"must be at least {least}, got {text}")
    if number >= _LIMIT:
        raise argparse.ArgumentTypeError(f"must be below {_LIMIT:,}, got {text}")
    return number


def _above_0(text: str) -> int:
    return _whole(text, 1)


def _at_least_0(text: str) -> int:
    return _whole(text, 0)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        what = f"must be a number, got {text!r}"
        raise argparse.ArgumentTypeError(what) from None
    if not 0 < number < math.inf:
        what = f"must be a finite number above 0, got {text}"
        raise argparse.ArgumentTypeError(what)
    return number
