"""What letters of notices say, in the reader's language."""

from __future__ import annotations

from typing import Any

from huahua.billing.plans.store import Notice

_WORDS = {
    "en": {
        "low_balance": ("Your balance is low", "{left} is left, less than {below}."),
        "quota": (
            "{percent} % of what your plan includes is used",
            "{used} of {included} {unit} of the plan {plan} are used this month.",
        ),
        "renewal_unpaid": (
            "Your plan could not be renewed",
            "Your balance did not cover the plan {plan}. Top up within seven days to keep it.",
        ),
        "top_up_failed": (
            "Automatic top-up failed",
            "{amount} could not be charged. Look at your way to pay.",
        ),
        "invoice_ready": ("Your invoice for {month}", "Invoice {number}: {total}, of which {due} is due."),
        "foot": "{text}\n\n{url}\n\nYou can switch these letters off on that page.\n",
    },
    "zh-CN": {
        "low_balance": ("余额不多了", "余额还剩 {left}，低于 {below}。"),
        "quota": ("套餐用量已达 {percent}%", "本月套餐 {plan} 的 {unit} 已用 {used}，共 {included}。"),
        "renewal_unpaid": ("套餐未能续费", "余额不足以续费套餐 {plan}，请在七天内充值。"),
        "top_up_failed": ("自动充值失败", "未能扣款 {amount}，请检查支付方式。"),
        "invoice_ready": ("{month} 账单", "账单 {number}：共 {total}，其中待付 {due}。"),
        "foot": "{text}\n\n{url}\n\n可在该页面关闭这类邮件。\n",
    },
}
_UNITS = {"zh-CN": {"calls": "调用次数", "tokens": "token 数", "pictures": "图片数"}}


def written(notice: Notice, locale: str | None, base_url: str) -> tuple[str, str]:
    """Subject and text. Raises KeyError for kinds that have no letter."""
    language = locale if locale in _WORDS else "en"
    words, facts = _WORDS[language], notice.facts
    subject, text = words[notice.kind]
    told = {name: " ".join(str(value).split()) for name, value in facts.items()}
    told |= {
        name.removesuffix("_micros"): _amount(value, facts)
        for name, value in facts.items()
        if name.endswith("_micros")
    }
    if "unit" in facts:
        told["unit"] = _UNITS.get(language, {}).get(facts["unit"], facts["unit"])
    foot = words["foot"]
    assert isinstance(foot, str)
    url = f"{base_url}/settings/billing"
    return subject.format(**told), foot.format(text=text.format(**told), url=url)


def _amount(micros: int, facts: dict[str, Any]) -> str:
    return f"{micros / 1_000_000:.2f} {facts['currency']}"
