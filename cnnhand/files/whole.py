"""Files that are written whole or not at all, also where the disk is full or the program is ended."""

import errno
import os
from pathlib import Path

from cnnhand.errors import CnnhandError, reason


def _sync(file: int) -> None:
    """Let it reach the disk, where the file system can say so."""
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise


def write_whole(path: Path, text: str | bytes, in_folder: bool = False) -> None:
    """Write a text beside the file and put it in its place; what is no file, such as /dev/stdout, is written to.

    Where it goes into a folder of its own, this is made.
    """
    target, content = Path(os.path.realpath(path)), text.encode() if isinstance(text, str) else text
    try:
        if in_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            path.write_bytes(content)
            return
        beside = target.with_name(f".{target.name[:200]}.{os.getpid()}")
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                _sync(file.fileno())
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o7777)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise CnnhandError(f"{path}: cannot be written: {reason(error)}") from None
