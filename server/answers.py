"""The answer of another server while it is read: whole, or BackendFailed."""

from http.client import HTTPException, HTTPResponse

from server.errors import BackendFailed, retry_after

_NODE = b'"type": "bnode", "value": "nodeID://'
_MENDED = b'"type": "bnode", "value": "'


class Answer:
    """A file of the bytes of an HTTP response, whose end is reached only if all of them came."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self._left = response.length
        self._ended = False
        self._mends = response.headers.get("Server", "").startswith("Virtuoso")
        self._held = b""
        self._require_whole()

    def _require_whole(self) -> None:
        most = self._response.headers.get("X-SPARQL-MaxRows")
        if most is not None:
            self._response.close()
            raise _failed(f"cuts answers after {most} rows without saying so: set ResultSetMaxRows off")
        if self._left is None and not self._response.chunked:
            self._response.close()
            raise _failed("does not say how long its answers are, so that nobody could tell a cut one")

    @property
    def is_whole(self) -> bool:
        """Whether all of it has been read, so that the connection can be used again."""
        return self._ended

    def require(self, *media_types: str) -> str:
        """The media type of the answer; raises BackendFailed for one that is not among these."""
        found = self._response.headers.get_content_type()
        if found not in media_types:
            self._response.close()
            raise _failed(f"answers with {found} and not {media_types[0]}")
        return found

    def read(self, size: int = 65536) -> bytes:
        """The next bytes, none at the end; raises BackendFailed if the answer breaks off."""
        if not self._mends:
            return self._received(size)
        # Virtuoso names blank nodes with a colon and slashes, which no format allows.
        data = self._received(size - len(self._held))
        while data and len(self._held) + len(data) < len(_NODE):
            self._held += data
            data = self._received(size - len(self._held))
        mended = (self._held + data).replace(_NODE, _MENDED)
        kept = len(_NODE) - 1 if data else 0
        self._held = mended[len(mended) - kept :]
        return mended[: len(mended) - kept]

    def _received(self, size: int) -> bytes:
        try:
            data = self._response.read(size)
        except (OSError, HTTPException) as error:
            raise _failed(f"breaks off in its answer ({type(error).__name__})") from error
        if self._left is not None:
            self._left -= len(data)
        if not data and self._left:
            raise _failed(f"breaks off {self._left} bytes before the end of its answer")
        self._ended = not data or self._left == 0
        return data


def _failed(what: str) -> BackendFailed:
    return BackendFailed(
        f"The server that holds the graph {what}.",
        "グラフを保持するサーバーの応答が完全ではありません。",
        retry_after(5),
    )
