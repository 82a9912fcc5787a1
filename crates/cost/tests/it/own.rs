//! Mappings of one's own, for CSV and JSON.

use crate::reading::{by, from_bytes};
use portico_cost::{
    Chunk,
    read::{Mapping, ReadError},
};

const GERMAN: &str = r#"{
    "name": "Rechenzentrum",
    "delimiter": ";",
    "decimal": ",",
    "dates": ["day.month.year"],
    "skipLines": 2,
    "columns": {
        "day": "Von",
        "last": "Bis",
        "billed": "Betrag",
        "currency": {"constant": "EUR"},
        "service": {"columns": "Leistung", "values": {"VM*": "Machines"}},
        "provider": {"constant": "Rechenzentrum"}
    },
    "tags": {"prefixes": "Kz "},
    "drop": ["Menge*"],
    "skip": [{"Leistung": "Summe"}]
}"#;

#[test]
fn a_csv_in_german() {
    let came = by(
        GERMAN,
        "Rechnung\n\"Oktober\"\nVon;Bis;Leistung;Betrag;Kz App;Mengeneinheit;Stelle\n\
         1.10.2025;2.10.2025;VM groß;0,5;cart;h;10\n3.10.2025;;Band;2;;h;10\n;;Summe;2,5;;;\n;;VM;x;;;\n",
    );
    assert_eq!(
        came.lines(),
        [
            "2025-10 Rechenzentrum||||||Band||||| {} {Stelle=10} 2025-10-03 1 2 2 EUR",
            "2025-10 Rechenzentrum||||||Machines||||| {App=cart} {Stelle=10} 2025-10-01 1 0.25 0.25 EUR",
            "2025-10 Rechenzentrum||||||Machines||||| {App=cart} {Stelle=10} 2025-10-02 0 0.25 0.25 EUR",
        ]
    );
    assert_eq!((came.report.rows, came.report.skipped_rows), (4, 1));
    assert_eq!(came.mistakes(), ["7 Von ``: there is no day"]);
}

const JSON: &str = r#"{
    "columns": {
        "day": "usage.start",
        "billed": "cost",
        "currency": "currency",
        "service": "service.description",
        "account": "project.id"
    },
    "tags": {"columns": "labels"},
    "rows": "data.items"
}"#;

const ROW: &str = r#"{"usage": {"start": "2025-10-01T00:00:00Z"}, "cost": 0.12345678901234567, "currency": "EUR",
    "service": {"description": "Tables", "id": "A-1"}, "project": {"id": "shop"}, "ok": true, "none": null,
    "labels": [{"key": "app", "value": "cart"}]}"#;

#[test]
fn json_by_a_path_to_its_rows() {
    let came = by(JSON, &format!(r#"{{"meta": [1], "data": {{"n": 1, "items": [{ROW}, 3], "x": 1}}}}"#));
    assert_eq!(
        came.lines(),
        ["2025-10 |||shop|||Tables||||| {app=cart} {service.id=A-1,ok=true} 2025-10-01 1 \
          0.12345678901234567 0.12345678901234567 EUR"]
    );
    assert_eq!(came.bad.len(), 1);
    assert_eq!((came.bad[0].line, came.bad[0].row.as_str()), (2, "3"));
}

#[test]
fn json_as_an_array_and_on_lines() {
    let mapping = JSON.replace(r#""rows": "data.items""#, r#""keep": false"#);
    let row = ROW.replace('\n', "");
    let line = "2025-10 |||shop|||Tables||||| {app=cart} {} 2025-10-01 2 0.24691357802469134 0.24691357802469134 EUR";
    assert_eq!(by(&mapping, &format!("[{row},{row}]")).lines(), [line]);
    let came = by(&mapping, &format!("{row}\n\n{{broken\n{row}"));
    assert_eq!(came.lines(), [line]);
    assert_eq!((came.report.rows, came.bad[0].line), (3, 2));
}

#[test]
fn focus_as_json() {
    let row = |cost: &str, more: &str| {
        format!(
            r#"{{"ChargePeriodStart": "2025-10-01", "BilledCost": {cost}, "BillingCurrency": "EUR", "Tags": {{"a": "b"}}{more}}}"#
        )
    };
    let text = format!("[{}, {}]", row("1", ""), row("\"2\"", r#", "x_New": "n""#));
    let came = from_bytes(text.as_bytes(), &Mapping::auto()).unwrap();
    assert_eq!(
        came.lines(),
        [
            "2025-10 ||||||||||| {a=b} {x_New=n} 2025-10-01 1 2 2 EUR",
            "2025-10 ||||||||||| {a=b} {} 2025-10-01 1 1 1 EUR",
        ]
    );
}

#[test]
fn json_that_is_something_else_is_told() {
    let mapping: Mapping = serde_json::from_str(JSON).unwrap();
    let error = |text: &str| from_bytes(text.as_bytes(), &mapping).unwrap_err().to_string();
    assert!(error(r#"{"data": {}}"#).contains("there is no `items`"), "{}", error(r#"{"data": {}}"#));
    assert!(error(r#"{"data": [1]}"#).contains("and not an object with `items`"));
    assert!(error(r#"{"data": {"items": {}}}"#).contains("not an array of rows"));
    assert!(error(r#"{"data": {"items": [{}"#).contains("wrong after row 1"));
    assert!(error(r#"{"data": {"items": [{"a": 1}]}}"#).contains("columns are missing"));
}

#[test]
fn a_known_mapping_can_be_changed() {
    let came = by(
        r#"{"like": "focus", "name": "Ours", "decimal": ",", "columns": {"account": "x_Project"}}"#,
        "ChargePeriodStart;BilledCost;BillingCurrency;SubAccountId;x_Project\n2025-10-01;1,5;EUR;5;shop\n",
    );
    assert_eq!(came.lines(), ["2025-10 |||shop|||||||| {} {SubAccountId=5} 2025-10-01 1 1.5 1.5 EUR"]);
    assert_eq!(came.report.mapping, "Ours");
}

#[test]
fn a_wrong_mapping_says_what_is_wrong() {
    let error = |text: &str| serde_json::from_str::<Mapping>(text).unwrap_err().to_string();
    assert!(error(r#""excel""#).contains("known are auto, focus, azure, aws-cur"));
    assert!(error(r#"{"like": "excel"}"#).contains("known are auto, focus"));
    assert!(error("3").contains("`columns`"));
    assert!(error(r#"{"columns": {"day": "D", "billed": "B"}}"#).contains("missing field `currency`"));
    let columns = r#""columns": {"day": "D", "billed": "B", "currency": "C"}"#;
    assert!(error(&format!(r#"{{{columns}, "colour": 1}}"#)).contains("unknown field `colour`"));
    assert!(error(&format!(r#"{{{columns}, "decimal": "x"}}"#)).contains("`decimal` is"));
    assert!(error(&format!(r#"{{{columns}, "delimiter": "a"}}"#)).contains("`delimiter` is"));
    assert!(
        error(&format!(r#"{{{columns}, "dates": ["american"]}}"#)).contains("unknown variant `american`")
    );
    let billed = error(&format!("{{{}}}", columns.replace(r#""B""#, "3")));
    assert!(billed.contains("expected is a column's name"), "{billed}");
}

#[test]
fn another_mapping_has_another_fingerprint() {
    let focus = Mapping::named("focus").unwrap();
    let other: Mapping = serde_json::from_str(r#"{"like": "focus", "decimal": ","}"#).unwrap();
    assert_eq!(focus.fingerprint().len(), 16);
    assert_eq!(focus.fingerprint(), Mapping::named("focus").unwrap().fingerprint());
    assert_ne!(focus.fingerprint(), other.fingerprint());
    assert_ne!(focus.fingerprint(), Mapping::auto().fingerprint());
    for name in Mapping::NAMES {
        assert!(Mapping::named(name).is_ok(), "{name}");
    }
}

#[test]
fn reading_can_be_stopped() {
    let mapping = Mapping::named("focus").unwrap();
    let text = "ChargePeriodStart,BilledCost,BillingCurrency\n2025-10-01,1,EUR\n";
    let stop = &mut |_| std::ops::ControlFlow::Break(());
    let limits = portico_cost::read::Limits::default();
    let done = portico_cost::read::read(text.as_bytes(), &mapping, &limits, &mut |_| {}, stop, &mut |_| {});
    assert!(matches!(done, Err(ReadError::Stopped)));
}

#[test]
fn names_and_constants_of_any_length_are_stored_and_read_again() {
    let long = "n".repeat(5_000);
    let mapping = r#"{"columns": {"day": "Day", "billed": "Cost", "currency": {"constant": "EUR"},
        "provider": {"constant": "LONG"}, "service": {"columns": "Service", "values": {"s": "LONG"}}},
        "tags": {"prefixes": "tag:"}}"#;
    let text = format!("Day,Cost,Service,{long},tag:{long}\n2025-10-01,1,s,x,y\n");
    let came = by(&mapping.replace("LONG", &long), &text);
    let [chunk] = &came.chunks[..] else { panic!("one month") };
    let chunk = Chunk::decode(&chunk.encode()).unwrap();
    let (item, cells) = chunk.iter().next().unwrap();
    let cut = |text| chunk.symbols().get(text) == "n".repeat(4_096);
    assert!(cut(item.provider) && cut(item.service) && cut(item.columns[0].0));
    // The column's name was cut before its prefix was taken off.
    assert_eq!(chunk.symbols().get(item.tags[0].0), "n".repeat(4_092));
    assert_eq!(cells[0].billed.to_string(), "1");
}
