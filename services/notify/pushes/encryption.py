"""Encrypts what only one browser can read: Message Encryption for Web Push (RFC 8291) in one record of RFC 8188."""

import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.notify.pushes.identity import public_point

RECORD = 4096  # bytes that every push service takes (RFC 8030, section 7.2)
LONGEST = RECORD - 103  # header, mark of the last record, and proof
_LAST = b"\x02"


def encrypt(
    content: bytes,
    device: bytes,
    secret: bytes,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """`device` and `secret` are the browser's (p256dh, auth). `own` and `salt` are new for every message."""
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    point = public_point(own)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device))
    seed = _derive(shared, secret, b"WebPush: info\0" + device + point, 32)
    key = _derive(seed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(seed, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, content + _LAST, None)
    return salt + struct.pack("!LB", RECORD, len(point)) + point + sealed


def _derive(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, salt, info).derive(secret)
