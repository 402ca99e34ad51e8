"""`python -m spacerr run | serve`: check what can go wrong, then start Reflex (`child_session.py`).

Its other commands are the operator's (`commands.py`).
"""

import argparse
import socket
import sys

from spacerr import child_session
from spacerr.config import Settings, settings
from spacerr.domain.web.origins import unprotected

COMMANDS = {
    "reset-password": ("set another password, and end all sessions", ("EMAIL",)),
    "make-owner": ("make a user an owner of a team, by its name or id", ("EMAIL", "[TEAM]")),
    "new-address": ("change a user's e-mail address", ("NAME", "EMAIL")),
    "make-operator": ("let a user change what holds for the whole server", ("EMAIL",)),
    "unmake-operator": ("take back what make-operator gave", ("EMAIL",)),
    "rotate-secret": ("seal keys and addresses with a new secret", ()),
}
"""The operator's commands: what each does, and its arguments; those in brackets may be left out."""
WITHOUT_HTTPS = (
    "Warning: {origin} has no https. Others on the network can read passwords and chats, "
    "and browsers show no notifications there. Put a proxy with a certificate in front."
)
MODES = {
    "run": ["reflex", "run"],
    "serve": ["spacerr.serving", "run", "--env", "prod"],
}


def main(arguments: list[str]) -> int:
    """Run an operator's command; returns its exit code. Or become the server (`child_session`)."""
    asked = vars(_parser().parse_args(arguments))
    command = asked.pop("command")
    if command in COMMANDS:
        from spacerr import commands  # with all it takes to reach the database

        return commands.run(command, *asked.values())
    chosen = settings()
    ports = [chosen.port] if command == "serve" else [chosen.port, chosen.backend_port]
    for port in ports:
        _check_free(chosen, port)
    for origin in unprotected(chosen.public_origins):
        print(WITHOUT_HTTPS.format(origin=origin), flush=True)
    print(f"Spacerr is starting. In a moment: http://localhost:{chosen.port}", flush=True)
    # What is imported here isn't needed any more, and would stay in memory as long as the server.
    return child_session.run_instead([sys.executable, "-m", *MODES[command]])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m spacerr", description="An AI workspace.")
    kinds = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    kinds.add_parser("run", help="serve, and reload when the code changes")
    kinds.add_parser("serve", help="serve for production")
    for name, (does, values) in COMMANDS.items():
        command = kinds.add_parser(name, help=does, description=f"{does.capitalize()}.")
        for value in values:
            count = "?" if value.startswith("[") else None
            command.add_argument(value.strip("[]"), nargs=count, default="")
    return parser


def _check_free(chosen: Settings, port: int) -> None:
    name = "SPACERR_PORT" if port == chosen.port else "SPACERR_BACKEND_PORT"
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, port))
        except OSError:
            sys.exit(
                f"Spacerr can't start: port {port} is taken by another program. "
                f"Stop that one, or choose another port with {name}."
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
