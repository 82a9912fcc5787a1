//! Every problem, by file: what is wrong, where, and what to do.

use crate::{
    api,
    ask::ask,
    components::{
        card::Card,
        diagnostics::DiagnosticList,
        page_title::PageTitle,
        state::{Empty, Loading},
    },
    live::Live,
    paths, query_string,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_portal::views::problems::ProblemsView;

/// The problems page.
#[component]
pub(crate) fn ProblemsPage() -> impl IntoView {
    let location = use_location();
    let severity = Memo::new(move |_| query_string::value(&location.search.get(), "severity"));
    let view = ask(move || (severity.get(), Live::version()), |(severity, _)| api::load_problems(severity));
    view! {
        <PageTitle text="Problems" />
        {view
            .show(
                8,
                move |view| view! { <Content view severity=severity.get_untracked() /> }.into_any(),
            )}
    }
}

#[component]
fn Content(view: ProblemsView, severity: String) -> impl IntoView {
    let ProblemsView { files, errors, warnings, infos, more, loading } = view;
    let all = errors + warnings + infos;
    let choices = [("", "All", all), ("error", "Errors", errors), ("warning", "Warnings", warnings)];
    let choices = choices.map(|(word, label, count)| {
        let current = (word == severity).then_some("page");
        view! {
            <a class="segment" href=paths::problems(word) aria-current=current>
                {label} <span class="segment-count">{count}</span>
            </a>
        }
    });
    let is_empty = files.is_empty();
    let cards = files.into_iter().map(|file| {
        let count = file.diagnostics.len().to_string();
        let title = match file.file.strip_prefix("url:").unwrap_or(&file.file) {
            "" => "Configuration".to_owned(),
            place => place.to_owned(),
        };
        let label = title.clone();
        view! {
            <section class="card" aria-label=label>
                <div class="card-head">
                    <h2 class="file-name">{title}</h2>
                    <span class="pill">{count}</span>
                </div>
                <DiagnosticList diagnostics=file.diagnostics show_file=false known=file.known />
            </section>
        }
    });
    view! {
        <div class="page">
            <div class="page-head">
                <h1>"Problems"</h1>
                <p class="page-note">
                    "Found in catalog files. One broken file never stops the others."
                </p>
            </div>
            {loading.then(|| view! { <Loading /> })}
            <nav class="segments" aria-label="Severity">
                {choices.into_iter().collect_view()}
            </nav>
            {if is_empty {
                view! {
                    <Card title="Nothing to do" id="nothing">
                        <Empty title="No problems of this sort">
                            <p>"Every document was understood, and every reference leads somewhere."</p>
                        </Empty>
                    </Card>
                }
                    .into_any()
            } else {
                view! { <div class="stack">{cards.collect_view()}</div> }.into_any()
            }}
            {(more > 0).then(|| view! { <p class="page-note">{format!("{more} more are not listed.")}</p> })}
        </div>
    }
}
