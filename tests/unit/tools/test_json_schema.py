"""Values are checked against schemas of strangers: nothing is fetched, and no check is endless."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from spacerr.infra import json_schema
from spacerr.infra.json_schema import first_mismatch

OBJECT = {"type": "object"}
DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def properties(**schemas):
    return {"type": "object", "properties": schemas}


@pytest.mark.parametrize(
    ("schema", "value", "place", "why"),
    [
        (properties(a={"type": "integer"}), {"a": "x"}, "a", "'x' is not of type 'integer'"),
        ({**OBJECT, "required": ["a"]}, {}, "", "'a' is a required property"),
        (properties(a={"items": {"enum": [1, 2]}}), {"a": [1, 3]}, "a.1", "3 is not one of"),
        ({**OBJECT, "additionalProperties": False}, {"a": 1}, "", "('a' was unexpected)"),
        (
            {"$defs": {"x": {"maximum": 3}}, **properties(a={"$ref": "#/$defs/x"})},
            {"a": 4},
            "a",
            "greater than the maximum",
        ),
        (properties(pattern={"const": 1}), {"pattern": 2}, "pattern", "1 was expected"),
        ({"properties": {"$schema": {"const": 1}}}, {"$schema": 2}, "$schema", "1 was expected"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(schema, value, place, why):
    found = first_mismatch(schema, value)
    assert found is not None and found.place == place and why in found.why


def test_what_fits_fits():
    schema = properties(a={"type": "array", "items": {"type": "integer"}, "maxItems": 3})
    assert first_mismatch(schema, {"a": [1, 2, 3]}) is None
    assert first_mismatch({}, {"a": object}) is None


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$schema"])
def test_no_document_is_fetched(keyword):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_): ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/schema.json"
        assert first_mismatch(properties(a={keyword: address}), {"a": {}}) is None
        server.shutdown()
    assert asked == []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "^a$"}, "b"),
        ({"patternProperties": {"^a$": {"type": "string"}}}, {"a": 1}),
        ({"patternProperties": {"^a$": {}}, "additionalProperties": False}, {"b": 1}),
        ({"propertyNames": {"pattern": "^a$"}}, {"b": 1}),
        ({"uniqueItems": True}, [1, 1]),
        ({"unevaluatedProperties": False}, {"a": 1}),
        ({"unevaluatedItems": False}, [1]),
        (properties(a={"$schema": DRAFT_7, "pattern": "^a$"}), {"a": "b"}),
        ({"$defs": {"x": {"$schema": DRAFT_7, "pattern": "^a$"}}, "$ref": "#/$defs/x"}, "b"),
    ],
)
def test_what_can_take_long_to_check_is_left_to_the_tool(schema, value):
    assert first_mismatch(schema, value) is None


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"items": {"type": "integer"}}, [*range(100), "x"]),
        ({"allOf": [{"enum": [*range(100)]}]}, "x"),
        ({"$defs": {"a": {"type": "string"}}, "allOf": [{"$ref": "#/$defs/a"}] * 10}, 1),
        ({"contains": {"const": 1}}, [0] * 100),
        ({"not": {"type": "string"}, "anyOf": [{"type": "string"}] * 5}, [*range(5_000)]),
    ],
    ids=["items", "enum", "references", "contains", "words of large values"],
)
def test_a_check_has_so_many_steps(schema, value, monkeypatch):
    assert first_mismatch(schema, value) is not None
    monkeypatch.setattr(json_schema, "STEPS", 19)
    assert first_mismatch(schema, value) is None


@pytest.mark.parametrize("schema", [{"$ref": "#"}, {"multipleOf": 0}, {"type": 7}, {"items": 3}])
def test_a_schema_that_is_wrong_checks_nothing(schema):
    assert first_mismatch(schema, [1] if "items" in schema else 1) is None
