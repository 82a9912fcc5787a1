//! The steps of something that takes a while: what is done, what is being done, what comes.

use leptos::prelude::*;
use portico_portal::views::register::{Step, StepState};

/// The steps in a row; below each other on narrow screens. The one that runs says for how long.
#[component]
pub(crate) fn Steps(#[prop(into)] label: String, steps: [Step; 3]) -> impl IntoView {
    let items = steps.into_iter().zip(1..).map(|(step, number)| {
        let Step { title, state, note } = step;
        let (tone, mark) = match state {
            StepState::Running => ("step step-running", String::new()),
            StepState::Asked => ("step step-asked", number.to_string()),
            StepState::Done => ("step step-done", "✓".to_owned()),
            StepState::Doubtful => ("step step-doubtful", "!".to_owned()),
            StepState::Failed => ("step step-failed", "✕".to_owned()),
            StepState::Waiting => ("step step-waiting", number.to_string()),
        };
        let running = state == StepState::Running;
        let current = matches!(state, StepState::Running | StepState::Asked).then_some("step");
        view! {
            <li class=tone aria-current=current>
                <span class="step-mark" aria-hidden="true">
                    {running.then(|| view! { <span class="spinner"></span> })}
                    {mark}
                </span>
                <span class="step-text">
                    <span class="step-title">{title}</span>
                    <span class="visually-hidden">{format!(" ({})", state.word())}</span>
                    {(running || !note.is_empty())
                        .then(|| {
                            view! {
                                <span class="step-note">
                                    {note.clone()} {running.then(|| view! { <Elapsed /> })}
                                </span>
                            }
                        })}
                </span>
            </li>
        }
    });
    view! {
        <ol class="steps" aria-label=label>
            {items.collect_view()}
        </ol>
    }
}

/// Seconds since this was shown, counted in the browser.
#[component]
pub(crate) fn Elapsed() -> impl IntoView {
    let seconds = RwSignal::new(0_u32);
    Effect::new(move || {
        let second = std::time::Duration::from_secs(1);
        let counting = set_interval_with_handle(move || seconds.update(|seconds| *seconds += 1), second).ok();
        on_cleanup(move || {
            if let Some(counting) = counting {
                counting.clear();
            }
        });
    });
    // Not announced every second.
    view! { <span class="elapsed" aria-hidden="true">{move || format!("{} s", seconds.get())}</span> }
}
