//! FOCUS in all its generations, and untidy as files are.

use crate::reading::{Came, amount, auto, from_bytes, with_limits};
use flate2::{Compression, write::GzEncoder};
use portico_cost::read::{Limits, Mapping, ReadError};
use std::{fs, io::Write as _, path::Path};

const V1_0: &str = "\
BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,\
ChargePeriodEnd,ChargePeriodStart,EffectiveCost,InvoiceIssuerName,ProviderName,PublisherName,RegionId,ResourceId,\
ResourceName,ResourceType,ServiceCategory,ServiceName,SubAccountId,SubAccountName,Tags
1.5,77,Fernway,USD,2025-11-01 00:00:00,2025-10-01 00:00:00,Usage,2025-10-02 00:00:00,2025-10-01 00:00:00,1.25,AWS,AWS,\
AWS,eu-1,i-1,web,vm,Compute,Machines,5,Shop,\"{\"\"app\"\": \"\"cart\"\"}\"
";

const V1_3: &str = "\
AllocatedMethodId,AllocatedResourceId,BilledCost,BillingAccountId,BillingAccountType,BillingCurrency,\
BillingPeriodStart,CapacityReservationId,ChargePeriodEnd,ChargePeriodStart,ContractApplied,EffectiveCost,\
HostProviderName,InvoiceId,PricingCurrency,PricingCurrencyEffectiveCost,ServiceName,ServiceProviderName,\
ServiceSubcategory,SkuMeter,SkuPriceDetails,SubAccountId,SubAccountType,x_Team
,,2,77,Account,EUR,2025-10-01T00:00:00Z,,2025-10-02T00:00:00Z,2025-10-01T00:00:00Z,\"{\"\"a\"\":1}\",2,AWS,R-1,EUR,2,\
Tables,Snow,Databases,Credits,\"{\"\"x\"\":2}\",5,Project,data
";

#[test]
fn every_generation_is_read() {
    assert_eq!(
        auto(V1_0).lines(),
        ["2025-10 AWS|77|Fernway|5|Shop|Compute|Machines|i-1|web|vm|eu-1|Usage {app=cart} \
          {InvoiceIssuerName=AWS,PublisherName=AWS} 2025-10-01 1 1.5 1.25 USD"]
    );
    assert_eq!(
        auto(V1_3).lines(),
        ["2025-10 Snow|77||5|||Tables|||||  {BillingAccountType=Account,HostProviderName=AWS,InvoiceId=R-1,\
          PricingCurrency=EUR,ServiceSubcategory=Databases,SkuMeter=Credits,SubAccountType=Project,x_Team=data} \
          2025-10-01 1 2 2 EUR".replace("|  {", "| {} {")]
    );
    assert_eq!(auto(V1_0).report.mapping, "FOCUS");
}

/// A file with a header of few columns.
fn few(rows: &str) -> Came {
    auto(&format!("ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,ServiceName,Tags\n{rows}"))
}

#[test]
fn what_is_not_said_is_empty() {
    let came = few("2025-10-01,,1,eur,NULL,NULL\n2025-10-01,,2,EUR, ,\"{}\"\n");
    assert_eq!(came.lines(), ["2025-10 ||||||||||| {} {} 2025-10-01 2 3 3 EUR"]);
}

#[test]
fn keys_of_tags_are_trimmed_and_the_first_of_equal_ones_counts() {
    let came = few(
        "2025-10-01,,1,EUR,A,\"{\"\" org\"\": \"\"x\"\", \"\"org\"\": \"\"y\"\", \"\"e\"\": \"\"\"\"}\"\n",
    );
    assert_eq!(came.lines(), ["2025-10 ||||||A||||| {org=x} {} 2025-10-01 1 1 1 EUR"]);
}

#[test]
fn a_split_cost_has_the_tags_of_what_it_was_split_to() {
    let came = auto(
        "ChargePeriodStart,BilledCost,BillingCurrency,AllocatedTags,Tags\n2025-10-01,1,EUR,\"{\"\"app\"\":\"\"cart\"\"}\",\
         \"{\"\"app\"\":\"\"cluster\"\"}\"\n2025-10-01,1,EUR,NULL,\"{\"\"app\"\":\"\"cluster\"\"}\"\n",
    );
    assert_eq!(
        came.lines(),
        [
            "2025-10 ||||||||||| {app=cart} {} 2025-10-01 1 1 1 EUR",
            "2025-10 ||||||||||| {app=cluster} {} 2025-10-01 1 1 1 EUR",
        ]
    );
}

#[test]
fn a_charge_for_several_days_is_spread_over_them() {
    let came = few("2025-10-30T00:00:00Z,2025-11-02T00:00:00Z,0.01,EUR,A,\n");
    assert_eq!(
        came.lines(),
        [
            "2025-10 ||||||A||||| {} {} 2025-10-30 1 0.003333333333333334 0.003333333333333334 EUR",
            "2025-10 ||||||A||||| {} {} 2025-10-31 0 0.003333333333333333 0.003333333333333333 EUR",
            "2025-10 ||||||A||||| {} {} 2025-11-01 0 0.003333333333333333 0.003333333333333333 EUR",
        ]
    );
    assert_eq!(came.totals().0, "0.01");
}

#[test]
fn days_are_those_of_utc() {
    let came = few("2025-10-01T01:00:00+02:00,2025-10-01T02:00:00+02:00,1,EUR,A,\n");
    assert_eq!(came.lines(), ["2025-09 ||||||A||||| {} {} 2025-09-30 1 1 1 EUR"]);
}

#[test]
fn a_bad_row_is_told_and_the_others_count() {
    let came = few("\
2025-10-01,,1,EUR,A,
2025-10-32,,1,EUR,A,
2025-10-02,,\"1,5\",EUR,\"a
b\",
,,1,EUR,A,
2025-10-02,,,EUR,A,
2025-10-02,,1,euros,A,
2025-10-02,,1
1025-10-02,,1,EUR,A,
2025-10-02,2125-10-02,1,EUR,A,
2025-10-02,,1,EUR,A,{oops
");
    assert_eq!(
        came.mistakes(),
        [
            "3 ChargePeriodStart `2025-10-32`: it is no day such as 2025-10-01: set `dates` of the mapping to how days \
             are written",
            "4 BilledCost `1,5`: digits are grouped: write 1234.5 and not 1,234.5, or set `decimal` of the mapping to \
             the sign that begins the decimals",
            "6 ChargePeriodStart ``: there is no day",
            "7 BilledCost ``: there is no amount",
            "8 BillingCurrency `euros`: it is no currency's code of three letters, such as EUR",
            "9 - ``: it has 3 cells and the header 6: is a quote not closed, or a `,` in a cell without quotes?",
            "10 ChargePeriodStart `1025-10-02`: the year is not from 1990 to 2100",
            "11 ChargePeriodEnd `2125-10-02`: the year is not from 1990 to 2100",
        ]
    );
    assert_eq!(came.bad[1].row, "2025-10-02,,\"1,5\",EUR,\"a\nb\",");
    assert_eq!((came.report.rows, came.report.bad_rows, came.report.untagged_rows), (10, 8, 1));
    assert_eq!(came.totals().0, "2");
}

#[test]
fn of_many_bad_rows_all_are_counted() {
    let text = format!("ChargePeriodStart,BilledCost,BillingCurrency\n{}", "x,1,EUR\n".repeat(50));
    let limits = Limits { bad_rows: 10, ..Limits::default() };
    let came = with_limits(text.as_bytes(), &Mapping::auto(), &limits).unwrap();
    assert_eq!((came.bad.len(), came.report.bad_rows), (10, 50));
}

#[test]
fn what_is_no_bill_is_told_with_a_remedy() {
    let error = |text: &[u8], mapping: &Mapping| from_bytes(text, mapping).unwrap_err().to_string();
    let (auto, focus) = (Mapping::auto(), Mapping::named("focus").unwrap());
    assert_eq!(error(b"", &auto), "it is empty: not even a header is there");
    assert_eq!(
        error(b"a,b\n1,2\n", &auto),
        "its columns (a, b) are of no known form of bills (FOCUS, Azure Cost Management, AWS Cost and Usage Report): \
         describe them by a mapping"
    );
    assert_eq!(
        error(b"ChargePeriodStart,Cost\n", &focus),
        "columns are missing that FOCUS needs: billed (BilledCost), currency (BillingCurrency); the file has \
         ChargePeriodStart, Cost"
    );
    assert!(error(b"PK\x03\x04....", &auto).contains("a ZIP archive"));
    assert!(error(b"PAR1....", &auto).contains("a Parquet file"));
    assert!(error(b"\xFF\xFEa\0", &auto).contains("UTF-16"));
}

#[test]
fn a_quote_that_is_not_closed_does_not_take_all_memory() {
    let mut text =
        "ChargePeriodStart,BilledCost,BillingCurrency\n2025-10-01,1,EUR\n2025-10-01,\"1,EUR\n".to_owned();
    text += &"2025-10-01,1,EUR\n".repeat(200_000);
    let error = from_bytes(text.as_bytes(), &Mapping::auto()).unwrap_err();
    assert!(matches!(error, ReadError::RowTooLong { line: 3, .. }), "{error}");
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_is_known_by_its_first_bytes() {
    let plain = auto(V1_0).lines();
    let read = |bytes: &[u8]| from_bytes(bytes, &Mapping::auto());
    assert_eq!(read(&gzip(V1_0.as_bytes())).unwrap().lines(), plain);
    // Exports put parts of gzip behind each other.
    let (begin, end) = V1_0.as_bytes().split_at(300);
    assert_eq!(read(&[gzip(begin), gzip(end)].concat()).unwrap().lines(), plain);
    assert_eq!(read(&[b"\xEF\xBB\xBF", V1_0.as_bytes()].concat()).unwrap().lines(), plain);
    assert_eq!(read(&gzip(&[b"\xEF\xBB\xBF", V1_0.as_bytes()].concat())).unwrap().lines(), plain);
    assert_eq!(read(V1_0.replace('\n', "\r\n").as_bytes()).unwrap().lines(), plain);
    let broken = gzip(V1_0.as_bytes());
    let error = read(&broken[..broken.len() - 20]).unwrap_err().to_string();
    assert!(error.contains("damaged or incomplete"), "{error}");
}

#[test]
fn what_tells_rows_apart_is_left_out() {
    let mut text = "ChargePeriodStart,BilledCost,BillingCurrency,x_Row,x_Kind,Tags\n".to_owned();
    for row in 0..300 {
        text += &format!(
            "2025-10-01,0.5,EUR,r{row},k{},\"{{\"\"run\"\":\"\"{row}\"\",\"\"a\"\":\"\"b\"\"}}\"\n",
            row % 3
        );
    }
    let limits = Limits { values: 200, ..Limits::default() };
    let came = with_limits(text.as_bytes(), &Mapping::auto(), &limits).unwrap();
    assert_eq!(came.report.identifiers, ["tag:run", "x_Row"]);
    assert_eq!(
        came.lines(),
        [0, 1, 2]
            .map(|kind| format!("2025-10 ||||||||||| {{a=b}} {{x_Kind=k{kind}}} 2025-10-01 100 50 50 EUR"))
    );
}

#[test]
fn what_measures_something_makes_no_groups() {
    let mut text = "ChargePeriodStart,BilledCost,BillingCurrency,x_Usd,x_Version,x_Code\n".to_owned();
    for row in 0..200 {
        text += &format!("2025-10-01,1,EUR,{}.5,1.{},{}\n", row % 60, row % 2, row % 2 + 100);
    }
    let came = auto(&text);
    assert_eq!(came.report.identifiers, ["x_Usd"]);
    assert_eq!(
        came.lines(),
        [0, 1].map(|at| format!(
            "2025-10 ||||||||||| {{}} {{x_Version=1.{at},x_Code={}}} 2025-10-01 100 100 100 EUR",
            100 + at
        ))
    );
}

#[test]
fn resources_beyond_the_limit_come_together() {
    let mut text = "ChargePeriodStart,BilledCost,BillingCurrency,ResourceId,ResourceName\n".to_owned();
    for row in 0..20 {
        text += &format!("2025-10-01,1,EUR,r{},n{row}\n", row % 10);
    }
    let limits = Limits { resources: 2, ..Limits::default() };
    let came = with_limits(text.as_bytes(), &Mapping::auto(), &limits).unwrap();
    assert_eq!(came.report.further_resources, 16);
    assert_eq!(came.lines().last().unwrap(), "2025-10 |||||||r1|n1||| {} {} 2025-10-01 1 1 1 EUR");
    assert_eq!(came.lines()[0], "2025-10 |||||||(further resources)|||| {} {} 2025-10-01 16 16 16 EUR");
}

#[test]
fn the_public_sample_is_read_to_its_last_digit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/focus/focus_sample.csv");
    let Ok(text) = fs::read(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let came = from_bytes(&text, &Mapping::auto()).unwrap();
    assert_eq!((came.report.rows, came.report.bad_rows, came.mistakes().len()), (1000, 0, 0));
    assert_eq!(came.totals(), ("20.52022672899".to_owned(), "14.97651418586".to_owned()));
    assert_eq!(came.report.identifiers, ["Id"]);
    assert_eq!(came.report.untagged_rows, 0);
    let again: Vec<_> =
        came.chunks.iter().map(|chunk| portico_cost::Chunk::decode(&chunk.encode()).unwrap()).collect();
    assert_eq!(
        again.iter().flat_map(|chunk| chunk.totals()).map(|total| total.billed).sum::<portico_cost::Amount>(),
        amount("20.52022672899")
    );
}
