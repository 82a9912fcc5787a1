//! The finished form: `POST /ui/create/start` checks everything once more, starts the task, and leads to it; or back to
//! what needs another look.

use crate::{rest::caller::Asked, router::AppState};
use axum::{
    Form,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_app::paths;
use portico_entity::EntityRef;
use portico_form::{Secrets, State as Filled, Told};
use portico_portal::create::{CreateError, Wanted};

pub(super) async fn answer(
    State(state): State<AppState>,
    asked: Asked,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let Some(reference) = super::template_of(&pairs) else {
        return (StatusCode::BAD_REQUEST, "The form does not say which template it is of.\n").into_response();
    };
    let back = |pairs: &[(String, String)]| lead(&paths::template_with(&reference.to_string(), pairs));
    let Ok(wizard) = state.portal.wizard(&asked.caller(), &reference) else {
        // The page says why.
        return lead(&paths::template(&reference.to_string()));
    };
    let secrets: Secrets = pairs
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("s.")?.to_owned(), text.clone())))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    // Sent from the review page, or from anywhere that says the same.
    let sent: Vec<_> = pairs.into_iter().filter(|(name, _)| name != "go").collect();
    let filled = Filled { told: Told::All, ..wizard.form.read(&sent) };
    if let Some(page) = (0..wizard.form.review()).find(|page| !wizard.form.check(*page, &filled).is_empty()) {
        return back(&Filled { page, ..filled }.query());
    }
    let filled = Filled { page: wizard.form.review(), ..filled };
    let wrong = wizard.form.check_secrets(&filled, &secrets);
    if !wrong.is_empty() {
        let mut pairs = filled.query();
        let again = wrong.into_iter().filter(|problem| secrets.contains_key(&problem.pointer));
        pairs.extend(again.map(|problem| ("again".to_owned(), problem.pointer)));
        return back(&pairs);
    }
    let finished = wizard.form.finish(&filled, &secrets);
    let wanted = Wanted {
        template: reference.to_string(),
        values: finished.values.as_object().cloned().unwrap_or_default(),
        secrets: finished.secrets.into_iter().collect(),
    };
    match state.portal.start_task(&asked.caller(), wanted).await {
        Ok(id) => lead(&paths::task(&id)),
        Err(error) => {
            let mut pairs = Filled { told: Told::Nothing, ..filled }.query();
            pairs.push(("failed".to_owned(), reason(&error, &reference).to_owned()));
            back(&pairs)
        }
    }
}

/// The word by which the page says why nothing was started.
fn reason(error: &CreateError, template: &EntityRef) -> &'static str {
    match error {
        CreateError::Off => "off",
        CreateError::Invalid(_) => "invalid",
        error => {
            tracing::error!(%error, %template, "a task could not be started");
            "inside"
        }
    }
}

fn lead(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}
