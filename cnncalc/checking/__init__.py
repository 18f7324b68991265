"""Checking expectations, answer sheets and budgets, and finding the slip that explains a wrong answer.

Front door, the names that other rooms may import:

- check: check, check_spec, check_text
- classroom: ClassMarks, MarkedSheet, mark_class
- derivations.working: working_of
- derived: derived_question
- exercise: KEYS, NETWORK_KEYS
- findings: Checked, ExerciseFindings, Finding, NOT_ANSWERED, OTHER_FORM, RIGHT, UNREADABLE, WRONG
- likely: likely
- options: CheckOptions
- sheets: KEYS, Sheet, load_sheet
- slips: Slip
- windowed: WindowQuestion, mark_window, window_question
- worth: LETTERS
"""
