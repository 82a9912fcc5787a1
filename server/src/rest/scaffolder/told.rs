//! Tasks and events as clients read them.

use portico_portal::create::{Event, Task};
use portico_template::Recovery;
use serde_json::{Map, Value, json};

/// A task, without secrets.
pub(super) fn task(task: &Task) -> Value {
    let mut told = Map::new();
    let mut add = |key: &str, value: Value| told.insert(key.to_owned(), value);
    add("id", task.id.as_str().into());
    add("spec", json!(task.spec));
    add("status", task.status.word().into());
    add("createdAt", iso(task.created_ms).into());
    if let Some(at_ms) = task.heartbeat_ms {
        add("lastHeartbeatAt", iso(at_ms).into());
    }
    if let Some(person) = &task.created_by {
        add("createdBy", person.as_str().into());
    }
    Value::Object(told)
}

/// An event of a task.
pub(super) fn event(task: &Task, event: &Event) -> Value {
    json!({
        "id": event.id,
        "isTaskRecoverable": is_recoverable(task),
        "taskId": task.id,
        "body": event.body,
        "type": event.kind.word(),
        "createdAt": iso(event.at_ms),
    })
}

/// Whether a task may go on after its completion was told.
pub(super) fn is_recoverable(task: &Task) -> bool {
    task.spec.recovery_strategy() == Recovery::StartOver
}

/// `2026-11-20T11:08:03.120Z`; the date by Howard Hinnant's days-to-civil algorithm.
fn iso(at_ms: i64) -> String {
    let (days, ms) = (at_ms.div_euclid(86_400_000), at_ms.rem_euclid(86_400_000));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", ms % 1_000)
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn times_are_written_as_javascript_writes_them() {
        for (at_ms, expect) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_709_210_096_789, "2024-02-29T12:34:56.789Z"),
            (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(iso(at_ms), expect);
        }
    }
}
