"""The price book: versions with dates, what each customer pays for each model, what vendors take."""
