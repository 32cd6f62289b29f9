"""What search engines read in our pages: schema.org in JSON-LD, which is data and no script.

https://schema.org/Dataset, https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from queries import Text
from server.catalogue import profile
from server.catalogue.datasets import Dataset, parts, uncompressed, whole
from server.catalogue.dcat import landing_page
from server.catalogue.distributions import download_address
from server.catalogue.edition import Edition
from server.dumps import Download

Object = Mapping[str, object]
_JAPAN: Object = {"@type": "Country", "name": "Japan", "identifier": "JP"}
# So that no text of the data ends the element that holds it.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(nodes: Sequence[Object]) -> Markup:
    """The nodes as an element of a page; nothing if there are none."""
    if not nodes:
        return Markup()
    text = json.dumps({"@context": "https://schema.org/", "@graph": nodes}, ensure_ascii=False)
    # All that could be markup is escaped in the way of JSON.
    return Markup(f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>')  # noqa: S704


def catalogue(edition: Edition, shown: Sequence[Dataset], language: str) -> Markup:
    """The catalogue and the datasets that a page shows, in its language."""
    node = {
        "@type": "DataCatalog",
        "@id": edition.catalogue.value,
        "url": edition.catalogue.value,
        "name": _say(Text("政策グラフのデータカタログ", "The data catalogue of Seisaku Graph"), language),
        "publisher": _publisher(edition),
        "dataset": [{"@id": one.iri.value} for one in shown],
    }
    return script([node, *(_dataset(edition, one, language) for one in shown)])


def _say(text: Text, language: str) -> str:
    return text.ja if language == "ja" else text.en


def _publisher(edition: Edition) -> Object:
    return {"@type": "Organization", "name": edition.settings.publisher, "url": edition.at("/")}


def _dataset(edition: Edition, one: Dataset, language: str) -> dict[str, object]:
    other = "en" if language == "ja" else "ja"
    files = [_download(edition, one, file, language) for file in uncompressed(one)]
    consists = [{"@id": part.iri.value} for part in parts(edition)] if one == whole(edition) else None
    said: dict[str, object | None] = {
        "@type": "Dataset",
        "@id": one.iri.value,
        "url": landing_page(edition, one),
        "name": _say(one.title, language),
        "alternateName": _say(one.title, other),
        "description": _described(one, language),
        "identifier": one.iri.value,
        "license": one.licence,
        "creator": _publisher(edition),
        "publisher": _publisher(edition),
        "inLanguage": ["ja", "en"],
        "isAccessibleForFree": True,
        "keywords": [_say(word, language) for word in profile.KEYWORDS],
        "spatialCoverage": _JAPAN,
        "temporalCoverage": "/".join(one.period) if one.period else None,
        "version": one.version,
        "dateModified": one.published,
        "isBasedOn": [source.iri for source in one.sources] or None,
        "distribution": files or None,
        "hasPart": consists,
        "includedInDataCatalog": {"@id": edition.catalogue.value},
    }
    return {name: value for name, value in said.items() if value is not None}


def _described(one: Dataset, language: str) -> str:
    # Dataset search engines pass over a description of less than 50 letters, which is a long one in Japanese.
    size, licence = f"{one.triples:,}", one.licence_name
    more = Text(
        f"{size} トリプル、リリース {one.version}、利用許諾 {licence}。",
        f" {size} triples, release {one.version}, licence {licence}.",
    )
    return _say(one.description, language) + _say(more, language)


def _download(edition: Edition, dataset: Dataset, file: Download, language: str) -> Object:
    return {
        "@type": "DataDownload",
        "name": _say(Text(file.title_ja, file.title_en), language),
        "contentUrl": download_address(edition, dataset, file),
        "encodingFormat": file.media_type,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
        "license": dataset.licence,
    }
