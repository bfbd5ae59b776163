"""Question packs: the folders they lie in, and the user's own ones brought in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desktop.domain.errors import PackError
from desktop.domain.question import Pack, Question
from desktop.storage.atomic import write_atomic
from desktop.storage.packformat import PackReading, read_pack

SUFFIX = ".toml"


def check_pack(path: Path) -> list[PackError]:
    """Return everything wrong with a pack's file; an empty list where it is in order."""
    return list(read_pack(path).problems)


def load_pack(path: Path) -> Pack:
    """Load and check one pack.

    Raises:
        PackError: It cannot be used; the message counts what else is wrong.
    """
    reading = read_pack(path)
    if reading.pack is not None:
        return reading.pack
    raise _first(reading)


def _first(reading: PackReading) -> PackError:
    """Make one error of a reading that failed."""
    first = reading.problems[0]
    others = len(reading.problems) - 1
    if not others:
        return first
    more = "1 more problem" if others == 1 else f"{others} more problems"
    return PackError(
        f"{first.what} ({more} in this file.)",
        kept=first.kept,
        todo=first.todo,
        file=first.file,
        question=first.question,
        field=first.field,
    )


class PackLibrary:
    """All packs of some folders; a broken one is reported and the others still load.

    Args:
        folders: Where packs lie. Earlier folders win over later ones where an id is used twice;
            the last one is the user's own, where imported packs go.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._packs: tuple[Pack, ...] = ()
        self._problems: list[PackError] = []
        self._by_id: dict[str, Question] = {}
        self.reload()

    def reload(self) -> None:
        """Read the folders again."""
        packs: list[Pack] = []
        problems: list[PackError] = []
        by_id: dict[str, Question] = {}
        for path in self._files():
            reading = read_pack(path)
            problems.extend(reading.problems)
            if reading.pack is None:
                continue
            clashes = _clashes(reading.pack, path, packs, by_id)
            problems.extend(clashes)
            if not clashes:
                packs.append(reading.pack)
                by_id.update((question.id, question) for question in reading.pack.questions)
        self._packs, self._problems, self._by_id = tuple(packs), problems, by_id

    def _files(self) -> list[Path]:
        """Return the packs' files, folder by folder, by name within each."""
        return [
            path
            for folder in self._folders
            if folder.is_dir()
            for path in sorted(folder.iterdir())
            if path.suffix.lower() == SUFFIX and not path.name.startswith(".") and path.is_file()
        ]

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that could be loaded."""
        return self._packs

    @property
    def problems(self) -> list[PackError]:
        """Everything found wrong, worded for the user."""
        return list(self._problems)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all loaded packs."""
        return tuple(self._by_id.values())

    def question(self, question_id: str) -> Question | None:
        """Return a question by its id, or None where no loaded pack has it."""
        return self._by_id.get(question_id)

    def import_pack(self, path: Path) -> Pack:
        """Copy a pack into the user's own folder and load it.

        A pack of the user's with the same id is replaced.

        Args:
            path: The file to bring in; it is left as it is.

        Returns:
            The pack.

        Raises:
            PackError: It is not in order, or clashes with other packs; nothing was copied.
        """
        reading = read_pack(path)
        if reading.pack is None:
            raise _first(reading)
        pack = reading.pack
        target = self._folders[-1] / f"{pack.id}{SUFFIX}"
        others = [p for p in self._packs if Path(p.source) != target]
        taken = {question.id: question for p in others for question in p.questions}
        clashes = _clashes(pack, path, others, taken)
        if clashes:
            raise clashes[0]
        try:
            data = path.read_bytes()
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, data)
        except OSError as error:
            raise PackError(
                f"The pack {path.name} could not be copied to {target.parent}: {error.strerror}.",
                kept="Your packs are as they were.",
                todo="Check that there is room on the disk and that the folder may be written.",
                file=path.name,
            ) from error
        self.reload()
        loaded = next((p for p in self._packs if Path(p.source) == target), None)
        return loaded if loaded is not None else pack


def _clashes(
    pack: Pack, path: Path, packs: Iterable[Pack], taken: dict[str, Question]
) -> list[PackError]:
    """Return what keeps a pack from standing beside those already loaded."""
    found: list[PackError] = []
    same = next((other for other in packs if other.id == pack.id), None)
    if same is not None:
        found.append(
            PackError(
                f"{path.name}: the pack id “{pack.id}” is already used by "
                f"{Path(same.source).name}.",
                kept="The other pack is loaded, this one is not.",
                todo="Give this pack an id of its own.",
                file=path.name,
                field="id",
            )
        )
    found.extend(
        PackError(
            f"{path.name}: question {question.id}: this id is already used in the pack "
            f"“{taken[question.id].pack}”.",
            kept="The other pack is loaded, this one is not.",
            todo="Give the question an id of its own.",
            file=path.name,
            question=question.id,
            field="id",
        )
        for question in pack.questions
        if question.id in taken
    )
    return found
