"""What a call used and cost: the meter, prices, holds, and the durable log of usage lines."""
