"""Where the secrets of connections lie: sealed under the workspace key, in a folder that no backup takes.

A file and not the ledger: a deleted row may live on in a database's free pages and in every backup of it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from shoal.app.sealing import opened, sealed

FOLDER = "connections"
_BRAND = re.compile(r"[a-z]{2}_[0-9a-z]{4,40}")


def _path(workspace: Path, name: str, brand_id: str) -> Path:
    if not _BRAND.fullmatch(brand_id):
        raise ValueError(brand_id)  # an id of ours always fits; anything else must not become the name of a file
    return workspace / FOLDER / f"{brand_id}.{name}.sealed"


def keep_secret(workspace: Path, key: bytes, name: str, brand_id: str, secret: str) -> None:
    """Keep the secret of a brand's connection in place of the one before."""
    path = _path(workspace, name, brand_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed(key, json.dumps({"of": name, "brand": brand_id, "secret": secret}).encode()))
    draft.replace(path)


def secret_kept(workspace: Path, name: str, brand_id: str) -> bool:
    """Say whether there is one."""
    return _path(workspace, name, brand_id).is_file()


def secret_of(workspace: Path, key: bytes, name: str, brand_id: str) -> str:
    """Return the secret, empty where there is none. Raises ``ConflictError`` where another key sealed it."""
    path = _path(workspace, name, brand_id)
    if not path.is_file():
        return ""
    told = json.loads(opened(key, path.read_bytes()))
    return str(told["secret"]) if (told["of"], told["brand"]) == (name, brand_id) else ""


def drop_secret(workspace: Path, name: str, brand_id: str) -> bool:
    """Delete the secret and say whether there was one; doing it again changes nothing."""
    path = _path(workspace, name, brand_id)
    there = path.is_file()
    path.unlink(missing_ok=True)
    path.with_suffix(".draft").unlink(missing_ok=True)
    return there
