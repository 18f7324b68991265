"""What each command is for, by what one wants to do. Help and completion load no command to say it."""

GROUPS = {
    "Understand a network": {
        "summarize": "Show every layer's figures and the totals.",
        "explain": "Show the working of a layer, or of the totals.",
        "calc": "Walk through layers without a file.",
        "solve": "Find the unknown in O=(W-K+2P)/S+1, or the inputs that a spec accepts.",
        "memory": "Show the memory over a run, and what is alive at the peak.",
        "bottleneck": "Show what 1x1 convolutions save that narrow the channels.",
    },
    "Compare and design": {
        "compare": "Put networks, or versions of one, side by side.",
        "variants": "Show the ways to factor one convolution.",
        "sweep": "Count every variant of a spec on a grid of values.",
        "fc-to-conv": "Turn fully connected layers into convolutions.",
    },
    "Check and learn": {
        "check": "Check expectations, budgets and answers.",
        "quiz": "Drill with questions drawn from a seed, or write them as an exercise sheet.",
        "verify": "Prove the numbers by running the network.",
    },
    "Other tools and files": {
        "new": "Write a spec to start from.",
        "import": "Write a model file of another program as a spec.",
        "expand": "Print the spec with every block opened.",
        "export": "Write the network as a PyTorch module.",
        "schema": "Print the JSON Schema of a spec, for editors.",
        "reconcile": "Explain why two tools, or a printed number and ours, differ.",
        "conventions": "List the ways in which tools count, or show the rules of one.",
    },
    "About cnncalc": {
        "guide": "Read the guide, or search it for a word.",
        "zoo": "List the bundled networks, or print one.",
        "kinds": "List the kinds of layers, or describe one.",
        "help": "Show the help of a command.",
        "completion": "Print the script that completes words in a shell.",
    },
}
COMMANDS = {name: purpose for commands in GROUPS.values() for name, purpose in commands.items()}
