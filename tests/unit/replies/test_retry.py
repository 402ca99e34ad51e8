"""How long to wait before a model is asked again."""

from spacerr.domain.errors.models import ModelError, RateLimited, WrongKey
from spacerr.services.generation import retry


def test_a_service_is_given_the_pause_it_asks_for():
    error = RateLimited()
    error.retry_after = 4
    assert 4 <= (retry.pause(error, 0, 3) or 0) <= 5


def test_pauses_grow_and_differ():
    first = {retry.pause(ModelError(), 0, 3) for _ in range(20)}
    third = {retry.pause(ModelError(), 2, 3) for _ in range(20)}
    assert max(first) < min(third) and len(first) > 10


def test_what_will_not_pass_is_not_waited_for():
    assert retry.pause(WrongKey(), 0, 3) is None


def test_after_so_many_retries_it_is_enough():
    assert retry.pause(ModelError(), 3, 3) is None
