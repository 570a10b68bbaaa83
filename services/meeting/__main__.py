"""`python -m services.meeting`: the meeting service by itself."""

from services.meeting.app import build
from shared.alone import run_alone

if __name__ == "__main__":
    run_alone(build)
