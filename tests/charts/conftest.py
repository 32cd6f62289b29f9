"""An application on the shipped graph, and figures to draw."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from server import Settings, create_app
from server.charts.figures import Extent, Figure, Layout, Mark, Point, Quantity, Series

Get = Callable[..., httpx.Response]
OKU = 10**8


def extent(oku: str, spread: str = "0.5") -> Extent:
    """So many 億円, and as many more or less."""
    value, more = Decimal(oku) * OKU, Decimal(spread) * OKU
    return Extent(value, value - more, value + more)


def figure(*points: Point, layout: Layout = Layout.BARS, title: str = "ある事業の予算") -> Figure:
    return Figure(title, layout, Quantity.YEN, "額", points, sources=("出典: 文部科学省「資料」",))


@pytest.fixture(scope="session")
def varied() -> Figure:
    draft, initial, apart = Series("予算額（案）", 0), Series("当初予算", 1), Series("合計に数えない", None)
    return figure(
        Point("脳神経科学統合プログラム", draft, extent("67"), (Mark.NEW, Mark.FUND)),
        Point(
            "スーパーコンピュータ「富岳」及び革新的ハイパフォーマンス・コンピューティング・インフラの運営" * 2,
            initial,
            extent("181"),
        ),
        Point("「世代をつなぐ生命科学」に関する研究", draft, Extent(None, whole=Decimal(106 * OKU)), (Mark.ESTIMATE,)),
        Point("Multidisciplinary Frontier Brain and Neuroscience Discoveries", apart, extent("20.7", "0.05")),
        Point("額のない事業", apart, Extent(None)),
    )


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def app(store: Path, portal: BlockingPortal) -> Iterator[FastAPI]:
    app = create_app(Settings(store, "https://example.org/seisaku/", page_seconds=20.0))
    with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield app


async def _send(app: FastAPI, request: httpx.Request) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False)) as client:
        return await client.send(request)


@pytest.fixture(scope="session")
def get(app: FastAPI, portal: BlockingPortal) -> Get:
    def send(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        address = path if path.startswith("/") else f"/charts/{path}"
        named: dict[str, Any] = {name.replace("_", "-"): value for name, value in headers.items()}
        return portal.call(_send, app, httpx.Request(method, "http://internal:1234" + address, headers=named))

    return send
