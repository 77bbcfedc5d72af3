"""Input and output lines of batches."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.batches.lines import Line, answered, read_lines, unanswered
from huahua.gateway.batches.model import BatchLimits

URL = "/v1/embeddings"
LIMITS = BatchLimits(max_lines=20, max_line_bytes=400)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary(max_size=300))
def test_whatever_is_uploaded_is_read_or_complained_about(data: bytes) -> None:
    lines, errors = read_lines(data, URL, LIMITS)
    assert lines or errors
    assert all({"code", "message", "param", "line"} == set(error) for error in errors)


@given(st.lists(json_values, min_size=1, max_size=10), st.sampled_from(["\n", "\r\n", "\n\n  \n"]))
def test_good_lines_come_out_as_they_went_in(bodies: list[object], ending: str) -> None:
    rows = [
        {"custom_id": f"{number}", "method": "POST", "url": URL, "body": {"input": body}}
        for number, body in enumerate(bodies)
    ]
    data = "\ufeff" + ending.join(json.dumps(row) for row in rows)
    lines, errors = read_lines(data.encode(), URL, BatchLimits())
    assert errors == []
    assert [line.custom_id for line in lines] == [row["custom_id"] for row in rows]
    assert [json.loads(bytes(line.body["input"])) for line in lines] == bodies


def test_long_lines_and_long_files_are_refused() -> None:
    row = {"custom_id": "1", "method": "POST", "url": URL, "body": {"input": "x" * 500}}
    assert read_lines(json.dumps(row).encode(), URL, LIMITS)[1][0]["code"] == "line_too_long"
    many = [{**row, "custom_id": f"{number}", "body": {}} for number in range(21)]
    lines, errors = read_lines("\n".join(map(json.dumps, many)).encode(), URL, LIMITS)
    assert (len(lines), errors[-1]["code"], errors[-1]["line"]) == (20, "too_many_tasks", 21)
    assert len(read_lines(b"x\n" * 1000, URL, LIMITS)[1]) == 50


@given(st.text(max_size=20), json_values)
def test_an_answer_is_one_line(custom_id: str, body: object) -> None:
    raw = json.dumps({"body": body, "breaks": "\u2028\u2029\x85\n"}, indent=2, ensure_ascii=False)
    line = Line(7, custom_id, {})
    done = answered(line, "req_1", 200, msgspec.Raw(raw.encode("utf-8", "surrogatepass")))
    assert (done.number, done.ok, len(done.text.splitlines())) == (7, True, 1)
    row = json.loads(done.text)
    assert row["custom_id"] == custom_id and row["response"]["body"] == json.loads(raw)


def test_an_error_and_a_line_that_was_not_asked() -> None:
    line = Line(1, "a", {})
    assert not answered(line, "req_1", 429, {"error": {}}).ok
    left = unanswered(line, "req_1", "batch_expired", "Too late.")
    assert json.loads(left.text)["error"] == {"code": "batch_expired", "message": "Too late."} and not left.ok
