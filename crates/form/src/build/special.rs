//! Fields that pick from the catalog or from source-control hosts.

use super::{Builder, Spot};
use crate::{
    field::{Control, Field, plain},
    picker::{Entities, Picker, Question, Whose},
    repo::{Host, Part, Repo, parts_of, read},
    ui::{Ui, text},
};
use serde_json::{Map, Value, json};

impl Builder<'_> {
    /// The control of a named kind of field; none if the name is not known.
    pub(super) fn special(
        &mut self,
        name: &str,
        schema: &Value,
        spot: &Spot,
        field: &mut Field,
    ) -> Option<Control> {
        let ui = Ui(schema);
        let picker = match name {
            "EntityPicker" => Picker::Entities(self.entities(ui, &[], Whose::Anybodys, false)),
            "OwnerPicker" => {
                let mut picker = self.entities(ui, &["Group", "User"], Whose::Anybodys, false);
                picker.default_kind = Some("Group".to_owned());
                Picker::Entities(picker)
            }
            "OwnedEntityPicker" => Picker::Entities(self.entities(ui, &[], Whose::Owned, false)),
            "MultiEntityPicker" => Picker::Entities(self.entities(ui, &[], Whose::Anybodys, true)),
            "MyGroupsPicker" => {
                let mut picker = self.entities(ui, &["Group"], Whose::MyGroups, false);
                picker.takes_any = false;
                Picker::Entities(picker)
            }
            "CatalogPicker" => Picker::Entities(self.catalog(ui)),
            "EntityNamePicker" => Picker::Name,
            "EntityTagsPicker" => {
                field.help = field.help.take().or_else(|| ui.text("helperText"));
                Picker::Tags { question: tags(ui), has_counts: !ui.is_not("showCounts") }
            }
            "RepoUrlPicker" => {
                if ui.get("requestUserCredentials").is_some() {
                    field.note = Some(
                        "The template asks for your own access to the host. It is made with the access that is \
                         configured for it instead."
                            .to_owned(),
                    );
                }
                Picker::RepoUrl(self.repo(ui, spot))
            }
            "RepoBranchPicker" => Picker::RepoBranch { repo: self.repo_of_form() },
            "RepoOwnerPicker" => Picker::RepoOwner { allowed: owners(ui) },
            "Secret" => return Some(Control::Secret { name: Some(spot.key.clone()) }),
            _ => return None,
        };
        Some(Control::Picker(Box::new(picker)))
    }

    fn entities(&self, ui: Ui<'_>, kinds: &[&str], whose: Whose, is_multiple: bool) -> Entities {
        let mut waits_for = Vec::new();
        let mut filter = self.filter(ui.get("catalogFilter"), &mut waits_for);
        if filter.is_empty() {
            let mut allowed = ui.texts("allowedKinds");
            if allowed.is_empty() {
                allowed = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            }
            if !allowed.is_empty() {
                filter = vec![json!({ "kind": allowed })];
            }
        }
        Entities {
            question: Question { filter, whose, ..Question::default() },
            is_multiple,
            takes_any: !ui.is_not("allowArbitraryValues"),
            is_reference: true,
            default_kind: ui.text("defaultKind"),
            // `false` means that a reference is shown without one; what is stored is complete all the same.
            default_namespace: ui.text("defaultNamespace"),
            waits_for,
        }
    }

    /// A choice from any part of the catalog, of any property.
    fn catalog(&self, ui: Ui<'_>) -> Entities {
        let mut waits_for = Vec::new();
        let filter = self.filter(ui.get("filter").or_else(|| ui.get("catalogFilter")), &mut waits_for);
        let mut details = ui.texts("details");
        details.extend(ui.text("detail").filter(|_| details.is_empty()));
        let value = ui.text("value");
        Entities {
            is_multiple: ui.is("multiple"),
            takes_any: ui.is("allowArbitraryValues"),
            is_reference: value.is_none(),
            default_kind: ui.text("defaultKind"),
            default_namespace: ui.text("defaultNamespace"),
            question: Question { filter, title: title_property(ui), details, value, ..Question::default() },
            waits_for,
        }
    }

    /// The records of a filter, with the values of this form in place of `${{ parameters.… }}`.
    fn filter(&self, filter: Option<&Value>, waits_for: &mut Vec<String>) -> Vec<Value> {
        let records = match filter {
            Some(Value::Array(records)) => records.clone(),
            Some(Value::Null) | None => Vec::new(),
            Some(record) => vec![record.clone()],
        };
        records.iter().map(|record| self.filled(record, waits_for)).collect()
    }

    fn filled(&self, value: &Value, waits_for: &mut Vec<String>) -> Value {
        match value {
            Value::String(text) => self.filled_text(text, waits_for),
            Value::Array(list) => list.iter().map(|one| self.filled(one, waits_for)).collect(),
            Value::Object(object) => {
                let pairs = object.iter().map(|(key, one)| (key.clone(), self.filled(one, waits_for)));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }

    fn filled_text(&self, text: &str, waits_for: &mut Vec<String>) -> Value {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${{") {
            let Some(end) = rest[at..].find("}}").map(|end| at + end) else { break };
            let path = rest[at + 3..end].trim();
            let found = self.parameter(path, waits_for);
            let is_sole = at == 0 && out.is_empty() && end + 2 == rest.len();
            if is_sole && let Some(list @ Value::Array(_)) = &found {
                return list.clone();
            }
            out.push_str(&rest[..at]);
            out.push_str(&found.as_ref().map(plain).unwrap_or_default());
            rest = &rest[end + 2..];
        }
        out.push_str(rest);
        Value::from(out)
    }

    /// The value of `parameters.a.b` or `parameters["a"]`; what it waits for if there is none yet.
    fn parameter(&self, path: &str, waits_for: &mut Vec<String>) -> Option<Value> {
        let plain_path = path.replace("[\"", ".").replace("['", ".").replace("\"]", "").replace("']", "");
        let mut parts = plain_path.split('.').map(str::trim);
        let (Some("parameters"), Some(first)) = (parts.next(), parts.next()) else {
            waits_for.push(format!("what \"{path}\" means: only parameters can be used here"));
            return None;
        };
        let value = parts.fold(self.values.get(first), |value, part| value.and_then(|value| value.get(part)));
        let found =
            value.filter(|value| !matches!(value, Value::Null) && value.as_str() != Some("")).cloned();
        if found.is_none() {
            let title = self.title_of(first);
            if !waits_for.contains(&title) {
                waits_for.push(title);
            }
        }
        found
    }

    /// What a field of any page is called.
    fn title_of(&self, name: &str) -> String {
        let of_page = |page: &Value| {
            let schema = page.get("properties")?.get(name)?;
            Ui(schema).text("title").or_else(|| text(schema, "title"))
        };
        self.pages.iter().find_map(of_page).unwrap_or_else(|| name.to_owned())
    }

    fn repo(&self, ui: Ui<'_>, spot: &Spot) -> Repo {
        let allowed = ui.texts("allowedHosts");
        let known = |name: &String| self.place.hosts.iter().find(|host| host.name == *name).cloned();
        let hosts: Vec<Host> = if allowed.is_empty() {
            self.place.hosts.clone()
        } else {
            // A host without integration cannot be written to, but is part of what the template says.
            allowed.iter().map(|name| known(name).unwrap_or_else(|| guessed(name))).collect()
        };
        let (name, values) = read(self.value(&spot.pointer).and_then(Value::as_str).unwrap_or_default());
        let host = hosts.iter().find(|host| host.name == name).or_else(|| hosts.first()).cloned();
        let parts = host.iter().flat_map(|host| parts_of(host.kind)).map(|(key, title, is_required)| {
            let allowed = allowed_parts(ui, key);
            let value = values.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
            let single = (allowed.len() == 1).then(|| allowed[0].clone());
            Part {
                key,
                title,
                is_required: *is_required,
                value: value.or(single).unwrap_or_default(),
                allowed,
            }
        });
        Repo { parts: parts.collect(), hosts, host }
    }

    /// The address that a repository picker of any page has as its value.
    fn repo_of_form(&self) -> Option<String> {
        let of_page = |page: &Value| {
            let properties = page.get("properties")?.as_object()?;
            let is_repo = |schema: &Value| Ui(schema).text("field").as_deref() == Some("RepoUrlPicker");
            let (name, _) = properties.iter().find(|(_, schema)| is_repo(schema))?;
            self.values.get(name)?.as_str().map(str::to_owned)
        };
        self.pages.iter().find_map(of_page)
    }
}

/// The property that is shown. `ui:title` names the field itself, so only the option counts.
fn title_property(ui: Ui<'_>) -> Option<String> {
    ui.0.get("ui:options").and_then(|options| text(options, "title"))
}

fn tags(ui: Ui<'_>) -> Question {
    let kinds = ui.texts("kinds");
    let filter = if kinds.is_empty() { Vec::new() } else { vec![json!({ "kind": kinds })] };
    Question { filter, is_tags: true, ..Question::default() }
}

fn allowed_parts(ui: Ui<'_>, key: &str) -> Vec<String> {
    match key {
        "owner" | "workspace" => ui.texts("allowedOwners"),
        "organization" => {
            let organizations = ui.texts("allowedOrganizations");
            if organizations.is_empty() { ui.texts("allowedOwners") } else { organizations }
        }
        "project" => ui.texts("allowedProjects"),
        "repo" => ui.texts("allowedRepos"),
        _ => Vec::new(),
    }
}

fn owners(ui: Ui<'_>) -> Vec<String> {
    let excluded = ui.texts("excludedOwners");
    ui.texts("allowedOwners").into_iter().filter(|owner| !excluded.contains(owner)).collect()
}

/// A host that is not configured: what its name suggests.
fn guessed(name: &str) -> Host {
    use portico_scm::Kind;
    let by_name = [
        ("gitlab", Kind::Gitlab),
        ("bitbucket", Kind::BitbucketServer),
        ("gitea", Kind::Gitea),
        ("gerrit", Kind::Gerrit),
    ];
    let public = Kind::ALL.into_iter().find(|kind| kind.default_host() == Some(name));
    let kind = public.or_else(|| by_name.iter().find(|(part, _)| name.contains(part)).map(|(_, kind)| *kind));
    Host { name: name.to_owned(), kind: kind.unwrap_or(Kind::Github) }
}
