//! Rules for a branch on GitHub.

use super::path;
use crate::actions::{
    call::Call,
    host::Host,
    shared::{given, without_nulls},
};
use portico_scaffolder::{
    Failure, Step,
    schema::{Field, flag, nested, number, texts},
};
use serde_json::{Value, json};

/// Whether there are rules at all, for actions that do more than that.
pub(super) fn switch() -> Vec<Field> {
    vec![
        flag("protectDefaultBranch", "Whether the default branch is protected.").or(true),
        flag("protectEnforceAdmins", "Whether the rules hold for administrators, too.").or(true),
    ]
}

/// The rules.
pub(super) fn fields() -> Vec<Field> {
    let who = || {
        vec![
            texts("users", "Names of people."),
            texts("teams", "Names of teams, as in addresses."),
            texts("apps", "Names of apps, as in addresses."),
        ]
    };
    vec![
        number("requiredApprovingReviewCount", "How many people have to approve a pull request.").or(1),
        flag("requireCodeOwnerReviews", "Whether code owners have to approve.").or(false),
        flag("dismissStaleReviews", "Whether new commits take back approvals.").or(false),
        nested("bypassPullRequestAllowances", "Who may push without a pull request.", who()),
        nested("restrictions", "Who may push at all.", who()),
        texts("requiredStatusCheckContexts", "Checks that have to succeed."),
        flag("requireBranchesToBeUpToDate", "Whether a branch has to be up to date for them.").or(true),
        flag("requiredConversationResolution", "Whether all conversations have to be resolved.").or(false),
        flag("requireLastPushApproval", "Whether somebody else has to approve the last push.").or(false),
        flag("requiredCommitSigning", "Whether commits have to be signed.").or(false),
        flag("requiredLinearHistory", "Whether merge commits are refused.").or(false),
    ]
}

/// Sets the rules of a branch. Doing it once more changes nothing.
pub(super) async fn protect(host: &Host, step: &Step<'_>, branch: &str, admins: bool) -> Result<(), Failure> {
    let flag = |key: &str| step.flag(key).unwrap_or_default();
    let contexts = given(step, "requiredStatusCheckContexts");
    let body = json!({
        "required_status_checks": {
            "strict": step.flag("requireBranchesToBeUpToDate").unwrap_or(true),
            "contexts": if contexts.is_array() { contexts } else { json!([]) },
        },
        "restrictions": step.input.get("restrictions").map(people).unwrap_or_default(),
        "enforce_admins": admins,
        "required_pull_request_reviews": without_nulls(json!({
            "required_approving_review_count":
                step.input.get("requiredApprovingReviewCount").filter(|count| count.is_number()).cloned().unwrap_or(json!(1)),
            "require_code_owner_reviews": flag("requireCodeOwnerReviews"),
            "bypass_pull_request_allowances": given(step, "bypassPullRequestAllowances"),
            "dismiss_stale_reviews": flag("dismissStaleReviews"),
            "require_last_push_approval": flag("requireLastPushApproval"),
        })),
        "required_conversation_resolution": flag("requiredConversationResolution"),
        "required_linear_history": flag("requiredLinearHistory"),
    });
    let place = path(host, &["branches", branch, "protection"]);
    host.ask(Call::put(place, body, format!("protect the branch {branch}"))).await?;
    if flag("requiredCommitSigning") {
        let place = path(host, &["branches", branch, "protection", "required_signatures"]);
        host.ask(Call::post(place, json!({}), format!("require signatures on the branch {branch}"))).await?;
    }
    step.log.info(&format!("Protected the branch {branch}"));
    Ok(())
}

/// The same, but rules that GitHub does not set (they cost something for private repositories) do not fail a step that
/// has pushed already.
pub(super) async fn attempt(host: &Host, step: &Step<'_>, branch: &str) {
    let admins = step.flag("protectEnforceAdmins").unwrap_or(true);
    if let Err(failure) = protect(host, step, branch, admins).await {
        step.log.warn(&format!("The branch {branch} was not protected: {failure}"));
    }
}

/// Lists of people, all of which have to be there.
fn people(given: &Value) -> Value {
    let list = |key: &str| if given[key].is_array() { given[key].clone() } else { json!([]) };
    match given.is_object() {
        true => json!({"users": list("users"), "teams": list("teams"), "apps": list("apps")}),
        false => Value::Null,
    }
}
