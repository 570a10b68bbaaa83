"""Slips of paper to sign in with: handed out by the administrator, singly or for a whole office, and redeemed."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from services.gateway.people.http import resolve, resolve_tree
from services.gateway.people.model import Person
from services.gateway.proofs.commands import require_proof_for_oneself
from services.gateway.second_factors.http import qr_rows
from services.gateway.sessions.devices import device_label
from services.gateway.sessions.http import SignedInView, signed_in_answer
from services.gateway.slips import commands
from services.gateway.slips.commands import Redemption
from services.gateway.slips.model import code_of
from services.gateway.slips.store import S
from services.gateway.standing import standings_to_person
from services.gateway.world import World
from shared.aggregates import Repository
from shared.clock import to_text
from shared.http import Answer, Body, Call, Routes
from shared.ids import derived_id
from shared.permissions import Permission

MOST_SLIPS = 200  # in one print


class SlipView(TypedDict):
    """`qr` is a square of rows of 0 and 1 that says `address`, where the code is entered already."""

    person_id: str
    full_name: str
    name: str
    code: str
    address: str
    qr: list[str]
    expires_at: str


class SlipsView(TypedDict):
    items: list[SlipView]


class SlipStateView(TypedDict):
    """Of the newest slip; null when there was none, or it was not used."""

    expires_at: str | None
    used_at: str | None


class SlipsBody(Body):
    people: Annotated[list[str], Field(min_length=1, max_length=MOST_SLIPS)]


class RedemptionBody(Body):
    """Blanks in a password are part of it. `code` is of the second factor, where there is one."""

    model_config = ConfigDict(str_strip_whitespace=False)

    slip: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=1000)]
    code: Annotated[str, Field(max_length=40)] = ""


routes = Routes()


@routes.post("/api/slips", Permission.MANAGE_PERSON, answer=SlipsView, status=201, resolve=resolve_tree)
async def issue_slips(call: Call[World, str], body: SlipsBody) -> Answer:
    """One for each person, in the order given; it voids the person's slip before. Shown once, to be printed.

    One of one's own needs a proof.
    """
    await require_proof_for_oneself(call.world, call.caller, body.people, call.act)
    people = [await _person(call, person_id) for person_id in dict.fromkeys(body.people)]
    creation = call.creation_id()
    views = [await _issue(call, person, derived_id(creation, person.id)) for person in people]
    return Answer({"items": views}, 201, {"Cache-Control": "no-store"})


@routes.get("/api/people/{id}/slip", Permission.MANAGE_PERSON, answer=SlipStateView, resolve=resolve)
async def read_slip(call: Call[World, Person]) -> Answer:
    slip = await call.world.slips.look_up(call.thing.id)
    return Answer(
        SlipStateView(
            expires_at=to_text(slip.expires_at) if slip else None,
            used_at=to_text(slip.used_at) if slip and slip.used_at else None,
        )
    )


@routes.post("/api/slip-redemptions", Permission.SIGN_IN, answer=SignedInView, status=201)
async def redeem_slip(call: Call[World, None], body: RedemptionBody) -> Answer:
    """Chooses a password and signs in. With an Idempotency-Key it can be repeated when its answer was lost."""
    return await redeem_code(call, body, call.world.slips)


async def redeem_code(call: Call[World, None], body: RedemptionBody, slips: Repository[S]) -> Answer:
    world = call.world
    world.cookies.check_origin(call.request, given=False)
    shown = Redemption(
        id=derived_id(call.request.headers.get("Idempotency-Key", call.request_id), call.fingerprint()),
        slip=body.slip,
        password=body.password,
        code=body.code,
        address=world.addresses.of(call.request),
        device_label=device_label(call.request.headers.get("User-Agent", "")),
    )
    signed_in = await commands.redeem(world, slips, shown, call.act)
    device = world.cookies.device(call.request).knowing(signed_in.person.id)
    return await signed_in_answer(call, signed_in, 201, world.cookies.known_device(device))


async def _person(call: Call[World, str], person_id: str) -> Person:
    """Raises NotFound."""
    person = await call.world.people.get(person_id)
    call.require(await standings_to_person(call.world, person, call.caller))
    return person


async def _issue(call: Call[World, Any], person: Person, seed: str) -> SlipView:
    world = call.world
    slip = await commands.issue_slip(world, person, seed, call.act)
    code = code_of(world.key, slip.seed)
    address = f"{world.public}/slip#{code}"
    return SlipView(
        person_id=person.id,
        full_name=person.full_name,
        name=person.name,
        code=code,
        address=address,
        qr=qr_rows(address),
        expires_at=to_text(slip.expires_at),
    )
