"""What the migration makes, and what is said where it did not run."""

import re
from pathlib import Path

import pytest

from shared.backends import BadSetting, open_backends
from shared.events.gateway import CONTACTS
from shared.events.registry import COMPACTED, SOURCES
from shared.log.port import LogUnprepared
from shared.objects.port import ObjectsUnprepared
from shared.objects.s3.connection import connection_of
from shared.settings import Settings
from shared.store.port import Collection, Index, StoreUnprepared
from tests.backends.engines import Engines
from tests.backends.kafka import make_topic, set_topic, settings_of
from tests.backends.versions import keeps_versions, versions_kept
from tests.contract.things import PLAIN
from tests.factories.events import TOPIC, heard, run_of

SIZED = Collection("contract.sized", (Index("by_size", order="size"),))


@pytest.fixture
def unprepared(settings: Settings) -> Settings:
    """As in production, where a migration runs before the release."""
    return settings.model_copy(update={"prepare_engines": False})


async def test_missing_index_is_named_before_the_collection_is_used(unprepared: Settings) -> None:
    async with open_backends(unprepared) as backends:
        with pytest.raises(StoreUnprepared, match=r"contract\.sized.*by_size"):
            await backends.store.insert(SIZED, "t1", {"size": 1})
        with pytest.raises(BadSetting, match="missing or not as declared"):
            await backends.verify()


async def test_index_that_is_not_as_declared_is_named_and_made_anew(unprepared: Settings) -> None:
    async with open_backends(unprepared) as backends:
        await backends.prepare()
    Collection(SIZED.name, (Index("by_size", ("colour",), order="size"),))
    try:
        async with open_backends(unprepared) as backends:
            with pytest.raises(BadSetting, match=r"contract\.sized: by_size missing or not as declared"):
                await backends.verify()
            await backends.prepare()
            await backends.verify()
    finally:
        Collection(SIZED.name, SIZED.indexes)


async def test_migration_makes_what_is_missing_and_again_changes_nothing(unprepared: Settings) -> None:
    async with open_backends(unprepared) as backends:
        await backends.prepare()
        await backends.prepare()
    async with open_backends(unprepared) as backends:
        await backends.verify()
        await backends.store.insert(SIZED, "t1", {"size": 1}, run_of("t1", 1, 1))
        assert [one.id for one in (await backends.store.find(SIZED, "by_size")).items] == ["t1"]
        assert await heard(backends.log) == [("t1", 1)]


async def test_topic_with_too_few_partitions_is_refused(unprepared: Settings) -> None:
    await make_topic(unprepared, TOPIC, partitions=3)
    async with open_backends(unprepared) as backends:
        with pytest.raises(LogUnprepared, match=r"hop\.meeting has 3 partitions, not 12"):
            await backends.log.behind("listener", [TOPIC])


async def test_broker_keeps_every_fact_and_of_addresses_the_newest(unprepared: Settings) -> None:
    async with open_backends(unprepared) as backends:
        await backends.prepare()
    for topic in SOURCES:
        kept = await settings_of(unprepared, topic)
        assert (kept["retention.ms"], kept["retention.bytes"]) == ("-1", "-1"), topic
        assert kept["cleanup.policy"] == ("compact" if topic in COMPACTED else "delete"), topic
        assert kept["unclean.leader.election.enable"] == "false", topic
        assert kept["min.insync.replicas"] == "1", "of the one replica that one broker can hold"


@pytest.mark.parametrize(
    ("topic", "changed", "said"),
    [
        (TOPIC, {}, "retention.ms=604800000, not -1"),
        (TOPIC, {"retention.ms": "-1", "retention.bytes": "1048576"}, "retention.bytes=1048576, not -1"),
        (TOPIC, {"retention.ms": "-1", "cleanup.policy": "compact"}, "cleanup.policy=compact, not delete"),
        (CONTACTS, {"retention.ms": "-1"}, "cleanup.policy=delete, not compact"),
    ],
)
async def test_topic_that_loses_facts_is_refused(
    unprepared: Settings, topic: str, changed: dict[str, str], said: str
) -> None:
    async with open_backends(unprepared) as backends:
        await backends.prepare()
    await set_topic(unprepared, topic, changed)
    async with open_backends(unprepared) as backends:
        with pytest.raises(BadSetting, match=re.escape(f"{topic} has {said}")):
            await backends.verify()
        with pytest.raises(LogUnprepared, match="facts"):
            await backends.prepare()


async def test_missing_topic_is_named(unprepared: Settings) -> None:
    async with open_backends(unprepared) as backends:
        with pytest.raises(LogUnprepared, match=r"hop\.meeting has 0 partitions.*services\.prepare"):
            await backends.log.behind("listener", [TOPIC])


async def test_missing_bucket_is_named(unprepared: Settings, running_engines: Engines) -> None:
    missing = {"objects_url": f"s3://nobody?endpoint={running_engines.objects}"}
    async with open_backends(unprepared.model_copy(update=missing)) as backends:
        with pytest.raises(ObjectsUnprepared, match="bucket nobody-incoming is missing"):
            await backends.migrations[-1].verify()


async def test_bucket_of_uploads_that_keeps_versions_is_refused_and_made_to_keep_none(unprepared: Settings) -> None:
    connection = connection_of(unprepared)
    async with open_backends(unprepared) as backends:
        await backends.prepare()
        with versions_kept(connection, connection.papers), versions_kept(connection, connection.incoming):
            with pytest.raises(BadSetting, match="bucket hop-incoming keeps versions"):
                await backends.verify()
            await backends.prepare()
            await backends.verify()
            assert keeps_versions(connection, connection.papers), "which is the operator's affair"


@pytest.mark.parametrize(
    "changed",
    [
        {"store_url": "mongodb://127.0.0.1:1/"},
        {"store_url": "postgresql://127.0.0.1/hop"},
        {"events_url": "sqlite:///hop.db"},
        {"events_url": "kafka:///nobody"},
        {"objects_url": "ftp://somewhere"},
        {"objects_url": "s3://hop"},
        {"objects_user": ""},
    ],
)
async def test_setting_that_cannot_work_is_named(settings: Settings, changed: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="_URL"):
        async with open_backends(settings.model_copy(update=changed)):
            pass


async def test_installations_on_one_broker_do_not_hear_each_other(
    settings: Settings, running_engines: Engines, tmp_path: Path
) -> None:
    async with open_backends(settings) as backends:
        await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 1))
        assert await heard(backends.log) == [("p1", 1)]
    async with open_backends(running_engines.settings(tmp_path / "other")) as other:
        assert await heard(other.log) == []
