"""Files on their way in: streamed to the incoming folder within a limit, named so that no name can do harm."""

import shutil
import unicodedata
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ppuri.core.errors import UsageError
from ppuri.core.scratch import scratch_name

LIMIT_MB = 512
MOST_FILES = 50
LONGEST_NAME = 200


class TooLargeError(UsageError):
    """The upload is larger than allowed."""

    def __init__(self, limit_mb: int) -> None:
        super().__init__(
            f"한 번에 {limit_mb:,} MB까지 올릴 수 있습니다. 기간을 나누어 올려 주세요.",
            f"One upload may hold {limit_mb:,} MB. Split it by period.",
        )


async def receive(request: Request, limit_mb: int) -> FormData:
    """Read a multipart form, files to disk, and stop as soon as it is too large.

    Args:
        request: The request with its body unread.
        limit_mb: Largest body in MB.

    Raises:
        TooLargeError: When the body is larger.
        UsageError: When it is no multipart form or is cut off.
    """
    limit = limit_mb * 1_000_000
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise TooLargeError(limit_mb)
    parser = MultiPartParser(request.headers, _within(request, limit, limit_mb), max_files=MOST_FILES, max_fields=20)
    try:
        return await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise UsageError(
            f"올린 내용을 읽을 수 없습니다. 파일은 한 번에 {MOST_FILES}개까지입니다. 다시 올려 주세요.",
            f"The form cannot be read; at most {MOST_FILES} files at once. Try again.",
        ) from error


async def _within(request: Request, limit: int, limit_mb: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise TooLargeError(limit_mb)
        yield chunk


@contextmanager
def landed(home: Path, files: list[UploadFile]) -> Iterator[list[Path]]:
    """Put uploaded files into a folder of their own below `incoming`, for as long as the block runs.

    Args:
        home: Folder of the installation.
        files: The files of a form; their names are only labels.
    """
    folder = home / "incoming" / scratch_name()
    try:
        yield [_land(folder / str(place), file) for place, file in enumerate(files)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _land(folder: Path, file: UploadFile) -> Path:
    folder.mkdir(parents=True)
    path = folder / safe_name(file.filename or "")
    with path.open("xb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)
    return path


def safe_name(given: str) -> str:
    """Return a name that is one plain component of a path on any system and keeps its label and suffix.

    Args:
        given: What the browser says; may hold folders, control characters or nothing.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join("_" if c in '<>:"|?*' else c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    kept = stem.encode()[: LONGEST_NAME - len(suffix.encode()[:20])].decode(errors="ignore")
    return (kept + dot + suffix.encode()[:20].decode(errors="ignore")) or "file"
