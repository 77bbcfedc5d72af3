"""The built-in assistant: a deterministic dialogue engine in Chinese and English, without a language model.

`respond.respond` takes an OpenAI-shaped request and behaves like a model: it answers, or calls the offered tools
`paint_picture`, `edit_picture` and `make_avatar`. `titles.title` and `notes.key_facts` are what a chat falls back on
while no language model is connected. Pure: no I/O; the clock and the seed come with the request.

Some hundred patterns are compiled when these modules are loaded, a quarter of a second's work. Whoever uses them from
outside loads them at the first use, so that a command and a server without it start the quicker.
"""
