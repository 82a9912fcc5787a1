//! What is told: read at the edge, so that what is stored can be shown.

use super::{
    super::limits::{
        NOTIFY_DESCRIPTION, NOTIFY_LINK, NOTIFY_METADATA, NOTIFY_NAME, NOTIFY_SCOPE, NOTIFY_TITLE,
    },
    NotifyError,
};
use portico_entity::is_safe_address;
use portico_store::{NotificationSeverity, NotificationText};
use serde_json::{Map, Value};

/// Something to tell, as its sender has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// In a few words.
    pub title: String,
    /// In a few sentences.
    pub description: Option<String>,
    /// Where more is to be seen: an address, or the path of a page of the portal.
    pub link: Option<String>,
    /// How pressing it is, in a word; `normal` if it does not say.
    pub severity: Option<String>,
    /// What sort it is.
    pub topic: Option<String>,
    /// What it is about.
    pub scope: Option<String>,
    /// The name of an icon.
    pub icon: Option<String>,
    /// What programs know about it.
    pub metadata: Map<String, Value>,
}

impl Message {
    pub(super) fn read(self, origin: &str) -> Result<NotificationText, NotifyError> {
        let wrong = |message: String| Err(NotifyError::Wrong(message));
        let title = self.title.trim();
        if title.is_empty() {
            return wrong("a notification needs a title".to_owned());
        }
        let said = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (description, link) = (said(&self.description).unwrap_or_default(), said(&self.link));
        let (topic, scope, icon) = (said(&self.topic), said(&self.scope), said(&self.icon));
        let bytes = |text: &Option<String>| text.as_deref().map_or(0, str::len);
        let metadata = Value::Object(self.metadata.clone()).to_string();
        for (what, given, most) in [
            ("title", title.len(), NOTIFY_TITLE),
            ("description", description.len(), NOTIFY_DESCRIPTION),
            ("link", bytes(&link), NOTIFY_LINK),
            ("topic", bytes(&topic), NOTIFY_NAME),
            ("scope", bytes(&scope), NOTIFY_SCOPE),
            ("icon", bytes(&icon), NOTIFY_NAME),
            ("metadata as JSON", metadata.len(), NOTIFY_METADATA),
        ] {
            if given > most {
                return wrong(format!(
                    "the {what} of a notification is {given} bytes long; it may have {most}"
                ));
            }
        }
        if let Some(link) = link.as_deref().filter(|link| !is_safe_link(link)) {
            return wrong(format!(
                "the link of a notification cannot be \"{link}\"; it is the path of a page that begins with /, or an \
                 address that begins with https:// or http://"
            ));
        }
        let severity = match said(&self.severity) {
            None => NotificationSeverity::default(),
            Some(word) => severity(&word)?,
        };
        Ok(NotificationText {
            origin: origin.to_owned(),
            scope,
            topic,
            severity,
            title: title.to_owned(),
            description,
            link,
            icon,
            metadata: self.metadata,
            lasts: false,
        })
    }
}

/// The severity that a word means.
pub(super) fn severity(word: &str) -> Result<NotificationSeverity, NotifyError> {
    NotificationSeverity::of_word(word).ok_or_else(|| {
        let known = NotificationSeverity::ALL.map(NotificationSeverity::word).join(", ");
        NotifyError::Wrong(format!("a severity cannot be \"{word}\"; it is one of {known}"))
    })
}

/// Whether readers may be led there: a page of the portal, or an address that runs no script.
fn is_safe_link(link: &str) -> bool {
    let is_own = link.starts_with('/') && !link.starts_with("//") && !link.contains('\\');
    (is_own || is_safe_address(link)) && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::{Message, NotifyError};
    use crate::server::limits::{NOTIFY_SCOPE, NOTIFY_TITLE};
    use portico_store::NotificationSeverity;
    use serde_json::json;

    fn message() -> Message {
        Message { title: " Deployed ".into(), ..Message::default() }
    }

    #[track_caller]
    fn refused(message: Message, expect: &str) {
        match message.read("tests") {
            Err(NotifyError::Wrong(why)) => assert!(why.contains(expect), "{why}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_message_says_what_is_needed() {
        let text = message().read("tests").unwrap();
        assert_eq!((text.title.as_str(), text.severity), ("Deployed", NotificationSeverity::Normal));
        let more = Message { severity: Some("critical".into()), scope: Some(" ".into()), ..message() };
        let text = more.read("tests").unwrap();
        assert_eq!((text.severity, text.scope), (NotificationSeverity::Critical, None));
        refused(Message { title: " ".into(), ..message() }, "needs a title");
        refused(Message { severity: Some("urgent".into()), ..message() }, "critical, high, normal, low");
    }

    #[test]
    fn what_is_too_long_is_named() {
        refused(
            Message { title: "x".repeat(NOTIFY_TITLE + 1), ..message() },
            "the title of a notification is",
        );
        refused(Message { scope: Some("x".repeat(NOTIFY_SCOPE + 1)), ..message() }, "the scope");
        let metadata = json!({ "x": "y".repeat(20_000) }).as_object().unwrap().clone();
        refused(Message { metadata, ..message() }, "the metadata as JSON");
    }

    #[test]
    fn a_link_runs_no_script() {
        for link in ["/cost-insights?x=1#y", "https://x.test/a", "HTTP://x.test"] {
            let text = Message { link: Some(link.into()), ..message() }.read("tests").unwrap();
            assert_eq!(text.link.as_deref(), Some(link));
        }
        for link in
            ["javascript:alert(1)", "//evil.test", "/\\evil.test", "cost-insights", "https://x.test/a b"]
        {
            refused(Message { link: Some(link.into()), ..message() }, "the link of a notification cannot be");
        }
    }
}
