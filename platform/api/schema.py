"""The schema of the API, OpenAPI 3.1: the same document for everybody, whatever language they read.

`manage.py spectacular` writes the same, because what is added here is added by the generator's own hooks.
"""

import json
from functools import lru_cache
from typing import Any

import yaml
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from common.api.problems import MEDIA_TYPE
from proposals.positions.api import OnePosition

POSITIONS = "/api/v1/positions/"
ONE_POSITION = POSITIONS + "{council}/{year}/{number}/"
# A part of an address that is no number or no name leads nowhere, which is 404 and no mistake of form.
PARTS = {"integer": {"minimum": 0}, "string": {"pattern": "^[-a-zA-Z0-9_]+$"}}
PROBLEM = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people, in a language that they accept."},
        "code": {"type": "string", "description": "The same, for programs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
HEADERS = {
    "Complete-Until": "Given while the main database is away: what came after this instant may be lacking.",
    "ETag": "The version of this answer, for `If-None-Match`.",
    "Last-Modified": "When what it shows changed last, where that is known.",
    "RateLimit": "What is left of the limit in this period.",
    "RateLimit-Policy": "The limit.",
}
ANSWERS = {
    "304": "Unchanged since what `If-None-Match` or `If-Modified-Since` names.",
    "400": "A parameter is unknown, or its value cannot be.",
    "404": "There is nothing public at this address.",
    "405": "The API is only read.",
    "429": "Too many requests; `Retry-After` says when to ask again.",
    "500": "A defect, or a database that is away (503).",
}


@lru_cache(maxsize=2)
def document(media: str) -> bytes:
    """The schema as `json` or `yaml`. Made once per process: it depends on nothing but the code."""
    with translation.override(None):
        schema = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))
    if media == "yaml":
        return yaml.safe_dump(schema, sort_keys=False, allow_unicode=True, width=120).encode()
    return json.dumps(schema, ensure_ascii=False).encode()


def add_position(endpoints: list[tuple]) -> list[tuple]:
    """Describe the address of a position, which a plain function serves and the generator therefore does not see."""
    if not any(path == POSITIONS for path, *_rest in endpoints):
        return endpoints
    return [*endpoints, (ONE_POSITION, ONE_POSITION, "GET", OnePosition.as_view())]


def add_answers(result: dict[str, Any], **_context: object) -> dict[str, Any]:
    """Add what every operation may answer besides its 200: unchanged, and the problems."""
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        status: {"description": text, "content": content if status != "304" else {}} for status, text in ANSWERS.items()
    }
    for path, methods in result["paths"].items():
        operation = methods["get"]
        for parameter in operation.get("parameters", []):
            parameter["schema"].pop("x-spec-enum-id", None)
            if parameter["in"] == "path":
                parameter["schema"].update(PARTS[parameter["schema"]["type"]])
        answers = operation["responses"]
        answers["200"]["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
        for status in ANSWERS:
            if status != "404" or "{" in path:
                answers[status] = {"$ref": f"#/components/responses/{status}"}
    return result
