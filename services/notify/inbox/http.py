"""The caller's inbox over HTTP."""

from typing import Any

from typing_extensions import TypedDict

from services.notify.inbox import commands
from services.notify.inbox.model import InboxEntry
from services.notify.inbox.views import InboxEntryView, shown_entries
from services.notify.world import World
from shared.http import Answer, Call, Found, Paging, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound

_PERSON = frozenset({Standing.PERSON})


class InboxList(TypedDict):
    """`unread` counts the whole inbox, as far as the reader may know of it."""

    items: list[InboxEntryView]
    next: str | None
    unread: int


async def _own(call: Call[World, Any]) -> Found[None]:
    return Found(None, _PERSON)


async def _own_entry(call: Call[World, Any]) -> Found[InboxEntry]:
    """Raises NotFound."""
    entry = await call.world.inbox.get(call.path("entry"))
    if entry.person_id != call.caller.person_id or not await shown_entries(call.world, entry.person_id, [entry]):
        raise NotFound
    return Found(entry, _PERSON)


routes = Routes(_own)


@routes.get("/api/inbox", Permission.READ_INBOX, answer=InboxList)
async def read_inbox(call: Call[World, None], query: Paging) -> Answer:
    """Newest first."""
    person_id = call.caller.person_id
    items, page = await commands.read_page(call.world, person_id, call.position(query.after), query.limit)
    answer = call.listing(items, page)
    answer.body["unread"] = await commands.count_unread(call.world, person_id)
    return answer


@routes.put("/api/inbox/read", Permission.READ_INBOX)
async def mark_inbox_read(call: Call[World, None]) -> Answer:
    await commands.mark_all_read(call.world, call.caller.person_id, call.act)
    return Answer()


@routes.put("/api/inbox/{entry}/read", Permission.READ_INBOX, resolve=_own_entry)
async def mark_entry_read(call: Call[World, InboxEntry]) -> Answer:
    await commands.mark_read(call.world, call.thing, call.act)
    return Answer()
