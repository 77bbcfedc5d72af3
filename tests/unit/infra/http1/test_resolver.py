"""Names to addresses: guarded each time, asked once."""

from __future__ import annotations

import asyncio
import socket

import pytest

from huahua.infra.http1 import Origin, OutboundForbiddenAddress, OutboundUnreachable
from huahua.infra.http1.resolver import AddressInfo, Resolver


def row(address: str, port: int = 443) -> AddressInfo:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    where = (address, port, 0, 0) if ":" in address else (address, port)
    return (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where)


class Names:
    """A name service that answers in turn as told; the last answer stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, host: str, port: int) -> list[AddressInfo]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await self.open.wait()
        if not found:
            raise socket.gaierror(-2, "Name or service not known")
        return [row(address, port) for address in found]


async def addresses(resolver: Resolver, origin: Origin) -> list[str]:
    return [str(found[4][0]) for found in await resolver.resolve(origin)]


PUBLIC = Origin("https://api.example.com")


async def test_private_addresses_among_public_ones_are_left_out() -> None:
    resolver = Resolver(lookup=Names(["10.0.0.1", "1.1.1.1", "::1", "2606:4700::1111"]))
    assert await addresses(resolver, PUBLIC) == ["1.1.1.1", "2606:4700::1111"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
async def test_a_name_at_a_private_address_is_refused(address: str) -> None:
    with pytest.raises(OutboundForbiddenAddress, match="private address"):
        await Resolver(lookup=Names([address])).resolve(PUBLIC)


async def test_a_name_that_moves_to_a_private_address_is_refused_from_then_on() -> None:
    names = Names(["1.1.1.1"], ["127.0.0.1"])
    resolver = Resolver(lookup=names)
    assert await addresses(resolver, PUBLIC) == ["1.1.1.1"]
    assert await addresses(resolver, PUBLIC) == ["1.1.1.1"], "the address that was checked is kept"
    resolver.forget(PUBLIC)
    with pytest.raises(OutboundForbiddenAddress):
        await resolver.resolve(PUBLIC)


async def test_one_guard_does_not_answer_for_another() -> None:
    names = Names(["10.0.0.1"])
    resolver = Resolver(lookup=names)
    assert await addresses(resolver, Origin("https://api.example.com", allow_private=True)) == ["10.0.0.1"]
    with pytest.raises(OutboundForbiddenAddress):
        await resolver.resolve(PUBLIC)
    assert names.asked == 1


async def test_answers_are_kept_for_their_time() -> None:
    names = Names(["1.1.1.1"])
    kept, brief = Resolver(lookup=names), Resolver(lookup=names, ttl_s=-1)
    await kept.resolve(PUBLIC)
    await kept.resolve(PUBLIC)
    assert names.asked == 1
    await brief.resolve(PUBLIC)
    await brief.resolve(PUBLIC)
    assert names.asked == 3


async def test_who_asks_at_the_same_time_shares_the_answer_and_may_leave() -> None:
    names = Names(["1.1.1.1"])
    names.open.clear()
    resolver = Resolver(lookup=names)
    tasks = [asyncio.create_task(addresses(resolver, PUBLIC)) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    names.open.set()
    assert await asyncio.gather(*tasks[1:]) == [["1.1.1.1"]] * 2
    assert names.asked == 1 and tasks[0].cancelled()


async def test_no_such_name() -> None:
    names = Names([], ["1.1.1.1"])
    resolver = Resolver(lookup=names)
    with pytest.raises(OutboundUnreachable, match="does not resolve"):
        await resolver.resolve(PUBLIC)
    assert await addresses(resolver, PUBLIC) == ["1.1.1.1"], "a failure is not kept"


async def test_spelled_out_addresses_ask_nobody() -> None:
    names = Names([])
    assert await addresses(Resolver(lookup=names), Origin("http://[2606:4700::1111]/")) == ["2606:4700::1111"]
    assert names.asked == 0


async def test_many_names_do_not_fill_the_memory() -> None:
    resolver = Resolver(lookup=Names(["1.1.1.1"]))
    for number in range(1100):
        await resolver.resolve(Origin(f"https://h{number}.example.com"))
    assert len(resolver._known) <= 1024
