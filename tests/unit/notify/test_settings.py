import pytest

from services.notify.settings import NotifySettings
from shared.backends import BadSetting


def test_mails_are_kept_without_any_setting() -> None:
    NotifySettings(smtp_host="").check()


def test_mail_server_needs_a_sender() -> None:
    with pytest.raises(BadSetting, match="SMTP_SENDER"):
        NotifySettings(smtp_host="mail.tinh.example").check()


def test_password_is_never_sent_readable_over_a_network() -> None:
    settings = {"smtp_sender": "hop@tinh.example", "smtp_user": "hop", "smtp_tls": "none"}
    with pytest.raises(BadSetting, match="SMTP_TLS"):
        NotifySettings.model_validate(settings | {"smtp_host": "mail.tinh.example"}).check()
    NotifySettings.model_validate(settings | {"smtp_host": "127.0.0.1"}).check()


def test_password_is_not_shown() -> None:
    settings = NotifySettings.model_validate({"smtp_password": "bí mật"})
    assert "bí mật" not in repr(settings)


def test_mailbox_of_returned_mails_needs_its_server_and_is_never_asked_readable_over_a_network() -> None:
    sending = {"smtp_host": "127.0.0.1", "smtp_sender": "hop@tinh.example", "bounces_address": "tra-lai@tinh.example"}
    with pytest.raises(BadSetting, match="BOUNCES_HOST"):
        NotifySettings.model_validate(sending).check()
    box = sending | {"bounces_host": "mail.tinh.example", "bounces_user": "tra-lai"}
    NotifySettings.model_validate(box).check()
    with pytest.raises(BadSetting, match="BOUNCES_TLS"):
        NotifySettings.model_validate(box | {"bounces_tls": "none"}).check()
