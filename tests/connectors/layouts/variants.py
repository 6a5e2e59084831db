"""Exports of the same families in the forms that manuals and public readers show beside the samples; all numbers are invented."""


def _lines(*lines: str, end: str = "\r\n") -> str:
    return end.join(lines) + end


def many(count: int, row: str) -> list[str]:
    """Return rows of a pattern in which `{i}` counts from 0."""
    return [row.format(i=i) for i in range(count)]


GL820 = _lines(
    'Vendor,"GRAPHTEC Corporation"', 'Model,"GL820"', "Sampling interval,1s", "Start time,2026-05-12,09:09:50",
    "AMP settings", "CH,Signal name,Input,Range,Filter,Span",
    'CH1,"용탕온도",TEMP,TC_K,Off,1200.0,-100.0,"degC"', 'CH2,"CH2",DC,10V,Off,10.0,-10.0,"V"', "Logic/Pulse,Off", "Data",
    "Number,Date&Time,ms,CH1,CH2,Alarm1-10,AlarmOut", "NO.,Time,ms,degC,V,A1234567890,A1234",
    *many(5, "{i},2026/05/12 09:09:5{i},0,+ 686.{i},+ 3.117{i},LLLLLLLLLL,LLLL"),
)  # fmt: skip
GL_ONE_CHANNEL = _lines(
    "ベンダ,GRAPHTEC Corporation", "モデル,GL240", "測定間隔,200ms", "開始時刻,2026-05-12,09:09:54", "アンプ設定",
    "CH,信号名,アンプ,入力,レンジ,温度レンジ,フィルタ,スパン,,単位", 'CH1,"金型温度",M,TEMP,TC-K,,Off,+500.0,+0.0,[ﾟC]', "測定値",
    "番号,日付/時間,ms,CH1", "NO.,Time,ms,ﾟC", *many(4, "{i},2026/05/12 09:09:5{i},{i}00,+206.{i}"),
)  # fmt: skip
LR8431 = _lines(
    '"File name","WAVE0001.CSV","V 1.00"', '"Title comment",""', "\"Trigger Time\",\"'26-07-01 09:14:03\"",
    '"Ch","Mode","Range","Comment","Scaling","Ratio","Offset"', '"CH-1","Voltage","100mV","주조압력","Off","-","-"',
    '"CH-2","Tc","2000 C","1존 온도","Off","-","-"', '"ALM","Alarm","","",',
    '"Time","CH-1[V]","CH-2[C]","ALM-CH1","ALM-OUT","Event",', *many(6, "{i}.00000,-1.3000{i}E-04, 203.0{i},0,0,0,"),
)  # fmt: skip
LR8450 = _lines(
    '"File name","AUTO0001.CSV","V 1.00"', '"Title comment"', '"Trigger Time","26-12-06 10:15:32"',
    '"CH","U1-1","U1-2","ALM1",', '"Mode","Temperature","Voltage","Alarm",', '"Range","2000C","1V","",', '"UnitID","","","",',
    '"Comment","1존 온도","압력","",', '"Scaling","OFF","OFF",', '"Time","U1-1[C]","U1-2[V]","ALM1",',
    *many(6, "{i}.000000000E+00, 8.5970{i}E+02, 1.2000{i}E+00,0,"),
)  # fmt: skip
DX_WITH_IDS = _lines(
    "YREC", "Manual Sample Data Version\t1.02.00", "Model\tDX2000", "Language Code\tshift-JIS", "Serial No.\tS5E700000",
    "Ch\tCH001\tCH002", "Ch Id\tA1\tA2", "Tag\tTI-101\tTI-102", "Unit\t℃\t℃", *many(4, "2026/05/12 08:0{i}:00\t859.{i}\t860.{i}"),
)  # fmt: skip
GX_DISPLAY = _lines(
    "YREC", "Measure Data\t1.00.00", "Model\tGX20", "Serial No.\tS5E701600", "Start Info\t2026/05/12 08:00:00\tAuto\tUser",
    "Sampling Interval\t1\tsec", "Ch\t0001\t0001\t0002\t0002\tMessage", "Tag\t로온도\t로온도\tCP\tCP\t", "Unit\t℃\t℃\t%\t%\t",
    "Type\tAI\tAI\tAI\tAI\tMessage", "Kind\tMin\tMax\tMin\tMax\tCount", "Sampling Data",
    *many(6, "2026/05/12 08:00:0{i}\t859.{i}\t860.{i}\t0.8\t0.9\t0"),
    "Massage Data", "2026/05/12 08:00:01\tstart\tNone\tuser1\tKey", "2026/05/12 08:00:03\tquench\tNone\tuser1\tKey",
)  # fmt: skip
RCPU_HEAD = "[LOGGING]\tRCPU_1\t3\t4\t5\t6\t2"
RCPU_COMMENTS = _lines(
    RCPU_HEAD, "LOG01", "DATETIME[YYYY/MM/DD hh:mm:ss.sss]\tINTERVAL[us]\tINDEX" + "\tSHORT[DEC.0]" * 6,
    "TIME(UTC+09:00)\tINTERVAL[us]\tINDEX\tD100\tD102\tD104\tD106\tD108\tD110", "\t\t\t용탕온도\t사이클타임\t\t\t\t",
    *many(6, "2026/05/12 17:03:4{i},402\t0\t{i}\t68{i}\t58.{i}\t3\t4\t5\t{i}"),
)  # fmt: skip
RCPU_MANY = _lines(
    "[LOGGING],RCPU_1,3,4,5,6,2", "LOG01", "DATETIME[YYYY/MM/DD hh:mm:ss.sss],INTERVAL[us],INDEX" + ",SHORT[DEC.0]" * 6,
    "TIME(UTC+09:00),INTERVAL[us],INDEX,D100,D102,D104,D106,D108,D110", ",,,,,,,,",
    *many(6, "2026/05/12 17:03:4{i}.402,0,{i},67{i},1.25E+00,3,4,5,{i}"),
)  # fmt: skip
RD78 = _lines(
    "[LOGGING],RD78G_1,2,3,4,", "DATETIME[YYYY/MM/DD hh:mm:ss.ssssssss],INDEX,LONG[DEC.0],BIT[1,0],TRIGGER[*]",
    "TIME,INDEX,Axis1.Md.Position,Axis1.Md.Done,TRG", *many(5, "2026/05/12 10:15:2{i}.00000000,{i},123{i},0,"),
)  # fmt: skip
FP_TRACE = _lines(
    "Date,Time,Obtaining interval,1,2", ",,,melt_temp,die_temp", ",,,MOMENT,MOMENT", ",,,INT,INT", ",,,degC,degC",
    *many(4, "2026/05/12,14:55:3{i},1000,71{i},20{i}"), "2026/05/12,14:55:34,500,STOP TRG", "2026/05/12,14:55:35,500,712,206",
)  # fmt: skip
WINCC_ENGLISH = _lines(
    '"VarName";"TimeString";"VarValue";"Validity";"Time_ms"',
    *(f'"Zone1";"12.05.2026 11:0{i}:55 AM";859.{i};{0 if i == 2 else 1};{46154461000 + 694.4444 * i + 747.0:.4f}' for i in range(6)),
    '"$RT_DIS$";"12.05.2026 11:06:00 AM";0;2;46154462500.0', '"$RT_COUNT$";6;;;;',
)  # fmt: skip
WINCC_PLAIN = _lines(
    '"VarName";"TimeString";"VarValue"',
    *(line for i in range(6) for line in (f'"Zone1";"13.05.2026 11:0{i}:55 PM";859.{i}', f'"Zone2";"13.05.2026 11:0{i}:55 PM";85{i}.5')),
    "$RT_DIS$", "$RT_COUNT$",
)  # fmt: skip
NANODAC_TWO = _lines(
    "Date/Time\tChannel 1\tChannel 2\t\t(ENAN2);Group 1;Zone 1;°C\t(ENAN2);Group 1;Zone 2;°C",
    *many(6, "13/05/26 16:5{i}:00\t843,1{i}\t840,1{i}"),
)  # fmt: skip
EUROMAP_NO_STAMP = _lines(
    "ActCntCyc,ActTimCyc,ActTmpBrlZn[1,1],ActTmpBrlZn[1,2],@010ModeCycle.CoolTimAct,"
    r"@080Inj1MatResT1\CycDataTmpZone\CycVal.PdeValue,ActCntCycRej",
    *many(8, "{i},10.2{i},227.1,218.{i},4.5,80.1,3"),
)  # fmt: skip
GERMAN_CYCLES = _lines(
    "Datum\tUhrzeit\tZyklen\tMassepolster\tEinspritzzeit\tZykluszeit\tSchließkraft", "\t\tNO UNIT\tccm\ts\ts\tkN",
    *(f"12.05.26\t13.3{9 - i}.29\t{9 - i}\t0,98\t0,102\t26,6{i}\t612,{i}" for i in range(4)), "\t\t\t\t\t\t",
)  # fmt: skip


def logger_set(separator: str, decimal: str, quote: str, *, padded: bool, day_first: bool) -> str:
    """Return one recording as a logger writes it by its settings, or Excel after it.

    Args:
        separator: Between cells.
        decimal: `.` or `,`.
        quote: `none`, `strings` or `all`: which cells are quoted beside those that must be.
        padded: Whether every line has the width of the records.
        day_first: Whether dates are `13/05/2026`.
    """
    day = "13/05/2026" if day_first else "2026/05/13"
    head = [
        ["Vendor", "GRAPHTEC Corporation"], ["Model", "GL980"], ["Version", f"Ver1{decimal}35", "Rev0001"],
        ["Sampling interval", "100ms"], ["Start time", day, "17:01:39"], ["Trigger time", day, "17:01:39"], ["AMP settings"],
        ["CH", "Signal name", "Amp", "Input", "Range", "Filter", "Span", "", "Unit"],
        ["CH3", "1존 온도", "M", "TEMP", "TC-K", "Off", "1000", "0", "degC"], ["CH4", "주조압력", "M", "DC", "50mV", "Off", "5", "-5", "MPa"],
        ["Position/Vernier settings"], ["CH", "Position", "Vernier"], ["CH3", "50%", f"100{decimal}00%"], ["Data"],
        ["Number", "Date", "Time", "us", "CH3", "CH4", "Alarm", "AlarmOut"],
    ]  # fmt: skip
    rows = [
        [
            str(k + 1), day, f"17:01:{39 + k // 10}", str(k % 10 * 100_000), f"+ {860 + k / 1000:.3f}".replace(".", decimal),
            "+++++++" if k == 23 else f"+{70 - k / 10_000:.4f}".replace(".", decimal), "LLLLLLLLLL", "LLLL",
        ]
        for k in range(60)
    ]  # fmt: skip
    width = len(head[-1])
    head = [[*line, *[""] * (width - len(line))] for line in head] if padded else head

    def field(text: str, number: bool) -> str:
        quoted = quote == "all" or (quote == "strings" and not number) or separator in text
        return f'"{text}"' if quoted else text

    lines = [separator.join(field(cell, False) for cell in line) for line in head]
    lines += [separator.join(field(cell, at in (0, 3, 4, 5)) for at, cell in enumerate(line)) for line in rows]
    return _lines(*lines)
