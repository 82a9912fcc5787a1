//! `portico cost check`: bills before the portal takes them in.

use serde_json::Value;
use std::{fs, path::Path, process::Command};

const GOOD: &str = "\
ChargePeriodStart,BilledCost,EffectiveCost,BillingCurrency,ServiceName,x_Team,Tags
2025-10-01,1.50,1.25,USD,Queues,checkout,\"{\"\"app\"\":\"\"cart\"\"}\"
2025-10-02,0.00000000001,0,USD,Queues,checkout,
";
const BAD: &str = "ChargePeriodStart,BilledCost,BillingCurrency\n2025-11-01,2,USD\n2025-11-01,\"1,5\",USD\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.csv"), GOOD).unwrap();
    fs::write(folder.path().join("bad.csv"), BAD).unwrap();
    fs::write(folder.path().join("other.csv"), "When;What;EUR\n1.10.2025;Desk;12,50\n").unwrap();
    folder
}

/// Runs it in a folder; the exit code and what it says on stdout and stderr.
fn portico(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    let output = command.current_dir(folder).args(["cost", "check"]).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_good_bill_is_summed_to_its_last_digit() {
    let (code, said, _) = portico(folder().path(), &["good.csv"]);
    assert_eq!(
        (code, said.as_str()),
        (
            0,
            "good.csv: FOCUS, 2 rows, days 2025-10-01 to 2025-10-02\n  billed in 2025-10\n  \
             USD: billed 1.50000000001, effective 1.25, 2 rows\n  tags: app\n  further columns: x_Team\n"
        )
    );
}

#[test]
fn bad_rows_are_named_and_written() {
    let folder = folder();
    let (code, said, _) =
        portico(folder.path(), &["good.csv", "bad.csv", "other.csv", "--bad-rows", "rows.csv"]);
    assert_eq!(code, 1);
    assert!(said.contains("bad.csv: FOCUS, 2 rows"), "{said}");
    assert!(
        said.contains(
            "  1 bad row, whose costs are in no total\n    line 3, BilledCost `1,5`: digits are grouped"
        ),
        "{said}"
    );
    assert!(
        said.contains("other.csv: not read: its columns (When, What, EUR) are of no known form"),
        "{said}"
    );
    assert!(
        said.ends_with(
            "3 files, 1 not read; 4 rows, 1 of them bad\n  USD: billed 3.50000000001, effective 3.25\n"
        ),
        "{said}"
    );
    let rows = fs::read_to_string(folder.path().join("rows.csv")).unwrap();
    let lines: Vec<&str> = rows.lines().collect();
    assert_eq!(lines[0], "file,line,column,value,reason,row");
    assert!(lines[1].starts_with("\"bad.csv\",3,\"BilledCost\",\"1,5\",") && lines.len() == 2, "{rows}");
}

#[test]
fn programs_get_one_object() {
    let (code, said, _) = portico(folder().path(), &["bad.csv", "other.csv", "--format", "json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(code, 1);
    assert_eq!(told["totals"][0]["billed"], "2");
    assert_eq!(told["files"][0]["report"]["badRows"], 1);
    assert_eq!(told["files"][0]["badRows"][0]["line"], 3);
    assert_eq!(told["files"][1]["report"], Value::Null);
}

#[test]
fn a_mapping_of_ones_own_reads_anything() {
    let folder = folder();
    fs::write(
        folder.path().join("desks.yaml"),
        "name: Desks\ndecimal: ','\ndates: [day.month.year]\ncolumns:\n  day: When\n  billed: EUR\n  service: What\n  \
         currency: {constant: EUR}\n",
    )
    .unwrap();
    let (code, said, _) = portico(folder.path(), &["other.csv", "--mapping", "desks.yaml"]);
    assert!(said.starts_with("other.csv: Desks, 1 rows, days 2025-10-01 to 2025-10-01\n"), "{said}");
    assert!(said.contains("EUR: billed 12.5, effective 12.5, 1 rows") && code == 0, "{said}");
}

#[test]
fn wrong_usage_has_a_code_of_its_own() {
    let folder = folder();
    fs::write(folder.path().join("wrong.yaml"), "columns: {day: D}\n").unwrap();
    for (arguments, message) in [
        (&["none.csv"][..], "none.csv cannot be read"),
        (&["good.csv", "--mapping", "excel"], "it is none of auto, focus, azure, aws-cur"),
        (&["good.csv", "--mapping", "wrong.yaml"], "the mapping in wrong.yaml is wrong"),
        (&[], "FILE"),
    ] {
        let (code, _, said) = portico(folder.path(), arguments);
        assert!(code == 2 && said.contains(message), "{arguments:?}: {code} {said}");
    }
}
