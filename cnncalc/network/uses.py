"""Opening uses of blocks: the arguments at their parameters, a scope for the names inside, and an end to recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault, Place, Problem, SpecError, in_order, quote
from cnncalc.language.lines import Vocabulary, stand_in
from cnncalc.language.spec import Block, BlockStep, ParameterStep, Step
from cnncalc.layers import kind_named
from cnncalc.limits import SCOPE_CHARACTERS, USE_DEPTH
from cnncalc.network.scopes import POISON, BlockUse, NameScope, trail
from cnncalc.network.tensors import holds_tensor
from cnncalc.words.env import Argument, Env

if TYPE_CHECKING:
    from cnncalc.network.opener import Opener

ENDS = "a block may use itself below an if that ends it, as in if n > 1: hg n-1"


def open_use(opener: Opener, step: BlockStep, place: Place, at: int, env: Env, scope: NameScope) -> int:
    """Open the layers of a block. The index of its end, or POISON."""
    _require_end(opener, step)
    name = scope.claim(step.block, step.name)
    if at < 0:
        return POISON
    if len(scope.prefix) > SCOPE_CHARACTERS:
        raise Fault(f"the name of a scope has more than {SCOPE_CHARACTERS:,} characters", "give the scopes shorter names")
    block = opener.spec.blocks[step.block]
    inner = _arguments(opener, block, step, place, at, env)
    opener.uses.append(BlockUse(step.block, scope.prefix + name, place.line, opener.turns, opener.spec))
    key = len(opener.draft.nodes), len(scope.prefix) + len(name)
    opener.blocks[key] = step.block
    inner.scope = NameScope(f"{scope.prefix}{name}.", scope)
    end = opener.body(block.body, at, inner, inner.scope)
    opener.uses.pop()
    opener.ends[key] = end
    if step.sharing and end >= 0:
        from cnncalc.network.sharing import share_named  # few specs share weights

        share_named(opener, range(key[0], len(opener.draft.nodes)), step.sharing, env, scope)
    scope.names[name] = end
    return end


def _arguments(opener: Opener, block: Block, step: BlockStep, place: Place, at: int, env: Env) -> Env:
    """What names mean inside a use of a block."""
    inner = Env(block.known, opener.spec.layout, opener.draft.nodes[at].shape)
    inner.arguments.update(opener.variables)
    for slot in block.usage.positional:
        word = step.arguments.get(slot.name)
        if word is not None:
            inner.define(slot.name, word, env, place)
    for parameter, word in block.defaults.items():
        if parameter not in step.arguments:
            inner.arguments[parameter] = Argument(f"the parameter {parameter}", word, inner, block.place)
    return inner


def meant_step(opener: Opener, step: ParameterStep, env: Env) -> Step:
    """The step that a parameter means here."""
    argument = env.arguments[step.word.text]
    key = step, argument.word.text, env.known
    if key not in opener.plans:
        if kind_named(key[1]) is None and key[1] not in opener.spec.blocks and holds_tensor(opener, argument):
            message = f"{step.word.text} holds the tensor {quote(key[1])}, which is no step"
            raise Fault(message, f"write from {step.word.text}", word=step.word)
        blocks = {name: block.usage for name, block in opener.spec.blocks.items()}
        opener.plans[key] = stand_in(step, key[1], Vocabulary(blocks, env.known))
    return opener.plans[key]


def _require_end(opener: Opener, step: BlockStep) -> None:
    """Refuse a block that uses itself where nothing can end it: no `if` and no count stands between the two uses."""
    uses = opener.uses
    if step.block not in [use.block for use in uses]:
        return
    alike = (i for i in range(len(uses) - 1, -1, -1) if uses[i].block == step.block and uses[i].spec is opener.spec)
    around = next(alike, None)
    if around is not None and uses[around].turns == opener.turns:
        circle = " → ".join([*(use.block for use in uses[around:]), step.block])
        raise Fault(
            f"the block {step.block} calls itself: {circle}", f"repeat is the way to do a thing again; {ENDS}", word=step.word
        )


def too_deep(opener: Opener, place: Place) -> Fault:
    """The error for what nests too deep. A block that goes on using itself stops everything: it could do so in each branch."""
    names = [use.block for use in opener.uses]
    again = max(names, key=names.count, default="")
    if names.count(again) < 2:
        return Fault(f"blocks and joins nest deeper than {USE_DEPTH:,} levels")
    message = f"the block {again} uses itself without an end: blocks and joins nest deeper than {USE_DEPTH:,} levels"
    help = f"what its condition reads must change from use to use: {ENDS}"
    raise SpecError(
        in_order([*opener.spec.problems, *opener.draft.problems, Problem(message, place, trail(opener.uses), help)])
    )
