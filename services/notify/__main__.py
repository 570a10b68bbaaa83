"""`python -m services.notify`: the notify service by itself."""

from services.notify.app import build
from shared.alone import run_alone

if __name__ == "__main__":
    run_alone(build)
