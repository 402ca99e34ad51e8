"""Names of models: the team's nickname, or else the last part of the id."""

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.tables import Message, ModelOption
from spacerr.infra.providers.environment_models import DEMO

_SHORT = {DEMO: "Demo"}


async def get_nicknames(
    session: AsyncSession, team_id: str, models: Collection[str]
) -> dict[str, str]:
    """The nicknames a team has given to some models, by their ids."""
    found = await session.exec(
        select(ModelOption.model, ModelOption.nickname).where(
            ModelOption.team_id == team_id,
            col(ModelOption.model).in_(models),
            ModelOption.nickname != "",
        )
    )
    return dict(found.all())


async def get_model_name(session: AsyncSession, team_id: str, model_id: str) -> str:
    """A model's name in a team."""
    return (await get_nicknames(session, team_id, [model_id])).get(model_id) or short_name(model_id)


def short_name(model_id: str) -> str:
    """The name of a model without a nickname."""
    return _SHORT.get(model_id) or model_id.rsplit("/", 1)[-1]


def answering_model(reply: Message) -> str:
    """The id of the model that wrote a reply: the requested one, or its fallback."""
    stood_in = ReplyMeta.read(reply.meta, "fallback").fallback
    return (stood_in.to if stood_in else "") or reply.model
