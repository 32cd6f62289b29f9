"""Everything the server refuses or cannot do, each with its HTTP status.

ServerError
├── BadRequest 400
│   ├── QuerySyntax          line, column, excerpt
│   ├── BadData              line, column
│   ├── UpdateRefused
│   └── BadQuestion          parameter
├── TokenMissing 401         WWW-Authenticate
├── ReadOnly 403
├── LoadRefused 403
├── ServiceRefused 403
├── NotFound 404
├── MethodRefused 405        Allow
├── NotAcceptable 406        offers
├── Gone 410                 replaced_by
├── PreconditionFailed 412
├── TooLarge 413
├── AddressTooLong 414
├── UnsupportedType 415      Accept-Post, Accept-Query
├── RangeRefused 416         Content-Range
├── BudgetSpent 429          Retry-After
├── FormatMissing 501
├── PictureUnavailable 501
├── BackendFailed 502        Retry-After
├── ServiceFailed 502
├── StoreMissing 503
├── StoreBusy 503
├── QueryTimeout 503         limit_seconds, Retry-After
├── WriteTimeout 503         limit_seconds, Retry-After
├── QueryStopped 503         Retry-After
├── NotReady 503             Retry-After
├── WorkerFailed 503         Retry-After
├── QueueFull 503            Retry-After
├── OldProtocol 505
└── NotStored 507
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

_BEGINNING, _END = 900, 300
Member = str | int | float | Sequence[str]


@dataclass(frozen=True)
class Extras:
    """What a problem carries besides its text: members of the problem document and response headers."""

    members: Mapping[str, Member] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def shortened(text: str) -> str:
    """The text without its middle where it is long: what was asked for may be as long as an address can be."""
    return text if len(text) <= _BEGINNING + _END else f"{text[:_BEGINNING]} … {text[-_END:]}"


class ServerError(Exception):
    """A request that gets a problem document (RFC 9457) instead of its answer."""

    status = 500
    kind = "internal-error"
    title = "Internal error"
    title_ja = "内部エラー"
    # Whether it is about a limit that /limits lists.
    is_limit = False

    def __init__(self, detail: str, detail_ja: str = "", extras: Extras | None = None) -> None:
        self.detail, self.detail_ja = shortened(detail), shortened(detail_ja)
        super().__init__(self.detail)
        self.extras = extras or Extras()


class BadRequest(ServerError):
    """A request that does not follow the SPARQL protocol."""

    status = 400
    kind = "bad-request"
    title = "Bad request"
    title_ja = "要求の誤り"


class QuerySyntax(BadRequest):
    """A query that does not parse; members say line, column and excerpt where they are known."""

    kind = "query-syntax"
    title = "The query has a syntax error"
    title_ja = "クエリの構文エラー"


class BadData(BadRequest):
    """RDF that does not parse; members say line and column where they are known."""

    kind = "bad-data"
    title = "The data has a syntax error"
    title_ja = "データの構文エラー"


class UpdateRefused(BadRequest):
    """Update text where a query is expected."""

    kind = "update-refused"
    title = "This endpoint answers queries only"
    title_ja = "更新は受け付けません"


class BadQuestion(BadRequest):
    """A parameter that a question does not have, or a value that it cannot take."""

    kind = "bad-parameter"
    title = "A parameter is wrong"
    title_ja = "パラメータの誤り"


class TokenMissing(ServerError):
    """A write without the token of the server; WWW-Authenticate says how to give it."""

    status = 401
    kind = "token-missing"
    title = "Writing needs the token"
    title_ja = "書き込みにはトークンが必要です"


class ReadOnly(ServerError):
    """A write to a server that takes none."""

    status = 403
    kind = "read-only"
    title = "This server is read-only"
    title_ja = "このサーバーは読み取り専用です"


class LoadRefused(ServerError):
    """An update that would make this server fetch a document."""

    status = 403
    kind = "load-not-allowed"
    title = "LOAD is not allowed"
    title_ja = "LOAD は使えません"


class ServiceRefused(ServerError):
    """A query that would make this server call another one."""

    status = 403
    kind = "service-not-allowed"
    title = "SERVICE is not allowed"
    title_ja = "SERVICE は使えません"


class NotFound(ServerError):
    """No such thing."""

    status = 404
    kind = "not-found"
    title = "Not found"
    title_ja = "見つかりません"


class MethodRefused(ServerError):
    """A method that the resource does not have; the Allow header lists those it has."""

    status = 405
    kind = "method-not-allowed"
    title = "Method not allowed"
    title_ja = "許可されていないメソッド"


class NotAcceptable(ServerError):
    """No offered media type is acceptable; the member `offers` lists them."""

    status = 406
    kind = "not-acceptable"
    title = "No acceptable format"
    title_ja = "応じられる形式がありません"


class Gone(ServerError):
    """A thing that was withdrawn; the member `replaced_by` names what took its place."""

    status = 410
    kind = "withdrawn"
    title = "Withdrawn"
    title_ja = "取り下げられました"


class PreconditionFailed(ServerError):
    """A write whose If-Match or If-None-Match does not hold; nothing was changed."""

    status = 412
    kind = "precondition-failed"
    title = "The graph is not in the state that the request expects"
    title_ja = "グラフが要求の前提と異なります"


class TooLarge(ServerError):
    """A query or body beyond the limit."""

    status = 413
    kind = "too-large"
    title = "The request is too large"
    title_ja = "要求が大きすぎます"
    is_limit = True


class AddressTooLong(ServerError):
    """An address beyond the limit."""

    status = 414
    kind = "address-too-long"
    title = "The address is too long"
    title_ja = "URL が長すぎます"
    is_limit = True


class UnsupportedType(ServerError):
    """A body in a media type that the endpoint does not read; Accept-Post lists those it reads."""

    status = 415
    kind = "unsupported-media-type"
    title = "Unsupported media type"
    title_ja = "対応していないメディアタイプ"


class PictureUnavailable(ServerError):
    """A picture that this server has no fonts or no library for; the detail says what to install."""

    status = 501
    kind = "picture-unavailable"
    title = "This server cannot draw the picture"
    title_ja = "このサーバーでは図を描けません"


class BackendFailed(ServerError):
    """The server that holds the graph does not answer, or not as the SPARQL protocol says, or not to the end."""

    status = 502
    kind = "backend-failed"
    title = "The server that holds the graph failed"
    title_ja = "グラフを保持するサーバーの障害"


class ServiceFailed(ServerError):
    """A SERVICE call that its endpoint did not answer, or not within the conditions of such calls."""

    status = 502
    kind = "service-failed"
    title = "A SERVICE call failed"
    title_ja = "SERVICE の呼び出しに失敗しました"


class StoreMissing(ServerError):
    """No readable release in the store directory."""

    status = 503
    kind = "store-missing"
    title = "The graph is not there yet"
    title_ja = "グラフがまだありません"


class RangeRefused(ServerError):
    """A range of bytes that a file does not have; Content-Range says how many it has."""

    status = 416
    kind = "no-such-range"
    title = "The file has no such part"
    title_ja = "ファイルの範囲外です"

    @classmethod
    def of(cls, content_range: str) -> "RangeRefused":
        """The refusal for a file whose Content-Range is `bytes */<size>`."""
        size = content_range.rpartition("/")[2]
        return cls(
            f"The file has {size} bytes, and the first of them is byte 0.",
            f"ファイルは {size} バイトです (先頭は 0)。",
            Extras(headers={"Content-Range": content_range}),
        )


class BudgetSpent(ServerError):
    """A client that has used more worker time than it may; Retry-After says when it has some again."""

    status = 429
    kind = "budget-spent"
    title = "Too much work for one client"
    title_ja = "利用量の上限に達しました"
    is_limit = True


class QueryTimeout(ServerError):
    """A query that did not end within its limit, the member `limit_seconds`."""

    status = 503
    kind = "query-timeout"
    title = "The query took too long"
    title_ja = "クエリが制限時間を超えました"
    is_limit = True


class QueryStopped(ServerError):
    """A query that an operator stopped, or the end of the server."""

    status = 503
    kind = "query-stopped"
    title = "The query was stopped"
    title_ja = "クエリは停止されました"


class NotReady(ServerError):
    """A server that should get no requests: it has no worker yet, or is about to end."""

    status = 503
    kind = "not-ready"
    title = "The server takes no requests"
    title_ja = "サーバーは受付を停止しています"


class WriteTimeout(ServerError):
    """A write that did not end within its limit, the member `limit_seconds`; nothing was changed."""

    status = 503
    kind = "write-timeout"
    title = "The write took too long"
    title_ja = "書き込みが制限時間を超えました"


class WorkerFailed(ServerError):
    """A query during which its process ended, or had no memory left."""

    status = 503
    kind = "worker-failed"
    title = "The query broke off"
    title_ja = "クエリの処理が中断しました"


class QueueFull(ServerError):
    """A query that no worker is free for, now or soon."""

    status = 503
    kind = "queue-full"
    title = "Too many queries at once"
    title_ja = "混み合っています"
    is_limit = True


class FormatMissing(ServerError):
    """A format that the specification of a protocol knows or may know, and this server does not speak."""

    status = 501
    kind = "format-not-implemented"
    title = "This format is not implemented"
    title_ja = "対応していない形式"


class OldProtocol(ServerError):
    """An answer so long that HTTP/1.0 could not tell its end from its breaking off."""

    status = 505
    kind = "http-version"
    title = "This answer needs HTTP/1.1"
    title_ja = "HTTP/1.1 が必要です"


class NotStored(ServerError):
    """A write that the disk did not take: full, or not writable; nothing was changed."""

    status = 507
    kind = "not-stored"
    title = "The change could not be stored"
    title_ja = "変更を保存できませんでした"


class StoreBusy(ServerError):
    """A store directory that another writable server holds."""

    status = 503
    kind = "store-busy"
    title = "Another server writes this store"
    title_ja = "別のサーバーがこのストアに書き込んでいます"


def named(kind: str) -> type[ServerError]:
    """The error of a class name, ServerError for an unknown one."""
    leaves: list[type[ServerError]] = [ServerError, *ServerError.__subclasses__(), *BadRequest.__subclasses__()]
    return next((leaf for leaf in leaves if leaf.__name__ == kind), ServerError)


def retry_after(seconds: float, members: Mapping[str, Member] | None = None) -> Extras:
    """The extras of an error that may be gone after some seconds."""
    return Extras(members or {}, {"Retry-After": str(max(1, ceil(seconds)))})


def not_stored(error: OSError) -> NotStored:
    """The problem that the disk does not take a change."""
    return NotStored(
        f"The disk did not take it ({error.strerror or type(error).__name__}); nothing was changed.",
        "ディスクに書き込めません。何も変更されていません。",
    )
