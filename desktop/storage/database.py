"""The SQLite file: its connections, its schema version and the copy made before it changes."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.domain.errors import StorageError
from desktop.storage.schema import MIGRATIONS

_log = logging.getLogger(__name__)

_BUSY_S = 10.0
_KEPT_BACKUPS = 3


class Database:
    """One SQLite file, used from several threads and processes.

    Each thread has a connection of its own, so that the window can read while a background job
    writes. ``close`` closes them all.

    Args:
        path: The file; made where it is missing.
        migrations: The steps to the newest schema, for tests.

    Raises:
        StorageError: The file cannot be opened, is damaged, or was made by a newer Starling.
    """

    def __init__(self, path: Path, migrations: Mapping[int, str] = MIGRATIONS) -> None:
        self.path = path
        self._migrations = migrations
        self._local = threading.local()
        self._guard = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._closed = False
        try:
            # Made first, so that it is never readable by others, not even for a moment.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            if os.name == "posix":
                path.chmod(0o600)
        except OSError as error:
            raise StorageError(
                f"Starling's data file {path} cannot be opened: {error.strerror}.",
                todo="Check that the folder exists and that you may write to it.",
            ) from error
        try:
            self._check()
            self._migrate()
        except sqlite3.DatabaseError as error:
            self.close()
            raise _explain(path, error) from error
        except StorageError:
            self.close()
            raise

    @property
    def newest(self) -> int:
        """The schema version this Starling works with."""
        return max(self._migrations)

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opening it on first use.

        Raises:
            StorageError: The database was closed.
            sqlite3.Error: It cannot be opened.
        """
        with self._guard:
            if self._closed:
                raise StorageError(
                    "Starling's data file was already closed.",
                    kept="What was saved before is safe.",
                )
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect()
            self._local.connection = found
        return found

    def _connect(self) -> sqlite3.Connection:
        # Transactions are opened by hand; another thread uses this connection only to close it.
        made = sqlite3.connect(
            self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        made.row_factory = sqlite3.Row
        try:
            _use_wal(made)
            made.execute("PRAGMA synchronous = NORMAL")
            made.execute("PRAGMA foreign_keys = ON")
            # What the user throws away is overwritten, not only unlinked.
            made.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error:
            made.close()
            raise
        with self._guard:
            self._open.append(made)
        return made

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to read with.

        Raises:
            StorageError: The file cannot be read.
        """
        try:
            yield self.connection()
        except sqlite3.Error as error:
            raise _explain(self.path, error) from error

    @contextlib.contextmanager
    def write(self, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a transaction: all of it is kept, or none.

        Args:
            durable: Whether to wait until the disk has it. Without, a power cut (not a crash) can
                lose the last changes.

        Raises:
            StorageError: The change cannot be kept; nothing was changed.
        """
        try:
            connection = self.connection()
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                if self.connection().in_transaction:
                    self.connection().execute("ROLLBACK")
            raise _explain(self.path, error) from error

    def close(self) -> None:
        """Close all connections; using the database afterwards raises ``StorageError``."""
        with self._guard:
            self._closed = True
            connections, self._open = self._open, []
        for connection in connections:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _check(self) -> None:
        """Refuse a damaged file before anything is written to it."""
        row = self.connection().execute("PRAGMA quick_check(1)").fetchone()
        if row[0] != "ok":
            raise _damaged(self.path, str(row[0]))

    def _version(self) -> int:
        return int(self.connection().execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        """Bring the schema to the newest version, a step at a time, after making a copy."""
        version = self._version()
        if version > self.newest:
            raise StorageError(
                f"Starling's data file {self.path} was made by a newer version of Starling "
                f"(its format is {version}, this one reads {self.newest}).",
                kept="Nothing in it was changed.",
                todo="Install the newer version again, or set STARLING_HOME to another folder.",
            )
        if version == self.newest:
            return
        if version > 0:
            self._back_up(version)
        for step in sorted(n for n in self._migrations if n > version):
            self._run_step(step)

    def _run_step(self, step: int) -> None:
        connection = self.connection()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have done this step while this one waited for the lock.
            if self._version() < step:
                for statement in statements(self._migrations[step]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {step:d}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        _log.info("database is now at schema %d", step)

    def _back_up(self, version: int) -> None:
        """Copy the file beside itself before its schema changes."""
        target = self.path.with_name(f"{self.path.stem}.v{version}.backup.db")
        part = target.with_suffix(".part")
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_RDWR | os.O_CREAT, 0o600))
        copy = sqlite3.connect(part)
        try:
            self.connection().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        part.replace(target)
        kept = sorted(
            self.path.parent.glob(f"{self.path.stem}.v*.backup.db"),
            key=lambda path: path.stat().st_mtime,
        )
        for old in kept[:-_KEPT_BACKUPS]:
            old.unlink(missing_ok=True)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, waiting while another process does the same.

    SQLite does not wait by itself here: two processes that make the file at once would collide.
    """
    deadline = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def statements(script: str) -> Iterator[str]:
    """Cut a script into statements, so that they can run inside one transaction."""
    gathered = ""
    for piece in re.split(r"(?<=;)", script):
        gathered += piece
        if sqlite3.complete_statement(gathered):
            yield gathered.strip()
            gathered = ""
    if gathered.strip():
        yield gathered.strip()


def _damaged(path: Path, detail: str) -> StorageError:
    return StorageError(
        f"Starling's data file {path} is damaged ({detail}).",
        kept=f"Your recordings in {path.parent / 'recordings'} are not affected.",
        todo="Move this file to another place and start Starling again; it takes the recordings "
        "in anew.",
    )


def _explain(path: Path, error: sqlite3.Error) -> StorageError:
    """Word a database failure for the user."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path, str(error))
    if primary == sqlite3.SQLITE_FULL:
        return StorageError(
            f"The disk is full: {path} cannot grow.",
            kept="What was saved before is safe.",
            todo="Make room on the disk and try again.",
        )
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(
            f"Another program keeps {path} busy.",
            kept="What was saved before is safe.",
            todo="Close other windows of Starling and try again.",
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StorageError(
            f"Starling's data file {path} cannot be written.",
            kept="What was saved before is safe.",
            todo="Check that you may write to this folder.",
        )
    return StorageError(
        f"Starling's data file {path} could not be used: {error}.",
        kept="What was saved before is safe.",
        todo="Try again; if it happens again, start Starling anew.",
    )
