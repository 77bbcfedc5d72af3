"""Terms of plans, periods, proration and the states of a subscription. Pure."""
