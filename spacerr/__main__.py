"""`python -m spacerr run | serve`: check what can go wrong, then start Reflex (`child_session.py`).

Its other commands are the operator's (`commands.py`).
"""

import socket
import sys

from spacerr import child_session
from spacerr.config import Settings, settings
from spacerr.domain.web.origins import unprotected

USAGE = (
    "usage: python -m spacerr run | serve | reset-password EMAIL | make-owner EMAIL [TEAM] | "
    "new-address NAME EMAIL | make-operator EMAIL | unmake-operator EMAIL | rotate-secret"
)
COMMANDS = {
    "reset-password",
    "make-owner",
    "new-address",
    "make-operator",
    "unmake-operator",
    "rotate-secret",
}
WITHOUT_HTTPS = (
    "Warning: {origin} has no https. Others on the network can read passwords and chats, "
    "and browsers show no notifications there. Put a proxy with a certificate in front."
)
MODES = {
    "run": ["reflex", "run"],
    "serve": ["spacerr.serving", "run", "--env", "prod"],
}


def main(arguments: list[str]) -> int:
    """Serve until a signal; returns Reflex's exit code. Or run an operator's command."""
    if arguments and arguments[0] in COMMANDS:
        from spacerr import commands  # with all it takes to reach the database

        return commands.run(arguments, USAGE)
    if len(arguments) != 1 or arguments[0] not in MODES:
        sys.exit(USAGE)
    chosen = settings()
    ports = [chosen.port] if arguments[0] == "serve" else [chosen.port, chosen.backend_port]
    for port in ports:
        _check_free(chosen, port)
    for origin in unprotected(chosen.public_origins):
        print(WITHOUT_HTTPS.format(origin=origin), flush=True)
    print(f"Spacerr is starting. In a moment: http://localhost:{chosen.port}", flush=True)
    return child_session.run([sys.executable, "-m", *MODES[arguments[0]]])


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
