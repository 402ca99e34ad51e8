"""The output limit of a reply: in tokens, and by its cost."""

from typing import NamedTuple

from spacerr.domain.errors.models import TooExpensive
from spacerr.domain.prompts.token_estimates import estimate_tokens, rough_tokens
from spacerr.domain.tables import TeamSettings
from spacerr.infra.llm import model_info
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts.build import BuiltPrompt, reserve_for_answer


class OutputLimit(NamedTuple):
    """The tokens a reply may have, None: no limit. `decided`: by the team, not by what the model
    can write.
    """

    tokens: int | None
    decided: bool


def get_output_limit(
    team: TeamSettings, resolved: ResolvedModel, prompt: BuiltPrompt, partial: str = ""
) -> OutputLimit:
    """The lowest limit set for the model and for the team, never more than the model can write.
    `partial` is the reply's text so far. Raises TooExpensive.
    """
    limits = [
        resolved.max_tokens,
        team.max_tokens,
        _affordable_tokens(team, resolved, prompt, partial),
    ]
    known = [it for it in limits if it is not None]
    if not known:
        return OutputLimit(None, decided=False)
    tokens = _clamp(min(known), resolved, prompt)
    return OutputLimit(tokens, decided=tokens == min(known))


def _clamp(limit: int, resolved: ResolvedModel, prompt: BuiltPrompt) -> int:
    """Lower a limit to what the provider accepts: some reject larger values."""
    facts, reserved = resolved.facts, reserve_for_answer(resolved)
    limit = min(limit, facts.output or limit)
    if limit <= reserved or facts.context is None or facts.separate_output:
        return limit
    texts = (prompt.instructions, *(it.all_text for it in prompt.messages))
    taken = sum(estimate_tokens(it) for it in texts)
    return min(limit, max(facts.context - taken, reserved))


def _affordable_tokens(
    team: TeamSettings, resolved: ResolvedModel, prompt: BuiltPrompt, partial: str
) -> int | None:
    """Output tokens that the team's cost limit pays for, once the prompt is paid for. None where
    there is no limit or the price is unknown.
    """
    if team.max_cost is None:
        return None
    facts = model_info.get_model_info(resolved.name, resolved.model.api_base)
    if facts.input_price is None or not facts.output_price:
        return None
    texts = [prompt.instructions, partial, *(it.all_text for it in prompt.messages)]
    # Dollars per million tokens are millionths of a dollar per token.
    left = team.max_cost - rough_tokens(texts) * facts.input_price
    tokens = int(left / facts.output_price)
    if tokens < 1:
        raise TooExpensive
    return tokens
