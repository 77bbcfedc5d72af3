"""Everything behind and under the named things: sky, ridges, ground, water, rooms, weather."""
