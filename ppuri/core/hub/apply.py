"""Applying a hub file, and opening a firm of the hub that is applied."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ppuri.core.errors import UsageError
from ppuri.core.hub.lookup import firm_of
from ppuri.core.hub.model import Hub
from ppuri.core.hub.reading import check_hub, toml_of
from ppuri.core.language import text
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope


class HubChange(BaseModel):
    """What applying a hub file changed.

    Attributes:
        changed: False when it was applied already.
        added: Ids of firms and `<firm>/<machine>` that are new.
        removed: Those that are no longer declared; their data stay.
        edited: Those whose declaration differs.
    """

    changed: bool
    added: list[str] = []
    removed: list[str] = []
    edited: list[str] = []

    def lines(self) -> list[str]:
        """Say it in sentences."""
        if not self.changed:
            return [text("바뀐 것이 없습니다.", "Nothing changed.")]
        parts = [
            (self.added, "새로 등록", "declared"),
            (self.edited, "바뀜", "changed"),
            (self.removed, "등록에서 빠짐(자료는 그대로 있습니다)", "no longer declared (data stay)"),
        ]
        said = [f"{text(ko, en)}: {', '.join(ids)}" for ids, ko, en in parts if ids]
        return said or [text("허브 파일을 적용했습니다.", "The hub file is applied.")]


def apply_hub(home: Path, file: Path | None, *, yes: bool = False) -> HubChange:
    """Apply a hub file; the same one twice changes nothing.

    Args:
        home: Folder of the installation.
        file: The file; it is copied to `hub.toml`. None applies `hub.toml` and `hub.d/*.toml`.
        yes: Apply even where machines or firms that have data are no longer declared.

    Raises:
        UsageError: When the file is not a hub file, or would drop what has data and `yes` is not given.
    """
    hub = _declared(home, file)
    ledger = Ledger(home)
    before = current_hub(home)
    stored = _canonical(hub)
    change = _difference(before, hub)
    if ledger.hub() is not None and _canonical(before) == stored:
        change = HubChange(changed=False)
    elif change.removed and not yes:
        _ask_about_removed(ledger, change)
    if change.changed:
        ledger.put_hub(hashlib.sha256(stored.encode()).hexdigest(), stored)
    if file is not None:
        _keep(home, file)
    return change


def _declared(home: Path, file: Path | None) -> Hub:
    if file is not None:
        return check_hub(toml_of(file), file)
    main = home / "hub.toml"
    content = toml_of(main)
    for page in sorted((home / "hub.d").glob("*.toml")):
        extra = toml_of(page)
        check_hub(extra, page)
        content = {**content, **extra, "firms": [*content.get("firms", []), *extra.get("firms", [])]}
    return check_hub(content, main)


def _keep(home: Path, file: Path) -> None:
    target = home / "hub.toml"
    if target.exists() and target.samefile(file):
        return
    home.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".tmp")
    fresh.write_bytes(file.read_bytes())
    fresh.replace(target)


def _canonical(hub: Hub) -> str:
    return json.dumps(hub.model_dump(mode="json", by_alias=True), ensure_ascii=False, sort_keys=True)


def _parts(hub: Hub) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for firm in hub.firms:
        parts[firm.id] = (firm.name, [(s.id, s.name, s.timezone, s.shifts) for s in firm.sites])
        for site in firm.sites:
            for line in site.lines:
                for machine in line.machines:
                    parts[f"{firm.id}/{machine.id}"] = (site.id, line.id, line.process, line.kind, machine)
    return parts


def _difference(before: Hub, after: Hub) -> HubChange:
    old, new = _parts(before), _parts(after)
    return HubChange(
        changed=True,
        added=[key for key in new if key not in old],
        removed=[key for key in old if key not in new],
        edited=[key for key in new if key in old and new[key] != old[key]],
    )


def _ask_about_removed(ledger: Ledger, change: HubChange) -> None:
    in_use = [key for key in change.removed if ledger.files(key.partition("/")[0])]
    if in_use:
        names = ", ".join(in_use)
        raise UsageError(
            f"자료가 있는 {names}이(가) 허브 파일에서 빠졌습니다. 그래도 적용하려면 --yes를 붙여 주세요. 자료는 지워지지 않습니다.",
            f"{names} with data are no longer declared; add --yes to apply all the same (no data are deleted)",
        )


def current_hub(home: Path) -> Hub:
    """Return the hub as applied; an empty one before the first."""
    applied = Ledger(home).hub()
    return Hub() if applied is None else Hub.model_validate_json(applied.hub_json)


def open_scope(home: Path, firm_id: str) -> Scope:
    """Open a declared firm.

    Raises:
        UsageError: When it is not declared.
    """
    firm_of(current_hub(home), firm_id)
    return Scope(home.resolve(), firm_id)
