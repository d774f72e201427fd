"""Reads the completion script for PowerShell with a grammar that others wrote, and asks it what it completes.

usage: powershell.py SCRIPT, with lines of standard input like `chaincheck;probe --name`: what has to be completed where.
"""

import re
import sys

import tree_sitter_powershell
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_powershell.language()))
wrong = []


def tree(text):
    return parser.parse(text.encode()).root_node


def nodes(node, kind):
    if node.type == kind:
        yield node
    for child in node.children:
        yield from nodes(child, kind)


def text(node):
    return node.text.decode()


def unquoted(node):
    return text(node)[1:-1].replace("''", "'")


script = open(sys.argv[1], encoding="utf-8").read()
# PowerShell takes a block after a method without parentheses, which the grammar does not know.
script = re.sub(r"\.Where(\{ [^}]* \})", r".Where(\1)", script)
# PowerShell takes these for quotes, the grammar for letters.
if re.search("[\u2018-\u201e]", script):
    wrong.append("a typographic quote, which ends a text")
root = tree(script)
if root.has_error:
    place = next((n for n in nodes(root, "ERROR")), root)
    wrong.append(f"line {place.start_point[0] + 1} is no PowerShell: {text(place)[:80]}")
for broken in (script[: len(script) // 2], script.replace("''", "'", 1)):
    if not tree(broken).has_error:
        wrong.append("the grammar takes anything")

completed = {}
for clause in nodes(root, "switch_clause"):
    command = unquoted(next(nodes(clause, "switch_clause_condition")))
    if command in completed:
        wrong.append(f"{command} stands there twice")
    completed[command] = words = set()
    for call in nodes(clause, "invokation_expression"):
        if not text(call).startswith("[CompletionResult]::new("):
            wrong.append(f"a strange call: {text(call)[:80]}")
            continue
        arguments = [c for c in next(nodes(call, "argument_expression_list")).children if c.type != ","]
        if len(arguments) != 4 or not re.fullmatch(r"\[CompletionResultType\]::(ParameterName|ParameterValue)", text(arguments[2])):
            wrong.append(f"not what a CompletionResult is made of: {text(call)[:80]}")
            continue
        words.add(unquoted(arguments[0]))

for line in sys.stdin:
    command, word = line.split()
    if word not in completed.get(command, ()):
        wrong.append(f"{command}: nothing completes {word}")
print("\n".join(wrong) or f"{len(completed)} commands")
sys.exit(bool(wrong))
