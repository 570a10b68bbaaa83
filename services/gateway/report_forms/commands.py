from services.gateway.report_forms.model import Letterhead, ReportForm, ReportRegister, register_id, written
from services.gateway.world import World
from shared.aggregates import Act
from shared.secrecy import check_secrecy
from shared.words import Classification


async def letterhead_of(world: World, organisation_id: str) -> Letterhead:
    form = await world.report_forms.look_up(organisation_id)
    return form.letterhead if form else Letterhead()


async def set_letterhead(world: World, before: ReportForm, wanted: Letterhead, act: Act) -> ReportForm:
    """Raises SecretRefused; Conflict when somebody else set it meanwhile."""
    check_typed(world, before.id, wanted.place, wanted.symbol, wanted.signer, *wanted.authority, *wanted.recipients)
    before.change(wanted)
    return await world.report_forms.put(before, act)


async def take_number(world: World, organisation_id: str, year: int, report_id: str, act: Act) -> str:
    """Of the year's register, as it is written; empty where the body's numbers are not counted here.

    The same report again gives the same number. One that was taken for a report that then failed stays taken.
    """
    letterhead = await letterhead_of(world, organisation_id)
    if not letterhead.counted:
        return ""
    name = register_id(organisation_id, year)
    if await world.report_registers.look_up(name) is None:
        await world.report_registers.add(ReportRegister(id=name), act)
    register = await world.report_registers.change(
        name, lambda found: found.take(report_id, letterhead.first_number), act
    )
    return written(register.numbers[report_id], letterhead.symbol)


def check_typed(world: World, about: str, *texts: str) -> None:
    """Raises SecretRefused."""
    check_secrecy(Classification.NONE, *texts, about=about, allowed=world.secrets_allowed)
