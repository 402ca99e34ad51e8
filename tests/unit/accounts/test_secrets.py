"""A provider's key appears in nothing that might be printed or logged."""

from spacerr.api.web.models import model_line
from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.model_info import ModelInfo
from spacerr.infra.providers.environment_models import Model
from spacerr.services.models.catalog import ModelChoice
from spacerr.services.models.team_model import TeamModel
from spacerr.state.chat.views import model_view

KEY = "sk-secret-0123456789"
REQUEST = ModelRequest(
    model="openai/x", messages=(ChatMessage(Role.USER, "My diary."),), api_key=KEY
)
MODEL = Model("openai/x", "x", "OpenAI", api_key=KEY)


def test_printing_a_request_shows_neither_key_nor_what_was_said():
    for text in (repr(REQUEST), str(REQUEST), f"{[REQUEST]}"):
        assert KEY not in text and "diary" not in text and "openai/x" in text


def test_printing_a_model_shows_no_key():
    for text in (repr(MODEL), str(MODEL), f"{[MODEL]}"):
        assert KEY not in text and "openai/x" in text


def test_the_page_gets_no_key():
    offered = TeamModel("openai/x", "openai/x", "x", "OpenAI", ModelInfo(), MODEL)
    for shown in (offered, model_line(offered), model_view(ModelChoice(offered.id, offered.name))):
        assert KEY not in repr(shown)
