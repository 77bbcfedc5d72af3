"""An invoice on paper, in Chinese or English.

Chinese is set in `STSong-Light`, one of the fonts for Chinese that every PDF reader brings or replaces (Adobe's CID
fonts), so that none need be shipped. Drawing takes some milliseconds; run it in a thread.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import Any

from huahua.billing.invoices.store import Invoice

MAX_ROWS = 2_000
_WORDS = {
    "en": {
        "invoice": "Invoice",
        "month": "Month",
        "customer": "Customer",
        "made": "Made",
        "usage": "Calls",
        "columns": ("Model", "Key", "Calls", "Tokens in", "Tokens out", "Pictures", "Amount"),
        "entries": "Fees, payments and credit",
        "entry_columns": ("Date", "What", "Amount"),
        "total": "Calls and fees",
        "opening": "Balance before",
        "closing": "Balance after",
        "due": "To be paid",
        "more": "Further rows are in the CSV file.",
        "volume": "Correction to the price of the month’s whole volume",
        "note": "Each call, with its request id and price, is in the CSV file of this invoice.",
    },
    "zh-CN": {
        "invoice": "账单",
        "month": "账期",
        "customer": "客户",
        "made": "出账时间",
        "usage": "调用费用",
        "columns": ("模型", "密钥", "调用次数", "输入词元", "输出词元", "图片", "金额"),
        "entries": "套餐费、付款与赠金",
        "entry_columns": ("日期", "事项", "金额"),
        "total": "调用与套餐费合计",
        "opening": "期初余额",
        "closing": "期末余额",
        "due": "应付金额",
        "more": "其余明细见 CSV 文件。",
        "volume": "按全月总用量定价的调整",
        "note": "每次调用的请求编号和价格见本账单的 CSV 文件。",
    },
}
_FONT = "STSong-Light"


def invoice_pdf(invoice: Invoice, customer: str, locale: str) -> bytes:
    """A PDF. `customer`: the name that is printed."""
    # Imported only where it is needed: it takes a while and ten megabytes.
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    words: dict[str, Any] = _WORDS.get(locale, _WORDS["en"])
    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=9, leading=13, wordWrap="CJK")
    head = ParagraphStyle("head", parent=plain, fontSize=18, leading=26)
    middle = ParagraphStyle("middle", parent=plain, fontSize=12, leading=18, spaceBefore=8)
    grid = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), _FONT, 8),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
            ("LINEBELOW", (0, 1), (-1, -1), 0.2, colors.lightgrey),
            ("ALIGN", (-1, 0), (-1, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )

    def said(text: str) -> Any:
        return Paragraph(escape(text), plain)

    def table(columns: Any, rows: list[list[Any]], widths: list[float]) -> Any:
        made = Table([list(columns), *rows], colWidths=[width * mm for width in widths], repeatRows=1)
        made.setStyle(grid)
        return made

    story: list[Any] = [Paragraph(f"{words['invoice']} {escape(invoice.number)}", head)]
    for name, value in (
        (words["month"], invoice.month),
        (words["customer"], customer),
        (words["made"], f"{invoice.created_at:%Y-%m-%d}"),
    ):
        story.append(said(f"{name}: {value}"))
    usage, entries = invoice.content["usage"], invoice.content["entries"]
    if usage:
        story.append(Paragraph(words["usage"], middle))
        story.append(table(words["columns"], _usage_rows(invoice, said), [58, 18, 18, 24, 24, 14, 30]))
    if entries:
        story.append(Paragraph(words["entries"], middle))
        story.append(
            table(words["entry_columns"], _entry_rows(invoice, said, words["volume"]), [26, 126, 34])
        )
    if max(len(usage), len(entries)) > MAX_ROWS:
        story.append(said(words["more"]))
    story.append(Spacer(1, 8 * mm))
    for name, micros in (
        (words["total"], invoice.total_micros),
        (words["opening"], invoice.content["opening_micros"]),
        (words["closing"], invoice.content["closing_micros"]),
        (words["due"], invoice.due_micros),
    ):
        story.append(said(f"{name}: {money(micros, invoice.currency)}"))
    story += [Spacer(1, 4 * mm), said(words["note"])]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=invoice.number, leftMargin=12 * mm, rightMargin=12 * mm).build(
        story
    )
    return out.getvalue()


def _usage_rows(invoice: Invoice, said: Callable[[str], Any]) -> list[list[Any]]:
    return [
        [
            said(f"{row['model']} · {row['provider']}"),
            said((row["key_id"] or "")[-6:]),
            f"{row['calls']:,}",
            f"{row['input_tokens']:,}",
            f"{row['output_tokens']:,}",
            f"{row['images']:,}",
            money(row["charge_micros"], invoice.currency),
        ]
        for row in invoice.content["usage"][:MAX_ROWS]
    ]


def _entry_rows(invoice: Invoice, said: Callable[[str], Any], volume: str) -> list[list[Any]]:
    return [
        [
            row["at"][:10],
            said(f"{volume}: {row['memo']}" if row["kind"] == "volume" else row["memo"]),
            money(row["micros"], invoice.currency),
        ]
        for row in invoice.content["entries"][:MAX_ROWS]
    ]


def money(micros: int, currency: str) -> str:
    """Every digit that is not a trailing zero, two at least."""
    whole, _, fraction = f"{Decimal(micros).scaleb(-6):f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')} {currency}"
