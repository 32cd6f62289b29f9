"""No sockets, whatever the query engine tries."""

import subprocess
import sys

PROGRAM = """
import socket, tempfile, threading
from pyoxigraph import Store
from server import confinement
assert confinement.refuse_sockets()
def attempt(what):
    try: what(); print("done")
    except Exception as error: print(error)
attempt(socket.socket)
threads = [threading.Thread(target=attempt, args=[socket.socket])]
threads[0].start(); threads[0].join()
attempt(lambda: Store().update("LOAD <http://127.0.0.1:8080/>"))
attempt(lambda: list(Store().query("SELECT * { SERVICE <http://127.0.0.1:8080/> { ?s ?p ?o } }")))
with tempfile.TemporaryFile() as file: file.write(b"files are allowed")
Store().update("INSERT DATA { <a:a> <a:b> 1 }")
print("alive")
"""


def test_no_socket() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    *refused, last = found.stdout.splitlines()
    assert len(refused) == 4
    assert all("ermission denied" in line for line in refused[:2])
    assert "done" not in refused
    assert last == "alive"
