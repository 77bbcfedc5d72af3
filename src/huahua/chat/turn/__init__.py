"""The run of kind `chat`: one answer, from the question to the saved message."""
