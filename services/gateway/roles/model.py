"""Roles are granted only from above, and a tree never loses its last root administrator."""

from collections.abc import Sequence

from shared.aggregates import Aggregate
from shared.auth import Caller
from shared.events.gateway import RoleFacts
from shared.problems import Conflict, Said
from shared.words import RoleName


class LastAdministrator(Conflict):
    code = "last-administrator"
    title = Said(
        "Đây là quản trị viên cuối cùng của toàn hệ thống", "This is the last administrator of the whole organisation"
    )
    advice = Said("Hãy giao vai trò này cho người khác trước.", "Give the role to somebody else first.")


def stands_above(caller: Caller, role: RoleFacts, path: Sequence[str]) -> bool:
    """Whether the caller may give or take a role for the organisation at the end of `path`.

    An administrator has his equals appointed by the next one above; at the root, where nobody is above, by each other.
    """
    above = path[:-1] if role.role is RoleName.ADMINISTRATOR and len(path) > 1 else path
    return caller.holds(RoleName.ADMINISTRATOR, above)


class RootAdministrators(Aggregate):
    """Who administers a whole tree; its id is the root's. In one place, because two can be removed at the same moment.

    Somebody stands here no longer than he holds the role: he is taken out before, and put in after it is granted.
    """

    people: tuple[str, ...]

    def admit(self, person_id: str) -> None:
        self.people = tuple(sorted({*self.people, person_id}))

    def dismiss(self, person_id: str) -> None:
        """Raises LastAdministrator."""
        left = tuple(one for one in self.people if one != person_id)
        if not left:
            raise LastAdministrator
        self.people = left
