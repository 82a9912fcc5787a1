//! Making what can be made once only, across interruptions.

use super::{call::Call, host::Host};
use portico_scaffolder::{Failure, FailureKind, Step};
use serde_json::Value;

/// What came of it.
pub(super) struct Made {
    /// What the host says of it.
    pub(super) value: Value,
    /// Whether it was there before, made by an earlier run of this very step.
    pub(super) is_from_before: bool,
}

/// Makes something, unless this step made it already before it was interrupted. That it was not there when the step
/// began is noted before it is made: what is there later on is ours. What was there from the beginning is a conflict
/// with it.
pub(super) async fn made(
    host: &Host,
    step: &Step<'_>,
    what: &str,
    find: Call,
    create: Call,
) -> Result<Made, Failure> {
    let begun_mark = format!("{what}.begun");
    if let Some(value) = step.checkpoints.get(what) {
        step.log.info(&format!("The {what} was made before the interruption"));
        return Ok(Made { value, is_from_before: true });
    }
    let begun = step.checkpoints.get(&begun_mark) == Some(Value::Bool(true));
    let name = host.repo.slug();
    let value = match host.find(find).await? {
        Some(found) if begun => {
            step.log
                .info(&format!("Going on with the {what} {name}, which was made before the interruption"));
            step.checkpoints.put(what, found.clone()).await?;
            return Ok(Made { value: found, is_from_before: true });
        }
        Some(_) => {
            return Err(Failure::new(
                FailureKind::Conflict,
                format!("The {what} {name} is there already on {}; choose another name", host.name()),
            ));
        }
        None => {
            step.checkpoints.put(&begun_mark, true.into()).await?;
            match host.ask(create).await {
                Ok(value) => value,
                Err(failure) => {
                    // What says clearly that it was not made takes the note back.
                    if failure.kind != FailureKind::Other {
                        step.checkpoints.put(&begun_mark, false.into()).await?;
                    }
                    return Err(taken(host, what, failure));
                }
            }
        }
    };
    step.checkpoints.put(what, value.clone()).await?;
    Ok(Made { value, is_from_before: false })
}

/// Notes what was found before something is made of it; nothing may be noted that the step made itself.
pub(super) async fn begin(step: &Step<'_>, mark: &str, found: Value) -> Result<(), Failure> {
    step.checkpoints.put(mark, found).await
}

/// What was found before the step began to make something, if it may have done so: see [`begin`] and [`refused`].
pub(super) fn begun(step: &Step<'_>, mark: &str) -> Option<Value> {
    step.checkpoints.get(mark).filter(|found| *found != Value::Bool(false))
}

/// Takes the note back when a failure says clearly that nothing was made: what is there later on is somebody else's.
pub(super) async fn refused(step: &Step<'_>, mark: &str, failure: Failure) -> Failure {
    if failure.kind == FailureKind::Other {
        return failure;
    }
    match step.checkpoints.put(mark, false.into()).await {
        Ok(()) => failure,
        Err(worse) => worse,
    }
}

/// Hosts say in different ways that a name is taken.
fn taken(host: &Host, what: &str, failure: Failure) -> Failure {
    let lower = failure.message.to_lowercase();
    let says = ["already exist", "already been taken", "already taken", "is already in use", "name taken"];
    if failure.kind == FailureKind::Conflict || says.iter().any(|mark| lower.contains(mark)) {
        let text = format!(
            "The {what} {} cannot be made: there is one already, perhaps one that the credentials may not see. {}",
            host.repo.slug(),
            failure.message
        );
        return Failure::new(FailureKind::Conflict, text);
    }
    failure
}
