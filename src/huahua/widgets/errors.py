"""Errors of widgets. `status` is the HTTP status, `code` a stable snake_case name.

WidgetError
├── WidgetNotFound       404  no such widget of this owner
├── InvalidWidget        422  a field cannot be so
├── TooManyWidgets       409  the owner's bound is reached
├── WidgetOff            404  switched off, deleted, or its owner is gone: a visitor is not told which
├── OriginNotAllowed     403  not a site that the owner allowed
├── VisitOver            401  the visitor's token is not valid any more
├── VisitorNotFound      404  a run or picture that is not this visitor's
├── BadMessage           422  nothing said, or too much
└── TooManyMessages      429  a limit is reached
"""

from __future__ import annotations


class WidgetError(Exception):
    """`message` is one sentence: what happened and what to do."""

    status = 500
    code = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.retry_after = retry_after
        if code is not None:
            self.code = code


class WidgetNotFound(WidgetError):
    status = 404
    code = "widget_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such widget.")


class InvalidWidget(WidgetError):
    status = 422
    code = "invalid_widget"


class TooManyWidgets(WidgetError):
    status = 409
    code = "too_many_widgets"


class WidgetOff(WidgetError):
    status = 404
    code = "widget_off"

    def __init__(self) -> None:
        super().__init__("This chat is switched off.")


class OriginNotAllowed(WidgetError):
    status = 403
    code = "widget_origin_not_allowed"

    def __init__(self) -> None:
        super().__init__("This chat may not be shown on this site; its owner decides where.")


class VisitOver(WidgetError):
    status = 401
    code = "widget_visit_over"

    def __init__(self) -> None:
        super().__init__("The visit is over; enter again.")


class VisitorNotFound(WidgetError):
    status = 404
    code = "widget_thing_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such thing in this chat.")


class BadMessage(WidgetError):
    status = 422
    code = "widget_bad_message"


class TooManyMessages(WidgetError):
    status = 429
    code = "widget_too_many_messages"
