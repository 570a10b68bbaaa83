"""What the gateway does when it hears facts: its own, to finish what a command began, and others', to count use."""

from services.gateway.contacts.commands import follow_language
from services.gateway.sessions.commands import end_sessions
from services.gateway.usage.reactions import UsageReactions
from services.gateway.usage.store import Contributions
from services.gateway.world import World
from shared.aggregates import Act
from shared.clock import SystemClock
from shared.copies import Made
from shared.events import documents, gateway, meeting
from shared.events.envelope import Event, Fact
from shared.events.gateway import PersonChanged, PersonDeactivated
from shared.reactions import Handler, Reactions
from shared.store.port import Store

SERVICE = "gateway"


class AccountReactions:
    def __init__(self, world: World) -> None:
        self._world = world

    async def follow(self, fact: PersonChanged, event: Event) -> None:
        person = await self._world.people.get(fact.person.id)
        await follow_language(self._world, person.id, person.language, _act(event))

    async def close(self, fact: PersonDeactivated, event: Event) -> None:
        """In case the command was cut off; who has come back since keeps his sessions, however often this is heard."""
        if not (await self._world.people.get(fact.person.id)).active:
            await end_sessions(self._world, fact.person.id, _act(event))


def account_reactions(world: World, store: Store) -> Reactions:
    account = AccountReactions(world)
    handlers: dict[type[Fact], Handler] = {PersonChanged: account.follow, PersonDeactivated: account.close}
    return Reactions(SERVICE, "accounts", [gateway.SOURCE], store, world.clock, handlers, feeds_reads=False)


def usage_reactions(world: World, store: Store) -> Reactions:
    usage = UsageReactions(world.contributions)
    topics = [meeting.SOURCE, documents.SOURCE]
    return Reactions(SERVICE, "usage", topics, store, world.clock, usage.handlers(), feeds_reads=False)


def usage_copies(store: Store) -> Made:
    contributions = Contributions(store, SystemClock())
    return UsageReactions(contributions).handlers(), [contributions.projections]


def _act(event: Event) -> Act:
    return Act(event.time, actor_id=event.actor, request_id=event.correlationid, cause_id=event.id)
