"""Files of a family that hold no records are refused with what they are and the way out, in Korean."""

import pytest

from connectors import read_export

JOB = b"JOB REPORTS RESPONSE REPORTS.LOG;\r\nREPORT REPORTS APPEND REPORTS.DAT\r\nSTART IMMEDIATE\r\nPARAMETERS\r\nActCntCyc\r\n;\r\n"
GETID = b'JOB getid RESPONSE "getid.log";\nGETID "getid.dat";\n'
ANSWER = b'COMMAND 1 PROCESSED "JOB command" 20260512 14:33:23;\r\nCOMMAND 2 PROCESSED "REPORT command" 20260512 14:33:23;\r\n'
SESSION = b'00000000 EXECUTE "REPORTS.JOB";\r\n'
BITS = bytes(range(9)) * 800


@pytest.mark.parametrize(
    ("content", "container", "what", "way"),
    [
        (
            JOB,
            "euromap63-job",
            "EUROMAP 63 작업 파일(설비에 보내는 요청)",
            "이 작업이 만들어 낸 기록 파일(.DAT)을 올려 주십시오.",
        ),
        (
            GETID,
            "euromap63-job",
            "EUROMAP 63 작업 파일(설비에 보내는 요청)",
            "이 작업이 만들어 낸 기록 파일(.DAT)을 올려 주십시오.",
        ),
        (ANSWER, "euromap63-log", "EUROMAP 63 요청·응답 파일", "같은 폴더의 기록 파일(.DAT)을 올려 주십시오."),
        (SESSION, "euromap63-log", "EUROMAP 63 요청·응답 파일", "같은 폴더의 기록 파일(.DAT)을 올려 주십시오."),
        (b"HeaderSize=4096\r\nGRAPHTEC GL840\r\n" + BITS, "recorder-graphtec", "(.gbd)", "CSV로 변환하거나"),
        (b"YOKOGAWA DX1000" + BITS, "recorder-yokogawa", "(.gev, .dad 등)", "Universal Viewer"),
        (b"HIOKI LR8450" + BITS, "recorder-hioki", "히오키(Hioki)", "Logger Utility"),
        (b"Eurotherm nanodac UHH" + BITS, "recorder-eurotherm", "유로썸(Eurotherm)", "CSV로 내보내거나"),
        (b"some data logger" + BITS, "recorder", "기록계 전용 이진 파일", "CSV(텍스트)로 바꾸어"),
        (b"some program" + BITS, "binary", "프로그램 전용 이진 파일", "CSV 또는 엑셀(xlsx)로"),
    ],
)
def test_a_file_without_records_is_refused_with_a_way_out(content: bytes, container: str, what: str, way: str) -> None:
    export = read_export(content)
    assert (export.container, export.tables) == (container, ())
    (refused,) = export.findings
    assert (refused.code, refused.severity) == ("file-type", "error")
    assert what in refused.reason_ko
    assert way in refused.fix_ko
    assert refused.reason_en
    assert refused.fix_en


@pytest.mark.parametrize(
    "content",
    [
        b"JOB,count\nA-1,3\nA-2,4\n",
        "기록계,GRAPHTEC logger\n일시,온도\n2026-05-12 08:00,71.4\n2026-05-12 08:01,71.5\n".encode(),
        b"20260512 081500,1,71.4\n20260512 081501,2,71.5\n",
    ],
)
def test_a_text_that_only_mentions_one_is_read(content: bytes) -> None:
    assert read_export(content).container == "text"
    assert read_export(content).tables
