"""`python -m services.meeting`: the meeting service by itself."""

from shared.alone import run_alone

from services.meeting.app import build

if __name__ == "__main__":
    run_alone(build)
