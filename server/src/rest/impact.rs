//! `GET /impact`: what a change to an entity would concern. An addition to the API that clients know.

use super::{caller::Asked, error::ApiError, query::Pairs, reply};
use crate::{
    impact::{ImpactFormat, impossible},
    router::AppState,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use portico_portal::{
    Unknown,
    limits::CONCERNED_MOST,
    views::impact::{Grouping, ImpactQuestion, What},
};

/// Entities that are listed if the request does not say, in a format to read.
pub(super) const DEFAULT_LIMIT: usize = 200;
/// Entities that can be listed at most.
pub(super) const MOST: usize = CONCERNED_MOST;

/// Formats by their words in addresses: the media type, and the ending of the file's name, if it is one to keep.
const FORMATS: [(&str, ImpactFormat, &str, Option<&str>); 3] = [
    ("json", ImpactFormat::Json, "application/json; charset=utf-8", None),
    ("csv", ImpactFormat::Csv, "text/csv; charset=utf-8; header=present", Some("csv")),
    ("markdown", ImpactFormat::Markdown, "text/markdown; charset=utf-8", Some("md")),
];

/// The routes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/impact", get(impact))]
}

/// What was asked, before anything is looked up.
struct Request {
    reference: String,
    change: What,
    to: Option<String>,
    owner: Option<String>,
    group: Grouping,
    limit: Option<usize>,
    format: usize,
}

async fn impact(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let request = request(&pairs)?;
    // Large answers take their time, which must not be that of other requests.
    let answer = tokio::task::spawn_blocking(move || answer(&state, asked, &request));
    answer.await.map_err(|_| ApiError::Internal)?
}

fn answer(state: &AppState, asked: Asked, request: &Request) -> Result<Response, ApiError> {
    let (portal, caller) = (&state.portal, asked.caller());
    let entity_ref = portal.meant(&caller, &request.reference)?;
    if let Some(message) = impossible(&entity_ref, request.change) {
        return Err(ApiError::Input(message));
    }
    let named = |given: &Option<String>, parameter: &str| match given {
        None => Ok(String::new()),
        Some(text) => {
            portal.meant(&caller, text).map_err(|unknown| ApiError::Input(format!("{parameter}: {unknown}")))
        }
    };
    let question = ImpactQuestion {
        change: request.change,
        to: named(&request.to, "to")?,
        group: request.group,
        owner: named(&request.owner, "owner")?,
        entity_ref,
    };
    let (_, format, media_type, ending) = FORMATS[request.format];
    let limit = request.limit.unwrap_or(if format == ImpactFormat::Csv { MOST } else { DEFAULT_LIMIT });
    let view = portal.impact_of(caller, &question, limit);
    // It may have gone since it was found.
    let view = view.ok_or_else(|| Unknown::Nothing(question.entity_ref.clone(), None))?;
    let body = format.write(&view).map_err(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "an answer about a change cannot be written"
        );
        ApiError::Internal
    })?;
    let Some(ending) = ending else { return Ok(reply::json(body)) };
    let disposition = format!("attachment; filename=\"{}\"", file_name(&question, ending));
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, body).into_response())
}

/// A name that every system takes: letters, digits and dashes.
fn file_name(question: &ImpactQuestion, ending: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let reference: String =
        question.entity_ref.chars().map(|letter| if is_plain(letter) { letter } else { '-' }).collect();
    format!("impact-{}-{reference}.{ending}", question.change.word())
}

fn request(pairs: &[(String, String)]) -> Result<Request, ApiError> {
    let input = |message: String| ApiError::Input(message);
    let one_of = |name: &str, words: &[&str]| input(format!("{name} must be one of {}", words.join(", ")));
    let mut reference = None;
    let mut request = Request {
        reference: String::new(),
        change: What::default(),
        to: None,
        owner: None,
        group: Grouping::default(),
        limit: None,
        format: 0,
    };
    for (name, given) in pairs {
        match name.as_str() {
            "ref" => reference = Some(given.clone()).filter(|given| !given.is_empty()),
            "change" => {
                let words = What::ALL.map(What::word);
                request.change = What::of_word(given).ok_or_else(|| one_of("change", &words))?;
            }
            "to" => request.to = Some(given.clone()).filter(|given| !given.is_empty()),
            "owner" => request.owner = Some(given.clone()).filter(|given| !given.is_empty()),
            "group" => {
                let words = Grouping::ALL.map(Grouping::word);
                request.group = Grouping::of_word(given).ok_or_else(|| one_of("group", &words))?;
            }
            "limit" => {
                let number = given.parse().ok().filter(|number| (1..=MOST).contains(number));
                let number =
                    number.ok_or_else(|| input(format!("limit must be a number from 1 to {MOST}")))?;
                request.limit = Some(number);
            }
            "format" => {
                let words = FORMATS.map(|(word, ..)| word);
                let position = words.iter().position(|word| word == given);
                request.format = position.ok_or_else(|| one_of("format", &words))?;
            }
            other => {
                let known = "ref, change, to, owner, group, limit and format";
                return Err(input(format!("unknown query parameter \"{other}\"; known are {known}")));
            }
        }
    }
    request.reference =
        reference.ok_or_else(|| input("ref must name an entity: <kind>:<namespace>/<name>".into()))?;
    if request.to.is_some() && request.change != What::Move {
        return Err(input("to says who takes over; it needs change=move".to_owned()));
    }
    Ok(request)
}
