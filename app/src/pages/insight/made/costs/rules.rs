//! Which rule took which cost, and a form to try other rules: nothing is stored.

use super::{super::Asked, money};
use crate::{components::state::Empty, pages::made::Markup, paths, query_string};
use leptos::prelude::*;
use portico_cost::{
    allocation::{Explanation, RuleReport, Sample, UnknownName},
    money::{Amount, Currency},
};

/// Rules that show what can be written.
const EXAMPLE: &str = "rules:
  - name: databases by their name
    when: { resource: '{app}-db-*' }
    to: 'component:default/${app}'
  - name: the platform is shared
    when: { account: 'platform-*' }
    share: { among: ['system:default/*'], by: cost }
environment: [env, stage]";

/// Answers for `/cost-insights/rules`.
pub(super) async fn answer(asked: &Asked<'_>) -> Markup {
    let text = query_string::value(asked.query, "rules");
    let is_tried = !text.trim().is_empty();
    let in_force = asked.portal.explain_costs(asked.caller.clone(), None).await;
    let Ok(in_force) = in_force else {
        let view = view! {
            <h1>"Rules"</h1>
            <Empty title="Portico cannot say which rule took what">
                <p>"Its log says why. Try again in a moment."</p>
            </Empty>
        };
        return Markup { status: 500, ..Markup::page("Rules", view) };
    };
    let (told, wrong) = match is_tried {
        false => (in_force, None),
        true => match asked.portal.try_cost_rules(asked.caller.clone(), &text).await {
            Ok(told) => (told, None),
            Err(error) => (in_force, Some(error.to_string())),
        },
    };
    let is_tried = is_tried && wrong.is_none();
    Markup::page("Rules", page(told, text, is_tried, wrong))
}

fn page(told: Explanation, text: String, is_tried: bool, wrong: Option<String>) -> impl IntoView {
    let body = match told.items {
        0 => view! {
            <Empty title="No costs have been imported yet">
                <p>"Once there are bills, this page says which rule took which cost."</p>
            </Empty>
        }
        .into_any(),
        _ => outcome(told, is_tried),
    };
    let wrong = wrong.map(|wrong| view! { <p class="notice notice-bad" role="alert">{wrong}</p> });
    let is_open = !text.is_empty();
    view! {
        <div class="page-head cost-rules-head">
            <h1>"Rules"</h1>
            <div class="page-actions">
                <a class="button" href=paths::COSTS>"Costs"</a>
                <a class="button" href=paths::COST_IMPORTS>"Imports"</a>
            </div>
        </div>
        <p class="page-lead">
            "Rules say whose costs are whose. They are asked in this order, and the first that fits decides. What names nothing in the catalog stays unallocated, and says what it named."
        </p>
        <div class="cost-rules">
        <details class="card" open=is_open>
            <summary>"Try other rules"</summary>
            <form method="get" action=paths::COST_RULES>
                <label class="field">
                    <span class="field-label">"Rules in YAML, as below costInsights.allocation"</span>
                    <textarea name="rules" rows="12" spellcheck="false" placeholder=EXAMPLE>{text}</textarea>
                </label>
                <p class="state-actions">
                    <button class="button button-primary" type="submit">"Try"</button>
                    <a class="button" href=paths::COST_RULES>"Rules in force"</a>
                </p>
                <p class="cost-aside">"Nothing is stored. To keep them, put them into the configuration."</p>
            </form>
        </details>
        {wrong}
        {body}
        </div>
    }
}

fn outcome(told: Explanation, is_tried: bool) -> AnyView {
    let heading = if is_tried { "What these rules would take" } else { "What each rule took" };
    let shares = told.total.iter().map(|(currency, total)| {
        let of = |list: &[(Currency, Amount)]| {
            list.iter().find(|(known, _)| known == currency).map_or(Amount::ZERO, |(_, amount)| *amount)
        };
        let (allocated, without) = (of(&told.allocated), of(&told.unallocated));
        let part = if total.is_zero() { 0.0 } else { allocated.to_f64() / total.to_f64() };
        view! {
            <li>
                <strong>{money::percent(part)}</strong>
                " of " {amount(*currency, *total)} " has an owner; " {amount(*currency, without)} " has none."
            </li>
        }
    });
    let shares = shares.collect_view();
    let warnings =
        told.warnings.iter().cloned().map(|warning| view! { <p class="notice notice-warn">{warning}</p> });
    let warnings = warnings.collect_view();
    let idle = |(rule, _): &(RuleReport, usize)| rule.is_default && rule.items == 0;
    let silent = told.rules.iter().filter(|rule| rule.is_default && rule.items == 0).count();
    let silent =
        (silent > 0).then(|| view! { <p class="card-foot">{silent} " built-in rules took nothing."</p> });
    let rows = told
        .rules
        .into_iter()
        .zip(1..)
        .filter(|numbered| !idle(numbered))
        .map(|(rule, number)| row(rule, number))
        .collect_view();
    view! {
        <ul class="cost-list" role="list">{shares}</ul>
        {warnings}
        <section class="card" aria-labelledby="rules-heading">
            <div class="card-head">
                <h2 id="rules-heading">{heading}</h2>
            </div>
            <div class="table-scroll" tabindex="0" role="region" aria-label=heading>
                <table class="table table-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Rule"</th>
                            <th scope="col">"Looks at"</th>
                            <th scope="col" class="number">"Items"</th>
                            <th scope="col" class="number">"Cost"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {silent}
        </section>
        {unknown(told.unknown)}
        {without(told.without, told.unallocated_items)}
    }
    .into_any()
}

fn row(rule: RuleReport, number: usize) -> impl IntoView {
    let sort = rule.is_default.then(|| view! { <span class="badge badge-info">"built in"</span> });
    let unknown = (rule.unknown_items > 0).then(|| {
        let count = rule.unknown_items;
        view! { <div class="cost-aside">{count} " of them name nothing in the catalog"</div> }
    });
    let samples = (!rule.samples.is_empty()).then(|| {
        let list = rule.samples.into_iter().map(sample).collect_view();
        view! {
            <details>
                <summary>"The dearest"</summary>
                <ul class="cost-list" role="list">{list}</ul>
            </details>
        }
    });
    view! {
        <tr>
            <th scope="row">{number} ". " {rule.name} " " {sort} {unknown} {samples}</th>
            <td data-label="Looks at">{rule.looks_at}</td>
            <td class="number" data-label="Items">{rule.items}</td>
            <td class="number" data-label="Cost">
                <div>{amounts(&rule.total)}</div>
            </td>
        </tr>
    }
}

fn sample(sample: Sample) -> impl IntoView {
    let tags = sample.tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
    let tags = (!tags.is_empty()).then(|| view! { <div class="cost-aside">{tags}</div> });
    let place = [sample.service, sample.account].into_iter().filter(|text| !text.is_empty());
    let place = place.collect::<Vec<_>>().join(", account ");
    view! {
        <li>
            <div>
                <strong>{sample.item}</strong>
                " " {place} ": " {amount(sample.currency, sample.total)}
            </div>
            {tags}
            <div class="cost-aside">"→ " {sample.outcome}</div>
        </li>
    }
}

fn unknown(names: Vec<UnknownName>) -> Option<AnyView> {
    if names.is_empty() {
        return None;
    }
    let rows = names.into_iter().map(|name| {
        view! {
            <tr>
                <th scope="row"><code>{name.named}</code></th>
                <td data-label="Named by">{name.looked_at}</td>
                <td class="number" data-label="Items">{name.items}</td>
                <td class="number" data-label="Cost">
                    <div>{amounts(&name.total)}</div>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let view = view! {
        <section class="card" aria-labelledby="unknown-heading">
            <div class="card-head">
                <h2 id="unknown-heading">"Named, but not in the catalog"</h2>
            </div>
            <p class="cost-rules-lead">
                "Register these entities, correct the tags where the resources are made, or write a rule that leads to another entity."
            </p>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Named, but not in the catalog">
                <table class="table table-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Entity"</th>
                            <th scope="col">"Named by"</th>
                            <th scope="col" class="number">"Items"</th>
                            <th scope="col" class="number">"Cost"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    };
    Some(view.into_any())
}

fn without(samples: Vec<Sample>, items: usize) -> Option<AnyView> {
    if samples.is_empty() {
        return None;
    }
    let shown = samples.len();
    let count = if items > shown { format!("the dearest {shown} of {items}") } else { format!("{items}") };
    let list = samples.into_iter().map(sample).collect_view();
    let view = view! {
        <section class="card" aria-labelledby="without-heading">
            <div class="card-head">
                <h2 id="without-heading">"Without an owner: " {count}</h2>
            </div>
            <p class="cost-rules-lead">
                "A tag such as component or team on the resource is enough; where it cannot be tagged, a rule over its name, its account or its service is."
            </p>
            <ul class="cost-list" role="list">{list}</ul>
        </section>
    };
    Some(view.into_any())
}

fn amounts(list: &[(Currency, Amount)]) -> AnyView {
    if list.is_empty() {
        return view! { "–" }.into_any();
    }
    list.iter()
        .map(|(currency, total)| view! { <div>{amount(*currency, *total)}</div> })
        .collect_view()
        .into_any()
}

fn amount(currency: Currency, amount: Amount) -> AnyView {
    money::Shown { currency, unit: None, is_per_unit: false }.data(amount)
}
