"""The sizes of the synthetic graphs."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Scale:
    """How much a synthetic graph holds: bureaus, programs a bureau, and the fiscal years of their documents."""

    name: str
    bureaus: int
    programs: int
    years: tuple[int, ...]
    bodies: int
    """Universities and institutes."""

    @property
    def horizon(self) -> range:
        """Every fiscal year of which anything is printed."""
        return range(min(self.years) - 2, max(self.years) + 1)


_YEARS = tuple(range(2022, 2027))
SCALES = MappingProxyType(
    {
        scale.name: scale
        for scale in (
            Scale("10k", 1, 9, (2026,), 8),
            Scale("1M", 12, 36, _YEARS, 300),
            Scale("10M", 120, 36, _YEARS, 2000),
        )
    }
)
"""The scales by name; each is named after its number of triples, roughly."""
