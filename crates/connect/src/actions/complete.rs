//! What hosts have, for the fields of forms: owners, repositories, branches, and what lies between them.

use super::{Outside, call::Call, host::Host};
use portico_scaffolder::{
    Failure, Later,
    completion::{Choice, Completer, Completers},
};
use portico_scm::{Integration, Kind, RepoUrl};
use serde_json::{Map, Value};

/// Adds one for each kind of host, under the names by which clients know them.
pub fn add_completers(completers: &mut Completers, outside: &Outside) {
    let names = [
        ("github", Kind::Github),
        ("gitlab", Kind::Gitlab),
        ("gitea", Kind::Gitea),
        ("azure", Kind::Azure),
        ("bitbucket-cloud", Kind::BitbucketCloud),
        ("bitbucketCloud", Kind::BitbucketCloud),
        ("bitbucket-server", Kind::BitbucketServer),
        ("bitbucketServer", Kind::BitbucketServer),
    ];
    for (name, kind) in names {
        completers.add(name, Asked { outside: outside.clone(), kind });
    }
}

/// Asks hosts of a kind.
struct Asked {
    outside: Outside,
    kind: Kind,
}

impl Completer for Asked {
    fn complete<'a>(
        &'a self,
        resource: &'a str,
        token: &'a str,
        context: &'a Map<String, Value>,
    ) -> Later<'a, Result<Vec<Choice>, Failure>> {
        Box::pin(async move {
            let host = self.host(token, context).await?;
            let question = question(self.kind, resource, context)?;
            let mut found = Vec::new();
            for (call, id, title) in question {
                let entries = match self.kind {
                    Kind::BitbucketCloud | Kind::BitbucketServer | Kind::Azure => {
                        values(host.ask(call).await?)
                    }
                    _ => host.list(call).await.or_else(alone)?,
                };
                found.extend(entries.iter().filter_map(|entry| choice(entry, id, title)));
            }
            found.sort_by(|one: &Choice, other| one.id.cmp(&other.id));
            found.dedup();
            Ok(found)
        })
    }
}

impl Asked {
    /// The host that the context names, else the first configured one.
    async fn host(&self, token: &str, context: &Map<String, Value>) -> Result<Host, Failure> {
        let text = |key: &str| context.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let integrations = self.outside.inner.reader.integrations();
        let fits =
            |one: &&Integration| one.kind == self.kind && text("host").is_none_or(|host| host == one.host);
        let one = integrations.iter().find(fits).ok_or_else(|| {
            Failure::input(format!("There is no integration for {} with that host", self.kind))
        })?;
        let repo = RepoUrl {
            host: one.host.clone(),
            owner: text("owner").map(str::to_owned),
            repo: text("repository").or(text("repo")).unwrap_or_default().to_owned(),
            organization: text("organization").map(str::to_owned),
            workspace: text("workspace").map(str::to_owned),
            project: text("project").map(str::to_owned),
        };
        let host = Host::with(&self.outside, repo, Some(token).filter(|token| !token.is_empty())).await?;
        host.needs_credentials()?;
        Ok(host)
    }
}

/// What is asked, where the value of an entry of the answer stands, and where what people read.
type Question = Vec<(Call, &'static str, &'static str)>;

fn question(kind: Kind, resource: &str, context: &Map<String, Value>) -> Result<Question, Failure> {
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| match context.get(*key)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        found.ok_or_else(|| Failure::input(format!("The context names no `{}`", keys.join("` or `"))))
    };
    let repository = || text(&["repository", "repo"]);
    let get = |path: &[&str]| Call::get(path.iter().copied(), format!("list {resource}"));
    Ok(match (kind, resource) {
        (Kind::Github, "repositoriesWithOwner") => vec![(get(&["user", "repos"]), "/full_name", "")],
        (Kind::Github, "repositories") => vec![(get(&["users", &text(&["owner"])?, "repos"]), "/name", "")],
        (Kind::Gitea, "repositories") => vec![(get(&["orgs", &text(&["owner"])?, "repos"]), "/name", "")],
        (Kind::Gitea, "repositoriesWithOwner") => vec![(get(&["user", "repos"]), "/full_name", "")],
        (Kind::Github, "owners" | "organizations") => vec![(get(&["user", "orgs"]), "/login", "")],
        (Kind::Gitea, "owners" | "organizations") => {
            vec![(get(&["user", "orgs"]), "/username", "/full_name")]
        }
        (Kind::Github | Kind::Gitea, "branches") => {
            vec![(get(&["repos", &text(&["owner"])?, &repository()?, "branches"]), "/name", "")]
        }
        (Kind::Github, "environments") => {
            vec![(get(&["repos", &text(&["owner"])?, &repository()?, "environments"]), "/name", "")]
        }
        (Kind::Gitlab, "groups" | "owners") => {
            vec![(get(&["groups"]).query("min_access_level", "30"), "/full_path", "/full_name")]
        }
        (Kind::Gitlab, "projects" | "repositories") => {
            let group = text(&["id", "owner"])?;
            vec![(get(&["groups", &group, "projects"]), "/path", "/name")]
        }
        (Kind::Gitlab, "branches") => {
            let project = match text(&["projectId", "id"]) {
                Ok(id) => id,
                Err(_) => format!("{}/{}", text(&["owner"])?, repository()?),
            };
            vec![(get(&["projects", &project, "repository", "branches"]), "/name", "")]
        }
        (Kind::Azure, "projects") => {
            vec![(versioned(get(&[&text(&["organization"])?, "_apis", "projects"])), "/name", "")]
        }
        (Kind::Azure, "repositories") => {
            let place = [&text(&["organization"])?, &text(&["project"])?, "_apis", "git", "repositories"];
            vec![(versioned(get(&place)), "/name", "")]
        }
        (Kind::Azure, "branches") => {
            let (organization, project) = (text(&["organization"])?, text(&["project"])?);
            let place = [&organization, &project, "_apis", "git", "repositories", &repository()?, "refs"];
            vec![(versioned(get(&place)).query("filter", "heads/"), "/name", "")]
        }
        (Kind::BitbucketCloud, "workspaces") => {
            vec![(hundred(get(&["workspaces"])), "/slug", "/name")]
        }
        (Kind::BitbucketCloud, "projects") => {
            vec![(hundred(get(&["workspaces", &text(&["workspace"])?, "projects"])), "/key", "/name")]
        }
        (Kind::BitbucketCloud, "repositories") => {
            let call = hundred(get(&["repositories", &text(&["workspace"])?]));
            let call = match text(&["project"]) {
                Ok(project) => {
                    call.query("q", format!("project.key=\"{}\"", project.replace(['"', '\\'], "")))
                }
                Err(_) => call,
            };
            vec![(call, "/slug", "/name")]
        }
        (Kind::BitbucketCloud, "branches") => {
            let place = ["repositories", &text(&["workspace"])?, &repository()?, "refs", "branches"];
            vec![(hundred(get(&place)), "/name", "")]
        }
        (Kind::BitbucketServer, "projects") => {
            vec![(get(&["projects"]).query("limit", "500"), "/key", "/name")]
        }
        (Kind::BitbucketServer, "repositories") => {
            vec![(get(&["projects", &text(&["project"])?, "repos"]).query("limit", "500"), "/slug", "/name")]
        }
        (Kind::BitbucketServer, "branches") => {
            let place = ["projects", &text(&["project"])?, "repos", &repository()?, "branches"];
            vec![(get(&place).query("limit", "500"), "/displayId", "")]
        }
        _ => return Err(Failure::input(format!("{kind} has no `{resource}` that could be chosen from"))),
    })
}

fn versioned(call: Call) -> Call {
    call.query("api-version", "7.0")
}

fn hundred(call: Call) -> Call {
    call.query("pagelen", "100")
}

/// The entries of an answer that has them as `values` or `value`.
fn values(mut answer: Value) -> Vec<Value> {
    let found = ["values", "value"].into_iter().find_map(|key| Some(answer.get_mut(key)?.take()));
    match found {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

/// Who is not there has nothing.
fn alone(error: Failure) -> Result<Vec<Value>, Failure> {
    match error.kind {
        portico_scaffolder::FailureKind::NotFound => Ok(Vec::new()),
        _ => Err(error),
    }
}

fn choice(entry: &Value, id: &str, title: &str) -> Option<Choice> {
    let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text(id)?.trim_start_matches("refs/heads/").to_owned();
    let title = text(title).filter(|title| *title != id).map(str::to_owned);
    Some(Choice { id, title })
}
