"""Tests of the extra `local`, on the real diffusers, peft and transformers: `make test-local`."""
