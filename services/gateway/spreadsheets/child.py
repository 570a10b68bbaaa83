"""The process in which spreadsheets are read and written, so that no foreign file can stop or fill the product.

`read`: the file on standard input, what tables.read gives as JSON on standard output. `xlsx`, `csv`: rows as JSON, the
file. Run by room.py only.
"""

import resource
import sys

import orjson

MEMORY = 1 << 30  # bytes, of addresses
SECONDS = 30  # of processor time

UNREADABLE, TOO_MANY_ROWS = 3, 4  # how it ends


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    given = sys.stdin.buffer.read()
    if sys.argv[1] == "read":
        return _read(given)
    from services.gateway.spreadsheets.writing import as_csv, as_xlsx

    write = as_csv if sys.argv[1] == "csv" else as_xlsx
    sys.stdout.buffer.write(write(orjson.loads(given)))
    return 0


def _read(given: bytes) -> int:
    from services.gateway.spreadsheets.encodings import Unreadable
    from services.gateway.spreadsheets.tables import TooManyRows, read

    try:
        sys.stdout.buffer.write(orjson.dumps(read(given)))
    except TooManyRows:
        return TOO_MANY_ROWS
    except (Unreadable, MemoryError):
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
