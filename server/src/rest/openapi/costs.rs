//! Questions about costs: the operations of `rest/costs/native.rs` and of `rest/cost_insights`.

use super::{
    parameters::query,
    replies::Refusal,
    words::{Described, get, list, map, named, number, object, one_of, post, text},
};
use axum::http::StatusCode;
use portico_portal::costs::{REASONS, SNOOZES};
use serde_json::json;
use utoipa::openapi::{
    Required,
    path::ParameterBuilder,
    schema::{ObjectBuilder, Schema, Type},
};

/// Questions in our own words.
pub(super) fn operations() -> Vec<Described> {
    let all = [Refusal::Input, Refusal::NotFound, Refusal::Internal];
    let asks = |described: Described| question().into_iter().fold(described, Described::takes);
    let dashboard = asks(get("/dashboard", "getCosts", "What something costs"))
        .note(
            "The numbers of the page with the same query string. What is not understood is replaced by what is usual and \
             told in `notes`; nothing is refused. Amounts are exact: texts with all decimals, in `currency`.",
        )
        .answers(StatusCode::OK, "The answer.", named("CostDashboard"), example())
        .refuses(&[Refusal::Internal]);
    let export = asks(get("/export.csv", "getCostsAsCsv", "The same day by day, as CSV"))
        .note("One line for each group and day, with all decimals.")
        .answers_as("The days.", "text/csv", "date,group,key,label,amount,currency,cost\r\n")
        .refuses(&[Refusal::Internal]);
    let rules = get("/rules", "getCostRules", "Which rule took which cost")
        .answers(
            StatusCode::OK,
            "What each rule took, and what nobody has.",
            named("CostRules"),
            rules_example(),
        )
        .refuses(&[Refusal::Input, Refusal::Internal]);
    let try_rules = post("/rules", "tryCostRules", "Which rule would take which cost")
        .note("By rules that are tried: the body is what stands below `costInsights.allocation`. Nothing is stored.")
        .body(
            Required::True,
            "CostAllocation",
            json!({ "rules": [{ "when": { "tag": { "app": "*" } }, "to": "component:default/${tag.app}" }] }),
        )
        .answers(StatusCode::OK, "What each rule would take.", named("CostRules"), rules_example())
        .refuses(&[Refusal::Input, Refusal::Internal]);
    let alerts = get("/alerts", "getCostAlerts", "What somebody should look at")
        .note("With what was decided about it. What was snoozed long enough has no decision any more.")
        .takes(query(
            "of",
            "A full reference: only what this entity or group, or what belongs to it, has.",
            text(),
        ))
        .takes(query(
            "mine",
            "Only what the reader's groups have, and nobody decided about.",
            one_of(&["true", "false"]),
        ))
        .answers(
            StatusCode::OK,
            "The alerts, the most pressing first.",
            object().property("alerts", list(named("CostAlert"))).required("alerts"),
            json!({ "alerts": [alert()] }),
        )
        .refuses(&[Refusal::Input, Refusal::Internal]);
    let decide = post("/alerts", "decideCostAlert", "Decide about an alert")
        .body(
            Required::True,
            "CostDecision",
            json!({ "id": "budget/Orders/2025-11-01", "action": "snooze", "duration": "P7D" }),
        )
        .answers(StatusCode::OK, "The alert.", named("CostAlert"), alert())
        .refuses(&all);
    vec![dashboard, export, rules, try_rules, alerts, decide]
}

/// The parameters of a question.
fn question() -> Vec<ParameterBuilder> {
    vec![
        query("entity", "A full reference: only what this entity, and what belongs to it, costs.", text()),
        query(
            "group",
            "What costs are taken apart by: product, team, service-type, environment, entity, domain, service, account, \
             resource, provider, region, charge, tag:NAME or column:NAME.",
            text(),
        ),
        query("period", "Days up to the last complete one.", one_of(&["30d", "60d", "90d", "1y", "month"])),
        query("from", "The first day, with `to` instead of `period`.", text()),
        query("to", "The last day.", text()),
        query(
            "filter",
            "`dimension:key`, repeated. Those of one dimension widen, those of different ones narrow what is shown.",
            list(text()),
        ),
        query("cost", "Which cost of a row.", one_of(&["effective", "billed"])),
        query(
            "currency",
            "The currency of all amounts; others are converted by the rates of their days.",
            text(),
        ),
        query("unit", "`currency`, `engineers`, the id of a metric, or of an own currency.", text()),
        query("compare", "`previous`, `year`, or twice `=KEY` of two groups.", list(text())),
    ]
}

/// A parameter that cannot be left out.
fn needed(name: &str, meaning: &str, example: &str) -> ParameterBuilder {
    query(name, meaning, text()).required(Required::True).example(Some(json!(example)))
}

/// Calls of Cost Insights' client.
pub(super) fn insights() -> Vec<Described> {
    let refusals = [Refusal::Input, Refusal::NotFound, Refusal::Internal];
    let intervals = || {
        needed(
            "intervals",
            "`R2/P30D/2024-10-01`: two intervals of P7D, P30D, P90D, P1M or P3M, the last of which ends before the day.",
            "R2/P30D/2024-10-01",
        )
    };
    let group = || needed("group", "A group of the catalog.", "group:default/oak");
    let a_cost = |described: Described| {
        described
            .takes(intervals())
            .answers(StatusCode::OK, "A `Cost`; amounts are numbers.", named("InsightsCost"), cost_example())
            .refuses(&refusals)
    };
    let day = get(
        "/last-complete-billing-date",
        "getLastCompleteBillingDate",
        "The last day whose costs are complete",
    )
    .answers(StatusCode::OK, "The day.", text(), json!("2025-11-20"))
    .refuses(&refusals);
    let named_list = || list(object().property("id", text()).property("name", text()).required("id"));
    let groups = get("/user-groups", "getUserGroups", "The groups of a user")
        .takes(query("user", "A user; the reader if it is left out.", text()))
        .answers(
            StatusCode::OK,
            "The groups.",
            named_list(),
            json!([{ "id": "group:default/oak", "name": "Oak" }]),
        )
        .refuses(&[Refusal::Input, Refusal::Internal]);
    let projects = get("/group-projects", "getGroupProjects", "The accounts in which a group has costs")
        .takes(group())
        .answers(
            StatusCode::OK,
            "The accounts.",
            named_list(),
            json!([{ "id": "51738928782", "name": "Nimbus" }]),
        )
        .refuses(&[Refusal::Input, Refusal::Internal]);
    let of_group = a_cost(get("/group-daily-cost", "getGroupDailyCost", "What a group costs").takes(group()));
    let of_project =
        a_cost(get("/project-daily-cost", "getProjectDailyCost", "What an account costs").takes(needed(
            "project",
            "The id of an account.",
            "51738928782",
        )));
    let of_entity =
        a_cost(
            get("/catalog-entity-daily-cost", "getCatalogEntityDailyCost", "What an entity costs")
                .takes(needed("entityRef", "A reference.", "component:default/orders")),
        );
    let metric = get("/daily-metric", "getDailyMetricData", "The values of a metric")
        .takes(needed("metric", "The id of a metric.", "orders"))
        .takes(intervals())
        .answers(StatusCode::OK, "A `MetricData`.", map(anything()), json!({
            "id": "orders", "format": "number", "aggregation": [{ "date": "2025-11-20", "amount": 1200.0 }],
            "change": { "ratio": 0.1, "amount": 3100.0 },
        }))
        .refuses(&refusals);
    let product = get("/product-insights", "getProductInsights", "What of a product a group uses")
        .takes(needed("product", "The kind of a product in `costInsights.products`, or the name of a service.", "computeEngine"))
        .takes(group())
        .takes(intervals())
        .takes(query("project", "The id of an account.", text()))
        .answers(StatusCode::OK, "An `Entity`.", map(anything()), json!({
            "id": "computeEngine", "aggregation": [100.0, 120.0], "change": { "ratio": 0.2, "amount": 20.0 },
            "entities": { "project": [] },
        }))
        .refuses(&refusals);
    let alerts = get("/alerts", "getGroupCostAlerts", "The action items of a group")
        .takes(group())
        .answers(StatusCode::OK, "The alerts.", list(map(anything())), json!([{
            "id": "budget/Orders/2025-11-01", "title": "Orders at 94 % of its budget", "subtitle": "EUR 2,400 left.",
            "url": "/cost-insights?group=entity", "buttonText": "View costs",
        }]))
        .refuses(&[Refusal::Input, Refusal::Internal]);
    vec![day, groups, projects, of_group, of_project, of_entity, metric, product, alerts]
}

fn anything() -> Schema {
    Schema::Object(ObjectBuilder::new().build())
}

fn example() -> serde_json::Value {
    json!({
        "question": [["group", "team"]], "notes": [], "currency": "EUR", "through": "2025-11-20",
        "span": { "first": "2025-11-20", "last": "2025-11-20" }, "days": ["2025-11-20"],
        "series": [{
            "key": "group:default/oak", "label": "Oak", "sort": "value", "groups": 1, "daily": ["12.5"],
            "total": "12.5", "previous": "10", "yearBefore": null,
            "change": { "amount": "2.5", "ratio": 0.25, "judgement": "excess" },
        }],
        "total": { "label": "Total", "daily": ["12.5"], "total": "12.5" },
    })
}

fn rules_example() -> serde_json::Value {
    json!({
        "rules": [{
            "name": "tag component", "looksAt": "tag component", "isDefault": true, "items": 12,
            "total": [["EUR", "80.25"]], "unknownItems": 0, "samples": [],
        }],
        "items": 14, "total": [["EUR", "100"]], "allocated": [["EUR", "80.25"]], "unallocated": [["EUR", "19.75"]],
        "unallocatedItems": 2, "unknown": [], "without": [], "warnings": [],
    })
}

fn cost_example() -> serde_json::Value {
    json!({
        "id": "group:default/oak", "aggregation": [{ "date": "2025-11-20", "amount": 12.5 }],
        "change": { "ratio": 0.25, "amount": 2.5 }, "trendline": { "slope": 0.00001, "intercept": -17.2 },
        "groupedCosts": { "product": [], "project": [] },
    })
}

fn alert() -> serde_json::Value {
    json!({
        "id": "budget/Orders/2025-11-01", "sort": "budget", "title": "Orders at 94 % of its budget",
        "text": "EUR 2,400 left for 10 days at EUR 1,270 a day; used up on 21 Nov.",
        "owner": { "key": "group:default/oak", "label": "Oak", "entityRef": "group:default/oak" },
        "question": [["group", "entity"]], "amount": "9100", "decision": null,
    })
}

/// The shapes of answers and bodies.
pub(super) fn schemas() -> [(&'static str, ObjectBuilder); 7] {
    let amount = || text().description(Some("Money with all its decimals."));
    let by_currency = || list(list(text())).description(Some("Pairs of a currency and an amount."));
    let dashboard = object()
        .description(Some("Everything that a page of costs shows."))
        .property(
            "question",
            list(list(text())).description(Some("The query string as it was understood, in pairs.")),
        )
        .property(
            "notes",
            list(text()).description(Some("What was not understood, or cannot be shown as asked.")),
        )
        .property("currency", text())
        .property("days", list(text()))
        .property(
            "series",
            list(named("CostSeries")).description(Some("The largest groups, and the rest as one.")),
        )
        .property("total", named("CostSeries"))
        .required("question")
        .required("currency")
        .required("days")
        .required("series")
        .required("total");
    let series = object()
        .property("key", text())
        .property("label", text())
        .property("sort", one_of(&["value", "without", "rest", "total"]))
        .property("daily", list(amount()).description(Some("One for each of the days.")))
        .property("total", amount())
        .property("previous", amount().description(Some("Of as many days before; null before all costs.")))
        .property(
            "yearBefore",
            amount().description(Some("Of the same days a year before; null before all costs.")),
        )
        .required("label")
        .required("daily")
        .required("total");
    let rules = object()
        .property(
            "rules",
            list(map(anything())).description(Some("In their order; the first that fits decides.")),
        )
        .property("items", number(0))
        .property("total", by_currency())
        .property("allocated", by_currency())
        .property("unallocated", by_currency())
        .property("unallocatedItems", number(0))
        .property("unknown", list(map(anything())).description(Some("Names that the catalog does not have.")))
        .property("without", list(map(anything())).description(Some("The dearest items that nobody has.")))
        .property("warnings", list(text()))
        .required("rules")
        .required("items");
    let allocation = object()
        .property("rules", list(map(anything())))
        .property("environment", list(anything()))
        .property("defaults", ObjectBuilder::new().schema_type(Type::Boolean));
    let alert = object()
        .property("id", text())
        .property("sort", one_of(&["anomaly", "budget", "growth", "unallocated"]))
        .property("title", text())
        .property("text", text())
        .property("amount", amount())
        .property(
            "decision",
            map(anything()).description(Some("What was decided about it; null if nothing.")),
        )
        .required("id")
        .required("title");
    let decision = object()
        .property("id", text())
        .property("action", one_of(&["snooze", "accept", "dismiss", "reopen"]))
        .property("duration", one_of(&SNOOZES.map(|(word, _)| word)))
        .property("reason", one_of(&REASONS))
        .property("note", text())
        .required("id")
        .required("action");
    let numbers = || list(map(anything())).description(Some("`{date, amount}`, amounts are numbers."));
    let cost = object()
        .property("id", text())
        .property("aggregation", numbers())
        .property("change", map(anything()))
        .property("trendline", map(anything()).description(Some("Over seconds since 1970.")))
        .property("groupedCosts", map(list(map(anything()))))
        .required("id")
        .required("aggregation");
    [
        ("CostDashboard", dashboard),
        ("CostSeries", series),
        ("CostRules", rules),
        ("CostAllocation", allocation),
        ("CostAlert", alert),
        ("CostDecision", decision),
        ("InsightsCost", cost),
    ]
}
