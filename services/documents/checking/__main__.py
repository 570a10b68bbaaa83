"""`python -m services.documents.checking`: opens papers and does nothing else, so that it can be shut in harder.

It needs store, log and objects, and is asked by nobody. The service beside it runs with CHECK_CONCURRENCY=0.
"""

from services.documents.app import build_checking
from shared.alone import run_alone

if __name__ == "__main__":
    run_alone(build_checking)
