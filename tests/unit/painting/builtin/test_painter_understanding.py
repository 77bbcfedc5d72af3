"""Understanding: sentences to things with number, colour, relation and pose, and what is said to be unmet."""

import pytest

from huahua.painting.engines.builtin.words.reading import Mention, read

SENTENCES = [
    # sentence, what is in it ('kind*count colour ~pose >link:target'), words that are unmet
    ("a cat", "cat*1", ""),
    ("一只黑猫", "cat*1 black", ""),
    ("a cat on the roof", "cat*1 >on:house, house", ""),
    ("a cat on the roof of a red house", "cat*1 >on:house, house*1 red", ""),
    ("一只猫坐在屋顶上", "cat*1 ~sit >on:house, house", ""),
    ("屋顶上坐着一只猫", "house, cat*1 ~sit >on:house", ""),
    ("a boat under the bridge", "boat*1 >under:bridge, bridge", ""),
    ("桥下有一条船", "bridge, boat*1 >under:bridge", ""),
    ("a moon above the mountain", "moon*1 >over:mountain, mountain", ""),
    ("a dog to the left of a house", "dog*1 >left_of:house, house*1", ""),
    ("a white dog on the right of a red car", "dog*1 white >right_of:car, car*1 red", ""),
    ("狗在房子左边", "dog >left_of:house, house", ""),
    ("房子右边有一棵树", "house, tree >right_of:house", ""),
    ("左边是房子右边是树", "house @left, tree @right", ""),
    ("猫在左边", "cat @left", ""),
    ("two birds in the tree", "bird*2 >in:tree, tree", ""),
    ("树上有三只小鸟", "tree, bird*3 >on:tree", ""),
    ("a sailboat between two islands", "sailboat*1 >between:island, island*2", ""),
    ("a cat between a dog and a tree", "cat*1 >between:dog, dog*1, tree*1", ""),
    ("猫在狗和树之间", "cat >between:dog, dog, tree", ""),
    ("两座房子中间有一棵树", "house*2, tree >between:house", ""),
    ("a dog behind a fence", "dog*1 >behind:fence, fence*1", ""),
    ("a girl in front of a castle", "girl*1 >before:castle, castle*1", ""),
    ("a cat on a chair next to a table", "cat*1 >on:chair, chair*1 >beside:table, table*1", ""),
    ("a bird on a cow", "bird*1 >on:cow, cow*1", ""),
    ("一只鸟站在牛背上", "bird*1 ~stand >on:cow, cow", ""),
    ("a dog running", "dog*1 ~run", ""),
    ("a running dog and a cat", "dog*1 ~run, cat*1", ""),
    ("a cat and a running dog", "cat*1, dog*1 ~run", ""),
    ("a cat and a dog running", "cat*1 ~run, dog*1 ~run", ""),
    ("跑步的男孩", "boy ~run", ""),
    ("两个小孩和一只狗在草地上奔跑", "boy*2 ~run >on:field, dog*1 ~run >on:field, field", ""),
    ("a horse galloping", "horse*1 ~run", ""),
    ("a fox jumping over a fence", "fox*1 ~jump >over:fence, fence*1", ""),
    ("兔子跳起来", "rabbit ~jump", ""),
    ("a cat sleeping under a tree", "cat*1 ~sleep >under:tree, tree*1", ""),
    ("一只猫在桌子上睡觉", "cat*1 ~sleep >on:table, table", ""),
    ("a dog lying beside the campfire", "dog*1 ~lie >beside:campfire, campfire", ""),
    ("a girl reading", "girl*1 ~read, book >held:girl", ""),
    ("一个小女孩在看书", "girl*1 ~read, book >held:girl", ""),
    ("a rabbit reading a blue book under a tree", "rabbit*1 ~read >under:tree, book*1 blue >held:rabbit, tree*1", ""),
    ("two children riding bikes", "boy*2 ~ride >on:bicycle, bicycle*2", ""),
    ("children riding horses", "boy*3 ~ride >on:horse, horse*3", ""),
    ("an old fisherman fishing", "fisherman*1", "old"),
    ("a boy riding a bike", "boy*1 ~ride >on:bicycle, bicycle*1", ""),
    ("小女孩骑白马", "girl ~ride >on:horse, horse white", ""),
    ("一个人骑车", "person*1 ~ride >on:bicycle, bicycle", ""),
    ("a child flying a kite", "boy*1, kite*1 ~fly >held:boy", ""),
    ("一个男孩在放风筝", "boy*1, kite >held:boy", ""),
    ("a girl holding a red umbrella", "girl*1, umbrella*1 red >held:girl", ""),
    ("小女孩撑着黄色的伞", "girl, umbrella yellow >held:girl", ""),
    ("a man fishing by the lake", "fisherman*1 >beside:lake, lake", ""),
    ("a girl fishing", "girl*1 ~fish", ""),
    ("小猫钓鱼", "cat ~fish", ""),
    ("a grandfather and a child walking", "grandfather*1 ~walk, boy*1 ~walk", ""),
    ("老奶奶坐在长椅上", "grandmother ~sit >on:bench, bench", ""),
    ("一个人望着月亮", "person*1 ~watch, moon", ""),
    ("three children playing", "boy*3 ~play", ""),
    ("a dancing girl", "girl*1 ~cheer", ""),
    ("two fish swimming under a boat", "fish*2 ~swim >under:boat, boat*1", ""),
    ("熊猫吃竹子", "panda ~eat, bamboo", ""),
    ("a bird flying over the sea", "bird*1 ~fly >over:sea, sea", ""),
    ("五只红色的气球", "balloons*5 red", ""),
    ("a cat flying over a house", "cat*1 >over:house, house*1", "flying"),
    ("一只会飞的猫", "cat*1", "飞"),
    ("a boy swimming", "boy*1", "swimming"),
    ("a dog eating", "dog*1", "eating"),
    ("小狗在吃", "dog", "吃"),
    ("an elephant riding a bicycle", "elephant*1 >on:bicycle, bicycle*1", "riding"),
    ("a person riding", "person*1", "riding"),
    ("a whale jumping", "whale*1", "jumping"),
    ("a cow dancing", "cow*1", "dancing"),
    ("房子在跳舞", "house", "跳舞"),
    ("a dragon reading", "dragon*1", "reading"),
    ("a steampunk dog running", "dog*1 ~run", "steampunk"),
]  # fmt: skip


def told(mention: Mention) -> str:
    """A mention in the short form of the table."""
    parts = [mention.kind + (f"*{mention.count}" if mention.count is not None else ""), *mention.colours]
    if mention.pose:
        parts.append(f"~{mention.pose}")
    if mention.link:
        parts.append(f">{mention.link[0]}:{mention.link[1]}")
    if mention.place:
        parts.append(f"@{mention.place}")
    return " ".join(parts)


@pytest.mark.parametrize(("sentence", "things", "unmet"), SENTENCES)
def test_a_sentence_is_understood(sentence: str, things: str, unmet: str) -> None:
    reading = read(sentence)
    assert ", ".join(map(told, reading.mentions)) == things
    assert " ".join(reading.unmet) == unmet
