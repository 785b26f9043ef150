"""From bytes to text: UTF-8, UTF-16 and Windows-1252, the encodings that news is found in."""

import codecs
import re

from digests.reading.outcome import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_DECLARED = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)


def decode(data: bytes, *, largest: int) -> str:
    """The text of *data*, with Unix line ends; raises Unreadable for no text, or too much."""
    if len(data) > largest:
        raise Unreadable(f"it is larger than {largest:,} bytes")
    if not data.strip():
        raise Unreadable("it is empty")
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if unmarked := _utf_16_without_mark(data[:_SAMPLE]):
        return data.decode(unmarked, errors="replace")
    _refuse_binary(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _not_quite_utf_8(data)


def _utf_16_without_mark(sample: bytes) -> str | None:
    """Every other byte of European text in UTF-16 is zero, and hardly any of the rest."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most, few = len(sample) * 0.35, len(sample) * 0.05
    if odd > most and even < few:
        return "utf-16-le"
    if even > most and odd < few:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    if b"\x00" in data or len(_CONTROLS.findall(sample)) * 20 > len(sample):
        raise Unreadable("it is binary, not text")


def _not_quite_utf_8(data: bytes) -> str:
    """UTF-8 with a few broken bytes, a declared encoding, or Windows-1252, in that order."""
    high = len(_HIGH.findall(data))
    valid = sum(map(len, _MULTIBYTE.findall(data)))
    if valid > high * 0.9:
        return data.decode(errors="ignore")
    if declared := _DECLARED.search(data[:_SAMPLE]):
        try:
            return data.decode(declared[1].decode(), errors="replace")
        except LookupError:
            pass  # an encoding that nobody knows says nothing
    if high * 3 > len(data):
        raise Unreadable("its encoding can't be told; save it as UTF-8")
    return data.decode("cp1252", errors="replace")
