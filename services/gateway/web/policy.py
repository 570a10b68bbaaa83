"""What the browser may do with our pages (Content Security Policy, level 3)."""

import base64
from collections.abc import Mapping
from hashlib import sha256

# React Aria writes these two style elements into the page; nothing else may.
LIBRARY_STYLES = (
    "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}",
    "@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}",
)


def security_headers(objects_host: str, https: bool) -> Mapping[str, str]:
    """`objects_host` is the origin papers come from when it is not ours, else empty."""
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in LIBRARY_STYLES)
    elsewhere = f" {objects_host}" if objects_host else ""
    policy = [
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        f"style-src 'self' {hashes}",
        f"connect-src 'self'{elsewhere}",
        f"img-src 'self' blob: data:{elsewhere}",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), payment=(), usb=()",
    }
    return headers | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})


def _digest(style: str) -> str:
    return base64.b64encode(sha256(style.encode()).digest()).decode()
