"""The long programme: `python -m tests.pollution [SEEDS] [PAIRS] [KIND ...]` prints right outcomes and silent harm."""

import sys
import traceback
from collections import Counter

from tests.pollution.judge import Verdict
from tests.pollution.kinds import KINDS, Kind
from tests.pollution.run import pairs, singles, tried


def main(seeds: int, pair_count: int, only: list[str]) -> int:
    """Run the programme and print its table; returns 1 where an outcome was not right."""
    runs: list[tuple[str, tuple[Kind, ...], int]] = [
        (export, (kind,), seed) for seed in range(seeds) for export, kind in singles() if not only or kind.name in only
    ]
    runs += [(export, kinds, seed) for seed in range(seeds) for export, kinds in pairs(pair_count, seed)]
    done: Counter[str] = Counter()
    right: Counter[str] = Counter()
    harm: Counter[str] = Counter()
    for export, kinds, seed in runs:
        name = "(pairs)" if len(kinds) > 1 else kinds[0].name
        try:
            verdict = tried(export, kinds, 300, seed)
        except Exception as fault:
            last = traceback.extract_tb(fault.__traceback__)[-1]
            verdict = Verdict("fault", harm=[f"{type(fault).__name__}: {fault} ({last.filename}:{last.lineno})"])
        done[name] += 1
        right[name] += verdict.right
        harm[name] += bool(verdict.harm)
        if not verdict.right:
            label = "+".join(k.name for k in kinds)
            said = [*(f"HARM {text}" for text in verdict.harm[:2]), *verdict.wrong[:2]]
            sys.stdout.write(f"{label} {export} {seed} -> {verdict.outcome}: {'; '.join(said)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"\n{'kind':44} runs right harm\n")
    for name in done:
        sys.stdout.write(f"{name:44} {done[name]:4} {right[name]:5} {harm[name]:4}\n")
    runs_in_all, right_in_all = sum(done.values()), sum(right.values())
    sys.stdout.write(
        f"kinds {len(KINDS)}, runs {runs_in_all}, right {right_in_all} ({100 * right_in_all / max(1, runs_in_all):.2f} %), silent harm {sum(harm.values())}\n"
    )
    return int(right_in_all < runs_in_all)


if __name__ == "__main__":
    told = sys.argv[1:]
    raise SystemExit(main(int(told[0]) if told else 1, int(told[1]) if told[1:] else 0, told[2:]))
