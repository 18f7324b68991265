"""`cnncalc completion`: the scripts that let a shell complete our words, and keep its own file names beside them."""

from __future__ import annotations

import os
from typing import Any

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from cnncalc.cli.sections import Sectioned

VARIABLE = "_CNNCALC_COMPLETE"  # asks the command to complete the line in COMP_LINE, and to do nothing else

# Every script reads lines of a type, a word and what it means, with tabs between them. Types are plain, open (a word that goes
# on, so no space comes after it), and file: file names belong here too. Where we know no word the shell does as without us.
BASH = r"""_cnncalc_completion() {
    local kind word meaning files= IFS=$'\t'
    COMPREPLY=()
    while read -r kind word meaning; do
        case $kind in
            plain) COMPREPLY+=("$word") ;;
            open) COMPREPLY+=("$word"); compopt -o nospace 2>/dev/null ;;
            file) files=yes ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" _CNNCALC_COMPLETE=bash_complete "$1" 2>/dev/null)
    if [[ $files && ${#COMPREPLY[@]} -gt 0 ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do
            COMPREPLY+=("$word")
        done < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
    fi
}
complete -o nosort -o default -F _cnncalc_completion cnncalc 2>/dev/null ||
    complete -o default -F _cnncalc_completion cnncalc
"""
ZSH = r"""#compdef cnncalc
_cnncalc_completion() {
    local line kind word meaning files
    local -a fields plain open
    local typed="${(j: :)words[1,CURRENT-1]} $PREFIX"
    for line in "${(@f)$(COMP_LINE=$typed _CNNCALC_COMPLETE=zsh_complete $words[1] 2>/dev/null)}"; do
        fields=("${(@ps:\t:)line}")
        word=${fields[2]} meaning=${fields[3]}
        case ${fields[1]} in
            plain) plain+=("${word//:/\\:}${meaning:+:$meaning}") ;;
            open) open+=("$word") ;;
            file) files=yes ;;
        esac
    done
    [[ $PREFIX == --*=* ]] && compset -P 1 '*='
    (( $#plain )) && _describe -V cnncalc plain
    (( $#open )) && compadd -S '' -- $open
    if [[ -n $files ]] || (( ! $#plain && ! $#open )); then
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _cnncalc_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _cnncalc_completion cnncalc
fi
"""
FISH = r"""function __cnncalc_completion
    set -l found
    set -l files
    for line in (env COMP_LINE=(commandline -cp | string collect) _CNNCALC_COMPLETE=fish_complete cnncalc 2>/dev/null)
        set -l fields (string split \t -- $line)
        if test $fields[1] = file
            set files yes
        else
            set -a found $fields[2]\t$fields[3]
        end
    end
    test (count $found) -gt 0; and printf '%s\n' $found
    if test -n "$files"; or test (count $found) -eq 0
        __fish_complete_path (commandline -ct)
    end
end
complete --command cnncalc --no-files --keep-order --arguments '(__cnncalc_completion)'
"""


class LineCompletion(ShellComplete):
    """Completes the last word of the line in COMP_LINE, whichever way a shell itself cuts lines."""

    whole = False  # whether the shell wants `--format=json`, not what comes after the last = or : of the word

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("COMP_LINE", "")
        words = split_arg_string(line)[1:]
        self.word = words.pop() if words and not line[-1:].isspace() else ""
        return words, self.word

    def format_completion(self, item: CompletionItem[Any]) -> str:
        kind = "open" if item.type == "plain" and item.value.endswith("=") else item.type
        meaning = " ".join((item.help or "").split())
        return f"{kind}\t{self.cut(item.value) if kind != 'file' else '-'}\t{meaning}"

    def cut(self, value: str) -> str:
        """What the shell wants of a word: click leaves the name of an option out, and `=` begins a new word in bash."""
        option = self.word.startswith("--") and "=" in self.word
        return self.word.partition("=")[0] + "=" + value if option and self.whole else value


@add_completion_class
class BashCompletion(LineCompletion):
    """In bash = and : end a word."""

    name = "bash"
    source_template = BASH

    def cut(self, value: str) -> str:
        if self.word.startswith("--") and "=" in self.word:
            return value
        kept = max(self.word.rfind(mark) for mark in "=:" if mark in os.environ.get("COMP_WORDBREAKS", "=:")) + 1
        return value[kept:]


@add_completion_class
class ZshCompletion(LineCompletion):
    """In zsh the script itself takes the name of an option off the word."""

    name = "zsh"
    source_template = ZSH


@add_completion_class
class FishCompletion(LineCompletion):
    """In fish a word is replaced whole."""

    name = "fish"
    source_template = FISH
    whole = True


SHELLS = {"bash": BashCompletion, "zsh": ZshCompletion, "fish": FishCompletion}


@click.command(cls=Sectioned, name="completion")
@click.argument("shell", type=click.Choice([*SHELLS]))
def command(shell: str) -> None:
    """Print the script that lets a shell complete commands, options and what they take.

    It completes files and bundled networks, the layers and variables of the network on the line, kinds, conventions, columns
    and so on. File names are completed as before. To have it in every new shell:

    \b
    bash, in ~/.bashrc:  eval "$(cnncalc completion bash)"
    zsh, in ~/.zshrc:    eval "$(cnncalc completion zsh)"
    fish, in ~/.config/fish/config.fish:  cnncalc completion fish | source

    \b
    Examples:
      cnncalc completion bash
      cnncalc completion zsh
    """
    click.echo(SHELLS[shell].source_template, nl=False)
