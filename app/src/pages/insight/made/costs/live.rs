//! A picture together with what makes it live: its figures as the program in the browser reads them.

use leptos::prelude::*;
use portico_chart::{Flag, Series, Tone, Unit};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is known of a picture beside its markup.
pub(super) struct Live<'a> {
    /// Begins the identifiers.
    pub(super) id: &'a str,
    /// What is shown.
    pub(super) title: &'a str,
    /// What is counted.
    pub(super) unit: &'a Unit,
    /// The first day, in days since 1 January 1970.
    pub(super) first: i32,
    /// Each series: its name, its colour, its values.
    pub(super) series: Vec<(String, Tone, Vec<Option<f64>>)>,
    /// How it can be drawn anew; not at all if nothing is said.
    pub(super) drawn: Option<Drawn<'a>>,
}

/// How a stacked picture is drawn.
pub(super) struct Drawn<'a> {
    /// Whether days are bars.
    pub(super) is_bars: bool,
    /// What happened.
    pub(super) flags: &'a [Flag],
}

/// The identifier of what is drawn, and what the program needs to know.
pub(super) struct Told {
    /// Another picture has another one, so that what made the old one live ends with it.
    pub(super) key: String,
    json: String,
}

impl Live<'_> {
    /// A stacked picture's series.
    pub(super) fn stacked(series: &[Series]) -> Vec<(String, Tone, Vec<Option<f64>>)> {
        let known = |series: &Series| series.values.iter().copied().map(Some).collect();
        series.iter().map(|series| (series.label.clone(), series.tone, known(series))).collect()
    }

    /// As JSON that may stand in HTML. `also` is what else makes it another picture.
    pub(super) fn tell(&self, also: &[String]) -> Told {
        let series: Vec<Value> = self
            .series
            .iter()
            .map(|(label, tone, values)| {
                let values: Vec<Option<f64>> = values.iter().map(|value| value.map(short)).collect();
                json!({ "label": label, "tone": tone.class(), "values": values })
            })
            .collect();
        let flags = self.drawn.iter().flat_map(|drawn| drawn.flags);
        let flags: Vec<Value> = flags.map(|flag| json!([flag.first, flag.last, flag.label])).collect();
        let json = json!({
            "id": self.id,
            "title": self.title,
            "before": self.unit.before,
            "after": self.unit.after,
            "first": self.first,
            "shape": self.drawn.as_ref().map_or("lines", |drawn| if drawn.is_bars { "bars" } else { "areas" }),
            "series": series,
            "flags": flags,
        });
        // The end of the element cannot be in it.
        let json = json.to_string().replace('<', "\\u003c");
        let mut hasher = DefaultHasher::new();
        (&json, also).hash(&mut hasher);
        Told { key: format!("{}-{:016x}", self.id, hasher.finish()), json }
    }
}

impl Told {
    /// The picture for wide and for narrow places.
    pub(super) fn place(self, wide: String, narrow: String) -> AnyView {
        view! {
            <div class="chart-place" id=self.key data-insight="chart" data-keep="">
                <div class="chart-wide" inner_html=wide></div>
                <div class="chart-narrow" inner_html=narrow></div>
                <script type="application/json" inner_html=self.json></script>
            </div>
        }
        .into_any()
    }
}

/// Nine digits say as much as any picture, and are much shorter.
fn short(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(0.0)
}
