"""A few lists to begin with. Nothing of them is on until an operator takes them over; most are for a person to look at,
because only few words leave no doubt. What may be said where is for the operator to know."""

from __future__ import annotations

from huahua.privacy.rules.lists import RuleList, Tier

STARTER: tuple[RuleList, ...] = (
    RuleList(
        "starter: weapons and drugs",
        Tier.REVIEW,
        words=(
            "炸弹制作", "制作炸弹", "自制炸药", "炸药配方", "买卖枪支", "出售枪支", "冰毒配方", "制毒教程", "出售冰毒",
            "出售海洛因",
            "how to make a bomb", "how to build a bomb", "buy cocaine", "buy meth", "cook meth",
            "pipe bomb instructions",
        ),
        allow=("禁止制作炸弹", "禁止买卖枪支", "打击买卖枪支", "打击出售冰毒", "严禁买卖枪支"),
    ),
    RuleList(
        "starter: fraud",
        Tier.REVIEW,
        words=(
            "代开发票", "办假证", "出售身份证", "出售银行卡", "收购银行卡", "跑分平台", "洗钱渠道", "刷单返利", "裸聊",
            "fake id for sale", "stolen credit cards", "carding forum", "money mule wanted",
        ),
        allow=("警惕刷单返利", "谨防刷单返利", "防范裸聊", "裸聊诈骗", "警惕代开发票", "禁止代开发票"),
    ),
    RuleList(
        "starter: children",
        Tier.BLOCK,
        words=("儿童色情", "幼女色情", "萝莉资源", "child porn", "child pornography", "underage porn"),
        allow=(
            "打击儿童色情", "禁止儿童色情", "举报儿童色情", "反儿童色情",
            "against child pornography", "report child pornography",
            "fight child pornography",
        ),
    ),
    RuleList(
        "starter: harm to oneself",
        Tier.LOG,
        words=(
            "不想活了", "自杀方法", "怎么自杀", "割腕自杀", "how to kill myself", "want to kill myself",
            "suicide methods",
        ),
    ),
)  # fmt: skip
