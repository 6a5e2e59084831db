"""What every header of the public exports becomes: its channel, or left to a person; none silently wrong."""

import pytest

from connectors import read_export
from connectors.mapping import propose
from connectors.types import MachineContext
from tests.connectors.mapping.headers import silent
from tests.paths import data

PRESS = MachineContext("dc1", ("dc1",), process="casting", kind="hpdc")
IMM = MachineContext("m1", ("m1",), process="molding", kind="injection")
FURNACE = MachineContext("f1", ("f1",), process="heat_treatment")
ANYONE = MachineContext("-", process="other")

DIE_CASTING = {
    "id": "source_row_no", "date": "event_date", "time": "event_time", "molten_volume": "pour_level",
    "count": "cycle_counter", "working": "run_state", "molten_temp": "melt_temp_c",
    "facility_operation_cycleTime": "machine_cycle_time_s", "production_cycletime": "cycle_time_s",
    "low_section_speed": None, "high_section_speed": "fast_speed_m_s", "cast_pressure": None,
    "biscuit_thickness": "biscuit_mm", "upper_mold_temp1": "die_temp_upper_1_c", "upper_mold_temp2": "die_temp_upper_2_c",
    "lower_mold_temp1": "die_temp_lower_1_c", "lower_mold_temp2": "die_temp_lower_2_c",
    "sleeve_temperature": "sleeve_temp_c", "physical_strength": None, "Coolant_temperature": "coolant_temp_c",
    "tryshot_signal": "trial_signal", "EMS_operation_time": "ems_time_s", "mold_code": "tool_id", "passorfail": "result",
    "datetime": "time",
}  # fmt: skip
INJECTION = {
    "PassOrFail": "result", "Reason": "defect_code", "Injection_Time": "injection_time_s", "Filling_Time": "fill_time_s",
    "Plasticizing_Time": "plasticizing_time_s", "Cycle_Time": "cycle_time_s", "Clamp_Close_Time": "mold_close_time_s",
    "Cushion_Position": None, "Plasticizing_Position": "plasticizing_pos_mm", "Clamp_Open_Position": "clamp_open_pos_mm",
    "Max_Injection_Speed": None, "Max_Screw_RPM": None, "Average_Screw_RPM": None, "Max_Injection_Pressure": None,
    "Max_Switch_Over_Pressure": None, "Max_Back_Pressure": None, "Average_Back_Pressure": None,
    **{f"Barrel_Temperature_{n}": f"barrel_temp_{n}_c" for n in range(1, 7)}, "Hopper_Temperature": "hopper_temp_c",
    "Mold_Temperature_3": "mold_temp_3_c", "Mold_Temperature_4": "mold_temp_4_c",
}  # fmt: skip
_ZONES = {
    **{f"건조 {n}존 OP": f"dry_op_{n}_pct" for n in (1, 2)},
    **{f"건조로 온도 {n} Zone": f"dry_temp_{n}_c" for n in (1, 2)}, "세정기": "washer_temp_c",
    **{f"소입{n}존 OP": f"heater_op_z{n}_pct" for n in range(1, 5)}, "소입로 CP 값": "carbon_potential_pct_c",
    **{f"소입로 온도 {n} Zone": f"furnace_temp_z{n}_c" for n in range(1, 5)},
    **{f"솔트 컨베이어 온도 {n} Zone": f"salt_conveyor_temp_{n}_c" for n in (1, 2)},
    **{f"솔트조 온도 {n} Zone": f"salt_temp_{n}_c" for n in (1, 2)},
}  # fmt: skip
HEAT_TREATMENT = {
    "column_1": None, "불량단계": "risk_grade",
    **{f"{name}_{word}": channel for name, channel in _ZONES.items() for word in ("Avg", "Std")},
}  # fmt: skip
DRYER = {
    "Index": "source_row_no", "Process": "load_id", "Time": "time", "Temp": None, "Current": "current_a", "Date": "time",
}  # fmt: skip
LENS = {
    "Melt temperature": "melt_temp_c", "Mold temperature": "mold_temp_c", "time_to_fill": "fill_time_s",
    "ZDx - Plasticizing time": "plasticizing_time_s", "ZUx - Cycle time": "cycle_time_s", "SKx - Closing force": None,
    "SKs - Clamping force peak value": None, "Ms - Torque peak value current cycle": "screw_torque_max_nm",
    "Mm - Torque mean value current cycle": "screw_torque_nm", "APSs - Specific back pressure peak value": None,
    "APVs - Specific injection pressure peak value": None, "CPn - Screw position at the end of hold pressure": "cushion_mm",
    "SVo - Shot volume": "shot_volume_cm3", "quality": "class_grade",
}  # fmt: skip
PUMP = {
    "datetime": "time", "Accelerometer1RMS": None, "Accelerometer2RMS": None, "Current": "current_a", "Pressure": None,
    "Temperature": None, "Thermocouple": None, "Voltage": "voltage_v", "Volume Flow RateRMS": None,
}  # fmt: skip
TABLES = [
    *((f"kamp-diecasting/train_group_{mold}.csv", PRESS, DIE_CASTING) for mold in (8412, 8573, 8600)),
    ("kamp-injection-molding/labeled_rg3.csv", IMM, INJECTION),
    ("kamp-heat-treatment/train.csv", FURNACE, HEAT_TREATMENT),
    ("kamp-plating-dryer/kemp-abh-sensor-2021.09.06.csv", FURNACE, DRYER),
    ("kamp-plating-dryer/kemp-abh-sensor-2021.09.14.csv", FURNACE, DRYER),
    ("airtlab-injection-lens/data.csv", IMM, LENS),
    ("nab-machine-temperature/machine_temperature_system_failure.csv", ANYONE, {"timestamp": "time", "value": None}),
    ("nab-machine-temperature/ambient_temperature_system_failure.csv", ANYONE, {"timestamp": "time", "value": None}),
    ("skab/valve1/0.csv", ANYONE, {**PUMP, "anomaly": None, "changepoint": None}),
    ("skab/anomaly-free/anomaly-free.csv", ANYONE, PUMP),
    ("spc-reference/sixsigma/csv/ss.data.batteries.csv", ANYONE,
     {"voltmeter": None, "battery": None, "run": None, "voltage": "voltage_v"}),
    ("spc-reference/sixsigma/csv/ss.data.bills.csv", ANYONE, {"nbill": None, "clerk": None, "errors": None}),
    ("spc-reference/sixsigma/csv/ss.data.pb4.csv", ANYONE, None),
]  # fmt: skip


STATISTICS = {
    "operator": "operator_hash",
    "id": "source_row_no",
    "shift": "shift",
    "voltage": "voltage_v",
    "trial": "trial_signal",
}


def test_headers_of_statistics_packages_are_no_channels() -> None:
    for path in sorted(data("spc-reference").rglob("*")):
        if path.suffix in (".csv", ".txt"):
            for table in read_export(path).tables:
                mapping = propose(table, ANYONE)
                became = {c.header: meant for c in mapping.columns if (meant := silent(c, mapping)) is not None}
                assert became.items() <= STATISTICS.items(), path.name


@pytest.mark.parametrize(("name", "machine", "wanted"), TABLES, ids=[name for name, _, _ in TABLES])
def test_every_header_is_right_or_left_to_a_person(
    name: str, machine: MachineContext, wanted: dict[str, str | None] | None
) -> None:
    (table,) = read_export(data(*name.split("/")), file_name=name).tables
    mapping = propose(table, machine)
    became = {column.header: silent(column, mapping) for column in mapping.columns}
    assert became == (wanted if wanted is not None else dict.fromkeys(became))
    left = [c for c in mapping.columns if silent(c, mapping) is None]
    assert all((c.column or "x_").startswith(("x_", "xt_")) for c in left)
