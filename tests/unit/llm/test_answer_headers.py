"""A provider's wish to wait is followed when it makes sense; its name for a request is kept."""

from email.utils import formatdate
from time import time

import httpx
import pytest

from spacerr.infra.answers.headers import MAX_RETRY_AFTER, request_id, retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "20"}, 20),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "0"}, 0),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "1"}, 1),
        ({"retry-after": str(MAX_RETRY_AFTER)}, MAX_RETRY_AFTER),
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": str(MAX_RETRY_AFTER + 1)}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "in a while"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        ({"retry-after": "Wed, 99 Oct 99999 07:28:00 GMT"}, None),
    ],
)
def test_a_wait_that_makes_no_sense_is_none(headers, seconds):
    assert retry_after(headers) == seconds
    assert retry_after(httpx.Headers(headers)) == seconds


def test_a_date_is_the_time_until_then():
    wait = retry_after({"Retry-After": formatdate(time() + 3_600, usegmt=True)})
    assert wait == pytest.approx(3_600, abs=60)


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"X-Request-Id": "req-1"}, "req-1"),
        ({"request-id": " req-2 "}, "req-2"),
        ({"x-request-id": "", "request-id": "req-3"}, "req-3"),
        ({"x-litellm-call-id": "call-4"}, "call-4"),
        ({"x-litellm-call-id": "call-5", "llm_provider-x-request-id": "req-5"}, "call-5"),
        ({}, ""),
        ({"x-request-id": "é\n"}, ""),
        ({"x-request-id": "x" * 1_000}, "x" * 128),
    ],
)
def test_a_request_has_the_name_its_provider_gave_it(headers, name):
    assert request_id(headers) == name


def test_a_proxy_hands_on_what_its_provider_wants():
    assert retry_after({"llm_provider-retry-after": "7"}) == 7
