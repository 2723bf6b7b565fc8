//! Reports in the hands of programs that people read them with: junitparser, sarif-tools and the CSV reader of Python.

use super::workbench::{Bench, leak, tool};

/// A repository with two leaks, one in a file with an odd name, and every report of one scan.
fn reports() -> Bench {
    let bench = Bench::new();
    bench.write("src/a.py", &leak());
    bench.write("=cmd|' /C calc'!A0 <&\">.py", &leak());
    let formats = ["junit", "sarif", "csv", "gitleaks"];
    let more: Vec<String> = formats.iter().map(|name| format!("--report {name}=../out.{name}")).collect();
    bench.ok(&format!("beartrap scan --no-fail {}", more.join(" ")));
    bench
}

/// What a Python program prints; it must succeed.
fn python(bench: &Bench, program: &str) -> String {
    bench.write("../read.py", program);
    bench.ok("python3 ../read.py").trim().to_owned()
}

#[test]
fn junitparser_counts_the_failures() {
    // It has no program of its own; sarif-tools is installed beside it.
    if tool("sarif").is_none() {
        return;
    }
    let bench = reports();
    let said = python(
        &bench,
        "from junitparser import JUnitXml\n\
         xml = JUnitXml.fromfile('../out.junit')\n\
         print(xml.tests, xml.failures, xml.errors, sum(len(suite) for suite in xml))\n\
         print(sorted(case.result[0].type for suite in xml for case in suite)[0])\n",
    );
    assert_eq!(said, "2 2 0 2\ngithub-personal-access-token");
}

#[test]
fn sarif_tools_finds_two_errors() {
    let Some(program) = tool("sarif") else { return };
    let bench = reports();
    bench.ok("cp ../out.sarif ../report.sarif");
    let (code, text) = bench.run(&format!("{} --check error summary ../report.sarif", program.display()));
    assert!(code == 1 || code == 2, "errors fail the check\n{text}");
    assert!(text.contains("error: 2"), "{text}");
    let (code, text) = bench
        .run(&format!("{} codeclimate ../report.sarif -o ../cc.json && cat ../cc.json", program.display()));
    assert!(code == 0 && text.contains("src/a.py"), "{text}");
}

#[test]
fn python_reads_the_table_and_no_cell_is_a_formula() {
    if tool("python3").is_none() {
        return;
    }
    let bench = reports();
    let said = python(
        &bench,
        "import csv, json\n\
         rows = list(csv.DictReader(open('../out.csv', newline='', encoding='utf-8')))\n\
         print(len(rows), sorted(row['path'] for row in rows)[0])\n\
         print(any(cell.lstrip()[:1] in '=+-@' for row in rows for cell in row.values() if cell.strip()))\n\
         print([leak['RuleID'] for leak in json.load(open('../out.gitleaks'))])\n",
    );
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "2 '=cmd|' /C calc'!A0 <&\">.py");
    assert_eq!(lines[1], "False");
    assert_eq!(lines[2], "['github-personal-access-token', 'github-personal-access-token']");
}
