//! The form of a template: steps, the page that the address says, and beside it what the template would write.

use super::Markup;
use crate::{
    api::server,
    components::{entity_link::EntityLinks, state::Empty},
    paths, query_string,
};
use leptos::prelude::*;
use portico_entity::EntityRef;
use portico_form::{Problem, Secrets, State, Told, html::Look};
use portico_portal::{
    create::{Wizard, WizardError},
    views::Named,
};
use serde_json::json;

/// The page of the form.
pub(super) fn answer(namespace: &str, name: &str, query: &str) -> Markup {
    let reference = EntityRef::new("template", namespace, name);
    let (portal, caller) = (server::portal(), server::caller());
    let wizard = match portal.wizard(&caller, &reference) {
        Ok(wizard) => wizard,
        Err(WizardError::Unknown(_)) => {
            let html = super::nothing("There is no such template").to_html();
            return Markup { status: 404, title: "Not found".to_owned(), html };
        }
        Err(error) => return Markup::page("Template", broken(&reference, &error.to_string())),
    };
    let pairs = query_string::pairs(query);
    let state = wizard.form.read(&pairs);
    let offers = portal.offers(&caller, &wizard.form, &state);
    let address = paths::template(&reference.to_string());
    let template = reference.to_string();
    let look = Look {
        address: &address,
        start: paths::START,
        template: &template,
        labels: wizard.labels.clone(),
        offers: Some(&offers),
        is_live: false,
        secret_problems: &refused(&wizard, &state, &pairs),
        failure: failure(&pairs),
    };
    let form = wizard.form.html(&state, &look);
    let data = data(&wizard, &look);
    let title = wizard.template.title.clone();
    let owners: Vec<Named> = portal.template_owners(&reference);
    let view = view! {
        <Head wizard=wizard.clone() owners />
        <div class="wizard" data-studio="wizard">
            <script r#type="application/json" inner_html=data></script>
            <div class="wizard-main" data-wizard="" inner_html=form></div>
            <aside class="wizard-side" data-preview="" hidden></aside>
        </div>
    };
    Markup::page(&title, view)
}

/// What the template is, and what of its form nobody here knows.
#[component]
fn Head(wizard: Wizard, owners: Vec<Named>) -> impl IntoView {
    let is_golden = wizard.tags.iter().any(|tag| tag == "golden-path");
    let badge = is_golden.then(|| view! { <span class="badge wizard-badge">"golden path"</span> });
    let about = wizard.template.description.map(|about| view! { <p class="page-lead">{about}</p> });
    let owners = (!owners.is_empty())
        .then(|| view! { <p class="wizard-owner">"By " <EntityLinks names=owners /></p> });
    let faults = (!wizard.faults.is_empty()).then(|| {
        let faults = wizard.faults.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view();
        view! {
            <details class="notice notice-warn wizard-faults">
                <summary>"Some of this form is not shown as its author meant it"</summary>
                <ul>{faults}</ul>
            </details>
        }
    });
    view! {
        <div class="page-head wizard-head">
            <h1>{wizard.template.title}</h1>
            {badge}
            {owners}
        </div>
        {about}
        {faults}
    }
}

/// A template that cannot be run, and why.
fn broken(reference: &EntityRef, reason: &str) -> AnyView {
    let (entity, reason) = (paths::entity(&reference.to_string()), reason.to_owned());
    view! {
        <Empty title="This template cannot be used">
            <p>{reason}</p>
            <p class="state-actions">
                <a class="button" href=entity>
                    "Look at its file"
                </a>
                <a class="button" href=paths::CREATE>
                    "Other templates"
                </a>
            </p>
        </Empty>
    }
    .into_any()
}

/// What was wrong with secrets that were sent: the address says where, and nothing of what they were.
fn refused(wizard: &Wizard, state: &State, pairs: &[(String, String)]) -> Vec<Problem> {
    if state.told != Told::All {
        return Vec::new();
    }
    let mut problems = wizard.form.check_secrets(state, &Secrets::new());
    let again = pairs.iter().filter(|(name, _)| name == "again").map(|(_, pointer)| pointer);
    for pointer in again.filter(|pointer| {
        wizard.form.secrets(&state.values, &state.chosen).iter().any(|field| field.pointer == **pointer)
    }) {
        problems.retain(|problem| problem.pointer != *pointer);
        let message = "This was not as it must be. Enter it again.".to_owned();
        problems.push(Problem { pointer: pointer.clone(), message });
    }
    problems
}

/// Why nothing was started, in the words for what the address says.
fn failure(pairs: &[(String, String)]) -> Option<&'static str> {
    let (_, reason) = pairs.iter().find(|(name, _)| name == "failed")?;
    Some(match reason.as_str() {
        "off" => "This Portico runs no templates. Nothing was started; ask those who run it.",
        "invalid" => {
            "The values or secrets are not what the template asks for. Nothing was started; check them, or ask the template's owner."
        }
        _ => {
            "The task could not be started, and nothing was done. Try again; if it fails again, the server's log says why."
        }
    })
}

/// What the studio needs to make the form again.
fn data(wizard: &Wizard, look: &Look<'_>) -> String {
    let labels =
        json!({ "back": look.labels.back, "review": look.labels.review, "create": look.labels.create });
    let offers = look.offers.into_iter().flatten();
    let offers: serde_json::Map<String, serde_json::Value> =
        offers.map(|(key, offer)| (key.clone(), offer.to_json())).collect();
    let steps: Vec<_> = wizard.template.steps.iter().map(|step| step.raw.clone()).collect();
    let data = json!({
        "pages": wizard.form.schemas(),
        "secrets": wizard.template.secrets,
        "place": wizard.place.to_json(),
        "address": look.address,
        "start": look.start,
        "template": look.template,
        "labels": labels,
        "offers": offers,
        "steps": steps,
        "failure": look.failure,
        "refused": look.secret_problems.iter().map(|one| [&one.pointer, &one.message]).collect::<Vec<_>>(),
        "user": user(),
        "skeleton": paths::skeleton(look.template),
    });
    // Within a script element, only this could end it.
    data.to_string().replace('<', "\\u003c")
}

/// Who is looking, as expressions know them.
fn user() -> serde_json::Value {
    let (portal, caller) = (server::portal(), server::caller());
    let Some(person) = caller.person() else { return json!({}) };
    let entity = portal.index().get(person).map(|document| document.json.clone());
    let entity: Option<serde_json::Value> = entity.and_then(|json| serde_json::from_str(&json).ok());
    json!({ "ref": person, "entity": entity })
}
