"""Monthly invoices: what a wallet's calls and fees cost, as JSON, PDF and CSV."""
