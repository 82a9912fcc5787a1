//! Telling owners about alerts of the costs.
//!
//! What was told is what lasts in the store, and nothing else: a look holds it against the alerts that there are, so a
//! restart or another leader tells nothing twice.

use super::{
    super::{
        Portal, PortalError,
        costs::Kept,
        limits::{NOTIFY_ALERTS, NOTIFY_ALERTS_EACH, NOTIFY_PEOPLE, NOTIFY_SCOPE},
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

/// Under which name metadata holds which alert it is about.
const ALERT: &str = "alert";
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
    /// Whose it is; nobody's if it has no owner any more.
    people: Arc<BTreeSet<String>>,
}

/// What a look found.
struct Finding<'a> {
    /// Open alerts by scope, also those that nobody owns.
    telltales: &'a BTreeMap<String, Telltale>,
    /// Alerts that somebody decided about.
    decided: &'a [Attention],
    /// Whether an alert that was not found may be there all the same.
    may_miss: &'a dyn Fn(&str) -> bool,
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
        let may_miss = |alert: &str| kept.watch.may_miss(alert);
        difference(&Finding { telltales: &telltales, decided: &decided, may_miss: &may_miss }, told)
    });
    let news = finding.await.map_err(|_| PortalError::Broken)?;
    if !news.is_empty() {
        let count = news.len();
        portal.tell(news).await?;
        tracing::info!(count, "owners were told about costs");
    }
    Ok(())
}

/// Open alerts by scope.
fn telltales(portal: &Portal, kept: &Kept, open: &[Attention]) -> BTreeMap<String, Telltale> {
    let index = portal.index();
    let mut by_owner: HashMap<&str, Arc<BTreeSet<String>>> = HashMap::new();
    let mut found = BTreeMap::new();
    for alert in open {
        // What nobody owns has nobody to tell; the dashboard shows it to everybody. But it is not over.
        let people = match &alert.owner {
            None => Arc::default(),
            Some(owner) => {
                let people = || Arc::new(people_of(&index, &owner.key));
                Arc::clone(by_owner.entry(&owner.key).or_insert_with(people))
            }
        };
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
    let metadata = json!({ ALERT: alert.id, "sort": alert.sort.word(), "amount": alert.amount.exact() });
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

/// What was told, by scope and person.
type Known = HashMap<String, BTreeMap<String, Notification>>;

/// How much more can be told. What is known counts first, so that it is not told in turns.
struct Room<'a> {
    left: usize,
    by_person: HashMap<&'a str, usize>,
}

impl<'a> Room<'a> {
    /// What is left beside what is known about alerts that are open.
    fn beside(telltales: &'a BTreeMap<String, Telltale>, known: &Known) -> Self {
        let mut room = Self { left: NOTIFY_ALERTS, by_person: HashMap::new() };
        for (scope, telltale) in telltales {
            let Some(known) = known.get(scope) else { continue };
            for person in telltale.people.iter().filter(|person| known.contains_key(*person)) {
                room.left = room.left.saturating_sub(1);
                *room.by_person.entry(person).or_default() += 1;
            }
        }
        room
    }

    /// Takes some of it for a person, if there is some.
    fn take(&mut self, person: &'a str) -> bool {
        let held = self.by_person.entry(person).or_default();
        if self.left == 0 || *held >= NOTIFY_ALERTS_EACH {
            return false;
        }
        self.left -= 1;
        *held += 1;
        true
    }
}

/// What is to be told so that people know what there is: whom something is new to, for whom it became worse, reads
/// differently, or is over.
fn difference(finding: &Finding<'_>, told: Vec<Notification>) -> Vec<NewNotification> {
    let telltales = finding.telltales;
    let mut known = Known::new();
    for notification in told {
        let (Some(person), Some(scope)) = (notification.person.clone(), notification.text.scope.clone())
        else {
            continue;
        };
        known.entry(scope).or_default().insert(person, notification);
    }
    let mut room = Room::beside(telltales, &known);
    // Those of few people first: a large group, which is told in part if need be, leaves room for them.
    let mut order: Vec<(&String, &Telltale)> = telltales.iter().collect();
    order.sort_by_key(|(_, telltale)| telltale.people.len());
    let mut news = Vec::new();
    for (scope, telltale) in order {
        let mut before = known.remove(scope).unwrap_or_default();
        let held = telltale.people.iter().filter(|person| before.contains_key(*person)).count();
        let (mut left, mut passed) = (NOTIFY_PEOPLE.saturating_sub(held), 0_usize);
        for person in telltale.people.iter() {
            let before = before.remove(person);
            if before.is_none() {
                if left == 0 || !room.take(person) {
                    passed += 1;
                    continue;
                }
                left -= 1;
            }
            news.extend(again(person, telltale, before.as_ref()));
        }
        if passed > 0 {
            tracing::warn!(
                scope,
                passed,
                "there are too many owners and alerts of costs to tell all of them"
            );
        }
        if !before.is_empty() {
            known.insert(scope.clone(), before);
        }
    }
    let mut over: Vec<Notification> = known.into_values().flat_map(BTreeMap::into_values).collect();
    over.sort_by(|a, b| a.id.cmp(&b.id));
    news.extend(over.into_iter().filter_map(|notification| ended(notification, finding)));
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

/// What a person is told at the end, when an alert is over, decided about, or not theirs; nothing if that is not sure.
fn ended(notification: Notification, finding: &Finding<'_>) -> Option<NewNotification> {
    let Notification { person, text, .. } = notification;
    let scope = text.scope.as_deref().unwrap_or_default();
    let alert = text.metadata.get(ALERT).and_then(Value::as_str).unwrap_or(scope);
    let open = finding.telltales.get(scope);
    let decision = finding
        .decided
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
        None if open.is_some_and(|telltale| telltale.people.is_empty()) => {
            ("Not yours", "This belongs to nobody now.".to_owned())
        }
        None if open.is_some() => ("Not yours", "This belongs to somebody else now.".to_owned()),
        None if (finding.may_miss)(alert) => return None,
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
    Some(tell(person.as_deref().unwrap_or_default(), text, Telling::Done))
}

#[cfg(test)]
mod tests;
