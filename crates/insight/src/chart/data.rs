//! What the server told of a picture.

use js_sys::{Array, JSON, Reflect};
use portico_browser::dom;
use portico_chart::{Flag, Frame, Plot, Series, Shape, Stacked, Tone, Unit, date};
use wasm_bindgen::JsValue;
use web_sys::Url;

/// One series. Days that nothing is known of have no value.
pub(super) struct Values {
    pub(super) label: String,
    /// The class of its colour.
    pub(super) tone: String,
    pub(super) values: Vec<Option<f64>>,
}

/// A picture's figures.
pub(super) struct Data {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) unit: Unit,
    pub(super) first: i32,
    /// How it is stacked; lines are not.
    pub(super) shape: Option<Shape>,
    pub(super) series: Vec<Values>,
    flags: Vec<Flag>,
}

fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default()
}

fn text(of: &JsValue, name: &str) -> String {
    member(of, name).as_string().unwrap_or_default()
}

fn list(of: &JsValue, name: &str) -> Array {
    let found = member(of, name);
    if Array::is_array(&found) { Array::from(&found) } else { Array::new() }
}

impl Data {
    /// Reads it; nothing if it is not what it should be.
    pub(super) fn read(json: &str) -> Option<Self> {
        let told = JSON::parse(json).ok()?;
        let series = list(&told, "series");
        let series = series.iter().map(|series| Values {
            label: text(&series, "label"),
            tone: text(&series, "tone"),
            values: list(&series, "values").iter().map(|value| value.as_f64()).collect(),
        });
        let flags = list(&told, "flags");
        let flags = flags.iter().map(|flag| {
            let flag = Array::from(&flag);
            // Days are whole numbers.
            let day = |index| flag.get(index).as_f64().unwrap_or_default() as i32;
            Flag { first: day(0), last: day(1), label: flag.get(2).as_string().unwrap_or_default() }
        });
        Some(Self {
            id: text(&told, "id"),
            title: text(&told, "title"),
            unit: Unit { before: text(&told, "before"), after: text(&told, "after") },
            first: member(&told, "first").as_f64()? as i32,
            shape: match text(&told, "shape").as_str() {
                "areas" => Some(Shape::Areas),
                "bars" => Some(Shape::Bars),
                _ => None,
            },
            series: series.collect(),
            flags: flags.collect(),
        })
    }

    /// How many days there are.
    pub(super) fn days(&self) -> usize {
        self.series.iter().map(|series| series.values.len()).max().unwrap_or(0)
    }

    /// Whether days of it can be chosen.
    pub(super) fn can_choose(&self) -> bool {
        self.shape.is_some() && self.days() > 2
    }

    /// A day as addresses write it.
    pub(super) fn date(&self, day: usize) -> String {
        let civil = date::civil(self.number(day));
        format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day)
    }

    /// A day since 1 January 1970.
    pub(super) fn number(&self, day: usize) -> i32 {
        self.first.saturating_add(i32::try_from(day).unwrap_or_default())
    }

    /// The pictures without some of the series, each with where it belongs.
    pub(super) fn draw(&self, hidden: &[bool]) -> Vec<(&'static str, String)> {
        let Some(shape) = self.shape else { return Vec::new() };
        let shown = self.series.iter().zip(hidden).filter(|(_, is_hidden)| !**is_hidden);
        let shown: Vec<Series> = shown
            .map(|(series, _)| Series {
                label: series.label.clone(),
                values: series.values.iter().map(|value| value.unwrap_or(0.0)).collect(),
                tone: tone(&series.tone),
            })
            .collect();
        let draw = |name: &str, frame: Frame| {
            let chart = Stacked {
                id: &format!("{}-{name}", self.id),
                title: &self.title,
                unit: &self.unit,
                first: self.first,
                series: &shown,
                flags: &self.flags,
                shape,
                frame,
            };
            chart.draw().svg
        };
        vec![(".chart-wide", draw("wide", Frame::WIDE)), (".chart-narrow", draw("narrow", Frame::NARROW))]
    }
}

/// The colour of a class.
fn tone(class: &str) -> Tone {
    match class {
        "tone-rest" => Tone::Rest,
        "tone-nobody" => Tone::Nobody,
        numbered => Tone::Series(numbered.trim_start_matches("tone-").parse().unwrap_or(1)),
    }
}

/// Where a picture says that its figures are: `points 48 640 14 224 60`.
pub(super) fn plot(said: &str) -> Option<Plot> {
    let mut words = said.split(' ');
    let is_banded = words.next()? == "bands";
    let mut next = || words.next().and_then(number);
    let (left, right, top, bottom, days) = (next()?, next()?, next()?, next()?, next()?);
    // A whole number of days.
    Some(Plot { left, right, top, bottom, is_banded, days: days as usize })
}

/// A number of no sign with a point, as pictures have them. The standard library's way of reading every number exactly
/// is larger than all of this.
pub(super) fn number(text: &str) -> Option<f64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| match text {
        "" => Some(0),
        text => text.parse::<u32>().ok(),
    };
    let unit = 10_u32.checked_pow(u32::try_from(rest.len()).ok()?)?;
    Some(f64::from(digits(whole)?) + f64::from(digits(rest)?) / f64::from(unit))
}

/// The address of this page for other days.
pub(super) fn address_with(first: &str, last: &str) -> Option<String> {
    let url = Url::new(&dom::window()?.location().href().ok()?).ok()?;
    let pairs = url.search_params();
    pairs.delete("period");
    pairs.set("from", first);
    pairs.set("to", last);
    url.set_hash("");
    Some(url.href())
}

#[cfg(test)]
mod tests {
    use super::{number, plot};

    #[test]
    fn a_picture_says_where_its_figures_are() {
        let found = plot("points 48.5 640 14 224 60").unwrap();
        assert_eq!((found.left, found.days, found.is_banded), (48.5, 60, false));
        assert!(plot("points 48.5 640").is_none());
        assert!(plot("").is_none());
        assert_eq!(
            [number("12.25"), number("7"), number("x"), number("1.x")],
            [Some(12.25), Some(7.0), None, None]
        );
    }
}
