"""The secret gate's first door: classifications and titles, checked before an event exists (domain, rule 1)."""

import structlog

from shared.problems import Invalid, Said
from shared.stamps import stamp_in_name
from shared.words import Classification

log = structlog.get_logger()


class SecretRefused(Invalid):
    """Carries the rule, never the text."""

    code = "secret-refused"
    title = Said(
        "Hệ thống này không được xử lý nội dung bí mật nhà nước",
        "This system may not handle state secrets",
    )
    advice = Said(
        "Không đưa tài liệu, tên tài liệu hay cuộc họp có độ mật vào đây. "
        "Hãy xử lý theo quy định bảo vệ bí mật nhà nước; "
        "trong chương trình chỉ ghi một dòng giữ chỗ không nêu nội dung.",
        "Keep classified papers, titles and meetings out of it and handle them by the secrecy rules; "
        "in the agenda leave only a placeholder line that tells nothing.",
    )


def check_secrecy(classification: Classification, *names: str, about: str, allowed: bool) -> None:
    """`about` is an id for the log. Raises SecretRefused."""
    if allowed:
        return
    rule = "classification" if classification is not Classification.NONE else None
    rule = rule or next((found for name in names if (found := stamp_in_name(name))), None)
    if rule:
        log.warning("secret refused", about=about, rule=rule)
        raise SecretRefused(rule=rule)
