"""English: painting, calculating, dates, small tools."""

PHRASES: dict[str, tuple[str, ...]] = {
    "paint": (
        "I am painting {what}.",
        "On it: {what}.",
        "Gladly. Painting {what} now.",
        "Let me paint that: {what}.",
    ),
    "paint_many": ("I am painting {count} pictures: {what}.", "On it, {count} versions: {what}."),
    "paint_idea": ("Then I choose: {what}.", "Let me surprise you with {what}."),
    "paint_capped": (
        "Four at a time is my limit, so here come four: {what}.",
        "I paint at most four at once, so four it is: {what}.",
    ),
    "paint_ask": (
        "Gladly. What should be on it? For example a fox in the snow, or a harbour at dusk.",
        "Sure. Tell me the scene, and if you like a medium: watercolor, ink wash, pixel …",
        "Yes, I paint. What would you like to see?",
    ),
    "paint_elsewhere": (
        "I cannot paint over this connection. In HuaHua's web chat the same sentence paints it, or "
        "send it to POST /v1/images/generations with the model builtin/painter.",
        "Pictures are not switched on for this call. Use HuaHua's web chat, or POST "
        "/v1/images/generations with model builtin/painter.",
    ),
    "avatar": (
        "I am making an avatar: {what}.",
        "On it, an avatar: {what}.",
        "Making that avatar now: {what}.",
    ),
    "avatar_ask": (
        "Gladly. Who should it show? For example: short hair, glasses, a friendly smile.",
        "Sure. Describe hair, face, mood or style, and I will make it.",
    ),
    "avatar_elsewhere": (
        "I cannot make avatars over this connection. HuaHua's web chat can, and so can POST "
        "/v1/images/generations with the model builtin/avatar.",
        "Avatars are not switched on for this call. Use HuaHua's web chat, or POST "
        "/v1/images/generations with model builtin/avatar.",
    ),
    "edit": ("I am changing it: {what}.", "All right: {what}.", "Let me change that: {what}."),
    "edit_which": ("I am changing picture {number}: {what}.", "Picture {number}, then: {what}."),
    "edit_redo": ("I am painting it again.", "Another try is on its way.", "Once more, then."),
    "edit_none": (
        'There is no picture yet that I could change. Say "paint …" first.',
        "I have nothing to change yet. Tell me what to paint.",
    ),
    "undo": (
        "Nothing is lost: every earlier picture is still here. Say which one to go on with, for "
        'example "the first one, at night".',
        'The earlier version is still in this chat. Name it, such as "the second one", together with a '
        "change, and I go on from there.",
    ),
    "edit_ask": (
        'What should I change on it? For example "make it night" or "add a boat".',
        "Tell me what should be different, for instance the colours or the time of day.",
    ),
    "edit_elsewhere": (
        "I cannot change pictures over this connection. HuaHua's web chat can, and so can POST "
        "/v1/images/edits with the model builtin/painter.",
        "Changing pictures is not switched on for this call. Use HuaHua's web chat, or POST "
        "/v1/images/edits with model builtin/painter.",
    ),
    "tool_done": (
        "Here it is. Tell me if something should change.",
        'Done. You can change it with a sentence, such as "make it night".',
        "There you go.",
    ),
    "tool_done_edit": (
        "Changed. Does that come closer?",
        "Here is the new version.",
        "Done. The earlier one is kept as well.",
    ),
    "tool_done_avatar": (
        "Here is the avatar. Say what to change if it is not quite right.",
        "Done. Would you like other hair or another style?",
    ),
    "tool_started": (
        "It is being painted and will appear here.",
        "Under way. It appears here as soon as it is ready.",
    ),
    "tool_unmet": (
        "Done, except for what I cannot draw yet: {words}.",
        "Here it is. I could not draw: {words}.",
    ),
    "tool_failed": (
        "That did not work: {reason}. You can try again or use other words.",
        "Sorry, it failed: {reason}. Try once more in a moment.",
    ),
    "tool_storage_full": (
        "This one was not painted: your pictures take all the room that you have. Delete some in the gallery "
        "and ask me again; everything you have is still there.",
        "I could not paint it: the room for your pictures is used up. Delete some under Storage in the gallery, "
        "then tell me again.",
    ),
    "tool_too_many_paintings": (
        "This one was not painted: too many of yours are waiting already. Ask again when some are finished.",
        "I could not take it: your queue of paintings is full. Come back when some are finished.",
    ),
    "tool_failed_plain": (
        "That did not work, sorry. You can try again or use other words.",
        "Sorry, something went wrong while making it. Try once more.",
    ),
    "image_seen": (
        "I received your picture, but seeing what is on it needs a vision model, for example GPT-4o, "
        "Qwen-VL or a local LLaVA, under Settings → Models. {can}",
        "Your picture has arrived. I have no eyes, so I cannot say what it shows; connect a vision "
        "model such as Qwen-VL or GPT-4o under Settings → Models for that. {can}",
    ),
    "image_can": (
        'What I can do is change it or use it as a reference: say "make it a watercolor".',
        'I can edit it or use it as a reference, for example "make it night".',
    ),
    "image_cannot": (
        "In HuaHua's web chat I can also change it or use it as a reference.",
        "In the web chat it can be edited and used as a reference.",
    ),
    "calc_zero": (
        "Dividing by zero has no answer, I am afraid.",
        "That divides by zero, which nobody can do.",
    ),
    "calc_big": (
        "That number would be too large for me to write down.",
        "The result is beyond what I can hold; try smaller numbers.",
    ),
    "calc_domain": ("That has no real-number result.", "There is no real number for that."),
    "calc_approx_note": ("rounded",),
    "convert_unknown": (
        "Those two do not measure the same thing, so I cannot convert them.",
        "I cannot convert between those units.",
    ),
    "below_absolute_zero": (
        "That is below absolute zero, which nothing can be.",
        "Nothing can be that cold: absolute zero is −273.15 °C.",
    ),
    "date_range": (
        "That date is outside my calendar, which covers the years 1 to 9999.",
        "I cannot count that far.",
    ),
    "date_unknown_festival": ("My table for {what} covers 2024 to 2035 only.",),
    "pick": ("I pick {what}.", "My choice: {what}.", "{what}, says chance."),
    "coin_heads": ("Heads.", "It is heads."),
    "coin_tails": ("Tails.", "It is tails."),
    "dice": ("You rolled {what}.", "The dice say {what}."),
    "random_number": ("My number is {what}.", "How about {what}."),
    "words": ("{words} words, {chars} characters ({letters} without spaces).",),
    "sorted": ("Sorted: {what}",),
    "reversed": ("Reversed: {what}",),
    "cased": ("{what}",),
}
