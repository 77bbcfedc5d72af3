"""Text that arrives in pieces as whole sentences, for speech and messengers."""

from huahua.kit.sentences.splitter import SentenceSplitter

__all__ = ["SentenceSplitter"]
