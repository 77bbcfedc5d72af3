"""English: what the assistant says about questions beyond it."""

PHRASES: dict[str, tuple[str, ...]] = {
    "beyond_code": (
        "Programming is beyond me: I am the built-in helper, without a language model. Connect a "
        "coding model such as DeepSeek, Qwen-Coder or GPT under Settings → Models, and ask again.",
        "I cannot write or read code. A model like DeepSeek or OpenAI's, or a local Qwen-Coder through "
        "Ollama, does it well; you connect one under Settings → Models.",
        "For code you need a language model. Under Settings → Models you can add a DeepSeek or OpenAI "
        "key, or use a local Ollama. I only paint, calculate and keep dates.",
    ),
    "beyond_translation": (
        "I speak English and Chinese for my own purposes, but I cannot translate. Connect a language "
        "model such as Qwen, DeepSeek or GPT under Settings → Models.",
        "Translating needs a language model, which I am not. Qwen and DeepSeek are strong between "
        "Chinese and English; add a key under Settings → Models.",
        "That is a job for a model such as DeepSeek or OpenAI's. Once one is connected under Settings "
        "→ Models, send me the same text again.",
    ),
    "beyond_writing": (
        "Writing texts is beyond a rule-based helper. Connect a language model such as OpenAI, "
        "DeepSeek or Qwen under Settings → Models, and it will draft that for you.",
        "I do not write texts of my own. A language model does; you can add a key (OpenAI, DeepSeek, "
        "Qwen) or a local Ollama under Settings → Models.",
        "For stories, letters and summaries you want a real language model, to be connected under "
        "Settings → Models. I could paint a scene for it, though.",
    ),
    "beyond_knowledge": (
        "I do not know that: I am the built-in helper, without a language model. For questions of "
        "knowledge connect one under Settings → Models, for example with a DeepSeek, OpenAI or Qwen "
        "key.",
        "That needs knowledge I do not have. A general language model can answer it, from OpenAI, "
        "DeepSeek or Qwen, or a local one through Ollama. You connect it under Settings → Models.",
        "I would only be guessing. Add a language model under Settings → Models (a key, or a local "
        "Ollama) and ask it the same question.",
    ),
    "beyond_live": (
        "I have no access to news, weather or prices. For that connect a language model with web "
        "search under Settings → Models.",
        "Live information is out of my reach. Models with web search, for example through OpenAI or "
        "Qwen, can look it up; you connect them under Settings → Models.",
        "I cannot look at the outside world. A model with search, added under Settings → Models, can.",
    ),
    "beyond_advice": (
        "I am not able to give advice on that. A language model connected under Settings → Models "
        "(OpenAI, DeepSeek, Qwen, Ollama) can discuss it; for health, law and money please also ask a "
        "professional.",
        "Good advice needs more understanding than I have. Connect a language model under Settings → "
        "Models, and for serious matters ask a professional too.",
        "That is a matter for a person, or at least for a language model, which you can add under "
        "Settings → Models. I am only the built-in helper.",
    ),
    "beyond_vision": (
        "Understanding pictures needs a vision model, for example GPT-4o, Qwen-VL or a local LLaVA. "
        "You connect it under Settings → Models.",
        "I cannot see. With a vision model such as Qwen-VL or GPT-4o under Settings → Models, the "
        "question can be answered.",
    ),
    "beyond_media": (
        "Video, music and voice are beyond me. I make still pictures and avatars; for the rest you "
        "would need a model that makes it, if one is offered under Settings → Models.",
        (
            'I cannot make sound or video. A still picture of it, gladly: say "paint …". Other models are '
            "connected under Settings → Models."
        ),
    ),
    "beyond_math": (
        "I only do plain arithmetic, percentages and units. For algebra, calculus or proofs connect a "
        "reasoning model such as DeepSeek-R1 or OpenAI's under Settings → Models.",
        "That is more mathematics than I know. A reasoning model (DeepSeek, OpenAI, Qwen) under "
        "Settings → Models can work it out.",
    ),
    "beyond_action": (
        "I cannot do that: I have no access to your calendar, mail, files or the web. I can paint, "
        "make avatars, calculate and answer questions on dates. For help with planning, connect a "
        "language model under Settings → Models.",
        "That is outside what I can do here. I only paint, make avatars, calculate and count days; a "
        "language model can be connected under Settings → Models.",
    ),
    "beyond_other": (
        "I did not understand that, as I am the built-in helper without a language model. I can paint, "
        "make avatars, calculate and tell dates. To talk freely, connect a model under Settings → "
        "Models, for example DeepSeek, OpenAI, Qwen or a local Ollama.",
        "That is beyond my simple rules. Ask me to paint something, for a sum or a date, or connect a "
        "language model (DeepSeek, OpenAI, Qwen, Ollama) under Settings → Models for open conversation.",
        (
            "I can only follow simple requests. For a real conversation add a language model under "
            'Settings → Models. Meanwhile, "paint a quiet lake" or "15% of 80" works at once.'
        ),
        (
            "My rules have no answer to that. A language model would: add a key or a local Ollama under "
            'Settings → Models. If you meant a picture, start with "paint".'
        ),
    ),
    "offer_paint": (
        'Shall I paint that? Say "yes", or "paint {what}".',
        'If you would like a picture of it, say "yes" or "paint {what}".',
    ),
}
