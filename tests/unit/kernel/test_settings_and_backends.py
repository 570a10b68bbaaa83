"""A setting that cannot work ends the start with a sentence that says which, and what to do."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.backends import BadSetting, open_backends
from shared.database import Database
from shared.serve import check_address
from shared.settings import Settings
from shared.store.port import DATA_VERSION, Collection, Index


def test_defaults_run_the_product_on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "DATA", "STORE_URL", "EVENTS_URL", "OBJECTS_URL", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8080, Path("data"))
    assert settings.store == settings.events == "sqlite:///data/hop.db"
    assert settings.objects == "file:///data/objects"
    assert settings.public == "http://127.0.0.1:8080"


def test_environment_changes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("DATA", "/srv/hop")
    monkeypatch.setenv("PUBLIC_URL", "https://hop.example/")
    settings = Settings()
    assert settings.store == "sqlite:////srv/hop/hop.db"
    assert settings.public == "https://hop.example"
    monkeypatch.setenv("PORT", "70000")
    with pytest.raises(ValidationError):
        Settings()


def test_keys_lie_with_the_data_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(data=Path("/srv/hop")).keys == Path("/srv/hop/keys")
    monkeypatch.setenv("KEYS_FOLDER", "/etc/hop/keys")
    assert Settings(data=Path("/srv/hop")).keys == Path("/etc/hop/keys")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_no_tls(host: str) -> None:
    check_address(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "hop.example", "127.0.0.1.example", "localhost."])
def test_address_that_others_reach_needs_tls(host: str) -> None:
    proxied = {"trusted_proxies": "10.0.0.1", "public_url": "https://hop.example"}
    for given in (
        {},
        {"tls_cert": "c"},
        {"tls_key": "k"},
        {"trusted_proxies": "10.0.0.1"},
        {"public_url": "https://hop.example"},
        proxied | {"public_url": "http://hop.example"},
    ):
        with pytest.raises(BadSetting, match="TLS_CERT"):
            check_address(Settings.model_validate({"host": host, **given}))
    check_address(Settings(host=host, tls_cert=Path("c"), tls_key=Path("k")))
    check_address(Settings.model_validate({"host": host, **proxied}))


@pytest.mark.parametrize("given", [{"tls_cert": "c"}, {"tls_key": "k"}])
def test_half_of_tls_is_a_mistake_on_loopback_too(given: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="TLS_CERT"):
        check_address(Settings.model_validate(given))


async def refusal(settings: Settings) -> str:
    with pytest.raises(BadSetting) as refused:
        async with open_backends(settings):
            pass
    return str(refused.value)


async def test_unknown_engines_are_named(tmp_path: Path) -> None:
    for name, url in (("store_url", "oracle://x"), ("events_url", "amqp://x"), ("objects_url", "ftp://x")):
        settings = Settings.model_validate({"data": tmp_path / "data", name: url})
        assert name.upper() in await refusal(settings)


async def test_state_and_events_stand_in_one_file(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", events_url=f"sqlite:///{tmp_path}/other.db")
    assert "EVENTS_URL" in await refusal(settings)


async def test_store_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database" * 1000)
    for path in (tmp_path / "missing" / "hop.db", tmp_path, tmp_path / "text.db"):
        settings = Settings(data=tmp_path / "data", store_url=f"sqlite:///{path}")
        assert "STORE_URL" in await refusal(settings)


async def test_data_folder_that_others_may_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert f"chmod 700 {folder}" in await refusal(Settings(data=folder))


async def test_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    assert "data" in await refusal(Settings(data=tmp_path / "data"))


async def test_opened_again_everything_is_there(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    links = []
    for _ in range(2):
        async with open_backends(settings) as backends:
            upload = await backends.objects.sign_upload("incoming/" + "a" * 32, 5)
            links.append(upload.parts[0]["url"].partition("?")[0])
    assert links[0] == links[1]


async def test_data_that_a_newer_release_wrote_are_refused_unchanged(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    file = tmp_path / "data" / "hop.db"
    async with open_backends(settings):
        pass
    database = Database(file)
    await database.start("create table later (id integer)", version=DATA_VERSION + 1)
    await database.stop()
    before = file.read_bytes()
    with pytest.raises(BadSetting, match=rf"hop\.db: .*version {DATA_VERSION + 1}.*up to {DATA_VERSION}"):
        async with open_backends(settings):
            pass
    assert file.read_bytes() == before


async def test_changed_index_is_made_anew_at_start_and_what_it_cannot_hold_is_named(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    before, after = (Collection("test.restarted", indexes) for indexes in ((), (Index("by_size", order="size"),)))
    async with open_backends(settings) as backends:
        await backends.store.insert(before, "t1", {"size": 1})
        await backends.store.insert(before, "t2", {"size": "many"})
    async with open_backends(settings) as backends:
        await backends.verify()
        assert [one.id for one in (await backends.store.find(after, "by_size")).items] == ["t1", "t2"]
        await backends.store.insert(after, "t3", {"size": 2})
    Collection("test.restarted", (Index("by_colour", ("colour",)),))
    async with open_backends(settings) as backends:
        with pytest.raises(BadSetting, match=r"test\.restarted t\d: .*colour"):
            await backends.verify()
    Collection("test.restarted", after.indexes)
