"""Who may start a call now, who waits and who is sent away: slots, rate limits, queues."""
