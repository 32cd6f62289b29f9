"""A headless Chromium over its debugging pipe: pages opened, looked at and asked, without another package."""

import base64
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

PROGRAM = which("chromium")
_FLAGS = (
    "--headless",
    "--hide-scrollbars",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)
_PATIENCE = 30.0
_GRAVE = frozenset({"error", "warning"})
_ATTACHED = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
_FOLLOWED: tuple[tuple[str, dict[str, Any]], ...] = (
    *((f"{domain}.enable", {}) for domain in ("Page", "Network", "Runtime", "Log")),
    ("Target.setAutoAttach", _ATTACHED),
    ("Runtime.runIfWaitingForDebugger", {}),
)


@dataclass
class Page:
    """A tab: what it asked of whom, what it complained of, and what a script sees in it."""

    browser: "Browser"
    session: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    frames: list["Page"] = field(default_factory=list)

    def send(self, method: str, **parameters: Any) -> Any:
        """The result of a command of the DevTools protocol."""
        return self.browser.send(method, self.session, parameters)

    def open(self, address: str) -> None:
        """Loads an address, with all that it frames and shows."""
        self.browser.loaded.discard(self.session)
        self.send("Page.navigate", url=address)
        self.browser.wait(lambda: self.session in self.browser.loaded)

    def frame(self) -> "Page":
        """The frame in it, once that is loaded; one that is lazy comes after the page."""
        self.browser.wait(lambda: any(one.session in self.browser.loaded for one in self.frames))
        (found,) = self.frames
        return found

    def run(self, script: str) -> Any:
        """The value of an expression of JavaScript, awaited if it is a promise."""
        found = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, script: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + _PATIENCE
        while not (value := self.run(script)):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.05)
        return value

    def prefer(self, scheme: str) -> None:
        """Makes the reader's system light or dark."""
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def resize(self, width: int, height: int) -> None:
        """Makes the window so many CSS pixels large."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path: Path) -> None:
        """Writes the whole page as a PNG."""
        found = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))


class Browser:
    """A process of Chromium and its pages."""

    def __init__(self, to: int, fro: int) -> None:
        self._to, self._fro = to, fro
        self._buffer = b""
        self._number = 0
        self._answers: dict[int, Any] = {}
        self._pages: dict[str, Page] = {}
        self.loaded: set[str] = set()

    def page(self) -> Page:
        """A new tab, followed from its first request on."""
        target = self.send("Target.createTarget", None, {"url": "about:blank"})["targetId"]
        session = self.send("Target.attachToTarget", None, {"targetId": target, "flatten": True})["sessionId"]
        made = self._pages[session] = Page(self, session)
        for method, parameters in _FOLLOWED:
            made.send(method, **parameters)
        return made

    def send(self, method: str, session: str | None, parameters: dict[str, Any]) -> Any:
        """The result of a command; its errors fail the test."""
        number = self._say(method, session, parameters)
        self.wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        assert "error" not in answer, (method, answer)
        return answer["result"]

    def _say(self, method: str, session: str | None, parameters: dict[str, Any]) -> int:
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        os.write(self._to, json.dumps(command | ({"sessionId": session} if session else {})).encode() + b"\0")
        return self._number

    def _follow(self, page: Page, session: str) -> None:
        """Follows a frame that has a process of its own; what it asks is asked by its page."""
        self._pages[session] = frame = Page(self, session, page.asked, page.complaints)
        page.frames.append(frame)
        for method, parameters in _FOLLOWED:
            self._say(method, session, parameters)

    def wait(self, happened: Any) -> None:
        """Takes in what the browser says until something has happened."""
        end = time.monotonic() + _PATIENCE
        while not happened():
            assert select([self._fro], [], [], max(0, end - time.monotonic()))[0], "the browser says nothing"
            read = os.read(self._fro, 1 << 20)
            assert read, "the browser has ended"
            *messages, self._buffer = (self._buffer + read).split(b"\0")
            for message in messages:
                self._hear(json.loads(message))

    def _hear(self, message: Any) -> None:
        if "id" in message:
            self._answers[message["id"]] = message
            return
        page, said = self._pages.get(message.get("sessionId", "")), message["params"]
        if page is None:
            return
        match message["method"]:
            case "Target.attachedToTarget":
                self._follow(page, said["sessionId"])
            case "Network.requestWillBeSent":
                page.asked.append(said["request"]["url"])
            case "Page.loadEventFired":
                self.loaded.add(page.session)
            case method:
                page.complaints.extend(_complaints(method, said))


def _complaints(method: str, said: Any) -> Iterator[str]:
    if method == "Runtime.exceptionThrown":
        yield json.dumps(said["exceptionDetails"])
    elif method == "Log.entryAdded" and said["entry"]["level"] in _GRAVE:
        yield f"{said['entry']['text']} {said['entry'].get('url', '')}"
    elif method == "Runtime.consoleAPICalled" and said["type"] in _GRAVE:
        yield json.dumps(said["args"])


@contextmanager
def running() -> Iterator[Browser]:
    """A browser with a profile of its own, which ends with the block."""
    assert PROGRAM is not None
    with TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        command = (PROGRAM, *_FLAGS, f"--user-data-dir={profile}", "about:blank")
        # The browser reads commands from descriptor 3 and answers on 4.
        script = f'exec 3<&{theirs_in} 4>&{theirs_out}; exec "$@"'
        process = subprocess.Popen(
            ("/bin/bash", "-c", script, "browser", *command),
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            yield Browser(ours_out, ours_in)
        finally:
            process.terminate()
            process.wait(10)
            os.close(ours_out)
            os.close(ours_in)
