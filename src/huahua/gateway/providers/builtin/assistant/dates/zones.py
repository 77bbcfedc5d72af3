"""Big cities and countries with one clock, and their IANA time zones."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROWS = """
Beijing|北京|Asia/Shanghai
Shanghai|上海|Asia/Shanghai
Guangzhou|广州|Asia/Shanghai
Shenzhen|深圳|Asia/Shanghai
Chengdu|成都|Asia/Shanghai
Hangzhou|杭州|Asia/Shanghai
China|中国|Asia/Shanghai
Urumqi|乌鲁木齐|Asia/Urumqi
Hong Kong|香港|Asia/Hong_Kong
Macau|澳门|Asia/Macau
Taipei|台北|Asia/Taipei
Tokyo|东京|Asia/Tokyo
Osaka|大阪|Asia/Tokyo
Kyoto|京都|Asia/Tokyo
Japan|日本|Asia/Tokyo
Seoul|首尔|Asia/Seoul
South Korea|韩国|Asia/Seoul
Pyongyang|平壤|Asia/Pyongyang
Singapore|新加坡|Asia/Singapore
Kuala Lumpur|吉隆坡|Asia/Kuala_Lumpur
Bangkok|曼谷|Asia/Bangkok
Thailand|泰国|Asia/Bangkok
Hanoi|河内|Asia/Ho_Chi_Minh
Vietnam|越南|Asia/Ho_Chi_Minh
Ho Chi Minh City|胡志明市|Asia/Ho_Chi_Minh
Jakarta|雅加达|Asia/Jakarta
Bali|巴厘岛|Asia/Makassar
Manila|马尼拉|Asia/Manila
Delhi|德里|Asia/Kolkata
New Delhi|新德里|Asia/Kolkata
Mumbai|孟买|Asia/Kolkata
Bangalore|班加罗尔|Asia/Kolkata
India|印度|Asia/Kolkata
Kathmandu|加德满都|Asia/Kathmandu
Dhaka|达卡|Asia/Dhaka
Karachi|卡拉奇|Asia/Karachi
Dubai|迪拜|Asia/Dubai
Abu Dhabi|阿布扎比|Asia/Dubai
Riyadh|利雅得|Asia/Riyadh
Tehran|德黑兰|Asia/Tehran
Jerusalem|耶路撒冷|Asia/Jerusalem
Tel Aviv|特拉维夫|Asia/Jerusalem
Istanbul|伊斯坦布尔|Europe/Istanbul
Moscow|莫斯科|Europe/Moscow
London|伦敦|Europe/London
England|英国|Europe/London
Dublin|都柏林|Europe/Dublin
Edinburgh|爱丁堡|Europe/London
Paris|巴黎|Europe/Paris
France|法国|Europe/Paris
Berlin|柏林|Europe/Berlin
Germany|德国|Europe/Berlin
Munich|慕尼黑|Europe/Berlin
Frankfurt|法兰克福|Europe/Berlin
Hamburg|汉堡|Europe/Berlin
Madrid|马德里|Europe/Madrid
Barcelona|巴塞罗那|Europe/Madrid
Spain|西班牙|Europe/Madrid
Lisbon|里斯本|Europe/Lisbon
Rome|罗马|Europe/Rome
Milan|米兰|Europe/Rome
Italy|意大利|Europe/Rome
Vienna|维也纳|Europe/Vienna
Zurich|苏黎世|Europe/Zurich
Geneva|日内瓦|Europe/Zurich
Amsterdam|阿姆斯特丹|Europe/Amsterdam
Brussels|布鲁塞尔|Europe/Brussels
Copenhagen|哥本哈根|Europe/Copenhagen
Stockholm|斯德哥尔摩|Europe/Stockholm
Oslo|奥斯陆|Europe/Oslo
Helsinki|赫尔辛基|Europe/Helsinki
Warsaw|华沙|Europe/Warsaw
Prague|布拉格|Europe/Prague
Budapest|布达佩斯|Europe/Budapest
Athens|雅典|Europe/Athens
Kyiv|基辅|Europe/Kyiv
Cairo|开罗|Africa/Cairo
Nairobi|内罗毕|Africa/Nairobi
Lagos|拉各斯|Africa/Lagos
Johannesburg|约翰内斯堡|Africa/Johannesburg
Cape Town|开普敦|Africa/Johannesburg
New York|纽约|America/New_York
Washington|华盛顿|America/New_York
Boston|波士顿|America/New_York
Miami|迈阿密|America/New_York
Toronto|多伦多|America/Toronto
Montreal|蒙特利尔|America/Toronto
Chicago|芝加哥|America/Chicago
Houston|休斯顿|America/Chicago
Dallas|达拉斯|America/Chicago
Denver|丹佛|America/Denver
Los Angeles|洛杉矶|America/Los_Angeles
San Francisco|旧金山|America/Los_Angeles
Seattle|西雅图|America/Los_Angeles
Las Vegas|拉斯维加斯|America/Los_Angeles
Vancouver|温哥华|America/Vancouver
Honolulu|檀香山|Pacific/Honolulu
Hawaii|夏威夷|Pacific/Honolulu
Mexico City|墨西哥城|America/Mexico_City
Bogota|波哥大|America/Bogota
Lima|利马|America/Lima
Santiago|圣地亚哥|America/Santiago
Buenos Aires|布宜诺斯艾利斯|America/Argentina/Buenos_Aires
Sao Paulo|圣保罗|America/Sao_Paulo
Rio de Janeiro|里约热内卢|America/Sao_Paulo
Sydney|悉尼|Australia/Sydney
Melbourne|墨尔本|Australia/Melbourne
Brisbane|布里斯班|Australia/Brisbane
Perth|珀斯|Australia/Perth
Auckland|奥克兰|Pacific/Auckland
New Zealand|新西兰|Pacific/Auckland
UTC|世界协调时|UTC
GMT|格林尼治|UTC
"""
_ALIASES = {
    "nyc": "New York",
    "la": "Los Angeles",
    "sf": "San Francisco",
    "uk": "England",
    "britain": "England",
    "hk": "Hong Kong",
    "korea": "South Korea",
    "kiev": "Kyiv",
    "são paulo": "Sao Paulo",
    "zürich": "Zurich",
    "peking": "Beijing",
    "washington dc": "Washington",
    "washington d.c": "Washington",
    "汉城": "South Korea",
    "三藩市": "San Francisco",
    "英格兰": "England",
}


@dataclass(frozen=True, slots=True)
class City:
    """A place with one clock."""

    en: str
    zh: str
    zone: str


CITIES = tuple(City(*line.split("|")) for line in _ROWS.split("\n") if line)
_BY_NAME = {city.en.lower(): city for city in CITIES} | {city.zh: city for city in CITIES}
_BY_NAME |= {alias: _BY_NAME[name.lower()] for alias, name in _ALIASES.items()}
NAMES = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))


def city(name: str) -> City | None:
    """The city called `name` in English or Chinese, or None."""
    return _BY_NAME.get(name.strip(" ,.?市").lower()) or _BY_NAME.get(name.strip(" ,.?").lower())
