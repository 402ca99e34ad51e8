"""Chats are found by their titles and by what was said in them, and by nobody else."""

import asyncio
from random import Random

import pytest
from sqlmodel import select, text

from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.limits import SEARCH_HITS, SNIPPET_CHARS
from spacerr.domain.tables import Chat, Passage
from spacerr.services import stop_replies
from spacerr.services.chats import edit as chat_edit
from spacerr.services.chats import search
from spacerr.services.replies import writer
from tests.support.people.replies import ADA, PATIENCE, answered, ask, edit, idle, person, row, said
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]

HOSTILE = [
    '"', "'", '""', "*", "^", "(", ")", "NEAR(", "a NEAR/2 b", "words:", "{words} : x", "-", "+",
    "AND", "OR", "NOT", "a AND", "a OR b", "a & b", "a | !b", "a:*", "<->", "'a' <-> 'b'", "\\",
    "'; DROP TABLE passage; --", '" OR 1=1 --', "--", ";", "%", "_", ":sought", "$1", "%s", "{0}",
    "\0", "a\0b", "\ud800", "\u200b", "\u202e", "😀", "😀😀", "", "  ", "\n\t",
    "x" * 10_000, "x " * 5_000, '"' * 10_000, "日" * 10_000,
    " ".join("abcdefghijklmnopqrstuvwxyz"),
]  # fmt: skip


def shown(pieces) -> str:
    """Pieces as one text, with what was searched for in brackets."""
    return "".join(f"[{it.text}]" if it.hit else it.text for it in pieces)


async def found(d, query: str, user: str = ADA) -> list[str]:
    return [hit.chat_id for hit in await search.search(d, user, query)]


async def only(d, query: str) -> search.ChatHit:
    (hit,) = await search.search(d, ADA, query)
    return hit


async def titled(d, title: str, said: str = "Hi") -> str:
    """A chat with a title and a question of its own; its id."""
    turn = await answered(d, said)
    await chat_edit.rename(d, ADA, turn.chat.id, title)
    return turn.chat.id


async def test_a_chat_is_found_by_its_title(d):
    chat_id = await titled(d, "Travels to Norway")
    hit = await only(d, "norway")
    assert (hit.chat_id, hit.message_id, hit.archived) == (chat_id, "", False)
    assert (shown(hit.title), shown(hit.snippet)) == ("Travels to [Norway]", "")


async def test_a_chat_is_found_by_a_question(d):
    turn = await answered(d, "Why is the sky blue?")
    hit = await only(d, "sky")
    assert (hit.chat_id, hit.message_id) == (turn.chat.id, turn.question.id)
    assert shown(hit.snippet) == "Why is the [sky] blue?"
    assert shown(hit.title) == "A scripted title"


async def test_a_chat_is_found_by_a_finished_reply_and_not_before(d, model, monkeypatch):
    monkeypatch.setattr(writer, "SNAPSHOT", 0.0)
    model.says("It is", " Rayleigh scattering.", gated=True)
    turn = await ask(d, "Why is the sky blue?")
    model.let(2)
    async with asyncio.timeout(PATIENCE):
        while (await row(d, turn.reply.id)).content != model.text:
            await asyncio.sleep(0.005)
    assert await found(d, "rayleigh") == []
    model.let_all()
    await idle(d)
    hit = await only(d, "rayleigh")
    assert (hit.chat_id, hit.message_id) == (turn.chat.id, turn.reply.id)
    assert shown(hit.snippet) == "It is [Rayleigh] scattering."


async def test_a_chat_is_found_by_what_a_stopped_reply_said(d, model):
    model.says("Rayleigh", " scattering", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Rayleigh")
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    assert await found(d, "rayleigh") == [turn.chat.id]
    assert await found(d, "scattering") == []


async def test_the_first_words_a_model_and_a_person_name_a_chat_in_turn(d, model):
    model.title = "Blue skies"
    model.title_gate.clear()
    turn = await ask(d, "Purple, why?")
    assert shown((await only(d, "purple")).title) == "[Purple], why?"
    model.title_gate.set()
    await idle(d)
    assert shown((await only(d, "skies")).title) == "Blue [skies]"
    await chat_edit.rename(d, ADA, turn.chat.id, "Optics")
    assert await found(d, "skies") == []
    assert await found(d, "optics") == [turn.chat.id]


async def test_an_edited_question_is_found_in_both_versions(d):
    turn = await answered(d, "Why is the sky blue?")
    second = await edit(d, turn.question.id, "Why is the sea blue?")
    await idle(d)
    assert (await only(d, "sea")).message_id == second.question.id
    assert (await only(d, "sky")).message_id == turn.question.id


async def test_the_newest_message_that_matches_is_shown(d):
    turn = await answered(d, "An old zebra")
    newer = await answered(d, "A new zebra", chat=turn.chat.id)
    await answered(d, "A horse", chat=turn.chat.id)
    hit = await only(d, "zebra")
    assert hit.message_id == newer.question.id
    assert shown(hit.snippet) == "A new [zebra]"


async def test_several_messages_of_a_chat_are_found_the_newest_first(d):
    turn = await answered(d, "zebra one")
    for number in ("two", "three", "four"):
        await answered(d, f"zebra {number}", chat=turn.chat.id)
    hit = await only(d, "zebra")
    assert shown(hit.snippet) == "[zebra] four"
    assert [shown(it.snippet) for it in hit.more] == ["[zebra] three", "[zebra] two"]
    other = await answered(d, "A zebra elsewhere")
    hits = await search.search(d, ADA, "zebra")
    assert [it.chat_id for it in hits] == [other.chat.id, turn.chat.id]
    assert [len(it.more) for it in hits] == [0, 2]


async def test_a_chat_is_searched_in_reading_order_on_the_branch_that_is_shown(d):
    first = await answered(d, "A zébra")
    await answered(d, "A horse", chat=first.chat.id)
    last = await answered(d, "More Zebras", chat=first.chat.id)
    found = await search.find_in_chat(d, ADA, first.chat.id, "zebra")
    assert list(found.messages) == [first.question.id, last.question.id]
    assert found.terms == ["zebra"]
    edited = await edit(d, first.question.id, "A zebra and a horse")
    await idle(d)
    found = await search.find_in_chat(d, ADA, first.chat.id, "zebra horse")
    assert list(found.messages) == [edited.question.id]
    assert list((await search.find_in_chat(d, ADA, first.chat.id, "")).messages) == []


async def test_nobody_else_searches_within_a_chat(d):
    turn = await answered(d, "A secret")
    with pytest.raises(ChatNotFound):
        await search.find_in_chat(d, await person(d, "Eve"), turn.chat.id, "secret")


async def test_nobody_else_finds_a_chat(d):
    await answered(d, "A secret")
    eve = await person(d, "Eve")
    assert await found(d, "secret", eve) == []
    own = await answered(d, "A secret", user=eve)
    assert await found(d, "secret", eve) == [own.chat.id]


async def test_a_deleted_chat_is_not_found_until_it_is_restored(d):
    chat_id = await titled(d, "Norway", said="Fjords")
    await chat_edit.delete(d, ADA, chat_id)
    assert await found(d, "norway") == await found(d, "fjords") == []
    await chat_edit.restore(d, ADA, chat_id)
    assert await found(d, "norway") == await found(d, "fjords") == [chat_id]


async def test_a_purged_chat_leaves_nothing_in_the_index(d, monkeypatch):
    gone, kept = await titled(d, "Norway"), await titled(d, "Sweden")
    await chat_edit.delete(d, ADA, gone)
    monkeypatch.setattr(chat_edit, "UNDO", -1)
    await chat_edit.purge(d)
    async with d.db.reading() as session:
        left = set(await session.exec(select(Passage.chat_id)))
        sqlite = session.get_bind().dialect.name == "sqlite"
    assert left == {kept}
    if sqlite:
        async with d.db.writing() as session:
            await session.exec(text(
                "INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)"
            ))  # fmt: skip


async def test_an_archived_chat_is_found_and_marked(d):
    chat_id = await titled(d, "Norway")
    await chat_edit.set_archived(d, ADA, chat_id, True)
    assert (await only(d, "norway")).archived


async def test_words_may_be_typed_in_part_and_in_any_order(d):
    turn = await answered(d, "Why is the sky blue?")
    for query in ("s", "sk", "sky", "blu sky", "BLUE why", "sky, blue!"):
        assert await found(d, query) == [turn.chat.id], query
    for query in ("ky", "skyy", "sky green"):
        assert await found(d, query) == [], query


async def test_words_match_within_one_passage(d):
    chat_id = await titled(d, "Norway", said="Fjords")
    assert await found(d, "norway fjords") == []
    assert await found(d, "norway") == await found(d, "fjords") == [chat_id]


@pytest.mark.parametrize(
    ("said_there", "query", "seen"),
    [
        ("Grüße aus Köln", "koln", "Grüße aus [Köln]"),
        ("Grüße aus Köln", "KÖLN", "Grüße aus [Köln]"),
        ("Grüße aus Köln", "gruss", "[Grüße] aus Köln"),
        ("Grusse aus Koln", "Grüße Köln", "[Grusse] aus [Koln]"),
        ("Cafe\u0301 crème", "café", "[Cafe\u0301] crème"),
        ("שָׁלוֹם עולם", "שלום", "[שָׁלוֹם] עולם"),
        ("مَرْحَبًا بالعالم", "مرحبا", "[مَرْحَبًا] بالعالم"),
        ("Party🎉time", "time", "Party🎉[time]"),
        ("我住在東京都。", "東京", "我住在[東京]都。"),
        ("我住在東京都。", "東京都", "我住在[東京都]。"),
        ("我住在東京都。", "都", "我住在東京[都]。"),
        ("ภาษาไทยง่าย", "ไทย", "ภาษา[ไทย]ง่าย"),
        ("한국어를 배운다", "한국어", "[한국어를] 배운다"),
        ("हिन्दी भाषा", "हिन्दी", "[हिन्दी] भाषा"),
        ("see foo_bar.baz()", "bar", "see foo_[bar].baz()"),
        ("<b>bold</b> [x]", "bold", "<b>[bold]</b> [x]"),
    ],
)
async def test_scripts_accents_and_signs(d, said_there, query, seen):
    await answered(d, said_there)
    assert shown((await only(d, query)).snippet) == seen


async def test_characters_that_are_not_neighbours_are_not_a_word(d):
    await answered(d, "京都在東。")
    assert await found(d, "東京") == []


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
async def test_no_query_is_more_than_words(d, model, query):
    model.title = "Слово"
    model.says("Слово")
    await answered(d, "Слово")
    assert await found(d, query) == []


@pytest.mark.parametrize("word", ["AND", "OR", "NOT", "NEAR", "words", "rowid"])
async def test_words_of_query_languages_are_words(d, word):
    turn = await answered(d, f"Gates: {word}")
    assert await found(d, word) == await found(d, f"gates {word}") == [turn.chat.id]


async def test_a_long_message_is_shown_around_its_match(d):
    await answered(d, "before " * 5_000 + "a needle here " + "after " * 5_000)
    seen = shown((await only(d, "needle")).snippet)
    assert "before a [needle] here after" in seen
    assert seen.startswith("…before") and seen.endswith("…")
    assert len(seen) <= SNIPPET_CHARS + len("……[]")


async def test_a_snippet_is_one_line(d):
    await answered(d, "One\n\n  two\tzebra")
    assert shown((await only(d, "zebra")).snippet) == "One two [zebra]"


async def test_a_reply_of_any_size_is_stored_and_found_by_its_beginning(d, model):
    last = "\U0002a6d6" * 2
    characters = [chr(0x20000 + at) for at in range(40_000)]
    model.says(last, " ", "".join(Random(1).choices(characters, k=300_000)))
    turn = await answered(d)
    assert await found(d, last) == [turn.chat.id]


async def test_the_chat_with_the_latest_activity_comes_first(d):
    older, newer = await answered(d, "zebra one"), await answered(d, "zebra two")
    assert await found(d, "zebra") == [newer.chat.id, older.chat.id]
    await answered(d, "a horse", chat=older.chat.id)
    assert await found(d, "zebra") == [older.chat.id, newer.chat.id]


async def test_not_all_chats_are_shown_only_the_latest(d):
    turn = await answered(d)
    async with d.db.writing() as session:
        row = await session.get_one(Chat, turn.chat.id)
        for at in range(SEARCH_HITS + 5):
            chat = Chat(**{**row.model_dump(), "id": f"chat-{at:03}", "client_request_id": None})
            chat.active_at = at
            session.add(chat)
            await session.flush()
            await search.index_text(session, chat.id, "zebra")
    assert await found(d, "zebra") == [f"chat-{at:03}" for at in range(54, 4, -1)]
