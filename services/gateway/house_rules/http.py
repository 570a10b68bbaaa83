"""What a body decides for itself and all below it, over HTTP."""

from typing_extensions import TypedDict

from services.gateway.house_rules import commands
from services.gateway.organisations.http import resolve
from services.gateway.organisations.model import Organisation
from services.gateway.world import World
from shared.events.gateway import HouseRules, QuietSpan
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.quiet_hours import QuietHoursBody, QuietHoursView

routes = Routes(resolve)


class HouseRulesBody(Body):
    """All of them: what is left out is left to the body above."""

    delegates_take_books: bool | None = None
    quiet_hours: QuietHoursBody | None = None


class RulesAboveView(TypedDict):
    """`books_of` and `quiet_hours_of` name the body that decided it; null: nobody, and the settings of Hop hold."""

    delegates_take_books: bool | None
    books_of: str | None
    quiet_hours: QuietHoursView | None
    quiet_hours_of: str | None


class HouseRulesView(TypedDict):
    """What the organisation has decided itself, and in `above` what holds where it has not."""

    organisation_id: str
    delegates_take_books: bool | None
    quiet_hours: QuietHoursView | None
    above: RulesAboveView


@routes.get("/api/organisations/{id}/house-rules", Permission.MANAGE_ORGANISATION, answer=HouseRulesView)
async def read_house_rules(call: Call[World, Organisation]) -> Answer:
    return Answer(await _view(call.world, call.thing))


@routes.put("/api/organisations/{id}/house-rules", Permission.MANAGE_ORGANISATION, answer=HouseRulesView)
async def decide_house_rules(call: Call[World, Organisation], body: HouseRulesBody) -> Answer:
    """Needs If-Match: two who decide at the same time must not undo each other."""
    call.match(await _view(call.world, call.thing))
    rules = HouseRules.model_validate(body.model_dump())
    return Answer(await _view(call.world, await commands.decide(call.world, call.thing, rules, call.act)))


async def _view(world: World, organisation: Organisation) -> HouseRulesView:
    above = await commands.decided_above(world, organisation)
    books, quiet_hours = above["delegates_take_books"], above["quiet_hours"]
    return HouseRulesView(
        organisation_id=organisation.id,
        delegates_take_books=organisation.house_rules.delegates_take_books,
        quiet_hours=_quiet_hours(organisation.house_rules.quiet_hours),
        above=RulesAboveView(
            delegates_take_books=books.rule if books else None,
            books_of=books.by if books else None,
            quiet_hours=_quiet_hours(quiet_hours.rule) if quiet_hours else None,
            quiet_hours_of=quiet_hours.by if quiet_hours else None,
        ),
    )


def _quiet_hours(span: QuietSpan | None) -> QuietHoursView | None:
    return QuietHoursView(on=span.on, begins=span.begins, ends=span.ends, zone=span.zone) if span else None
