"""What the cache keeps, and what it forgets."""

from dataclasses import replace

from server.cache import Cache, Key, Whole
from server.frames import Header, Task

HEADER = Header("text/csv", "csv", "SOLUTIONS")


def key(text: str) -> Key:
    return Key("r1", Task(text, "http://localhost/"))


def test_the_least_used_goes_first() -> None:
    cache = Cache(20_000)
    for text in "abc":
        cache.put(key(text), Whole(HEADER, b"x" * 1000))
    assert cache.get(key("a"))
    for number in range(7):
        cache.put(key(str(number)), Whole(HEADER, b"x" * 1000))
    assert cache.get(key("a"))
    assert cache.get(key("b")) is None
    assert 0 < cache.size <= 20_000
    assert (cache.hits, cache.misses) == (2, 1)


def test_what_is_not_kept() -> None:
    cache = Cache(20_000)
    cache.put(key("large"), Whole(HEADER, b"x" * 5000))
    cache.put(key("now"), Whole(replace(HEADER, lasting=False), b"x"))
    assert (len(cache), cache.size) == (0, 0)


def test_the_same_twice_counts_once() -> None:
    cache = Cache(20_000)
    for _ in range(3):
        cache.put(key("a"), Whole(HEADER, b"x" * 1000))
    assert len(cache) == 1
    assert 2000 < cache.size < 2100
    assert cache.get(Key("r2", key("a").task)) is None
