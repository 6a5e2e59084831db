"""What became of a polluted file, compared with what it tells."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import read_export
from connectors.dictionary import normalise
from connectors.dictionary.headers import split_unit
from connectors.mapping import propose
from connectors.types import Export as Read
from connectors.types import Mapping, Table, TypedTable
from connectors.typing import type_table
from ppuri.core.findings import Finding
from ppuri.core.results import Assumption
from tests.pollution.draft import Draft, Line, Places, render
from tests.pollution.exports import Field

# Findings that speak of a column as a whole: they name every value of it.
OF_A_COLUMN = frozenset(
    {"unit-unknown", "unit-mismatch", "unit-out-of-range", "unit-changes", "relation-broken", "columns-cross",
     "day-only-stamps", "unknown-state"}
)  # fmt: skip


@dataclass
class Verdict:
    """How right a treatment was.

    Attributes:
        outcome: `read`, `held:<key>` or `refused:<code>`.
        wrong: What is not as it should be.
        harm: What is wrong or missing in accepted data, or lost, and nobody was told.
    """

    outcome: str
    wrong: list[str] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether nothing is to be said."""
        return not self.wrong and not self.harm


@dataclass
class Seen:
    """What reading, mapping and typing made of a file."""

    export: Read
    tables: list[tuple[Table, Mapping, TypedTable]]
    findings: list[Finding]
    assumptions: list[Assumption]
    holds: list[str]
    told: str = ""
    assumed: str = ""


def judge(made: Draft) -> Verdict:
    """Read a file as a clerk's upload is read, and compare."""
    content, places = render(made)
    seen = see(content, made)
    outcome = _outcome(seen)
    verdict = Verdict(outcome)
    if not ({outcome, outcome.partition(":")[0]} & made.outcomes):
        verdict.wrong.append(f"outcome {outcome}, not one of {sorted(made.outcomes)}")
    if outcome == "read":
        _compare(seen, made, places, verdict)
    return verdict


def see(content: bytes, made: Draft) -> Seen:
    """Read, map and type a file as an upload of the machine."""
    export = read_export(content, file_name=made.file_name)
    seen = Seen(export, [], list(export.findings), [], [h.key for h in export.holds])
    for table in export.tables:
        mapping = propose(table, made.export.machine, file_name=made.file_name)
        typed = type_table(table, mapping, made.export.machine)
        seen.tables.append((table, mapping, typed))
        seen.findings += [*table.findings, *typed.findings, *mapping.findings]
        seen.assumptions += [*mapping.assumptions, *typed.assumptions]
        seen.holds += [h.key for h in (*mapping.holds, *typed.holds)]
    texts = [f"{f.column} {f.reason_ko} {f.facts}" for f in seen.findings]
    seen.told = "\n".join([*texts, *(f"{a.key} {a.text_ko}" for a in seen.assumptions)])
    seen.assumed = "\n".join(f"{a.key} {a.text_ko}" for a in seen.assumptions)
    return seen


def _outcome(seen: Seen) -> str:
    hollow = bool(seen.tables) and not any(table.record_count for table, _, _ in seen.tables)
    if seen.holds and not hollow:
        return f"held:{seen.holds[0]}"
    if not any(table.record_count for table, _, _ in seen.tables):
        codes = [f.code for f in seen.findings if f.severity == "error" or f.code == "header-only"]
        return f"refused:{codes[0] if codes else '-'}"
    return "read"


def _compare(seen: Seen, made: Draft, places: Places, verdict: Verdict) -> None:
    said = {f.code for f in seen.findings} | {a.key.partition(":")[0] for a in seen.assumptions}
    verdict.wrong += [f"nothing says {sorted(group)}" for group in made.notes if not group & said]
    done: set[int] = set()
    repeated = 0
    for table, mapping, typed in seen.tables:
        here = {row: line for (sheet, row), line in places.items() if sheet in (None, table.name)}
        if typed.accepted_count + typed.quarantine.height + typed.duplicate_count != table.record_count:
            verdict.harm.append("records in are not records out")
        done |= _apart(typed, here, said, verdict) | _rows(typed, mapping, here, seen, made, verdict)
        repeated += typed.duplicate_count
    left = [line for line in places.values() if line.truth is not None and id(line) not in done]
    kept = {tuple(line.cells) for line in places.values() if id(line) in done}
    lost = [line for line in left if line.fate != "again" and tuple(line.cells) not in kept]
    if lost and len(left) > repeated:
        verdict.harm.append(f"{len(lost)} rows are nowhere, such as {lost[0].cells[:4]}")
    elif lost:
        verdict.wrong.append(f"{len(lost)} rows taken for duplicates")


def _apart(typed: TypedTable, here: dict[int, Line], said: set[str], verdict: Verdict) -> set[int]:
    done = set()
    for row, code, name in typed.quarantine.select("row_no", "code", "column_name").iter_rows():
        line = here.get(row)
        done.add(id(line))
        if line is None:
            verdict.wrong.append(f"row {row} set apart ({code}) is no line of the file")
        elif line.fate in ("read", "again") and not line.nulls and code not in line.codes:
            verdict.wrong.append(f"row {row} set apart ({code}, {name}), though nothing is wrong with it")
        elif line.fate in ("apart", "either") and code not in line.codes:
            verdict.wrong.append(f"row {row} set apart with {code}, not {sorted(line.codes)}")
        if code not in said:
            verdict.wrong.append(f"row {row} set apart with {code} and no finding")
    return done


def _rows(
    typed: TypedTable, mapping: Mapping, here: dict[int, Line], seen: Seen, made: Draft, verdict: Verdict
) -> set[int]:
    """Compare the accepted rows; returns the lines met."""
    columns = {f.header: _column(f, mapping, typed, seen, made, verdict) for f in made.export.fields}
    done = set()
    gone: Counter[str] = Counter()
    for values in typed.frame.iter_rows(named=True):
        line = here.get(values["row_no"])
        if line is None or line.truth is None or line.fate == "none":
            verdict.harm.append(f"row {values['row_no']} was accepted and is no record")
            continue
        done.add(id(line))
        before = len(verdict.harm)
        for each in made.export.fields:
            column = columns[each.header]
            if column is not None:
                gone[each.header] += _cell(each, values.get(column), line, values["row_no"], seen, verdict)
        if line.fate == "apart" and len(verdict.harm) == before:
            verdict.wrong.append(f"row {values['row_no']} was accepted, not set apart with {sorted(line.codes)}")
    for header, count in gone.items():
        told = sum(f.count for f in seen.findings if f.column in _names(header, mapping, made))
        if count > told:
            verdict.harm.append(f"{count} values of {header} are gone, {told} are told of")
    return done


def _names(header: str, mapping: Mapping, made: Draft) -> set[str]:
    """What a finding may call a column: as the sound file does, as the polluted one does, as the reader does."""
    at = made.at(header)
    bare = split_unit(header)[0]
    names = {header, *(m.header for m in mapping.columns if normalise(m.header) == normalise(header))}
    written = normalise(made.header[at]) if at < len(made.header) else bare
    names |= {m.header for m in mapping.columns if m.header == bare or normalise(m.header) == written}
    names |= (
        {made.units[at]}
        if made.units and len(made.units) > at and made.units[at] != made.export.fields[at].unit
        else set()
    )
    return names | ({made.header[at] or f"column_{at + 1}"} if at < len(made.header) else set())


def _column(each: Field, mapping: Mapping, typed: TypedTable, seen: Seen, made: Draft, verdict: Verdict) -> str | None:
    """The column to compare, or None where the file's has been kept under a name of its own and that is said."""
    if each.column in typed.frame.columns and any(c.column == each.column for c in mapping.columns):
        return each.column
    if not any(name in seen.told for name in _names(each.header, mapping, made)):
        if each.header in made.loose and not any(line.truth and each.column in line.truth for line in made.lines):
            return None
        verdict.harm.append(f"column {each.header} is not there, and nothing says so")
    elif each.header not in made.loose:
        verdict.wrong.append(f"column {each.header} is not {each.column}")
    return None


def _cell(each: Field, found: Any, line: Line, row: int, seen: Seen, verdict: Verdict) -> bool:
    """Compare one cell; returns whether a value is gone that was there to be read."""
    truth = (line.truth or {}).get(each.column)
    allowed = line.nulls.get(each.header)
    if allowed is not None and found is None:
        if not any(f.code in allowed for f in seen.findings):
            verdict.wrong.append(f"row {row} {each.header}: null without {sorted(allowed)}")
        return truth is not None
    if _same(found, truth):
        return False
    text = f"row {row} {each.header}: {found!r}, not {truth!r}"
    whole = any(each.header in (f.column or "").split(" · ") and f.code in OF_A_COLUMN for f in seen.findings)
    if found is None:
        verdict.wrong.append(text)
        return True
    (verdict.wrong if whole or each.header in seen.assumed else verdict.harm).append(text)
    return False


def _same(found: Any, truth: Any) -> bool:
    if isinstance(found, float) and isinstance(truth, float | int):
        return abs(found - truth) <= 1e-9 * max(1.0, abs(truth))
    if isinstance(found, datetime) and isinstance(truth, datetime):
        return found == truth
    return bool(found == truth)
