//! Registering a location: what an address would bring, and what it brought.

use super::Named;
use portico_entity::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};

/// What an address would bring into the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LookView {
    /// The address, as it was understood.
    pub target: String,
    /// The entities, without the Locations that lead to them.
    pub rows: Vec<FoundRow>,
    /// Number of entities that are not listed.
    pub more: usize,
    /// Number of further Locations that were followed.
    pub locations: usize,
    /// What is wrong with the address and with what it leads to.
    pub problems: Vec<Diagnostic>,
    /// Those of the entities that they are about which the catalog has.
    pub known: Vec<String>,
    /// Whether the address is registered already.
    pub registered: bool,
    /// Whether there was more than is followed for a look.
    pub is_partial: bool,
    /// Whether the configuration forbids to register anything.
    pub readonly: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// An entity that a look found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Kind in its own spelling.
    pub kind: String,
    /// What to call it.
    pub label: String,
    /// Name, if it is not the label; with the namespace, if that is not the default one.
    pub name: Option<String>,
    /// What it is good for.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// Whether the catalog has it.
    pub standing: Standing,
}

/// Who owns a found entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// Somebody who is in the catalog, or nobody knows.
    Known(Named),
    /// Somebody who comes with the same address.
    Coming(String),
}

/// Whether the catalog has an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It does not have it.
    New,
    /// It has it, from this address.
    Here,
    /// It has it from elsewhere, and that one stays.
    Taken,
}

/// What a registered address brought so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FollowView {
    /// The address.
    pub target: String,
    /// Whether it is registered.
    pub registered: bool,
    /// The entities in the catalog that come from it, without Locations.
    pub rows: Vec<FoundRow>,
    /// Number of entities that are not listed.
    pub more: usize,
    /// What is wrong with the address and with what it leads to.
    pub problems: Vec<Diagnostic>,
    /// Those of the entities that they are about which the catalog has.
    pub known: Vec<String>,
}

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
    /// Whether the address itself could not be read.
    pub fn is_unreadable(&self) -> bool {
        let own = |problem: &Diagnostic| {
            matches!(problem.code.as_str(), "not-found" | "unreachable" | "location-type" | "address")
                && problem.file.strip_prefix("url:").unwrap_or(&problem.file) == self.target
        };
        self.rows.is_empty() && self.problems.iter().any(own)
    }

    /// Number of entities that registering would create.
    pub fn new_entities(&self) -> usize {
        self.rows.iter().filter(|row| row.standing == Standing::New).count() + self.more
    }

    /// Whether there is something that can be registered.
    pub fn can_register(&self) -> bool {
        let is_empty = self.rows.is_empty() && self.locations == 0;
        !self.readonly && !self.registered && !is_empty
    }

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

impl FollowView {
    /// Whether nothing has come and nothing went wrong so far.
    pub fn is_waiting(&self) -> bool {
        self.rows.is_empty() && self.problems.is_empty()
    }
}

/// `1 error`, `2 errors`.
pub fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// `1 entity`, `2 entities`.
pub fn entities(count: usize) -> String {
    if count == 1 { "1 entity".to_owned() } else { format!("{count} entities") }
}

/// `under 0.1 s`, `0.4 s`, `12 s`.
fn duration(ms: u64) -> String {
    match ms {
        0..100 => "under 0.1 s".to_owned(),
        100..10_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{} s", ms / 1000),
    }
}

/// Reads an address as people paste it.
///
/// # Errors
/// If it cannot be registered: what is wrong and what to do.
pub fn address(text: &str) -> Result<String, (String, &'static str)> {
    let text = text.trim();
    let text = text.strip_prefix("url:").unwrap_or(text).trim_start();
    if text.is_empty() {
        return Err(("There is no address".to_owned(), "Paste the address of a catalog-info.yaml."));
    }
    if text.chars().any(char::is_whitespace) {
        return Err(("An address has no blanks in it".to_owned(), "Paste one address, nothing around it."));
    }
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let Some(rest) = rest else {
        let is_path = lower.starts_with("file:") || lower.starts_with(['/', '.']);
        return Err(if is_path {
            let help = "Only web addresses are registered here; files on the server's own disk are named in the \
                        configuration, below catalog.locations.";
            (format!("\u{201c}{text}\u{201d} is a path, not a web address"), help)
        } else {
            let help = "Begin with https://, as the address bar of your browser shows it.";
            (format!("\u{201c}{text}\u{201d} is not a web address"), help)
        });
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        let help =
            "Take it out. How Portico signs in to a host is said in the configuration, below integrations.";
        return Err(("The address carries a user or a password".to_owned(), help));
    }
    if host.is_empty() {
        return Err((format!("\u{201c}{text}\u{201d} names no host"), "Paste the whole address."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{FoundRow, LookView, Standing, StepState, address};
    use portico_entity::Diagnostic;

    #[test]
    fn addresses_are_read_as_they_are_pasted() {
        for text in ["https://x.test/a.yaml", "  https://x.test/a.yaml\n", "url:https://x.test/a.yaml"] {
            assert_eq!(address(text).as_deref(), Ok("https://x.test/a.yaml"), "{text}");
        }
    }

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let (message, help) = address(text).expect_err(text);
        assert!(format!("{message}. {help}").contains(words), "{text}: {message}. {help}");
    }

    #[test]
    fn what_cannot_be_registered_says_why_and_what_to_do() {
        refused("", "no address");
        refused("url: ", "no address");
        refused("x.test/a.yaml", "Begin with https://");
        refused("ftp://x.test/a", "Begin with https://");
        refused("javascript:alert(1)", "not a web address");
        refused("/srv/catalog.yaml", "catalog.locations");
        refused("file:./catalog.yaml", "catalog.locations");
        refused("https://", "names no host");
        refused("https:///a", "names no host");
        refused("https://me:secret@x.test/a", "integrations");
        refused("see https://x.test/a", "blanks");
    }

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
