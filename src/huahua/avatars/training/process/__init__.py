"""The process that trains. Only this package imports torch, and only when it runs."""
