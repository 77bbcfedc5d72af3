"""What keeps calls going while upstreams fail: attempts, retries, breakers, health memory, cases."""
