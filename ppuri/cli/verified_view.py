"""What became of a delivered report, on the screen."""

from typing import TYPE_CHECKING

from ppuri.cli.screen import out
from ppuri.core.language import text

if TYPE_CHECKING:
    from pipelines.steps.verify_report import Verified

MOST = 40


def show_verified(found: "Verified") -> None:
    """Print whether the document is genuine, whether its digits still hold, and those that do not."""
    told = found.identity
    screen = out()
    screen.print(f"{told.firm_id} · {told.period} · {told.content_hash[:8]}", markup=False)
    genuine = {
        True: text("건넨 문서 그대로입니다.", "The document is the one that was delivered."),
        False: text(
            "문서가 건넨 것과 다릅니다. 고쳤거나 다른 판의 프로그램으로 만든 것입니다.",
            "The document is not the one delivered: edited, or made by another version.",
        ),
        None: text(
            "건넨 결과가 이곳에 남아 있지 않아 문서 자체는 견주지 못했습니다.",
            "The result delivered is not kept here, so the document itself was not compared.",
        ),
    }
    screen.print(genuine[found.genuine], markup=False)
    if found.same:
        screen.print(
            text(
                "지금 자료로 다시 계산해도 모든 값이 같습니다.", "Today's data give the same result to the last digit."
            ),
            markup=False,
        )
        return
    screen.print(
        text(
            f"지금 자료로 다시 계산하면 {len(found.differences)}개 값이 다릅니다.",
            f"Today's data give {len(found.differences)} other values.",
        ),
        markup=False,
    )
    for one in found.differences[:MOST]:
        where = " ".join(part for part in (one.machine_id, one.kpi, one.subject) if part)
        screen.print(f"  {where}: {_shown(one.delivered)} → {_shown(one.now)}", markup=False)
    for name, (then, now) in found.versions.items():
        screen.print(f"  {name}: {then} → {now}", markup=False)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.10g}"
