//! The figures as a table for people and as JSON for programs.

use serde_json::{Value, json};

use super::measure::{Figure, Measured};

/// Everything, aligned.
pub(super) fn table(measured: &Measured) -> String {
    let mut text = figures(&measured.figures);
    text += &format!(
        "\n{:<22} {:>5} {:>10} {:>9} {:>8} {:>8} {:>8} {:>8}  budget\n",
        "question", "conns", "per second", "bytes", "p50 ms", "p95 ms", "p99 ms", "longest"
    );
    for answered in &measured.answers {
        for (at, load) in answered.loads.iter().enumerate() {
            let name = if at == 0 { answered.name } else { "" };
            let times = load.times;
            let budget = budget_of(answered.budget, load.connections);
            let (words, missed) = match budget {
                Wanted::P99(most) => (format!("p99 < {most} ms"), times.p99 >= most),
                Wanted::PerSecond(least) => (format!("{least}/s"), load.per_second < least),
                Wanted::Nothing => ("–".to_owned(), false),
            };
            text += &format!(
                "{name:<22} {:>5} {:>10.0} {:>9} {:>8.2} {:>8.2} {:>8.2} {:>8.2}  {words}{}\n",
                load.connections,
                load.per_second,
                load.bytes,
                times.p50,
                times.p95,
                times.p99,
                times.longest,
                mark(missed)
            );
        }
    }
    text
}

/// Figures beside their budgets, aligned.
pub(super) fn figures(figures: &[Figure]) -> String {
    let mut text = format!("{:<28} {:>12} {:>12}\n", "", "measured", "budget");
    for figure in figures {
        let shown = |value: Option<f64>| {
            value.map_or("–".to_owned(), |value| format!("{value:.2} {}", figure.unit))
        };
        let (value, budget) = (shown(figure.value), shown(figure.budget));
        text += &format!("{:<28} {value:>12} {budget:>12}{}\n", figure.name, mark(is_over(figure)));
    }
    text
}

/// The same for programs.
pub(super) fn json(measured: &Measured, entities: usize, seed: u64) -> Value {
    let figures = measured.figures.iter().map(|figure| {
        json!({ "name": figure.name, "value": figure.value, "budget": figure.budget, "unit": figure.unit })
    });
    let questions = measured.answers.iter().flat_map(|answered| {
        answered.loads.iter().map(|load| {
            let (p99, per_second) = match budget_of(answered.budget, load.connections) {
                Wanted::P99(most) => (Some(most), None),
                Wanted::PerSecond(least) => (None, Some(least)),
                Wanted::Nothing => (None, None),
            };
            json!({
                "name": answered.name,
                "connections": load.connections,
                "requests": load.requests,
                "perSecond": load.per_second,
                "bytes": load.bytes,
                "p50Ms": load.times.p50,
                "p95Ms": load.times.p95,
                "p99Ms": load.times.p99,
                "longestMs": load.times.longest,
                "budgetP99Ms": p99,
                "budgetPerSecond": per_second,
            })
        })
    });
    json!({
        "entities": entities,
        "seed": seed,
        "figures": figures.collect::<Vec<_>>(),
        "questions": questions.collect::<Vec<_>>(),
    })
}

/// What is wanted of one load: one connection is about time, many are about throughput.
enum Wanted {
    P99(f64),
    PerSecond(f64),
    Nothing,
}

fn budget_of(budget: super::questions::Budget, connections: usize) -> Wanted {
    match (connections, budget.p99_ms, budget.per_second) {
        (1, Some(most), _) => Wanted::P99(most),
        (2.., _, Some(least)) => Wanted::PerSecond(least),
        _ => Wanted::Nothing,
    }
}

fn is_over(figure: &Figure) -> bool {
    matches!((figure.value, figure.budget), (Some(value), Some(budget)) if value > budget)
}

fn mark(missed: bool) -> &'static str {
    if missed { "  over" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::load::{Load, Times};
    use crate::bench::measure::Answered;
    use crate::bench::questions::Budget;

    fn measured() -> Measured {
        let figure = |value, budget| Figure { name: "ingest", value, budget, unit: "s" };
        let times = Times { p50: 1.0, p95: 2.0, p99: 3.0, longest: 4.0 };
        let load = |connections, per_second| Load { connections, requests: 9, per_second, bytes: 10, times };
        Measured {
            figures: vec![figure(Some(6.0), Some(5.0)), figure(Some(4.0), Some(5.0)), figure(None, None)],
            answers: vec![Answered {
                name: "page",
                budget: Budget { p99_ms: Some(2.0), per_second: Some(100.0) },
                loads: vec![load(1, 50.0), load(16, 100.0)],
            }],
        }
    }

    #[test]
    fn the_table_marks_what_misses_its_budget() {
        let text = table(&measured());
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].ends_with("over") && !lines[2].ends_with("over"), "{text}");
        assert!(lines[3].contains('–'), "{text}");
        // One connection is measured by its time, many by their throughput.
        assert!(lines[6].ends_with("p99 < 2 ms  over"), "{text}");
        assert!(lines[7].ends_with("100/s"), "{text}");
    }

    #[test]
    fn the_json_says_the_same() {
        let json = json(&measured(), 100, 7);
        assert_eq!((&json["entities"], &json["seed"]), (&json!(100), &json!(7)));
        assert_eq!(json["figures"][0], json!({"name": "ingest", "value": 6.0, "budget": 5.0, "unit": "s"}));
        assert_eq!(json["questions"][1]["connections"], 16);
        assert_eq!(json["questions"][1]["budgetPerSecond"], 100.0);
        assert_eq!(json["questions"][1]["budgetP99Ms"], Value::Null);
    }
}
