"""What is recognised as personal data, and what only looks like it."""

from __future__ import annotations

import pytest
from eval.privacy.corpus import examples
from eval.privacy.masking import measure
from hypothesis import given
from hypothesis import strategies as st

from huahua.privacy.masking.checks import is_bank_card, is_company_id, is_iban, is_resident_id, luhn
from huahua.privacy.masking.kinds import Kind
from huahua.privacy.masking.recognise import recognise

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nx==\n-----END RSA PRIVATE KEY-----"


def found(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.kind.value) for span in recognise(text)]


def test_the_corpus_is_found_and_its_harmless_texts_are_left_alone() -> None:
    score = measure(examples(rounds=6))
    assert score.precision() >= 0.97, score.mistakes[:10]
    assert score.recall() >= 0.97, score.mistakes[:10]
    for kind in Kind:
        assert score.recall(kind) >= 0.95, score.mistakes[:10]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("打我电话：１３８００１３８０００", [("１３８００１３８０００", "phone")]),
        ("请拨打 0571-8765 4321 转 802 分机", [("0571-8765 4321 转 802", "phone")]),
        ("我家在上海市徐汇区漕溪北路398号，2号楼", [("上海市徐汇区漕溪北路398号", "address")]),
        (
            "寄：江苏省南京市鼓楼区汉口路22号南园3栋202室",
            [("江苏省南京市鼓楼区汉口路22号南园3栋202室", "address")],
        ),
        (
            "身份证号码 11010519491231002X 和 11010519491231002x",
            [("11010519491231002X", "resident_id"), ("11010519491231002x", "resident_id")],
        ),
        (
            "Amex 3782 822463 10005, Visa 4012-8888-8888-1881",
            [("3782 822463 10005", "bank_card"), ("4012-8888-8888-1881", "bank_card")],
        ),
        ("mail to Jane.Doe+x@sub.example.co.uk.", [("Jane.Doe+x@sub.example.co.uk", "email")]),
        ("postgres://app:s3cr3t!@db.example.com/x", [("app:s3cr3t!", "secret")]),
        (PEM, [(PEM, "secret")]),
        (
            "see 221B Baker Street, London and 10 Downing St",
            [("221B Baker Street, London", "address"), ("10 Downing St", "address")],
        ),
        ("新车牌沪AD12345", [("沪AD12345", "plate")]),
        ("host fe80::1ff:fe23:4567:890a is up", [("fe80::1ff:fe23:4567:890a", "ip")]),
        ("税号 91350100M000100Y43", [("91350100M000100Y43", "company_id")]),
        ("IBAN: DE89370400440532013000.", [("DE89370400440532013000", "iban")]),
        ("G12345678 is my passport", [("G12345678", "passport")]),
        ("登录密码：123456，请修改", [("123456", "secret")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "订单号：13812345678，请查收",
        "运单号 18612345678 已签收",
        "身份证是 110105194912310021 吗，校验位不对的号".replace("身份证", "编号"),
        "4111 1111 1111 1112 fails Luhn",
        "ISBN 978-7-111-12806-9",
        "10.0.0 到 10.0.1 的变化；版本 1.2.3.4",
        "127.0.0.1:8000 and 0.0.0.0",
        "会议 12:30:45 开始，比例 3:2:1",
        "std::vector<int> a; foo::bar::baz()",
        "aa:bb:cc:dd:ee:ff",
        "密码必须包含大写字母和数字",
        "api_key = os.environ['KEY']; password = getpass()",
        "坐地铁2号线，第3号展厅",
        "沪A股和京A座",
        "1700000000 1700000000000",
        "3.141592653589793 is pi",
        "@property and user@localhost and react@18.2.0",
        "deadbeefcafebabe0123456789abcdef01234567",
        "2024-01-15 13:00 to 2024-01-16",
        "token token token: 4096",
        "123-45-6789-0",
        "password: Annotated[str, Field()] and admin_password: SecretStr",
        "Mozilla/5.0 Chrome/141.0.0.0 Safari/537.36",
        "NIST SP 800-63B §5.1.1.2",
    ],
)
def test_left_alone(text: str) -> None:
    assert found(text) == []


def test_only_what_is_wanted() -> None:
    text = "13800138000 a@example.com"
    assert [span.kind for span in recognise(text, frozenset({Kind.EMAIL}))] == [Kind.EMAIL]


def test_check_digits() -> None:
    assert is_resident_id("11010519491231002X") and not is_resident_id("110105194912310021")
    assert not is_resident_id("11010519491331002X")  # no such month
    assert is_resident_id("110105491231002") and not is_resident_id("990105491231002")
    assert is_company_id("91350100M000100Y43") and not is_company_id("91350100M000100Y44")
    assert is_iban("GB82WEST12345698765432") and not is_iban("GB82WEST12345698765433")
    assert luhn("79927398713") and not luhn("79927398710")
    assert is_bank_card("4111111111111111") and not is_bank_card("1234567812345670")


@given(
    st.text(alphabet=st.sampled_from("1380 -+().@:号路街北京市aX密码=密key/"), max_size=120)
    | st.text(max_size=80)
)
def test_spans_are_ordered_and_apart(text: str) -> None:
    at = 0
    for span in recognise(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1-",
        "a@",
        "@a.",
        "+86",
        "北京市",
        "路1号",
        "password ",
        "sk-",
        "A1:",
        "1.",
        "://a:",
        "eyJa.",
    ],
)
def test_long_runs_end_soon(piece: str) -> None:
    """No pattern backtracks over and over: this would take minutes."""
    recognise(piece * 20_000)
