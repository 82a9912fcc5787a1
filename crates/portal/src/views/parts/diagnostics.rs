//! Lists of problems, which leave out in JSON what they do not have.

use portico_entity::{Diagnostic, Severity};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
struct Parts(Severity, String, String, (u32, u32), String, Option<String>, Option<String>, Option<String>);

pub(in crate::views) fn serialize<S: Serializer>(
    all: &[Diagnostic],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().cloned().map(|one| {
        let Diagnostic { severity, code, file, line, column, message, help, entity_ref, class } = one;
        Parts(severity, code, file, (line, column), message, help, entity_ref, class)
    }))
}

pub(in crate::views) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Diagnostic>, D::Error> {
    let all = Vec::<Parts>::deserialize(deserializer)?.into_iter();
    let whole = all.map(|Parts(severity, code, file, (line, column), message, help, entity_ref, class)| {
        Diagnostic { severity, code, file, line, column, message, help, entity_ref, class }
    });
    Ok(whole.collect())
}
