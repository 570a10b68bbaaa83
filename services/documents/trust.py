"""Whether the service may still rely on its copy of who takes part: it fails closed (design, parking)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from shared.ids import participation_id
from shared.log.port import Log, LogAway
from shared.problems import Said, Unavailable
from shared.reactions import Reactions


class RightsUncertain(Unavailable):
    """Facts of who may read wait to be heard: nothing is handed out before."""

    code = "rights-uncertain"
    title = Said("Đang cập nhật quyền xem tài liệu", "Who may read is being updated")
    advice = Said(
        "Hãy thử lại sau ít phút; nếu vẫn lỗi, báo quản trị viên.",
        "Try again in a few minutes; if it persists, tell your administrator.",
    )


@dataclass(slots=True)
class Trust:
    """`group` hears the meeting service. `fresh_at` is when nothing of it was left to hear; `longest` in seconds."""

    group: Reactions
    log: Log
    longest: float
    monotonic: Callable[[], float]
    fresh_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.fresh_at = self.monotonic()

    @property
    def is_late(self) -> bool:
        return self.monotonic() - self.fresh_at > self.longest

    async def look(self) -> None:
        """Whether all has been heard; to be called again and again. While the log is away nobody knows."""
        with suppress(LogAway):
            if not await self.log.behind(self.group.group, self.group.topics):
                self.fresh_at = self.monotonic()

    async def is_certain(self, meeting_id: str, person_id: str) -> bool:
        """False while facts of this meeting or person are parked, or all of them are late."""
        subjects = (f"meeting/{meeting_id}", f"participation/{participation_id(meeting_id, person_id)}")
        return not (self.is_late or await self.group.is_parked(*subjects))

    async def troubles(self) -> list[str]:
        """For /readyz."""
        return ["documents: rights are late"] if self.is_late else []
