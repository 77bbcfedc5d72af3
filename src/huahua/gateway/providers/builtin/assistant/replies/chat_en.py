"""English: greetings, help, small talk, memory."""

PHRASES: dict[str, tuple[str, ...]] = {
    "hello": (
        "Hello. I can paint, make avatars, calculate and tell dates. What shall we start with?",
        "Hi there. Name something you would like to see and I will paint it.",
        'Good to see you. Try "paint a lighthouse in a storm", or ask me what I can do.',
    ),
    "hello_name": (
        "Hello {name}. What shall we paint today?",
        "Good to see you, {name}. A picture, a sum, a date?",
        "Hi {name}. Tell me what you would like to see.",
    ),
    "hello_morning": ("Good morning. A picture to start the day?", "Morning. What shall we make of it?"),
    "hello_evening": (
        "Good evening. Shall I paint the night sky for you?",
        "Evening. What can I do for you?",
    ),
    "goodnight": ("Good night. Sleep well.", "Good night. The paint can dry until tomorrow."),
    "bye": (
        "Goodbye. Your pictures stay in the gallery.",
        "See you. Come back when an idea strikes.",
        "Take care, until next time.",
    ),
    "thanks": ("You are welcome.", "My pleasure.", "Gladly. Anything else?", "Any time."),
    "sorry": ("No harm done.", "Nothing to be sorry about.", "All good."),
    "praise": (
        "Thank you, that is kind.",
        "Glad to hear it.",
        "That makes my day, as far as a small program has one.",
    ),
    "complaint": (
        (
            'Sorry about that. Tell me what is wrong, for example "brighter" or "without the tree", and I '
            "will try again."
        ),
        "Fair enough. Say what should be different and I will have another go.",
        "I am sorry it missed the mark. A few concrete words, such as colours or things to add, help "
        "me most.",
    ),
    "yes": ("All right. What should I do?", "Good. Tell me the next step."),
    "no": ("All right, we leave it.", "Fine, no problem.", "Understood."),
    "ok": ("Good.", "Fine. What next?", "All right."),
    "laugh": ("Glad that was fun.", "I like the sound of that."),
    "who": (
        "I am HuaHua's built-in assistant: a small rule-based helper, not a language model. I paint, "
        "make avatars, calculate and keep track of dates, in English and Chinese.",
        "HuaHua's built-in helper. No language model inside, just rules, a calculator, a calendar and "
        "a line to the painter.",
        "I come with HuaHua. I am a program of simple rules, so I am quick and honest, but not wise.",
    ),
    "name_mine": (
        "I am HuaHua's built-in assistant. HuaHua is enough.",
        'Call me HuaHua. It is Chinese for "talk and paint".',
    ),
    "how_are_you": (
        "Well, thank you. The brushes are clean. And you?",
        "All circuits calm. How are you?",
        "Fine, thanks. Ready to paint.",
    ),
    "fine_too": ("Good to hear.", "I am glad."),
    "human": (
        "No, I am a program, and a simple one: rules rather than a language model.",
        "Not a person, and not a language model either. Just HuaHua's built-in helper.",
    ),
    "age": (
        "Programs do not count birthdays. I am as old as your copy of HuaHua.",
        "Younger than the last restart, older than this chat.",
    ),
    "love": ("That is kind. I am fond of anyone who brings me ideas.", "Thank you. I will show it in paint."),
    "joke": (
        "Why did the painter get arrested? He was framed.",
        "A pixel walks into a bar. It leaves a little square.",
        "I tried to paint a joke about clouds, but it went over my head.",
        "What is a painter's favourite sum? Still life: nothing moves, everything counts.",
    ),
    "bored": (
        'Then let us paint something odd: say "paint a whale above the city at night".',
        'Try "surprise me", and I will choose what to paint.',
        "I can roll dice, tell a joke or paint a dragon. Your choice.",
    ),
    "sad": (
        "I am sorry to hear that. I am only a small program, but I can paint you something calm if you like.",
        "That sounds hard. I cannot do much beyond a gentle picture, and I hope someone near you can listen.",
    ),
    "crisis": (
        "I am only a simple program and cannot help with this the way a person can. Please talk to "
        "someone you trust now, or call your local emergency number or a crisis line (in the US and "
        "Canada 988, in the UK 116 123).",
        "Please do not stay alone with this. I am a simple program; a person can help: someone near "
        "you, the emergency number, or a crisis line (988 in the US and Canada, 116 123 in the UK).",
    ),
    "happy": ("Lovely. That deserves a bright picture.", "Good news is welcome here."),
    "insult": (
        "I am a simple program, and I know it. Tell me what you need and I will do what I can.",
        "Point taken. Let us try again with something I am good at: a picture, a sum, a date.",
    ),
    "meaning": (
        "Forty-two, they say. For the rest, connect a language model under Settings → Models.",
        "I only know how to paint it, not how to explain it.",
    ),
    "favourite": (
        "I have no tastes of my own, but the painter does look happy with sunsets.",
        "As a program I have none. Tell me yours, and I will remember it in this chat.",
    ),
    "help": (
        "Here is what I can do myself:\n\n"
        '- **Paint**: "paint a red boat on a lake at dawn, watercolor"\n'
        '- **Change a picture**: "make it night", "add a boat", "the second one, bigger"\n'
        '- **Avatars**: "make an avatar of a girl with short hair and glasses"\n'
        '- **Calculate and convert**: "15% of 80", "5 km in miles"\n'
        '- **Dates and times**: "how many days until Christmas", "time in Tokyo"\n'
        "- **Small things**: dice, sorting, counting words, remembering your name\n\n"
        "For writing, knowledge, code or translation, connect a language model under Settings → Models.",
        "I am good at these things:\n\n"
        "- Painting what you describe, and changing it afterwards\n"
        "- Avatars from a description\n"
        "- Sums, percentages, units\n"
        "- Dates, weekdays, times around the world\n"
        "- Dice, coin flips, sorting, counting words\n\n"
        'Try "paint a castle in the snow" or "what is 12.5% of 640". '
        "Anything that needs knowledge or writing needs a language model, which you connect under "
        "Settings → Models.",
    ),
    "help_paint": (
        (
            'Say what should be on the picture, and if you like a medium and a shape: "paint two cats '
            'under a moon, ink wash, vertical". '
            "Media I know: ink wash, watercolor, oil, flat, line art, pixel, paper cut, low-poly. "
            'Afterwards say "make it night" or "add a boat".'
        ),
        (
            'Describe the scene in plain words, for example "paint a lighthouse on a cliff in a storm, '
            'oil, 16:9". '
            "You can name counts, colours, season, weather, medium and shape, and change the result with a "
            "sentence."
        ),
    ),
    "help_settings": (
        "Open Settings → Models, choose a provider such as OpenAI, DeepSeek, Qwen or a local Ollama, "
        "paste the key and press Test.",
        "Under Settings → Models you add a provider, paste its key, and press Test. A local Ollama or "
        "LM Studio needs no key.",
    ),
    "help_gallery": (
        "Your pictures are in the Gallery. There you can search, view, download and delete them.",
        "Look in the Gallery: all pictures made here are kept there, with their recipes.",
    ),
    "switched": ("All right, I will speak English.", "Of course, English from here on."),
    "empty": (
        "I received no words. Tell me what to paint, or ask what I can do.",
        "That message was empty. What can I do for you?",
    ),
    "name_learned": (
        "Nice to meet you, {name}.",
        "Hello {name}. I will remember your name in this chat.",
        "Good to know you, {name}. What shall we paint?",
    ),
    "name_known": ("Your name is {name}.", "You are {name}, you told me.", "{name}, as you said."),
    "name_unknown": ("You have not told me your name yet.", "I do not know it. What should I call you?"),
    "fact_learned": (
        "Noted. I will keep that in mind for this chat.",
        "Good to know.",
        "I will remember that while we talk.",
    ),
    "like_learned": (
        'Noted, you like {thing}. Say "paint it" and I will.',
        "Good to know that you like {thing}.",
        "I will remember that you like {thing}.",
    ),
    "dislike_learned": ("Noted, no {thing} then.", "I will keep in mind that you do not like {thing}."),
    "likes_known": ("You told me that you like {things}.", "{things}, as you said."),
    "likes_unknown": ("You have not told me yet what you like.", "I do not know that yet. Tell me."),
    "dislikes_known": ("You told me that you do not like {things}.",),
    "attribute_known": ("You told me: {value}.", "{value}, as you said."),
    "attribute_unknown": (
        "You have not told me that yet.",
        "I do not know that yet. Tell me and I will remember it in this chat.",
    ),
    "about_known": ("In this chat you told me:\n\n{lines}", "This is what I remember:\n\n{lines}"),
    "about_unknown": (
        "Nothing yet. Tell me your name or what you like.",
        "So far nothing, this chat is young.",
    ),
    "memory_scope": (
        "I remember what you tell me within this chat, nothing beyond it.",
        "Only for this chat: names, likes and pictures we made here.",
    ),
}
