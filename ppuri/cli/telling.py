"""What commands share that change files: receipts on the screen with their exit code, and `KEY=VALUE` on the way in."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ppuri.cli.screen import out, say_json
from ppuri.core.errors import UsageError
from ppuri.core.language import text

if TYPE_CHECKING:
    from ppuri.core.results import Receipt

FileId = Annotated[str, typer.Argument(help=text("접수증의 파일 id", "File id of the receipt"))]


def tell(receipts: list["Receipt"], as_json: bool) -> None:
    """Show receipts; exit code 1 where one of them needs a person."""
    from ppuri.cli.views import receipt_lines

    if as_json:
        say_json([receipt.model_dump(mode="json") for receipt in receipts])
    else:
        for receipt in receipts:
            for line in receipt_lines(receipt):
                out().print(line, markup=False)
    if any(_needs_a_person(receipt) for receipt in receipts):
        raise typer.Exit(1)


def _needs_a_person(receipt: "Receipt") -> bool:
    if receipt.status == "undone":
        return False
    return receipt.status in ("held", "rejected") or any(found.severity == "error" for found in receipt.findings)


def pairs(given: Iterable[str]) -> dict[str, str]:
    """Return names and values.

    Raises:
        UsageError: When one is not `KEY=VALUE`.
    """
    return dict(_pair(each) for each in given)


def _pair(given: str) -> tuple[str, str]:
    key, sign, value = given.partition("=")
    if not sign or not key or not value:
        raise UsageError(
            f"`{given}`에서 이름과 값을 찾지 못했습니다. 예: time=order",
            f"`{given}` is not KEY=VALUE; for example time=order",
        )
    return key.strip(), value.strip()
