"""What the worker gives up before it opens a foreign file: memory, time, sockets, other processes, other files.

It holds in every mode. Where bubblewrap works it is the second wall, inside namespaces; elsewhere the only one.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2


@dataclass(frozen=True)
class _Machine:
    """Numbers of one architecture: linux/audit.h and its system call table."""

    audit: int
    socket: int
    sendto: int
    refused: tuple[int, ...]


# refused: connect sendmsg sendmmsg ptrace process_vm_readv process_vm_writev io_uring_setup io_uring_enter
# io_uring_register kill tkill pidfd_send_signal pidfd_getfd mount umount2 unshare setns bpf perf_event_open userfaultfd
# keyctl add_key request_key
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E, 41, 44,
        (42, 46, 307, 101, 310, 311, 425, 426, 427, 62, 200, 424, 438, 165, 166, 272, 308, 321, 298, 323, 250,
         248, 249),
    ),
    "aarch64": _Machine(
        0xC00000B7, 198, 206,
        (203, 211, 269, 117, 270, 271, 425, 426, 427, 129, 130, 424, 438, 40, 39, 97, 268, 280, 241, 282, 219,
         217, 218),
    ),
}  # fmt: skip
_X32 = 0x40000000
_LOCAL_FAMILY = 1  # AF_UNIX, written out because its module takes a short paper's time to load

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # EPERM

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_BENEATH, _RULESET_VERSION = 1, 1
_READ = 0b1101  # execute, read a file, list a folder
_FILE_RIGHTS = 0b1100000000000111
_MAKE_SOCKET = 1 << 9
# Rights known to each version of Landlock: 13 at first, then refer, truncate, (network), device control.
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_RIGHTS_NOW = 16
_SCOPES_SINCE, _SCOPES = 6, 0b11  # abstract sockets and signals of others


def confine(memory: int, seconds: int, output: int, local_sockets: bool) -> None:
    """Bound this process and all it will start; raises OSError where the kernel cannot.

    Bytes, CPU seconds, bytes per file. `local_sockets`: LibreOffice must open a pipe of its own, though it may connect
    to none; without it there are no sockets at all.
    """
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, output), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    # At the hard limit the kernel kills, which would look like want of memory; a second earlier it says why (SIGXCPU).
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _filter_calls(local_sockets)


def hide_files(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Leave only these files and folders in sight, by Landlock; False where the kernel has none (before 5.13)."""
    version = _call(_CREATE_RULESET, None, 0, _RULESET_VERSION)
    if version < 1:
        return False
    rights = (1 << _RIGHTS.get(version, _RIGHTS_NOW)) - 1
    scopes = _SCOPES if version >= _SCOPES_SINCE else 0
    attributes = struct.pack("QQQ", rights, 0, scopes)
    size = 24 if version >= _SCOPES_SINCE else 8
    ruleset = _checked(_call(_CREATE_RULESET, attributes, size, 0))
    for path in readable:
        _allow(ruleset, path, _READ & rights)
    for path in writable:
        _allow(ruleset, path, rights)
    _allow(ruleset, Path("/tmp"), _MAKE_SOCKET)  # where LibreOffice insists on its pipe
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _checked(_call(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    return True


def _allow(ruleset: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    allowed = rights if path.is_dir() else rights & _FILE_RIGHTS
    _checked(_call(_ADD_RULE, ruleset, _RULE_BENEATH, struct.pack("=Qi", allowed, beneath), 0))
    os.close(beneath)


def _filter_calls(local_sockets: bool) -> None:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(f"no system call filter for {platform.machine()}")
    program = b"".join(_program(machine, local_sockets))
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(head, len(head)))


def _program(machine: _Machine, local_sockets: bool) -> Iterable[bytes]:
    """Classic BPF: (code, jump if true, jump if false, operand); jumps count instructions to skip."""
    yield _step(_LOAD, _ARCHITECTURE_AT)
    yield _step(_EQUAL, machine.audit, 1, 0)
    yield _step(_RETURN, _KILL)
    yield _step(_LOAD, _NUMBER_AT)
    yield _step(_AT_LEAST, _X32, 0, 1)
    yield _step(_RETURN, _REFUSE)
    for number in machine.refused:
        yield _step(_EQUAL, number, 0, 1)
        yield _step(_RETURN, _REFUSE)
    # A socket only of the local family, and only when asked for.
    yield _step(_EQUAL, machine.socket, 0, 4)
    yield _step(_LOAD, _ARGUMENTS_AT)
    yield _step(_EQUAL, _LOCAL_FAMILY if local_sockets else 0xFFFFFFFF, 0, 1)
    yield _step(_RETURN, _ALLOW)
    yield _step(_RETURN, _REFUSE)
    # Sending needs a connection, not an address: both halves of the fifth argument are zero.
    yield _step(_EQUAL, machine.sendto, 0, 6)
    for half in (0, 4):
        yield _step(_LOAD, _ARGUMENTS_AT + 4 * 8 + half)
        yield _step(_EQUAL, 0, 1, 0)
        yield _step(_RETURN, _REFUSE)
    yield _step(_RETURN, _ALLOW)


def _step(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)


def _prctl(option: int, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [*arguments, *[0] * (4 - len(arguments))]
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in padded]
    _checked(libc.prctl(option, *values))


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result: int = libc.syscall(number, *arguments)
    return result


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
