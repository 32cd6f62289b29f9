"""Work off the event loop that begins and ends in one thread, errors included."""

import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns; its errors pass without the locals of its frames."""
    return await run_in_threadpool(_contained(function), *args, **kwargs)


def _contained(function: Callable[P, T]) -> Callable[P, T]:
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            _forget_locals(error)
            raise

    return run


def _forget_locals(error: BaseException | None) -> None:
    # A traceback keeps the results of Oxigraph alive, and they may not be dropped by another thread.
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__
