"""Who we are to push services (VAPID, RFC 8292): a key pair to which browsers bind their subscriptions."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

GOOD_FOR = timedelta(hours=12)  # a day at most (RFC 8292, section 2)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, section 2.4.2)


class PushIdentity:
    def __init__(self, secret: bytes, contact: str) -> None:
        """`secret` makes the key: 48 bytes, more than it has bits, so that all keys are alike (FIPS 186-5, A.2.1).

        `contact` is an https or mailto address by which a push service reaches the operator.
        """
        self._private = ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1())
        self._contact = contact
        self.public_key = base64url(public_point(self._private))

    def authorization(self, endpoint: str, now: datetime) -> str:
        address = urlsplit(endpoint)
        claims = {
            "aud": f"{address.scheme}://{address.netloc}",
            "exp": int((now + GOOD_FOR).timestamp()),
            "sub": self._contact,
        }
        return f"vapid t={jwt.encode(claims, self._private, algorithm='ES256')}, k={self.public_key}"


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
