"""Drivers that several areas share: database, blobs, outbound HTTP, workers, sealing, logging."""
