"""The service manifest, in the form of version 0.2 and in that of the draft of 1.0.

They are two documents at two addresses because the forms exclude each other: `suggest` holds addresses in one and
truth values in the other, and a template writes `{{id}}` in one and `{id}` in the other.
"""

from collections.abc import Mapping, Sequence

import ontology
from queries import Text
from server.reconciliation.answers import in_language, types
from server.reconciliation.batches import ID_SPACE, SCHEMA_SPACE
from server.reconciliation.words import code_name
from server.settings import Settings

ROOT, DRAFT = "/reconcile", "/reconcile/draft"
VERSION, DRAFT_VERSION = "0.2", "1.0-draft"
WIDTH, HEIGHT = 400, 260
DEFAULT_TYPES = ("Program", "Organization", "PolicyDocument")
FISCAL_YEAR, PHASE = "fiscalYear", "phase"
DEFAULT_PHASE = "initial"
_NAME = Text("Seisaku Graph（科学技術政策の事業・機関・政策文書）", "Seisaku Graph (science policy of Japan)")
_YEAR_LABEL = Text("予算額の会計年度", "Fiscal year of amounts")
_YEAR_HELP = Text(
    "予算額だけに使う。西暦で年度の開始年。0 は最新の年度。",
    "For amounts only: the year in which it begins; 0 stands for the latest.",
)
_PHASE_LABEL = Text("予算額の段階", "Budget phase of amounts")
_PHASE_HELP = Text("予算額だけに使う。当初、補正など。", "For amounts only: initial, supplementary and so on.")
Object = Mapping[str, object]


def manifest(settings: Settings, language: str) -> Object:
    """The manifest of version 0.2."""
    root = _address(settings) + ROOT
    settled = [_setting_of_old(one) for one in _settings(language)]
    proposals = {"service_url": root, "service_path": "/extend/propose"}
    return {
        "versions": [VERSION],
        **_both(settings, language),
        "identifierSpace": ID_SPACE,
        "schemaSpace": SCHEMA_SPACE,
        "view": {"url": f"{_address(settings)}/id/{{{{id}}}}"},
        "feature_view": {"url": f"{root}?format=html#{{{{id}}}}"},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {kind: _suggest(root, kind) for kind in ("entity", "property", "type")},
        "extend": {"propose_properties": proposals, "property_settings": settled},
    }


def draft_manifest(settings: Settings, language: str) -> Object:
    """The manifest of the draft of version 1.0."""
    return {
        "versions": [DRAFT_VERSION],
        **_both(settings, language),
        "lang": language,
        "view": {"url": f"{_address(settings)}/id/{{+id}}"},
        "featureView": {"url": f"{_address(settings)}{ROOT}?format=html#{{id}}"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": _settings(language)},
        "standardizedScore": True,
    }


def _both(settings: Settings, language: str) -> Object:
    return {
        "name": in_language(_NAME, language),
        "documentation": f"{_address(settings)}{ROOT}?format=html",
        "defaultTypes": types(DEFAULT_TYPES, language),
        "batchSize": settings.reconcile_batch,
    }


def _address(settings: Settings) -> str:
    return settings.public_url.rstrip("/")


def _suggest(root: str, kind: str) -> Object:
    return {
        "service_url": root,
        "service_path": f"/suggest/{kind}",
        "flyout_service_path": f"/suggest/{kind}/flyout?id=${{id}}",
    }


def _settings(language: str) -> Sequence[Mapping[str, object]]:
    choices = [
        {"value": notation, "name": code_name("phase", notation, language)} for notation in ontology.notations("phase")
    ]
    return [
        {
            "id": FISCAL_YEAR,
            "name": in_language(_YEAR_LABEL, language),
            "type": "number",
            "default": 0,
            "helpText": in_language(_YEAR_HELP, language),
        },
        {
            "id": PHASE,
            "name": in_language(_PHASE_LABEL, language),
            "type": "select",
            "default": DEFAULT_PHASE,
            "helpText": in_language(_PHASE_HELP, language),
            "choices": choices,
        },
    ]


def _setting_of_old(one: Mapping[str, object]) -> Object:
    rest = {name: value for name, value in one.items() if name not in {"id", "name", "helpText"}}
    return {**rest, "name": one["id"], "label": one["name"], "help_text": one["helpText"]}
