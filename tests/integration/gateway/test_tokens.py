"""Tokens we did not make, or that ran out, open nothing; keys turn without anybody being thrown out."""

import asyncio
import base64
import hashlib
import hmac
import time
from datetime import timedelta
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.gateway.tokens.commands import LIFETIME
from services.gateway.tokens.keys import KeyFolder
from shared.auth import Verifier
from shared.jwks import RemoteKeys
from shared.problems import Unauthenticated
from tests.integration.gateway.conftest import Browser, Hop


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode()


def sign(hop: Hop, claims: dict[str, Any], private: Any = None) -> str:
    key = hop.gateway.keys.signing
    return jwt.encode(claims, private or key.private, algorithm="EdDSA", headers={"kid": key.id})


async def refused(browser: Browser, token: str) -> bool:
    browser.token = token
    return await browser.problem("GET", "/api/me") == "unauthenticated"


async def test_token_of_a_foreign_key_is_refused(hop: Hop, quantri: Browser) -> None:
    assert quantri.token
    assert await refused(quantri, sign(hop, claims_of(quantri.token), Ed25519PrivateKey.generate()))


async def test_token_without_signature_is_refused(hop: Hop, quantri: Browser) -> None:
    assert quantri.token
    claims, key_id = claims_of(quantri.token), hop.gateway.keys.signing.id
    for header in ({"alg": "none", "kid": key_id}, {"alg": "none"}, {"alg": "None", "kid": key_id}):
        assert await refused(quantri, f"{encoded(header)}.{encoded(claims)}.")


async def test_token_signed_with_the_public_key_as_a_shared_secret_is_refused(hop: Hop, quantri: Browser) -> None:
    assert quantri.token
    key = hop.gateway.keys.signing
    public = key.private.public_key().public_bytes_raw()
    content = f"{encoded({'alg': 'HS256', 'kid': key.id})}.{encoded(claims_of(quantri.token))}"
    digest = hmac.new(public, content.encode(), hashlib.sha256).digest()
    assert await refused(quantri, f"{content}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}")


async def test_token_whose_claims_were_changed_is_refused(quantri: Browser) -> None:
    assert quantri.token
    head, _, signature = quantri.token.split(".")
    assert await refused(quantri, f"{head}.{encoded(claims_of(quantri.token) | {'sub': 'somebody'})}.{signature}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": int(time.time()) - 60},
        {"aud": "elsewhere"},
        {"iss": "somebody"},
        {"typ": "refresh"},
        {"sid": "no such session"},
        {"sub": "somebody else"},
        {"roles": [["administrator", "everything"]]},
        {"roles": [["emperor", "o1"]]},
        {"roles": "administrator"},
        {"lang": "xx"},
        {"restricted": True},
    ],
)
async def test_well_signed_token_that_says_what_is_not_so_is_refused(
    hop: Hop, quantri: Browser, wrong: dict[str, Any]
) -> None:
    assert quantri.token
    assert await refused(quantri, sign(hop, claims_of(quantri.token) | wrong))


@pytest.mark.parametrize("missing", ["exp", "sub", "sid", "lang", "roles", "aud", "iss", "typ"])
async def test_well_signed_token_that_leaves_something_out_is_refused(hop: Hop, quantri: Browser, missing: str) -> None:
    assert quantri.token
    claims = claims_of(quantri.token)
    del claims[missing]
    assert await refused(quantri, sign(hop, claims))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\u00e9", "..", "e30.e30.e30"])
async def test_what_is_no_token_is_refused(quantri: Browser, token: str) -> None:
    assert await refused(quantri, token)


async def test_token_lives_ten_minutes(quantri: Browser) -> None:
    assert quantri.token
    claims = claims_of(quantri.token)
    assert claims["exp"] - claims["iat"] == 600


async def test_turned_keys_keep_old_tokens_good_until_they_ran_out(hop: Hop, quantri: Browser) -> None:
    world, now = hop.gateway.world, hop.kit.clock.now()
    folder = KeyFolder(hop.kit.settings.keys / "tokens", LIFETIME)
    before = world.keys.signing.id

    new = await asyncio.to_thread(folder.add, now)
    await asyncio.to_thread(world.keys.read)
    assert world.keys.signing.id == new.id
    assert [key["kid"] for key in await published(quantri)] == [before, new.id]
    assert await quantri.status("GET", "/api/me") == 200
    await quantri.refresh()
    assert quantri.token
    assert jwt.get_unverified_header(quantri.token)["kid"] == new.id
    gone = await asyncio.to_thread(folder.forget_old, now + timedelta(minutes=10))
    assert gone == []
    gone = await asyncio.to_thread(folder.forget_old, now + timedelta(minutes=12))
    assert gone == [before]
    await asyncio.to_thread(world.keys.read)
    assert [key["kid"] for key in await published(quantri)] == [new.id]


async def published(browser: Browser) -> list[dict[str, Any]]:
    answer = await browser.client.get("/.well-known/jwks.json")
    keys: list[dict[str, Any]] = (await answer.json(content_type=None))["keys"]
    return keys


async def test_published_keys_hold_nothing_private(quantri: Browser) -> None:
    assert [key.keys() for key in await published(quantri)] == [{"kty", "crv", "x", "kid", "use", "alg"}]


async def test_service_by_itself_verifies_by_the_published_keys(hop: Hop, quantri: Browser) -> None:
    async with RemoteKeys(str(hop.server.make_url("/"))) as keys:
        caller = await Verifier(keys).caller(f"Bearer {quantri.token}")
        assert caller.person_id == quantri.person["id"]


async def test_forged_key_ids_make_one_fetch(hop: Hop, quantri: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[int] = []
    honest = RemoteKeys._fetch

    async def fetch(self: RemoteKeys) -> None:
        fetched.append(1)
        await honest(self)

    monkeypatch.setattr(RemoteKeys, "_fetch", fetch)
    async with RemoteKeys(str(hop.server.make_url("/"))) as keys:
        verifier = Verifier(keys)
        for n in range(20):
            token = jwt.encode({}, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": f"forged-{n}"})
            with pytest.raises(Unauthenticated):
                await verifier.caller(f"Bearer {token}")
    assert len(fetched) == 1


async def test_service_by_itself_knows_nobody_while_the_gateway_is_away() -> None:
    async with RemoteKeys("http://127.0.0.1:9") as keys:
        assert await keys.public_key("any") is None
