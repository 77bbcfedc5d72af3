"""XML of strangers, read as it is: nothing is fetched, and what only files with something to hide need is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

Refusal = Callable[[str], NoReturn]
"""Called with `entity`, or with the name of a processing instruction as `<?name?>`; raises what the caller raises."""


class NotWellFormed(ValueError):
    """The text is no XML."""


def walk(
    text: str,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    words: Callable[[str], None],
    refuse: Refusal,
    spaces: bool = False,
) -> None:
    """Calls back for each element and the words between them; `spaces`: names as `namespace name`. A document type
    may be named and may declare nothing. Raises NotWellFormed, and what the callbacks raise."""
    parser = expat.ParserCreate(namespace_separator=" " if spaces else None)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words

    def doctype(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            refuse("entity")

    def entity(*_: object) -> None:
        refuse("entity")

    def instruction(target: str, _data: str) -> None:
        refuse(f"<?{target}?>")

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = entity
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(text, True)
    except expat.ExpatError as fault:
        raise NotWellFormed(str(fault)) from fault
