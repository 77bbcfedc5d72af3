"""What HuaHua's own models are trained from and measured with. `make eval` measures."""
