"""What every remote provider must do, against a simulator of its vendor."""
