//! Pictures as they are kept: a change of one is seen.

use portico_chart::{
    Band, Flag, Frame, Line, Lines, Series, Shape, Stacked, Tone, Unit,
    burn::Burn,
    rows::{Row, Rows, bar},
    spark::Spark,
};

/// 1 November 2026.
const NOVEMBER: i32 = 20_758;

fn series(label: &str, tone: u8, values: &[f64]) -> Series {
    Series { label: label.to_owned(), values: values.to_vec(), tone: Tone::Series(tone) }
}

fn stacked(series: &[Series], flags: &[Flag], shape: Shape) -> String {
    let unit = Unit::currency("€");
    let chart = Stacked {
        id: "daily",
        title: "Daily cost by service type",
        unit: &unit,
        first: NOVEMBER,
        series,
        flags,
        shape,
        frame: Frame::WIDE,
    };
    let picture = chart.draw();
    assert_eq!(picture, chart.draw(), "the same figures give the same picture");
    readable(&picture.svg)
}

/// One element per line.
fn readable(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

#[test]
fn areas_lie_on_each_other() {
    let all = [
        series("compute", 1, &[400.0, 420.0, 800.0, 410.0]),
        series("database <eu>", 2, &[200.0, 210.0, 205.0, 220.0]),
        series("network", 3, &[1.0, 1.0, 1.0, 1.0]),
    ];
    let flag = Flag { first: NOVEMBER + 2, last: NOVEMBER + 2, label: "+35 % compute".to_owned() };
    insta::assert_snapshot!(stacked(&all, &[flag], Shape::Areas));
}

#[test]
fn credits_hang_below_the_line() {
    let all = [series("compute", 1, &[40.0, 42.0]), series("refunds", 2, &[0.0, -20.0])];
    insta::assert_snapshot!(stacked(&all, &[], Shape::Bars));
}

#[test]
fn one_day_is_a_bar() {
    insta::assert_snapshot!(stacked(&[series("compute", 1, &[0.000_000_8])], &[], Shape::Areas));
}

#[test]
fn nothing_is_said_to_be_nothing() {
    insta::assert_snapshot!(stacked(&[], &[], Shape::Areas));
}

#[test]
fn lines_have_gaps_and_a_band() {
    let unit = Unit::currency("CHF");
    let lines = [
        Line {
            label: "cost per order".to_owned(),
            values: vec![Some(0.041), Some(0.042), None, Some(0.039), None, Some(0.04), Some(0.038)],
            tone: Tone::Series(1),
            is_dashed: false,
        },
        Line { label: "plan".to_owned(), values: vec![Some(0.04); 9], tone: Tone::Rest, is_dashed: true },
    ];
    let band = Band {
        label: "expected".to_owned(),
        first: 6,
        low: vec![0.038, 0.03, 0.02],
        high: vec![0.038, 0.05, 0.06],
    };
    let chart = Lines {
        id: "unit",
        title: "Cost per order",
        unit: &unit,
        first: NOVEMBER,
        lines: &lines,
        band: Some(&band),
        flags: &[],
        frame: Frame::NARROW,
    };
    insta::assert_snapshot!(readable(&chart.draw().svg));
}

#[test]
fn a_budget_burns_down_and_may_be_gone_too_early() {
    let unit = Unit::currency("€");
    let chart = Burn {
        id: "budget",
        title: "Budget of team-orders, November 2026",
        unit: &unit,
        first: NOVEMBER,
        days: 5,
        budget: 100.0,
        spent: &[30.0, 30.0, 20.0],
        expected: &[(5.0, 10.0, 20.0), (5.0, 15.0, 25.0)],
        frame: Frame::HALF,
    };
    insta::assert_snapshot!(readable(&chart.draw().svg));
}

#[test]
fn small_ones_need_no_axes() {
    let unit = Unit::currency("€");
    let spark = |values: &[f64]| Spark { title: "Cost", unit: &unit, first: NOVEMBER, values }.draw();
    assert_eq!(spark(&[1.0]), "");
    insta::assert_snapshot!(readable(&spark(&[3.0, 4.5, 2.0])));
    insta::assert_snapshot!(readable(&bar(30.0, [60.0, 30.0, -20.0])));
    let rows = [
        Row { label: "checkout".to_owned(), value: 1_200.0, before: Some(1_000.0) },
        Row { label: "a system of a long name".to_owned(), value: 300.0, before: None },
    ];
    let rows = Rows { id: "rows", title: "By product", unit: &unit, rows: &rows, width: 460 };
    insta::assert_snapshot!(readable(&rows.draw().svg));
}
