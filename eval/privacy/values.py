"""Personal data that belongs to nobody, and things that look like it: made by chance, from a seed."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

from huahua.privacy.masking.checks import luhn

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超")
_CITIES = {
    "北京市": ("海淀区", "朝阳区", "西城区", "丰台区"),
    "上海市": ("浦东新区", "徐汇区", "静安区", "闵行区"),
    "广东省深圳市": ("南山区", "福田区", "宝安区"),
    "浙江省杭州市": ("西湖区", "余杭区", "滨江区"),
    "四川省成都市": ("武侯区", "锦江区", "高新区"),
    "江苏省苏州市": ("姑苏区", "吴中区", "昆山市"),
    "湖北省武汉市": ("洪山区", "江汉区"),
    "陕西省西安市": ("雁塔区", "碑林区"),
}
_STREETS = (
    "中关村大街",
    "建国路",
    "人民路",
    "解放大道",
    "文三路",
    "天府大道",
    "南京西路",
    "科技南十二路",
    "长安街",
    "学院路",
    "和平里东街",
)
_ESTATES = ("阳光花园", "万科城", "锦绣小区", "翠湖小区", "金地广场", "中海国际中心")
_ENGLISH_STREETS = (
    "Maple",
    "Evergreen",
    "Oak Hill",
    "Park",
    "Martin Luther King",
    "Sunset",
    "Baker",
    "Church",
    "Elm",
)
_SUFFIXES = ("Street", "St", "Avenue", "Ave", "Road", "Rd", "Lane", "Drive", "Terrace", "Boulevard", "Court")
_TOWNS = (("Springfield", "IL"), ("Portland", "OR"), ("Austin", "TX"), ("Boston", "MA"), ("San Diego", "CA"))
_MOBILE_BEGINNINGS = (
    "130",
    "135",
    "136",
    "138",
    "139",
    "150",
    "152",
    "158",
    "166",
    "170",
    "176",
    "180",
    "186",
    "189",
    "191",
    "199",
)
_AREAS = ("010", "021", "0755", "0571", "028", "0512", "027", "029", "0531")
_DOMAINS = (
    "example.com",
    "mail.example.org",
    "qq.com",
    "163.com",
    "corp.example.cn",
    "gmail.com",
    "example.co.uk",
)
_IDS = "10X98765432"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_COMPANY = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_HEX = "0123456789abcdef"
_ALNUM = string.ascii_letters + string.digits


def digits(random: Random, count: int) -> str:
    return "".join(random.choice(string.digits) for _ in range(count))


def mobile(random: Random) -> str:
    head, middle, tail = random.choice(_MOBILE_BEGINNINGS), digits(random, 4), digits(random, 4)
    form = random.randrange(9)
    plain = head + middle + tail
    if form == 7:
        return "".join(chr(ord(digit) + 0xFEE0) for digit in plain)
    return (
        plain, plain, f"{head}-{middle}-{tail}", f"{head} {middle} {tail}", f"+86 {plain}",
        f"+86-{head}-{middle}-{tail}", f"86{plain}", "", f"(+86){plain}",
    )[form]  # fmt: skip


def landline(random: Random) -> str:
    area, number = random.choice(_AREAS), random.choice("2345678") + digits(random, 7)
    tail = random.choice(("", "", "", "-801", "转8023"))
    return (
        random.choice(
            (f"{area}-{number}", f"({area}){number}", f"+86-{area[1:]}-{number}", f"{area} {number}")
        )
        + tail
    )


def foreign_phone(random: Random) -> str:
    a, b, c = (
        random.choice("23456789") + digits(random, 2),
        random.choice("23456789") + digits(random, 2),
        digits(random, 4),
    )
    return random.choice(
        (f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"+1 {a} {b} {c}", f"+1-{a}-{b}-{c}", f"+44 20 7{digits(random, 3)} {c}",
         f"+49 30 {digits(random, 8)}", f"+852 {c} {digits(random, 4)}", f"+81-3-{digits(random, 4)}-{c}",
         f"{a}.{b}.{c}")
    )  # fmt: skip


def resident_id(random: Random) -> str:
    province = random.choice(("110101", "310104", "440305", "330106", "510104", "320505", "420111", "610113"))
    day = f"{random.randint(1945, 2019)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = f"{province}{day}{digits(random, 3)}"
    check = _IDS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
    whole = body + (check if random.random() < 0.8 else check.lower())
    return f"{whole[:6]} {whole[6:14]} {whole[14:]}" if random.random() < 0.1 else whole


def old_resident_id(random: Random) -> str:
    day = f"{random.randint(45, 99)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    return f"{random.choice(('110101', '310104', '440301'))}{day}{digits(random, 3)}"


def _with_luhn(body: str) -> str:
    return next(body + digit for digit in string.digits if luhn(body + digit))


def bank_card(random: Random) -> str:
    head, length = random.choice(
        (("4", 16), ("51", 16), ("55", 16), ("622202", 19), ("621700", 19), ("6225", 16), ("37", 15))
    )
    number = _with_luhn(head + digits(random, length - 1 - len(head)))
    if length == 15 or random.random() < 0.5:
        return number
    gap = random.choice(" -")
    return gap.join(number[at : at + 4] for at in range(0, length, 4))


def email(random: Random) -> str:
    name = random.choice(
        ("zhang.wei", "li_na", "wang-fang", "john.smith", "a.b", "info", "zhao88", "liu+test", "mary")
    )
    return f"{name}{random.choice(('', '', digits(random, 2)))}@{random.choice(_DOMAINS)}"


def passport(random: Random) -> str:
    return random.choice(
        (f"E{digits(random, 8)}", f"EJ{digits(random, 7)}", f"G{digits(random, 8)}", f"C{digits(random, 8)}")
    )


def plate(random: Random) -> str:
    place = random.choice("京沪粤浙川苏鄂陕") + random.choice("ABCDEF")
    rest = random.choice(
        (digits(random, 5), f"{random.choice('DF')}{digits(random, 5)}", f"{digits(random, 5)}{random.choice('DF')}",
         f"{random.choice('QWER')}{digits(random, 4)}", f"{digits(random, 2)}{random.choice('KMN')}{digits(random, 2)}",
         f"{digits(random, 4)}{random.choice('学挂警')}")
    )  # fmt: skip
    return f"{place}{random.choice(('', '', '·', ' '))}{rest}"


def address(random: Random) -> str:
    city = random.choice(list(_CITIES))
    place = random.choice((f"{city}{random.choice(_CITIES[city])}", random.choice(_CITIES[city])))
    house = f"{random.choice(_STREETS)}{random.randint(1, 2000)}号"
    flat = f"{random.choice(_ESTATES)}{random.randint(1, 30)}栋{random.randint(1, 5)}单元{random.randint(101, 2902)}室"
    return place + random.choice(
        (house, house, house + flat, flat, f"{house}{random.randint(1, 9)}号楼{random.randint(101, 999)}室")
    )


def english_address(random: Random) -> str:
    town, state = random.choice(_TOWNS)
    street = f"{random.randint(1, 9999)} {random.choice(_ENGLISH_STREETS)} {random.choice(_SUFFIXES)}"
    flat = random.choice(("", "", f", Apt {random.randint(1, 40)}", f" Suite {random.randint(100, 999)}"))
    return street + flat + random.choice(("", f", {town}, {state} {digits(random, 5)}", f", {town}"))


def secret(random: Random) -> str:
    def some(count: int, alphabet: str = _ALNUM) -> str:
        made = "".join(random.choice(alphabet) for _ in range(count - 2))
        return made + random.choice(string.digits) + random.choice(string.ascii_letters)

    return random.choice(
        (f"sk-{some(48)}", f"sk-proj-{some(60)}", f"sk-ant-api03-{some(80)}", f"ghp_{some(36)}", f"hf_{some(34)}",
         f"AKIA{''.join(random.choice(string.ascii_uppercase + string.digits) for _ in range(16))}", f"AIza{some(35)}",
         f"xoxb-{digits(random, 11)}-{some(24)}", f"glpat-{some(20)}", f"LTAI{some(20)}",
         f"eyJ{some(20)}.eyJ{some(40)}.{some(43)}")
    )  # fmt: skip


def password(random: Random) -> str:
    return random.choice(("Tr0ub4dor&", "hunter", "Passw0rd!", "xK9#mQ", "qwerty", "lovE")) + digits(
        random, random.randint(3, 4)
    )


def iban(random: Random) -> str:
    country, length = random.choice((("DE", 18), ("NL", 0), ("FR", 23), ("GB", 0), ("ES", 20)))
    letters = {"NL": "ABNA", "GB": "WEST"}.get(country, "")
    body = letters + digits(random, {"NL": 10, "GB": 14}.get(country, length))
    turned = "".join(str(int(character, 36)) for character in f"{body}{country}00")
    whole = f"{country}{98 - int(turned) % 97:02}{body}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4)) if random.random() < 0.5 else whole


def ip(random: Random) -> str:
    if random.random() < 0.3:
        return (
            "2001:db8:" + ":".join("".join(random.choice(_HEX) for _ in range(4)) for _ in range(2)) + "::1"
        )
    parts = (random.choice((10, 172, 192, 8, 203, 114)), *(random.randint(1, 254) for _ in range(3)))
    return ".".join(map(str, parts))


def company(random: Random) -> str:
    body = f"91{random.choice(('110108', '440300', '310115'))}" + "".join(
        random.choice(_COMPANY) for _ in range(9)
    )
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(_COMPANY.index(character) * weight for character, weight in zip(body, weights, strict=True))
    return body + _COMPANY[(31 - total % 31) % 31]


def person(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_GIVEN)


def order(random: Random) -> str:
    return random.choice(
        (f"2024{random.randint(1, 12):02}{random.randint(1, 28):02}{digits(random, 8)}", f"SO-{digits(random, 8)}",
         f"1{random.choice('3578')}{digits(random, 9)}", f"JD{digits(random, 13)}", f"#{digits(random, 9)}",
         f"ORD-2024-{digits(random, 6)}", f"YT{digits(random, 13)}")
    )  # fmt: skip


def date(random: Random) -> str:
    year, month, day = random.randint(1990, 2026), random.randint(1, 12), random.randint(1, 28)
    return random.choice(
        (f"{year}-{month:02}-{day:02}", f"{year}年{month}月{day}日", f"{year}/{month}/{day}",
         f"{year}{month:02}{day:02}",
         f"{year}-{month:02}-{day:02}T12:30:45Z", f"{day:02}.{month:02}.{year}")
    )  # fmt: skip


def isbn(random: Random) -> str:
    body = digits(random, 9)
    return random.choice(
        (f"978{body}{digits(random, 1)}", f"978-7-{body[:3]}-{body[3:8]}-{body[8]}", f"{body}X")
    )


def version(random: Random) -> str:
    a, b, c, d = (random.randint(0, 30) for _ in range(4))
    return random.choice(
        (f"{a}.{b}.{c}", f"{a}.{b}.{c}.{d}", f"{a}.{b}.{c}-rc.{d}", f"10.0.{digits(random, 5)}.{d}")
    )


def hexadecimal(random: Random) -> str:
    def some(count: int) -> str:
        return "".join(random.choice(_HEX) for _ in range(count))

    return random.choice(
        (some(40), some(7), some(64), f"0x{some(8)}", f"{some(8)}-{some(4)}-4{some(3)}-a{some(3)}-{some(12)}",
         ":".join(some(2) for _ in range(6)), f"#{some(6)}")
    )  # fmt: skip


def price(random: Random) -> str:
    whole = random.randint(1, 9_999_999)
    return random.choice(
        (
            f"¥{whole}.{digits(random, 2)}",
            f"${whole:,}",
            f"{whole}元",
            f"{whole}.{digits(random, 2)} USD",
            f"RMB {whole:,}.00",
        )
    )


def count(random: Random) -> str:
    return random.choice(
        (
            digits(random, 3).lstrip("0") or "7",
            f"1{digits(random, 6)}",
            f"{random.randint(2, 99)}%",
            f"3.{digits(random, 12)}",
        )
    )


def clock(random: Random) -> str:
    return random.choice(
        (
            f"{random.randint(0, 23)}:{random.randint(0, 59):02}",
            f"12:30:{random.randint(10, 59)}",
            f"17{digits(random, 8)}",
            f"17{digits(random, 11)}",
        )
    )


def plain_mobile(random: Random) -> str:
    return random.choice(_MOBILE_BEGINNINGS) + digits(random, 8)


def odd_mobile(random: Random) -> str:
    """As few people write one."""
    plain = plain_mobile(random)
    a, b, c = plain[:3], plain[3:7], plain[7:]
    return random.choice(
        (" ".join(plain), f"{a}-{plain[3:6]}-{plain[6:]}", f"{plain[:4]}-{plain[4:8]}-{plain[8:]}", f"{a}.{b}.{c}",
         f"{a}\u2013{b}\u2013{c}", f"{a}\u2014{b}\u2014{c}", f"{a}\u00a0{b}\u00a0{c}", f"{a} - {b} - {c}",
         f"{a}\u202f{b}\u202f{c}", f"0086-{plain}", f"(+86) {a}-{b}-{c}",
         plain.translate(str.maketrans(string.digits, "零一二三四五六七八九")),
         "幺" + plain[1:].translate(str.maketrans(string.digits, "〇幺二三四五六七八九")))
    )  # fmt: skip


def odd_resident_id(random: Random) -> str:
    plain = resident_id(random).replace(" ", "")
    return random.choice(
        (f"{plain[:6]} {plain[6:10]} {plain[10:14]} {plain[14:]}", f"{plain[:6]}-{plain[6:14]}-{plain[14:]}",
         " ".join(plain[at : at + 4] for at in range(0, 18, 4)),
         " ".join(plain[at : at + 6] for at in range(0, 18, 6)))
    )  # fmt: skip


def odd_card(random: Random) -> str:
    number = _with_luhn(random.choice(("4", "51", "6225")) + digits(random, 15))[:16]
    number = _with_luhn(number[:15])
    gap = random.choice(("  ", ".", " - ", "\u2009", "\u00a0", "\u2013"))
    return gap.join(number[at : at + 4] for at in range(0, 16, 4))


def _wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


def bad_card(random: Random) -> str:
    """The last digit is wrong."""
    number = _with_luhn(random.choice(("4", "51", "6225")) + digits(random, 15))[:15]
    right = _with_luhn(number)
    return number + str((int(right[-1]) + random.randint(1, 9)) % 10)


def bad_resident_id(random: Random) -> str:
    province = random.choice(("110101", "310104"))
    right = f"{province}19{random.randint(50, 99)}0{random.randint(1, 9)}15{digits(random, 3)}"
    check = _IDS[sum(int(digit) * weight for digit, weight in zip(right, _WEIGHTS, strict=True)) % 11]
    return right + random.choice([one for one in string.digits if one != check])


Maker = Callable[[Random], str]
PERSONAL: dict[str, tuple[str, Maker]] = {
    "mobile": ("phone", mobile),
    "landline": ("phone", landline),
    "foreign": ("phone", foreign_phone),
    "rid": ("resident_id", resident_id),
    "oldrid": ("resident_id", old_resident_id),
    "card": ("bank_card", bank_card),
    "email": ("email", email),
    "passport": ("passport", passport),
    "plate": ("plate", plate),
    "address": ("address", address),
    "street": ("address", english_address),
    "secret": ("secret", secret),
    "password": ("secret", password),
    "iban": ("iban", iban),
    "ip": ("ip", ip),
    "company": ("company_id", company),
    "plain": ("phone", plain_mobile),
    "oddmobile": ("phone", odd_mobile),
    "oddrid": ("resident_id", odd_resident_id),
    "oddcard": ("bank_card", odd_card),
    "widemobile": ("phone", lambda random: _wide(plain_mobile(random))),
    "widerid": ("resident_id", lambda random: _wide(resident_id(random).replace(" ", ""))),
    "wideemail": ("email", lambda random: _wide(email(random))),
}
HARMLESS: dict[str, Maker] = {
    "name": person, "order": order, "date": date, "isbn": isbn, "version": version, "hex": hexadecimal, "price": price,
    "count": count, "clock": clock, "badcard": bad_card, "badrid": bad_resident_id,
    "ean": lambda random: "69" + digits(random, 11), "imei": lambda random: "86" + digits(random, 13),
    "snowflake": lambda random: "17" + digits(random, 17), "amount": plain_mobile,
}  # fmt: skip
