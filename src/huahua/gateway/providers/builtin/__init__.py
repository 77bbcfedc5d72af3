"""Engines that ship with HuaHua and need no key, no network and no GPU."""
