"""The product's paths under Locust, for people who prefer it: `make load ARGS='--host http://localhost:8000'`.

Needs `HUAHUA_KEY` (an API key). `HUAHUA_LOAD_MODEL` names the model, `builtin/assistant` when it is not set, so
that a fresh server can be loaded without any provider. Without `--headless` Locust shows its page on port 8089.
"""

from __future__ import annotations

import json
import os
import time

from locust import HttpUser, between, task

MODEL = os.environ.get("HUAHUA_LOAD_MODEL", "builtin/assistant")
QUESTIONS = ("What is 17 times 23?", "三加五等于几？", "Which day is it in 40 days?", "Hello, how are you?")


class Customer(HttpUser):
    """Asks, plain and streamed, lists models, looks at usage, now and then has a small picture painted."""

    wait_time = between(0.1, 1.0)

    def on_start(self) -> None:
        self.client.headers["authorization"] = f"Bearer {os.environ['HUAHUA_KEY']}"
        self.asked = 0

    @task(10)
    def plain(self) -> None:
        self.client.post("/v1/chat/completions", json=self.body())

    @task(10)
    def streamed(self) -> None:
        """The time that Locust shows is until the head; `first words` is until the first event."""
        started = time.perf_counter()
        with self.client.post(
            "/v1/chat/completions",
            json=self.body() | {"stream": True},
            stream=True,
            name="/v1/chat/completions (stream)",
            catch_response=True,
        ) as reply:
            last = b""
            for number, line in enumerate(reply.iter_lines()):
                if number == 0:
                    self.environment.events.request.fire(
                        request_type="SSE",
                        name="first words",
                        response_time=(time.perf_counter() - started) * 1000,
                        response_length=len(line),
                        exception=None,
                    )
                last = line or last
            if last != b"data: [DONE]":
                reply.failure("the stream broke off")

    @task(3)
    def anthropic(self) -> None:
        self.client.post("/v1/messages", json=self.body() | {"max_tokens": 100})

    @task(2)
    def models(self) -> None:
        self.client.get("/v1/models")

    @task(1)
    def usage(self) -> None:
        self.client.get("/api/usage")

    @task(1)
    def painting(self) -> None:
        body = {"model": "builtin/painter", "prompt": "a red fox in the snow", "size": "256x256"}
        with self.client.post("/v1/images/generations", json=body, catch_response=True) as reply:
            if reply.ok and not json.loads(reply.content)["data"]:
                reply.failure("no picture")

    def body(self) -> dict[str, object]:
        self.asked += 1
        words = QUESTIONS[self.asked % len(QUESTIONS)]
        return {"model": MODEL, "messages": [{"role": "user", "content": words}]}
