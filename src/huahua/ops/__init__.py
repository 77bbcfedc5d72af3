"""Running HuaHua: checks that say what to do."""
