"""What the engines themselves refuse a service that was broken into: each refusal on the real engine."""

from urllib.parse import urlsplit

import pytest

from shared.backends import Backends, BadSetting, open_backends
from shared.events.envelope import Event
from shared.events.registry import SOURCES
from shared.objects.s3.connection import connection_of
from shared.settings import Settings
from tests.backends.accounts import SERVICES, reads, writes
from tests.backends.engines import Engines
from tests.backends.kafka import give_rights, may_read, may_write, set_topic
from tests.backends.mongo import add_users
from tests.backends.s3 import may_list
from tests.backends.versions import versions_kept
from tests.contract.things import PLAIN
from tests.factories.events import TOPIC, heard, run_of, short
from tests.factories.installation import until


@pytest.fixture(scope="module")
def databases(running_engines: Engines) -> dict[str, str]:
    """Each service's own, with its user."""
    names = {service: f"trust_{service}" for service in SERVICES}
    add_users(running_engines.store, running_engines.trust.ca, running_engines.accounts, names)
    return names


@pytest.fixture
async def prepared(settings: Settings) -> Settings:
    """Topics, buckets and rights."""
    async with open_backends(settings) as backends:
        await backends.prepare()
    await give_rights(settings)
    return settings


def as_service(settings: Settings, running: Engines, service: str, **more: str) -> Settings:
    password = running.accounts.passwords[service]
    login = {f"{engine}_{what}": value for engine in ("store", "events") for what, value in _login(service, password)}
    return settings.model_copy(update=login | {"prepare_engines": False} | more)


def as_writer(settings: Settings, running: Engines) -> Settings:
    """At the log notify, in the store whoever may save anything."""
    store = {"store_user": settings.store_user, "store_password": settings.store_password}
    return as_service(settings, running, "notify", **store)


def _login(service: str, password: str) -> list[tuple[str, str]]:
    return [("user", service), ("password", password)]


@pytest.mark.parametrize("service", SERVICES)
async def test_service_writes_its_own_topics_and_no_other(
    prepared: Settings, running_engines: Engines, service: str
) -> None:
    own = as_service(prepared, running_engines, service)
    assert {topic for topic in SOURCES if await may_write(own, topic)} == set(writes(service))


@pytest.mark.parametrize("service", SERVICES)
async def test_addresses_of_people_are_heard_by_notify_alone(
    prepared: Settings, running_engines: Engines, service: str
) -> None:
    own = as_service(prepared, running_engines, service)
    heard = {topic for topic in SOURCES if await may_read(own, topic, f"{service}.trust")}
    assert heard == set(reads(service))
    assert ("hop.contacts" in heard) == (service == "notify")


async def test_service_joins_no_group_of_another(prepared: Settings, running_engines: Engines) -> None:
    own = as_service(prepared, running_engines, "meeting")
    assert not await may_read(own, "hop.meeting", "notify.notices")


async def test_service_sees_that_its_log_loses_facts(prepared: Settings, running_engines: Engines) -> None:
    await set_topic(prepared, TOPIC, {})
    async with open_backends(as_writer(prepared, running_engines)) as backends:
        with pytest.raises(BadSetting, match=r"hop\.meeting has retention"):
            await backends.verify()


async def test_service_whose_rights_are_of_an_older_release_hears(settings: Settings, running_engines: Engines) -> None:
    """It may not look at what topics are set to."""
    async with open_backends(settings) as backends:
        await backends.prepare()
    await give_rights(settings, looks=False)
    async with open_backends(as_writer(settings, running_engines)) as backends:
        await backends.verify()
        assert await backends.log.behind("notify.trust", [TOPIC]) == 0


@pytest.mark.parametrize("service", SERVICES)
async def test_service_opens_its_own_database_and_no_other(
    settings: Settings, running_engines: Engines, databases: dict[str, str], service: str
) -> None:
    for owner, name in databases.items():
        own = as_service(settings, running_engines, service, store_url=running_engines.database(name))
        own = own.model_copy(update={"prepare_engines": True})
        if owner == service:
            async with open_backends(own) as backends:
                assert await backends.store.get(PLAIN, "nobody") is None
        else:
            with pytest.raises(BadSetting, match="The store refuses us"):
                async with open_backends(own):
                    pass


def test_papers_are_for_documents_alone(settings: Settings, running_engines: Engines) -> None:
    passwords, ca = running_engines.accounts.passwords, running_engines.trust.ca

    def opens(service: str, bucket: str) -> bool:
        return may_list(running_engines.objects, ca, service, passwords[service], bucket)

    assert [service for service in SERVICES if opens(service, "hop-papers")] == ["documents"]
    assert not opens("documents", "ready"), "nor does it see what is not the product's"


async def test_documents_sees_that_uploads_are_kept_in_versions(prepared: Settings, running_engines: Engines) -> None:
    login = {"objects_user": "documents", "objects_password": running_engines.accounts.passwords["documents"]}
    own = prepared.model_copy(update=login | {"prepare_engines": False})
    async with open_backends(own) as backends:
        await backends.verify()
        with versions_kept(connection_of(own), "hop-incoming"), pytest.raises(BadSetting, match="hop-incoming keeps"):
            await backends.verify()


async def waiting(backends: Backends) -> list[tuple[str, int]]:
    """What outboxes hold."""
    found: list[Event] = []
    async for batch in backends.keeping.documents(str, {PLAIN.name}):
        found += [event for kept in batch for event in kept.waiting]
    return [short(event) for event in found]


async def test_engine_that_refuses_the_log_leaves_the_event_in_its_outbox(
    prepared: Settings, running_engines: Engines
) -> None:
    """Whoever may save and may not tell: nothing is lost, and /readyz says so."""
    async with open_backends(as_writer(prepared, running_engines)) as backends:
        await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 1))

        async def is_told() -> bool:
            troubles = [trouble for check in backends.degraded for trouble in await check()]
            return "log: events wait to be published" in troubles

        await until(is_told)
        assert await waiting(backends) == [("p1", 1)]
    async with open_backends(prepared) as backends:

        async def is_published() -> bool:
            return await waiting(backends) == []

        await until(is_published, 60)
        assert await heard(backends.log) == [("p1", 1)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"store_password": "wrong"}, "STORE_PASSWORD"),
        ({"events_password": "wrong"}, "EVENTS_PASSWORD"),
        ({"objects_password": "wrong"}, "OBJECTS_PASSWORD"),
        ({"objects_user": "nobody"}, "OBJECTS_USER"),
    ],
)
async def test_wrong_credentials_are_named(prepared: Settings, changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        async with open_backends(prepared.model_copy(update=changed | {"prepare_engines": False})) as backends:
            await backends.verify()


@pytest.mark.usefixtures("driver_drops_a_socket")
async def test_engine_with_a_certificate_of_somebody_else_is_not_talked_to(
    settings: Settings,
) -> None:
    """Whatever stands at the address gets no password of ours."""
    own = settings.model_copy(update={"engines_ca": None, "store_wait": 0.1})
    assert urlsplit(own.events).scheme == "kafka+tls"
    with pytest.raises(BadSetting, match="has not answered"):
        async with open_backends(own):
            pass
