"""Local servers that speak the vendors' wire formats and misbehave on demand.

`plugin.py` has the fixtures; `faults.py` lists everything that can go wrong; `fixtures/` holds what the vendors
answer. A test uses one like this:

    async def test_something(openai_sim):
        openai_sim.fail(Fault.STATUS_429)          # the next request only
        ...                                        # call `openai_sim.base_url`
        assert openai_sim.requests[0].json["model"] == "gpt-4o"

A model called `fail-<fault>` (`fail-429`, `fail-stall`, …) fails every time, which needs no access to the object.
"""
