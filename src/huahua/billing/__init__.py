"""Billing: ledger, wallets, prices, plans, payments, invoices."""
