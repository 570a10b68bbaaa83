"""`python -m services.documents`: the documents service by itself."""

from services.documents.app import build
from shared.alone import run_alone

if __name__ == "__main__":
    run_alone(build)
