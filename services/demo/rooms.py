"""The rooms of the province's seat."""

from datetime import datetime
from typing import Any, Final

from services.demo.history import History
from services.demo.province import ADMINISTRATOR
from services.demo.steps import Steps
from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from shared.store.port import Document

KEEPER = "daibieu5"  # deputy head of the office

ROOMS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "Phòng họp số 1",
        "address": "Tầng 2, trụ sở Ủy ban nhân dân tỉnh",
        "capacity": 40,
        "seats": 24,
        "equipment": ["projector", "screen", "microphones"],
    },
    {
        "name": "Phòng họp số 2",
        "address": "Tầng 3, trụ sở Ủy ban nhân dân tỉnh",
        "capacity": 20,
        "seats": 16,
        "equipment": ["screen", "whiteboard"],
    },
    {
        "name": "Hội trường lớn",
        "address": "Nhà B, trụ sở Ủy ban nhân dân tỉnh",
        "capacity": 300,
        "seats": 60,
        "equipment": ["projector", "screen", "camera", "microphones", "speakers"],
        "keeper_id": person_id_of(KEEPER),
        "needs_approval": True,
    },
)


async def load_rooms(history: History, steps: Steps, at: datetime) -> None:
    for room in ROOMS:
        await steps.once(f"room/{room['name']}", lambda room=room: _add(history, room, at))  # type: ignore[misc]


async def _add(history: History, room: dict[str, Any], at: datetime) -> Document:
    body = room | {"organisation_id": ROOT_ID}
    made = await history.ask(ADMINISTRATOR, at, "POST", "/api/rooms", body, key=room["name"])
    return {"id": made["id"]}
