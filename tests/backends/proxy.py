"""Stands between a client and a server, and loses answers when asked to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

PIECE = 1 << 16


class Proxy:
    """`lose` is how many connections are cut at their next answer: the server did it, and the client never hears."""

    def __init__(self, port: int) -> None:
        self.lose = 0
        self.port = 0
        self._server_port = port

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._copy(reader, server_writer, answers=False))
                group.create_task(self._copy(server_reader, writer, answers=True))
        except* (ConnectionError, EOFError):
            pass
        finally:
            for one in (writer, server_writer):
                one.close()
                with suppress(ConnectionError):
                    await one.wait_closed()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        while piece := await reader.read(PIECE):
            if answers and self.lose:
                self.lose -= 1
                raise ConnectionResetError
            writer.write(piece)
            await writer.drain()
        raise EOFError


@asynccontextmanager
async def proxy(port: int) -> AsyncIterator[Proxy]:
    """In front of a loopback port; `port` of what it yields is its own."""
    made = Proxy(port)
    under_way: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(made.relay(reader, writer))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in list(under_way):
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await server.wait_closed()
