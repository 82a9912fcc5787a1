//! How far registering came: read, check, confirm.

use super::{LookView, counted};
use portico_entity::Severity;

/// One step of registering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub title: &'static str,
    /// How it stands.
    pub state: StepState,
    /// What is to be said about it; may be empty.
    pub note: String,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It is being done by the program.
    Running,
    /// It is the reader's turn.
    Asked,
    /// It is done.
    Done,
    /// It is done, and something is not as it should be.
    Doubtful,
    /// It failed, and nothing comes after it.
    Failed,
    /// Its turn has not come.
    Waiting,
}

impl StepState {
    /// The word for those who cannot see its mark, and for styles.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Asked => "next",
            Self::Done => "done",
            Self::Doubtful => "done, with problems",
            Self::Failed => "failed",
            Self::Waiting => "waiting",
        }
    }
}

/// The three steps in these states.
fn steps(states: [(StepState, String); 3]) -> [Step; 3] {
    let [read, check, confirm] = states;
    let step = |title, (state, note)| Step { title, state, note };
    [step("Read", read), step("Check", check), step("Confirm", confirm)]
}

/// The steps while an address is looked at.
pub fn steps_while_looking() -> [Step; 3] {
    let waiting = || (StepState::Waiting, String::new());
    steps([(StepState::Running, String::new()), waiting(), waiting()])
}

impl LookView {
    /// The steps, now that it was looked at.
    pub fn steps(&self) -> [Step; 3] {
        let waiting = || (StepState::Waiting, String::new());
        if self.is_unreadable() {
            return steps([(StepState::Failed, "could not be read".to_owned()), waiting(), waiting()]);
        }
        let read = (StepState::Done, duration(self.took_ms));
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let others = self.problems.len() - errors;
        let note = match (errors, others) {
            (0, 0) => "no problems".to_owned(),
            (0, others) => counted(others, "remark"),
            (errors, 0) => counted(errors, "error"),
            (errors, others) => format!("{}, {}", counted(errors, "error"), counted(others, "remark")),
        };
        let check = match (errors, self.rows.is_empty()) {
            (0, false) => StepState::Done,
            (_, true) => StepState::Failed,
            _ => StepState::Doubtful,
        };
        let confirm = match (self.registered, self.can_register()) {
            (true, _) => (StepState::Done, "registered already".to_owned()),
            (_, true) => (StepState::Asked, "your turn".to_owned()),
            _ => waiting(),
        };
        steps([read, (check, note), confirm])
    }
}

/// `under 0.1 s`, `0.4 s`, `12 s`.
fn duration(ms: u64) -> String {
    match ms {
        0..100 => "under 0.1 s".to_owned(),
        100..10_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{} s", ms / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FoundRow, LookView, Standing};
    use super::StepState;
    use portico_entity::Diagnostic;

    fn row(standing: Standing) -> FoundRow {
        FoundRow {
            entity_ref: "component:default/a".into(),
            kind: "Component".into(),
            label: "a".into(),
            name: None,
            description: None,
            owner: None,
            standing,
        }
    }

    #[track_caller]
    fn check(view: &LookView, expect: [StepState; 3]) {
        assert_eq!(view.steps().map(|step| step.state), expect);
    }

    #[test]
    fn the_steps_say_how_far_it_came() {
        use StepState::{Asked, Done, Doubtful, Failed, Waiting};
        let good = LookView {
            target: "https://x.test/a".into(),
            rows: vec![row(Standing::New), row(Standing::Taken)],
            took_ms: 1_250,
            ..LookView::default()
        };
        check(&good, [Done, Done, Asked]);
        assert_eq!((good.new_entities(), good.steps()[0].note.as_str()), (1, "1.2 s"));
        check(&LookView { registered: true, ..good.clone() }, [Done, Done, Done]);
        check(&LookView { readonly: true, ..good.clone() }, [Done, Done, Waiting]);
        let broken = Diagnostic::error("syntax", "https://x.test/a", (3, 1), "no YAML");
        check(&LookView { problems: vec![broken.clone()], ..good.clone() }, [Done, Doubtful, Asked]);
        let nothing = LookView { rows: Vec::new(), ..good };
        check(&LookView { problems: vec![broken], ..nothing.clone() }, [Done, Failed, Waiting]);
        let gone = Diagnostic::error("not-found", "url:https://x.test/a", (0, 0), "404");
        check(&LookView { problems: vec![gone], ..nothing }, [Failed, Waiting, Waiting]);
    }
}
