//! Several requests at a time, not too many.

use super::FetchError;
use crate::limits;
use tokio::task::JoinSet;

/// Does the same for every item and gives the results in their order. The first failure ends all.
pub(super) async fn each<T, R, F, Work>(items: Vec<T>, work: F) -> Result<Vec<R>, FetchError>
where
    R: Send + 'static,
    F: Fn(T) -> Work,
    Work: Future<Output = Result<R, FetchError>> + Send + 'static,
{
    let mut results = Vec::new();
    results.resize_with(items.len(), || None);
    let mut running = JoinSet::new();
    let mut waiting = items.into_iter().enumerate();
    loop {
        while running.len() < limits::REQUESTS_AT_ONCE {
            let Some((index, item)) = waiting.next() else { break };
            let done = work(item);
            running.spawn(async move { (index, done.await) });
        }
        match running.join_next().await {
            None => return Ok(results.into_iter().flatten().collect()),
            Some(Ok((index, result))) => results[index] = Some(result?),
            Some(Err(error)) => return Err(FetchError::incomplete("several requests", error.to_string())),
        }
    }
}
