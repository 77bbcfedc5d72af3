"""Errors of conversations. `status` is the HTTP status, `code` a stable snake_case name.

ChatError
├── ConversationNotFound   404  no such conversation of this user
├── MessageNotFound        404  no such message of this user
├── PictureNotFound        404  an attachment that is not the user's own
├── AlreadyAnswering       409  a turn is going on in this conversation
├── TextTooLong            413  over the configured length
├── InvalidTurn            422  understood, but it cannot be done
├── ModelError             the model's fault; raised by the port `Model`
│   └── ModelNotFound      404  no such model for this user
└── PaintingRefused        the painter's refusal; raised by the port `Painter`
"""

from __future__ import annotations


class ChatError(Exception):
    """`message` is one sentence for the user: what happened and what to do."""

    status = 500
    code = "internal_error"

    def __init__(self, message: str, *, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class ConversationNotFound(ChatError):
    status = 404
    code = "conversation_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such conversation.")


class MessageNotFound(ChatError):
    status = 404
    code = "message_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such message.")


class PictureNotFound(ChatError):
    status = 404
    code = "picture_not_found"

    def __init__(self, picture_id: str) -> None:
        super().__init__("One of the attached pictures does not exist any more.")
        self.picture_id = picture_id


class AlreadyAnswering(ChatError):
    status = 409
    code = "already_answering"

    def __init__(self, run_id: str) -> None:
        super().__init__("An answer is still being written in this conversation; wait for it or stop it.")
        self.run_id = run_id


class TextTooLong(ChatError):
    status = 413
    code = "text_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"The text has {length} characters; at most {limit} are allowed.")


class InvalidTurn(ChatError):
    status = 422
    code = "invalid_turn"


class ModelError(ChatError):
    """A model call failed. `retry_after` in seconds where the model said so."""

    status = 502
    code = "upstream_error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, code=code, status=status)
        self.retry_after = retry_after


class ModelNotFound(ModelError):
    status = 404
    code = "model_not_found"


class PaintingRefused(ChatError):
    status = 422
    code = "painting_refused"
