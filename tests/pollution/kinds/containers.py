"""Files around files, and names that say something else than the bytes."""

import gzip
import io
import zipfile

from tests.connectors.reading.biff import compound
from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import kind


def zipped(*files: tuple[str, bytes]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


@kind()
def archive(made: Draft) -> None:
    made.after.append(lambda content: zipped(("log/export.csv", content)))


@kind()
def archive_with_korean_names(made: Draft) -> None:
    """Names in CP949 without a mark, as Korean programs write them."""
    made.after.append(
        lambda content: zipped(("AAAAAAAA.csv", content)).replace(b"AAAAAAAA", "온도기록".encode("cp949"))
    )


@kind()
def archive_with_litter(made: Draft) -> None:
    names = ("__MACOSX/._export.csv", "Thumbs.db", ".DS_Store", "~$a.xlsx", "desktop.ini")
    made.after.append(lambda content: zipped(*((name, b"\x00x") for name in names), ("export.csv", content)))


@kind()
def gzipped(made: Draft) -> None:
    made.after.append(gzip.compress)


@kind(whole=True)
def archive_cut(made: Draft) -> None:
    share = made.rng.uniform(0.2, 0.9)
    made.after.append(lambda content: zipped(("export.csv", content))[: int(share * 1000) + 200])
    made.only("refused")


@kind(whole=True)
def archive_damaged(made: Draft) -> None:
    def flipped(content: bytes) -> bytes:
        data = bytearray(zipped(("export.csv", content)))
        for at in range(100, 140):
            data[at] ^= 0xFF
        return bytes(data)

    made.after.append(flipped)
    made.only("refused")


@kind(whole=True)
def archive_in_an_archive(made: Draft) -> None:
    made.after.append(lambda content: zipped(("inner.zip", zipped(("export.csv", content)))))
    made.outcomes |= {"refused"}


@kind(whole=True)
def archive_that_climbs_out(made: Draft) -> None:
    name = made.rng.choice(["../export.csv", "/etc/export.csv", "C:\\export.csv", "a/../../export.csv"])
    made.after.append(lambda content: zipped((name, content)))
    made.only("refused")


@kind(whole=True)
def locked_workbook(made: Draft) -> None:
    made.after.append(lambda content: compound({"EncryptionInfo": b"x", "EncryptedPackage": content[:500]}))
    made.only("refused:locked-workbook", "refused:file-type")


@kind(whole=True)
def no_table_at_all(made: Draft) -> None:
    """Documents, programs, other archives, a database, a fake Parquet file."""
    heads = [b"%PDF-1.7\n", b"MZ\x90\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"SQLite format 3\x00", b"\x80\x04\x95",
             b"PAR1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"]  # fmt: skip
    head = made.rng.choice(heads)
    made.after.append(lambda content: head + made.rng.randbytes(3000))
    made.only("refused")


@kind()
def other_extension(made: Draft) -> None:
    """A text named as a workbook, a document or anything: bytes decide."""
    made.file_name = made.rng.choice(["export.xls", "export.xlsx", "export.dat", "export", "export.pdf", "export.log"])


@kind(whole=True)
def unicode_text_named_xls(made: Draft) -> None:
    made.preamble = [text.replace(made.delimiter, "\t") for text in made.preamble]
    made.delimiter, made.encoding, made.end = "\t", "utf-16-le", "\r\n"
    made.after.append(lambda content: b"\xff\xfe" + content)
    made.file_name = "export.xls"


@kind(whole=True)
def nothing_in_the_file(made: Draft) -> None:
    content = made.rng.choice([b"", b"   \r\n", b"\xef\xbb\xbf", b"\n\n\n", b"\x00" * 100])
    made.after.append(lambda _: content)
    made.only("refused")


@kind(whole=True)
def archive_with_a_password(made: Draft) -> None:
    def locked(content: bytes) -> bytes:
        data = bytearray(zipped(("export.csv", content)))
        data[6] |= 1  # of the member's own head
        at = bytes(data).rindex(b"PK\x01\x02")
        data[at + 8] |= 1
        return bytes(data)

    made.after.append(locked)
    made.only("refused")


@kind(whole=True)
def archive_with_one_name_twice(made: Draft) -> None:
    """Two members of one name: never the last one alone."""

    def twice(content: bytes) -> bytes:
        data = zipped(("export1.csv", content), ("export2.csv", content[: len(content) // 2]))
        return data.replace(b"export2.csv", b"export1.csv")

    made.after.append(twice)
    made.only("refused")


@kind(whole=True)
def archive_that_swells(made: Draft) -> None:
    made.after.append(lambda content: zipped(("export.csv", content + b"0" * 120_000_000)))
    made.only("refused")
