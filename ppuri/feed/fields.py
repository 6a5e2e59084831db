"""The columns of the feed: an allow-list, so that a person's name in an export never travels."""

from dataclasses import dataclass
from typing import Any

import polars as pl

FRICTIONLESS = {"String": "string", "Float64": "number", "Int64": "integer", "Boolean": "boolean"}


@dataclass(frozen=True)
class Field:
    """One column: name, polars type, Korean title, unit where it has one."""

    name: str
    kind: pl.DataType
    title: str
    unit: str | None = None
    required: bool = False

    def described(self) -> dict[str, Any]:
        """Return the field as `datapackage.json` says it."""
        told: dict[str, Any] = {"name": self.name, "title": self.title}
        if isinstance(self.kind, pl.Datetime):
            told.update(type="datetime", format="any")
        else:
            told["type"] = FRICTIONLESS[type(self.kind).__name__]
        if self.unit:
            told["unit"] = self.unit
        if self.required:
            told["constraints"] = {"required": True}
        return told


TEXT, NUMBER, WHOLE, FLAG, INSTANT = pl.String(), pl.Float64(), pl.Int64(), pl.Boolean(), pl.Datetime("us", "UTC")

KPI_FIELDS = (
    Field("id", TEXT, "설비 (허브/기업/설비)", required=True),
    Field("grain", TEXT, "기간의 크기: day 또는 month", required=True),
    Field("period", TEXT, "작업일 또는 달", required=True),
    Field("kpi", TEXT, "지표 이름", required=True),
    Field("subject", TEXT, "무엇의 지표인지: 채널, 불량, 사유"),
    Field("mode", TEXT, "산식 방식: iso 또는 tpm"),
    Field("value", NUMBER, "값", "unit 열"),
    Field("unit", TEXT, "단위, 비율은 0에서 1", required=True),
    Field("direction", TEXT, "클수록 좋은지: higher, lower, none", required=True),
    Field("numerator", NUMBER, "분자"),
    Field("denominator", NUMBER, "분모"),
    Field("ci_low", NUMBER, "95 % 구간 아래", "unit 열"),
    Field("ci_high", NUMBER, "95 % 구간 위", "unit 열"),
    Field("n", WHOLE, "값의 수", required=True),
    Field("coverage", NUMBER, "데이터 보유율", "ratio"),
    Field("grade", TEXT, "믿을 수 있는 정도"),
    Field("reasons", TEXT, "값이 없거나 낮은 등급인 까닭, 세미콜론으로 나눔"),
    Field("provisional", FLAG, "아직 바뀔 수 있는지", required=True),
    Field("revision", WHOLE, "몇 번째 값인지", required=True),
    Field("formula_version", TEXT, "산식판", required=True),
    Field("as_of", INSTANT, "계산한 때", required=True),
)
KPI_KEY = ("id", "grain", "period", "kpi", "subject", "mode")

INSIGHT_FIELDS = (
    Field("insight_id", TEXT, "찾은 것의 이름", required=True),
    Field("id", TEXT, "설비 (허브/기업/설비)", required=True),
    Field("kind", TEXT, "종류: anomaly, drift, risk, window", required=True),
    Field("tool_id", TEXT, "금형"),
    Field("from_ts", INSTANT, "시작", required=True),
    Field("to_ts", INSTANT, "끝", required=True),
    Field("summary_ko", TEXT, "무엇을 찾았는지", required=True),
    Field("summary_en", TEXT, "무엇을 찾았는지 (영어)", required=True),
    Field("channel", TEXT, "가장 크게 기여한 채널"),
    Field("score", NUMBER, "그 채널의 기여"),
    Field("cause_code", TEXT, "원인"),
    Field("action_code", TEXT, "조치"),
    Field("support_n", WHOLE, "근거의 수", required=True),
    Field("p_value", NUMBER, "우연일 확률"),
    Field("status", TEXT, "상태: open, confirmed, dismissed", required=True),
    Field("refused_reason", TEXT, "판정을 미룬 까닭"),
    Field("model_version", TEXT, "모델 판", required=True),
    Field("as_of", INSTANT, "계산한 때", required=True),
)
INSIGHT_KEY = ("insight_id",)
