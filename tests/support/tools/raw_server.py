"""A server of tools over standard input and output, of the older era of the protocol, written
without a library: `python -m tests.support.tools.raw_server`. Its tools do what their arguments
say, also what no library would let them.
"""

import json
import os
import sys
import threading
import time
from typing import Any

from spacerr.domain.tools.limits import SCHEMA_BYTES

ANYTHING = {"type": "object"}
LIED = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
TOOLS: dict[str, dict[str, Any]] = {
    name: {"name": name, "inputSchema": ANYTHING}
    for name in (
        "answers",
        "asks",
        "blocks",
        "fails",
        "hangs",
        "hangs_up",
        "huge",
        "late",
        "lies",
        "lies_at_length",
        "told",
        "opens",
        "changes",
        "progresses",
    )
}
TOOLS["lies"]["outputSchema"] = LIED
TOOLS["lies_at_length"]["outputSchema"] = {**LIED, "description": "x" * SCHEMA_BYTES}


class Server:
    """`asked`: the ids of calls that wait for the client's answer to a request of ours."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.asked: dict[str, Any] = {}
        self.held: list[Any] = []
        self.opened = 0

    def send(self, **message: Any) -> None:
        print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)

    def text(self, id_: Any, said: Any) -> None:
        words = said if isinstance(said, str) else json.dumps(said)
        self.send(id=id_, result={"content": [{"type": "text", "text": words}]})

    def read(self, message: dict[str, Any]) -> None:
        id_, method = message.get("id"), message.get("method")
        match method:
            case None:
                answer = message.get("result") or message.get("error")
                self.seen.append({"answer": answer})
                self.text(self.asked.pop(id_), answer)
            case "initialize":
                told = {
                    "protocolVersion": message["params"]["protocolVersion"],
                    "capabilities": {"tools": {"listChanged": True}},
                    "serverInfo": {"name": "raw", "version": "1"},
                }
                self.seen.append(message["params"]["capabilities"])
                self.send(id=id_, result=told)
            case "tools/list":
                self.send(id=id_, result={"tools": list(TOOLS.values())})
            case "tools/call":
                params = message["params"]
                getattr(self, params["name"])(id_, params.get("arguments") or {}, params)
            case "notifications/cancelled":
                self.seen.append(message["params"])
            case _ if id_ is not None:
                self.send(id=id_, error={"code": -32601, "message": "Method not found"})

    def answers(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Return what the arguments say, as it is."""
        self.send(id=id_, result=arguments)

    def fails(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        self.send(id=id_, error=arguments)

    def asks(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Ask the client for `method` with `params`, and return what it answers within `patience`
        seconds.
        """
        name = f"ask-{len(self.asked)}-{id_}"
        self.asked[name] = id_
        self.send(id=name, method=arguments["method"], params=arguments["params"])
        if "patience" in arguments:
            threading.Timer(arguments["patience"], self.give_up, (name,)).start()

    def give_up(self, name: str) -> None:
        """Take a question back, and go on without the answer, for ever."""
        self.send(method="notifications/cancelled", params={"requestId": name})

    def opens(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Want addresses opened, before each of so many calls."""
        self.opened += 1
        if self.opened > arguments["times"]:
            self.text(id_, "open")
            return
        links = [
            {"mode": "url", "message": "Sign in.", "url": it, "elicitationId": it}
            for it in arguments["urls"]
        ]
        data = {"elicitations": links}
        self.send(id=id_, error={"code": -32042, "message": "Sign in first.", "data": data})

    def hangs(self, id_: Any, _: Any, __: Any) -> None:
        self.seen.append({"hangs": id_})

    def blocks(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Have the tools listed anew, and hear nothing for so many seconds."""
        self.send(method="notifications/tools/list_changed")
        time.sleep(arguments["seconds"])
        self.text(id_, "done")

    def hangs_up(self, *_: Any) -> None:
        os._exit(1)

    def huge(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Answer with `size` characters, the id at the end if `last`."""
        said = {"content": [{"type": "text", "text": "x" * arguments["size"]}]}
        ends = {"result": said, "jsonrpc": "2.0", "id": id_}
        begins = {"jsonrpc": "2.0", "id": id_, "result": said}
        print(json.dumps(ends if arguments.get("last") else begins), flush=True)

    def late(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Answer three calls at once, the last one first."""
        self.held.append((id_, arguments["n"]))
        if len(self.held) == 3:
            for held, n in reversed(self.held):
                self.text(held, str(n))
            self.held = []

    def lies(self, id_: Any, *_: Any) -> None:
        said = [{"type": "text", "text": "Three."}]
        self.send(id=id_, result={"content": said, "structuredContent": {"n": "three"}})

    lies_at_length = lies

    def progresses(self, id_: Any, arguments: dict[str, Any], params: Any) -> None:
        token = params["_meta"]["progressToken"]
        for it in arguments["steps"]:
            said = {"progressToken": token, **it}
            self.send(method="notifications/progress", params=said)
        self.text(id_, "done")

    def changes(self, id_: Any, arguments: dict[str, Any], _: Any) -> None:
        """Have one more tool, and say so three times."""
        name = arguments["name"]
        TOOLS[name] = {"name": name, "inputSchema": ANYTHING}
        for _ in range(3):
            self.send(method="notifications/tools/list_changed")
        self.text(id_, "changed")

    def told(self, id_: Any, *_: Any) -> None:
        """Return as JSON what it was told: the client's abilities, which calls were cancelled."""
        self.text(id_, self.seen)


if __name__ == "__main__":
    server = Server()
    for line in sys.stdin:
        server.read(json.loads(line))
