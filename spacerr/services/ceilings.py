"""How long a reply may become: in tokens, and by what it may cost."""

from spacerr.domain.counting import tokens_in
from spacerr.domain.errors import TooExpensive
from spacerr.domain.models import TeamStudio
from spacerr.infra import model_facts
from spacerr.services.prompting import Told
from spacerr.services.resolving import Resolved


def most_tokens(team: TeamStudio, resolved: Resolved, told: Told, partial: str = "") -> int | None:
    """The tokens a reply may have by what was decided for the model and for the team; None: as
    many as the model likes. `partial` is what it has said already. Raises TooExpensive.
    """
    limits = [resolved.max_tokens, team.max_tokens, _affordable(team, resolved, told, partial)]
    known = [it for it in limits if it is not None]
    return min(known) if known else None


def _affordable(team: TeamStudio, resolved: Resolved, told: Told, partial: str) -> int | None:
    """Tokens that what may still be spent pays for, once the question is paid for. Where nobody
    knows the price, nobody can tell.
    """
    if team.max_cost is None:
        return None
    facts = model_facts.facts(resolved.name, resolved.model.api_base)
    if facts.input_price is None or not facts.output_price:
        return None
    asked = tokens_in([told.instructions, partial, *(it.text for it in told.said)])
    left = team.max_cost - asked * facts.input_price  # dollars a million are millionths a token
    tokens = int(left / facts.output_price)
    if tokens < 1:
        raise TooExpensive
    return tokens
