"""Forms and links that an MCP server asks for, as people are shown them."""

import pytest
from mcp_types import ElicitRequestFormParams, ElicitRequestURLParams

from spacerr.domain.errors.mcp import McpFormUnreadable
from spacerr.domain.replies.questions import Choice, Decision, FieldKind, FormField, QuestionKind
from spacerr.domain.tools.limits import FORM_CHOICES, FORM_FIELDS
from spacerr.infra.mcp.elicitation import elicit_result, read_request
from spacerr.infra.mcp.forms import read_form
from spacerr.services.questions.questions import new_question


def form(**properties):
    return {"type": "object", "properties": properties}


def only(schema, **more):
    [field] = read_form({**form(it=schema), **more})
    return field


def test_a_field_has_its_title_its_bounds_and_what_is_filled_in_at_first():
    name = {
        "type": "string",
        "title": "Your name",
        "description": "As on\nthe door",
        "minLength": 2,
        "maxLength": 20,
        "default": "Ada",
    }
    assert only(name, required=["it"]) == FormField(
        name="it",
        title="Your name",
        description="As on the door",
        kind=FieldKind.TEXT,
        required=True,
        least=2,
        most=20,
        default="Ada",
    )
    turned = only({"type": "string", "title": "\u202eName", "description": "\u2067Yours"})
    assert (turned.title, turned.description) == ("Name", "Yours"), "they stand beside other words"
    [plain] = read_form(form(street_name={"type": "string"}))
    assert (plain.title, plain.required, plain.default) == ("Street name", False, None)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "format": "email"}, FieldKind.EMAIL),
        ({"type": "string", "format": "uri"}, FieldKind.URL),
        ({"type": "string", "format": "date"}, FieldKind.DATE),
        ({"type": "string", "format": "date-time"}, FieldKind.TIME),
        ({"type": "string", "format": "ipv4"}, FieldKind.TEXT),
        ({"type": "integer", "minimum": 1}, FieldKind.INTEGER),
        ({"type": "number"}, FieldKind.NUMBER),
        ({"type": "boolean"}, FieldKind.SWITCH),
    ],
)
def test_a_field_is_of_the_kind_that_its_schema_says(schema, kind):
    assert only(schema).kind is kind


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "enum": ["a", "b"], "enumNames": ["A", "B"]},
        {"type": "string", "oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]},
    ],
)
def test_one_of_several_values_is_chosen_by_its_title(schema):
    field = only({**schema, "default": "b"})
    assert field.kind is FieldKind.CHOICE
    assert field.choices == (Choice(value="a", title="A"), Choice(value="b", title="B"))
    assert field.default == "b"


def test_values_that_are_not_text_stay_what_they_are():
    field = only({"type": "integer", "enum": [10, 20], "default": 20, "minimum": 5})
    assert [it.value for it in field.choices] == [10, 20]
    assert (field.default, field.least) == ("20", None)


@pytest.mark.parametrize(
    "items", [{"type": "string", "enum": ["a", "b"]}, {"anyOf": [{"const": "a"}, {"const": "b"}]}]
)
def test_several_values_are_chosen_from_a_list(items):
    field = only({"type": "array", "items": items, "minItems": 1, "default": ["b"]})
    assert (field.kind, field.least, field.default) == (FieldKind.CHOICES, 1, ["b"])
    assert [it.value for it in field.choices] == ["a", "b"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "default": "many"},
        {"type": "string", "format": "email", "default": "nobody"},
        {"type": "string", "enum": ["a"], "default": "z"},
        {"type": "array", "items": {"enum": ["a"]}, "default": ["z"]},
    ],
)
def test_a_default_that_is_no_answer_is_not_filled_in(schema):
    assert only(schema).default is None


def test_a_form_without_fields_can_be_agreed_to():
    assert read_form({"type": "object"}) == ()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {}},
        {"type": "array", "items": {"type": "string"}},
        {"type": "array"},
        {"type": "string", "enum": []},
        {"type": "string", "enum": ["1", 1]},
        {"type": "string", "enum": [{"a": 1}]},
        {"type": "string", "enum": [str(it) for it in range(FORM_CHOICES + 1)]},
        {"type": "string", "enum": ["x" * 1_000]},
        {"type": "string", "minLength": 5, "maxLength": 4},
        {"type": "null"},
        ["string"],
    ],
)
def test_a_field_that_cannot_be_shown_is_named(schema):
    with pytest.raises(McpFormUnreadable, match="the field 'it' of its form"):
        only(schema)


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "array"}, "not a list of fields"),
        ({"type": "object", "properties": ["a"]}, "not a list of fields"),
        (form(**{f"f{it}": {"type": "string"} for it in range(FORM_FIELDS + 1)}), "more than 30"),
        (
            form(
                **{
                    f"f{it}": {"type": "string", "enum": [f"{at}" + "x" * 300 for at in range(20)]}
                    for it in range(20)
                }
            ),
            "too long",
        ),
    ],
)
def test_a_form_that_cannot_be_shown_says_why(schema, why):
    with pytest.raises(McpFormUnreadable, match=why):
        read_form(schema)


def link(url, message="Sign in there"):
    return read_request(ElicitRequestURLParams(message=message, url=url))


def test_an_address_of_the_web_can_be_opened():
    asked = link("https://example.org/sign-in?a=b")
    assert (asked.kind, asked.url) == (QuestionKind.LINK, "https://example.org/sign-in?a=b")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("javascript:alert(1)", "not one of the web"),
        ("file:///etc/passwd", "not one of the web"),
        ("https:///path", "not one of the web"),
        ("https://[::1", "is none"),
        ("https://example.org@elsewhere.example/", "user name"),
        ("https://example.org/a b", "damaged"),
        ("https://example.org/" + "a" * 2_000, "too long"),
    ],
)
def test_another_address_is_declined(url, why):
    with pytest.raises(McpFormUnreadable, match=why):
        link(url)


def test_a_question_that_is_too_long_is_declined():
    with pytest.raises(McpFormUnreadable, match="too long"):
        read_request(ElicitRequestFormParams(message="x" * 5_000, requested_schema=form()))


@pytest.mark.parametrize(
    ("decision", "action"),
    [
        (Decision.ACCEPT, "accept"),
        (Decision.DECLINE, "decline"),
        (Decision.CANCEL, "cancel"),
        (Decision.EXPIRED, "cancel"),
    ],
)
def test_what_a_person_decided_is_what_the_server_is_told(decision, action):
    asked = new_question(QuestionKind.FORM, "Which?")
    decided = asked.model_copy(update={"decision": decision, "answer": {"n": 3}})
    told = elicit_result(decided)
    assert (told.action, told.content) == (action, {"n": 3} if action == "accept" else None)


def test_the_address_that_was_opened_is_not_told_back():
    opened = new_question(QuestionKind.LINK, url="https://example.org")
    told = elicit_result(opened.model_copy(update={"decision": Decision.ACCEPT}))
    assert (told.action, told.content) == ("accept", None)
