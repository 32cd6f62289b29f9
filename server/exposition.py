"""The metrics as Prometheus reads them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from server.service import Service

MEDIA_TYPE = CONTENT_TYPE_LATEST
_MEMORY = {"rss": "Rss:", "pss": "Pss:"}


def exposition(service: Service) -> bytes:
    """All metrics of a server at this moment."""
    registry = CollectorRegistry()
    registry.register(_Metrics(service))
    return generate_latest(registry)


class _Metrics(Collector):
    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        yield from self._counted()
        yield from self._cache()
        yield from self._lanes()
        yield from self._workers()
        yield from self._releases()

    def _counted(self) -> Iterator[Metric]:
        meters = self._service.meters
        requests = CounterMetricFamily("seisaku_requests", "Requests answered", labels=["route", "status"])
        for labels, number in list(meters.requests.items()):
            requests.add_metric(labels, number)
        queries = HistogramMetricFamily(
            "seisaku_query_seconds", "From request to end of answer", labels=["class", "outcome"]
        )
        for labels, found in list(meters.queries.items()):
            queries.add_metric(labels, list(found.buckets()), found.sum)
        waits = HistogramMetricFamily("seisaku_queue_seconds", "Waiting for a worker", labels=["lane"])
        for lane, found in list(meters.waits.items()):
            waits.add_metric([lane], list(found.buckets()), found.sum)
        kills = CounterMetricFamily("seisaku_worker_kills", "Workers lost while they had a query", labels=["reason"])
        for reason, number in list(meters.kills.items()):
            kills.add_metric([reason], number)
        dropped = self._service.log.dropped
        yield from (requests, queries, waits, kills, CounterMetricFamily("seisaku_log_dropped", "Lines lost", dropped))

    def _cache(self) -> Iterator[Metric]:
        cache = self._service.runs.cache
        yield CounterMetricFamily("seisaku_cache_hits", "Answers given from the cache", cache.hits)
        yield CounterMetricFamily("seisaku_cache_misses", "Answers not found there", cache.misses)
        yield GaugeMetricFamily("seisaku_cache_bytes", "What the cache holds", cache.size)
        yield GaugeMetricFamily("seisaku_cache_answers", "How many answers those are", len(cache))

    def _lanes(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("seisaku_queue_length", "Queries waiting for a worker", labels=["lane"])
        for lane in (lane for crew in self._service.fleet.crews[:1] for lane in crew.lanes):
            waiting.add_metric([lane.name], lane.waiting)
        yield waiting
        running = sum(1 for _ in self._service.runs.running.entries())
        yield GaugeMetricFamily("seisaku_running_queries", "Queries that workers work on", running)

    def _workers(self) -> Iterator[Metric]:
        found = [worker.process.pid for crew in self._service.fleet.crews for worker in crew.workers]
        yield GaugeMetricFamily("seisaku_workers", "Worker processes", len(found))
        memory = GaugeMetricFamily(
            "seisaku_memory_bytes", "Memory of the server and of each worker", labels=["process", "kind"]
        )
        for process in ("self", *map(str, sorted(found))):
            for kind, used in _memory(process):
                memory.add_metric(["server" if process == "self" else process, kind], used)
        yield memory

    def _releases(self) -> Iterator[Metric]:
        release = GaugeMetricFamily("seisaku_release_info", "The release that is served", labels=["release"])
        triples = GaugeMetricFamily("seisaku_release_triples", "Its triples")
        for manifest in (crew.release.manifest for crew in self._service.fleet.crews[:1]):
            release.add_metric([manifest.release], 1)
            triples.add_metric([], manifest.triples)
        yield from (release, triples)


def _memory(process: str) -> Iterator[tuple[str, int]]:
    # A process may end between being listed and being looked at.
    with suppress(OSError):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        for kind, start in _MEMORY.items():
            for line in lines:
                if line.startswith(start):
                    yield kind, int(line.split()[1]) * 1024
