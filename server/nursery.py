"""Worker processes that have not been told yet what to open; this imports little, so that they can begin early."""

import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Newborn:
    """A process, and our end of its socket."""

    process: "subprocess.Popen[bytes]"
    connection: socket.socket

    def end(self) -> None:
        """Ends the process, which nobody needed."""
        self.connection.close()
        self.process.kill()
        self.process.wait()


def born(module: str = "server.worker", *arguments: str) -> Newborn:
    """A process that starts now."""
    ours, theirs = socket.socketpair()
    with theirs:
        # To be started from the same folder is to be of the same version as this.
        process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-m", module, str(theirs.fileno()), *arguments],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd=_ROOT,
            start_new_session=True,
        )
    ours.setblocking(False)
    return Newborn(process, ours)
