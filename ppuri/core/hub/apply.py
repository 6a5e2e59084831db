"""Applying a hub file, and opening a firm of the hub that is applied."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ppuri.core.errors import UsageError
from ppuri.core.hub.lookup import firm_of, machine_refs
from ppuri.core.hub.model import Hub
from ppuri.core.hub.moves import moved_months
from ppuri.core.hub.reading import check_hub, toml_of
from ppuri.core.language import text
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.withdrawal import withdrawals
from ppuri.core.scope import Scope


class HubChange(BaseModel):
    """What applying a hub file changed.

    Attributes:
        changed: False when it was applied already.
        added: Ids of firms and `<firm>/<machine>` that are new.
        removed: Those that are no longer declared; their data stay.
        edited: Those whose declaration differs.
        moved: `<firm>/<machine>` to the months with data whose values are others under the new declaration.
        renamed: Those of which an earlier id is known, to that id.
    """

    changed: bool
    added: list[str] = []
    removed: list[str] = []
    edited: list[str] = []
    moved: dict[str, list[str]] = {}
    renamed: dict[str, str] = {}

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
        said += [text(f"이름이 바뀜: {old} → {new}", f"renamed: {old} → {new}") for new, old in self.renamed.items()]
        said += [
            text(f"다시 계산할 달: {name} {', '.join(months)}", f"months to compute again: {name} {', '.join(months)}")
            for name, months in self.moved.items()
        ]
        return said or [text("허브 파일을 적용했습니다.", "The hub file is applied.")]


def apply_hub(home: Path, file: Path | None, *, yes: bool = False) -> HubChange:
    """Apply a hub file; the same one twice changes nothing.

    Args:
        home: Folder of the installation.
        file: The file; it is copied to `hub.toml`. None applies `hub.toml` and `hub.d/*.toml`.
        yes: Apply even where machines or firms that have data are no longer declared, or past months change.

    Raises:
        UsageError: When the file is not a hub file, declares a withdrawn firm, or would drop what has data or change
            past months and `yes` is not given.
    """
    hub = _declared(home, file)
    ledger = Ledger(home)
    _refuse_withdrawn(ledger, hub)
    before = current_hub(home)
    stored = _canonical(hub)
    months = {firm_id: ledger.places(firm_id) for firm in hub.firms for firm_id in (firm.id, *firm.was)}
    change = _difference(before, hub).model_copy(update={"moved": moved_months(before, hub, months)})
    if ledger.hub() is not None and _canonical(before) == stored:
        change = HubChange(changed=False)
    elif not yes:
        _ask_about_removed(ledger, change)
        _ask_about_moved(change)
    if change.changed:
        ledger.put_hub(hashlib.sha256(stored.encode()).hexdigest(), stored)
    if file is not None:
        _keep(home, file)
    return change


def _refuse_withdrawn(ledger: Ledger, hub: Hub) -> None:
    gone = {each.firm_id: each.hidden_ts for each in withdrawals(ledger)}
    for firm in hub.firms:
        if firm.id in gone:
            day = f"{gone[firm.id]:%Y-%m-%d}"
            raise UsageError(
                f"기업 {firm.id}의 자료는 {day}에 철회되어 지워졌습니다. 허브 파일에서 그 부분을 지워 주세요. 다시 거래한다면 새 id로 등록해 주세요.",
                f"the data of firm {firm.id} were withdrawn on {day}; delete it from the hub file, or declare it under a new id",
            )


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
        parts[firm.id] = (firm.name, [s.model_copy(update={"lines": ()}) for s in firm.sites])
        for site in firm.sites:
            for line in site.lines:
                for machine in line.machines:
                    parts[f"{firm.id}/{machine.id}"] = (site.id, line.id, line.process, line.kind, machine)
    return parts


def _difference(before: Hub, after: Hub) -> HubChange:
    old, new = _parts(before), _parts(after)
    formers = ((key, [name for name in names if name in old]) for key, names in _former_names(after).items())
    renamed = {key: known[0] for key, known in formers if known and key not in old}
    return HubChange(
        changed=True,
        renamed=renamed,
        added=[key for key in new if key not in old and key not in renamed],
        removed=[key for key in old if key not in new and key not in renamed.values()],
        edited=[key for key in new if key in old and new[key] != old[key]],
    )


def _former_names(hub: Hub) -> dict[str, list[str]]:
    """Return firms and machines to the names they may have had."""
    names: dict[str, list[str]] = {}
    for firm in hub.firms:
        names[firm.id] = list(firm.was)
        for ref in machine_refs(hub, firm.id):
            ids = [f"{f}/{m}" for f in (firm.id, *firm.was) for m in (ref.machine.id, *ref.machine.was)]
            names[f"{firm.id}/{ref.machine.id}"] = ids[1:]
    return names


def _ask_about_moved(change: HubChange) -> None:
    if change.moved:
        names = "; ".join(f"{name}: {', '.join(months)}" for name, months in change.moved.items())
        raise UsageError(
            f"이렇게 바꾸면 지난 달의 값이 달라집니다 ({names}). 그래도 적용하려면 --yes를 붙여 주세요. 앞으로만 바꾸려면 날짜(from, valid_from)를 적어 주세요.",
            f"this would change values of past months ({names}); add --yes to apply all the same, or a date (from, valid_from) to change only what comes after it",
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
    return Hub() if applied is None else _parsed(applied.hub_json)


@lru_cache(maxsize=4)
def _parsed(hub_json: str) -> Hub:
    """Parts of a hub are frozen, so one serves all who ask."""
    return Hub.model_validate_json(hub_json)


def open_scope(home: Path, firm_id: str) -> Scope:
    """Open a declared firm, by its id or an earlier one; what is stored stays under the id that it was stored under.

    Raises:
        UsageError: When it is not declared.
    """
    firm = firm_of(current_hub(home), firm_id)
    ledger = Ledger(home)
    known = [name for name in firm.was if ledger.has_files(name)]
    return Scope(home.resolve(), known[0] if known else firm.id)
