//! The table below a chart that says the same day by day, folded away.

use leptos::prelude::*;

/// A table of days. `head` are its columns beside the day, `body` its rows (and what they come to), `note` what is to be
/// known about them.
pub(super) fn daily(
    id: impl Into<String>,
    label: impl Into<String>,
    head: impl IntoView + 'static,
    body: impl IntoView + 'static,
    note: Option<AnyView>,
) -> AnyView {
    let (id, label) = (id.into(), label.into());
    view! {
        <details class="chart-figures" id=id>
            <summary>"Figures of every day"</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
                <table class="figures">
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            {head.into_any()}
                        </tr>
                    </thead>
                    {body.into_any()}
                </table>
            </div>
            {note}
        </details>
    }
    .into_any()
}
