"""On which terms everything of ours may be used that says nothing else of itself."""

from types import MappingProxyType

LICENCE = "https://spdx.org/licenses/MIT"
LICENCES = MappingProxyType({LICENCE: "MIT", "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0"})
"""What people call the licences."""
