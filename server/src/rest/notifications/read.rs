//! Reading questions and bodies about notifications.

use super::{super::error::ApiError, told::CHANNEL};
use crate::rest::parts;
use portico_cost::Day;
use portico_portal::notify::{
    Message, NotificationOrder, NotificationQuery, NotificationSeverity, OriginChoice, Recipients,
    TopicChoice,
};
use serde_json::{Map, Value};

/// How many notifications an answer has if the question does not say.
const PAGE: u32 = 10;
/// How many it can have.
const MOST: u32 = 500;
/// Longest text that is searched, in characters, as on the page.
const SEARCH: usize = 200;

const KNOWN: [&str; 9] =
    ["offset", "limit", "orderField", "topic", "search", "read", "saved", "createdAfter", "minimumSeverity"];

fn wrong<T>(message: String) -> Result<T, ApiError> {
    Err(ApiError::Input(message))
}

/// The question of a query string.
pub(super) fn question(pairs: &[(String, String)]) -> Result<NotificationQuery, ApiError> {
    crate::rest::costs::none_but(pairs, &KNOWN)?;
    let mut query = NotificationQuery { limit: Some(PAGE), ..NotificationQuery::default() };
    for (name, value) in pairs {
        match name.as_str() {
            "offset" => query.offset = number(name, value, 0, u32::MAX)?,
            "limit" => query.limit = Some(number(name, value, 1, MOST)?),
            "orderField" if query.order.len() >= NotificationOrder::ALL.len() => {
                return wrong(format!("orderField is said at most {} times", NotificationOrder::ALL.len()));
            }
            "orderField" => query.order.push(order(value)?),
            "topic" => query.topic = Some(value.clone()).filter(|value| !value.is_empty()),
            "search" => query.search = value.chars().take(SEARCH).collect(),
            "read" => query.read = Some(yes_or_no(name, value)?),
            "saved" => query.saved = Some(yes_or_no(name, value)?),
            "createdAfter" => query.since_ms = Some(moment(value)?),
            _ => query.least = Some(severity(value)?),
        }
    }
    Ok(query)
}

fn number(name: &str, value: &str, least: u32, most: u32) -> Result<u32, ApiError> {
    match value.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => wrong(format!("{name} must be a number from {least} to {most}")),
    }
}

fn yes_or_no(name: &str, value: &str) -> Result<bool, ApiError> {
    value.parse().or_else(|_| wrong(format!("{name} must be true or false")))
}

/// `created,desc`.
fn order(value: &str) -> Result<(NotificationOrder, bool), ApiError> {
    let (field, direction) = value.split_once(',').unwrap_or((value, "asc"));
    let known = NotificationOrder::ALL.iter().find(|(word, _)| *word == field);
    match (known, direction) {
        (Some((_, order)), "asc") => Ok((*order, false)),
        (Some((_, order)), "desc") => Ok((*order, true)),
        _ => {
            let fields = NotificationOrder::ALL.map(|(word, _)| word).join(", ");
            wrong(format!("orderField must be one of {fields}, with ,asc or ,desc behind it"))
        }
    }
}

fn severity(value: &str) -> Result<NotificationSeverity, ApiError> {
    match NotificationSeverity::of_word(value) {
        Some(severity) => Ok(severity),
        None => {
            let known = NotificationSeverity::ALL.map(NotificationSeverity::word).join(", ");
            wrong(format!("minimumSeverity must be one of {known}"))
        }
    }
}

/// `2025-11-21`, `2025-11-21T10:00:00.000Z`, `2025-11-21T10:00+01:00`: in milliseconds since 1970.
fn moment(value: &str) -> Result<i64, ApiError> {
    let form = || ApiError::Input("createdAfter must be a time such as 2025-11-21T10:00:00Z".to_owned());
    let day = value.get(..10).and_then(|day| Day::parse(day).ok()).ok_or_else(form)?;
    let days_ms = i64::from(day.since(Day::from_seconds(0))) * 86_400_000;
    let rest = value.get(10..).unwrap_or_default();
    if rest.is_empty() {
        return Ok(days_ms);
    }
    let time = rest.strip_prefix(['T', ' ']).and_then(time_ms).ok_or_else(form)?;
    Ok(days_ms + time)
}

/// A time of day with its zone, as milliseconds from midnight in UTC.
fn time_ms(text: &str) -> Option<i64> {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone)?;
    let offset = match zone {
        "" | "Z" | "z" => 0,
        zone => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) =
                (digits.get(..2)?.parse::<i64>().ok()?, digits.get(2..4)?.parse::<i64>().ok()?);
            sign * (hours * 60 + minutes)
        }
    };
    let mut parts = clock.split(':');
    let (hours, minutes) = (parts.next()?.parse::<i64>().ok()?, parts.next()?.parse::<i64>().ok()?);
    let seconds = parts.next().map_or(Some(0.0), |seconds| seconds.parse::<f64>().ok())?;
    let is_time = (0..24).contains(&hours) && (0..60).contains(&minutes) && (0.0..61.0).contains(&seconds);
    if !is_time || parts.next().is_some() {
        return None;
    }
    // Within a minute, so nothing is cut off.
    Some((hours * 60 + minutes - offset) * 60_000 + (seconds * 1_000.0).round() as i64)
}

/// A list of texts, or one.
pub(super) fn texts(value: Option<&Value>, path: &str) -> Result<Vec<String>, ApiError> {
    let message = || ApiError::Input(format!("{path} must be a list of texts that are not empty"));
    let text = |value: &Value| match value.as_str() {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(message()),
    };
    match value {
        Some(Value::Array(values)) if !values.is_empty() => values.iter().map(text).collect(),
        Some(value @ Value::String(_)) => Ok(vec![text(value)?]),
        _ => Err(message()),
    }
}

/// Yes or no, if the body says.
pub(super) fn flag(body: &Map<String, Value>, key: &str) -> Result<Option<bool>, ApiError> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => wrong(format!("{key} must be true or false")),
    }
}

/// Whom to tell what.
pub(super) fn sending(body: &Value) -> Result<(Recipients, Message), ApiError> {
    let body = parts::object(body, &["recipients", "payload"])?;
    let (null, known) = (Value::Null, ["type", "entityRef", "excludeEntityRef"]);
    let recipients = parts::object(body.get("recipients").unwrap_or(&null), &known)?;
    let recipients = match recipients.get("type").and_then(Value::as_str) {
        Some("broadcast") => Recipients::Everybody,
        Some("entity") => Recipients::Of {
            references: texts(recipients.get("entityRef"), "recipients.entityRef")?,
            except: match recipients.get("excludeEntityRef") {
                None | Some(Value::Null) => Vec::new(),
                Some(Value::Array(except)) if except.is_empty() => Vec::new(),
                except => texts(except, "recipients.excludeEntityRef")?,
            },
        },
        _ => return wrong("recipients.type must be broadcast or entity".to_owned()),
    };
    let known = ["title", "description", "link", "severity", "topic", "scope", "icon", "metadata"];
    let payload = parts::object(body.get("payload").unwrap_or(&null), &known)?;
    let text = |key: &str| match payload.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => wrong(format!("payload.{key} must be a text")),
    };
    let message = Message {
        title: text("title")?.unwrap_or_default(),
        description: text("description")?,
        link: text("link")?,
        severity: text("severity")?,
        topic: text("topic")?,
        scope: text("scope")?,
        icon: text("icon")?,
        metadata: match payload.get("metadata") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(metadata)) => metadata.clone(),
            Some(_) => return wrong("payload.metadata must be an object".to_owned()),
        },
    };
    Ok((recipients, message))
}

/// What a person wants to be told.
pub(super) fn settings(body: &Value) -> Result<Vec<OriginChoice>, ApiError> {
    let form = || {
        ApiError::Input(
            "the body must be {channels: [{id, origins: [{id, enabled, topics: [{id, enabled}]}]}]}"
                .to_owned(),
        )
    };
    let channels = body.get("channels").and_then(Value::as_array).ok_or_else(form)?;
    let mut choices = Vec::new();
    for channel in channels {
        match channel.get("id").and_then(Value::as_str) {
            Some(CHANNEL) => {}
            Some(other) => return wrong(format!("there is no channel \"{other}\"; there is {CHANNEL}")),
            None => return Err(form()),
        }
        for origin in channel.get("origins").and_then(Value::as_array).ok_or_else(form)? {
            let (id, is_wanted) = choice(origin).ok_or_else(form)?;
            let topics = match origin.get("topics") {
                None | Some(Value::Null) => &Vec::new(),
                Some(topics) => topics.as_array().ok_or_else(form)?,
            };
            let topic =
                |topic: &Value| choice(topic).map(|(topic, is_wanted)| TopicChoice { topic, is_wanted });
            let topics = topics.iter().map(topic).collect::<Option<_>>().ok_or_else(form)?;
            choices.push(OriginChoice { origin: id, is_wanted, topics });
        }
    }
    Ok(choices)
}

fn choice(value: &Value) -> Option<(String, bool)> {
    Some((value.get("id")?.as_str()?.to_owned(), value.get("enabled")?.as_bool()?))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_read() {
        let at_ms = 1_763_719_200_000;
        for text in [
            "2025-11-21T10:00:00.000Z",
            "2025-11-21T10:00Z",
            "2025-11-21 10:00:00",
            "2025-11-21T11:00:00+01:00",
            "2025-11-21T05:30-0430",
        ] {
            assert_eq!(moment(text).unwrap(), at_ms, "{text}");
        }
        assert_eq!(moment("2025-11-21").unwrap(), at_ms - 10 * 3_600_000);
        assert_eq!(moment("2025-11-21T10:00:00.123Z").unwrap(), at_ms + 123);
        for text in [
            "",
            "yesterday",
            "2025-13-01",
            "2025-11-21T",
            "2025-11-21T25:00Z",
            "2025-11-21T10:00+1",
            "2025-11-21ü",
            "2025-11-21T1é:00",
        ] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
