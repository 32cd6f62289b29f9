"""What can be wrong with a query, its parameters or its file.

QueryError
├── UnknownQuery      near
├── BadParameter      parameter, near, message_ja
└── BadHeader         names file and line
"""


class QueryError(Exception):
    """The root of every error of this package."""


class UnknownQuery(QueryError):
    """A name that no query has; `near` are names like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(f"there is no query {name!r}" + (f"; near it: {', '.join(near)}" if near else ""))
        self.name, self.near = name, near


class BadParameter(QueryError):
    """A value that a parameter cannot take, or a parameter that a question does not have; `parameter` is its name."""

    def __init__(self, parameter: str, message: str, message_ja: str = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.parameter, self.message_ja, self.near = parameter, message_ja, near


class BadHeader(QueryError):
    """A file whose header breaks the form; the message names file and line."""
