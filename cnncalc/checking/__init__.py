"""Checking expectations, answer sheets and budgets, and finding the slip that explains a wrong answer.

Front door, the names that other rooms may import:

- answered: AnsweredExercise
- check: check, check_spec, check_text
- choices: choices_of_slips
- classroom: ClassMarks, MarkedSheet, mark_class
- derivations.working: working_of
- derived: derived_question
- exercise: KEYS, NETWORK_KEYS, SETTINGS
- findings: Checked, ExerciseFindings, Finding, NOT_ANSWERED, OTHER_FORM, RIGHT, UNREADABLE, WRONG
- keys: KeyQuestion, MarkingKey, choice_finding, key_of
- likely: likely
- options: CheckOptions
- sheets: KEYS, Sheet, load_sheet
- slips: Slip
- windowed: WindowQuestion, mark_window, slips_of, window_question
- worth: LETTERS
"""
