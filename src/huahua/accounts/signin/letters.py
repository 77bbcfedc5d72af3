"""What letters say, in the reader's language."""

from __future__ import annotations

from huahua.accounts.signin.domain import Letter

_INVITATION = {
    "en": (
        "Your invitation to HuaHua",
        "{who} invites you to HuaHua, where one talks and paints with models.\n\n"
        "Open this link to set your password. It works once, for seven days:\n\n{url}\n\n"
        "If you do not know what this is about, do nothing.\n",
    ),
    "zh-CN": (
        "邀请你使用话画",
        "{who} 邀请你使用话画：与模型对话、作画。\n\n"
        "打开下面的链接设置密码。链接七天内有效，只能使用一次：\n\n{url}\n\n"
        "如果你不清楚这是什么，忽略这封邮件即可。\n",
    ),
}
_RESET = {
    "en": (
        "Set a new password for HuaHua",
        "Somebody, you we hope, asked for a new password for {who}.\n\n"
        "Open this link to set it. It works once, for an hour:\n\n{url}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
    ),
    "zh-CN": (
        "重设话画的密码",
        "有人为 {who} 申请重设密码，希望是你本人。\n\n"
        "打开下面的链接设置新密码。链接一小时内有效，只能使用一次：\n\n{url}\n\n"
        "如果不是你，忽略这封邮件即可，密码不会改变。\n",
    ),
}


def invitation_letter(to: str, who: str, url: str, locale: str | None) -> Letter:
    return _letter(_INVITATION, to, who, url, locale)


def reset_letter(to: str, url: str, locale: str | None) -> Letter:
    return _letter(_RESET, to, to, url, locale)


def _letter(words: dict[str, tuple[str, str]], to: str, who: str, url: str, locale: str | None) -> Letter:
    subject, text = words.get(locale or "en", words["en"])
    return Letter(to, subject, text.format(who=" ".join(who.split()), url=url))
