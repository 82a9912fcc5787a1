//! Whatever the figures are, the picture stays in its box and says so in words.

use portico_chart::{
    Band, Flag, Frame, Line, Lines, Picture, Series, Shape, Stacked, Tone, Unit, burn::Burn,
};
use proptest::prelude::*;

const FRAMES: [Frame; 3] = [Frame::WIDE, Frame::NARROW, Frame::HALF];

/// All figures of these attributes.
fn attribute(svg: &str, name: &str) -> Vec<f64> {
    let begin = format!(" {name}=\"");
    svg.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

fn path_points(svg: &str) -> Vec<(f64, f64)> {
    let paths = svg.split(" d=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let steps = paths.flat_map(|path| path.split(['M', 'L', 'Z'])).filter(|step| !step.is_empty());
    // What is no number is in no box.
    let number = |text: &str| text.parse().unwrap_or(f64::NAN);
    let point = |step: &str| step.split_once(' ').map(|(x, y)| (number(x), number(y)));
    steps.map(|step| point(step).unwrap_or((f64::NAN, f64::NAN))).collect()
}

fn stays_inside(picture: &Picture, frame: Frame) {
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    let svg = &picture.svg;
    for name in ["x", "x1", "x2", "cx"] {
        assert!(attribute(svg, name).into_iter().all(|x| (0.0..=width).contains(&x)), "{name} in {svg}");
    }
    for name in ["y", "y1", "y2", "cy"] {
        assert!(attribute(svg, name).into_iter().all(|y| (0.0..=height).contains(&y)), "{name} in {svg}");
    }
    for rect in svg.split("<rect").skip(1).filter_map(|rest| rest.split('>').next()) {
        let of = |name| attribute(rect, name).first().copied().unwrap_or_default();
        // A tenth is rounded twice.
        assert!(of("x") + of("width") <= width + 0.1 && of("y") + of("height") <= height + 0.1, "{rect}");
        assert!(of("width") >= 0.0 && of("height") >= 0.0, "{rect}");
    }
    for (x, y) in path_points(svg) {
        assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{x} {y} in {svg}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    assert!(svg.ends_with("</svg>") && !picture.words.is_empty());
}

fn figure() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -1e6_f64..1e6,
        2 => 0.0_f64..1e-6,
        1 => prop::num::f64::ANY,
        1 => Just(0.0),
    ]
}

fn many_series() -> impl Strategy<Value = Vec<Series>> {
    let values = prop::collection::vec(figure(), 0..40);
    // Labels cannot spell what numbers must not be: no N, no f.
    let one = ("[a-eg-zA-MO-Z<&\" äöü]{0,30}", values, 0_u8..12).prop_map(|(label, values, tone)| Series {
        label,
        values,
        tone: Tone::Series(tone),
    });
    prop::collection::vec(one, 0..20)
}

fn many_flags() -> impl Strategy<Value = Vec<Flag>> {
    let one = (-5_i32..50, 0_i32..9, "[ -MO-eg-~]{0,60}").prop_map(|(first, length, label)| Flag {
        first: 20_000 + first,
        last: 20_000 + first + length,
        label,
    });
    prop::collection::vec(one, 0..16)
}

proptest! {
    #[test]
    fn stacks_stay_inside(series in many_series(), flags in many_flags(), is_bars: bool, frame in 0_usize..3) {
        let unit = Unit::currency("CHF");
        let shape = if is_bars { Shape::Bars } else { Shape::Areas };
        let frame = FRAMES[frame];
        let chart = Stacked { id: "a", title: "T", unit: &unit, first: 20_000, series: &series, flags: &flags, shape, frame };
        let picture = chart.draw();
        stays_inside(&picture, frame);
        prop_assert_eq!(&picture, &chart.draw());
        for index in 0..picture.plot.days {
            prop_assert_eq!(picture.plot.nearest(picture.plot.day_at(index as f64)), index);
        }
    }

    #[test]
    fn lines_stay_inside(
        values in prop::collection::vec(prop::option::of(figure()), 0..1_000),
        band in prop::collection::vec((figure(), figure()), 0..30),
        begin in 0_usize..1_200,
        first in prop::num::i32::ANY,
        frame in 0_usize..3,
    ) {
        let unit = Unit::things("engineers");
        let line = Line { label: "a".to_owned(), values, tone: Tone::Rest, is_dashed: true };
        let (low, high) = band.into_iter().unzip();
        let band = Band { label: "b".to_owned(), first: begin, low, high };
        let frame = FRAMES[frame];
        let chart = Lines { id: "a", title: "T", unit: &unit, first, lines: &[line], band: Some(&band), flags: &[], frame };
        stays_inside(&chart.draw(), frame);
    }

    #[test]
    fn budgets_stay_inside(
        spent in prop::collection::vec(figure(), 0..40),
        expected in prop::collection::vec((figure(), figure(), figure()), 0..40),
        budget in figure(),
        days in 0_usize..40,
    ) {
        let unit = Unit::currency("€");
        let frame = Frame::HALF;
        let chart = Burn {
            id: "a", title: "T", unit: &unit, first: 20_000, days, budget, spent: &spent, expected: &expected, frame,
        };
        stays_inside(&chart.draw(), frame);
    }
}

#[test]
fn ten_years_are_drawn_in_few_points() {
    let values: Vec<f64> = (0..3_652).map(|day| f64::from(day % 7)).collect();
    let series = [Series { label: "all".to_owned(), values, tone: Tone::Series(1) }];
    let unit = Unit::currency("€");
    let chart = Stacked {
        id: "a",
        title: "T",
        unit: &unit,
        first: 17_000,
        series: &series,
        flags: &[],
        shape: Shape::Areas,
        frame: Frame::WIDE,
    };
    let picture = chart.draw();
    stays_inside(&picture, Frame::WIDE);
    assert!(path_points(&picture.svg).len() <= 1_600);
    assert!(picture.words.contains("Each point is the mean of 5 days."), "{}", picture.words);
}
