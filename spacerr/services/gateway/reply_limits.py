"""How long a reply may become: in tokens, and by what it may cost."""

from typing import NamedTuple

from spacerr.domain.errors.models import TooExpensive
from spacerr.domain.prompts.token_estimate import rough_tokens
from spacerr.domain.tables import TeamSettings
from spacerr.infra.llm import model_info
from spacerr.infra.llm.tokenizer import estimate_tokens
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts.build import BuiltPrompt, reserve_for_answer


class OutputLimit(NamedTuple):
    """The tokens a reply may have, None: as many as it likes. `decided`: by the team, not by what
    the model can write.
    """

    tokens: int | None
    decided: bool


def get_output_limit(
    team: TeamSettings, resolved: ResolvedModel, told: BuiltPrompt, partial: str = ""
) -> OutputLimit:
    """What a reply may have by what was decided for the model and for the team, and never more than
    the model can write. `partial` is what it has said already. Raises TooExpensive.
    """
    limits = [resolved.max_tokens, team.max_tokens, _affordable(team, resolved, told, partial)]
    known = [it for it in limits if it is not None]
    if not known:
        return OutputLimit(None, decided=False)
    tokens = _clamp(min(known), resolved, told)
    return OutputLimit(tokens, decided=tokens == min(known))


def _clamp(most: int, resolved: ResolvedModel, told: BuiltPrompt) -> int:
    """As many of these tokens as a service can be asked for: what is more, some refuse."""
    facts, kept = resolved.facts, reserve_for_answer(resolved)
    most = min(most, facts.output or most)
    if most <= kept or facts.context is None or facts.separate_output:
        return most
    taken = sum(estimate_tokens(it) for it in (told.instructions, *(it.text for it in told.said)))
    return min(most, max(facts.context - taken, kept))


def _affordable(
    team: TeamSettings, resolved: ResolvedModel, told: BuiltPrompt, partial: str
) -> int | None:
    """Output tokens that the team's cost limit pays for, once the prompt is paid for. None where
    there is no limit or the price is unknown.
    """
    if team.max_cost is None:
        return None
    facts = model_info.get_model_info(resolved.name, resolved.model.api_base)
    if facts.input_price is None or not facts.output_price:
        return None
    asked = rough_tokens([told.instructions, partial, *(it.text for it in told.said)])
    left = team.max_cost - asked * facts.input_price  # dollars a million are millionths a token
    tokens = int(left / facts.output_price)
    if tokens < 1:
        raise TooExpensive
    return tokens
