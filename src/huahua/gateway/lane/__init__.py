"""The fast lane: plain chat calls between callers and upstreams that speak alike, in call-backs on bytes.

Whatever is not plain (another dialect, pictures, controls, a queue, a fault before the first byte) goes the
ordinary way through `gateway/service`, which does the same things in the same order with more patience.
"""
