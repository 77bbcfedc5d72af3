"""Reading a description: text → tokens (`scan`) → facts (`facts`) → a spec (`read`)."""
