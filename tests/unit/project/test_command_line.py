"""The operator's commands are called with what the command line takes for them."""

import inspect

import pytest

from spacerr import __main__ as command_line
from spacerr import commands


@pytest.mark.parametrize("name", command_line.COMMANDS)
def test_a_command_takes_its_arguments(name):
    _, values = command_line.COMMANDS[name]
    least = [value for value in values if not value.startswith("[")]
    signature = inspect.signature(commands.COMMANDS[name])
    signature.bind(None, *values)
    assert signature.bind(None, *least)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["new-address", "Ada"], "EMAIL"),
        (["make-ownr", "ada@example.org"], "make-owner"),
        (["rotate-secret", "now"], "now"),
    ],
)
def test_what_is_missing_or_wrong_is_named(arguments, said, capsys):
    with pytest.raises(SystemExit):
        command_line.main(arguments)
    assert said in capsys.readouterr().err
