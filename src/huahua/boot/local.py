"""The command line as a caller of the gateway: the machine's own operator."""

from __future__ import annotations

from huahua.chat.api import Asker
from huahua.gateway.api import Caller

_USER_ID, _ROLE = "usr_local", "administrator"

LOCAL_CALLER = Caller(_USER_ID, _ROLE)
LOCAL_ASKER = Asker(_USER_ID, _ROLE)
