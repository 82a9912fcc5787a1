//! Figures on their way to Prometheus' text format.

use metrics::{Counter, Key, KeyName, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

static METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// Named figures. Not the process-wide recorder of the crate `metrics`, which could not be told apart by tests.
pub(super) struct Sheet(PrometheusRecorder);

impl Default for Sheet {
    fn default() -> Self {
        Self(PrometheusBuilder::new().build_recorder())
    }
}

impl Sheet {
    /// A figure that goes up and down, without labels.
    pub(super) fn gauge(&self, name: &'static str, help: &'static str, value: f64) {
        self.gauges(name, help, "", [(String::new(), value)]);
    }

    /// A figure that goes up and down, once for each value of a label.
    pub(super) fn gauges(
        &self,
        name: &'static str,
        help: &'static str,
        label: &'static str,
        values: impl IntoIterator<Item = (String, f64)>,
    ) {
        self.0.describe_gauge(KeyName::from_const_str(name), None, help.into());
        for (of, value) in values {
            let labels = if label.is_empty() { Vec::new() } else { vec![Label::new(label, of)] };
            self.0.register_gauge(&Key::from_parts(name, labels), &METADATA).set(value);
        }
    }

    /// A figure that only grows.
    pub(super) fn counter(&self, name: &'static str, labels: Vec<Label>) -> Counter {
        self.0.register_counter(&Key::from_parts(name, labels), &METADATA)
    }

    /// What a counter means.
    pub(super) fn describe_counter(&self, name: &'static str, help: &'static str) {
        self.0.describe_counter(KeyName::from_const_str(name), None, help.into());
    }

    /// Everything, in Prometheus' text format.
    pub(super) fn text(&self) -> String {
        let handle = self.0.handle();
        // Makes the descriptions visible.
        handle.run_upkeep();
        handle.render()
    }
}
