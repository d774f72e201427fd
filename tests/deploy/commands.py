"""Prints the command of a job that people copy: commands.py github|gitlab FILE."""

import sys

from ruamel.yaml import YAML

kind, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    job = YAML(typ="safe").load(file)
if kind == "github":
    steps = job["jobs"]["chaincheck"]["steps"]
    print(next(step["run"] for step in steps if step.get("name") == "Check"))
else:
    print("\n".join(job["chaincheck"]["script"]).replace('"$CARGO_HOME/bin/chaincheck"', "chaincheck"))
