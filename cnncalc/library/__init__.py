"""What `import cnncalc` offers: every command of the command line as one call, on whatever names a network."""
