"""How vendors speak: one file per protocol family; pure, no I/O."""
