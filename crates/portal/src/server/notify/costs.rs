//! Telling owners about alerts of the costs.
//!
//! What was told is what lasts in the store, and nothing else: a look holds it against the alerts that there are, so a
//! restart or another leader tells nothing twice.

use super::{
    super::{
        Portal, PortalError,
        costs::Kept,
        limits::{NOTIFY_ALERTS, NOTIFY_PEOPLE, NOTIFY_SCOPE},
    },
    people::people_of,
};
use crate::Caller;
use portico_cost::dashboard::{Attention, AttentionSort, BudgetState};
use portico_store::{NewNotification, Notification, NotificationSeverity, NotificationText, Telling};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// Who tells about costs.
pub(super) const ORIGIN: &str = "cost-insights";
/// An amount that grew so much since it was told is told again.
const WORSE: f64 = 1.5;
/// A budget that is expected to be overrun by so much more of it is told again.
const WORSE_BUDGET: f64 = 0.1;

/// Under which name metadata holds how bad it was when it was told.
const TOLD: &str = "told";
/// And how pressing.
const PRESSED: &str = "pressed";

/// An alert as people are told about it.
#[derive(Clone, Debug)]
struct Telltale {
    text: NotificationText,
    /// How bad it is; by which step it must grow depends on the sort.
    badness: f64,
    people: BTreeSet<String>,
}

/// Looks at the alerts, and tells what is to be told.
pub(super) async fn look(portal: &Arc<Portal>) -> Result<(), PortalError> {
    let kept = portal.books();
    // Before the bills have been looked at, nothing is known: neither that something is wrong nor that it is over.
    if kept.revision < 0 {
        return Ok(());
    }
    let alerts = portal.cost_alerts(Caller::Guest, None).await?;
    let told = portal.store.lasting_notifications(ORIGIN).await?;
    let of = Arc::clone(portal);
    let finding = tokio::task::spawn_blocking(move || {
        let (open, decided): (Vec<_>, Vec<_>) =
            alerts.into_iter().partition(|alert| alert.decision.is_none());
        let telltales = telltales(&of, &kept, &open);
        difference(&telltales, &decided, told)
    });
    let news = finding.await.map_err(|_| PortalError::Broken)?;
    if !news.is_empty() {
        let count = news.len();
        portal.tell(news).await?;
        tracing::info!(count, "owners were told about costs");
    }
    Ok(())
}

/// Open alerts that have an owner, by scope.
fn telltales(portal: &Portal, kept: &Kept, open: &[Attention]) -> BTreeMap<String, Telltale> {
    let index = portal.index();
    let (mut found, mut count) = (BTreeMap::new(), 0);
    for alert in open {
        // What nobody owns has nobody to tell; the dashboard shows it to everybody.
        let Some(owner) = &alert.owner else { continue };
        let mut people = people_of(&index, &owner.key);
        count += people.len();
        if people.len() > NOTIFY_PEOPLE || count > NOTIFY_ALERTS {
            tracing::warn!(alert = alert.id, "an alert of costs has too many owners to tell them all");
            people =
                people.into_iter().take(NOTIFY_PEOPLE.min(NOTIFY_ALERTS.saturating_sub(count))).collect();
        }
        let (severity, badness) = weight(kept, alert);
        found.insert(scope(&alert.id), Telltale { text: text(alert, severity), badness, people });
    }
    found
}

/// How pressing an alert is, and how bad.
fn weight(kept: &Kept, alert: &Attention) -> (NotificationSeverity, f64) {
    let amount = alert.amount.to_f64();
    match alert.sort {
        AttentionSort::Anomaly => (NotificationSeverity::High, amount),
        AttentionSort::Growth => (NotificationSeverity::Normal, amount),
        AttentionSort::Unallocated => (NotificationSeverity::Low, amount),
        AttentionSort::Budget => {
            let is_it = |budget: &&portico_cost::dashboard::Budget| {
                alert.id == format!("budget/{}/{}", budget.name, budget.span.first)
            };
            let budget = kept.watch.budgets().find(is_it);
            let is_over = budget.is_some_and(|budget| budget.state == BudgetState::Over);
            let whole = budget.map_or(0.0, |budget| budget.amount.to_f64());
            let severity = if is_over { NotificationSeverity::Critical } else { NotificationSeverity::High };
            (severity, if whole > 0.0 { amount / whole } else { 0.0 })
        }
    }
}

/// What identifies an alert, as far as it fits.
fn scope(alert: &str) -> String {
    match alert.len() > NOTIFY_SCOPE {
        false => alert.to_owned(),
        true => {
            use sha2::{Digest as _, Sha256};
            let digest = Sha256::digest(alert);
            digest.iter().map(|byte| format!("{byte:02x}")).collect()
        }
    }
}

fn text(alert: &Attention, severity: NotificationSeverity) -> NotificationText {
    let metadata = json!({ "alert": alert.id, "sort": alert.sort.word(), "amount": alert.amount.exact() });
    NotificationText {
        origin: ORIGIN.to_owned(),
        scope: Some(scope(&alert.id)),
        topic: Some(alert.sort.word().to_owned()),
        severity,
        title: alert.title.clone(),
        description: alert.text.clone(),
        link: Some(format!("/cost-insights?{}", alert.question.query())),
        icon: None,
        metadata: metadata.as_object().cloned().unwrap_or_default(),
        lasts: true,
    }
}

/// What is to be told so that people know what there is: whom something is new to, for whom it became worse, reads
/// differently, or is over.
fn difference(
    telltales: &BTreeMap<String, Telltale>,
    decided: &[Attention],
    told: Vec<Notification>,
) -> Vec<NewNotification> {
    let mut known: HashMap<(String, String), Notification> = HashMap::with_capacity(told.len());
    for notification in told {
        let (Some(person), Some(scope)) = (notification.person.clone(), notification.text.scope.clone())
        else {
            continue;
        };
        known.insert((person, scope), notification);
    }
    let mut news = Vec::new();
    for (scope, telltale) in telltales {
        for person in &telltale.people {
            let before = known.remove(&(person.clone(), scope.clone()));
            news.extend(again(person, telltale, before.as_ref()));
        }
    }
    let mut over: Vec<Notification> = known.into_values().collect();
    over.sort_by(|a, b| a.id.cmp(&b.id));
    let ending = over.into_iter().map(|notification| ended(notification, telltales, decided));
    news.extend(ending);
    news
}

/// What a person is to be told about an alert that is there.
fn again(person: &str, telltale: &Telltale, before: Option<&Notification>) -> Option<NewNotification> {
    let now = telltale.text.severity;
    let aloud = |told: f64| tell(person, with(&telltale.text, told, now), Telling::Aloud);
    let Some(before) = before else { return Some(aloud(telltale.badness)) };
    let told = before.text.metadata.get(TOLD).and_then(Value::as_f64).unwrap_or(telltale.badness);
    let pressed = before.text.metadata.get(PRESSED).and_then(Value::as_str);
    let pressed = pressed.and_then(NotificationSeverity::of_word).unwrap_or(before.text.severity);
    let is_budget = telltale.text.topic.as_deref() == Some(AttentionSort::Budget.word());
    let is_worse = match is_budget {
        true => telltale.badness >= told + WORSE_BUDGET,
        false => told > 0.0 && telltale.badness >= told * WORSE,
    };
    if is_worse || now > pressed {
        return Some(aloud(telltale.badness));
    }
    let text = with(&telltale.text, told, pressed);
    (text != before.text).then(|| tell(person, text, Telling::Quietly))
}

/// The text with what it must be held against the next time.
fn with(text: &NotificationText, told: f64, pressed: NotificationSeverity) -> NotificationText {
    let mut text = text.clone();
    // Rounded, so that what comes back from the store is the same to the last digit.
    let told = (told * 1_000.0).round() / 1_000.0;
    text.metadata
        .insert(TOLD.to_owned(), serde_json::Number::from_f64(told).map_or(Value::Null, Value::Number));
    text.metadata.insert(PRESSED.to_owned(), pressed.word().into());
    text
}

fn tell(person: &str, text: NotificationText, how: Telling) -> NewNotification {
    NewNotification { how, ..super::aloud(Some(person.to_owned()), text) }
}

/// What a person is told at the end, when an alert is over, decided about, or somebody else's.
fn ended(
    notification: Notification,
    telltales: &BTreeMap<String, Telltale>,
    decided: &[Attention],
) -> NewNotification {
    let Notification { person, text, .. } = notification;
    let scope = text.scope.as_deref().unwrap_or_default();
    let decision = decided
        .iter()
        .find(|alert| self::scope(&alert.id) == scope)
        .and_then(|alert| alert.decision.as_ref());
    let (word, why) = match decision {
        Some(decision) => {
            let by = decision
                .by
                .as_deref()
                .map(super::super::brief::short)
                .unwrap_or_else(|| "somebody".to_owned());
            let until = decision.until.map(|day| format!(" until {day}")).unwrap_or_default();
            let note = if decision.note.is_empty() { String::new() } else { format!(": {}", decision.note) };
            let word = match decision.state.as_str() {
                "snoozed" => "Snoozed",
                "accepted" => "Accepted",
                _ => "Dismissed",
            };
            (word, format!("{word} by {by}{until}{note}."))
        }
        None if telltales.contains_key(scope) => {
            ("Not yours", "This belongs to somebody else now.".to_owned())
        }
        None => ("Over", "This is over.".to_owned()),
    };
    let mut metadata: Map<String, Value> = text.metadata;
    metadata.insert("ended".to_owned(), word.to_lowercase().into());
    let text = NotificationText {
        severity: NotificationSeverity::Low,
        title: format!("{word}: {}", text.title),
        description: format!("{why} It was: {}", text.description),
        metadata,
        lasts: false,
        ..text
    };
    tell(person.as_deref().unwrap_or_default(), text, Telling::Done)
}

#[cfg(test)]
mod tests;
