"""A mail server that remembers what it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.header import decode_header, make_header
from email.message import Message
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.backends.server import free_ports


class Letter(NamedTuple):
    to: str
    message_id: str
    subject: str


class Letters(MessageHandler):
    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.taken: list[Letter] = []

    def handle_message(self, message: Message) -> None:
        subject = str(make_header(decode_header(message["Subject"])))
        self.taken.append(Letter(message["X-RcptTo"], message["Message-ID"], "".join(subject.splitlines())))


@contextmanager
def letters() -> Iterator[Letters]:
    (port,) = free_ports(1)
    post = Letters(port)
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield post
    controller.stop()
