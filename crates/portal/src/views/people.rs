//! People, teams, and what is theirs.

use super::{Named, home::KindCount};
use serde::{Deserialize, Serialize};

/// The reader, as every page knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The user that they say they are; there need not be such a user any more.
    pub user: Named,
    /// What they starred, the latest first.
    pub stars: Vec<String>,
}

/// A user in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// The user.
    pub user: Named,
    /// What they do.
    pub about: Option<String>,
    /// Address of a picture, https only.
    pub picture: Option<String>,
    /// The groups that they are in, the first few.
    pub teams: Vec<Named>,
}

/// People whose name fits some words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    /// The best fits.
    pub people: Vec<PersonCard>,
    /// Number of people that fit and are not listed.
    pub more: usize,
    /// Number of all users in the catalog.
    pub total: u64,
}

/// An entity in a line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entity.
    pub entity: Named,
    /// Kind in its own spelling.
    pub kind: String,
    /// `spec.type`.
    pub kind_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// Why it needs attention: words of [`super::ATTENTION`].
    pub attention: Vec<String>,
}

/// A link out of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// What to call it.
    pub label: String,
    /// Address; its scheme is a harmless one.
    pub url: String,
    /// Name of an icon.
    pub icon: Option<String>,
    /// Sort of link.
    pub kind: Option<String>,
}

/// A group in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamCard {
    /// The group.
    pub team: Named,
    /// `spec.type`.
    pub kind_type: Option<String>,
    /// What it is there for.
    pub description: Option<String>,
    /// The group that it is part of.
    pub parent: Option<Named>,
    /// Where its people and its work are found.
    pub links: Vec<LinkCard>,
    /// Number of its own members.
    pub members: u64,
    /// Number of entities that it owns itself.
    pub owns: u64,
}

/// What somebody owns of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedKind {
    /// Kind in its own spelling.
    pub kind: String,
    /// Number of all.
    pub count: u64,
    /// The first of them; those that need attention come first.
    pub rows: Vec<Entry>,
}

/// What is the reader's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MineView {
    /// The reader.
    pub me: PersonCard,
    /// The groups that they are in.
    pub teams: Vec<TeamCard>,
    /// What they and these groups own.
    pub owned: Vec<OwnedKind>,
    /// What needs attention among it: word of [`super::ATTENTION`] and number of entities.
    pub attention: Vec<(String, u64)>,
    /// The first of what needs attention.
    pub urgent: Vec<Entry>,
    /// What they starred, the latest first.
    pub starred: Vec<Entry>,
    /// Number of starred entities that are not listed.
    pub more_starred: usize,
    /// What they looked at lately.
    pub visited: Vec<Entry>,
    /// Markup of what is new for them and of their latest tasks, which the server's half of the page makes; empty if there
    /// is none.
    pub cards: String,
}

/// How much of something is owned: by a group itself or a user themselves, and by all that counts with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedCount {
    /// Kind in its own spelling, or a word of [`super::ATTENTION`].
    pub what: String,
    /// Number for the group or the user alone.
    pub direct: u64,
    /// Number with sub-groups; for a user, with their groups.
    pub all: u64,
}

/// What the page of a group or a user shows beside the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// The group or the user.
    pub subject: Named,
    /// Whether it is a group.
    pub is_group: bool,
    /// Address of a picture, https only.
    pub picture: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Who leads the group, if it says so.
    pub lead: Option<Named>,
    /// The groups above, the widest first.
    pub above: Vec<Named>,
    /// Whether the groups above lead back to this one.
    pub is_circular: bool,
    /// Groups right below; for a user, the groups that they are in.
    pub teams: Vec<TeamCard>,
    /// Number of those groups that are not listed.
    pub more_teams: usize,
    /// Whether [`ProfileView::members`] are those of all groups below, too.
    pub with_all: bool,
    /// Members.
    pub members: Vec<PersonCard>,
    /// Number of the group's own members and of those with all groups below.
    pub member_counts: (u64, u64),
    /// What is owned, by kind.
    pub owned: Vec<OwnedCount>,
    /// What needs attention among it.
    pub attention: Vec<OwnedCount>,
    /// The first of what needs attention.
    pub urgent: Vec<Entry>,
    /// Those whose things are counted: the subject first, then groups below, or the groups of a user. Empty beyond
    /// the subject if they are too many for an address.
    pub owners: Vec<String>,
    /// Of a user: what the groups above theirs own, by kind.
    pub owned_above: Vec<KindCount>,
}

/// The letters that stand for somebody: of the first and the last word of their name.
#[must_use]
pub fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split(|c: char| c.is_whitespace() || c == '.' || c == '-').filter_map(letter);
    let first = letters.next();
    let found = first.into_iter().chain(letters.next_back());
    found.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        for (name, expect) in [
            ("Anna Berg", "AB"),
            ("anna.maria berg-öst", "AÖ"),
            ("anna", "A"),
            ("(Anna)", "A"),
            ("", ""),
            ("李 小龍", "李小"),
        ] {
            assert_eq!(initials(name), expect, "{name}");
        }
    }
}
