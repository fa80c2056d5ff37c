"""The commands behind `make html`, `make live` and `make serve`."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from site_build import html
from site_live import live
from site_serve import refresh, serve

ROOT = Path(__file__).resolve().parent.parent


def run(command: list[str], environ: dict[str, str]) -> int:
    return subprocess.call(command, cwd=ROOT, env=environ)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["html", "live", "serve", "refresh"])
    parser.add_argument("--port", type=int, default=8000, help="of serve")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `with` cleans up
    try:
        if options.action == "html":
            return html(ROOT, run, site=os.environ.get("CNNLESSON_SITE", ""))
        if options.action == "serve":
            return serve(ROOT, options.port, run)
        if options.action == "live":
            live(ROOT, run, wheels=os.environ.get("CNNLESSON_WHEELS", ""))
        else:
            refresh(ROOT)
    except OSError as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
