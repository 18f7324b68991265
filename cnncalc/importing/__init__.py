"""Networks read from other programs' files: a reader makes a list of operations, and what comes after all readers share.

A file is bytes -> `formats.format_of` says which format -> its reader makes a `Model`, a list of operations in one small
vocabulary (`operations.py`) -> `patterns/` finds what several operations mean together -> `lowering/` says it in steps of the
language. Nothing is executed and nothing unpickled.

Front door, the names that other rooms may import:

- called: from_torch, import_called
- formats: Format, format_of
- imported: Imported, import_file, spec_of_import, written_flat, written_folded
"""
