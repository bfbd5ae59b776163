"""The database file: versioned, copied before it changes, shared by threads and processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop.domain.errors import StorageError
from desktop.storage.database import Database
from desktop.storage.schema import MIGRATIONS, SCHEMA_VERSION

ROOT = Path(__file__).resolve().parents[3]
ONE = {1: "CREATE TABLE cups (name TEXT);"}
TWO = {**ONE, 2: "ALTER TABLE cups ADD COLUMN size INTEGER NOT NULL DEFAULT 3;"}
BROKEN = {**ONE, 2: "CREATE TABLE saucers (a TEXT); INSERT INTO nowhere VALUES (1);"}


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def test_a_new_file_has_the_newest_schema_and_its_settings(tmp_path):
    path = tmp_path / "starling.db"
    db = Database(path)
    connection = db.connection()
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000
    db.close()
    assert _version(path) == SCHEMA_VERSION == max(MIGRATIONS)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_nobody_else_can_read_it(tmp_path):
    old = os.umask(0)
    try:
        db = Database(tmp_path / "starling.db")
        with db.write() as connection:
            connection.execute("INSERT INTO deck VALUES ('a', 'b')")
        modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.iterdir()}
        db.close()
    finally:
        os.umask(old)
    assert modes
    assert set(modes.values()) == {0o600}


def test_an_older_schema_is_copied_and_then_brought_up(tmp_path):
    path = tmp_path / "starling.db"
    db = Database(path, ONE)
    with db.write() as connection:
        connection.execute("INSERT INTO cups VALUES ('blue')")
    db.close()
    db = Database(path, TWO)
    assert [tuple(r) for r in db.connection().execute("SELECT * FROM cups")] == [("blue", 3)]
    db.close()
    backup = tmp_path / "starling.v1.backup.db"
    assert _version(backup) == 1
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT * FROM cups").fetchall() == [("blue",)]
    copy.close()


def test_a_failed_step_leaves_the_schema_before_it(tmp_path):
    path = tmp_path / "starling.db"
    Database(path, ONE).close()
    with pytest.raises(StorageError, match="nowhere"):
        Database(path, BROKEN)
    assert _version(path) == 1
    db = Database(path, ONE)
    tables = {r[0] for r in db.connection().execute("SELECT name FROM sqlite_master")}
    db.close()
    assert tables == {"cups"}


def test_a_newer_schema_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "starling.db"
    Database(path, TWO).close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer version of Starling"):
        Database(path, ONE)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "starling.db"
    path.write_bytes(b"this is a letter to my aunt, not a database\n" * 200)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="damaged"):
        Database(path)
    assert path.read_bytes() == before


def test_a_damaged_page_is_found_at_the_start(tmp_path):
    path = tmp_path / "starling.db"
    db = Database(path)
    with db.write() as connection:
        connection.executemany(
            "INSERT INTO seen VALUES (?, 1)", [(f"question-{n:05d}",) for n in range(4000)]
        )
    connection = db.connection()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'seen'").fetchone()
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    with path.open("r+b") as file:
        file.seek((page[0] - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(StorageError, match="damaged") as caught:
        Database(path)
    assert "recordings" in caught.value.kept


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StorageError, match="cannot be opened"):
        Database(tmp_path / "no" / "starling.db")


def _insert(db: Database, *names: str) -> None:
    with db.write() as connection:
        for name in names:
            connection.execute("INSERT INTO deck VALUES (?, 'x')", (name,))


def _insert_and_fail(db: Database) -> None:
    with db.write() as connection:
        connection.execute("INSERT INTO deck VALUES ('a', 'x')")
        raise RuntimeError


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path):
    db = Database(tmp_path / "starling.db")
    with pytest.raises(RuntimeError):
        _insert_and_fail(db)
    with pytest.raises(StorageError):
        _insert(db, "b", "c", "b")
    _insert(db, "d")
    with db.read() as connection:
        assert [r[0] for r in connection.execute("SELECT name FROM deck")] == ["d"]
    db.close()


def test_threads_read_while_another_writes(tmp_path):
    db = Database(tmp_path / "starling.db")
    counts = []

    def look() -> None:
        with db.read() as connection:
            counts.append(connection.execute("SELECT count(*) FROM deck").fetchone()[0])

    with db.write() as connection:
        connection.execute("INSERT INTO deck VALUES ('a', 'b')")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(5)
    look()
    db.close()
    assert counts == [0, 1]


def test_after_closing_nothing_opens_it_again(tmp_path):
    db = Database(tmp_path / "starling.db")
    db.close()
    with pytest.raises(StorageError, match="closed"), db.read():
        pass


_WRITER = """
import sys
from pathlib import Path
from desktop.storage.database import Database
db = Database(Path(sys.argv[1]))
for n in range(100):
    with db.write() as connection:
        connection.execute("INSERT INTO seen VALUES (?, 1)", (f"{sys.argv[2]}-{n}",))
db.close()
"""


def test_two_processes_open_a_new_file_and_write_at_once(tmp_path):
    path = tmp_path / "starling.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path), name],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("left", "right")
    ]
    results = [(writer.communicate(timeout=60)[1], writer.returncode) for writer in writers]
    assert results == [("", 0), ("", 0)]
    db = Database(path)
    assert db.connection().execute("SELECT count(*) FROM seen").fetchone()[0] == 200
    db.close()
