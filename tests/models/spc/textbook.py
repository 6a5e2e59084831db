"""Numbers of textbooks (facts of Montgomery, Ryan, NIST; domain.md section 3.5) and columns of the public tables."""

import numpy as np

from tests.paths import data

_TABLE_9_1 = (
    "9.45 7.99 9.29 11.66 12.16 10.18 8.04 11.46 9.20 10.34 9.03 11.47 10.51 9.40 10.08 9.37 10.62 10.31 8.52 10.84 "
    "10.90 9.33 12.29 11.50 10.60 11.08 10.38 11.62 11.31 10.52"
)
TABLE_9_1 = np.array([float(x) for x in _TABLE_9_1.split()])
CHEMICAL = np.array(
    [102, 94.8, 98.3, 98.4, 102, 98.5, 99, 97.7, 100, 98.1, 101.3, 98.7, 101.1, 98.4, 97, 96.7, 100.3, 101.4, 97.2, 101]
)
NIST_EWMA = np.array(
    [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6,
     52.1]
)  # fmt: skip
NIST_INDIVIDUALS = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
NIST_CUSUM = np.array(
    [324.925, 324.675, 324.725, 324.350, 325.350, 325.225, 324.125, 324.525, 325.225, 324.600, 324.625, 325.150,
     328.325, 327.250, 327.825, 328.500, 326.675, 327.775, 326.875, 328.350]
)  # fmt: skip
RYAN_X1 = (
    "72 84 79 49|56 87 33 42|55 73 22 60|44 80 54 74|97 26 48 58|83 89 91 62|47 66 53 58|88 50 84 69|57 47 41 46|"
    "26 39 52 48|46 27 63 34|49 62 78 87|71 63 82 55|71 58 69 70|67 69 70 94|55 63 72 49|49 51 55 76|72 80 61 59|"
    "61 74 62 57|35 38 41 46"
)
RYAN_X2 = (
    "23 30 28 10|14 31 8 9|13 22 6 16|9 28 15 25|36 10 14 15|30 35 36 18|12 18 14 16|31 11 30 19|14 10 8 10|7 11 35 30|"
    "10 8 19 9|11 20 27 31|22 16 31 15|21 19 17 20|18 19 18 35|15 16 20 12|13 14 16 26|22 28 18 17|19 20 16 14|"
    "10 11 13 16"
)
AMPLIFIERS = (
    "4.54 4.87 4.66 4.90 4.68 5.22 4.43 5.14 3.07 4.22 5.09 3.41 5.75 5.16 3.96 5.37 5.70 4.11 4.83 4.51 4.57 4.16 "
    "5.73 3.64 5.48 4.95 4.57 4.46 4.75 5.38 5.19 4.35 4.98 4.87 3.53 4.46 4.57 4.69 5.27 4.67 5.03 4.50 5.35 4.55 "
    "4.05 6.63 5.32 5.24 5.73 5.08 5.07 5.42 5.05 5.70 4.79 4.34 5.06 4.64 4.82 3.24 4.79 4.46 3.84 5.05 5.46 4.64 "
    "6.13 4.31 4.81 4.98 4.95 5.57 4.11 4.15 5.95"
)


def ryan() -> np.ndarray:
    channels = [[[float(x) for x in row.split()] for row in text.split("|")] for text in (RYAN_X1, RYAN_X2)]
    return np.stack([np.array(channel) for channel in channels], axis=2)


def column(name: str, file: str) -> np.ndarray:
    rows = [line.split() for line in data("spc-reference", "qcc", file).read_text().splitlines() if line.strip()]
    place = rows[0].index(name)
    return np.array([float(row[place]) for row in rows[1:]])


def rings() -> np.ndarray:
    return column("diameter", "pistonrings.txt").reshape(40, 5)


def boiler() -> np.ndarray:
    return np.column_stack([column(f"t{k}", "boiler.txt") for k in range(1, 9)])


def places(flags: np.ndarray) -> list[int]:
    return (np.flatnonzero(flags) + 1).tolist()
