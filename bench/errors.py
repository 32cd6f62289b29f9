"""What can go wrong in a benchmark."""


class BenchError(Exception):
    """The root of every error of this package."""


class Absent(BenchError):
    """A program that the benchmark needs and the machine lacks, and where it is to be had."""

    def __init__(self, program: str, source: str) -> None:
        super().__init__(f"{program} is not on this machine: {source}")


class NotReady(BenchError):
    """A server that ended before it was ready, or never was."""

    def __init__(self, program: str, log: str) -> None:
        super().__init__(f"{program} did not become ready; the end of its log:\n{log[-2000:]}")


class WrongAnswer(BenchError):
    """A server that refused a query or answered something else than its peers."""
