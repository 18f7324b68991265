"""The specs that are installed with the package, and how a name finds a file.

Front door, the names that other rooms may import:

- catalogue: Bundled, Zoo, zoo
- find: FoundFile, base_beside, find, load, load_beside, model_format, part_beside
- names: EXERCISES, all_bundled_names, bundled_names, bundled_path, bundled_sheets, families
- text: read_file
"""
