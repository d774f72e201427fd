"""Reads the script that takes snapshots with grammars that others wrote, and insists that it does only what it says.

usage: lint.py SCRIPT
"""

import re
import sys

import tree_sitter
import tree_sitter_powershell
import tree_sitter_pwsh

# What PowerShell 3 knows, and what reads, or writes below the snapshot's folder.
READS = {
    "Get-Date",
    "Get-Item",
    "Get-ItemProperty",
    "Get-ChildItem",
    "Test-Path",
    "Write-Host",
    "ForEach-Object",
    "Where-Object",
    "Select-Object",
    "Add-Type",
}
WRITES = {"New-Item", "Set-Content", "Add-Content"}
OWN = {"Keep", "Show-Values"}
# Parameters of PowerShell 3.
PARAMETERS = {
    "-Format",
    "-ItemType",
    "-Path",
    "-LiteralPath",
    "-ErrorAction",
    "-Value",
    "-Encoding",
    "-Recurse",
    "-Force",
    "-Unique",
    "-AssemblyName",
}
TOOLS = [
    r'"\$tools\\reg\.exe" (query|export) \S+ .*',
    r'"\$tools\\certutil\.exe" -v -silent -user -store My',
    r'"\$tools\\sc\.exe" query \w+',
    r'"\$tools\\cmdkey\.exe" /list',
    r'"\$tools\\ipconfig\.exe" /displaydns',
    r'"\$tools\\w32tm\.exe" /query /status',
    r"\$step",
]
TYPES = {"[string]", "[string[]]", "[int]", "[scriptblock]", "[Convert]", "[IO.Compression.ZipFile]"}
METHODS = {"ToLower", "ToString", "Substring", "ToBase64String", "CreateFromDirectory"}
PROPERTIES = {
    "FullName",
    "Length",
    "Name",
    "LastWriteTime",
    "PSIsContainer",
    "VersionInfo",
    "FileMajorPart",
    "FileMinorPart",
    "FileBuildPart",
    "FilePrivatePart",
    "Thumbprint",
    "HasPrivateKey",
    "RawData",
    "ProductName",
    "CurrentBuild",
    "InstallationType",
    "Count",
    "$name",
}
# Said in comments, or of no use to an honest reader.
WORDS = ["http", "Invoke-", "Start-", "Remove-", "Net.", "DownloadString", "-EncodedCommand", "Export(", ".PrivateKey"]


def faults(source: bytes) -> list[str]:
    found = []

    def text(node):
        return source[node.start_byte : node.end_byte].decode()

    def note(node, what):
        found.append(f"line {node.start_point[0] + 1}: {what}: {text(node)[:100]}")

    def walk(node, visit):
        visit(node)
        for child in node.children:
            walk(child, visit)

    def damaged(node):
        if node.is_error or node.is_missing:
            note(node, "not understood")

    def visit(node):
        kind = node.type
        if kind == "command":
            command(node)
        elif kind == "command_parameter" and not inside(node, TOOLS) and text(node) not in PARAMETERS:
            note(node, "a parameter that is not on the list")
        elif kind == "type_literal" and text(node) not in TYPES:
            note(node, "a type that is not on the list")
        elif kind == "member_name" and node.parent.type == "member_access" and text(node) not in PROPERTIES:
            note(node, "a property that is not on the list")
        elif kind == "member_name" and node.parent.type == "invokation_expression" and text(node) not in METHODS:
            note(node, "a method that is not on the list")
        elif kind == "redirection" and text(node) != "2>&1":
            note(node, "a redirection")

    def inside(node, patterns):
        while node is not None and node.type != "command":
            node = node.parent
        said = text(node).removeprefix("&").strip() if node is not None else ""
        return any(re.match(pattern, said) for pattern in patterns)

    def command(node):
        said = text(node)
        if said.startswith(("&", ".")):
            called = said[1:].strip()
            if said.startswith(".") or not any(re.fullmatch(p + r"( 2>&1)?", called, re.S) for p in TOOLS):
                note(node, "calls something that is not on the list")
            return
        name = said.split()[0]
        if name in WRITES:
            place = re.search(r'-(Literal)?Path ("\$Out\\|\$Out )', said)
            if not place:
                note(node, "writes somewhere else")
        elif name not in READS | OWN:
            note(node, "a command that is not on the list")

    powershell = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language())).parse(source).root_node
    walk(powershell, damaged)
    walk(tree_sitter.Parser(tree_sitter.Language(tree_sitter_pwsh.language())).parse(source).root_node, damaged)
    walk(powershell, visit)
    found += [f"says {word}" for word in WORDS if word in source.decode("ascii", "replace")]
    found += [f"line {i}: not plain ASCII" for i, line in enumerate(source.splitlines(), 1) if not line.isascii()]
    found += [f"line {i}: longer than 130" for i, line in enumerate(source.splitlines(), 1) if len(line) > 130]
    if len(source.splitlines()) > 200:
        found.append("longer than a user reads in a minute or two")
    return found


def main() -> int:
    with open(sys.argv[1], "rb") as file:
        script = file.read()
    found = faults(script)
    # What cannot fail says nothing: each of these has to be refused.
    bad = [
        b"Invoke-WebRequest -Uri x",
        b"iwr x",
        b"Remove-Item C:\\x",
        b"Set-Content -LiteralPath C:\\x -Value 1",
        b"& curl.exe x",
        b'& "$tools\\reg.exe" add HKCU\\x /f',
        b'& "$tools\\cmdkey.exe" /delete:x',
        b". $file",
        b"[Net.WebClient]::new()",
        b"$certificate.PrivateKey",
        b"$certificate.Export('Pfx')",
        b"Get-Item x > y",
        b"Get-ChildItem x -File",
        b"if ($true) {",
        b"'\xc3\xa9'",
    ]
    for line in bad:
        if len(faults(script + b"\n" + line + b"\n")) <= len(found):
            found.append(f"this would not be noticed: {line.decode()}")
    for fault in found:
        print(f"{sys.argv[1]}: {fault}")
    return 1 if found else 0


sys.exit(main())
