//! Tokens that hosts hand out for a while.

use super::{error::ReadError, limits};
use portico_scm::Secret;
use std::{collections::HashMap, time::Instant};
use tokio::sync::Mutex;

/// The tokens that are in use, by what they are for.
#[derive(Default)]
pub(super) struct Tokens {
    known: Mutex<HashMap<String, Known>>,
}

struct Known {
    /// None: asked for, and there is none.
    token: Option<Secret>,
    since: Instant,
}

impl Known {
    fn is_fresh(&self) -> bool {
        let time = if self.token.is_some() { limits::TOKEN_TIME } else { limits::TOKEN_ABSENT_TIME };
        self.since.elapsed() < time
    }
}

impl Tokens {
    /// The token for something; `ask` is run if none is known.
    pub(super) async fn get(
        &self,
        key: String,
        ask: impl Future<Output = Result<Option<Secret>, ReadError>>,
    ) -> Result<Option<Secret>, ReadError> {
        // Held while asking, so that many files do not ask for many tokens.
        let mut known = self.known.lock().await;
        if let Some(known) = known.get(&key).filter(|known| known.is_fresh()) {
            return Ok(known.token.clone());
        }
        known.retain(|_, known| known.is_fresh());
        let token = ask.await?;
        known.insert(key, Known { token: token.clone(), since: Instant::now() });
        Ok(token)
    }
}
