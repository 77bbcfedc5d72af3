"""Privacy: personal data masked before it leaves the machine, and rules for content."""
