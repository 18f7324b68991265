"""Walks the tree of a spec and opens it: blocks, repeats, choices and joins become nodes of the draft."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from cnncalc.errors import Fault, Place, Word, quote
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
    Text,
    UseStep,
)
from cnncalc.limits import OPENINGS, USE_DEPTH
from cnncalc.network.branches import open_join
from cnncalc.network.draft import Draft, TooMany
from cnncalc.network.helps import offer_no_heads, reword
from cnncalc.network.scopes import POISON, BlockUse, NameScope, Poisoned, trail
from cnncalc.network.tensors import InnerNames, found, shape_named
from cnncalc.network.uses import meant_step, open_use, too_deep
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
        self.ends: dict[tuple[int, int], int] = {}  # by the keys of `blocks`, the tensor that a use gives out
        self.inner = InnerNames(self)
        self.uses: list[BlockUse] = []
        self.depth = 0
        self.root = 0  # how many uses are open around the layers of the spec itself, which may be a part
        self.freezes: list[Text] = []  # by parts
        self.in_heads = 0  # that are open
        self.rounds = 0  # of all repeats
        self.turns = 0  # choices that are open, and repeats whose count a parameter decides: what may end a recursion
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
                    raise too_deep(self, item.place)
                if len(self.uses) == self.root:  # outside blocks, `in` is what enters the line
                    env.entering = self.draft.nodes[at].shape if at >= 0 else None
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
            return self.step(meant_step(self, step, env), place, at, env, scope)
        if isinstance(step, BlockStep):
            return open_use(self, step, place, at, env, scope)
        if isinstance(step, UseStep):
            from cnncalc.network.parts import open_part  # few specs use others

            return open_part(self, step, place, at, env, scope)
        return POISON

    def resume(self, step: FromStep, env: Env, scope: NameScope) -> int:
        try:
            at = found(self, step.word, env, scope)
        except Poisoned:
            return POISON
        if at >= 0:
            self.draft.outline.append(("from", self.draft.nodes[at].name))
        if len(self.uses) == self.root and at >= 0:  # what enters the line from here on
            env.entering = self.draft.nodes[at].shape
        return at

    def kind(self, step: KindStep, place: Place, at: int, env: Env, scope: NameScope) -> int:
        name = scope.claim(step.plan.layer.kind, step.name)
        if at < 0:
            return POISON
        shape = self.draft.nodes[at].shape
        env.tensors = lambda name: shape_named(self, name, at, env, scope)
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
        self.draft.outline.append(node)
        if step.sharing:
            from cnncalc.network.sharing import share_named  # few specs share weights

            share_named(self, [node], step.sharing, env, scope)
        scope.names[name] = node
        return node

    def shown(self, at: int) -> str:
        return self.draft.nodes[at].layer.shown(self.draft.nodes[at].shape)

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
        first = range(0)
        for done in range(count):
            before, rounds = len(self.draft.nodes), self.rounds
            self.rounds += 1
            scope.repeats += 1
            self.turns += not item.times.fixed
            at = self.body(item.body, at, env.counting(item.counter, done) if item.counter else env, scope)
            self.turns -= not item.times.fixed
            scope.repeats -= 1
            if item.shared and at >= 0:
                made = range(before, len(self.draft.nodes))
                if done:
                    from cnncalc.network.sharing import share_rounds

                    share_rounds(self, made, first, item.word)
                else:
                    first = made
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
        self.turns += 1
        at = self.body(chosen, at, env, scope)
        self.turns -= 1
        return at

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
