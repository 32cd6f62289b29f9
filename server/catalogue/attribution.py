"""How to name the source: a text ready to copy."""

from queries import Text
from server.catalogue.datasets import whole
from server.catalogue.edition import Edition


def attribution(edition: Edition) -> Text:
    """The text in Japanese and English, for the release that is served."""
    known = whole(edition)
    release, day = edition.manifest.release, f"{edition.modified:%Y-%m-%d}"
    titles = "、".join(f"「{source.title}」" for source in known.sources)
    made_ja = f"{titles}をもとに作成。" if titles else ""
    made_en = f" Made from: {titles}." if titles else ""
    licence = known.licence_name
    home = edition.at("/")
    return Text(
        f"出典：{known.title.ja}（{edition.settings.publisher}）、リリース {release}（{day}）、{home}。"
        f"{made_ja}利用許諾：{licence}（{known.licence}）。",
        f"Source: {known.title.en} ({edition.settings.publisher}), release {release} ({day}), {home}."
        f"{made_en} Licence: {licence} ({known.licence}).",
    )
