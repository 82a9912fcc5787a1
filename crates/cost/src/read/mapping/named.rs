//! The known forms of bills.

use super::{Mapping, MappingError, Table};
use serde_json::{Map, Value};
use std::sync::{Arc, OnceLock};

type Made = Result<Arc<Table>, MappingError>;

/// A known form by its name.
pub(super) fn table(name: &str) -> Made {
    static MADE: [OnceLock<Made>; 3] = [const { OnceLock::new() }; 3];
    let at = Mapping::NAMES.iter().position(|known| *known == name);
    let made = at.and_then(|at| MADE.get(at)).ok_or_else(|| MappingError::Unknown(name.to_owned()))?;
    made.get_or_init(|| Table::from_value(value(name)?).map(Arc::new)).clone()
}

/// A known form as it is written.
fn value(name: &str) -> Result<Value, MappingError> {
    let text = match name {
        "focus" => include_str!("presets/focus.yaml"),
        "azure" => include_str!("presets/azure.yaml"),
        "aws-cur" => include_str!("presets/aws-cur.yaml"),
        other => return Err(MappingError::Unknown(other.to_owned())),
    };
    serde_yaml::from_str(text).map_err(|error| MappingError::Wrong(format!("{name}: {error}")))
}

/// Puts the known form in that `like` names; what the mapping says itself comes before it.
pub(super) fn like(value: Value) -> Result<Value, MappingError> {
    let Value::Object(mut own) = value else { return Ok(value) };
    match own.shift_remove("like") {
        None => Ok(Value::Object(own)),
        Some(Value::String(name)) => match self::value(&name)? {
            Value::Object(mut known) => {
                known.shift_remove("name");
                over(&mut known, own);
                Ok(Value::Object(known))
            }
            other => Ok(other),
        },
        Some(_) => Err(MappingError::Wrong("`like` is the name of a known mapping".to_owned())),
    }
}

/// Members of objects one by one, everything else whole.
fn over(known: &mut Map<String, Value>, own: Map<String, Value>) {
    for (key, value) in own {
        match (known.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) if key == "columns" || key == "tags" => {
                over(inner, value);
            }
            (_, value) => {
                known.insert(key, value);
            }
        }
    }
}
