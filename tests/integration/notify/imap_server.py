"""The command `pymap` with a cheap hash: half a million rounds for each login are most of a test's work otherwise."""

from functools import partial

from pymap import config
from pymap.main import main
from pysasl.hashing import BuiltinHash

if __name__ == "__main__":
    vars(config)["BuiltinHash"] = partial(BuiltinHash, rounds=1)
    main()
