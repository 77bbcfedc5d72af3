"""Tidying what people type before the rules look at it."""

from __future__ import annotations

import re

MAX_CHARS = 4000
# Nobody greets more often in earnest; a text of nothing but greetings would take quadratic time.
_MAX_COURTESIES = 16

# Each pair is a traditional character and its simplified form.
_TRADITIONAL = (
    "畫画 張张 幫帮 個个 隻只 圖图 給给 請请 龍龙 頭头 愛爱 鳥鸟 魚鱼 車车 樹树 雲云 風风 點点 幾几 "
    "現现 時时 間间 週周 離离 過过 節节 還还 數数 學学 寫写 說说 語语 "
    "換换 變变 顏颜 樣样 黃黄 藍蓝 綠绿 紅红 長长 寬宽 豎竖 橫横 縱纵 顆颗 條条 輛辆 棟栋 塊块 雙双 "
    "對对 裡里 裏里 後后 來来 國国 開开 關关 門门 東东 貓猫 馬马 飛飞 "
    "機机 燈灯 買买 賣卖 錢钱 銀银 陽阳 陰阴 電电 視视 覺觉 聽听 見见 讓让 們们 這这 麼么 為为 嗎吗 "
    "麵面 飯饭 會会 當当 種种 類类 處处 應应 該该 與与 從从 書书 讀读 "
    "問问 題题 謝谢 歡欢 觀观 樂乐 藝艺 術术 總总 結结 減减 萬万 億亿 兩两 邊边 歲岁 單单 簡简 體体 "
    "氣气 溫温 號号 碼码 無无 隨随 選选 擇择 擲掷 幣币 誰谁 認认 識识 "
    "記记 憶忆 別别 麗丽 舊旧 "
)
_TABLE = {ord(pair[0]): pair[1] for pair in _TRADITIONAL.split()}
# Full-width letters, digits and operators; Chinese punctuation proper (，。！？：；（）) stays.
_TABLE |= {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_TABLE |= {
    ord(a): b
    for a, b in zip(
        "＋－＊／＝％＾＃＠．～　\u00a0\u2019\u2018\u201c\u201d", "+-*/=%^#@.~  ''\"\"", strict=True
    )
}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufe0f\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")

_GREETING = re.compile(
    r"^(?:"
    r"(?:hi|hello|hey|yo|hiya|good (?:morning|afternoon|evening)|greetings|dear)(?: there| again| "
    r"everyone| friend| bot)?"
    r"(?: huahua| assistant)?(?=[\s,.!~;:]|$)"
    r"|(?:huahua|assistant|robot|bot)(?=[\s,.!~;:])"
    r"|(?:ok|okay|well|so|alright|right|now|then|great|nice|cool|perfect|wonderful|awesome|excellent|"
    r"lovely|beautiful"
    r"|thanks(?: a lot| so much)?|thank you(?: very much| so much)?|yes|yeah|sure|sorry|excuse me|um+|"
    r"hmm+|oh|ah|actually|btw"
    r"|by the way)(?=[,.!;:~])"
    r"|(?:ok|okay|well|so|alright|now|then|sorry|um+|hmm+|oh|actually|btw|by the way)(?=\s)"
    r"|(?:please|pls|plz|kindly)(?=[\s,])"
    r"|(?:你好|您好|嗨|哈喽|哈啰|嘿|喂|早上好|上午好|中午好|下午好|晚上好|早安|"
    r"大家好)[呀啊哦]?(?=[,，。.!！~\s])"
    r"|(?:你好|您好)(?=[我请帮给能可画现今])"
    r"|(?:话画|小画|画画|助手|小助手)(?=[,，。!！~\s])"
    r"|(?:好的?|嗯+|那么?|行|可以|谢谢你?|多谢|不错|很好|太好了|漂亮|真棒|对了|对|哦|啊|是的|这样|然后|"
    r"另外|接着)(?=[,，。!！~\s])"
    r"|(?:请问|请您|请你|请|麻烦您|麻烦你|麻烦|拜托你?|劳驾)(?=[^,，。]|[,，])"
    r")[\s,，。.!！~;；:：、]*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,，。.!！~;；、]*(?:"
    r"(?:please|pls|plz|thanks(?: a lot| so much| in advance)?|thank you(?: very much| so much)?|"
    r"cheers|thx|ok\?|okay\?)"
    r"|谢谢(?:你|您|啦|了)?|多谢|感谢|拜托了?|辛苦了|好吗|好不好|可以吗|可以不|行吗|行不行|行不|好么|成吗"
    r")[\s,，。.!！?？~]*$",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """One-spaced text in simplified characters and half-width signs, at most `MAX_CHARS` long.

    Only the common traditional characters that the rules use are converted.
    """
    text = _CONTROL.sub("", text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n"))
    return _SPACES.sub(" ", text.translate(_TABLE)).strip()


def plain(text: str) -> str:
    """`text` without greetings and thanks around it; empty where there is nothing else."""
    for _ in range(_MAX_COURTESIES):
        shorter = _CLOSING.sub("", _GREETING.sub("", text, count=1), count=1).strip()
        if shorter == text:
            break
        text = shorter
    return text
