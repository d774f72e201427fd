"""Reads reports back: as JUnit with junitparser and by the rules of Jenkins' junit-10.xsd, as CSV with Python's reader."""

import csv
import re
import sys
import xml.etree.ElementTree as tree

# Of each element of Jenkins' schema that is written here: the attributes it must and may have, and its children.
RULES = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"skipped", "time", "timestamp"}, {"testcase"}),
    "testcase": ({"name"}, {"classname", "time"}, {"skipped", "error", "failure", "system-out"}),
    "skipped": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "failure": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}


def junit(path):
    from junitparser import JUnitXml

    report = JUnitXml.fromfile(path)
    cases = [case for suite in report for case in suite]
    results = [type(result).__name__ for case in cases for result in case.result]
    assert report.tests == len(cases) > 0, "count of tests"
    assert report.failures == results.count("Failure"), "count of failures"
    assert report.errors == results.count("Error"), "count of errors"
    assert len({(case.classname, case.name) for case in cases}) == len(cases), "class and name are not unique"
    for case in cases:
        for result in case.result:
            assert result.text and result.text.strip(), "a result without its story"
    for node in tree.parse(path).getroot().iter():
        must, may, children = RULES[node.tag]
        assert must <= set(node.attrib) <= must | may, f"attributes of {node.tag}: {node.attrib}"
        assert {child.tag for child in node} <= children, f"children of {node.tag}"
        assert re.fullmatch(r"[0-9]*(\.[0-9]*)?", node.get("time", "")), "time"


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file, strict=True))
    assert len(lines) > 1, "no lines"
    assert {len(line) for line in lines} == {len(lines[0])}, "lines of different length"
    for field in (field for line in lines for field in line):
        assert not field.startswith(("=", "+", "-", "@", "\t", "\r")), f"a formula: {field}"


def main():
    read = {"junit": junit, "csv": table}[sys.argv[1]]
    failed = False
    for path in sys.argv[2:]:
        try:
            read(path)
        except Exception as error:  # whatever a reader says is a failure of the file
            print(f"{path}: {error!r}")
            failed = True
    sys.exit(failed)


main()
