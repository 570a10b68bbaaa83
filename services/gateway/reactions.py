"""What the gateway does when it hears facts of its own: it finishes what a command began."""

from services.gateway.contacts.commands import follow_language
from services.gateway.sessions.commands import end_sessions
from services.gateway.world import World
from shared.aggregates import Act
from shared.events import gateway
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
        await follow_language(self._world, person.id, person.language, Act.after(event))

    async def close(self, fact: PersonDeactivated, event: Event) -> None:
        """In case the command was cut off; who has come back since keeps his sessions, however often this is heard."""
        if not (await self._world.people.get(fact.person.id)).active:
            await end_sessions(self._world, fact.person.id, Act.after(event))


def account_reactions(world: World, store: Store) -> Reactions:
    account = AccountReactions(world)
    handlers: dict[type[Fact], Handler] = {PersonChanged: account.follow, PersonDeactivated: account.close}
    return Reactions(SERVICE, "accounts", [gateway.SOURCE], store, world.clock, handlers, feeds_reads=False)
