"""Server-sent events: from bytes, cut at any place, to the data of each event."""

from spacerr.domain.errors.answers import AnswerTooLong
from spacerr.domain.limits import ANSWER_BYTES


class LineSplitter:
    """Cuts bytes into lines at CR, LF and CR LF, and nowhere else. Feed bytes in order. Raises
    AnswerTooLong where a line is longer than a whole answer may be.
    """

    def __init__(self) -> None:
        self._line = bytearray()
        self._after_return = False

    def feed(self, piece: bytes) -> list[bytes]:
        """Every line that these bytes complete, without its end."""
        if piece and self._after_return:
            self._after_return = False
            piece = piece.removeprefix(b"\n")  # the other half of a line end
        if not piece:
            return []
        self._after_return = piece.endswith(b"\r")
        if len(self._line) + len(piece) > ANSWER_BYTES:
            raise AnswerTooLong
        if b"\n" not in piece and b"\r" not in piece:
            self._line += piece
            return []
        if self._line:
            piece = bytes(self._line) + piece
            self._line.clear()
        lines = piece.splitlines(keepends=True)
        if not lines[-1].endswith((b"\n", b"\r")):
            self._line += lines.pop()
        return [line.rstrip(b"\r\n") for line in lines]

    def rest(self) -> bytes:
        """The bytes after the last line end."""
        rest = bytes(self._line)
        self._line.clear()
        return rest


class SSEDecoder:
    """Feed bytes in order; only `data` lines count, as in OpenAI's streams."""

    def __init__(self) -> None:
        self._lines = LineSplitter()
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """The data of every event that these bytes complete, its lines joined with a newline.

        Raises AnswerTooLong where one is longer than a whole answer may be.
        """
        events: list[bytes] = []
        for line in self._lines.feed(piece):
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line.startswith(b"data: ") else line[5:])
                self._size += len(line)
                if self._size > ANSWER_BYTES:
                    raise AnswerTooLong
            elif not line and self._data:
                events.append(b"\n".join(self._data))
                self._data.clear()
                self._size = 0
        return events
