"""Builds the gateway: people, organisations, sessions, keys, the web app's files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from services.gateway.address_changes.http import routes as address_routes
from services.gateway.address_changes.store import address_changes
from services.gateway.attempts.commands import Attempts
from services.gateway.attempts.store import attempts
from services.gateway.audit.commands import REFUSED_SIGN_IN, refused_sign_in_row
from services.gateway.audit.http import routes as audit_routes
from services.gateway.audit.reactions import audit_reactions
from services.gateway.audit.store import AuditRecord
from services.gateway.chairs.reactions import chair_reactions, chairs_in
from services.gateway.chairs.store import Chairs
from services.gateway.contacts.store import contacts
from services.gateway.exports.http import routes as export_routes
from services.gateway.handles.http import routes as handle_routes
from services.gateway.house_rules.http import routes as house_rule_routes
from services.gateway.imports.commands import TAKE_IN, discard_old
from services.gateway.imports.http import routes as import_routes
from services.gateway.imports.store import import_chunks, imports
from services.gateway.imports.taking import take_in
from services.gateway.indicator_sets.courier import Courier
from services.gateway.indicator_sets.http import routes as indicator_routes
from services.gateway.indicator_sets.store import indicator_sets
from services.gateway.indicator_sets.tries import send_indicators
from services.gateway.organisations.commands import RESETTLE, resettle
from services.gateway.organisations.http import routes as organisation_routes
from services.gateway.organisations.levels import levels
from services.gateway.organisations.store import moves, organisations
from services.gateway.passwords.hashing import Hasher
from services.gateway.passwords.http import routes as password_routes
from services.gateway.passwords.store import passwords
from services.gateway.people.http import routes as people_routes
from services.gateway.people.store import creations, people
from services.gateway.prints.http import routes as print_routes
from services.gateway.prints.store import print_counts, prints
from services.gateway.proofs.http import routes as proof_routes
from services.gateway.reactions import SERVICE, account_reactions
from services.gateway.receiving_systems.http import routes as receiving_routes
from services.gateway.receiving_systems.receiving import Receiving, seals_of
from services.gateway.receiving_systems.store import receiving_systems
from services.gateway.reorganisations.commands import begin_due
from services.gateway.reorganisations.http import routes as reorganisation_routes
from services.gateway.reorganisations.store import reorganisations
from services.gateway.reorganisations.work import REORGANISE, carry_out
from services.gateway.report_forms.http import routes as report_form_routes
from services.gateway.report_forms.store import report_forms, report_registers
from services.gateway.reports.commands import make_scheduled
from services.gateway.reports.http import routes as report_routes
from services.gateway.reports.store import report_schedules, usage_reports
from services.gateway.resets.commands import RESET, issuing
from services.gateway.resets.http import routes as reset_routes
from services.gateway.resets.store import resets
from services.gateway.roles.http import routes as role_routes
from services.gateway.roles.store import root_administrators
from services.gateway.second_factors.http import routes as second_factor_routes
from services.gateway.second_factors.store import second_factors
from services.gateway.sessions.check import SessionCheck
from services.gateway.sessions.commands import end_what_ran_out
from services.gateway.sessions.cookies import CookieJar
from services.gateway.sessions.http import routes as session_routes
from services.gateway.sessions.store import sessions
from services.gateway.settings import BUILT_WEB_APP, GatewaySettings
from services.gateway.setup.http import routes as set_up_routes
from services.gateway.setup.store import set_ups
from services.gateway.slips.http import routes as slip_routes
from services.gateway.slips.store import slips
from services.gateway.spreadsheets.room import SpreadsheetRoom
from services.gateway.strangers import Strangers
from services.gateway.tokens.commands import LIFETIME, LocalKeys
from services.gateway.tokens.http import key_routes
from services.gateway.tokens.keys import KeyFolder
from services.gateway.usage.app import usage_of
from services.gateway.usage.http import routes as usage_routes
from services.gateway.usage.paper import routes as paper_routes
from services.gateway.web.files import WebFiles
from services.gateway.web.http import WebApp
from services.gateway.web.policy import security_headers
from services.gateway.world import World
from services.gateway.yardsticks.http import routes as yardstick_routes
from services.gateway.yardsticks.store import yardsticks
from shared.addresses import Addresses
from shared.app import Kit, Loop, Service
from shared.backends import BadSetting
from shared.copies import Copies
from shared.jobs import Jobs, RowWork
from shared.keys import secret

_ACCOUNT_ROUTES = (
    *session_routes,
    *second_factor_routes,
    *export_routes,
    *people_routes,
    *import_routes,
    *handle_routes,
    *password_routes,
    *slip_routes,
    *reset_routes,
    *proof_routes,
    *address_routes,
)

_FIGURE_ROUTES = (
    *usage_routes,
    *paper_routes,
    *yardstick_routes,
    *report_form_routes,
    *report_routes,
    *receiving_routes,
    *indicator_routes,
)


@dataclass(frozen=True, slots=True)
class Gateway:
    """The service, and what the door asks it."""

    service: Service
    world: World
    keys: LocalKeys
    check_session: SessionCheck
    admit_stranger: Strangers


def build(kit: Kit, problems: Mapping[str, Any] | None = None) -> Gateway:
    """Reads keys and reference data from files, so it blocks. Raises BadSetting.

    `problems` describes those of services that run apart.
    """
    settings = GatewaySettings()
    levels()
    world = _world(kit, settings)
    store = kit.backends.store
    headers = security_headers(_origin(kit.settings.objects_public_url), kit.settings.public.startswith("https://"))
    web_app = WebApp(WebFiles(settings.web_files or BUILT_WEB_APP), headers, problems)
    service = Service(
        name=SERVICE,
        world=world,
        routes=[
            *_ACCOUNT_ROUTES,
            *role_routes,
            *organisation_routes,
            *house_rule_routes,
            *reorganisation_routes,
            *set_up_routes,
            *_FIGURE_ROUTES,
            *print_routes,
            *audit_routes,
        ],
        reactions=(
            account_reactions(world, store),
            chair_reactions(world.chairs, store, kit.clock),
            *world.usage.reactions,
            audit_reactions(world, store),
        ),
        loops=_loops(world),
        plain=[*key_routes(world.keys), *web_app.routes()],
        rebuilds={"gateway.chairs": Copies(chairs_in)},
    )
    strangers = Strangers(world.addresses, settings.strangers_at_once, settings.strangers_a_second)
    return Gateway(service, world, world.keys, world.check, strangers)


def _loops(world: World) -> dict[str, Loop]:
    return {
        "jobs": world.jobs.run,
        "keys": world.keys.run,
        "sessions": lambda: end_what_ran_out(world),
        "reorganisations": lambda: begin_due(world),
        "reports": lambda: make_scheduled(world),
        "indicators": lambda: send_indicators(world),
        "imports": lambda: discard_old(world),
        **world.usage.loops,
    }


def _world(kit: Kit, settings: GatewaySettings) -> World:
    store, clock = kit.backends.store, kit.clock
    key = secret(kit.settings.keys, "gateway", 32)
    kinds: dict[str, RowWork] = {}
    world = World(
        settings=settings,
        public=kit.settings.public,
        secrets_allowed=kit.settings.secrets_allowed,
        clock=clock,
        key=key,
        keys=LocalKeys(KeyFolder(kit.settings.keys / "tokens", LIFETIME), clock),
        hasher=Hasher(settings.argon2_time, settings.argon2_memory, settings.passwords_waiting),
        attempts=Attempts(attempts(store), clock, key),
        check=SessionCheck(store, clock),
        cookies=CookieJar(kit.settings, kit.cursors, settings.session_idle),
        addresses=_addresses(kit),
        people=people(store),
        creations=creations(store),
        contacts=contacts(store),
        passwords=passwords(store),
        chairs=Chairs(store),
        second_factors=second_factors(store),
        sessions=sessions(store),
        organisations=organisations(store),
        moves=moves(store),
        reorganisations=reorganisations(store),
        root_administrators=root_administrators(store),
        set_ups=set_ups(store),
        slips=slips(store),
        resets=resets(store),
        address_changes=address_changes(store),
        imports=imports(store),
        import_chunks=import_chunks(store),
        spreadsheets=SpreadsheetRoom(),
        prints=prints(store),
        print_counts=print_counts(store),
        yardsticks=yardsticks(store),
        report_forms=report_forms(store),
        report_registers=report_registers(store),
        usage_reports=usage_reports(store),
        report_schedules=report_schedules(store),
        receiving=_receiving(kit, settings, key),
        usage=usage_of(kit, settings),
        audit=AuditRecord(store),
        jobs=Jobs(SERVICE, store, clock, kinds, frozenset({RESETTLE, REORGANISE, REFUSED_SIGN_IN})),
    )
    kinds[RESET] = issuing(world)
    kinds[RESETTLE] = resettle(world)
    kinds[REORGANISE] = carry_out(world)
    kinds[TAKE_IN] = take_in(world)
    kinds[REFUSED_SIGN_IN] = refused_sign_in_row(world)
    return world


def _receiving(kit: Kit, settings: GatewaySettings, key: bytes) -> Receiving:
    reach = settings.receiving_reach(closed=kit.settings.secrets_allowed)
    courier = Courier(reach, settings.receiving_ca, settings.receiving_seconds, kit.clock)
    store = kit.backends.store
    return Receiving(receiving_systems(store), indicator_sets(store), courier, seals_of(key))


def _origin(address: str) -> str:
    """Empty for an empty address: papers come from our own."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if address else ""


def _addresses(kit: Kit) -> Addresses:
    try:
        return Addresses(kit.settings.trusted_proxies)
    except ValueError as error:
        raise BadSetting(f"TRUSTED_PROXIES is a list of addresses or networks: {error}") from None
