"""`kill -9` while everything is sealed anew: it goes on from where it was, and every word is still there."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.running_server import RunningServer

ROWS = 6_000
KILLS = 4
WAIT_S = 120


def _seen(database: sqlite3.Connection) -> int:
    statement = "SELECT coalesce(sum(rows_seen), 0) FROM resealing WHERE table_name = 'messages'"
    return int(database.execute(statement).fetchone()[0])


def _in_clear(database: sqlite3.Connection) -> int:
    statement = "SELECT count(*) FROM messages WHERE text LIKE 'words %'"
    return int(database.execute(statement).fetchone()[0])


def test_nothing_is_lost(tmp_path: Path) -> None:
    server = RunningServer(tmp_path)
    assert server.run("db", "upgrade").returncode == 0
    with closing(sqlite3.connect(server.data / "huahua.db", timeout=30)) as database:
        moment = "2026-01-01 00:00:00.000000"
        database.execute(
            "INSERT INTO conversations (id, user_id, title, title_source, created_at, updated_at) "
            "VALUES ('conv_1', 'usr_1', 'from before', 'user', ?, ?)",
            (moment, moment),
        )
        database.executemany(
            "INSERT INTO messages (id, conversation_id, user_id, role, text, status, attachments, paintings, calls, "
            "steps, created_at) VALUES (?, 'conv_1', 'usr_1', 'user', ?, 'done', '[]', '[]', '[]', '[]', ?)",
            [(f"msg_{number:06}", f"words {number}", moment) for number in range(ROWS)],
        )
        database.commit()
        for _ in range(KILLS):
            before = _seen(database)
            process = server.launch("keys", "reseal")
            end = time.monotonic() + WAIT_S
            while _seen(database) == before and time.monotonic() < end:
                assert process.poll() is None, "it ended before it could be killed"
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            assert before < (seen := _seen(database)) < ROWS
            assert _in_clear(database) == ROWS - seen
        done = server.run("keys", "reseal", "--json")
        assert done.returncode == 0 and '"finished": true' in done.stdout
        assert _in_clear(database) == 0 and _seen(database) == ROWS
        title, text = database.execute(
            "SELECT title, text FROM conversations JOIN messages ON conversations.id = conversation_id LIMIT 1"
        ).fetchone()
        assert "before" not in title and "words" not in text
    with server, server.client() as client:
        with closing(sqlite3.connect(server.data / "huahua.db", timeout=30)) as database:
            database.execute("UPDATE conversations SET user_id = (SELECT id FROM users)")
            database.commit()
        opened = client.get("/api/conversations/conv_1").json()
        assert opened["conversation"]["title"] == "from before"
        assert [each["text"] for each in opened["messages"]] == [f"words {number}" for number in range(ROWS)]
        status = client.get("/api/admin/encryption").json()
        assert status["rows_total"] >= ROWS and len(status["keys"]) == 1
