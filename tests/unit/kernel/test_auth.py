"""A token is believed when the gateway signed exactly it for exactly us, and not a second longer than it says."""

import base64
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared import auth
from shared.auth import Caller, Role, Verifier
from shared.problems import Unauthenticated
from shared.words import Language, RoleName
from tests.factories.installation import SigningKey


class CountingKey(SigningKey):
    asked = 0

    async def public_key(self, key_id: str) -> Ed25519PublicKey | None:
        self.asked += 1
        return await SigningKey.public_key(self, key_id)


@pytest.fixture
def key() -> CountingKey:
    return CountingKey()


@pytest.fixture
def verifier(key: CountingKey) -> Verifier:
    return Verifier(key)


async def is_refused(verifier: Verifier, authorization: str | None) -> bool:
    try:
        await verifier.caller(authorization)
    except Unauthenticated:
        return True
    return False


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def test_token_tells_who_asks(verifier: Verifier, key: CountingKey) -> None:
    expires = int(time.time()) + 60
    token = key.token("p1", [("secretary", "o1")], lang="en", restricted=True, exp=expires)
    assert await verifier.caller(f"Bearer {token}") == Caller(
        "p1", "session-p1", Language.ENGLISH, (Role(RoleName.SECRETARY, "o1"),), float(expires), restricted=True
    )


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Bearer é"]
)
async def test_what_is_no_token_is_refused(verifier: Verifier, authorization: str | None) -> None:
    assert await is_refused(verifier, authorization)


async def test_scheme_is_part_of_it(verifier: Verifier, key: CountingKey) -> None:
    assert await is_refused(verifier, key.token("p1"))
    assert await is_refused(verifier, f"Basic {key.token('p1')}")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
async def test_unsigned_token_is_refused(verifier: Verifier, key: CountingKey, algorithm: str) -> None:
    header = {"alg": algorithm, "typ": "JWT", "kid": "test"}
    assert await is_refused(verifier, f"Bearer {unsigned(header, claims_of(key.token('p1')))}")


async def test_public_key_is_no_shared_secret(verifier: Verifier, key: CountingKey) -> None:
    public = key.private.public_key()
    for secret in (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.Raw, PublicFormat.Raw),
    ):
        header, claims = {"alg": "HS256", "typ": "JWT", "kid": "test"}, claims_of(key.token("p1"))
        signed = unsigned(header, claims).rpartition(".")[0]
        signature = hmac.digest(secret, signed.encode(), "sha256")
        assert await is_refused(verifier, f"Bearer {unsigned(header, claims, signature)}")


async def test_foreign_and_unknown_keys_are_refused(verifier: Verifier, key: CountingKey) -> None:
    foreign = Ed25519PrivateKey.generate()
    claims = claims_of(key.token("p1"))
    assert await is_refused(verifier, f"Bearer {jwt.encode(claims, foreign, 'EdDSA', headers={'kid': 'test'})}")
    for headers in ({"kid": "other"}, {"kid": ""}, {}):
        token = jwt.encode(claims, key.private, "EdDSA", headers=headers)
        assert await is_refused(verifier, f"Bearer {token}")


async def test_changed_token_is_refused(verifier: Verifier, key: CountingKey) -> None:
    header, claims, signature = key.token("p1").split(".")
    other = key.token("p2").split(".")
    assert await is_refused(verifier, f"Bearer {header}.{other[1]}.{signature}")
    assert await is_refused(verifier, f"Bearer {header}.{claims}.{other[2]}")
    assert await is_refused(verifier, f"Bearer {header}.{claims}.")
    assert await is_refused(verifier, f"Bearer {header}.{claims}")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "hop.other"},
        {"aud": "other"},
        {"aud": []},
        {"typ": "refresh"},
        {"typ": None},
        {"exp": 1},
        {"exp": "soon"},
        {"nbf": 99999999999},
        {"iat": 99999999999},
        {"lang": "xx"},
        {"roles": [["king", "o1"]]},
        {"roles": ["secretary"]},
        {"roles": None},
        {"sub": 5},
    ],
    ids=str,
)
async def test_token_for_something_else_is_refused(
    verifier: Verifier, key: CountingKey, claims: dict[str, Any]
) -> None:
    token = jwt.encode(claims_of(key.token("p1")) | claims, key.private, "EdDSA", headers={"kid": "test"})
    assert await is_refused(verifier, f"Bearer {token}")


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "sid", "typ", "lang", "roles", "iat", "exp"])
async def test_token_without_a_claim_is_refused(verifier: Verifier, key: CountingKey, name: str) -> None:
    claims = claims_of(key.token("p1"))
    del claims[name]
    token = jwt.encode(claims, key.private, "EdDSA", headers={"kid": "test"})
    assert await is_refused(verifier, f"Bearer {token}")


async def test_signature_is_verified_once_and_the_end_each_time(key: CountingKey) -> None:
    now = time.time()
    moment = [now]
    verifier = Verifier(key, lambda: moment[0])
    authorization = f"Bearer {key.token('p1', exp=int(now) + 60)}"
    for _ in range(3):
        await verifier.caller(authorization)
    assert key.asked == 1
    moment[0] = now + 60
    assert await is_refused(verifier, authorization)


async def test_clock_of_the_gateway_may_be_a_little_ahead(verifier: Verifier, key: CountingKey) -> None:
    now = int(time.time())
    assert not await is_refused(verifier, f"Bearer {key.token('p1', iat=now + 5)}")


async def test_refused_tokens_are_not_kept_and_kept_ones_are_bounded(
    key: CountingKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "KEPT_TOKENS", 3)
    verifier = Verifier(key)
    for number in range(5):
        await verifier.caller(f"Bearer {key.token(f'p{number}')}")
        assert await is_refused(verifier, f"Bearer {key.token('p1', aud=str(number))}")
    assert len(verifier._seen) == 3
    assert {caller.person_id for caller in verifier._seen.values()} == {"p2", "p3", "p4"}


def test_role_holds_below_its_organisation() -> None:
    caller = Caller("p1", "s1", Language.VIETNAMESE, (Role(RoleName.SECRETARY, "o2"),), 0.0)
    assert caller.holds(RoleName.SECRETARY, ["o1", "o2", "o3"])
    assert caller.holds(RoleName.SECRETARY, ["o1", "o2"])
    assert not caller.holds(RoleName.SECRETARY, ["o1"])
    assert not caller.holds(RoleName.ADMINISTRATOR, ["o1", "o2"])
    assert not caller.holds(RoleName.SECRETARY, [])
