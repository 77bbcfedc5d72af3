"""The ledger: double entry, wallets, grants, leases; calls are held, settled and posted here."""
