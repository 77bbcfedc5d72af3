"""Units of everyday use: lengths, weights, areas, volumes, speeds, times, data sizes, temperatures.

Factors are exact: the international yard and pound of 1959, the US gallon, the Chinese market units
(1 斤 = 500 g, 1 亩 = 10000/15 m², 1 里 = 500 m), SI prefixes for data and IEC ones for KiB and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

F = Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it measures, how many base units it holds, its names in print, words that mean it."""

    dimension: str
    factor: Fraction
    en: str
    zh: str
    words: tuple[str, ...]


def _u(dimension: str, factor: Fraction | int | str, en: str, zh: str, words: str) -> Unit:
    return Unit(dimension, Fraction(factor), en, zh, tuple(words.split("|")))


UNITS: tuple[Unit, ...] = (
    _u("length", 1000, "km", "公里", "km|kms|kilometer|kilometers|kilometre|kilometres|公里|千米"),
    _u("length", 1, "m", "米", "m|meter|meters|metre|metres|米|公尺"),
    _u("length", "1/10", "dm", "分米", "dm|decimeter|decimeters|分米"),
    _u("length", "1/100", "cm", "厘米", "cm|cms|centimeter|centimeters|centimetre|centimetres|厘米|公分"),
    _u("length", "1/1000", "mm", "毫米", "mm|millimeter|millimeters|millimetre|millimetres|毫米"),
    _u("length", "1609.344", "miles", "英里", "mile|miles|mi|英里"),
    _u("length", "0.9144", "yards", "码", "yard|yards|yd|码"),
    _u("length", "0.3048", "feet", "英尺", "foot|feet|ft|英尺"),
    _u("length", "0.0254", "inches", "英寸", "inch|inches|in|英寸|寸屏"),
    _u("length", 1852, "nautical miles", "海里", "nautical mile|nautical miles|nmi|海里"),
    _u("length", 500, "li", "里", "li|华里|里"),
    _u("length", "10/3", "zhang", "丈", "丈"),
    _u("length", "1/3", "chi", "尺", "chi|尺|市尺"),
    _u("length", "1/30", "cun", "寸", "cun|寸|市寸"),
    _u(
        "length",
        9460730472580800,
        "light-years",
        "光年",
        "light year|light years|light-year|light-years|光年",
    ),
    _u("mass", 1000, "tonnes", "吨", "tonne|tonnes|ton|tons|metric ton|metric tons|吨"),
    _u("mass", 1, "kg", "公斤", "kg|kgs|kilo|kilos|kilogram|kilograms|公斤|千克"),
    _u("mass", "1/1000", "g", "克", "g|gram|grams|克"),
    _u("mass", "1/1000000", "mg", "毫克", "mg|milligram|milligrams|毫克"),
    _u("mass", "0.45359237", "lb", "磅", "lb|lbs|pound|pounds|磅"),
    _u("mass", "0.028349523125", "oz", "盎司", "oz|ounce|ounces|盎司"),
    _u("mass", "6.35029318", "stone", "英石", "stone|stones|英石"),
    _u("mass", "1/2", "jin", "斤", "jin|catty|catties|市斤|斤"),
    _u("mass", "1/20", "liang", "两", "liang|市两|两"),
    _u(
        "area",
        1000000,
        "km²",
        "平方公里",
        "km2|km²|km^2|square kilometer|square kilometers|square kilometre|square kilometres|平方公里|"
        "平方千米",
    ),
    _u(
        "area",
        1,
        "m²",
        "平方米",
        "m2|m²|m^2|sqm|square meter|square meters|square metre|square metres|平方米|平米",
    ),
    _u(
        "area",
        "1/10000",
        "cm²",
        "平方厘米",
        "cm2|cm²|cm^2|square centimeter|square centimeters|square centimetres|平方厘米",
    ),
    _u("area", 10000, "hectares", "公顷", "ha|hectare|hectares|公顷"),
    _u("area", "10000/15", "mu", "亩", "mu|亩"),
    _u("area", "4046.8564224", "acres", "英亩", "acre|acres|英亩"),
    _u("area", "0.09290304", "ft²", "平方英尺", "sq ft|sqft|ft2|ft²|ft^2|square foot|square feet|平方英尺"),
    _u("area", "2589988.110336", "square miles", "平方英里", "square mile|square miles|平方英里"),
    _u("volume", 1, "litres", "升", "l|liter|liters|litre|litres|升|公升"),
    _u("volume", "1/1000", "ml", "毫升", "ml|milliliter|milliliters|millilitre|millilitres|毫升|cc"),
    _u("volume", 1000, "m³", "立方米", "m3|m³|m^3|cubic meter|cubic meters|cubic metre|cubic metres|立方米"),
    _u("volume", "3.785411784", "gallons (US)", "加仑", "gallon|gallons|gal|us gallon|us gallons|加仑"),
    _u("volume", "0.473176473", "pints (US)", "品脱", "pint|pints|品脱"),
    _u("volume", "0.2365882365", "cups (US)", "杯（美制）", "cup|cups"),
    _u("volume", "0.0295735295625", "fl oz (US)", "液盎司", "fl oz|fluid ounce|fluid ounces|液盎司"),
    _u("volume", "0.01478676478125", "tablespoons", "汤匙", "tablespoon|tablespoons|tbsp|汤匙"),
    _u("volume", "0.00492892159375", "teaspoons", "茶匙", "teaspoon|teaspoons|tsp|茶匙"),
    _u(
        "speed",
        "5/18",
        "km/h",
        "公里/小时",
        "km/h|kph|kmh|kilometers per hour|kilometres per hour|公里每小时|公里/小时|千米每小时",
    ),
    _u("speed", 1, "m/s", "米/秒", "m/s|meters per second|metres per second|米每秒|米/秒"),
    _u("speed", "0.44704", "mph", "英里/小时", "mph|miles per hour|英里每小时|英里/小时"),
    _u("speed", "1852/3600", "knots", "节", "knot|knots|节"),
    _u("time", 1, "seconds", "秒", "second|seconds|sec|secs|s|秒|秒钟"),
    _u("time", "1/1000", "milliseconds", "毫秒", "millisecond|milliseconds|ms|毫秒"),
    _u("time", 60, "minutes", "分钟", "minute|minutes|min|mins|分钟"),
    _u("time", 3600, "hours", "小时", "hour|hours|hr|hrs|h|小时|个小时|钟头|个钟头"),
    _u("time", 86400, "days", "天", "day|days|天|日"),
    _u("time", 604800, "weeks", "周", "week|weeks|周|星期|个星期"),
    _u("data", "1/8", "bits", "比特", "bit|bits|比特"),
    _u("data", 1, "bytes", "字节", "byte|bytes|b|字节"),
    _u("data", 10**3, "kB", "kB", "kb|kilobyte|kilobytes|千字节"),
    _u("data", 10**6, "MB", "MB", "mb|megabyte|megabytes|兆|兆字节"),
    _u("data", 10**9, "GB", "GB", "gb|gigabyte|gigabytes|吉字节"),
    _u("data", 10**12, "TB", "TB", "tb|terabyte|terabytes|太字节"),
    _u("data", 10**15, "PB", "PB", "pb|petabyte|petabytes"),
    _u("data", 2**10, "KiB", "KiB", "kib|kibibyte|kibibytes"),
    _u("data", 2**20, "MiB", "MiB", "mib|mebibyte|mebibytes"),
    _u("data", 2**30, "GiB", "GiB", "gib|gibibyte|gibibytes"),
    _u("data", 2**40, "TiB", "TiB", "tib|tebibyte|tebibytes"),
    _u("energy", 1, "kJ", "千焦", "kj|kilojoule|kilojoules|千焦"),
    _u("energy", "4.184", "kcal", "千卡", "kcal|kilocalorie|kilocalories|calorie|calories|千卡|大卡|卡路里"),
    _u("energy", 3600, "kWh", "度（千瓦时）", "kwh|kilowatt hour|kilowatt hours|千瓦时|度电"),
    _u(
        "temperature",
        1,
        "°C",
        "°C",
        "°c|℃|c|celsius|centigrade|degrees celsius|degree celsius|degrees c|deg c|摄氏度|摄氏|度摄氏",
    ),
    _u(
        "temperature",
        1,
        "°F",
        "°F",
        "°f|℉|f|fahrenheit|degrees fahrenheit|degree fahrenheit|degrees f|deg f|华氏度|华氏",
    ),
    _u("temperature", 1, "K", "K", "k|kelvin|kelvins|开尔文|开氏度"),
)
BY_WORD: Mapping[str, Unit] = {word: unit for unit in UNITS for word in unit.words}


class BelowAbsoluteZero(ValueError):
    """A temperature that cannot be."""


def convert(value: Fraction, source: Unit, target: Unit) -> Fraction | None:
    """`value` of `source` in `target`, exactly; None where they measure different things.

    Raises BelowAbsoluteZero for a temperature under 0 K.
    """
    if source.dimension != target.dimension:
        return None
    if source.dimension != "temperature":
        return value * source.factor / target.factor
    kelvin = _to_kelvin(value, source.en)
    if kelvin < 0:
        raise BelowAbsoluteZero(str(value))
    return {"K": kelvin, "°C": kelvin - F("273.15"), "°F": (kelvin - F("273.15")) * F(9, 5) + 32}[target.en]


def _to_kelvin(value: Fraction, unit: str) -> Fraction:
    if unit == "K":
        return value
    return value + F("273.15") if unit == "°C" else (value - 32) * F(5, 9) + F("273.15")
