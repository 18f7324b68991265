"""Walks the tree of a spec and opens it: blocks, repeats, choices and joins become nodes of the draft."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from cnncalc.errors import Fault, Place, Word, quote
from cnncalc.language.lines import Vocabulary, stand_in
from cnncalc.language.spec import (
    BlockStep,
    Body,
    Choice,
    FromStep,
    Head,
    Join,
    KindStep,
    Line,
    ParameterStep,
    Repeat,
    Spec,
    Step,
)
from cnncalc.limits import OPENINGS, SCOPE_CHARACTERS, USE_DEPTH
from cnncalc.network.branches import open_join
from cnncalc.network.draft import Draft, TooMany
from cnncalc.network.helps import offer_no_heads, reword
from cnncalc.network.scopes import POISON, BlockUse, NameScope, Poisoned, trail
from cnncalc.words.env import Argument, Env
from cnncalc.words.sizes import WrongRank
from cnncalc.words.values import Compiled


class Opener:
    """Opens bodies. Every method takes the current tensor's index and returns the next one, or POISON."""

    def __init__(self, spec: Spec, draft: Draft, variables: Mapping[str, Argument]) -> None:
        self.spec = spec
        self.draft = draft
        self.variables = variables
        self.outputs: dict[str, int] = {}
        self.blocks: dict[tuple[int, int], str] = {}
        self.uses: list[BlockUse] = []
        self.depth = 0
        self.in_heads = 0  # that are open
        self.rounds = 0  # of all repeats
        self.openings = 0  # of all bodies
        self.plans: dict[tuple[ParameterStep, str, frozenset[str]], Step] = {}

    def body(self, body: Body, at: int, env: Env, scope: NameScope) -> int:
        """Open the items of a body one after the other."""
        self.depth += 1
        self.openings += 1
        if self.openings > OPENINGS * self.draft.max_nodes:
            raise TooMany(self.openings, None)
        for item in body:
            try:
                if self.depth > USE_DEPTH:
                    raise Fault(f"blocks and joins nest deeper than {USE_DEPTH:,} levels")
                if not self.uses:  # outside blocks, `in` is what enters the line
                    env.channels = self.draft.nodes[at].shape[0] if at >= 0 else None
                at = self.OPEN[type(item)](self, item, at, env, scope)
            except Fault as fault:
                self.note(fault, item.place)
                at = POISON
            except TooMany as over:
                over.place = over.place or item.place
                raise
        self.depth -= 1
        return at

    def note(self, fault: Fault, place: Place) -> None:
        offer_no_heads(fault, self.in_heads, self.variables)
        self.draft.note(fault, place, trail(self.uses))

    def line(self, line: Line, at: int, env: Env, scope: NameScope) -> int:
        for step in line.steps:
            try:
                at = self.step(step, line.place, at, env, scope)
            except Fault as fault:
                fault.word = fault.word or step.word
                self.note(fault, line.place)
                at = POISON
        return at

    def step(self, step: Step, place: Place, at: int, env: Env, scope: NameScope) -> int:
        if isinstance(step, KindStep):
            return self.kind(step, place, at, env, scope)
        if isinstance(step, FromStep):
            return self.resume(step, env, scope)
        if isinstance(step, ParameterStep):
            step = self.parameter(step, env)
            return self.step(step, place, at, env, scope)
        return self.block(step, place, at, env, scope) if isinstance(step, BlockStep) else POISON

    def resume(self, step: FromStep, env: Env, scope: NameScope) -> int:
        if step.word.text in env.known and not scope.has(step.word.text):
            help = "name the tensor itself after from"
            raise Fault(f"{step.word.text} is a parameter or a variable, which holds no tensor", help, word=step.word)
        at = scope.find(step.word)
        if at >= 0:
            self.draft.outline.append(("from", self.draft.nodes[at].name))
        if not self.uses and at >= 0:  # what enters the line from here on
            env.channels = self.draft.nodes[at].shape[0]
        return at

    def kind(self, step: KindStep, place: Place, at: int, env: Env, scope: NameScope) -> int:
        name = scope.claim(step.plan.layer.kind, step.name)
        if at < 0:
            return POISON
        shape = self.draft.nodes[at].shape
        env.tensors = lambda name: self.extents(name, at, scope)
        try:
            layer = self.draft.layer(step.plan, env, len(shape) - 1)
            node = self.draft.add(layer, (at,), scope.prefix + name, place.line)
        except Fault as fault:
            fault.word = fault.word or step.plan.word_of(fault.slot)
            if isinstance(fault, Poisoned):
                return POISON
            fault.layer = scope.prefix + name
            if isinstance(fault, WrongRank):
                reword(fault, step, self.draft.without_batch)
            fault.message += f" (its input is {self.shown(at)})" if not fault.place else ""
            raise
        scope.names[name] = node
        self.draft.outline.append(node)
        return node

    def extents(self, name: str, at: int, scope: NameScope) -> tuple[Any, ...]:
        """The spatial extents of a tensor by its name, or of the current one."""
        found = scope.find(Word(name)) if name else at
        if found < 0:
            raise Poisoned(name)
        return self.draft.nodes[found].shape[1:]

    def shown(self, at: int) -> str:
        return self.draft.nodes[at].layer.shown(self.draft.nodes[at].shape)

    def parameter(self, step: ParameterStep, env: Env) -> Step:
        """The step that a parameter means here."""
        key = step, env.arguments[step.word.text].word.text, env.known
        if key not in self.plans:
            blocks = {name: block.usage for name, block in self.spec.blocks.items()}
            self.plans[key] = stand_in(step, key[1], Vocabulary(blocks, env.known))
        return self.plans[key]

    def block(self, step: BlockStep, place: Place, at: int, env: Env, scope: NameScope) -> int:
        active = [use.block for use in self.uses]
        if step.block in active:
            circle = " → ".join([*active[active.index(step.block) :], step.block])
            raise Fault(
                f"the block {step.block} calls itself: {circle}", "repeat is the way to do a thing again", word=step.word
            )
        name = scope.claim(step.block, step.name)
        if at < 0:
            return POISON
        if len(scope.prefix) > SCOPE_CHARACTERS:
            raise Fault(f"the name of a scope has more than {SCOPE_CHARACTERS:,} characters", "give the scopes shorter names")
        block = self.spec.blocks[step.block]
        inner = Env(block.known, self.spec.layout, self.draft.nodes[at].shape[0])
        inner.arguments.update(self.variables)
        for slot in block.usage.positional:
            word = step.arguments.get(slot.name)
            if word is not None:
                inner.define(slot.name, word, env, place)
        for parameter, word in block.defaults.items():
            if parameter not in step.arguments:
                inner.arguments[parameter] = Argument(f"the parameter {parameter}", word, inner, block.place)
        self.uses.append(BlockUse(step.block, scope.prefix + name, place.line))
        self.blocks[len(self.draft.nodes), len(scope.prefix) + len(name)] = step.block
        end = self.body(block.body, at, inner, NameScope(f"{scope.prefix}{name}.", scope))
        self.uses.pop()
        scope.names[name] = end
        return end

    def value(self, compiled: Compiled, word: Word, at: int, env: Env) -> Any:
        """The value of a count or a condition; a fault points at its word."""
        try:
            return compiled.read(env, 0)  # a number has no axes
        except Fault as fault:
            fault.word = fault.word or word
            raise

    def repeat(self, item: Repeat, at: int, env: Env, scope: NameScope) -> int:
        if at < 0:
            if item.times.fixed:
                self.value(item.times, item.word, at, env)
            return self.body(item.body, at, env, scope)
        count = self.value(item.times, item.word, at, env)
        for done in range(count):
            before, rounds = len(self.draft.nodes), self.rounds
            self.rounds += 1
            scope.repeats += 1
            at = self.body(item.body, at, env, scope)
            scope.repeats -= 1
            if at < 0:
                break
            if not done:  # the rounds to come will make about as many; a loop without end is refused here
                self.draft.require_room((count - 1) * (len(self.draft.nodes) - before), item.place)
                if self.rounds + (count - 1) * (self.rounds - rounds) > self.draft.max_nodes:
                    raise TooMany(self.rounds + (count - 1) * (self.rounds - rounds), item.place)
        return at

    def choice(self, item: Choice, at: int, env: Env, scope: NameScope) -> int:
        if at < 0:
            return self.body(item.body, self.body(item.otherwise, at, env, scope), env, scope)
        chosen = item.body if self.value(item.condition, item.word, at, env) else item.otherwise
        return self.body(chosen, at, env, scope)

    def head(self, item: Head, at: int, env: Env, scope: NameScope) -> int:
        name = scope.prefix + item.name.text
        if name in self.outputs or name == "output":
            taken = "the main path's end has it" if name == "output" else "another head has it"
            raise Fault(f"the output name {quote(name)} is taken: {taken}", "give the head another name")
        self.draft.outline.append(("head", name))
        self.in_heads += 1
        self.outputs[name] = self.body(item.body, at, env, scope)
        self.in_heads -= 1
        self.draft.outline.append(("end", ""))
        return at

    OPEN: ClassVar[dict[type, Callable[..., int]]] = {Line: line, Repeat: repeat, Choice: choice, Join: open_join, Head: head}
