//! What clients of the community's plugin Cost Insights ask: one `GET` for each call of its client.
//!
//! Groups are groups of the catalog, projects are the accounts on the bills, products are services. The figures are those
//! of the pages: one function makes both.

mod intervals;
mod shapes;

use super::{
    caller::Asked,
    costs::{none_but, told},
    error::{ApiError, describe},
    query::Pairs,
    reply::nothing,
};
use crate::router::AppState;
use axum::{
    Router,
    extract::State,
    middleware,
    response::Response,
    routing::{MethodRouter, get},
};
use intervals::intervals;
use portico_cost::{
    Amount, Span,
    dashboard::{Attention, DailyCost, Named},
    question::{Dimension, Question},
};
use portico_entity::{EntityRef, RefContext};
use portico_portal::Caller;
use serde_json::{Value, json};
use shapes::{aggregation, change_of, cost, halves, id_of, trendline};

/// The routes, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        routes.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    routes.method_not_allowed_fallback(nothing).layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/last-complete-billing-date", get(last_day)),
        ("/user-groups", get(user_groups)),
        ("/group-projects", get(group_projects)),
        ("/group-daily-cost", get(group_cost)),
        ("/project-daily-cost", get(project_cost)),
        ("/catalog-entity-daily-cost", get(entity_cost)),
        ("/daily-metric", get(metric)),
        ("/product-insights", get(product)),
        ("/alerts", get(alerts)),
    ]
}

/// The parameters of a call: all that are needed, and nothing else.
struct Given(Vec<(String, String)>);

impl Given {
    fn new(pairs: Vec<(String, String)>, known: &[&str]) -> Result<Self, ApiError> {
        none_but(&pairs, known)?;
        Ok(Self(pairs))
    }

    fn some(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> Result<&str, ApiError> {
        self.some(name).ok_or_else(|| ApiError::Input(format!("the query parameter {name} is missing")))
    }

    fn intervals(&self) -> Result<[Span; 2], ApiError> {
        intervals(self.text("intervals")?)
    }

    /// The full reference of an entity; its kind may be left out if it is the usual one.
    fn reference(&self, name: &str, kind: &str) -> Result<String, ApiError> {
        full(self.text(name)?, kind).map_err(|error| ApiError::Input(format!("{name}: {error}")))
    }
}

fn full(text: &str, kind: &str) -> Result<String, portico_entity::RefError> {
    EntityRef::parse(text, RefContext::kind(kind)).map(|reference| reference.to_string())
}

async fn last_day(State(state): State<AppState>, Pairs(pairs): Pairs) -> Result<Response, ApiError> {
    none_but(&pairs, &[])?;
    let day = state.portal.books().books.through();
    told(&day.ok_or_else(|| ApiError::NotFound("there are no costs yet".to_owned()))?)
}

async fn user_groups(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["user"])?;
    let user = match (given.some("user"), asked.caller()) {
        (Some(_), _) => given.reference("user", "user")?,
        (None, Caller::Named(person)) => person.to_string(),
        // Nobody has no groups.
        (None, Caller::Guest) => return told(&json!([])),
    };
    // The catalog says it, also before there are costs.
    let group = |id: String| json!({ "name": state.portal.name_of(&id).label, "id": id });
    let groups: Vec<Value> = state.portal.cost_groups(&user).into_iter().map(group).collect();
    told(&groups)
}

async fn group_projects(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["group"])?;
    let question = Question { entity: Some(given.reference("group", "group")?), ..Question::default() };
    let Some(through) = state.portal.books().books.through() else { return told(&json!([])) };
    let spans = [Span::new(through.plus(-179), through.plus(-90)), Span::new(through.plus(-89), through)];
    let found = state.portal.daily_costs(asked.caller(), question, spans, vec![Dimension::Account]).await?;
    let accounts = found.grouped.iter().flat_map(|(_, rows)| rows).filter(|(name, _)| !name.key.is_empty());
    let projects: Vec<Value> =
        accounts.map(|(name, _)| json!({ "id": name.key, "name": name.label })).collect();
    told(&projects)
}

async fn group_cost(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["group", "intervals"])?;
    let group = given.reference("group", "group")?;
    let question = Question { entity: Some(group.clone()), ..Question::default() };
    daily(&state, asked.caller(), &group, question, given.intervals()?).await
}

async fn project_cost(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["project", "intervals"])?;
    let project = given.text("project")?;
    let question = Question::default().with_filter(Dimension::Account, project);
    daily(&state, asked.caller(), project, question, given.intervals()?).await
}

async fn entity_cost(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["entityRef", "intervals"])?;
    let entity = given.reference("entityRef", "component")?;
    let question = Question { entity: Some(entity.clone()), ..Question::default() };
    daily(&state, asked.caller(), &entity, question, given.intervals()?).await
}

/// A `Cost` of what a question asks about.
async fn daily(
    state: &AppState,
    caller: Caller,
    id: &str,
    question: Question,
    spans: [Span; 2],
) -> Result<Response, ApiError> {
    if let Some(entity) = &question.entity
        && state.portal.books().books.allocation.estate().number(entity).is_none()
    {
        return Err(ApiError::NotFound(format!("the catalog has no {entity}")));
    }
    let by = vec![Dimension::Service, Dimension::Account];
    let found = state.portal.daily_costs(caller, question, spans, by).await?;
    told(&cost(id, &found, spans[0].len()))
}

async fn metric(State(state): State<AppState>, Pairs(pairs): Pairs) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["metric", "intervals"])?;
    let (id, [earlier, later]) = (given.text("metric")?, given.intervals()?);
    let kept = state.portal.books();
    let metric = kept.books.metrics.find(id);
    let metric = metric
        .ok_or_else(|| ApiError::NotFound(format!("there is no metric {id} in costInsights.metrics")))?;
    let days = earlier.with(later).days();
    let values = days.filter_map(|day| Some(json!({ "date": day, "amount": metric.on(day)? })));
    let (before, now) = (metric.sum(earlier).unwrap_or_default(), metric.sum(later).unwrap_or_default());
    let mut change = json!({ "amount": now - before });
    if before != 0.0 {
        change["ratio"] = json!((now - before) / before);
    }
    told(&json!({
        "id": metric.id,
        "format": "number",
        "aggregation": values.collect::<Vec<Value>>(),
        "change": change,
    }))
}

async fn product(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["product", "group", "intervals", "project"])?;
    let (product, spans) = (given.text("product")?, given.intervals()?);
    let mut question = Question { entity: Some(given.reference("group", "group")?), ..Question::default() };
    if let Some(project) = given.some("project").filter(|project| *project != "null") {
        question = question.with_filter(Dimension::Account, project);
    }
    let by = vec![Dimension::Service, Dimension::ServiceType];
    let found = state.portal.daily_costs(asked.caller(), question.clone(), spans, by).await?;
    let named = state.portal.cost_config().products.iter().find(|known| known.kind == product).cloned();
    let names = [product, named.as_ref().map_or(product, |named| &named.name)].map(plain);
    let earlier = spans[0].len();
    let wanted = |rows: &[(Named, Vec<Amount>)]| -> Vec<String> {
        let fits = rows.iter().filter(|(name, _)| names.contains(&plain(&name.label)));
        fits.map(|(name, _)| name.key.clone()).collect()
    };
    let of = found.grouped.iter().map(|(dimension, rows)| (dimension.clone(), wanted(rows)));
    let Some((dimension, keys)) = of.into_iter().find(|(_, keys)| !keys.is_empty()) else {
        return told(&json!({
            "id": product, "aggregation": [0.0, 0.0], "change": { "amount": 0.0 }, "entities": {},
        }));
    };
    for key in keys {
        question = question.with_filter(dimension.clone(), &key);
    }
    let by = vec![Dimension::Entity, Dimension::Account];
    let found = state.portal.daily_costs(asked.caller(), question, spans, by).await?;
    told(&entity_of(product, &found, earlier))
}

/// Upper and lower case, blanks and dashes are the same in the names of products.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An `Entity` of the plugin: what something cost in both intervals, with what it consists of.
fn entity_of(id: &str, found: &DailyCost, earlier: usize) -> Value {
    let both = |daily: &[Amount]| halves(daily, earlier).map(Amount::to_f64);
    let part = |(name, daily): &(Named, Vec<Amount>)| {
        json!({
            "id": id_of(name), "aggregation": both(daily), "change": change_of(daily, earlier), "entities": {},
        })
    };
    let mut entities = serde_json::Map::new();
    for (dimension, rows) in &found.grouped {
        let word = if *dimension == Dimension::Account { "project" } else { "entity" };
        entities.insert(word.to_owned(), rows.iter().map(part).collect());
    }
    json!({
        "id": id,
        "aggregation": both(&found.daily),
        "change": change_of(&found.daily, earlier),
        "entities": entities,
        "trendline": trendline(&found.days, &found.daily),
        "daily": aggregation(&found.days, &found.daily),
    })
}

async fn alerts(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let given = Given::new(pairs, &["group"])?;
    let group = given.reference("group", "group")?;
    let alerts = state.portal.cost_alerts(asked.caller(), Some(&group)).await?;
    let shown = |alert: &Attention| {
        let mut shown = json!({
            "id": alert.id,
            "title": alert.title,
            "subtitle": alert.text,
            "url": format!("/cost-insights?{}", alert.question.query()),
            "buttonText": "View costs",
        });
        if let Some(decision) = &alert.decision {
            shown["status"] = json!(decision.state);
        }
        shown
    };
    told(&alerts.iter().map(shown).collect::<Vec<Value>>())
}
