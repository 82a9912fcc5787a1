//! A source: how taking in its bills goes, and what counts.

use super::{
    Shown,
    files::Files,
    words::{amount, count, every, grouped, size, took, until},
};
use crate::time;
use leptos::prelude::*;
use portico_portal::costs::imports::{RunView, SourceView};

/// The card of a source. `index` tells its headings from those of others.
#[component]
pub(super) fn SourceCard(shown: Shown, index: usize, now_ms: i64) -> impl IntoView {
    let heading = format!("source-{index}");
    let labelled = heading.clone();
    let Shown { view, bad_rows, is_whole } = shown;
    let last = view.runs.first().cloned();
    let running = last.clone().filter(|run| run.ended_ms.is_none());
    let orders = match running {
        Some(_) => order(&view.id, "cancel", "End this import", "button"),
        None => order(&view.id, "import", "Import now", "button"),
    };
    view! {
        <section class="card import" aria-labelledby=labelled>
            <div class="card-head">
                <h2 id=heading>{view.title.clone()}</h2>
                {state(last.as_ref())}
                <div class="card-aside">{orders}</div>
            </div>
            <div class="card-body import-body">
                {facts(&view, last.as_ref(), now_ms)}
                {running.map(|run| progress(&view.title, &run, now_ms))}
                {last.filter(|run| run.ended_ms.is_some()).map(|run| failures(&run))}
            </div>
            <Files view=view bad_rows=bad_rows is_whole=is_whole index=index />
        </section>
    }
}

/// A form that wants something.
pub(super) fn order(source: &str, what: &'static str, label: &'static str, class: &'static str) -> AnyView {
    view! {
        <form action="/ui/costs/imports" method="post">
            <input type="hidden" name="source" value=source.to_owned() />
            <button class=class name="what" value=what>{label}</button>
        </form>
    }
    .into_any()
}

fn state(last: Option<&RunView>) -> AnyView {
    let (class, label) = match last.map(|run| (run.state, run.report.failed)) {
        None => ("badge badge-info", "never read"),
        Some(("running", _)) => ("badge badge-info", "importing"),
        Some(("done", _)) => ("badge badge-ok", "up to date"),
        Some(("cancelled", _)) => ("badge badge-warn", "ended early"),
        Some((_, 0)) => ("badge badge-bad", "failed"),
        Some(_) => ("badge badge-warn", "read in part"),
    };
    view! { <span class=class>{label}</span> }.into_any()
}

fn facts(view: &SourceView, last: Option<&RunView>, now_ms: i64) -> AnyView {
    let last = match last {
        None => "Not yet".to_owned(),
        Some(run) => match run.ended_ms {
            None => format!("Began {}", time::ago(now_ms, run.started_ms)),
            Some(ended_ms) => {
                let took = took(ended_ms - run.started_ms);
                format!("{}, took {took}", time::for_people(ended_ms))
            }
        },
    };
    let next = match view.next_ms {
        Some(at_ms) => format!("{} ({})", until(now_ms, at_ms), every(view.frequency_seconds)),
        None => every(view.frequency_seconds),
    };
    let totals = view.totals.iter().map(|total| {
        let (shown, exact) = amount(total);
        let rows = count(total.rows, "row", "rows");
        view! {
            <div>
                <data class="import-total" value=exact.clone() title=exact>{shown}</data>
                " "
                <span class="muted">"billed, in " {rows}</span>
            </div>
        }
    });
    let totals = totals.collect_view();
    let nothing = view.totals.is_empty().then_some("Nothing yet");
    let bad = (view.bad_rows > 0).then(|| {
        let rows = count(u64::try_from(view.bad_rows).unwrap_or_default(), "bad row", "bad rows");
        view! { <p class="notice notice-warn">{rows} ": what they cost is in no total. See them below."</p> }
    });
    let odd = view.warnings.iter().map(|warning| {
        view! { <p class="notice notice-warn">{warning.clone()}</p> }
    });
    let odd = odd.collect_view();
    view! {
        <dl class="import-facts">
            <div>
                <dt>"Files lie in"</dt>
                <dd><code>{view.target.clone()}</code></dd>
            </div>
            <div>
                <dt>"Last import"</dt>
                <dd>{last}</dd>
            </div>
            <div>
                <dt>"Next import"</dt>
                <dd>{next}</dd>
            </div>
            <div>
                <dt>"What counts"</dt>
                <dd>{totals} {nothing}</dd>
            </div>
        </dl>
        {bad}
        {odd}
    }
    .into_any()
}

/// How far a running import is.
fn progress(title: &str, run: &RunView, now_ms: i64) -> AnyView {
    let report = &run.report;
    let file = report.file.clone().map(|file| {
        let of = report.bytes_of.map(|bytes| format!(" of {}", size(bytes))).unwrap_or_default();
        let bytes = size(report.bytes);
        view! { <p class="import-file"><code>{file}</code> " " <span class="muted">{bytes} {of}</span></p> }
    });
    let (done, all) = (report.files_done, report.files);
    let rows = count(report.rows, "row", "rows");
    let bad = (report.bad_rows > 0).then(|| format!(", {} bad", grouped(report.bad_rows)));
    let elapsed = took(now_ms - run.started_ms);
    let label = format!("Files of {title} that are done with");
    // The bytes of the file that is being read move the bar, too.
    let part = match report.bytes_of {
        Some(of) if of > 0 => (report.bytes.min(of) * 1000 / of).min(1000),
        _ => 0,
    };
    let value = u64::try_from(done).unwrap_or_default() * 1000 + part;
    let most = u64::try_from(all.max(1)).unwrap_or(1) * 1000;
    view! {
        <div class="import-progress">
            <progress aria-label=label max=most.to_string() value=value.min(most).to_string()></progress>
            <p>{grouped(done)} " of " {count(u64::try_from(all).unwrap_or_default(), "file", "files")} ", " {rows} {bad} ", " {elapsed}</p>
            {file}
        </div>
    }
    .into_any()
}

/// Why an import came to nothing, or to less than it should.
fn failures(run: &RunView) -> AnyView {
    let Some(error) = run.error.clone() else { return ().into_any() };
    let list = run.report.failures.iter().map(|failure| {
        view! { <li><code>{failure.path.clone()}</code> ": " {failure.reason.clone()}</li> }
    });
    let list = list.collect_view();
    let more = run.report.failed.saturating_sub(run.report.failures.len());
    let more = (more > 0).then(|| view! { <li>{grouped(more)} " more"</li> });
    let list = (run.report.failed > 0).then(|| view! { <ul>{list} {more}</ul> });
    view! {
        <div class="notice notice-bad import-failure">
            <p>{error}</p>
            {list}
        </div>
    }
    .into_any()
}
